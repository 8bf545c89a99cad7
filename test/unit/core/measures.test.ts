/** The measures of interactions: D10, and B14 for waits. */
import { describe, expect, it } from 'vitest';
import { laneId } from '../../../core/configuration/lanes.ts';
import { OfferId, QueueId } from '../../../core/ids.ts';
import type { Command } from '../../../core/interaction/commands.ts';
import type { Commit } from '../../../core/interaction/events.ts';
import { isMeasured, measuresOf, staysOf } from '../../../core/interaction/measures.ts';
import { momentsOf } from '../../../core/interaction/moments.ts';
import {
  accepted,
  active,
  arrived,
  asInes,
  asTomas,
  at,
  commandId,
  given,
  ines,
  interactionId,
  offered,
  offerId,
  queueId,
  started,
  terms,
  tomas,
  visitor,
} from '../../support/chats.ts';

const says = (second: number, actor: typeof visitor | typeof asInes): [number, Command] => [
  second,
  { type: 'message', actor, id: commandId(second), text: 'Hola' },
];
const measured = (...steps: [number, Command][]) => measuresOf(momentsOf(interactionId, given(...steps).log));
const stays = (...steps: [number, Command][]) => staysOf(momentsOf(interactionId, given(...steps).log));
const lane = laneId({ queueId, requires: {} });
const returns = (second: number): [number, Command] => [second, { type: 'return', agentId: ines.id }];
const offeredTo = (second: number, agent: typeof ines): [number, Command] => [
  second,
  { type: 'offer', agents: [agent], offerId, considered: [] },
];

const none = { in: 0, out: 0 };
const workedBy = ({ id: agentId }: typeof ines, figures: object) => ({
  ...{ agentId, handledMs: 0, wrapUpMs: 0, parkedMs: 0, joinedMs: 0, messages: 0, transfers: none },
  ...figures,
});

describe('D10 a closed interaction', () => {
  it('has the time in each stage, its agents and queues, and the number of messages', () => {
    const log = [
      ...active,
      says(10, visitor),
      says(30, asInes),
      says(31, asInes),
      [40, { type: 'end', actor: visitor }],
      [70, { type: 'finish', actor: asInes, disposition: 'solved' }],
    ] as [number, Command][];
    expect(measured(...log)).toEqual({
      ...{ interactionId, seq: 9, kind: 'chat', gatewayId: 'casa-alba', configVersion: 1 },
      ...{ contact: { name: 'Marta Solís', email: 'marta@correo.example' }, culture: 'es', tags: [] },
      ...{ subject: 'Hola', startedAt: at(0), day: '2026-01-05', endedAt: at(40), closedAt: at(70) },
      ...{ outcome: 'completed', endedBy: 'visitor', disposition: 'solved' },
      ...{
        arrivingMs: 0,
        waitedMs: 6000,
        handledMs: 34_000,
        wrapUpMs: 30_000,
        parkedMs: 0,
        closedMs: 0,
        firstReplyMs: 30_000,
        inTime: true,
      },
      ...{ messages: { visitor: 1, agent: 2 }, offers: { made: 1, rejected: 0, expired: 0 }, returns: 0, transfers: 0 },
      queues: [{ queueId, waitedMs: 6000, transfers: none }],
      agents: [workedBy(ines, { handledMs: 34_000, wrapUpMs: 30_000, messages: 2 })],
      costMicroUsd: expect.any(Number),
      keepDays: 0,
    });
  });

  it('has no measures before its wrap-up is over', () => {
    expect(measured(...active, [40, { type: 'end', actor: visitor }])).toBeUndefined();
    expect(measuresOf(momentsOf(interactionId, []))).toBeUndefined();
  });

  it('has the time of each agent, and how often it came back to the line', () => {
    const measures = measured(
      ...active,
      returns(20),
      offeredTo(25, tomas),
      [30, { type: 'accept', actor: asTomas, offerId }],
      [50, { type: 'end', actor: asTomas }],
      [55, { type: 'finish', actor: asTomas, disposition: 'solved' }],
    );
    expect(measures).toMatchObject({ waitedMs: 16_000, handledMs: 34_000, wrapUpMs: 5000, returns: 1 });
    expect(measures?.agents).toEqual([
      workedBy(ines, { handledMs: 14_000 }),
      workedBy(tomas, { handledMs: 20_000, wrapUpMs: 5000 }),
    ]);
  });

  it('was answered late if the first agent came after the service level', () => {
    const late = terms.serviceLevelS + 1;
    const [, accept] = accepted;
    const waited = [started, arrived, offeredTo(late - 5, ines), [late, accept]] as [number, Command][];
    const end: [number, Command][] = [
      [late + 9, { type: 'end', actor: asInes }],
      [late + 10, { type: 'finish', actor: asInes, disposition: 'solved' }],
    ];
    expect(measured(...waited, ...end)).toMatchObject({ inTime: false });
  });

  it('that nobody answered has no answer time and no reply time', () => {
    const measures = measured(started, arrived, says(3, visitor), [9, { type: 'end', actor: visitor }]);
    expect(measures).toMatchObject({
      outcome: 'abandoned',
      waitedMs: 9000,
      agents: [],
      messages: { visitor: 1, agent: 0 },
    });
    expect(measures).not.toHaveProperty('inTime');
    expect(measures).not.toHaveProperty('firstReplyMs');
  });

  it('counts no time twice and no negative time if a clock is behind', () => {
    const { log } = given(started, arrived, [60, { type: 'end', actor: visitor }]);
    const skewed: Commit[] = log.map((commit, n) => (n === 1 ? { ...commit, at: at(-30) } : commit));
    expect(measuresOf(momentsOf(interactionId, skewed))).toMatchObject({
      startedAt: at(0),
      waitedMs: 60_000,
      closedAt: at(60),
    });
  });
});

describe('D10 D9 a conversation with several agents', () => {
  const advice = QueueId.parse('advice');
  const asks = (second: number, type: 'transfer' | 'invite', agent: typeof ines, actor: typeof asInes) =>
    [
      second,
      {
        ...{ type, id: commandId(second), actor, to: { agentId: agent.id } },
        target: { agent, queues: [queueId, advice] },
      },
    ] as [number, Command];
  const answers = (
    second: number,
    type: 'accept' | 'reject',
    actor: typeof asInes,
    asked: number,
  ): [number, Command] => [second, { type, actor, offerId: OfferId.parse(commandId(asked)) }];
  const toQueue = (second: number, id: QueueId, actor: typeof asInes) =>
    [
      second,
      {
        ...{ type: 'transfer', id: commandId(second), actor, to: { queueId: id } },
        target: { queue: { queueId: id, terms, takes: true } },
      },
    ] as [number, Command];
  const closes = (second: number, actor: typeof asInes): [number, Command][] => [
    [second, { type: 'end', actor }],
    [second + 5, { type: 'finish', actor, disposition: 'solved' }],
  ];

  it('D10 D9 credits a guest with what they wrote and the time they were there, and the owner with the handling', () => {
    const measures = measured(
      ...active,
      asks(10, 'invite', tomas, asInes),
      answers(16, 'accept', asTomas, 10),
      says(20, asTomas),
      says(21, asTomas),
      says(25, asInes),
      [36, { type: 'leave', actor: asTomas }],
      ...closes(46, asInes),
    );
    expect(measures).toMatchObject({ handledMs: 40_000, firstReplyMs: 20_000, messages: { agent: 3 }, transfers: 0 });
    expect(measures?.agents).toEqual([
      workedBy(ines, { handledMs: 40_000, wrapUpMs: 5000, messages: 1 }),
      workedBy(tomas, { joinedMs: 20_000, messages: 2 }),
    ]);
  });

  it('D10 D9 counts a transfer for both, and not as an offer or a return; nor one that was declined', () => {
    const measures = measured(
      ...active,
      asks(10, 'transfer', tomas, asInes),
      answers(12, 'reject', asTomas, 10),
      asks(20, 'transfer', tomas, asInes),
      answers(26, 'accept', asTomas, 20),
      ...closes(36, asTomas),
    );
    expect(measures).toMatchObject({
      ...{ transfers: 1, returns: 0, handledMs: 30_000 },
      offers: { made: 1, rejected: 0, expired: 0 },
      agents: [
        workedBy(ines, { handledMs: 20_000, transfers: { in: 0, out: 1 } }),
        workedBy(tomas, { handledMs: 10_000, wrapUpMs: 5000, transfers: { in: 1, out: 0 } }),
      ],
    });
  });

  it('D10 D9 counts a transfer to a guest once', () => {
    const measures = measured(
      ...active,
      asks(10, 'invite', tomas, asInes),
      answers(16, 'accept', asTomas, 10),
      asks(26, 'transfer', tomas, asInes),
      ...closes(36, asTomas),
    );
    expect(measures).toMatchObject({
      transfers: 1,
      agents: [
        workedBy(ines, { handledMs: 20_000, transfers: { in: 0, out: 1 } }),
        workedBy(tomas, { handledMs: 10_000, joinedMs: 10_000, wrapUpMs: 5000, transfers: { in: 1, out: 0 } }),
      ],
    });
  });

  it('D10 D9 counts a transfer to a queue for the agent and both queues, and not as a return', () => {
    const measures = measured(
      ...active,
      toQueue(16, advice, asInes),
      [26, { type: 'offer', agents: [tomas], offerId, considered: [] }],
      [30, { type: 'accept', actor: asTomas, offerId }],
      ...closes(40, asTomas),
    );
    expect(measures).toMatchObject({
      ...{ transfers: 1, returns: 0, waitedMs: 20_000, handledMs: 20_000 },
      queues: [
        { queueId, waitedMs: 6000, transfers: { in: 0, out: 1 } },
        { queueId: advice, waitedMs: 14_000, transfers: { in: 1, out: 0 } },
      ],
      agents: [
        workedBy(ines, { handledMs: 10_000, transfers: { in: 0, out: 1 } }),
        workedBy(tomas, { handledMs: 10_000, wrapUpMs: 5000 }),
      ],
    });
  });
});

describe('B14 a stay in a line', () => {
  it('ends when it is offered to the agent who then accepts, and counts as found', () => {
    expect(stays(started, arrived, offeredTo(30, ines), [40, { ...accepted[1] } as Command])).toEqual([
      { lane, from: at(0), until: at(30), found: true, seq: 4 },
    ]);
  });

  it('continues when that agent rejects, and reading the log again counts nothing more', () => {
    const steps = [
      started,
      offeredTo(30, ines),
      [35, { type: 'reject', actor: asInes, offerId }],
      offeredTo(50, tomas),
      [55, { type: 'accept', actor: asTomas, offerId }],
    ] as [number, Command][];
    expect(stays(...steps)).toEqual([{ lane, from: at(0), until: at(50), found: true, seq: 5 }]);
    expect(stays(...steps.slice(0, 4))).toEqual([]);
  });

  it('that the visitor gave up does not count as found, even during an offer', () => {
    const end: [number, Command] = [40, { type: 'end', actor: visitor }];
    expect(stays(started, end)).toEqual([{ lane, from: at(0), until: at(40), found: false, seq: 2 }]);
    expect(stays(started, offeredTo(30, ines), end)).toMatchObject([{ until: at(40), found: false }]);
  });

  it('is a new one when the chat comes back from an agent, whose time is not waiting', () => {
    const again = [...active, returns(60), offeredTo(90, tomas), [95, { type: 'accept', actor: asTomas, offerId }]];
    expect(stays(...(again as [number, Command][]))).toEqual([
      { lane, from: at(0), until: at(2), found: true, seq: 4 },
      { lane, from: at(60), until: at(90), found: true, seq: 7 },
    ]);
  });

  it('does not exist if an agent was found at once', () => {
    expect(stays(started, [1, offered[1]], [20, accepted[1]])).toEqual([]);
  });
});

it('D10 B14 only commits after which there is something to count are marked', () => {
  const { log } = given(
    ...active,
    says(10, visitor),
    [40, { type: 'end', actor: visitor }],
    [70, { type: 'finish', actor: asInes, disposition: 'solved' }],
  );
  const marked = log.filter(isMeasured).map(({ events }) => events.map(({ type }) => type));
  expect(marked).toEqual([['accepted', 'connected'], ['finished']]);
});
