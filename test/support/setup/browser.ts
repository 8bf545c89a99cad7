/** The browser is unpacked. Whoever finds the file half written would start that. */
import chromium from '@sparticuz/chromium';

export default async function setUp(): Promise<void> {
  await chromium.executablePath();
}
