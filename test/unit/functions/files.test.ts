import { beforeEach, describe, expect, it } from 'vitest';
import type { Scan } from '../../../adapters/s3/file-store.ts';
import { keepClass } from '../../../adapters/s3/kept.ts';
import { keepClasses } from '../../../functions/contract.ts';
import { context, createFoyer, type Foyer } from '../../support/foyer-in-memory.ts';

const agents = [
  { id: 'ines', name: 'Inés', email: 'ines@shop.example', capacity: 3 },
  { id: 'rui', name: 'Rui', email: 'rui@shop.example', capacity: 3 },
];
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const pdf = Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\n');

let foyer: Foyer;
let chat: string;
const tab = 'tab-1';
const id = () => foyer.newId();

beforeEach(async () => {
  foyer = await createFoyer({
    websites: [
      { id: 'shop', name: 'Shop', token: 'fw_shop0000000', domains: ['shop.example'], queue: 'orders', files: {} },
    ],
    queues: [{ id: 'orders', name: 'Orders', members: [{ agent: 'ines' }] }],
    agents,
  });
  await foyer.signIn('ines');
  chat = (await foyer.start('fw_shop0000000', 'Marta', id())).interactionId;
  await visitor({ t: 'resume', after: 0 });
  await foyer.agent('ines', 'desk-ines', { t: 'take', id: id(), interactionId: chat });
});

const visitor = (frame: Record<string, unknown>) => foyer.visitor(chat, tab, { id: id(), after: 0, ...frame });
const ines = (frame: Record<string, unknown>) =>
  foyer.agent('ines', 'desk-ines', { id: id(), interactionId: chat, after: 0, ...frame });
const as = { visitor, ines };
type Who = keyof typeof as;

const events = async () => {
  const { commits } = (await visitor({ t: 'resume', after: 0 })) as unknown as {
    commits: { seq: number; events: { type: string; [field: string]: unknown }[] }[];
  };
  return commits.flatMap(({ seq, events }) => events.map((event) => ({ seq, upload: undefined, ...event })));
};
const verdicts = async () => (await events()).filter(({ type }) => type === 'file-checked');

/** Asks, uploads, and sends. */
async function send(who: Who, name: string, content: Uint8Array, scan: Scan = 'clean') {
  const allowed = await as[who]({ t: 'upload', name, bytes: content.length });
  expect(allowed).toMatchObject({ t: 'upload' });
  const { url, of } = allowed as unknown as { url: string; of: number };
  foyer.files.put(url, content, scan);
  expect(await as[who]({ t: 'file', of })).toMatchObject({ t: 'ack' });
  const sent = (await events()).findLast(({ type }) => type === 'file');
  return { url, seq: sent?.seq ?? 0, upload: sent?.upload };
}
/** What `arm-timers` asks for. */
const follow = (seq: number) => foyer.functions['file-check']({ interactionId: chat, seq }, context);
const scanned = (url: string) => {
  const [, , , , upload] = url.split('/');
  const objectKey = `${Buffer.from(chat).toString('hex')}/${upload}`;
  return foyer.functions['file-check']({ detail: { s3ObjectDetails: { objectKey } } }, context);
};

describe('a file from one side to the other', () => {
  it.each<[Who, string, Uint8Array, string]>([
    ['visitor', 'Lámpara.png', png, 'image/png'],
    ['ines', 'Rechnung.pdf', pdf, 'application/pdf'],
  ])('E4 F4 of the %s is seen at once, and is theirs to get once it is clean', async (who, name, content, type) => {
    const { seq, upload } = await send(who, name, content);
    expect(await events()).toContainEqual(expect.objectContaining({ type: 'file', name, bytes: content.length }));
    await follow(seq);
    expect(await verdicts()).toMatchObject([{ upload, verdict: { is: 'clean', type } }]);
    expect([...foyer.files.kept.values()]).toEqual([{ type, keepDays: 0 }]);
    const link = { t: 'file-link', of: seq, upload, url: expect.stringContaining(encodeURIComponent(name)) };
    expect(await visitor({ t: 'file-link', of: seq, upload })).toMatchObject(link);
    expect(await ines({ t: 'file-link', of: seq, upload })).toMatchObject(link);
  });

  it('E4 is asked for twice with one id: one upload, and a link again', async () => {
    const again = { t: 'upload', id: id(), name: 'a.png', bytes: 10 };
    expect(await visitor(again)).toEqual(await visitor(again));
  });
});

describe('the check', () => {
  it.each<[string, string, Uint8Array, Scan, string]>([
    ['malware', 'a.png', png, 'malware', 'malware'],
    ['what could not be scanned', 'a.pdf', pdf, 'unreadable', 'unreadable'],
    ['content of another kind', 'a.pdf', png, 'clean', 'content'],
    [
      'a drawing that can run scripts',
      'a.png',
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
      'clean',
      'content',
    ],
    ['a page', 'a.pdf', Buffer.from('<!doctype html><script>alert(1)</script>'), 'clean', 'content'],
    ['a program that is called a text', 'a.txt', Buffer.from([77, 90, 0, 3, 0, 0]), 'clean', 'content'],
  ])('E4 refuses %s, and keeps nothing', async (_, name, content, scan, because) => {
    const { seq, upload } = await send('visitor', name, content, scan);
    await follow(seq);
    expect(await verdicts()).toMatchObject([{ upload, verdict: { is: 'refused', because } }]);
    expect(foyer.files.kept.size).toBe(0);
  });

  it('E4 refuses what was never uploaded', async () => {
    const { of } = (await visitor({ t: 'upload', name: 'a.png', bytes: 10 })) as unknown as { of: number };
    await visitor({ t: 'file', of });
    const { seq = 0 } = (await events()).at(-1) ?? {};
    await follow(seq);
    expect(await verdicts()).toMatchObject([{ verdict: { is: 'refused', because: 'missing' } }]);
  });

  it('E4 takes text as text', async () => {
    const { seq } = await send('visitor', 'Größen.csv', Buffer.from('a;b\n1;2\n'));
    await follow(seq);
    expect(await verdicts()).toMatchObject([{ verdict: { is: 'clean', type: 'text/plain' } }]);
  });

  it('E4 waits for a scan that comes late, and hears of it once however often it is told', async () => {
    const { seq, url } = await send('visitor', 'a.png', png, 'unscanned');
    await follow(seq);
    expect(await verdicts()).toEqual([]);
    foyer.files.scanned(url, 'clean');
    await Promise.all([scanned(url), scanned(url), follow(seq)]);
    await scanned(url);
    expect(await verdicts()).toHaveLength(1);
  });

  it('E4 is not lost when the scan is over before the file is sent', async () => {
    const allowed = (await visitor({ t: 'upload', name: 'a.png', bytes: png.length })) as unknown as {
      url: string;
      of: number;
    };
    foyer.files.put(allowed.url, png);
    await scanned(allowed.url);
    expect(await verdicts()).toEqual([]);
    await visitor({ t: 'file', of: allowed.of });
    // The stream hands the commit over.
    const { seq = 0 } = (await events()).findLast(({ type }) => type === 'file') ?? {};
    await follow(seq);
    expect(await verdicts()).toHaveLength(1);
  });

  it('E4 passes over an object that is nobody’s, and a chat that is not there', async () => {
    for (const objectKey of ['malware-protection-resource-validation-object', '../x', `00/${'a'.repeat(16)}`])
      await foyer.functions['file-check']({ detail: { s3ObjectDetails: { objectKey } } }, context);
    await follow(1);
    expect(await verdicts()).toEqual([]);
  });
});

describe('a link', () => {
  it('E4 B13 is for whoever may read the chat now: not for another visitor, another agent, or of what is no file', async () => {
    const { seq, upload } = await send('visitor', 'a.png', png);
    await follow(seq);
    expect(await visitor({ t: 'file-link', of: seq, upload: id() })).toMatchObject({ code: 'file_unknown' });
    expect(await visitor({ t: 'file-link', of: 1, upload })).toMatchObject({ t: 'refused', code: 'file_unknown' });
    expect(await visitor({ t: 'file-link', of: 99, upload })).toMatchObject({ code: 'file_unknown' });
    const other = (await foyer.start('fw_shop0000000', 'Ana', id())).interactionId;
    const theirs = await foyer.visitor(other, 'tab-2', { t: 'file-link', id: id(), of: seq, upload });
    expect(theirs).toMatchObject({ code: 'file_unknown' });
    const rui = { t: 'file-link', id: id(), interactionId: chat, of: seq, upload };
    await foyer.signIn('rui');
    expect(await foyer.agent('rui', 'desk-rui', rui)).toMatchObject({ code: 'chat_not_yours' });
  });

  it('E4 G6 files are kept no shorter than the log, and forever if it is', () => {
    expect(keepClass(0, keepClasses)).toBeUndefined();
    expect(keepClass(30, keepClasses)).toBe(93);
    expect(keepClass(365, keepClasses)).toBe(372);
    expect(keepClass(5000, keepClasses)).toBeUndefined();
  });
});
