/** A conversation goes to someone else, someone joins it, and supervisors: every rule on values. */
import { describe, expect, it } from 'vitest';
import { AgentId, ConnectionId, OfferId, QueueId } from '../../../core/ids.ts';
import type { Command } from '../../../core/interaction/commands.ts';
import { consequencesOf } from '../../../core/interaction/consequences.ts';
import { agentsHeldBy } from '../../../core/interaction/holdings.ts';
import type { Overflow } from '../../../core/interaction/placement.ts';
import { askedBy, type Interaction, MAX_GUESTS, ownerOf } from '../../../core/interaction/state.ts';
import { WATCH_MS } from '../../../core/interaction/topics/oversight.ts';
import { isVisible, viewOf } from '../../../core/interaction/view.ts';
import {
  active,
  asInes,
  asTomas,
  at,
  commandId,
  given,
  ines,
  offered,
  queueId,
  type Story,
  started,
  tab,
  terms,
  tomas,
  typesOf,
  visitor,
  when,
} from '../../support/chats.ts';

const rui = { id: AgentId.parse('rui'), name: 'Rui Costa' };
const ana = { id: AgentId.parse('person:ana'), name: 'Ana Vidal' };
const asAna = {
  ...({ side: 'agent', agentId: ana.id, role: 'supervisor' } as const),
  oversight: { name: ana.name, queues: 'all' as const },
};
const advice = QueueId.parse('advice');
const [desk1, desk2, desk3] = ['d-1', 'd-2', 'd-3'].map((id) => ConnectionId.parse(id)) as [
  ConnectionId,
  ConnectionId,
  ConnectionId,
];

type Steps = Parameters<typeof given>;
type Someone = typeof ines;
type Actor = typeof asInes | typeof asAna;
const serving = (agent: Someone, queues = [queueId]) => ({ agent, queues });
let ids = 100;
const to = (agent: Someone, actor: Actor = asInes, note?: string) => ({
  ...({ type: 'transfer', id: commandId(++ids), actor, to: { agentId: agent.id } } as const),
  ...{ target: serving(agent), ...(note ? { note } : {}) },
});
const queue = (id: QueueId, takes = true): Overflow => ({ queueId: id, terms: { ...terms, queueName: id }, takes });
const toQueue = (id = advice, actor: Actor = asInes, target: Overflow | undefined = queue(id)): Command => ({
  ...({ type: 'transfer', id: commandId(++ids), actor, to: { queueId: id } } as const),
  ...(target ? { target: { queue: target } } : {}),
});
const invites = (agent: Someone, actor: Actor = asInes) => ({ ...to(agent, actor), type: 'invite' as const });
type Proposes = ReturnType<typeof to> | ReturnType<typeof invites>;
const answers = (type: 'accept' | 'reject', { id, target }: Proposes, connectionId = desk2): Command => ({
  ...({ type, offerId: OfferId.parse(id), connectionId } as const),
  actor: { side: 'agent', agentId: target.agent.id },
});

const chatOf = ({ chat }: Story): Interaction => {
  if (!chat.stage) throw new Error('It did not start');
  return chat;
};
const held = (story: Story) => agentsHeldBy(chatOf(story)).map(String);
const ownerIn = (story: Story) => ownerOf(chatOf(story))?.id;
const asParts = (story: Story) => Object.fromEntries(chatOf(story).people.map(({ agent, as }) => [agent.id, as]));

/** Who is served after the last step. */
function servedAfter(...steps: Steps): string[] {
  const before = given(...steps.slice(0, -1)).chat;
  const { chat, log } = given(...steps);
  const commit = log.at(-1);
  if (!commit || !chat.stage) throw new Error('nothing happened');
  return consequencesOf(before, chat, commit).flatMap((each) => (each.type === 'serve' ? [each.agentId] : []));
}

describe('D9 a transfer to an agent', () => {
  const transfer = to(tomas, asInes, 'She wants the oak one.');
  const asked: Steps = [...active, [10, transfer]];

  it('D9 both places are held until the other agent answers, and the giver’s is free at that moment', () => {
    expect(held(given(...asked))).toEqual(['ines', 'tomas']);
    expect(ownerIn(given(...asked))).toBe('ines');
    const done = given(...asked, [12, answers('accept', transfer)]);
    expect([ownerIn(done), held(done), chatOf(done).offers]).toEqual(['tomas', ['tomas'], []]);
    expect(servedAfter(...asked, [12, answers('accept', transfer)])).toEqual(['ines']);
  });

  it('D9 the conversation goes on meanwhile, with the giver alone', () => {
    const says = (actor: typeof asInes | typeof asTomas): Command => ({
      ...({ type: 'message', id: commandId(7), actor, text: 'Hola' } as const),
    });
    const story = given(...asked);
    expect(typesOf(when(story, 11, says(asInes)))).toEqual(['message']);
    expect(typesOf(when(story, 11, says(asTomas)))).toEqual(['refused: chat_not_yours']);
    expect(typesOf(when(story, 11, { type: 'end', actor: asTomas }))).toEqual(['refused: chat_not_open']);
  });

  it('D9 the visitor learns the new agent’s name, and nothing of offers and notes', () => {
    const { log } = given(...asked, [12, answers('accept', transfer)]);
    const seen = log.slice(active.length).map(({ events }) => events.filter((each) => isVisible('visitor', each)));
    expect(seen.map((events) => events.map(({ type }) => type))).toEqual([[], ['accepted']]);
  });

  it.each<[string, Command]>([
    ['rejects', answers('reject', transfer)],
    ['lets it expire', { type: 'expire-offer' }],
    ['leaves', { type: 'return', agentId: tomas.id }],
    ['is no longer asked', { type: 'withdraw', actor: asInes }],
  ])('D9 an agent who %s leaves it with its owner', (_, command) => {
    const story = given(...asked, [40, command]);
    expect([ownerIn(story), held(story), chatOf(story).stage.is]).toEqual(['ines', ['ines'], 'handled']);
    expect(servedAfter(...asked, [40, command])).toEqual(['tomas']);
  });

  it('D9 if its owner has left meanwhile, it may still be accepted, and goes to its old place in line otherwise', () => {
    const left = given(...asked, [12, { type: 'return', agentId: ines.id }]);
    expect([chatOf(left).stage.is, held(left)]).toEqual(['waiting', ['tomas']]);
    const accepted = given(...asked, [12, { type: 'return', agentId: ines.id }], [13, answers('accept', transfer)]);
    expect([ownerIn(accepted), held(accepted)]).toEqual(['tomas', ['tomas']]);
    const rejected = given(...asked, [12, { type: 'return', agentId: ines.id }], [13, answers('reject', transfer)]);
    const { place, stage } = chatOf(rejected);
    expect(stage).toEqual({ is: 'waiting', passed: { agentId: tomas.id, at: at(13) } });
    expect([place.since, place.priority, held(rejected)]).toEqual([at(0), 0, []]);
  });

  it('D9 only its owner hands it over, or a supervisor who sees the queue', () => {
    const story = given(...active);
    const others = { ...asAna, oversight: { name: ana.name, queues: [advice] } };
    expect(typesOf(when(story, 9, { ...to(rui), actor: asTomas }))).toEqual(['refused: chat_not_yours']);
    expect(typesOf(when(story, 9, { ...to(rui), actor: others }))).toEqual(['refused: chat_not_yours']);
    expect(typesOf(when(story, 9, to(rui, asAna)))).toEqual(['proposed']);
  });

  it('D9 two at once: one wins', () => {
    const story = given(...asked);
    expect(typesOf(when(story, 10, to(rui)))).toEqual(['refused: transfer_under_way']);
    expect(typesOf(when(story, 10, toQueue()))).toEqual(['refused: transfer_under_way']);
  });

  it('D9 not to oneself, to nobody, or to an agent who does not see the queue', () => {
    const story = given(...active);
    const { target: _, ...nobody } = to(rui);
    expect(typesOf(when(story, 9, to(ines)))).toEqual(['refused: target_in_chat']);
    expect(typesOf(when(story, 9, nobody))).toEqual(['refused: target_unknown']);
    expect(typesOf(when(story, 9, { ...to(rui), target: serving(rui, [advice]) }))).toEqual([
      'refused: target_lacks_queue',
    ]);
  });

  it('D9 a visitor who ends it frees whoever is asked; the owner wraps up', () => {
    const ends: Steps = [...asked, [15, { type: 'end', actor: visitor }]];
    expect([chatOf(given(...ends)).stage.is, held(given(...ends))]).toEqual(['wrap-up', ['ines']]);
    expect(servedAfter(...ends)).toEqual(['tomas']);
  });
});

describe('D9 a transfer to a queue', () => {
  it('D9 goes at once, at its old age; the giver is served, and is asked last', () => {
    const steps: Steps = [...active, [30, toQueue()]];
    const { place, stage, people } = chatOf(given(...steps));
    expect([place.queueId, place.since, place.waitedFrom, people]).toEqual([advice, at(0), at(30), []]);
    expect(stage).toEqual({ is: 'waiting', passed: { agentId: ines.id, at: at(30) } });
    expect(servedAfter(...steps)).toEqual(['ines']);
  });

  it('D9 is refused with the reason if the queue takes none now or is gone, and nothing changes', () => {
    const story = given(...active);
    expect(typesOf(when(story, 9, toQueue(advice, asInes, queue(advice, false))))).toEqual(['refused: queue_closed']);
    const gone = { ...toQueue(), target: undefined } as Command;
    expect(typesOf(when(story, 9, gone))).toEqual(['refused: queue_unknown']);
  });

  it('D9 a supervisor moves one that waits', () => {
    const story = given(started);
    expect(typesOf(when(story, 9, { ...toQueue(), actor: asInes } as Command))).toEqual(['refused: chat_not_yours']);
    expect(typesOf(when(story, 9, toQueue(advice, asAna)))).toEqual(['transferred', 'queued']);
    expect(typesOf(when(given(started, offered), 9, toQueue(advice, asAna)))).toEqual(['refused: transfer_under_way']);
  });
});

describe('D9 a conference', () => {
  const invitation = invites(tomas);
  const joins: Steps = [...active, [10, invitation], [12, answers('accept', invitation)]];
  const says = (actor: typeof asInes | typeof asTomas, n: number): Command => ({
    ...({ type: 'message', id: commandId(n), actor, text: 'Hola' } as const),
  });

  it('D9 a guest holds a place, and writes under their own name', () => {
    const story = given(...joins, [13, says(asInes, 1)], [14, says(asTomas, 2)]);
    expect(asParts(story)).toEqual({ ines: 'owner', tomas: 'guest' });
    expect(held(story)).toEqual(['ines', 'tomas']);
    expect(story.log.slice(-2).flatMap(({ events }) => events)).toMatchObject([{ agent: ines }, { agent: tomas }]);
  });

  it('D9 each has their own limit of messages', () => {
    const many = [1, 2, 3].map((n) => [13, says(asInes, n)] as [number, Command]);
    const story = given(...joins, ...many);
    expect(typesOf(when(story, 14, says(asInes, 4)))).toEqual(['refused: rate_limited']);
    expect(typesOf(when(story, 14, says(asTomas, 4)))).toEqual(['message']);
  });

  it('D9 a guest may leave, or vanish: it goes on', () => {
    for (const leaves of [
      { type: 'leave', actor: asTomas },
      { type: 'return', agentId: tomas.id },
    ] as const) {
      const story = given(...joins, [20, leaves]);
      expect([asParts(story), held(story)]).toEqual([{ ines: 'owner' }, ['ines']]);
      expect(servedAfter(...joins, [20, leaves])).toEqual(['tomas']);
    }
  });

  it('D9 if its owner vanishes, the guest goes on with it', () => {
    const story = given(...joins, [20, { type: 'return', agentId: ines.id }]);
    expect([asParts(story), held(story)]).toEqual([{ tomas: 'owner' }, ['tomas']]);
    expect(story.log.at(-1)?.events).toMatchObject([{ type: 'accepted', agent: tomas, how: 'inherited', from: ines }]);
  });

  it('D9 the visitor is told by name who joins and who leaves, and nothing else of it', () => {
    const { log } = given(...joins, [20, { type: 'leave', actor: asTomas }]);
    const seen = log.slice(-3).flatMap((commit) => viewOf('visitor', commit, 0, { revised: [] }).events);
    expect(seen).toEqual([
      { type: 'joined', agent: { name: tomas.name } },
      { type: 'left', agent: { name: tomas.name } },
    ]);
  });

  it('D9 the owner hands it over to a guest at once (warm transfer)', () => {
    const story = given(...joins, [20, to(tomas)]);
    expect([asParts(story), held(story)]).toEqual([{ tomas: 'owner' }, ['tomas']]);
    expect(servedAfter(...joins, [20, to(tomas)])).toEqual(['ines']);
  });

  it('D9 only the owner ends it; then guests are free, and the owner alone wraps up', () => {
    expect(typesOf(when(given(...joins), 20, { type: 'end', actor: asTomas }))).toEqual(['refused: chat_not_open']);
    const ends: Steps = [...joins, [20, { type: 'end', actor: asInes }]];
    expect([asParts(given(...ends)), held(given(...ends))]).toEqual([{ ines: 'owner' }, ['ines']]);
    expect(servedAfter(...ends)).toEqual(['tomas']);
    const commit = given(...ends).log.at(-1);
    if (!commit) throw new Error('nothing happened');
    const repeated = consequencesOf({ id: given(started).chat.id, seq: 0 }, chatOf(given(...ends)), commit);
    expect(repeated).toContainEqual({ type: 'serve', agentId: tomas.id });
  });

  it('D9 nobody is invited twice, and there is a most', () => {
    expect(typesOf(when(given(...joins), 20, invites(tomas)))).toEqual(['refused: target_in_chat']);
    const guests = Array.from({ length: MAX_GUESTS }, (_, n) => ({ id: AgentId.parse(`g-${n}`), name: `G ${n}` }));
    const steps = guests.flatMap((guest): [number, Command][] => {
      const invitation = invites(guest);
      return [
        [10, invitation],
        [11, answers('accept', invitation)],
      ];
    });
    expect(typesOf(when(given(...active, ...steps), 20, invites(rui)))).toEqual(['refused: chat_crowded']);
  });

  it('D9 an invitation ends with its owner: the chat waits again', () => {
    const story = given(...active, [10, invitation], [12, { type: 'return', agentId: ines.id }]);
    expect([chatOf(story).stage.is, askedBy(chatOf(story)), held(story)]).toEqual(['waiting', [], []]);
  });
});

describe('D9 a supervisor', () => {
  const watch = { type: 'watch', actor: asAna, connectionId: desk3 } as const;
  const watching: Steps = [...active, [10, watch]];

  it('D9 watches without a place, and nobody sees it but supervisors', () => {
    const story = given(...watching);
    expect([asParts(story), held(story)]).toEqual([{ ines: 'owner', 'person:ana': 'monitor' }, ['ines']]);
    const [watched] = story.log.at(-1)?.events ?? [];
    if (watched?.type !== 'monitored') throw new Error('not watched');
    expect((['visitor', 'agent', 'supervisor'] as const).map((side) => isVisible(side, watched))).toEqual([
      false,
      false,
      true,
    ]);
  });

  it('D9 each one’s newest visible commit skips what they do not see', () => {
    const { people, visitor: seen } = chatOf(given(...watching));
    const last = Object.fromEntries(people.map(({ agent, lastVisible }) => [agent.id, lastVisible]));
    expect([last.ines, last[ana.id], seen.lastVisible]).toEqual([4, 5, 4]);
  });

  it.each(['watch', 'whisper', 'join', 'take-over'] as const)('D9 %s is for supervisors of the queue only', (type) => {
    const story = given(...watching);
    const command = (actor: object) => ({ type, id: commandId(50), text: 'x', actor }) as unknown as Command;
    expect(typesOf(when(story, 11, command(asTomas)))).toEqual(['refused: not_supervisor']);
    expect(typesOf(when(story, 11, command({ ...asTomas, role: 'admin' })))).toEqual(['refused: not_supervisor']);
    const elsewhere = { ...asAna, oversight: { name: ana.name, queues: [advice] } };
    expect(typesOf(when(story, 11, command(elsewhere)))).toEqual(['refused: queue_not_yours']);
    expect(typesOf(when(given(...watching, [12, { type: 'end', actor: visitor }]), 13, command(asAna)))).toEqual([
      'refused: chat_ended',
    ]);
  });

  it('D9 whispers to the agents of a conversation that they are in', () => {
    const whisper: Command = { type: 'whisper', id: commandId(51), actor: asAna, text: 'Offer a discount' };
    expect(typesOf(when(given(...active), 11, whisper))).toEqual(['refused: chat_not_yours']);
    expect(typesOf(when(given(...watching), 11, whisper))).toEqual(['whispered']);
    expect(typesOf(when(given(...watching), 11, { ...whisper, type: 'message' } as Command))).toEqual([
      'refused: chat_not_yours',
    ]);
  });

  it('D9 joins without a place, and is gone a minute after their last socket, unless they come back', () => {
    const steps: Steps = [...watching, [12, { type: 'join', actor: asAna, connectionId: desk3 }]];
    expect([asParts(given(...steps)), held(given(...steps))]).toEqual([
      { ines: 'owner', 'person:ana': 'guest' },
      ['ines'],
    ]);
    const away: Steps = [...steps, [20, { type: 'disconnect', side: 'agent', connectionId: desk3 }]];
    expect(asParts(given(...away))).toEqual({ ines: 'owner', 'person:ana': 'guest' });
    expect(typesOf(when(given(...away), 79, { type: 'lapse' }))).toEqual([]);
    expect(typesOf(when(given(...away), 80, { type: 'lapse' }))).toEqual(['left']);
    const back: Steps = [...away, [30, { type: 'connect', actor: asAna, connectionId: desk1 }], [31, watch]];
    expect(asParts(given(...back))).toEqual({ ines: 'owner', 'person:ana': 'guest' });
    expect(typesOf(when(given(...back), 80, { type: 'lapse' }))).toEqual([]);
  });

  it('D9 who joined without a place does not inherit it', () => {
    const join = [12, { type: 'join', actor: asAna, connectionId: desk3 }] as [number, Command];
    const story = given(...active, join, [20, { type: 'return', agentId: ines.id }]);
    expect([chatOf(story).stage.is, asParts(story)]).toEqual(['waiting', {}]);
  });

  it('D9 takes over with a place of their own; the agent is free', () => {
    const steps: Steps = [...watching, [12, { type: 'take-over', actor: asAna, connectionId: desk3 }]];
    expect([asParts(given(...steps)), held(given(...steps))]).toEqual([{ 'person:ana': 'owner' }, ['person:ana']]);
    expect(servedAfter(...steps)).toEqual(['ines']);
    expect(typesOf(when(given(...steps), 13, { type: 'take-over', actor: asAna }))).toEqual([
      'refused: target_in_chat',
    ]);
  });

  it('D9 who takes over while somebody is asked frees both, also if the command is repeated', () => {
    const asked = to(tomas);
    const steps: Steps = [...watching, [11, asked], [12, { type: 'take-over', actor: asAna, connectionId: desk3 }]];
    expect(servedAfter(...steps)).toEqual(['ines', 'tomas']);
    const { log } = given(...steps);
    const commit = log.at(-1);
    if (!commit) throw new Error('nothing happened');
    const repeated = consequencesOf({ id: given(started).chat.id, seq: 0 }, chatOf(given(...steps)), commit);
    for (const agentId of [ines.id, tomas.id]) expect(repeated).toContainEqual({ type: 'serve', agentId });
  });

  it('D9 who does not say that they go on is gone; who says it is not', () => {
    const minutes = WATCH_MS / 1000;
    const story = given(...watching);
    const whisper: Command = { type: 'whisper', id: commandId(52), actor: asAna, text: 'x' };
    expect(typesOf(when(story, 10 + minutes, whisper))).toEqual(['refused: chat_not_yours']);
    expect(typesOf(when(story, 9 + minutes, { type: 'lapse' }))).toEqual([]);
    expect(typesOf(when(story, 10 + minutes, { type: 'lapse' }))).toEqual(['unmonitored']);
    const renewed = given(...watching, [200, watch]);
    expect(typesOf(when(renewed, 10 + minutes, { type: 'lapse' }))).toEqual([]);
  });

  it('D9 sees the chat through the line, and back to an agent', () => {
    const story = given(...watching, [20, toQueue()]);
    expect(asParts(story)).toEqual({ 'person:ana': 'monitor' });
  });

  it('D9 a former supervisor follows it no longer', () => {
    const story = given(...watching);
    const connect: Command = { type: 'connect', actor: { ...asAna, role: 'agent' }, connectionId: desk1 };
    expect(typesOf(when(story, 11, connect))).toEqual(['refused: chat_not_yours']);
    expect(typesOf(when(story, 11, { ...connect, actor: asAna }))).toEqual(['connected']);
    expect(typesOf(when(story, 11, { ...connect, connectionId: tab, actor: visitor }))).toEqual([]);
  });

  it('D9 a former supervisor who is asked sees what agents see', () => {
    const asked = to(ana);
    const connect: Command = { type: 'connect', actor: { ...asAna, role: 'agent' }, connectionId: desk1 };
    const story = given(...watching, [20, asked], [21, connect]);
    expect(typesOf(when(given(...watching, [20, asked]), 21, connect))).toEqual(['unmonitored', 'connected']);
    expect(asParts(story)).toEqual({ ines: 'owner', 'person:ana': 'asked' });
  });
});
