/** Queues, and requirements in rows, that nobody can ever serve, however far they are relaxed while a chat waits (B11). */

import type { AgentId, LaneId } from '../ids.ts';
import { type Requirement, relaxed, requirementOf } from '../routing/requirement.ts';
import { strategies } from '../routing/strategies.ts';
import { laneId, seeing } from './lanes.ts';
import type { Configuration, Queue } from './schema.ts';
import { comesTooLate, isServed, serversOf } from './served.ts';

interface Finding {
  path: string;
  reason: string;
}

/** Whether anyone can serve the queue, with these requirements. */
type Serves = (queue: Queue, asked?: Requirement) => boolean;

export function checkService(configuration: Configuration): Finding[] {
  const serves = reckoning(configuration);
  return [
    ...unserved(configuration, serves),
    ...unseen(configuration),
    ...rowsUnserved(configuration, serves),
    ...overflowUnserved(configuration, serves),
    ...givenUpTooLate(configuration),
    ...preferredInVain(configuration),
  ];
}

/** Thousands of rows have few different requirements, on thousands of agents, so each is looked up once. */
function reckoning(configuration: Configuration): Serves {
  const servers = new Map(configuration.queues.map((queue) => [queue.id, serversOf(configuration, queue)]));
  const known = new Map<LaneId, boolean>();
  return (queue, requires = {}) => {
    const lane = laneId({ queueId: queue.id, requires });
    const serves = known.get(lane) ?? isServed(servers.get(queue.id) ?? [], queue, requires);
    known.set(lane, serves);
    return serves;
  };
}

const picks = ({ strategy }: Queue): boolean => strategies[strategy].offersTo === 'nobody';

const unserved = ({ queues }: Configuration, serves: Serves): Finding[] =>
  queues.flatMap((queue, i) => {
    if (!queue.enabled || serves(queue)) return [];
    const why = picks(queue) ? 'agents pick its chats, but no agent can see it' : 'it has no members';
    return [{ path: `queues[${i}]`, reason: `nobody can serve "${queue.id}": ${why}` }];
  });

/** Where agents pick, a member who does not see the queue is of no use. */
function unseen({ queues, agents, profiles }: Configuration): Finding[] {
  const byId = new Map(agents.map((agent) => [agent.id, agent]));
  return queues.flatMap((queue, i) => {
    if (!queue.enabled || !picks(queue)) return [];
    const sees = seeing(profiles, queue);
    return queue.members.flatMap(({ agent: id }, k) => {
      const agent = byId.get(id);
      if (!agent || sees(agent)) return [];
      const reason = `agents pick the chats of "${queue.id}", but the profile of "${id}" does not include it: "${id}" cannot take them`;
      return [{ path: `queues[${i}].members[${k}]`, reason }];
    });
  });
}

const rowsUnserved = ({ queues, queueConditions }: Configuration, serves: Serves): Finding[] =>
  queueConditions.flatMap((row, i) => {
    const queue = queues.find(({ id }) => id === row.queue);
    const asked = requirementOf(row);
    if (!queue || !serves(queue) || serves(queue, asked)) return [];
    const reason = `${nobodyHas(queue, asked)}, and the queue never relaxes this while a chat waits`;
    return [{ path: `queueConditions[${i}]`, reason }];
  });

/** A chat keeps its requirements, except those that the first queue has relaxed by then. */
const overflowUnserved = ({ queues, queueConditions }: Configuration, serves: Serves): Finding[] =>
  queues.flatMap((from, i) => {
    const { afterS = 0, queue: toId } = from.overflow ?? {};
    const to = queues.find(({ id }) => id === toId);
    if (!to || !from.enabled || !to.enabled || !serves(to)) return [];
    const steps = from.relax.filter((step) => step.afterS <= afterS);
    const left = queueConditions
      .filter(({ queue }) => queue === from.id)
      .map((row) => steps.reduce(relaxed, requirementOf(row)));
    const unmetThere = left.filter((asked) => !serves(to, asked));
    return [...new Set(unmetThere.map((asked) => nobodyHas(to, asked)))].map((nobody) => ({
      path: `queues[${i}].overflow`,
      reason: `${nobody}: chats that need it stay in "${from.id}"`,
    }));
  });

const nobodyHas = (queue: Queue, asked: Requirement): string =>
  `${picks(queue) ? 'nobody who can see' : 'no member of'} "${queue.id}" has ${inWordsOf(asked)}`;

const inWordsOf = ({ skill, proficiency, language }: Requirement): string =>
  [
    ...(skill === undefined
      ? []
      : [`the skill "${skill}"${proficiency === undefined ? '' : ` at ${proficiency} or above`}`]),
    ...(language === undefined ? [] : [`the language "${language}"`]),
  ].join(' and ');

const givenUpTooLate = ({ queues }: Configuration): Finding[] =>
  queues.flatMap((queue, i) =>
    queue.relax.flatMap(({ afterS }, k) => {
      if (!comesTooLate(afterS, queue)) return [];
      const reason = `"${queue.id}" ends a wait after ${queue.timeOutS} s (timeOutS), before this step at ${afterS} s`;
      return [{ path: `queues[${i}].relax[${k}]`, reason }];
    }),
  );

const preferredInVain = ({ queues, queueConditions }: Configuration): Finding[] =>
  queueConditions.flatMap(({ queue: id, preferredAgent }, i) => {
    const queue = queues.find((each) => each.id === id);
    const why = queue && preferredAgent !== undefined && whyInVain(queue, preferredAgent);
    return why ? [{ path: `queueConditions[${i}].preferredAgent`, reason: why }] : [];
  });

function whyInVain(queue: Queue, preferred: AgentId): string | undefined {
  const { id, members, preferredForS, timeOutS } = queue;
  if (picks(queue)) return `agents pick the chats of "${id}", so none are offered to "${preferred}"`;
  if (!members.some(({ agent }) => agent === preferred))
    return `"${preferred}" is not a member of "${id}", so the chat is offered like any other`;
  if (!comesTooLate(preferredForS, queue)) return undefined;
  return `"${id}" ends a wait after ${timeOutS} s (timeOutS), and until then offers the chat only to "${preferred}" (preferredForS)`;
}
