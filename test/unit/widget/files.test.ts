import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { CommandId } from '../../../core/ids.ts';
import { createKept, type KeptCommand } from '../../../widget/app/engine/kept.ts';
import { pictureOf, verdictOn } from '../../../widget/app/screens/files/incoming.ts';
import { add, goOn, hereIn, type InChat, remove, send } from '../../../widget/app/screens/files/outgoing.ts';
import { sayIn, sizeIn } from '../../../widget/app/screens/files/words.ts';

type Sent = Parameters<typeof pictureOf>[1];

/** What the browser was asked to upload. */
let puts: Put[];

class Put {
  upload: { onprogress?: (event: { loaded: number; total: number }) => void } = {};
  headers: Record<string, string> = {};
  status = 0;
  onloadend = () => {};
  address = '';
  isAborted = false;
  open(method: string, address: string) {
    this.address = `${method} ${address}`;
  }
  setRequestHeader(name: string, value: string) {
    this.headers[name] = value;
  }
  send() {
    puts.push(this);
  }
  abort() {
    this.isAborted = true;
  }
  async ends(status: number) {
    this.status = status;
    this.onloadend();
    await Promise.resolve();
  }
}

beforeEach(() => {
  puts = [];
  vi.stubGlobal('XMLHttpRequest', Put);
  vi.stubGlobal('URL', { createObjectURL: () => 'blob:seen', revokeObjectURL: () => {} });
});
afterEach(() => void vi.unstubAllGlobals());

/** A running chat whose outbox nobody empties but the test. */
function running() {
  const device: Record<string, string> = {};
  const kept = createKept(device, {}, 'fw');
  let made = 0;
  const asked: Record<string, object> = {};
  const conversation = {
    asked,
    ask(type: KeptCommand['type'], text: string) {
      made++;
      kept.saveCommand({ id: `command-${made}` as CommandId, handle: 'h', type, text, at: made });
      ui.set({});
    },
  };
  const state = { is: 'running', conversation };
  const ui = {
    ...{ kept, conversation, chat: { state: () => state }, state, language: 'en', locale: 'en' },
    answer: { files: { accept: '.png,.pdf', maxBytes: 100 } },
    /** Everything is drawn again. */
    set: () => goOn(ui),
  } as unknown as InChat;
  return {
    ...{ ui, kept, device, state },
    chosen: () => hereIn(ui.conversation).chosen,
    commands: () => kept.commands().map(({ type, text }) => ({ type, ...JSON.parse(text) })),
    answers(frame?: object) {
      const [first] = kept.commands();
      if (!first) throw new Error('Nothing was asked');
      kept.removeCommand(first.id);
      if (frame) asked[first.id] = { id: first.id, ...frame };
      goOn(ui);
    },
    refuses(code: string) {
      const [first] = kept.commands();
      if (first) kept.saveCommand({ ...first, refused: { code } });
      goOn(ui);
    },
  };
}

const file = (name: string, bytes = 10, type = 'image/png') => new File([new Uint8Array(bytes)], name, { type });
const allowed = { t: 'upload', of: 7, url: 'https://s3.example/x', headers: { 'if-none-match': '*' } };

test('F4 a chosen file stays on the device until it is sent; then it is asked for, uploaded, and sent into the chat', async () => {
  const { ui, chosen, commands, answers } = running();
  add(ui, [file('lamp.png')]);
  expect(chosen()).toMatchObject([{ seen: 'blob:seen', failed: undefined }]);
  expect(commands()).toEqual([]);
  for (const each of chosen()) send(ui, each);
  expect(commands()).toEqual([{ type: 'upload', name: 'lamp.png', bytes: 10 }]);
  answers(allowed);
  const [put] = puts;
  expect(put).toMatchObject({ address: 'PUT https://s3.example/x', headers: { 'if-none-match': '*' } });
  put?.upload.onprogress?.({ loaded: 5, total: 10 });
  expect(chosen()).toMatchObject([{ part: 0.5 }]);
  await put?.ends(200);
  expect(commands()).toEqual([{ type: 'file', of: 7 }]);
  expect(puts).toHaveLength(1);
  // It is shown until it is in the conversation.
  expect(chosen()).toHaveLength(1);
  answers();
  expect(chosen()).toEqual([]);
});

test('F4 what would be refused is not asked for', () => {
  const { ui, chosen, commands } = running();
  add(ui, [file('run.exe'), file('big.png', 101), file('no.pdf', 0), file('SHOUT.PNG')]);
  for (const each of chosen()) send(ui, each);
  expect(chosen().map(({ failed }) => failed)).toEqual([
    'file_type_refused',
    'file_too_large',
    'file_empty',
    undefined,
  ]);
  expect(commands()).toEqual([{ type: 'upload', name: 'SHOUT.PNG', bytes: 10 }]);
});

test('F4 a refusal stands at the file, and does not stay in the outbox', async () => {
  const { ui, chosen, commands, answers, refuses } = running();
  add(ui, [file('a.png'), file('b.png')]);
  for (const each of chosen()) send(ui, each);
  refuses('files_too_many');
  expect(chosen()).toMatchObject([{ failed: 'files_too_many' }, { failed: undefined }]);
  answers(allowed);
  await puts[0]?.ends(200);
  refuses('chat_ended');
  expect(chosen()).toMatchObject([{ failed: 'files_too_many' }, { failed: 'chat_ended' }]);
  expect(commands()).toEqual([]);
});

test('F4 after a lost connection it is tried again when the visitor says so; an earlier attempt may have got through', async () => {
  const { ui, chosen, commands, answers } = running();
  add(ui, [file('a.png')]);
  for (const each of chosen()) send(ui, each);
  answers(allowed);
  await puts[0]?.ends(0);
  expect(chosen()).toMatchObject([{ failed: 'network' }]);
  expect(commands()).toEqual([]);
  for (const each of chosen()) send(ui, each);
  answers({ ...allowed, of: 9 });
  await puts[1]?.ends(412);
  expect(commands()).toEqual([{ type: 'file', of: 9 }]);
});

test('F4 a file that is removed is neither uploaded on nor sent', async () => {
  const { ui, chosen, commands, answers } = running();
  add(ui, [file('a.png'), file('b.png')]);
  for (const each of chosen()) send(ui, each);
  answers(allowed);
  for (const each of chosen()) remove(ui, each);
  expect(puts[0]?.isAborted).toBe(true);
  await puts[0]?.ends(200);
  expect(commands()).toEqual([]);
  expect(chosen()).toEqual([]);
});

test('F5 an upload that ends after the chat leaves nothing on the device', async () => {
  const { ui, chosen, answers, device, state } = running();
  add(ui, [file('a.png')]);
  for (const each of chosen()) send(ui, each);
  answers(allowed);
  state.is = 'over';
  await puts[0]?.ends(200);
  expect(device).toEqual({});
});

test('F2 an answer that another tab got is asked for again', () => {
  vi.useFakeTimers();
  const { ui, chosen, commands, answers } = running();
  add(ui, [file('a.png')]);
  for (const each of chosen()) send(ui, each);
  answers();
  vi.advanceTimersByTime(1);
  expect(commands()).toEqual([{ type: 'upload', name: 'a.png', bytes: 10 }]);
  vi.useRealTimers();
});

test('F4 a picture’s link is asked for once, and again only if it has run out', () => {
  vi.useFakeTimers();
  const { ui, commands, answers } = running();
  const [four, five] = [4, 5].map((of) => ({ of, upload: `upload-${of}` })) as [Sent, Sent];
  expect(pictureOf(ui, four)).toBeUndefined();
  pictureOf(ui, four);
  vi.advanceTimersByTime(1);
  pictureOf(ui, four);
  vi.advanceTimersByTime(1);
  expect(commands()).toEqual([{ type: 'file-link', ...four }]);
  answers({ t: 'file-link', of: 4, url: 'https://files.example/a' });
  expect(pictureOf(ui, four)?.url).toBe('https://files.example/a');
  // It cannot be drawn: the file is offered by its name.
  pictureOf(ui, four)?.fails();
  expect(pictureOf(ui, four)).toBeUndefined();
  pictureOf(ui, five);
  vi.advanceTimersByTime(1);
  answers({ t: 'file-link', of: 5, url: 'https://files.example/b' });
  vi.advanceTimersByTime(5 * 60_000);
  pictureOf(ui, five)?.fails();
  pictureOf(ui, five);
  vi.advanceTimersByTime(1);
  expect(commands()).toEqual([{ type: 'file-link', ...five }]);
  vi.useRealTimers();
});

test('F4 a verdict belongs to the file of its upload', () => {
  const checked = (upload: string) => ({
    is: 'file',
    event: { type: 'file-checked', upload, verdict: { is: 'clean', type: 'image/png' } },
  });
  const ui = { state: { is: 'running' }, story: { lines: [checked('a')] } } as unknown as Parameters<
    typeof verdictOn
  >[0];
  expect(verdictOn(ui, 'a')).toEqual({ is: 'clean', type: 'image/png' });
  expect(verdictOn(ui, 'b')).toBeUndefined();
});

test('F4 sizes and words are those of the visitor’s language', () => {
  expect(sizeIn({ locale: 'en' }, 1)).toBe('1 kB');
  expect(sizeIn({ locale: 'es' }, 2.5 * 1024 * 1024)).toBe('2,5 MB');
  expect(sayIn({ language: 'en' })('remove', '$& {0}.png')).toBe('Remove $& {0}.png');
});
