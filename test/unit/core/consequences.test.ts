/** What follows from a commit, in a line or two each. */
import { describe, expect, it } from 'vitest';
import { laneId } from '../../../core/configuration/lanes.ts';
import type { Command } from '../../../core/interaction/commands.ts';
import { type Consequence, consequencesOf } from '../../../core/interaction/consequences.ts';
import { unstarted } from '../../../core/interaction/state.ts';
import {
  accepted,
  active,
  arrived,
  asInes,
  asTomas,
  given,
  ines,
  interactionId,
  offered,
  offerId,
  placement,
  queueId,
  start,
  started,
  tab,
  terms,
  tomas,
  visitor,
} from '../../support/chats.ts';

type Steps = Parameters<typeof given>;

/** What follows from the last of these steps, when it happens or when the command is repeated. */
function follows(steps: Steps, isRepeated = false): Consequence[] {
  const [before, { chat, log }] = [given(...steps.slice(0, -1)).chat, given(...steps)];
  const commit = log.at(-1);
  if (!commit || !chat.stage) throw new Error('nothing happened');
  return consequencesOf(isRepeated ? unstarted(interactionId) : before, chat, commit);
}

const looks = (isNewcomer: boolean) => ({ type: 'look-for-agent', isNewcomer });
const announced = { type: 'announce', agentId: ines.id };
const tellPosition = { type: 'tell-position' };
const serves = { type: 'serve', agentId: ines.id };
const ringNext = { type: 'ring-next', lane: laneId({ queueId, requires: {} }) };

const wrapUp = [...active, [30, { type: 'end', actor: visitor }]] as Steps;
const finish = { type: 'finish', actor: asInes, disposition: 'solved' } as const;
const inAll = { ...terms, strategy: 'ring-all' as const };
const startsInAll: [number, Command] = [
  0,
  { ...start, next: { is: 'placed', placement: { ...placement, terms: inAll } } },
];
const rings: [number, Command] = [2, { type: 'offer', agents: [ines, tomas], offerId, considered: [] }];
const moves = (there: typeof terms): [number, Command] => [
  3,
  { type: 'move', placement: { ...placement, queueId: 'elsewhere' as never, terms: there } },
];
const rejectsRing: [number, Command] = [4, { type: 'reject', actor: asInes, offerId }];

describe('what follows', () => {
  it.each<[string, Steps, unknown[]]>([
    ['B5 who comes looks for an agent', [started], [looks(true)]],
    ['E1 who was given the chat is told', [started, arrived, offered], [announced]],
    ['E1 who accepts what was offered knows of it', [started, arrived, offered, accepted], []],
    ['F2 words change nothing', [...active, [9, say()]], []],
    ['B7 a rejected chat looks on, and the agent for another', rejected(), [looks(false), serves]],
    ['B7 so does one whose offer expired', expired(), [looks(false), serves]],
    ['D7 an agent who vanished gives the place to the next', vanished(), [looks(false), tellPosition, serves]],
    ['B6 in wrap-up the agent has no place free', wrapUp, []],
    ['B6 after it they have', [...wrapUp, [40, finish]], [serves]],
    [
      'D1 an offered chat that is given up frees the agent',
      [started, offered, [3, { type: 'end', actor: visitor }]],
      [serves],
    ],
    ['B5 all who are rung are told', [startsInAll, rings], [announced, { type: 'announce', agentId: tomas.id }]],
    [
      'B5 one that left the line lets the next one ring',
      [startsInAll, rings, [4, acceptsRing()]],
      [announced, ringNext],
    ],
    ['B5 B8 so does one that goes to a queue that rings nobody', [startsInAll, moves(terms)], [looks(false), ringNext]],
    [
      'B5 one that comes from a line where nobody rings lets none ring',
      [started, arrived, moves(inAll)],
      [looks(false)],
    ],
    [
      'B5 a ring that nobody answered rings again',
      [startsInAll, rings, [30, { type: 'expire-offer' }]],
      [looks(false)],
    ],
    ['B7 a ring that one of them rejected goes on', [startsInAll, rings, rejectsRing], []],
    [
      'B7 a ring that all have rejected rings again',
      [startsInAll, rings, rejectsRing, [5, { type: 'reject', actor: asTomas, offerId }]],
      [looks(false)],
    ],
    [
      'B7 B12 so does one whose last agent is called',
      [startsInAll, rings, rejectsRing, [5, { type: 'withdraw-offer', agentId: tomas.id, because: 'call' }]],
      [looks(false)],
    ],
  ])('%s', (_, steps, expected) => {
    expect(follows(steps)).toEqual(expected);
  });

  it.each<[string, Steps, unknown[]]>([
    ['F2 a start', [started], [looks(true)]],
    ['F2 an offer', [started, arrived, offered], [announced]],
    ['F2 a rejection', rejected(), [looks(false), serves]],
    ['F2 a finish', [...wrapUp, [40, finish]], [serves]],
    ['F2 an answer to a ring', [startsInAll, rings, [4, acceptsRing()]], [announced, ringNext]],
    ['D8 F2 a message that reopens a chat in wrap-up', writesInWrapUp(), [{ type: 'place' }, serves]],
  ])('%s that is repeated is followed by what should have followed', (_, steps, expected) => {
    expect(follows(steps, true)).toEqual(expected);
  });
});

function say(): Command {
  return { type: 'message', id: 'm'.repeat(16) as never, actor: visitor, text: 'Hola' };
}
function acceptsRing(): Command {
  return { type: 'accept', actor: asInes, offerId, connectionId: 'desk-1' as never };
}
function rejected(): Steps {
  return [started, arrived, offered, [4, { type: 'reject', actor: asInes, offerId }]];
}
function expired(): Steps {
  return [started, arrived, offered, [40, { type: 'expire-offer' }]];
}
function writesInWrapUp(): Steps {
  const goes: Command = { type: 'disconnect', side: 'visitor', connectionId: tab };
  const silence = 20 + terms.autoFinishS;
  return [...active, [20, goes], [silence, { type: 'auto-finish' }], [silence + 5, say()]];
}
function vanished(): Steps {
  return [...active, [50, { type: 'return', agentId: ines.id }]];
}
