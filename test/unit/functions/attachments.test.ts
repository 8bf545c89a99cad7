/** Files that come with a form, before a chat or instead of one, through the functions (C1, C4). */
import { describe, expect, it } from 'vitest';
import type { ConfigurationInput } from '../../../core/configuration/schema.ts';
import { InteractionId } from '../../../core/ids.ts';
import { MAX_ATTACHED_BYTES } from '../../../core/mail/forward-mail.ts';
import { context, createFoyer, type Foyer } from '../../support/foyer-in-memory.ts';

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const pdf = Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\n');
const elements: NonNullable<ConfigurationInput['forms']>[number]['elements'] = [
  { kind: 'text', name: 'name', label: 'Name', required: true, to: { contact: 'name' } },
  { kind: 'email', name: 'email', label: 'Email', required: true, to: { contact: 'email' } },
  { kind: 'agreement', name: 'more', label: 'I have pictures' },
  { kind: 'attachment', name: 'pictures', label: 'Pictures', kinds: ['pictures'], maxMb: 2, most: 2, onlyIf: 'more' },
  { kind: 'attachment', name: 'bill', label: 'Bill', kinds: ['pdf'] },
];
const website = { id: 'shop', name: 'Casa Alba', token: 'fw_shop000000', domains: ['shop.example'], queue: 'orders' };
const mail = { to: 'help@shop.example', as: 'forward' as const };
const settings: Partial<ConfigurationInput> = {
  forms: [{ id: 'broken', name: 'Broken', elements }],
  websites: [{ ...website, form: 'broken', offline: { form: 'broken', mail } }],
};
const answers = { name: 'Marta', email: 'marta@correo.example', more: true };

type Kind = 'chat-start' | 'leave';
type Files = { of: string; name: string; bytes: number }[];

/** One form of one visitor, sent as often as needed. */
function formOf(foyer: Foyer, kind: Kind, files: Files, more: object = {}) {
  const id = foyer.newId();
  return () =>
    foyer.http(kind, {
      body: { website: website.token, id, culture: 'en', answers, files, ...more },
      origin: 'https://shop.example',
    });
}
const bill = { of: 'bill', name: 'Factura №1.pdf', bytes: pdf.length };
const lamp = { of: 'pictures', name: 'lamp.png', bytes: png.length };
const contents: Record<string, Buffer> = { 'lamp.png': png, 'Factura №1.pdf': pdf };

/** Puts everything that the answer asks for, and sends it again. */
async function deliver(foyer: Foyer, kind: Kind, files: Files, content = contents) {
  const send = formOf(foyer, kind, files);
  const { status, body } = await send();
  expect(status).toBe(200);
  for (const { nth, url } of body.uploads) foyer.files.put(url, content[files[nth]?.name ?? ''] ?? pdf);
  const answer = await send();
  expect(answer).toMatchObject({ status: 200 });
  expect(answer.body.uploads).toBeUndefined();
  return { send, body: answer.body };
}
const logOf = (foyer: Foyer, id: string) => foyer.stores.chats.range(InteractionId.parse(id), 0);
const eventsOf = async (foyer: Foyer, id: string) => (await logOf(foyer, id)).flatMap(({ events }) => events);
const leftId = async (foyer: Foyer) => (await foyer.stores.inbox.list(10))[0]?.interactionId ?? '';
const check = (foyer: Foyer, interactionId: string) =>
  foyer.functions['file-check']({ interactionId, seq: 1 }, context);

describe.each<Kind>(['chat-start', 'leave'])('%s with attachments', (kind) => {
  it('C1 is answered with where to put them, and keeps nothing until all of them are there', async () => {
    const foyer = await createFoyer(settings);
    const send = formOf(foyer, kind, [lamp, bill]);
    const { body } = await send();
    expect(body.uploads).toMatchObject([{ nth: 0 }, { nth: 1 }]);
    foyer.files.put(body.uploads[1].url, pdf);
    const again = await send();
    expect(again.body.uploads).toMatchObject([{ nth: 0, url: body.uploads[0].url }]);
    expect(await foyer.stores.inbox.list(10)).toEqual([]);
    expect(again.body.interactionId).toBeUndefined();
  });

  it('C1 has them in its first commit, to be checked; repeated, also when the uploads are gone, it is the same one', async () => {
    const foyer = await createFoyer(settings);
    const { send, body } = await deliver(foyer, kind, [lamp, bill]);
    const id = body.interactionId ?? (await leftId(foyer));
    const [first] = await logOf(foyer, id);
    expect(first?.events.filter(({ type }) => type === 'file')).toMatchObject([
      { from: 'visitor', name: 'lamp.png', bytes: png.length },
      { from: 'visitor', name: 'Factura №1.pdf', bytes: pdf.length },
    ]);
    foyer.files.forget();
    expect((await send()).body).toMatchObject(kind === 'leave' ? {} : { interactionId: id });
    expect((await logOf(foyer, id)).filter(({ events }) => events.some(({ type }) => type === 'file'))).toHaveLength(1);
    foyer.files.recall();
    await check(foyer, id);
    const verdicts = (await eventsOf(foyer, id)).filter(({ type }) => type === 'file-checked');
    expect(verdicts).toMatchObject([
      { verdict: { is: 'clean' } },
      { verdict: { is: 'clean', type: 'application/pdf' } },
    ]);
    await check(foyer, id);
    expect((await eventsOf(foyer, id)).filter(({ type }) => type === 'file-checked')).toHaveLength(2);
  });

  it.each<[string, string, Files, object]>([
    ['another kind', 'answers_wrong', [{ ...bill, name: 'bill.png' }], {}],
    ['a program', 'answers_wrong', [{ ...bill, name: 'bill.pdf.exe' }], {}],
    ['more than the element takes', 'answers_wrong', [bill, bill], {}],
    ['a byte more than it takes', 'answers_wrong', [{ ...lamp, bytes: 2 * 1024 * 1024 + 1 }], {}],
    ['an element that takes no files', 'form_changed', [{ ...bill, of: 'name' }], {}],
    ['an element that is not there', 'form_changed', [{ ...bill, of: 'other' }], {}],
    ['nothing', 'body_malformed', [{ ...bill, bytes: 0 }], {}],
    ['six', 'body_malformed', Array.from({ length: 6 }, () => bill), {}],
    ['a page of elsewhere', 'website_unknown', [bill], { website: 'fw_other00000' }],
  ])('C1 gets no upload for %s', async (_, code, files, more) => {
    const foyer = await createFoyer(settings);
    const { body } = await formOf(foyer, kind, files, more)();
    expect(body.code).toBe(code);
  });

  it('C1 leaves out what its agreement was not given for', async () => {
    const foyer = await createFoyer(settings);
    const { more: _, ...others } = answers;
    const { status, body } = await formOf(foyer, kind, [lamp], { answers: others })();
    expect(status).toBe(200);
    expect(body.uploads).toBeUndefined();
  });

  it('C1 G6 a network uploads no more than it may start', async () => {
    const foyer = await createFoyer({ ...settings, startsPerAddress: { most: 1, withinS: 600 } });
    const send = formOf(foyer, kind, [bill]);
    await send();
    expect((await send()).body.uploads).toHaveLength(1);
    expect((await formOf(foyer, kind, [bill])()).body.code).toBe('starts_limited');
    // With other files it is still the same form: what is there stays what it is.
    expect((await send()).status).toBe(200);
  });

  it('C1 another file cannot take the place of one that is there', async () => {
    const foyer = await createFoyer(settings);
    const id = foyer.newId();
    const { body } = await formOf(foyer, kind, [bill], { id })();
    foyer.files.put(body.uploads[0].url, pdf);
    const other = await formOf(foyer, kind, [{ ...bill, bytes: 99 }], { id })();
    expect(other.body.code).toBe('answers_wrong');
  });

  it('C1 is an answer like others: its names, and required', async () => {
    const needed = elements.map((each) =>
      each.kind === 'attachment' && each.name === 'bill' ? { ...each, required: true } : each,
    );
    const foyer = await createFoyer({ ...settings, forms: [{ id: 'broken', name: 'Broken', elements: needed }] });
    expect((await formOf(foyer, kind, [])()).body.code).toBe('answers_wrong');
    const { body } = await deliver(foyer, kind, [bill]);
    const id = InteractionId.parse(body.interactionId ?? (await leftId(foyer)));
    const { chat } = await foyer.stores.chats.load(id);
    expect(chat).toMatchObject({ facts: { variables: { bill: 'Factura №1.pdf' } } });
  });
});

describe('the e-mail with a message', () => {
  const sendOf = async (foyer: Foyer, id: string) => {
    const log = await logOf(foyer, id);
    const seq = log.findLast(({ events }) => events.some(({ type }) => type === 'forward-requested'))?.seq;
    if (seq !== undefined) await foyer.functions.mail({ interactionId: id, seq }, context);
    return seq;
  };

  it('C4 goes when its files have been checked, with the clean ones', async () => {
    const foyer = await createFoyer(settings);
    await deliver(foyer, 'leave', [lamp, bill], { ...contents, 'lamp.png': Buffer.alloc(png.length, 'a') });
    const id = await leftId(foyer);
    expect(await sendOf(foyer, id)).toBeUndefined();
    await check(foyer, id);
    expect(await sendOf(foyer, id)).toBeDefined();
    expect(foyer.mails).toMatchObject([
      { to: 'help@shop.example', attachments: [{ name: 'Factura №1.pdf', type: 'application/pdf', content: pdf }] },
    ]);
    expect(foyer.mails[0]?.text).toContain('lamp.png:\n  Blocked by the check for malware.');
    expect(foyer.mails[0]?.text).toContain('Factura №1.pdf:\n  Attached.');
  });

  it('C4 goes without a file that no result came for', async () => {
    const foyer = await createFoyer(settings);
    const send = formOf(foyer, 'leave', [bill]);
    foyer.files.put((await send()).body.uploads[0].url, pdf, 'unscanned');
    await send();
    const id = InteractionId.parse(await leftId(foyer));
    await check(foyer, id);
    expect(await sendOf(foyer, id)).toBeUndefined();
    foyer.advance(600);
    await foyer.deliver({ kind: 'unchecked', interactionId: id, dueAt: foyer.now() });
    expect(await sendOf(foyer, id)).toBeDefined();
    expect(foyer.mails).toMatchObject([{ attachments: [] }]);
  });

  it('C4 says which file would make it too large', async () => {
    const big = 6 * 1024 * 1024;
    expect(2 * big).toBeGreaterThan(MAX_ATTACHED_BYTES);
    const some = elements.map((each) =>
      each.kind === 'attachment' && each.name === 'bill' ? { ...each, most: 2 } : each,
    );
    const foyer = await createFoyer({ ...settings, forms: [{ id: 'broken', name: 'Broken', elements: some }] });
    const large = Buffer.concat([pdf, Buffer.alloc(big - pdf.length, 32)]);
    const files = ['a.pdf', 'b.pdf'].map((name) => ({ of: 'bill', name, bytes: big }));
    await deliver(foyer, 'leave', files, { 'a.pdf': large, 'b.pdf': large });
    const id = await leftId(foyer);
    await check(foyer, id);
    await sendOf(foyer, id);
    expect(foyer.mails[0]?.attachments).toMatchObject([{ name: 'a.pdf' }]);
    expect(foyer.mails[0]?.text).toContain('b.pdf:\n  Too large for an email.');
  });
});
