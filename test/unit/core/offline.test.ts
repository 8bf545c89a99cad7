import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inboxEntryOf } from '../../../adapters/stores.ts';
import { QueueId } from '../../../core/ids.ts';
import { handedTo } from '../../../core/interaction/calls.ts';
import type { Command } from '../../../core/interaction/commands.ts';
import { holdingsOf } from '../../../core/interaction/holdings.ts';
import { measuresOf } from '../../../core/interaction/measures.ts';
import { momentsOf } from '../../../core/interaction/moments.ts';
import { type Interaction, ownerOf, reservedFor } from '../../../core/interaction/state.ts';
import { tallyOf } from '../../../core/interaction/tally.ts';
import { timersOf } from '../../../core/interaction/timers.ts';
import type { Actor } from '../../../core/interaction/topic.ts';
import { viewOf } from '../../../core/interaction/view.ts';
import { type Forwarded, forwardMail } from '../../../core/mail/forward-mail.ts';
import {
  arrived,
  asInes,
  asTomas,
  at,
  commandId,
  desk,
  elena,
  given,
  ines,
  interactionId,
  leftMessage,
  offerId,
  placement,
  queueId,
  type Story,
  start,
  started,
  tab,
  terms,
  typesOf,
  visitor,
  when,
} from '../../support/chats.ts';

const strict = { ...terms, timeOutS: 60, unattendedS: 60, autoFinishS: 30, maxChats: 1, messages: { taken: 'Hi' } };
const left: [number, Command] = [0, { ...leftMessage, terms: strict }];
const toQueue: Command = {
  ...{ type: 'transfer', actor: elena, id: commandId(7), to: { queueId } },
  target: { queue: { ...placement, terms: strict, takes: false, closesAt: at(100) } },
};
const toInes: Command = {
  ...{ type: 'transfer', actor: elena, id: commandId(8), to: { agentId: ines.id } },
  target: { agent: ines, queues: [queueId] },
};
const settle: Command = { type: 'settle', actor: elena, disposition: 'solved', note: 'Called her.' };
const chatOf = ({ chat }: Story) => chat as Interaction;

describe('what a visitor leaves instead of a chat', () => {
  it('C4 is aside for a supervisor: in no line, with no agent, and nothing happens to it by itself', () => {
    const story = given(left);
    expect(inboxEntryOf(story.chat)).toMatchObject({
      ...{ kind: 'offline', because: 'closed', since: at(0), subject: 'The base arrived cracked.', mail: 'asked' },
    });
    expect(holdingsOf(story.chat)).toEqual([]);
    expect(story.log.flatMap((commit) => timersOf(interactionId, commit))).toEqual([]);
    for (const type of ['auto-finish', 'unattended', 'chat-time', 'tell-away', 'review', 'expire-wrap-up'] as const)
      expect(typesOf(when(story, 100_000, { type }))).toEqual([]);
  });

  it('C4 its e-mail is requested with the commit that keeps it, so none is lost', () => {
    const { log } = given(left);
    expect(log.map(handedTo)).toEqual([['mail']]);
  });

  it('C4 its visitor sees nothing of it, and agents see the answers', () => {
    const [commit] = given(left).log;
    if (!commit) throw new Error('nothing was kept');
    expect(JSON.stringify(viewOf('visitor', commit, 0, { revised: [] }))).not.toMatch(/cracked|help@/);
    expect(JSON.stringify(viewOf('agent', commit, 0, { revised: [] }))).toMatch(/cracked.*help@/);
  });

  it('C4 D2 D4 a supervisor gives it to a queue, closed or not, where no limit of a conversation ends it', () => {
    const story = given(left, [10, toQueue]);
    const { place, aside } = chatOf(story);
    expect(aside).toBeUndefined();
    expect(place).toMatchObject({ queueId, since: at(0), terms: { timeOutS: 0, unattendedS: 0, messages: {} } });
    expect(place.closesAt).toBeUndefined();
    for (const type of ['review', 'turn-away', 'auto-finish'] as const)
      expect(typesOf(when(story, 100_000, { type }))).not.toContain('ended');
  });

  it('C4 D9 given to an agent, it is offered to them; if they pass, it waits for anyone', () => {
    const story = given(left, [10, toInes]);
    expect(reservedFor(chatOf(story))).toEqual(ines);
    const passed = given(left, [10, toInes], [40, { type: 'expire-offer' }]);
    expect(chatOf(passed).stage.is).toBe('waiting');
    expect(reservedFor(chatOf(passed))).toBeUndefined();
  });

  it('D7 if the agent vanishes at closing time it waits on', () => {
    const taken = given(left, [10, toQueue], [20, { type: 'take', actor: asInes, connectionId: desk }]);
    const back = given(
      left,
      [10, toQueue],
      [20, { type: 'take', actor: asInes, connectionId: desk }],
      [30, { type: 'return', agentId: ines.id, closesAt: at(40) }],
    );
    expect(ownerOf(chatOf(taken))).toEqual(ines);
    expect(chatOf(back).stage.is).toBe('waiting');
    expect(typesOf(when(back, 100, { type: 'review' }))).toEqual([]);
  });

  it('C4 an agent works it with an e-mail, notes, wrap-up and disposition', () => {
    const story = given(left, [10, toQueue], [20, { type: 'take', actor: asInes, connectionId: desk }]);
    expect(typesOf(when(story, 30, { type: 'message', id: commandId(9), actor: asInes, text: 'Hi' }))).toEqual([
      ...['message', 'letter-requested'],
    ]);
    expect(typesOf(when(story, 30, { type: 'note', id: commandId(9), actor: asInes, text: 'Wrote to her.' }))).toEqual([
      'note',
    ]);
    const { log } = given(
      left,
      [10, toQueue],
      [20, { type: 'take', actor: asInes, connectionId: desk }],
      [50, { type: 'end', actor: asInes }],
      [60, { type: 'finish', actor: asInes, disposition: 'solved' }],
    );
    expect(measuresOf(momentsOf(interactionId, log))).toMatchObject({
      ...{ kind: 'offline', outcome: 'completed', disposition: 'solved', arrivingMs: 10_000, waitedMs: 10_000 },
      ...{ handledMs: 30_000, wrapUpMs: 10_000 },
    });
  });

  it('C4 a supervisor closes it with a disposition; then it is over, and counted once', () => {
    const story = given(left, [90, settle]);
    expect(chatOf(story).stage).toMatchObject({ is: 'ended', outcome: 'completed', disposition: 'solved' });
    expect(inboxEntryOf(story.chat)).toBeUndefined();
    expect(measuresOf(momentsOf(interactionId, story.log))).toMatchObject({
      arrivingMs: 90_000,
      disposition: 'solved',
    });
    const figures = story.log.flatMap(
      (_, n) => tallyOf(interactionId, momentsOf(interactionId, story.log.slice(0, n + 1))).tallies,
    );
    expect(figures).toMatchObject([{ queueId, figures: { completed: 1, closed: 1 } }]);
    expect(when(story, 91, settle)).toEqual({ refused: 'not_aside' });
  });

  it.each([
    ['an agent', asInes as Actor, 'not_supervisor'],
    ['a supervisor who does not see its queue', { ...elena, oversight: { name: 'E', queues: [] } }, 'queue_not_yours'],
  ])('C4 B13 %s neither closes it, sends it again nor gives it to anyone', (_, actor, refused) => {
    const story = given(left);
    expect(when(story, 1, { ...settle, actor } as Command)).toEqual({ refused });
    expect(when(story, 1, { type: 'forward-again', actor })).toEqual({ refused });
    expect(when(story, 1, { ...toQueue, actor } as Command)).toEqual({ refused: 'chat_not_yours' });
    expect(when(story, 1, { type: 'take', actor: asTomas, connectionId: desk })).toEqual({ refused: 'chat_taken' });
  });

  it('C4 a disposition that the queue does not have closes nothing', () => {
    expect(when(given(left), 1, { ...settle, disposition: 'no' } as Command)).toEqual({
      refused: 'disposition_unknown',
    });
  });
});

describe('the e-mail with it', () => {
  const failed: [number, Command] = [5, { type: 'fail-forward', request: 1, because: 'refused' }];

  it('C4 a failure shows, and a supervisor has it sent again', () => {
    const story = given(left, failed, [10, { type: 'forward-again', actor: elena }]);
    expect(inboxEntryOf(given(left, failed).chat)).toMatchObject({ mail: 'failed' });
    expect(chatOf(story).forwarding).toEqual({
      ...{ to: 'help@shop.example', as: 'new', subject: 'Something broke', request: 3, at: at(10), is: 'asked' },
    });
    expect(story.log.map(handedTo)).toEqual([['mail'], [], ['mail']]);
  });

  it('C4 a late answer to an earlier request says nothing about the later one', () => {
    const story = given(left, failed, [10, { type: 'forward-again', actor: elena }], [11, failed[1]]);
    expect(chatOf(story).forwarding).toMatchObject({ request: 3, is: 'asked' });
  });

  it('C4 while it is being sent it is not sent twice; after ten minutes without an answer it may be', () => {
    const again: Command = { type: 'forward-again', actor: elena };
    expect(when(given(left), 599, again)).toEqual({ refused: 'mail_under_way' });
    expect(typesOf(when(given(left), 600, again))).toEqual(['forward-requested']);
  });

  const mail = {
    ...{ to: 'help@shop.example', as: 'new', subject: 'Broken', because: 'closed', shop: 'Casa Alba' },
    ...{ contact: { name: 'Marta', email: 'marta@correo.example' }, leftAt: at(0), culture: 'en', zone: 'UTC' },
    answers: [{ label: 'Message', value: 'Hello' }],
    files: [],
  } satisfies Forwarded as Forwarded;

  it('C4 a ticket is answered to its visitor; a forwarded message to nobody', () => {
    expect(forwardMail(mail)).toMatchObject({
      ...{ replyTo: 'marta@correo.example', subject: 'Broken', sender: 'Marta (Casa Alba)' },
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
    expect(forwardMail({ ...mail, as: 'forward', subject: undefined })).toMatchObject({
      ...{ sender: 'Casa Alba', subject: 'Message from Marta on Casa Alba' },
    });
    expect(forwardMail({ ...mail, as: 'forward' })).not.toHaveProperty('replyTo');
  });

  it('C4 no answer adds a header or is HTML, and no subject is decoded by a mail program', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (subject, value) => {
        const sent = forwardMail({
          ...{
            ...mail,
            subject: `a\r\nBcc: x@y.example\u2028${subject}=?utf-8?q?x?=`,
            answers: [{ label: '<b>', value }],
          },
        });
        expect(sent.subject).not.toMatch(/[\r\n\v\f\u0085\u2028\u2029]|=\?/);
        expect(sent.html.replace(/<\/?(!doctype|html|head|meta|body|div|p|br|blockquote)( [^<>]*)?>/g, '')).not.toMatch(
          /[<>]/,
        );
      }),
    );
  });
});

describe('a chat whose visitor leaves a message instead', () => {
  const giveUp: Command = { type: 'give-up', actor: visitor };

  it('C4 D10 ends as offline while it waits, and goes on once an agent has it', () => {
    const waiting = given(started, arrived, [30, giveUp]);
    expect(chatOf(waiting).stage).toMatchObject({ is: 'ended', outcome: 'offline' });
    const taken = given(started, arrived, [5, { type: 'take', actor: asInes, connectionId: desk }]);
    expect(typesOf(when(taken, 30, giveUp))).toEqual([]);
  });

  it('C4 D9 whoever was asked to take it is free again', () => {
    const story = given(started, arrived, [2, { type: 'offer', agents: [ines], offerId, considered: [] }]);
    const decision = when(story, 3, giveUp);
    expect('events' in decision && decision.events).toMatchObject([{ type: 'ended', frees: [ines.id] }]);
  });

  it('C5 a chat that nobody took in hours is aside until a supervisor closes it, or its visitor leaves a message', () => {
    const limited = { ...placement, terms: { ...terms, timeOutS: 60 } };
    const unmanaged: [number, Command][] = [
      [0, { ...start, next: { is: 'placed', placement: limited } }],
      [60, { type: 'review', isStaffed: false }],
    ];
    const story = given(...unmanaged);
    expect(inboxEntryOf(story.chat)).toMatchObject({ kind: 'chat', because: 'unmanaged', since: at(60) });
    const settled = given(...unmanaged, [90, settle]);
    expect(chatOf(settled)).toMatchObject({ stage: { outcome: 'unmanaged', disposition: 'solved' } });
    expect(chatOf(settled).aside).toBeUndefined();
    expect(measuresOf(momentsOf(interactionId, settled.log))).toMatchObject({
      outcome: 'unmanaged',
      disposition: 'solved',
    });
    expect(inboxEntryOf(given(...unmanaged, [90, giveUp]).chat)).toBeUndefined();
    expect(when(given(...unmanaged, [90, giveUp]), 91, settle)).toEqual({ refused: 'not_aside' });
  });

  it('C5 D9 a supervisor looks at it like at a conversation that they watch', () => {
    const limited = { ...placement, terms: { ...terms, timeOutS: 60 } };
    const story = given(
      [0, { ...start, next: { is: 'placed', placement: limited } }],
      [60, { type: 'review', isStaffed: false }],
      [90, { type: 'watch', actor: elena, connectionId: tab }],
    );
    expect(chatOf(story).people).toMatchObject([{ agent: { name: 'Elena' }, as: 'monitor' }]);
    expect(when(story, 91, toQueue)).toEqual({ refused: 'chat_ended' });
    expect(when(story, 91, { type: 'join', actor: elena })).toEqual({ refused: 'chat_not_open' });
  });
});

it('C4 D9 to another queue it goes with that queue’s terms', () => {
  const other = QueueId.parse('advice');
  const story = given(left, [
    10,
    { ...toQueue, to: { queueId: other }, target: { queue: { ...placement, queueId: other, takes: true } } } as Command,
  ]);
  expect(chatOf(story).place.queueId).toBe(other);
  expect(
    typesOf(
      when(story, 11, {
        type: 'take',
        actor: { ...asTomas, rights: { ...asTomas.rights, queues: [other] } },
        connectionId: desk,
      }),
    ),
  ).toContain('accepted');
});
