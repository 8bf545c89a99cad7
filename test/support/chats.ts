/** Chats for tests: given what happened, when someone sends something, then this follows. */

import { AgentId, CommandId, ConnectionId, GatewayId, InteractionId, OfferId, QueueId } from '../../core/ids.ts';
import type { Command } from '../../core/interaction/commands.ts';
import { decide } from '../../core/interaction/decide.ts';
import type { Commit, InteractionEvent } from '../../core/interaction/events.ts';
import { evolve } from '../../core/interaction/evolve.ts';
import type { Terms } from '../../core/interaction/facts.ts';
import type { Placement } from '../../core/interaction/placement.ts';
import {
  type Interaction,
  ownerOf,
  reservedFor,
  socketsOf,
  type Unstarted,
  unstarted,
} from '../../core/interaction/state.ts';
import type { Decision } from '../../core/interaction/topic.ts';
import { decideGateway, decideQueue } from '../../core/routing/decide-routing.ts';

const T0 = Date.UTC(2026, 0, 5, 9);
export const at = (seconds: number) => T0 + seconds * 1000;

export const interactionId = InteractionId.parse('chat-1');
export const queueId = QueueId.parse('orders');
export const ines = { id: AgentId.parse('ines'), name: 'Inés Carrasco' };
export const tomas = { id: AgentId.parse('tomas'), name: 'Tomás Ferreira' };
export const offerId = OfferId.parse('offer-1');
export const tab = ConnectionId.parse('tab-1');
export const otherTab = ConnectionId.parse('tab-2');
export const desk = ConnectionId.parse('desk-1');

export const commandId = (n: number) => CommandId.parse(`command-${String(n).padStart(10, '0')}`);

export const terms: Terms = {
  queueName: 'Orders',
  strategy: 'longest-idle',
  offerS: 20,
  wrapUpS: 120,
  autoFinishS: 600,
  zone: 'UTC',
  agentCapacity: 0,
  maxChats: 0,
  timeOutS: 0,
  overflowS: 0,
  relax: [],
  preferredForS: 30,
  serviceLevelS: 60,
  keepDays: 0,
  editWithinS: 300,
  maxMessagesPer10S: 3,
  parkedReplyS: 60,
  unattendedS: 0,
  chatTimeS: 0,
  wrapUpExtendS: 60,
  wrapUpExtensions: 3,
  momentumS: 0,
  dropoutS: 5,
  dispositions: [{ code: 'solved', label: 'Solved' }],
  messages: {},
};

const gatewayId = GatewayId.parse('casa-alba');
const facts = {
  ...{ at: at(0), local: '2026-01-05T09:00', gateway: gatewayId, queue: queueId },
  ...{ culture: 'es', tags: [], calendars: {} },
};

const screened = decideGateway([], { ...facts, trackingOpen: false, requests: {} }, 1);
export const placement: Placement = {
  ...{ receipt: decideQueue([], { ...facts, lists: [], variables: {} }, 1), queueId, terms, priority: 0, requires: {} },
  takes: true,
};

export const start: Extract<Command, { type: 'start' }> = {
  ...{ type: 'start', kind: 'chat', actor: { side: 'visitor', readsFrom: 0 }, origin: { gatewayId, configVersion: 1 } },
  ...{ contact: { name: 'Marta Solís', email: 'marta@correo.example' }, queueId, terms },
  ...{ facts: { culture: 'es', tags: [], variables: {} }, screened: { receipt: screened } },
  next: { is: 'placed', placement },
};

/** What a visitor left instead of a chat, at a website that e-mails it. */
export const leftMessage: Extract<Command, { type: 'start' }> = {
  ...start,
  kind: 'offline',
  next: {
    is: 'left',
    left: {
      ...{ because: 'closed', subject: 'The base arrived cracked.' },
      answers: [{ label: 'Message', value: 'The base arrived cracked.' }],
      forward: { to: 'help@shop.example', as: 'new', subject: 'Something broke' },
    },
  },
};

/** What a visitor left by an app of the page. */
export const leftForm: Extract<Command, { type: 'start' }> = {
  ...start,
  kind: 'form',
  next: {
    is: 'left',
    left: { subject: 'A catalogue, please.', answers: [{ label: 'Wish', value: 'A catalogue, please.' }] },
  },
};

/** It is in its queue. */
export const placedForm: [second: number, command: Command][] = [
  [0, leftForm],
  [0, { type: 'place', placement }],
];

export const elena = {
  ...{ side: 'agent' as const, agentId: AgentId.parse('person:elena'), role: 'supervisor' as const },
  oversight: { name: 'Elena', queues: 'all' as const },
};

export interface Story {
  chat: Interaction | Unstarted;
  log: Commit[];
}

const beginning: Story = { chat: unstarted(interactionId), log: [] };

/** Runs commands one after another, each at its second. A refusal is a mistake in the test. */
export function given(...steps: [second: number, command: Command][]): Story {
  return steps.reduce((story, [second, command]) => {
    const decision = decide(story.chat, command, at(second));
    if ('refused' in decision) throw new Error(`${command.type} at ${second} s was refused: ${decision.refused}`);
    return appended(story, decision.events, at(second));
  }, beginning);
}

export function appended({ chat, log }: Story, events: InteractionEvent[], now: number): Story {
  if (events.length === 0) return { chat, log };
  const commit: Commit = { seq: chat.seq + 1, at: now, id: commandId(chat.seq + 1), by: 'system', events };
  return { chat: evolve(chat, commit), log: [...log, commit] };
}

export const when = ({ chat }: Story, second: number, command: Command): Decision => decide(chat, command, at(second));

/** The types of events, for rules that determine the rest. */
export const typesOf = (decision: Decision): string[] =>
  'refused' in decision ? [`refused: ${decision.refused}`] : decision.events.map(({ type }) => type);

export const visitor = { side: 'visitor', readsFrom: 0 } as const;
const asAgent = ({ id, name }: typeof ines) => ({
  side: 'agent' as const,
  agentId: id,
  rights: { name, queues: [queueId], skills: {}, languages: {} },
});
export const asInes = asAgent(ines);
export const asTomas = asAgent(tomas);

export const started: [number, Command] = [0, start];
export const arrived: [number, Command] = [1, { type: 'connect', actor: visitor, connectionId: tab }];
export const offered: [number, Command] = [2, { type: 'offer', agents: [ines], offerId, considered: [] }];
export const accepted: [number, Command] = [6, { type: 'accept', actor: asInes, offerId, connectionId: desk }];
export const active = [started, arrived, offered, accepted] as const;

/** An interaction in one line, in the tests' terms: an offer that reserves a place is a stage here. */
export function told(interaction: Interaction | Unstarted) {
  if (!interaction.stage) throw new Error(`${interaction.id} did not start`);
  const { place, facts, stage, offers, visitor, origin, contact } = interaction;
  const reserved = reservedFor(interaction);
  const agent = reserved ?? ownerOf(interaction);
  const [offer] = offers;
  return {
    ...{ ...place, ...facts, contact, id: interaction.id, gatewayId: origin.gatewayId, seq: interaction.seq },
    stage: reserved ? ('offered' as const) : stage.is,
    ...(agent ? { agent } : {}),
    ...(offer ? { offerId: offer.id, expiresAt: offer.expiresAt, asked: offer.to.map(({ id }) => id) } : {}),
    ...(stage.is === 'arriving' && stage.script?.run ? { doing: stage.script.run.doing.is } : {}),
    ...('outcome' in stage ? { outcome: stage.outcome } : {}),
    ...('disposition' in stage ? { disposition: stage.disposition } : {}),
    ...('deadline' in stage ? { deadline: stage.deadline } : {}),
    ...(stage.is === 'waiting' && stage.passed ? { passed: stage.passed } : {}),
    sockets: { visitor: visitor.reach.ids, agent: socketsOf(interaction, 'agent') },
    away: visitor.away,
  };
}
