import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FileTerms } from '../../../core/files/terms.ts';
import { ContactId, OfferId } from '../../../core/ids.ts';
import type { Command } from '../../../core/interaction/commands.ts';
import { decide } from '../../../core/interaction/decide.ts';
import type { Commit, InteractionEvent } from '../../../core/interaction/events.ts';
import { evolve } from '../../../core/interaction/evolve.ts';
import { isMeasured, measuresOf, staysOf } from '../../../core/interaction/measures.ts';
import { momentsOf } from '../../../core/interaction/moments.ts';
import { type Interaction, Interaction as State, type Unstarted, unstarted } from '../../../core/interaction/state.ts';
import { isFollowed, timersOf } from '../../../core/interaction/timers.ts';
import type { Actor } from '../../../core/interaction/topic.ts';
import { viewOf } from '../../../core/interaction/view.ts';
import {
  appended,
  asInes,
  asTomas,
  at,
  commandId,
  desk,
  elena,
  given,
  ines,
  interactionId,
  leftForm,
  leftMessage,
  offerId,
  otherTab,
  placement,
  queueId,
  start,
  started,
  tab,
  terms,
  tomas,
  visitor,
} from '../../support/chats.ts';
import { comeTogether } from '../../support/commits.ts';

/** A message as if it had been the commit with this number. */
const messageBy = (actor: Actor, seq: number): Commit => ({
  ...{ seq, at: at(0), id: commandId(seq), by: 'system' },
  events: [
    {
      ...{ type: 'message', id: commandId(seq), from: actor.side, text: 'x' },
      ...(actor.side === 'agent' ? { agent: { id: actor.agentId, name: actor.agentId } } : {}),
    },
  ],
});

/** The same for an upload. */
const uploadBy = (actor: Actor, seq: number): Commit => ({
  ...{ seq, at: at(0), id: commandId(seq), by: 'system' },
  events: [
    {
      ...{ type: 'uploading', id: commandId(95), name: 'lamp.jpg', bytes: 1000 },
      ...(actor.side === 'agent' ? { agent: { id: actor.agentId, name: actor.agentId } } : {}),
    },
  ],
});

/** As if nobody had changed a text since. */
const asWritten = { revised: [] };

const queues = [queueId];

const commands: Command[] = [
  { type: 'offer', agents: [ines], offerId, considered: [] },
  { type: 'offer', agents: [tomas], offerId, considered: [] },
  { type: 'offer', agents: [ines, tomas], offerId, considered: [] },
  { type: 'accept', actor: asInes, offerId, connectionId: desk },
  { type: 'accept', actor: asTomas, offerId, connectionId: desk },
  { type: 'reject', actor: asInes, offerId },
  {
    type: 'take',
    actor: asTomas,
    connectionId: desk,
  },
  { type: 'review' },
  { type: 'review', overflow: { ...placement, takes: false, opensAt: at(80_000) } },
  { type: 'turn-away' },
  ...[visitor, asInes, asTomas].flatMap((actor): Command[] => [
    { type: 'message', id: commandId(99), actor, text: 'x' },
    { type: 'end', actor },
    { type: 'upload', id: commandId(95), actor, name: 'lamp.jpg', bytes: 1000 },
    ...[2, 3, 4, 5].map(
      (of): Command => ({ type: 'file', id: commandId(94), actor, of, original: uploadBy(actor, of) }),
    ),
    ...[2, 3, 4, 5].flatMap((of): Command[] => [
      { type: 'revise', actor, of, text: 'y', original: messageBy(actor, of) },
      { type: 'revise', actor, of, original: messageBy(actor, of) },
    ]),
  ]),
  { type: 'check-file', upload: commandId(95), verdict: { is: 'clean', type: 'image/jpeg' } },
  { type: 'unchecked' },
  { type: 'note', id: commandId(98), actor: asInes, text: 'n' },

  ...[tab, otherTab].flatMap((connectionId): Command[] => [
    { type: 'connect', actor: visitor, connectionId },
    { type: 'disconnect', side: 'visitor', connectionId },
  ]),
  { type: 'connect', actor: asInes, connectionId: desk },
  ...[asInes, asTomas].flatMap((actor): Command[] => [
    { type: 'park', actor },
    { type: 'resume', actor },
    { type: 'park-for-call', agentId: actor.agentId },
    { type: 'resume-after-call', agentId: actor.agentId },
  ]),
  { type: 'return-parked' },
  ...[asInes, elena].flatMap((actor): Command[] => [
    { type: 'transfer', actor, id: commandId(97), to: { agentId: tomas.id }, target: { agent: tomas, queues } },
    { type: 'transfer', actor, id: commandId(96), to: { queueId }, target: { queue: placement }, note: 'n' },
    { type: 'invite', actor, id: commandId(97), to: { agentId: tomas.id }, target: { agent: tomas, queues } },
    { type: 'withdraw', actor },
    { type: 'leave', actor },
  ]),
  { type: 'accept', actor: asTomas, offerId: OfferId.parse(commandId(97)), connectionId: desk },
  { type: 'accept', actor: asTomas, offerId: OfferId.parse(commandId(97)) },
  { type: 'leave', actor: asTomas },
  { type: 'watch', actor: elena, connectionId: otherTab },
  { type: 'whisper', actor: elena, id: commandId(95), text: 'w' },
  { type: 'join', actor: elena },
  { type: 'take-over', actor: elena },
  { type: 'connect', actor: elena, connectionId: otherTab },
  { type: 'disconnect', side: 'agent', connectionId: otherTab },
  { type: 'lapse' },
  { type: 'withdraw-offer', agentId: ines.id, because: 'call' },
  { type: 'move', placement: { ...placement, closesAt: at(90_000) } },
  { type: 'send-mail' },
  { type: 'mailed', request: 3, answeredAt: at(0) },
  { type: 'fail-mail', request: 3, because: 'refused' },
  { type: 'decline-mail', actor: visitor },
  { type: 'extend', actor: asInes },
  { type: 'place', placement },
  { type: 'reopen', actor: visitor, message: { id: commandId(98), text: 'x' } },
  { type: 'reopen', actor: { side: 'visitor' } },
  { type: 'unattended' },
  { type: 'chat-time' },
  { type: 'return', agentId: ines.id },
  { type: 'finish', actor: asInes, disposition: 'solved', note: 'x' },
  { type: 'finish', actor: asInes, note: 'x' },
  { type: 'expire-offer' },
  { type: 'expire-wrap-up' },
  { type: 'tell-away' },
  { type: 'auto-finish' },
  { type: 'settle', actor: elena, disposition: 'solved', note: 'n' },
  { type: 'forward-again', actor: elena },
  { type: 'forwarded', request: 1 },
  { type: 'fail-forward', request: 1, because: 'refused' },
  { type: 'give-up', actor: visitor },
  { type: 'feedback', actor: visitor, score: 4, note: 'n' },
  { type: 'transcript', actor: visitor, zone: 'Europe/Madrid' },
  { type: 'transcribed', request: 3 },
  { type: 'fail-transcript', request: 3, because: 'refused' },
  { type: 'review', isStaffed: false },
  { type: 'place', placement: undefined },
  { type: 'reply', actor: visitor, id: commandId(93), text: 'x' },
  { type: 'letter-sent', request: 3, messageId: '<1@mail.example>' },
  { type: 'fail-letter', request: 3, because: 'unanswered' },
  { type: 'call-due' },
  { type: 'call-due', opensAt: at(500) },
  ...[true, false].map((reached): Command => ({ type: 'call-made', actor: asTomas, reached })),
];

/** Of the same queue, with every limit set. */
const limited = {
  ...terms,
  unattendedS: 90,
  chatTimeS: 60,
  autoFinishS: 100,
  momentumS: 300,
  timeOutS: 500,
  feedback: true as const,
};
const startedLimited: [number, Command] = [
  0,
  { ...start, terms: limited, next: { is: 'placed', placement: { ...placement, terms: limited } } },
];

/** Somebody wants to be called. */
const wanted = (more: object): [number, Command] => {
  const call = { dueAt: at(20), tries: 3, againS: 60 };
  const next = { is: 'left' as const, left: { subject: 'Lamp', answers: [], call } };
  return [0, { ...leftForm, ...more, kind: 'callback', next }];
};

/** Two of five stories are those of something left: instead of a chat, or for a call. */
function beginningOf({ length }: Step[]): [number, Command] {
  if (length % 5 === 4) return [0, { ...leftMessage, terms: limited }];
  return length % 5 === 3 ? wanted({ terms: limited }) : startedLimited;
}

/** By number, so that one that is refused is replaced by the next that is not. */
const story = fc.tuple(fc.oneof(fc.nat(20), fc.nat(200)), fc.nat(commands.length - 1));
const stories = fc.array(story, { maxLength: 40, size: 'max' });
type Step = [number, number];

/** The visitor's, by whoever has the chat now. */
function asReader({ stage, ...chat }: Interaction | Unstarted, command: Command): Command {
  if (!stage || !isVisitors(command)) return command;
  return { ...command, actor: { side: 'visitor', readsFrom: (chat as Interaction).visitor.readsFrom } } as Command;
}

const isVisitors = (command: Command): boolean =>
  'actor' in command && command.actor.side === 'visitor' && command.actor.readsFrom !== undefined;

/** Any commands in any order: what is refused changes nothing, what is decided is folded. */
function play(
  steps: Step[],
  decided: (command: Command, events: InteractionEvent[]) => void = () => {},
  begins = beginningOf(steps),
) {
  let second = 0;
  let story = given(begins);
  for (const [pause, nth] of steps) {
    second += pause;
    for (let tries = 0; tries < 6; tries++) {
      const command = asReader(story.chat, commands[(nth + tries * 7) % commands.length] as Command);
      const decision = decide(story.chat, command, at(second));
      if ('refused' in decision || decision.events.length === 0) continue;
      decided(command, decision.events);
      story = appended(story, decision.events, at(second));
      break;
    }
  }
  return story;
}

const toAnother = ['accepted', 'queued', 'ended', 'finished', 'reopened', 'called'];
const offIt = [...toAnother, 'parked'];
/** Everything in the state that may be missing, and the events that take it away. */
const takenBy: Record<string, readonly string[]> = {
  aside: ['queued', 'settled', 'ended', 'reopened'],
  call: [],
  'contact.id': [],
  'contact.email': [],
  'contact.phone': [],
  'contact.consents': ['mail-declined', 'reopened'],
  'contact.consents.continuity': ['mail-declined', 'reopened'],
  feedback: ['reopened'],
  transcript: [],
  forwarding: [],
  'forwarding.subject': [],
  'forwarding.why': ['forward-requested', 'forwarded'],
  'origin.files': [],
  'origin.transcript': [],
  'origin.trackingId': [],
  'origin.slot': [],
  'place.preferred': ['queued'],
  'place.closesAt': ['queued'],
  'place.overflowOpensAt': [],
  'place.requires.skill': ['queued'],
  'place.requires.proficiency': ['queued'],
  'place.requires.language': ['queued'],
  'place.terms.continuity': ['queued'],
  'place.terms.feedback': ['queued'],
  parked: ['resumed', ...toAnother],
  'parked.left': ['resumed', ...toAnother],
  'parked.replyBy': ['message', 'file', 'resumed', ...toAnother],
  'talk.from': offIt,
  'talk.unanswered': ['message', 'file', ...toAnother],
  'talk.checkAt': toAnother,
  'talk.isLong': [],
  'talk.isAsked': ['message', 'file'],
  'visitor.away': ['connected', 'reopened'],
  'visitor.away.mail': ['connected', 'reopened', 'mail-requested', 'mail-declined'],
  'stage.passed': ['accepted', 'ended', 'queued', 'offer-rejected', 'offer-expired'],
  'stage.again': ['queued', 'ended'],
  'stage.again.agent': ['queued', 'ended'],
  'stage.agent': ['reopened'],
  'stage.disposition': ['reopened'],
  'stage.notesUntil': ['noted', 'reopened'],
};

const factsOf = (interaction: Interaction): Set<string> =>
  new Set(
    Object.keys(takenBy).filter(
      (path) =>
        path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown>)?.[key], interaction) !== undefined,
    ),
  );

/** Of an automated conversation, which none of these stories has (`scenario.test.ts`). */
const scripted = ['facts.external', 'stage.script', 'stage.script.run'];
const isScripted = (path: string) => scripted.includes(path) || path.startsWith('stage.script.');

/** What may be missing according to the state's schema, outside of lists. */
function optionalIn({ _zod: { def } }: Schema, path: string[] = []): string[] {
  if (def.options) return def.options.flatMap((option) => optionalIn(option, path));
  const inner = def.innerType ? optionalIn(def.innerType, path) : [];
  const fields = Object.entries(def.shape ?? {}).flatMap(([name, field]) => optionalIn(field, [...path, name]));
  return [...(def.type === 'optional' ? [path.join('.')] : []), ...inner, ...fields];
}

interface Schema {
  _zod: { def: { type: string; shape?: Record<string, Schema>; innerType?: Schema; options?: Schema[] } };
}

it('D1 everything in the state that may be missing is known here', () => {
  const optional = new Set(optionalIn(State as unknown as Schema).filter((path) => !isScripted(path)));
  expect([...optional].toSorted()).toEqual(Object.keys(takenBy).toSorted());
});

describe('any story of a chat', () => {
  it('F2 what comes together in one commit is what the sizes are added up for', () => {
    fc.assert(
      fc.property(stories, (steps) => {
        play(steps, (command, events) => {
          if (!comeTogether(command.type, events)) expect.fail(`${command.type}: ${events.map(({ type }) => type)}`);
        });
      }),
    );
  });

  it('D10 has measures only when it is closed, and no time is counted twice or left out', () => {
    fc.assert(
      fc.property(stories, (steps) => {
        const { chat, log } = play(steps);
        const measures = measuresOf(momentsOf(interactionId, log));
        expect(measures !== undefined).toBe(chat.stage?.is === 'ended');
        if (!measures) return;
        expect(log.some((commit) => commit.at === measures.closedAt && isMeasured(commit))).toBe(true);
        const { arrivingMs, waitedMs, handledMs, wrapUpMs, parkedMs, closedMs, startedAt, closedAt, queues, agents } =
          measures;
        expect(arrivingMs + waitedMs + handledMs + wrapUpMs + parkedMs + closedMs).toBe(closedAt - startedAt);
        expect(queues.reduce((sum, queue) => sum + queue.waitedMs, 0)).toBe(waitedMs);
        expect(agents.reduce((sum, agent) => sum + agent.handledMs + agent.wrapUpMs + agent.parkedMs, 0)).toBe(
          handledMs + wrapUpMs + parkedMs,
        );
      }),
    );
  });

  it('B14 each stay in a line ends with a marked commit, and stays do not overlap', () => {
    const prefers: [number, Command] = [
      0,
      { ...start, next: { is: 'placed', placement: { ...placement, preferred: ines } } },
    ];
    fc.assert(
      fc.property(stories, fc.constantFrom(started, prefers), (steps, begins) => {
        const { log } = play(steps, undefined, begins);
        let last = 0;
        for (const { from, until, seq } of staysOf(momentsOf(interactionId, log))) {
          expect(from).toBeGreaterThanOrEqual(last);
          expect(until).toBeGreaterThan(from);
          expect(log.filter((commit) => commit.seq === seq).map(isMeasured)).toEqual([true]);
          last = until;
        }
      }),
    );
  });

  /** Of what the visitor hears nothing: mails about what was said, notes, consoles, and who stops to watch. */
  const unheard = [
    'forward-requested',
    'note',
    'connected',
    'mail-requested',
    'mailed',
    'mail-failed',
    'mail-declined',
    'monitored',
    'unmonitored',
    'settled',
    'forwarded',
    'forward-failed',
    'rated',
    'transcript-requested',
    'transcribed',
    'transcript-failed',
  ];

  it('D10 D8 ends once for each time it was open, and only wrap-up, sockets and its reopening follow', () => {
    fc.assert(
      fc.property(stories, (steps) => {
        let isOpen = true;
        for (const { type } of play(steps).log.flatMap((commit) => commit.events)) {
          if (!isOpen)
            expect([
              'file-checked',
              'finished',
              'noted',
              'parked',
              'resumed',
              'extended',
              'disconnected',
              'reopened',
              'letter-sent',
              'letter-failed',
              ...unheard,
            ]).toContain(type);
          if (type === 'ended' || type === 'reopened') {
            expect(isOpen).toBe(type === 'ended');
            isOpen = type === 'reopened';
          }
        }
      }),
    );
  });

  it('A14 whoever had it before does nothing in it, and none of their pages follows it', () => {
    let others = 0;
    fc.assert(
      fc.property(stories, (steps) => {
        const { chat, log } = play(steps);
        if (!chat.stage || chat.visitor.readsFrom === 0) return;
        others++;
        for (const command of commands.filter(isVisitors))
          expect(decide(chat, command, at(9000)), command.type).toEqual({ refused: 'chat_ended' });
        const connected = log
          .filter(({ seq }) => seq > chat.visitor.readsFrom)
          .flatMap(({ events }) => events.map((event) => 'connectionId' in event && event.connectionId));
        expect(connected).toEqual(expect.arrayContaining(chat.visitor.reach.ids));
      }),
      { numRuns: 300, seed: 1 },
    );
    expect(others, 'the run reaches what it is about').toBeGreaterThan(0);
  });

  it('D10 folds to the same state however it is cut: a snapshot and the rest give the whole', () => {
    fc.assert(
      fc.property(stories, fc.nat(60), (steps, cut) => {
        const { chat, log } = play(steps);
        const head = log.slice(0, cut).reduce(evolve, unstarted(interactionId));
        expect(log.slice(cut).reduce(evolve, head)).toEqual(chat);
      }),
    );
  });

  it('F2 the pushes to the visitor form a chain without a gap', () => {
    fc.assert(
      fc.property(stories, (steps) => {
        let position = 0;
        let state: Interaction | Unstarted = unstarted(interactionId);
        for (const commit of play(steps).log) {
          const { prev, seq, events } = viewOf(
            'visitor',
            commit,
            state.stage ? state.visitor.lastVisible : 0,
            asWritten,
          );
          state = evolve(state, commit);
          if (events.length === 0) continue;
          expect(prev).toBe(position);
          position = seq;
        }
      }),
    );
  });

  it('F2 D9 the pushes to an agent form a chain of their own, from the range on that they asked for when they came', () => {
    fc.assert(
      fc.property(stories, fc.constantFrom(ines, tomas), (steps, { id }) => {
        let position: number | undefined;
        let state: Interaction | Unstarted = unstarted(interactionId);
        for (const commit of play(steps).log) {
          const before = state.stage && state.people.find(({ agent }) => agent.id === id);
          const seen = viewOf('agent', commit, before?.lastVisible ?? commit.seq - 1, asWritten);
          state = evolve(state, commit);
          if (!state.people.some(({ agent }) => agent.id === id)) position = undefined;
          else if (position === undefined) position = commit.seq;
          else if (seen.events.length > 0) {
            expect(seen.prev).toBeLessThanOrEqual(position);
            expect(seen.prev).toBe(before?.lastVisible);
            position = commit.seq;
          }
        }
      }),
    );
  });

  it('E4 a visitor never sees a note, an offer or anybody’s socket', () => {
    fc.assert(
      fc.property(stories, (steps) => {
        const shown = JSON.stringify(play(steps).log.map((commit) => viewOf('visitor', commit, 0, asWritten)));
        expect(shown).not.toMatch(/note|offer|connectionId|wrapUpUntil|agentId/);
      }),
    );
  });

  it('D1 no transition forgets what is optional: only the events that are meant to take a fact away do', () => {
    const files: FileTerms = { from: ['visitor', 'agent'], kinds: ['pictures'], maxBytes: 1_000_000, most: 20 };
    const origin = {
      ...start.origin,
      files,
      transcript: true as const,
      trackingId: 'page-7',
      slot: { counter: 3, most: 9 },
    };
    const facts = { culture: 'es-MX', tags: ['vip'], variables: { order: 4711 } };
    const id = ContactId.parse('marta');
    const contact = { ...start.contact, id, phone: '+34600555144', consents: { continuity: at(0) } };
    const followed = { ...limited, continuity: { afterS: 30, openS: 900 }, overflowS: 10 };
    const requires = { skill: 'lamps', proficiency: 50, language: 'es' };
    const whole = { ...placement, terms: followed, requires, preferred: tomas, closesAt: at(90_000) };
    const begins: [number, Command] = [
      0,
      { ...start, origin, facts, contact, terms: followed, next: { is: 'placed', placement: whole } },
    ];
    const left: [number, Command] = [0, { ...leftMessage, origin, facts, contact, terms: followed }];
    const calls = wanted({ origin, facts, contact, terms: followed });
    const kindOf = new Map([
      [left, 'offline'],
      [calls, 'callback'],
    ]);
    const seen = new Set<string>();
    fc.assert(
      fc.property(stories, fc.constantFrom(begins, begins, begins, left, calls), (steps, beginning) => {
        let before: Interaction | Unstarted = unstarted(interactionId);
        for (const commit of play(steps, undefined, beginning).log) {
          const after: Interaction = evolve(before, commit);
          const has = factsOf(after);
          for (const path of has) seen.add(path);
          if (before.stage)
            for (const path of factsOf(before)) {
              const isTaken = commit.events.some(({ type }) => takenBy[path]?.includes(type));
              if (!has.has(path) && !isTaken) expect.fail(`${commit.events.map(({ type }) => type)} took ${path}`);
            }
          expect(after).toMatchObject({
            origin: { trackingId: 'page-7' },
            kind: kindOf.get(beginning) ?? 'chat',
            contact: start.contact,
            facts,
          });
          before = after;
        }
      }),
      { numRuns: 1000, seed: 2 },
    );
    expect(Object.keys(takenBy).filter((path) => !seen.has(path))).toEqual([]);
  });

  it('D6 H3 the stream brings every commit that sets a timer', () => {
    fc.assert(
      fc.property(stories, (steps) => {
        for (const commit of play(steps).log)
          if (timersOf(interactionId, commit).length > 0) expect(isFollowed(commit)).toBe(true);
      }),
    );
  });
});
