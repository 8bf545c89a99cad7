import { describe, expect, test } from 'vitest';
import type { Chat, ChatIn } from '../../../console/live/chat.ts';
import { inboxGroups } from '../../../console/live/inbox-groups.ts';
import { placesInUse, refusedNotes, wishedStatus } from '../../../console/live/live.ts';
import { AgentId, InteractionId } from '../../../core/ids.ts';
import {
  accepted,
  ended,
  fakeStorage,
  ines,
  joana,
  log,
  offered,
  queued,
  rung,
  says,
  startConsole,
  started,
} from './fakes.ts';

const interactionId = 'chat-1';
const range = (commits: ReturnType<typeof log>, over: object = {}) => ({
  t: 'range',
  interactionId,
  seq: commits.at(-1)?.seq ?? 0,
  more: false,
  commits,
  marks: {},
  ...over,
});
const commit = (of: ReturnType<typeof log>[number] | undefined) => ({ t: 'commit', interactionId, commit: of });
const offeredLog = log([started, queued], offered);
const rungLog = log([started, queued], rung(ines, joana));
const activeLog = log([started, queued], offered, accepted);

async function withChat(commits: ReturnType<typeof log>) {
  const console = startConsole();
  await console.connect({ chats: [interactionId] });
  console.line().push(range(commits));
  console.sent();
  return console;
}

function is<P extends Chat['stage']>(chat: Chat | undefined, stage: P): ChatIn<P> {
  if (chat?.stage !== stage) throw new Error(`Chat is ${chat?.stage}, not ${stage}`);
  return chat as ChatIn<P>;
}

describe('F2 the log is the truth', () => {
  test('asks for every chat that welcome names', async () => {
    const { live, line, connect, sent, chat } = startConsole();
    await connect({ chats: [interactionId] });
    expect(sent()).toMatchObject([{ t: 'sync', interactionId, after: 0 }]);
    expect(live.state().arriving.size).toBe(1);
    line().push(range(activeLog));
    expect(chat()?.stage).toBe('active');
    expect(live.state().arriving.size).toBe(0);
  });

  test('asks on where the range was cut', async () => {
    const { line, connect, sent, chat } = startConsole();
    await connect({ chats: [interactionId] });
    sent();
    line().push(range(activeLog.slice(0, 2), { more: true }));
    expect(sent()).toMatchObject([{ t: 'sync', after: 2 }]);
    line().push(range(activeLog.slice(2)));
    expect(chat()?.stage).toBe('active');
  });

  test('a gap is not jumped over', async () => {
    const longer = log([started, queued], offered, accepted, says('visitor', 'one'), says('visitor', 'two'));
    const { line, sent, chat } = await withChat(longer.slice(0, 3));
    line().push(commit(longer[4]));
    expect(chat()?.position).toBe(3);
    expect(sent()).toMatchObject([{ t: 'sync', interactionId, after: 3 }]);
    line().push(range(longer.slice(3)));
    expect(chat()?.entries.filter(({ kind }) => kind === 'message')).toHaveLength(2);
  });

  test('commits that nobody may see leave no gap', async () => {
    const { line, sent, chat } = await withChat(activeLog);
    line().push(commit({ seq: 7, prev: 3, at: 1_009_000, events: [says('visitor', 'hello')] }));
    expect(chat()?.position).toBe(7);
    expect(sent()).toEqual([]);
  });

  test('the same commit twice is one', async () => {
    const longer = log([started, queued], offered, accepted, says('visitor', 'one'));
    const { line, chat } = await withChat(longer);
    line().push(commit(longer[3]));
    expect(chat()?.entries.filter(({ kind }) => kind === 'message')).toHaveLength(1);
  });

  test('pong: asks for chats that are behind or unknown', async () => {
    const { line, clock, sent } = await withChat(activeLog);
    const pong = (chats: object) => ({ t: 'pong', status: 'available', chats, now: clock.now() });
    line().push(pong({ [interactionId]: 3 }));
    expect(sent()).toEqual([]);
    line().push(pong({ [interactionId]: 4, 'chat-2': 9 }));
    expect(sent()).toMatchObject([
      { t: 'sync', interactionId, after: 3 },
      { t: 'sync', interactionId: 'chat-2', after: 0 },
    ]);
  });

  test('D7 a chat that Foyer no longer names is asked for, and gone when refused', async () => {
    const { live, line, clock, sent, chat } = await withChat(activeLog);
    line().push({ t: 'pong', status: 'available', chats: {}, now: clock.now() });
    const [sync] = sent();
    if (sync?.t !== 'sync') throw new Error('No sync');
    line().push({ t: 'refused', id: sync.id, code: 'chat_not_yours', message: 'This chat is not assigned to you.' });
    expect(chat()).toBeUndefined();
    expect(live.state().notices).toMatchObject([{ kind: 'lost', visitor: 'Marta Solís' }]);
  });

  test('a sync that is lost is asked again', async () => {
    const { line, clock, sent } = await withChat(activeLog);
    line().push({ t: 'chat', interactionId });
    line().push({ t: 'chat', interactionId });
    expect(sent()).toHaveLength(1);
    clock.turn(10_000);
    line().push({ t: 'chat', interactionId });
    expect(sent()).toHaveLength(1);
  });
});

describe('E4 marks and typing', () => {
  const [one, two] = [says('visitor', 'one'), says('visitor', 'two')];
  const talked = log([started, queued], offered, accepted, one, two);
  const presence = { t: 'presence', interactionId };

  test('E4 what arrives is marked within ten seconds, once for all that came', async () => {
    const { line, clock, sent } = await withChat(activeLog);
    line().push(commit(talked[3]));
    clock.turn(9_000);
    line().push(commit(talked[4]));
    expect(sent()).toEqual([]);
    clock.turn(1_000);
    expect(sent()).toEqual([{ ...presence, typing: false, reached: { got: 5, read: 0 } }]);
    clock.turn(20_000);
    expect(sent().filter(({ t }) => t === 'presence')).toEqual([]);
  });

  test('E4 what is read soon is not marked as delivered before', async () => {
    const { live, line, clock, sent, chat } = await withChat(activeLog);
    for (const index of [3, 4]) {
      line().push(commit(talked[index]));
      live.look(is(chat(), 'active'));
    }
    clock.turn(10_000);
    expect(sent()).toEqual([{ ...presence, typing: false, reached: { got: 5, read: 5 } }]);
    clock.turn(20_000);
    expect(sent().filter(({ t }) => t === 'presence')).toEqual([]);
  });

  test('E4 whoever answers sends no mark: their typing takes it along, however lately they typed', async () => {
    const { live, line, clock, sent, chat } = await withChat(activeLog);
    for (const index of [3, 4]) {
      line().push(commit(talked[index]));
      live.look(is(chat(), 'active'));
      clock.turn(3_000);
      for (const _ of 'Yes') live.typed(is(chat(), 'active'));
    }
    clock.turn(30_000);
    const marks = sent().filter(({ t }) => t === 'presence');
    expect(marks).toEqual([4, 5].map((read) => ({ ...presence, typing: true, reached: { got: read, read } })));
  });

  test('E4 what was read is marked before the page is out of sight', async () => {
    const { live, line, clock, sent, chat } = await withChat(activeLog);
    line().push(commit(talked[3]));
    live.look(is(chat(), 'active'));
    live.hide();
    expect(sent()).toEqual([{ ...presence, typing: false, reached: { got: 4, read: 4 } }]);
    clock.turn(20_000);
    expect(sent().filter(({ t }) => t === 'presence')).toEqual([]);
  });

  test('E4 another window of the agent has said so already', async () => {
    const console = startConsole();
    await console.connect({ chats: [interactionId] });
    const mark = { got: 5, read: 5, at: 1_000_000 };
    console.line().push(range(talked, { marks: { agent: mark, visitor: { ...mark, read: 3 } } }));
    console.line().push({ ...presence, typing: false, mark: { got: 4, read: 3, at: 999_999 } });
    console.live.look(is(console.chat(), 'active'));
    console.sent();
    console.clock.turn(11_000);
    expect(console.sent().filter(({ t }) => t === 'presence')).toEqual([]);
    expect(console.live.state().marks.get(InteractionId.parse(interactionId))).toMatchObject({ got: 5, read: 3 });
  });

  test('E4 typing is said every twelve seconds, and not to a visitor who is away', async () => {
    const { live, line, clock, sent, chat } = await withChat(activeLog);
    for (let second = 0; second < 20; second++) {
      live.typed(is(chat(), 'active'));
      clock.turn(1_000);
    }
    expect(sent()).toEqual([1, 2].map(() => ({ ...presence, typing: true })));
    clock.turn(12_000);
    const left = { type: 'visitor-left', endsAt: clock.now() + 600_000 };
    line().push(commit({ seq: 4, prev: 3, at: clock.now(), events: [left] }));
    live.typed(is(chat(), 'active'));
    expect(sent().filter(({ t }) => t === 'presence')).toEqual([]);
  });

  test('E4 someone types until they have written, or for fifteen seconds', async () => {
    const { live, line, clock } = await withChat(activeLog);
    const typists = () => [...live.state().typing.values()];
    line().push({ ...presence, typing: true });
    const own = { type: 'message', id: 'command-000000000077', from: 'agent', agent: ines, text: 'Mine' };
    line().push({ t: 'ack', interactionId, id: own.id, commit: { seq: 4, prev: 3, at: 1_000_000, events: [own] } });
    expect(typists()).toEqual(['']);
    line().push(commit({ seq: 5, prev: 4, at: 1_000_000, events: [one] }));
    expect(typists()).toEqual([]);
    line().push({ ...presence, typing: true, agent: joana });
    clock.turn(14_000);
    expect(typists()).toEqual([joana.name]);
    clock.turn(1_000);
    expect(typists()).toEqual([]);
    line().push({ ...presence, typing: true, agent: ines });
    expect(typists()).toEqual([]);
  });
});

describe('E1 offers', () => {
  test('a hint makes the console ask; the offer appears', async () => {
    const { line, connect, sent, chat } = startConsole();
    await connect();
    line().push({ t: 'chat', interactionId });
    expect(sent()).toMatchObject([{ t: 'sync', interactionId, after: 0 }]);
    line().push(range(offeredLog));
    expect(chat()?.stage).toBe('offered');
  });

  test('accept names the offer and is acknowledged by the commit', async () => {
    const { live, line, sent, chat } = await withChat(offeredLog);
    live.accept(is(chat(), 'offered'));
    const [accept] = sent();
    expect(accept).toMatchObject({ t: 'accept', interactionId, offerId: 'offer-1' });
    if (accept?.t !== 'accept') throw new Error('No accept');
    line().push({ t: 'ack', id: accept.id, interactionId, commit: activeLog[2] });
    expect(chat()?.stage).toBe('active');
    expect(live.state().outgoing).toEqual([]);
  });

  test('B7 passing it on says nothing more about it', async () => {
    const { live, line, sent, chat } = await withChat(offeredLog);
    live.pass(is(chat(), 'offered'));
    const [reject] = sent();
    if (reject?.t !== 'reject') throw new Error('No reject');
    const passed = { type: 'offer-rejected', agentId: 'ines', offerId: 'offer-1' };
    line().push({ t: 'ack', id: reject.id, interactionId, commit: log([started, queued], offered, passed)[2] });
    expect(chat()).toBeUndefined();
    expect(live.state().notices).toEqual([]);
  });

  test('B7 an offer that expires goes, and says so', async () => {
    const { live, line, chat } = await withChat(offeredLog);
    const expired = { type: 'offer-expired', agentIds: ['ines'], offerId: 'offer-1' };
    line().push(commit(log([started, queued], offered, expired)[2]));
    expect(chat()).toBeUndefined();
    expect(live.state().notices).toMatchObject([{ kind: 'offer', visitorLeft: false }]);
  });

  test('B5 accepted by somebody else: says by whom, for three seconds', async () => {
    const { live, line, clock } = await withChat(offeredLog);
    line().push(commit(log([started, queued], offered, { ...accepted, agent: joana })[2]));
    expect(live.state().notices).toMatchObject([{ kind: 'elsewhere', visitor: 'Marta Solís', agent: joana }]);
    clock.turn(3_000);
    expect(live.state().notices).toEqual([]);
  });

  /** Accepts an offer that then turns out to be someone else's. */
  async function tooLate(commits: ReturnType<typeof log>, code: string) {
    const console = await withChat(commits);
    console.live.accept(is(console.chat(), 'offered'));
    const [accept] = console.sent();
    if (accept?.t !== 'accept') throw new Error('No accept');
    console.line().push({ t: 'refused', id: accept.id, code, message: 'Too late.' });
    return console;
  }

  test.each(['offer_over', 'chat_taken'])(
    'B5 %s: the card goes at once, the log says who has the chat',
    async (code) => {
      const { live, line, clock, sent } = await tooLate(rungLog, code);
      expect(inboxGroups(live.state()).offers).toEqual([]);
      const [sync] = sent();
      expect(sync).toMatchObject({ t: 'sync', interactionId, after: 2 });
      line().push(range(log([started, queued], rung(ines, joana), { ...accepted, agent: joana }).slice(2)));
      expect(live.state().chats.size).toBe(0);
      expect(live.state().notices).toMatchObject([{ kind: 'elsewhere', visitor: 'Marta Solís', agent: joana }]);
      clock.turn(3_000);
      expect(live.state().notices).toEqual([]);
    },
  );

  test('B5 told by whom before the refusal comes: told once', async () => {
    const { live, line, sent, chat } = await withChat(rungLog);
    live.accept(is(chat(), 'offered'));
    const [accept] = sent();
    if (accept?.t !== 'accept') throw new Error('No accept');
    line().push(commit(log([started, queued], rung(ines, joana), { ...accepted, agent: joana })[2]));
    line().push({ t: 'refused', id: accept.id, code: 'offer_over', message: 'Too late.' });
    const [sync] = sent();
    if (sync?.t !== 'sync') throw new Error('No sync');
    line().push({ t: 'refused', id: sync.id, code: 'chat_not_yours', message: 'This chat is not assigned to you.' });
    expect(live.state().notices).toMatchObject([{ kind: 'elsewhere', agent: joana }]);
  });

  test('too late, and the log may not be read any more: says that the offer is over', async () => {
    const { live, line, sent, chat } = await tooLate(offeredLog, 'offer_over');
    const [sync] = sent();
    if (sync?.t !== 'sync') throw new Error('No sync');
    line().push({ t: 'refused', id: sync.id, code: 'chat_not_yours', message: 'This chat is not assigned to you.' });
    expect(chat()).toBeUndefined();
    expect(live.state().notices).toMatchObject([{ kind: 'offer', visitor: 'Marta Solís', visitorLeft: false }]);
  });

  test('B5 what rings is kept though no list names it, until it is over', async () => {
    const { line, clock, sent, chat } = await withChat(rungLog);
    const pong = () => line().push({ t: 'pong', status: 'available', chats: {}, now: clock.now() });
    clock.turn(21_000);
    sent();
    pong();
    expect(sent()).toEqual([]);
    expect(chat()?.stage).toBe('offered');
    clock.turn(2_000);
    pong();
    expect(sent()).toMatchObject([{ t: 'sync', interactionId }]);
  });

  test('B5 what rings and was accepted in another tab is asked for', async () => {
    const { line, clock, sent } = await withChat(rungLog);
    line().push({ t: 'pong', status: 'available', chats: { [interactionId]: 3 }, now: clock.now() });
    expect(sent()).toMatchObject([{ t: 'sync', interactionId, after: 2 }]);
  });

  test('B6 what rings at several takes no place', async () => {
    expect(placesInUse((await withChat(rungLog)).live.state())).toBe(0);
    expect(placesInUse((await withChat(offeredLog)).live.state())).toBe(1);
  });

  const rungOut = { type: 'offer-expired', agentIds: ['ines', 'joana'], offerId: 'offer-1' };

  test('B5 a chat that nobody accepted rings again at once: the card stays, with no notice that it is over', async () => {
    const { live, line, clock, sent, chat } = await withChat(rungLog);
    const again = { ...rung(ines, joana), offerId: 'offer-2', expiresAt: 1_050_000 };
    const offerIds = new Set<string>();
    live.subscribe(() => offerIds.add(inboxGroups(live.state()).offers[0]?.offerId ?? 'none'));
    line().push(commit(log([started, queued], rung(ines, joana), rungOut)[2]));
    clock.turn(1_500);
    line().push({ t: 'chat', interactionId });
    expect(sent()).toMatchObject([{ t: 'sync', after: 3 }]);
    clock.turn(1_500);
    line().push(range(log([started, queued], rung(ines, joana), rungOut, again).slice(3)));
    expect(chat()).toMatchObject({ offerId: 'offer-2', expiresAt: 1_050_000 });
    clock.turn(10_000);
    expect(offerIds).toEqual(new Set(['offer-2']));
    expect(live.state().notices).toEqual([]);
  });

  test('B7 a ring that expires goes, and says so; one that we passed says nothing', async () => {
    const expired = await withChat(rungLog);
    expired.line().push(commit(log([started, queued], rung(ines, joana), rungOut)[2]));
    expired.clock.turn(2_000);
    expect(expired.chat()).toBeUndefined();
    expect(expired.live.state().notices).toMatchObject([{ kind: 'offer' }]);

    const passed = await withChat(rungLog);
    passed.live.pass(is(passed.chat(), 'offered'));
    const [reject] = passed.sent();
    if (reject?.t !== 'reject') throw new Error('No reject');
    const rejected = { type: 'offer-rejected', agentId: 'ines', offerId: 'offer-1' };
    const saved = log([started, queued], rung(ines, joana), rejected)[2];
    passed.line().push({ t: 'ack', id: reject.id, interactionId, commit: saved });
    expect(passed.chat()).toBeUndefined();
    expect(passed.live.state().notices).toEqual([]);
  });
});

describe('F2 what the agent does is not lost', () => {
  test('a message is sent, stays until it is in the log, and is there once', async () => {
    const { live, line, sent, chat } = await withChat(activeLog);
    live.say(is(chat(), 'active'), 'hello');
    const [message] = sent();
    expect(message).toMatchObject({ t: 'message', after: 3, text: 'hello' });
    if (message?.t !== 'message') throw new Error('No message');
    expect(live.state().outgoing).toHaveLength(1);
    line().push({
      t: 'ack',
      id: message.id,
      interactionId,
      commit: { seq: 4, prev: 3, at: 1_004_000, events: [says('agent', 'hello', message.id)] },
    });
    expect(live.state().outgoing).toEqual([]);
    expect(chat()?.entries.filter(({ kind }) => kind === 'message')).toHaveLength(1);
  });

  test('acknowledged with a gap before it: counts as sent, stays visible, and moves to its place when the range arrives', async () => {
    const { live, line, sent, chat } = await withChat(activeLog);
    live.say(is(chat(), 'active'), 'hello');
    const [message] = sent();
    if (message?.t !== 'message') throw new Error('No message');
    const mine = { seq: 5, prev: 4, at: 1_005_000, events: [says('agent', 'hello', message.id)] };
    line().push({ t: 'ack', id: message.id, interactionId, commit: mine });
    const words = () => chat()?.entries.flatMap((entry) => (entry.kind === 'message' ? entry.text : []));
    expect(live.state().outgoing).toEqual([]);
    expect(words()).toEqual(['hello']);
    expect(sent()).toMatchObject([{ t: 'sync', after: 3 }]);
    const missed = { seq: 4, prev: 3, at: 1_004_000, events: [says('visitor', 'hi')] };
    line().push(range([missed, mine]));
    expect(words()).toEqual(['hi', 'hello']);
    expect(chat()?.position).toBe(5);
  });

  test('the second message of a chat leaves when the first is saved: order holds', async () => {
    const { live, line, sent, chat } = await withChat(activeLog);
    live.say(is(chat(), 'active'), 'one');
    live.say(is(chat(), 'active'), 'two');
    const [first, ...rest] = sent();
    if (first?.t !== 'message') throw new Error('No message');
    expect(rest).toEqual([]);
    line().push(commit({ seq: 4, prev: 3, at: 1_004_000, events: [says('agent', 'one', first.id)] }));
    expect(sent()).toMatchObject([{ t: 'message', text: 'two' }]);
  });

  test('without an answer it is sent again, as the same command', async () => {
    const { live, clock, sent, chat } = await withChat(activeLog);
    live.say(is(chat(), 'active'), 'hello');
    const first = sent();
    clock.turn(10_000);
    expect(sent()).toEqual(first);
  });

  test('after the connection was lost it is sent again, after welcome', async () => {
    const { live, line, clock, sent, chat, connect } = await withChat(activeLog);
    live.say(is(chat(), 'active'), 'hello');
    const [first] = sent();
    line().close();
    clock.turn(500);
    await connect({ chats: [interactionId] });
    expect(sent()).toContainEqual(first);
  });

  test('written without a connection: waits, and goes out in order', async () => {
    const { live, line, clock, sent, chat, connect } = await withChat(activeLog);
    line().close();
    live.say(is(chat(), 'active'), 'one');
    live.say(is(chat(), 'active'), 'two');
    clock.turn(500);
    await connect({ chats: [interactionId] });
    expect(sent().filter(({ t }) => t === 'message')).toMatchObject([{ text: 'one' }]);
    expect(live.state().outgoing).toHaveLength(2);
  });

  test('a reload keeps what was not sent, in order, under the same ids', async () => {
    const storage = fakeStorage();
    const before = startConsole({ storage });
    await before.connect({ chats: [interactionId] });
    before.line().push(range(activeLog));
    before.line().close();
    before.live.say(is(before.chat(), 'active'), 'one');
    before.live.say(is(before.chat(), 'active'), 'two');
    const ids = before.live.state().outgoing.map(({ frame }) => frame.id);

    const after = startConsole({ storage });
    expect(after.live.state().outgoing.map(({ frame }) => frame.id)).toEqual(ids);
    await after.connect({ chats: [interactionId] });
    expect(after.sent().filter(({ t }) => t === 'message')).toMatchObject([{ id: ids[0], text: 'one' }]);
  });

  test('F2 a command that is too far behind goes out again once the log was read', async () => {
    const { live, line, clock, sent, chat } = await withChat(activeLog);
    live.say(is(chat(), 'active'), 'hello');
    const [message] = sent();
    if (message?.t !== 'message') throw new Error('No message');
    line().push({ t: 'refused', id: message.id, code: 'behind', message: 'Read on.' });
    expect(sent()).toMatchObject([{ t: 'sync', interactionId, after: message.after }]);
    line().push(range([], { seq: 150 }));
    clock.turn(1_000);
    expect(sent()).toEqual([{ ...message, after: 150 }]);
  });

  test('E1 F2 the sign-in of the socket is over: another is opened with a new ticket, and says what was not taken', async () => {
    const { live, lines, line, clock, connect, sent, chat } = await withChat(activeLog);
    live.say(is(chat(), 'active'), 'Hello');
    live.setStatus('paused', 'lunch');
    const before = sent();
    for (const { id } of before as { id: string }[]) {
      line().push({ t: 'refused', id, code: 'session_over', message: 'Sign in again.' });
    }
    line().close();
    // Sooner than the outbox would retry on a socket that had stayed open.
    clock.turn(500);
    await connect({ chats: [interactionId] });
    expect(lines.map(({ address }) => address)).toEqual(['wss://foyer/?token=1', 'wss://foyer/?token=2']);
    expect(sent().filter(({ t }) => t !== 'sync')).toEqual(before);
    expect(live.state().notices).toEqual([]);
    clock.turn(5_000);
    expect(sent()).toEqual([]);
  });

  test.each(['rate_limited', 'unavailable'])('%s passes: tried again by itself', async (code) => {
    const { live, line, clock, sent, chat } = await withChat(activeLog);
    live.say(is(chat(), 'active'), 'hello');
    const [first] = sent();
    if (first?.t !== 'message') throw new Error('No message');
    line().push({ t: 'refused', id: first.id, code, message: 'Later.' });
    expect(sent()).toEqual([]);
    clock.turn(1_000);
    expect(sent()).toEqual([first]);
  });

  test('refused for good: the words stay with the reason, the next message passes', async () => {
    const { live, line, sent, chat } = await withChat(activeLog);
    live.say(is(chat(), 'active'), 'one');
    live.say(is(chat(), 'active'), 'two');
    const [first] = sent();
    if (first?.t !== 'message') throw new Error('No message');
    line().push({ t: 'refused', id: first.id, code: 'message_too_long', message: 'Send it in parts.' });
    expect(live.state().outgoing[0]).toMatchObject({ refused: { code: 'message_too_long' } });
    expect(sent()).toMatchObject([{ t: 'sync' }, { t: 'message', text: 'two' }].toReversed());
    live.discard(first.id);
    expect(live.state().outgoing).toHaveLength(1);
  });

  test('refused for a chat that is gone: says so, and keeps nothing that nobody sees', async () => {
    const storage = fakeStorage();
    const before = startConsole({ storage });
    await before.connect({ chats: [interactionId] });
    before.line().push(range(activeLog));
    before.line().close();
    before.live.say(is(before.chat(), 'active'), 'too late');

    const after = startConsole({ storage });
    await after.connect();
    const [message] = after.sent();
    if (message?.t !== 'message') throw new Error('No message');
    after
      .line()
      .push({ t: 'refused', id: message.id, code: 'chat_not_yours', message: 'This chat is not assigned to you.' });
    expect(after.live.state().notices).toMatchObject([{ kind: 'refused', code: 'chat_not_yours' }]);
    expect(after.live.state().outgoing).toEqual([]);
    expect(storage.length).toBe(0);
  });

  test('D6 wrap-up is finished with disposition and note, and the chat leaves the inbox', async () => {
    const { live, line, sent, chat } = await withChat(log([started, queued], offered, accepted, ended));
    live.finish(is(chat(), 'wrap-up'), 'solved', 'Base replaced.');
    const [finish] = sent();
    expect(finish).toMatchObject({ t: 'finish', after: 4, disposition: 'solved', note: 'Base replaced.' });
    if (finish?.t !== 'finish') throw new Error('No finish');
    const finished = { type: 'finished', by: 'agent', disposition: 'solved' };
    line().push({
      t: 'ack',
      id: finish.id,
      interactionId,
      commit: { seq: 5, prev: 4, at: 1_009_000, events: [finished] },
    });
    expect(live.state().chats.size).toBe(0);
    expect(live.state().notices).toEqual([]);
  });
});

describe('D6 a note is not lost when wrap-up runs out', () => {
  const wrapUpLog = log([started, queued], offered, accepted, ended);
  const runOutLog = log([started, queued], offered, accepted, ended, { type: 'finished', by: 'system' });
  const draft = { note: 'Asks again on Monday' };
  const noted = { seq: 6, prev: 5, at: 1_201_000, events: [{ type: 'noted', ...draft }] };

  test('D6 what stands in the fields is sent when Foyer says that the time is up, once, and said to be saved', async () => {
    const { live, line, sent, drafts } = await withChat(wrapUpLog);
    drafts.write(interactionId, draft);
    line().push(commit(runOutLog[4]));
    const [finish, ...more] = sent();
    expect(finish).toMatchObject({ t: 'finish', interactionId, after: 5, ...draft });
    expect(finish).not.toHaveProperty('disposition');
    expect(more).toEqual([]);
    expect(drafts.inWrapUp()).toEqual([]);
    if (finish?.t !== 'finish') throw new Error('No finish');
    line().push({ t: 'ack', id: finish.id, interactionId, commit: noted });
    expect(live.state().outgoing).toEqual([]);
    expect(live.state().notices).toMatchObject([{ kind: 'noted', visitor: 'Marta Solís' }]);
  });

  test('D6 a disposition without a note is sent too; empty fields send nothing', async () => {
    const chosen = await withChat(wrapUpLog);
    chosen.drafts.write(interactionId, { disposition: 'solved' });
    chosen.line().push(commit(runOutLog[4]));
    expect(chosen.sent()).toMatchObject([{ t: 'finish', disposition: 'solved' }]);
    const empty = await withChat(wrapUpLog);
    empty.line().push(commit(runOutLog[4]));
    expect(empty.sent()).toEqual([]);
  });

  test('D6 finished at the last moment: sent once, as it was finished', async () => {
    const { live, line, sent, chat, drafts } = await withChat(wrapUpLog);
    drafts.write(interactionId, { disposition: 'solved', ...draft });
    live.finish(is(chat(), 'wrap-up'), 'solved', draft.note);
    line().push(commit(runOutLog[4]));
    expect(sent()).toMatchObject([{ t: 'finish', disposition: 'solved', ...draft }]);
    expect(live.state().outgoing).toHaveLength(1);
  });

  test('D6 reloaded meanwhile: the log of a chat with a draft is asked for, and the draft sent', async () => {
    const { line, connect, sent, drafts } = startConsole();
    drafts.write(interactionId, draft);
    await connect();
    expect(sent()).toMatchObject([{ t: 'sync', interactionId, after: 0 }]);
    line().push(range(runOutLog));
    expect(sent()).toMatchObject([{ t: 'finish', after: 5, ...draft }]);
  });

  test('D6 offline meanwhile: sent when Foyer is back', async () => {
    const { line, lines, clock, sent, drafts, connect } = await withChat(wrapUpLog);
    drafts.write(interactionId, draft);
    line().close();
    clock.turn(600_000);
    await connect();
    expect(lines.length).toBeGreaterThan(1);
    expect(sent()).toMatchObject([{ t: 'sync', after: 4 }]);
    line().push(range(runOutLog.slice(4)));
    expect(sent()).toMatchObject([{ t: 'finish', after: 5, ...draft }]);
  });

  test('D6 refused for good: the words are kept until the agent discards them, over a reload too', async () => {
    const before = await withChat(wrapUpLog);
    before.drafts.write(interactionId, draft);
    before.line().push(commit(runOutLog[4]));
    const refuse = (console: typeof before) => {
      const [finish] = console.sent();
      if (finish?.t !== 'finish') throw new Error('No finish');
      console.line().push({ t: 'refused', id: finish.id, code: 'chat_ended', message: 'This chat has ended.' });
    };
    refuse(before);
    expect(refusedNotes(before.live.state())).toMatchObject([draft]);
    const after = startConsole({ storage: before.storage });
    await after.connect();
    refuse(after);
    const [kept] = refusedNotes(after.live.state());
    expect(kept).toMatchObject(draft);
    if (kept) after.live.discard(kept.id);
    expect(refusedNotes(after.live.state())).toEqual([]);
    expect(after.storage.length).toBe(0);
  });

  test('D6 refused while wrap-up still runs: the note stays in its field, and may be sent again', async () => {
    const { live, line, sent, chat, drafts } = await withChat(wrapUpLog);
    drafts.write(interactionId, draft);
    live.finish(is(chat(), 'wrap-up'), 'made-up', draft.note);
    const [finish] = sent();
    if (finish?.t !== 'finish') throw new Error('No finish');
    line().push({ t: 'refused', id: finish.id, code: 'disposition_unknown', message: 'No such disposition.' });
    expect(live.state().outgoing).toEqual([]);
    expect(drafts.inWrapUp()).toEqual([interactionId]);
    expect(live.state().notices).toMatchObject([{ kind: 'refused', code: 'disposition_unknown' }]);
  });
});

describe('D8 status', () => {
  test('shows the wish until Foyer confirms it; only the last wish counts', async () => {
    const { live, line, connect, sent } = startConsole();
    await connect({ status: 'offline' });
    live.setStatus('paused', 'lunch');
    live.setStatus('available');
    expect(wishedStatus(live.state())).toEqual({ status: 'available', confirmed: false });
    const frames = sent();
    const last = frames.at(-1);
    expect(last).toMatchObject({ t: 'status', status: 'available' });
    if (last?.t !== 'status') throw new Error('No status');
    line().push({ t: 'status', id: last.id, status: 'available', since: 1_000_000 });
    expect(wishedStatus(live.state())).toEqual({ status: 'available', confirmed: true });
  });

  test('another tab’s change is seen', async () => {
    const { live, line, connect } = startConsole();
    await connect();
    line().push({ t: 'status', status: 'paused', since: 1_000_000, reason: 'lunch' });
    expect(wishedStatus(live.state())).toEqual({ status: 'paused', reason: 'lunch', confirmed: true });
  });
});

describe('E2 taking a chat that waits', () => {
  test('take: the chat is fetched when Foyer has given it to us', async () => {
    const { live, line, connect, sent, chat } = startConsole();
    await connect();
    live.take(InteractionId.parse(interactionId));
    const [take] = sent();
    expect(take).toMatchObject({ t: 'take', interactionId });
    if (take?.t !== 'take') throw new Error('No take');
    line().push({ t: 'ack', id: take.id, interactionId, commit: activeLog[2] });
    expect(sent()).toMatchObject([{ t: 'sync', interactionId, after: 0 }]);
    line().push(range(activeLog));
    expect(chat()?.stage).toBe('active');
    expect(live.state().outgoing).toEqual([]);
  });

  test('taken by somebody else in the meantime: says so', async () => {
    const { live, line, connect, sent } = startConsole();
    await connect();
    live.take(InteractionId.parse(interactionId));
    const [take] = sent();
    if (take?.t !== 'take') throw new Error('No take');
    line().push({ t: 'refused', id: take.id, code: 'chat_taken', message: 'Another agent already has this chat.' });
    expect(live.state().notices).toMatchObject([{ kind: 'refused', code: 'chat_taken' }]);
  });
});

describe('B12 a call', () => {
  const call = { state: 'in-call', since: 990_000 };

  test('B12 is known from every frame about the status, until one is without it', async () => {
    const { live, line, connect } = startConsole();
    await connect({ call });
    expect(live.state().call).toEqual(call);
    line().push({ t: 'pong', status: 'available', chats: {}, now: 1_000_000 });
    expect(live.state().call).toBeUndefined();
    line().push({ t: 'status', status: 'available', call: { state: 'ringing', since: 995_000 } });
    expect(live.state().call).toMatchObject({ state: 'ringing' });
    line().push({ t: 'status', status: 'available' });
    expect(live.state().call).toBeUndefined();
  });

  test('B12 hides offers, also of chats that ring several agents, until it is over', async () => {
    const { live, line } = await withChat(rungLog);
    expect(inboxGroups(live.state()).offers).toHaveLength(1);
    line().push({ t: 'status', status: 'available', call });
    expect(inboxGroups(live.state()).offers).toEqual([]);
    line().push({ t: 'status', status: 'available' });
    expect(inboxGroups(live.state()).offers).toHaveLength(1);
  });
});

describe('D9 hand-overs and supervisors', () => {
  const proposed = { type: 'proposed', agent: joana, offerId: 'offer-2', expiresAt: 1_030_000, as: 'owner', by: ines };
  const to = { agentId: AgentId.parse('joana') };
  const answerTo = (how: 'transfer' | 'invite', id: string, over: object) =>
    how === 'transfer' ? { t: 'refused', id, ...over } : { t: 'ack', id, interactionId, ...over };

  async function handsOver(how: 'transfer' | 'invite') {
    const console = await withChat(activeLog);
    const heard: unknown[] = [];
    const chat = is(console.chat(), 'active');
    const stop = console.live.handOver(how, chat, to, 'The oak one', (refused) => heard.push(refused?.code));
    const [frame] = console.sent();
    if (frame?.t !== how) throw new Error('Not sent');
    return { ...console, heard, stop, frame };
  }

  test('D9 who hands it over is told when it is done', async () => {
    const { frame, heard, line } = await handsOver('invite');
    expect(frame).toMatchObject({ interactionId, to, note: 'The oak one' });
    line().push(answerTo('invite', frame.id, { commit: log(...activeLog.map(() => []), proposed)[3] }));
    expect(heard).toEqual([undefined]);
  });

  test('D9 or why not: then the note is still theirs, and nothing else says so', async () => {
    const { frame, heard, live, line } = await handsOver('transfer');
    line().push(answerTo('transfer', frame.id, { code: 'target_full', message: 'Full' }));
    expect(heard).toEqual(['target_full']);
    expect([live.state().notices, live.state().outgoing]).toEqual([[], []]);
  });

  test('D9 if they no longer look, a notice says why, and the note can be copied', async () => {
    const { frame, live, line, stop } = await handsOver('transfer');
    stop();
    line().push(answerTo('transfer', frame.id, { code: 'target_full', message: 'Full' }));
    expect(live.state().notices).toMatchObject([{ kind: 'refused', code: 'target_full' }]);
    expect(refusedNotes(live.state())).toEqual([{ id: frame.id, t: 'transfer', note: 'The oak one' }]);
  });

  const watchedLog = log(
    [started, queued],
    { ...accepted, agent: joana },
    {
      ...{ type: 'monitored', agent: ines, until: 1_300_000 },
    },
  );

  test('D9 whoever watches still does after a reload, says so at once, and no longer when it is refused', async () => {
    const before = startConsole();
    await before.connect();
    before.live.watch(InteractionId.parse(interactionId));
    const [watch] = before.sent();
    before.line().push({ t: 'ack', id: watch && 'id' in watch ? watch.id : '', interactionId });
    before.line().push(range(watchedLog));
    expect(before.chat()?.stage).toBe('watched');
    before.live.stop();

    const { connect, line, sent, chat, live, storage } = startConsole({ storage: before.storage });
    await connect();
    const [sync] = sent();
    expect(sync).toMatchObject({ t: 'sync', interactionId, after: 0 });
    expect(live.state().arriving.size).toBe(1);
    line().push(range(watchedLog));
    expect(chat()?.stage).toBe('watched');
    expect(sent()).toMatchObject([{ t: 'watch', interactionId }]);
    line().push(commit({ seq: 4, prev: 3, at: 1_004_000, events: [{ ...ended }] }));
    expect(chat()).toBeUndefined();
    expect(live.state().notices).toMatchObject([{ kind: 'ended', visitor: 'Marta Solís' }]);
    expect(Array.from({ length: storage.length }, (_, n) => storage.key(n)).join()).not.toContain('watched');
  });

  test('D9 whoever leaves by choice, or gives it to a queue, is not told that it was lost', async () => {
    const moved = { ...queued, because: 'transferred', terms: { ...started.terms, queueName: 'Returns' } };
    const { live, line } = await withChat(activeLog);
    line().push(
      commit({ seq: 4, prev: 3, at: 1_004_000, events: [{ type: 'transferred', by: ines, from: ines }, moved] }),
    );
    expect(live.state().notices).toMatchObject([{ kind: 'moved', visitor: 'Marta Solís', queue: 'Returns' }]);
  });
});
