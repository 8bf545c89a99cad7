import { describe, expect, test } from 'vitest';
import {
  type Chat,
  type ChatIn,
  fold,
  handledMs,
  lastMessage,
  unread,
  wrapUpLeftMs,
} from '../../../console/live/chat.ts';
import { AgentId, InteractionId } from '../../../core/ids.ts';
import { AgentCommit } from '../../../protocol/agent.ts';
import {
  accepted,
  ended,
  ines,
  joana,
  log,
  mateo,
  offered,
  queued,
  routed,
  rung,
  says,
  screened,
  started,
  terms,
} from './fakes.ts';

const id = InteractionId.parse('chat-1');
const me = AgentId.parse(ines.id);

function chatAfter(...commits: (object | object[])[]): Chat {
  let chat: Chat | undefined;
  for (const commit of log(...commits)) chat = fold(chat, id, AgentCommit.parse(commit), me);
  if (!chat) throw new Error('The log does not begin with started');
  return chat;
}

describe('E1 a chat is the fold of its commits', () => {
  test('waits from its start', () => {
    expect(chatAfter([started, queued])).toMatchObject({ stage: 'waiting', position: 1, since: 1_000_000 });
  });

  test('is offered until it expires', () => {
    expect(chatAfter([started, queued], offered)).toMatchObject({
      stage: 'offered',
      offerId: 'offer-1',
      offeredAt: 1_001_000,
      expiresAt: 1_022_000,
    });
  });

  test('an offer to someone else is not ours', () => {
    expect(chatAfter([started, queued], { ...offered, agents: [joana] })).toMatchObject({
      stage: 'elsewhere',
      accepted: false,
    });
  });

  test('B5 rung: offered, along with the others; later ones are added without a new start', () => {
    const begun = chatAfter([started, queued], rung(ines, joana));
    expect(begun).toMatchObject({ stage: 'offered', offerId: 'offer-1', offeredAt: 1_001_000, alsoRings: [joana] });
    expect(chatAfter([started, queued], rung(ines, joana), rung(ines, joana, mateo))).toMatchObject({
      ...{ stage: 'offered', offeredAt: 1_001_000, expiresAt: 1_022_000, alsoRings: [joana, mateo] },
    });
  });

  test('B5 rung: an agent who joins later starts then', () => {
    expect(chatAfter([started, queued], rung(joana)).stage).toBe('waiting');
    expect(chatAfter([started, queued], rung(joana), rung(joana, ines))).toMatchObject({ offeredAt: 1_002_000 });
  });

  test('B7 rung: another’s refusal leaves it with us; our own ends it, and so does its expiry', () => {
    const no = (agentId: string) => ({ type: 'offer-rejected', agentId, offerId: 'offer-1' });
    const ringing = [[started, queued], rung(ines, joana)] as const;
    expect(chatAfter(...ringing, no('joana'))).toMatchObject({ stage: 'offered', alsoRings: [] });
    expect(chatAfter(...ringing, no('ines')).stage).toBe('waiting');
    expect(
      chatAfter(...ringing, { type: 'offer-expired', agentIds: ['ines', 'joana'], offerId: 'offer-1' }).stage,
    ).toBe('waiting');
    expect(chatAfter(...ringing, { ...accepted, agent: joana })).toMatchObject({ stage: 'elsewhere', accepted: true });
    expect(chatAfter(...ringing, accepted).entries.at(-1)).toMatchObject({ kind: 'accepted', answeredMs: 1000 });
  });

  test('D9 rung: if a supervisor asks someone else, it rings here no longer', () => {
    const asked = {
      ...{ type: 'proposed', agent: mateo, offerId: 'offer-2', expiresAt: 1_030_000 },
      as: 'owner',
      by: joana,
    };
    expect(chatAfter([started, queued], rung(ines, joana), asked)).toMatchObject({
      stage: 'elsewhere',
      accepted: false,
    });
  });

  test('D9 whoever was asked did not accept, or was asked no longer', () => {
    const asked = {
      ...{ type: 'proposed', agent: joana, offerId: 'offer-2', expiresAt: 1_030_000 },
      as: 'guest',
      by: ines,
    };
    const over = { type: 'offer-expired', offerId: 'offer-2', agentIds: ['joana'] };
    const withInes = [[started, queued], accepted, asked] as const;
    const expired = chatAfter(...withInes, over);
    expect(expired.entries.at(-1)).toMatchObject({ kind: 'declined', agent: joana });
    expect(expired.entries.at(-1)).not.toHaveProperty('isWithdrawn');
    expect(expired).not.toHaveProperty('proposal');
    expect(chatAfter(...withInes, { ...over, because: 'withdrawn' }).entries.at(-1)).toMatchObject({
      isWithdrawn: true,
    });
  });

  test('D9 a guest has it among the active ones while its owner parks it, and has it parked no longer as its owner', () => {
    const withJoana = [[started, queued], { ...accepted, agent: joana }, { type: 'joined', agent: ines }] as const;
    expect(chatAfter(...withJoana, { type: 'parked', by: 'agent' })).not.toHaveProperty('parked');
    const inherited = { ...accepted, how: 'inherited', from: joana };
    expect(chatAfter(...withJoana, { type: 'parked', by: 'agent' }, inherited)).toMatchObject({ as: 'owner' });
  });

  test('D5 the log says who parked and resumed it, also to colleagues, and to whoever has it after them', () => {
    const [parked, resumed] = [
      { type: 'parked', by: 'agent' },
      { type: 'resumed', by: 'agent' },
    ];
    const linesOf = (...commits: object[]) =>
      chatAfter([started, queued], ...commits, parked, resumed)
        .entries.slice(-2)
        .map(({ kind, ...entry }) => ({ kind, of: 'of' in entry ? entry.of : undefined }));
    const byJoana = [
      { kind: 'parked', of: joana },
      { kind: 'resumed', of: joana },
    ];
    const withJoana = { ...accepted, agent: joana };
    expect(linesOf(withJoana)).toEqual(byJoana);
    expect(linesOf(withJoana, { type: 'joined', agent: ines })).toEqual(byJoana);
    expect(linesOf(withJoana, { type: 'monitored', agent: ines, until: 1_300_000 })).toEqual(byJoana);
    expect(linesOf(accepted)).toEqual([
      { kind: 'parked', of: undefined },
      { kind: 'resumed', of: undefined },
    ]);
  });

  test.each([
    ['offer-rejected', { type: 'offer-rejected', agentId: ines.id, offerId: 'offer-2' }],
    ['offer-expired', { type: 'offer-expired', agentIds: [ines.id], offerId: 'offer-2' }],
  ])('D9 whoever is asked and does not come is in it as before: %s', (_, over) => {
    const asked = (as: string) => ({
      ...{ type: 'proposed', agent: ines, offerId: 'offer-2', expiresAt: 1_030_000, as, by: joana },
    });
    const watches = { type: 'monitored', agent: ines, until: 1_300_000 };
    const joins = { type: 'joined', agent: ines, until: 1_300_000 };
    const withJoana = [[started, queued], { ...accepted, agent: joana }] as const;
    expect(chatAfter(...withJoana, asked('owner'), over)).toMatchObject({ stage: 'elsewhere', agent: joana });
    expect(chatAfter(...withJoana, watches, asked('guest'), over)).toMatchObject({ stage: 'watched' });
    expect(chatAfter(...withJoana, joins, asked('owner'), over)).toMatchObject({
      ...{ stage: 'active', as: 'guest', isSeated: false },
    });
  });

  test('D9 whoever watches a chat that waits goes on when an agent passes it on', () => {
    const watches = { type: 'monitored', agent: ines, until: 1_300_000 };
    const passed = { type: 'offer-rejected', agentId: 'joana', offerId: 'offer-1' };
    const toJoana = { ...offered, agents: [joana] };
    expect(chatAfter([started, queued], watches, toJoana, passed)).toMatchObject({ stage: 'watched' });
  });

  test('B8 overflowed: the other queue’s terms hold, and the log says so', () => {
    const overflowed = {
      ...queued,
      because: 'overflowed',
      queueId: 'retail',
      terms: { ...terms, queueName: 'Retail' },
    };
    const chat = chatAfter([started, queued], overflowed);
    expect(chat).toMatchObject({ queueId: 'retail', terms: { queueName: 'Retail' }, since: 1_000_000 });
    expect(chat.entries.at(-1)).toMatchObject({ kind: 'queued', because: 'overflowed', queueName: 'Retail' });
  });

  test.each(['relaxed', 'not-preferred', 'returned'])(
    'B5 queued because %s: the terms stay as they were',
    (because) => {
      const { terms: _, ...again } = queued;
      const chat = chatAfter([started, queued], { ...again, because, requires: { language: 'es' } });
      expect(chat).toMatchObject({ requires: { language: 'es' }, terms: { queueName: 'Returns' } });
    },
  );

  test('B4 the bot’s words are lines of the log, what it learned is known', () => {
    const said = [{ text: 'What happened?', options: ['Broken', 'Late'] }];
    const step = { type: 'stepped', run: { step: 'topic', tries: 0, doing: { is: 'asking' } }, said };
    const learned = { ...step, said: [], tags: ['vip'], variables: { topic: 'broken' } };
    const chat = chatAfter(started, { ...step, tags: [], variables: {} }, says('visitor', 'Broken'), learned);
    expect(chat.entries).toMatchObject([
      { kind: 'bot', lines: said },
      { kind: 'message', text: 'Broken' },
    ]);
    expect(chat).toMatchObject({ stage: 'waiting', facts: { tags: ['vip'], variables: { topic: 'broken' } } });
  });

  test('B9 keeps what explains it, in order', () => {
    const chat = chatAfter([started, screened(), routed(), queued], offered, says('visitor', 'hello'), accepted);
    expect(chat.explaining.map(({ type }) => type)).toEqual(['screened', 'routed', 'queued', 'offered', 'accepted']);
    expect(chat.entries.map(({ kind }) => kind)).toEqual(['queued', 'message', 'accepted']);
  });

  test.each(['offer-rejected', 'offer-expired'])('after %s it waits again', (type) => {
    const passed = { type, agentId: ines.id, agentIds: [ines.id], offerId: 'offer-1' };
    expect(chatAfter([started, queued], offered, passed).stage).toBe('waiting');
  });

  test('accepted: says how long the agent and the visitor took', () => {
    const chat = chatAfter([started, queued], offered, accepted);
    expect(chat.stage).toBe('active');
    expect(chat.entries.at(-1)).toMatchObject({ kind: 'accepted', mine: true, answeredMs: 1000, waitedMs: 2000 });
  });

  test('taken from the list: no offer, no answering time', () => {
    const chat = chatAfter([started, queued], { ...accepted, how: 'take' });
    expect(chat.entries.at(-1)).not.toHaveProperty('answeredMs');
  });

  test('accepted by another agent: is with that agent', () => {
    const chat = chatAfter([started, queued], offered, { ...accepted, agent: joana });
    expect(chat).toMatchObject({ stage: 'elsewhere', agent: joana, accepted: true });
  });

  test('it is the agent’s turn since the first unanswered message', () => {
    const open = [[started, queued], offered, accepted, says('agent', 'hello'), says('visitor', 'one')] as const;
    expect(chatAfter(...open)).toMatchObject({ turn: { of: 'agent', since: 1_004_000 } });
    expect(chatAfter(...open, says('visitor', 'two'))).toMatchObject({ turn: { of: 'agent', since: 1_004_000 } });
    expect(chatAfter(...open, says('agent', 'yes'))).toMatchObject({ turn: { of: 'visitor', since: 1_005_000 } });
  });

  test('D3 the visitor goes away and comes back', () => {
    const open = [[started, queued], offered, accepted, { type: 'visitor-left', endsAt: 1_100_000 }] as const;
    expect(chatAfter(...open)).toMatchObject({ visitorAway: { endsAt: 1_100_000 } });
    expect(chatAfter(...open, { type: 'visitor-returned' })).not.toHaveProperty('visitorAway');
  });

  test('D6 ends into wrap-up, and is done when finished', () => {
    const open = [[started, queued], offered, accepted, ended] as const;
    expect(chatAfter(...open)).toMatchObject({ stage: 'wrap-up', until: 1_200_000, handledMs: 1000, by: 'visitor' });
    expect(chatAfter(...open, { type: 'finished', by: 'agent', disposition: 'solved' }).stage).toBe('ended');
  });

  test('D5 its handling time stands still while it is parked, and goes on after', () => {
    const open = [[started, queued], offered, accepted] as const;
    const [parked, resumed] = [
      { type: 'parked', by: 'agent' },
      { type: 'resumed', by: 'agent' },
    ];
    const handled = (...more: object[]) => handledMs(chatAfter(...open, ...more) as ChatIn<'active'>, 1_060_000);
    expect(handled()).toBe(58_000);
    expect(handled(parked)).toBe(1000);
    expect(handled(parked, { type: 'reply-due', replyBy: 1_065_000 })).toBe(1000);
    expect(handled(parked, resumed)).toBe(57_000);
    expect(handled(parked, resumed, parked)).toBe(2000);
    expect(chatAfter(...open, parked, resumed)).not.toHaveProperty('parked');
  });

  test('D5 a parked chat in which a guest answers no longer asks its owner', () => {
    const due = { type: 'reply-due', replyBy: 1_065_000 };
    const parkedAfter = (...more: object[]) =>
      chatAfter([started, queued], offered, accepted, { type: 'parked', by: 'agent' }, due, ...more);
    const message = { type: 'message', id: 'message-000000001', text: 'Hola' };
    expect(parkedAfter({ ...message, from: 'visitor' })).toMatchObject({ parked: { replyBy: 1_065_000 } });
    expect(parkedAfter({ ...message, from: 'agent' })).not.toHaveProperty('parked.replyBy');
  });

  test('D5 D6 a parked wrap-up keeps what was left of it, and one that begins parked keeps all of it', () => {
    const open = [[started, queued], offered, accepted] as const;
    const parked = { type: 'parked', by: 'call' };
    const left = (...more: object[]) => wrapUpLeftMs(chatAfter(...open, ...more) as ChatIn<'wrap-up'>, 1_100_000);
    expect(left(ended)).toBe(100_000);
    expect(left(ended, { ...parked, left: 111_000 })).toBe(111_000);
    expect(left(ended, { ...parked, left: 111_000 }, { type: 'resumed', by: 'call', wrapUpUntil: 1_150_000 })).toBe(
      50_000,
    );
    expect(left(parked, ended)).toBe(1_200_000 - 1_004_000);
    expect(chatAfter(...open, parked, ended)).toMatchObject({ stage: 'wrap-up', handledMs: 1000 });
  });

  test('ended while offered: nothing to wrap up', () => {
    const { wrapUpUntil: _, ...abandoned } = ended;
    expect(chatAfter([started, queued], offered, { ...abandoned, outcome: 'abandoned' }).stage).toBe('ended');
  });

  test('a log that does not begin with its start is no chat', () => {
    const [commit] = log(accepted);
    expect(fold(undefined, id, AgentCommit.parse(commit), me)).toBeUndefined();
  });

  test('unread: what was neither looked at nor answered', () => {
    const chat = chatAfter([started, queued], accepted, says('visitor', 'a'), says('visitor', 'b'));
    expect(unread(chat, 0)).toBe(2);
    expect(unread(chat, 3)).toBe(1);
    expect(unread(chatAfter([started, queued], accepted, says('visitor', 'a'), says('agent', 'b')), 0)).toBe(0);
    expect(lastMessage(chat)?.text).toBe('b');
  });
});
