import { describe, expect, it } from 'vitest';
import { laneId } from '../../../core/configuration/lanes.ts';
import type { Command } from '../../../core/interaction/commands.ts';
import type { Commit } from '../../../core/interaction/events.ts';
import { holdingsOf } from '../../../core/interaction/holdings.ts';
import { Interaction, unstarted } from '../../../core/interaction/state.ts';
import { timersOf } from '../../../core/interaction/timers.ts';
import { mayBeOffered, OFFER_AGAIN_MS } from '../../../core/interaction/topics/offers.ts';
import { viewOf } from '../../../core/interaction/view.ts';
import {
  accepted,
  active,
  arrived,
  asInes,
  asTomas,
  at,
  commandId,
  desk,
  given,
  ines,
  interactionId,
  offered,
  offerId,
  otherTab,
  queueId,
  started,
  tab,
  told,
  tomas,
  typesOf,
  visitor,
  when,
} from '../../support/chats.ts';

const say = (actor: typeof visitor | typeof asInes | typeof asTomas, n = 50) =>
  ({ type: 'message', id: commandId(n), actor, text: 'Hola' }) as const;
const take = {
  type: 'take',
  actor: asTomas,
  connectionId: desk,
} satisfies Command;
const finish = { type: 'finish', actor: asInes, disposition: 'solved' } as const satisfies Command;
const runOut = [...active, [30, { type: 'end', actor: visitor }], [150, { type: 'expire-wrap-up' }]] as Parameters<
  typeof given
>;
const words = { type: 'finish', actor: asInes, note: 'Asks again on Monday' } as const satisfies Command;

describe('start and wait', () => {
  it('D1 a started chat waits in its queue from that moment', () => {
    expect(told(given(started).chat)).toMatchObject({ stage: 'waiting', queueId, since: at(0), seq: 1 });
  });

  it('D1 starting twice starts nothing', () => {
    expect(when(given(started), 5, started[1])).toEqual({ events: [] });
  });

  it('D1 every other command on a chat that never started is refused', () => {
    expect(typesOf(when({ chat: unstarted(given(started).chat.id), log: [] }, 0, say(visitor)))).toEqual([
      'refused: chat_unknown',
    ]);
  });

  it('F1 the visitor may write while waiting', () => {
    expect(typesOf(when(given(started, arrived), 3, say(visitor)))).toEqual(['message']);
  });
});

describe('offers', () => {
  it('B7 an offer runs out after the queue’s time', () => {
    expect(told(given(started, offered).chat)).toMatchObject({ stage: 'offered', expiresAt: at(22) });
  });

  it('B7 a chat that is offered is not offered again', () => {
    expect(
      typesOf(when(given(started, offered), 3, { type: 'offer', agents: [tomas], offerId, considered: [] })),
    ).toEqual(['refused: chat_taken']);
  });

  it('B7 only whom it was offered to may answer, and only this offer', () => {
    const story = given(started, offered);
    expect(typesOf(when(story, 3, { type: 'accept', actor: asTomas, offerId, connectionId: desk }))).toEqual([
      'refused: chat_not_yours',
    ]);
    expect(typesOf(when(story, 3, { type: 'reject', actor: asInes, offerId: 'older' as typeof offerId }))).toEqual([
      'refused: offer_over',
    ]);
  });

  it('B7 a rejected chat waits again where it stood, and the same agent is not asked for a while', () => {
    const { chat } = given(started, offered, [4, { type: 'reject', actor: asInes, offerId }]);
    expect(holdingsOf(chat)).toEqual([
      { holds: 'place in line', lane: laneId({ queueId, requires: {} }), priority: 0, since: at(0) },
    ]);
    if (!chat.stage) throw new Error('did not start');
    expect(mayBeOffered(chat, ines.id, at(5))).toBe(false);
    expect(mayBeOffered(chat, tomas.id, at(5))).toBe(true);
    expect(mayBeOffered(chat, ines.id, at(14))).toBe(true);
  });

  it('B7 an offer expires at its time, not before, and not when it was answered', () => {
    expect(typesOf(when(given(started, offered), 21, { type: 'expire-offer' }))).toEqual([]);
    expect(typesOf(when(given(started, offered), 22, { type: 'expire-offer' }))).toEqual(['offer-expired']);
    expect(typesOf(when(given(started, offered, accepted), 22, { type: 'expire-offer' }))).toEqual([]);
  });
});

describe('take', () => {
  it('E2 a waiting chat is the taker’s at once, with the socket it was taken on', () => {
    const { chat } = given(started, [3, take]);
    expect(told(chat)).toMatchObject({ stage: 'handled', agent: tomas, sockets: { agent: [desk] } });
  });

  it('B13 a chat of a queue that the agent does not see is not taken', () => {
    const elsewhere = { ...asTomas, rights: { ...asTomas.rights, queues: [] } };
    expect(typesOf(when(given(started), 3, { ...take, actor: elsewhere }))).toEqual(['refused: queue_not_yours']);
  });

  it('E2 a chat that another has is not taken', () => {
    expect(typesOf(when(given(...active), 9, take))).toEqual(['refused: chat_taken']);
  });
});

describe('messages', () => {
  it('E1 both sides write in an active chat', () => {
    expect(typesOf(when(given(...active), 9, say(visitor)))).toEqual(['message']);
    expect(typesOf(when(given(...active), 9, say(asInes)))).toEqual(['message']);
  });

  it('E1 an agent who does not have the chat, or not yet, writes nothing', () => {
    expect(typesOf(when(given(...active), 9, say(asTomas)))).toEqual(['refused: chat_not_yours']);
    expect(typesOf(when(given(started, offered), 3, say(asInes)))).toEqual(['refused: chat_not_open']);
  });

  it('F2 more messages within ten seconds than the queue allows are refused, afterwards they pass', () => {
    const three = [1, 2, 3].map((n) => [10, say(visitor, 50 + n)] as [number, ReturnType<typeof say>]);
    const story = given(...active, ...three);
    expect(typesOf(when(story, 19, say(visitor)))).toEqual(['refused: rate_limited']);
    expect(typesOf(when(story, 20, say(visitor)))).toEqual(['message']);
    expect(typesOf(when(story, 19, say(asInes)))).toEqual(['message']);
  });

  it('F2 a process whose clock was ahead limits nobody until its time has come', () => {
    const three = [1, 2, 3].map((n) => [190, say(visitor, 50 + n)] as [number, ReturnType<typeof say>]);
    const story = given(...active, ...three);
    expect(typesOf(when(story, 189, say(visitor)))).toEqual(['refused: rate_limited']);
    expect(typesOf(when(story, 20, say(visitor)))).toEqual(['message']);
  });
});

describe('a chat that comes back in line', () => {
  it('F2 is looked at once more, should the process die that brought it there', () => {
    const { log } = given(...active, [60, { type: 'return', agentId: ines.id }]);
    expect(timersOf(interactionId, log.at(-1) as Commit)).toContainEqual({
      ...{ kind: 'find-agent', interactionId, dueAt: at(60) + OFFER_AGAIN_MS },
    });
    expect(timersOf(interactionId, log[0] as Commit)).not.toContainEqual(
      expect.objectContaining({ kind: 'find-agent' }),
    );
  });
});

describe('the visitor comes and goes', () => {
  const leaves = { type: 'disconnect', side: 'visitor', connectionId: tab } as const;
  const comes = { type: 'connect', actor: visitor, connectionId: otherTab } as const;
  const tell = { type: 'tell-away' } as const;

  it('D3 with the last socket the visitor is away, and from then on counts the time at which the chat ends', () => {
    const both = given(...active, [8, comes]);
    expect(when(both, 9, leaves)).toEqual({ events: [{ type: 'disconnected', side: 'visitor', connectionId: tab }] });
    expect(when(given(...active), 9, leaves)).toMatchObject({ events: [{ type: 'disconnected', endsAt: at(609) }] });
    expect(told(given(...active, [9, leaves], [19, tell]).chat)).toMatchObject({
      away: { endsAt: at(609), told: true },
    });
  });

  it('D3 the agent hears that the visitor left after ten seconds, once, and then of the return', () => {
    const away = given(...active, [9, leaves]);
    expect(typesOf(when(away, 18, tell))).toEqual([]);
    expect(when(away, 19, tell)).toEqual({ events: [{ type: 'visitor-left', endsAt: at(609) }] });
    const told = given(...active, [9, leaves], [19, tell]);
    expect(typesOf(when(told, 20, tell))).toEqual([]);
    expect(typesOf(when(told, 20, comes))).toEqual(['connected', 'visitor-returned']);
  });

  it('D3 the agent hears nothing of a page that the visitor opens, however many', () => {
    const pages = Array.from({ length: 5 }, (_, page): [number, Command][] => [
      [10 + page * 8, { ...leaves, connectionId: `tab-${page + 1}` as typeof tab }],
      [12 + page * 8, { ...comes, connectionId: `tab-${page + 2}` as typeof tab }],
      // The previous page's timer.
      [16 + page * 8, tell],
    ]).flat();
    const { log } = given(...active, ...pages);
    expect(log).toHaveLength(active.length + 10);
    expect(
      log
        .flatMap((commit) => viewOf('agent', commit, 0, { revised: [] }).events)
        .filter(({ type }) => type.startsWith('visitor')),
    ).toEqual([]);
  });

  it('D3 a timer of an earlier leaving does not tell of a later one before its time', () => {
    const twice = given(...active, [9, leaves], [12, comes], [17, { ...leaves, connectionId: otherTab }]);
    expect(typesOf(when(twice, 19, tell))).toEqual([]);
    expect(typesOf(when(twice, 27, tell))).toEqual(['visitor-left']);
  });

  it('D3 a second tab is no return', () => {
    expect(typesOf(when(given(...active), 20, comes))).toEqual(['connected']);
    expect(typesOf(when(given(...active), 20, { ...comes, connectionId: tab }))).toEqual([]);
  });

  it('D3 a visitor who stays away ends the chat, and one who returned does not', () => {
    const away = given(...active, [9, { type: 'disconnect', side: 'visitor', connectionId: tab }]);
    expect(typesOf(when(away, 608, { type: 'auto-finish' }))).toEqual([]);
    expect(when(away, 609, { type: 'auto-finish' })).toMatchObject({
      events: [{ type: 'ended', by: 'system', outcome: 'auto-finished', wrapUpUntil: at(609 + 120) }],
    });
    const back = given(
      ...active,
      [9, { type: 'disconnect', side: 'visitor', connectionId: tab }],
      [20, { type: 'connect', actor: visitor, connectionId: otherTab }],
    );
    expect(typesOf(when(back, 700, { type: 'auto-finish' }))).toEqual([]);
  });

  it('D3 a visitor whose socket never came does not wait for ever', () => {
    expect(typesOf(when(given(started), 600, { type: 'auto-finish' }))).toEqual(['ended']);
    expect(typesOf(when(given(started, arrived), 600, { type: 'auto-finish' }))).toEqual([]);
  });
});

describe('an agent who is gone', () => {
  it('D7 what was offered or active stands in line again where it stood, with nobody', () => {
    for (const steps of [[started, arrived, offered], [...active]] as Parameters<typeof given>[]) {
      const { chat } = given(...steps, [50, { type: 'return', agentId: ines.id }]);
      expect(holdingsOf(chat)).toEqual([
        { holds: 'place in line', lane: laneId({ queueId, requires: {} }), priority: 0, since: at(0) },
      ]);
      expect(told(chat)).toMatchObject({ sockets: { visitor: [tab], agent: [] } });
    }
  });

  it('D7 another’s chat, and one in wrap-up, stay where they are', () => {
    expect(typesOf(when(given(...active), 50, { type: 'return', agentId: tomas.id }))).toEqual([]);
    const wrapUp = given(...active, [30, { type: 'end', actor: visitor }]);
    expect(typesOf(when(wrapUp, 50, { type: 'return', agentId: ines.id }))).toEqual([]);
  });
});

describe('end and wrap-up', () => {
  it('D10 ended by the visitor before an agent answered: abandoned, and closed', () => {
    expect(told(given(started, arrived, [5, { type: 'end', actor: visitor }]).chat)).toMatchObject({
      stage: 'ended',
      outcome: 'abandoned',
    });
    expect(told(given(started, offered, [5, { type: 'end', actor: visitor }]).chat)).toMatchObject({ stage: 'ended' });
  });

  it('D6 ended by either side in conversation: completed, and in wrap-up with its agent', () => {
    for (const actor of [visitor, asInes]) {
      expect(told(given(...active, [30, { type: 'end', actor }]).chat)).toMatchObject({
        stage: 'wrap-up',
        outcome: 'completed',
        agent: ines,
        deadline: at(150),
      });
    }
  });

  it('D6 what has ended takes no message and no second end', () => {
    const story = given(...active, [30, { type: 'end', actor: asInes }]);
    expect(typesOf(when(story, 31, say(visitor)))).toEqual(['refused: chat_ended']);
    expect(typesOf(when(story, 31, { type: 'end', actor: visitor }))).toEqual(['refused: chat_ended']);
  });

  it('D6 wrap-up finishes with one of the queue’s dispositions, and only by its agent', () => {
    const story = given(...active, [30, { type: 'end', actor: visitor }]);
    expect(typesOf(when(story, 40, { ...finish, disposition: 'made-up' }))).toEqual(['refused: disposition_unknown']);
    expect(typesOf(when(story, 40, { ...finish, actor: asTomas }))).toEqual(['refused: chat_not_yours']);
    expect(told(given(...active, [30, { type: 'end', actor: visitor }], [40, finish]).chat)).toMatchObject({
      stage: 'ended',
      outcome: 'completed',
      disposition: 'solved',
    });
  });

  it('D6 wrap-up ends by itself at its time', () => {
    const story = given(...active, [30, { type: 'end', actor: visitor }]);
    expect(typesOf(when(story, 149, { type: 'expire-wrap-up' }))).toEqual([]);
    expect(typesOf(when(story, 150, { type: 'expire-wrap-up' }))).toEqual(['finished']);
  });

  it('D6 what the agent had written when wrap-up ran out is added, with or without a disposition', () => {
    const { note } = words;
    expect(when(given(...runOut), 151, words)).toEqual({ events: [{ type: 'noted', note }] });
    expect(told(given(...runOut, [151, { ...words, disposition: 'solved' }]).chat)).toMatchObject({
      ...{ stage: 'ended', outcome: 'completed', disposition: 'solved' },
    });
    expect(when(given(...runOut), 151, finish)).toEqual({ events: [{ type: 'noted', disposition: 'solved' }] });
    expect(holdingsOf(given(...runOut, [151, words]).chat)).toEqual([]);
  });

  it('D6 a late note is taken once, for three days, from the agent who had the chat, and only where the time ran out', () => {
    const days = (n: number) => 150 + n * 24 * 60 * 60;
    const story = given(...runOut);
    expect(typesOf(when(story, days(3), words))).toEqual(['noted']);
    expect(typesOf(when(story, days(3) + 1, words))).toEqual(['refused: chat_ended']);
    expect(typesOf(when(story, 151, { ...words, actor: asTomas }))).toEqual(['refused: chat_not_yours']);
    expect(typesOf(when(story, 151, { ...words, disposition: 'made-up' }))).toEqual(['refused: disposition_unknown']);
    expect(typesOf(when(story, 151, { type: 'finish', actor: asInes }))).toEqual(['refused: chat_ended']);
    expect(typesOf(when(given(...runOut, [151, words]), 152, words))).toEqual(['refused: chat_ended']);
    const byHand = given(...active, [30, { type: 'end', actor: visitor }], [40, finish]);
    expect(typesOf(when(byHand, 41, words))).toEqual(['refused: chat_ended']);
  });

  it('D6 as long as wrap-up runs it ends with a disposition', () => {
    const story = given(...active, [30, { type: 'end', actor: visitor }]);
    expect(typesOf(when(story, 149, words))).toEqual(['refused: disposition_unknown']);
  });

  it('D6 an agent holds a place from offer to the end of wrap-up, and none after', () => {
    const held = (...steps: Parameters<typeof given>) => holdingsOf(given(...steps).chat).map(({ holds }) => holds);
    expect(held(started)).toEqual(['place in line']);
    expect(held(started, offered)).toEqual(['agent']);
    expect(held(...active)).toEqual(['agent']);
    expect(held(...active, [30, { type: 'end', actor: visitor }])).toEqual(['agent']);
    expect(held(...active, [30, { type: 'end', actor: visitor }], [40, finish])).toEqual([]);
  });
});

describe('snapshots', () => {
  it('D1 every state survives being written and read', () => {
    const wrapUp = [...active, [30, { type: 'end', actor: visitor }]] as Parameters<typeof given>;
    for (const steps of [[started], [started, offered], [...active], wrapUp, [...wrapUp, [40, finish]], runOut]) {
      const { chat } = given(...(steps as Parameters<typeof given>));
      expect(Interaction.parse(JSON.parse(JSON.stringify(chat)))).toEqual(chat);
    }
  });
});
