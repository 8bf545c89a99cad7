/** What is deployed is built, so that files that need it find it. */
import { build } from '../../../local/build.ts';

export default async function setUp(): Promise<void> {
  await build({ outDir: 'dist', onProgress: () => {} });
}
