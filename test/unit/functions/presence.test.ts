/** Typing, marks, changed texts and notes, through the real functions. */
import { beforeEach, describe, expect, it } from 'vitest';
import { InteractionId } from '../../../core/ids.ts';
import { WATCH_MS } from '../../../core/interaction/topics/oversight.ts';
import { createFoyer, type Foyer } from '../../support/foyer-in-memory.ts';

let foyer: Foyer;
let interactionId: string;
/** Stores and sockets, by name, as often as they were called. */
let calls: string[] = [];

/** Marta's chat is with Inés, and both have two windows open. Tomás has nothing to do with it. */
beforeEach(async () => {
  const through = <Port extends object>(name: string, port: Port): Port =>
    new Proxy(port, {
      get(target, method) {
        const original = target[method as keyof Port];
        if (typeof original !== 'function') return original;
        return (...args: unknown[]) => {
          calls.push(`${name}.${String(method)}`);
          return original(...args);
        };
      },
    });
  foyer = await createFoyer({}, { through });
  await foyer.signIn('ines');
  await foyer.signIn('ines', 'desk-2' as never);
  ({ interactionId } = await foyer.start('fw_picked00000'));
  for (const tab of ['tab-1', 'tab-2']) await resume(tab);
  await ask('desk-ines', { t: 'take' });
  await sync('desk-2');
  await foyer.signIn('tomas');
  for (const socket of ['tab-1', 'tab-2', 'desk-ines', 'desk-2', 'desk-tomas']) foyer.heard(socket);
  calls = [];
});

const resume = (tab: string, after = 0) => foyer.visitor(interactionId, tab, { t: 'resume', id: foyer.newId(), after });
const sync = (desk: string, after = 0) =>
  foyer.agent('ines', desk, { t: 'sync', id: foyer.newId(), interactionId, after });
const ask = (desk: string, frame: { t: string } & Record<string, unknown>) =>
  foyer.agent('ines', desk, { id: foyer.newId(), interactionId, after: 0, ...frame });
const say = (tab: string, frame: { t: string } & Record<string, unknown>) =>
  foyer.visitor(interactionId, tab, { id: foyer.newId(), after: 0, ...frame });

const typing = { t: 'presence', typing: true };
const reached = (got: number, read: number) => ({ t: 'presence', typing: false, reached: { got, read } });
const all = () => ['tab-1', 'tab-2', 'desk-ines', 'desk-2', 'desk-tomas'].map((socket) => foyer.heard(socket));

describe('typing', () => {
  it('E4 of the visitor reaches every console that follows the chat, and nobody else', async () => {
    expect(await foyer.visitor(interactionId, 'tab-1', typing)).toBeUndefined();
    const news = { t: 'presence', interactionId, typing: true };
    expect(all()).toEqual([[], [], [news], [news], []]);
  });

  it('E4 of the agent reaches every tab of the visitor, by name, and the agent’s other windows', async () => {
    expect(await foyer.agent('ines', 'desk-ines', { ...typing, interactionId })).toBeUndefined();
    const news = { t: 'presence', typing: true, name: 'Inés' };
    const toAgents = { t: 'presence', typing: true, interactionId, agent: { id: 'ines', name: 'Inés' } };
    expect(all()).toEqual([[news], [news], [], [toAgents], []]);
  });

  it('E4 costs one load and one frame for each listener, and is not stored', async () => {
    const before = await foyer.stores.chats.range(InteractionId.parse(interactionId), 0);
    await foyer.visitor(interactionId, 'tab-1', typing);
    expect(calls).toEqual(['chats.load', 'connections.post', 'connections.post']);
    expect(await foyer.stores.chats.range(InteractionId.parse(interactionId), 0)).toEqual(before);
  });

  it('E4 in a chat of someone else is refused, and nobody hears of it', async () => {
    const answer = await foyer.agent('tomas', 'desk-tomas', { ...typing, interactionId });
    expect(answer).toMatchObject({ t: 'refused', code: 'chat_not_yours' });
    expect(all().flat()).toEqual([]);
    const unknown = await foyer.visitor('no-such-chat', 'tab-9', typing);
    expect(unknown).toMatchObject({ code: 'chat_unknown' });
  });

  it('E4 counts only from a socket that follows the chat: of these it has a few, of others a stranger opens any number', async () => {
    await foyer.signIn('ines', 'desk-3' as never);
    all();
    calls = [];
    const mark = { ...typing, reached: { got: 3, read: 3 } };
    expect(await foyer.visitor(interactionId, 'tab-9', mark)).toBeUndefined();
    expect(await foyer.agent('ines', 'desk-3', { ...mark, interactionId })).toBeUndefined();
    expect(all().flat()).toEqual([]);
    expect(calls).toEqual(['chats.load', 'chats.load']);
  });

  it('E4 after the end, or by an agent who is only asked, means nothing', async () => {
    const other = await foyer.start('fw_offered0000');
    calls = [];
    expect(await foyer.agent('ines', 'desk-ines', { ...typing, interactionId: other.interactionId })).toBeUndefined();
    expect(calls).toEqual(['chats.load']);
    await ask('desk-ines', { t: 'end' });
    all();
    calls = [];
    expect(await foyer.visitor(interactionId, 'tab-1', typing)).toBeUndefined();
    expect(await foyer.agent('ines', 'desk-ines', { ...typing, interactionId })).toBeUndefined();
    expect(calls).toEqual(['chats.load', 'chats.load']);
  });

  it('E4 D9 of the visitor does not reach a supervisor who stopped saying that they watch, nor theirs the visitor', async () => {
    const watch = { t: 'watch', id: foyer.newId(), interactionId };
    const eva = ['person:eva', 'desk-eva'] as const;
    await foyer.agent(...eva, { t: 'hello' }, 'supervisor');
    await foyer.agent(...eva, watch, 'supervisor');
    await foyer.agent(...eva, { ...watch, t: 'join', id: foyer.newId(), after: 0 }, 'supervisor');
    for (const socket of ['tab-1', 'desk-eva']) foyer.heard(socket);
    await foyer.visitor(interactionId, 'tab-1', typing);
    expect(foyer.heard('desk-eva')).toMatchObject([{ t: 'presence', typing: true }]);
    foyer.advance(WATCH_MS / 1000);
    await foyer.visitor(interactionId, 'tab-1', typing);
    expect(foyer.heard('desk-eva')).toEqual([]);
    const answer = await foyer.agent(...eva, { ...typing, interactionId }, 'supervisor');
    expect(answer).toMatchObject({ code: 'chat_not_yours' });
    expect(foyer.heard('tab-1')).toEqual([]);
  });

  it('E4 too often is refused before anything is read for it', async () => {
    for (let n = 0; n < 30; n++) await foyer.visitor(interactionId, 'tab-1', typing);
    calls = [];
    expect(await foyer.visitor(interactionId, 'tab-1', typing)).toMatchObject({ code: 'rate_limited' });
    expect(calls).toEqual([]);
    expect(await say('tab-1', { t: 'message', text: 'still heard' })).toMatchObject({ t: 'ack' });
  });
});

describe('marks', () => {
  it('E4 cost one load, one write, and a frame for each listener', async () => {
    const { commit } = await ask('desk-ines', { t: 'message', text: 'Hello' });
    calls = [];
    await foyer.visitor(interactionId, 'tab-1', reached(commit.seq, commit.seq));
    expect(calls).toEqual(['chats.load', 'chats.mark', 'connections.post', 'connections.post']);
    calls = [];
    await foyer.visitor(interactionId, 'tab-1', reached(commit.seq, commit.seq));
    expect(calls).toEqual(['chats.load', 'chats.mark']);
  });

  it('E4 reach the other side at once, and everyone who comes later', async () => {
    const { commit } = await ask('desk-ines', { t: 'message', text: 'Hello' });
    all();
    foyer.advance(7);
    await foyer.visitor(interactionId, 'tab-1', reached(commit.seq, commit.seq));
    const mark = { got: commit.seq, read: commit.seq, at: foyer.now() };
    const news = { t: 'presence', interactionId, typing: false, mark };
    expect(all()).toEqual([[], [], [news], [news], []]);
    expect(await sync('desk-2')).toMatchObject({ marks: { visitor: mark } });
    expect(await resume('tab-2')).toMatchObject({ marks: { visitor: mark } });
  });

  it('E4 of an agent clear the agent’s other windows too', async () => {
    const { commit } = await say('tab-1', { t: 'message', text: 'Hello' });
    all();
    await foyer.agent('ines', 'desk-2', { ...reached(commit.seq, commit.seq), interactionId });
    const mark = { got: commit.seq, read: commit.seq, at: foyer.now() };
    expect(all()).toMatchObject([[{ mark }], [{ mark }], [{ mark, agent: { id: 'ines' } }], [], []]);
    expect(await sync('desk-ines')).toMatchObject({ marks: { agent: mark } });
  });

  it('E4 never go back, nor beyond what there is, and nobody marks for someone else', async () => {
    const { commit } = await say('tab-1', { t: 'message', text: 'Hello' });
    const { seq } = commit;
    await foyer.agent('ines', 'desk-2', { ...reached(99_999, 99_999), interactionId });
    await foyer.agent('ines', 'desk-ines', { ...reached(1, 1), interactionId });
    await foyer.agent('tomas', 'desk-tomas', { ...reached(seq, seq), interactionId });
    const { marks } = await sync('desk-ines');
    expect(marks).toMatchObject({ agent: { got: seq, read: seq } });
    expect(marks.visitor).toBeUndefined();
  });

  it('E4 change nothing of the chat: no commit, no clock, no excerpt', async () => {
    const chat = () => foyer.stores.chats.load(InteractionId.parse(interactionId));
    const before = await chat();
    const armed = foyer.armed.length;
    await foyer.visitor(interactionId, 'tab-1', reached(3, 2));
    expect(await chat()).toEqual(before);
    expect(foyer.armed).toHaveLength(armed);
  });
});

describe('a text that was taken back', () => {
  const texts = (range: { commits: { events: { text?: string }[] }[] }) =>
    range.commits.flatMap(({ events }) => events.flatMap(({ text }) => text ?? []));

  it('E4 is sent to the visitor never again: not in a range, not when the command is repeated', async () => {
    const id = foyer.newId();
    const message = { t: 'message', id, text: 'The secret is 4711' };
    const { commit } = await ask('desk-ines', message);
    expect(foyer.heard('tab-1')).toMatchObject([{ commit: { events: [{ text: 'The secret is 4711' }] } }]);
    expect(await ask('desk-ines', { t: 'revise', of: commit.seq })).toMatchObject({ t: 'ack' });
    expect(foyer.heard('tab-1')).toMatchObject([
      { commit: { events: [{ type: 'revised', of: commit.seq, text: '' }] } },
    ]);
    // The console did not get its first acknowledgement.
    await ask('desk-ines', message);
    const later = [...foyer.heard('tab-1'), await resume('tab-3')];
    expect(JSON.stringify(later)).not.toContain('4711');
    expect(texts(await sync('desk-2'))).toEqual(['The secret is 4711', '']);
  });

  it('E4 by the visitor: their own repeated message brings it back to nobody', async () => {
    const message = { t: 'message', id: foyer.newId(), text: 'My PIN is 4711' };
    const { commit } = await say('tab-1', message);
    await say('tab-1', { t: 'revise', of: commit.seq });
    all();
    const answer = await say('tab-1', message);
    expect(answer).toMatchObject({ t: 'ack' });
    expect(JSON.stringify([answer, ...foyer.heard('tab-2')])).not.toContain('4711');
  });

  it('E4 a change costs one read more than a message', async () => {
    const { commit } = await say('tab-1', { t: 'message', text: 'Helo' });
    calls = [];
    await say('tab-1', { t: 'revise', of: commit.seq, text: 'Hello' });
    expect(calls.filter((name) => name.startsWith('chats'))).toEqual(['chats.range', 'chats.load', 'chats.append']);
    expect(texts(await resume('tab-2'))).toEqual(['', 'Hello']);
  });

  it('E4 in the name of someone else is refused', async () => {
    const { commit } = await say('tab-1', { t: 'message', text: 'Mine' });
    expect(await ask('desk-ines', { t: 'revise', of: commit.seq })).toMatchObject({ code: 'message_not_yours' });
    // What a client says about the original counts for nothing.
    const forged = { t: 'revise', of: commit.seq, original: { seq: 1, events: [] }, actor: { side: 'visitor' } };
    expect(await ask('desk-ines', forged)).toMatchObject({ code: 'message_not_yours' });
  });
});

describe('an internal note', () => {
  it('E4 reaches the agent’s consoles, and no frame of the visitor', async () => {
    expect(await ask('desk-ines', { t: 'note', text: 'Difficult' })).toMatchObject({ t: 'ack' });
    expect(foyer.heard('desk-2')).toMatchObject([{ commit: { events: [{ type: 'note', text: 'Difficult' }] } }]);
    const heard = [...foyer.heard('tab-1'), ...foyer.heard('tab-2'), await resume('tab-3')];
    expect(JSON.stringify(heard)).not.toMatch(/note|Difficult/);
  });

  it('E4 cannot be written by a visitor', async () => {
    expect(await say('tab-1', { t: 'note', text: 'x' })).toMatchObject({ code: 'frame_unknown' });
  });

  it('E4 in wrap-up belongs to the chat too', async () => {
    await ask('desk-ines', { t: 'end' });
    expect(await ask('desk-ines', { t: 'note', text: 'Call back' })).toMatchObject({ t: 'ack' });
  });
});
