/** What is attached to a message that somebody leaves (C1): two files, of which the scan finds one in three bad. */
import type { Scan } from '../../adapters/s3/file-store.ts';
import type { World } from './world.ts';

const content = Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\n');

/** For the website whose form asks for them; every other message has them. */
export const billsFor = (website: string, nth: number) =>
  website === 'fw_offered0000' && nth % 2 === 0
    ? ['a.pdf', 'b.pdf'].map((name) => ({ of: 'bills', name, bytes: content.length }))
    : [];

export function putBill({ foyer, bills }: World, url: string): void {
  const scan: Scan = bills.size % 3 === 2 ? 'malware' : 'clean';
  if (!bills.has(url)) bills.set(url, scan);
  foyer.files.put(url, content, bills.get(url));
}
