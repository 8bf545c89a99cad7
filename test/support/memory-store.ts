/** In-memory stores for tests. One request to a real store is one atomic step here. */
import { isDeepStrictEqual } from 'node:util';
import {
  type AgentStore,
  type AlarmStore,
  type Appended,
  asListed,
  type ChatStore,
  type ConfigurationStore,
  type ContactStore,
  entryOf,
  type InboxEntry,
  type InboxStore,
  inboxEntryOf,
  type KeyStore,
  LOOK_BACK,
  lineOf,
  type MachineKey,
  type MachineKeyStore,
  type MeasuredBy,
  type MeasureStore,
  type Overseer,
  type Published,
  type QueueStore,
  RECENT_COMMITS,
  type ReadyEntry,
  type RosterPlace,
  type RosterStore,
  recentOf,
  SAMPLE_MS,
  SAMPLES,
  type SampledLine,
  type SigningKey,
  type TallyStore,
  type TicketStore,
  type VisitStore,
  type WaitingEntry,
} from '../../adapters/stores.ts';
import type { Agent, AgentProfile, ListedAgent } from '../../core/agent/agent.ts';
import { moved } from '../../core/agent/moves.ts';
import { silent } from '../../core/agent/phone.ts';
import { listingOf } from '../../core/agent/ready.ts';
import type { KnownContact } from '../../core/contacts/contact.ts';
import type { MatchKey } from '../../core/contacts/match.ts';
import {
  type AgentId,
  type ConnectionId,
  type ContactId,
  type InteractionId,
  LaneId,
  type QueueId,
} from '../../core/ids.ts';
import type { Commit } from '../../core/interaction/events.ts';
import { evolve } from '../../core/interaction/evolve.ts';
import { agentsHeldBy, type Change, movesOf, placeUsesOf } from '../../core/interaction/holdings.ts';
import { type Marks, movesOn } from '../../core/interaction/marks.ts';
import type { Measures } from '../../core/interaction/measures.ts';
import { type Interaction, slotOf, unstarted } from '../../core/interaction/state.ts';
import { added, type Counted } from '../../core/interaction/tally.ts';
import { byPlace } from '../../core/routing/place.ts';
import { NEWEST_STAYS, type Stay } from '../../core/routing/wait.ts';
import type { Alarm } from '../../core/thresholds.ts';

export interface Stores {
  chats: ChatStore;
  agents: AgentStore;
  queues: QueueStore;
  measures: MeasureStore;
  tallies: TallyStore;
  roster: RosterStore;
  alarms: AlarmStore;
  inbox: InboxStore;
  visits: VisitStore;
  tickets: TicketStore;
  contacts: ContactStore;
  configurations: ConfigurationStore;
  keys: KeyStore;
  machineKeys: MachineKeyStore;
}

/** What the table's stream would deliver: a commit, and the chat's row in line before and after it. */
export interface Written {
  interactionId: InteractionId;
  commit: Commit;
  stood: WaitingEntry | undefined;
  stands: WaitingEntry | undefined;
}

export function createMemoryStores(tell: (written: Written) => void = () => {}): Stores {
  const logs = new Map<InteractionId, Commit[]>();
  const snapshots = new Map<InteractionId, Interaction>();
  const agentRows = new Map<AgentId, Agent>();
  const removed = new Set<AgentId>();
  const waitingRows = new Map<InteractionId, WaitingEntry>();
  const inboxRows = new Map<InteractionId, InboxEntry>();
  const lines = new Map<QueueId, SampledLine>();
  /** By agent and chat. */
  const places = new Map<string, RosterPlace>();
  /** By chat and number of the commit. */
  const counted = new Map<string, Counted>();
  const readyRows = new Map<AgentId, ReadyEntry[]>();
  const openCounters = new Map<number, number>();
  /** By chat and time of leaving. */
  const stays = new Map<LaneId, Map<string, Stay>>();
  const marked = new Map<InteractionId, Marks>();
  const measured = new Map<InteractionId, Measures>();
  /** By key, with each request under its id. */
  const requests = new Map<string, Map<string, number>>();
  const admitted = new Map<string, Set<string>>();
  const tracked = new Map<string, { interactionId: InteractionId; until: number }>();
  const versions: Published[] = [];

  const once = async <T>(happen: () => T): Promise<T> => happen();

  const logOf = (interactionId: InteractionId) => logs.get(interactionId) ?? [];
  const snapshotOf = (interactionId: InteractionId) => snapshots.get(interactionId) ?? unstarted(interactionId);

  const chats: ChatStore = {
    load: (interactionId) =>
      once(() => ({
        chat: snapshotOf(interactionId),
        tail: logOf(interactionId).slice(-LOOK_BACK),
      })),
    append: (changes, now) => once(() => append(changes, now)),
    countOpen: () => once(() => [...openCounters.values()].reduce((sum, open) => sum + open, 0)),
    range: (interactionId, after, limit) => once(() => logOf(interactionId).slice(after, limit && after + limit)),
    newest: (interactionId) => once(() => logOf(interactionId).length),
    recent: (interactionId) => once(() => recentOf(logOf(interactionId).slice(-RECENT_COMMITS))),
    marks: (interactionId) => once(() => marked.get(interactionId) ?? {}),
    mark: ({ id }, side, mark) =>
      once(() => {
        const before = marked.get(id);
        if (!movesOn(before?.[side], mark)) return false;
        marked.set(id, { ...before, [side]: mark });
        return true;
      }),
  };

  function append(changes: readonly Change[], now: number): Appended {
    const late = changes.findIndex(({ commit, after }) => commit.seq !== logOf(after.id).length + 1);
    if (late >= 0) return { is: 'conflict', of: late };
    const opens = changes.flatMap(({ before, after }) => {
      const [was, is] = [slotOf(before), slotOf(after)];
      return is && was?.counter !== is.counter ? [is] : [];
    });
    if (opens.some(({ counter, most }) => (openCounters.get(counter) ?? 0) >= most)) return { is: 'tenant_full' };
    const agents: ListedAgent[] = [];
    for (const [agentId, moves] of movesOf(changes)) {
      const agent = agentRows.get(agentId);
      const next = agent ? moved(agent, moves, now) : moves.reserved.length > 0 ? 'agent_away' : undefined;
      const of = changes.findIndex(({ after }) => after.id === moves.reserved[0]?.interactionId);
      if (typeof next === 'string') return { is: next, of, agent };
      if (next) agents.push(next);
    }
    const rows = [...changes.flatMap(rowsOf), ...agents.map(({ id }) => `agent ${id}`)];
    if (rows.length > 100 || new Set(rows).size < rows.length) throw new Error('not one transaction of DynamoDB’s');
    for (const agent of agents) list({ ...agentRows.get(agent.id), ...agent } as Agent);
    for (const { counter } of opens) openCounters.set(counter, (openCounters.get(counter) ?? 0) + 1);
    for (const { before, commit, after } of changes) {
      const [was, entry] = [slotOf(before), entryOf(after)];
      if (was && !slotOf(after)) openCounters.set(was.counter, (openCounters.get(was.counter) ?? 0) - 1);
      const stood = waitingRows.get(after.id);
      waitingRows.delete(after.id);
      if (entry) waitingRows.set(after.id, kept(entry));
      const aside = inboxEntryOf(after);
      inboxRows.delete(after.id);
      if (aside) inboxRows.set(after.id, kept(aside));
      logs.set(after.id, [...logOf(after.id), kept(commit)]);
      snapshots.set(after.id, kept(evolve(snapshotOf(after.id), commit)));
      noteUses({ before, commit, after });
      tell({ interactionId: after.id, commit, stood, stands: entry });
    }
    return { is: 'appended', agents };
  }

  /** What a change writes beside agents. The other store leaves out ready rows where they do not fit. */
  function rowsOf({ before, commit, after }: Change): string[] {
    const lines = [entryOf(before), entryOf(after)];
    const asides = [inboxEntryOf(before), inboxEntryOf(after)];
    const counters = [slotOf(before), slotOf(after)].map((slot) => slot?.counter);
    const [had, has] = [agentsHeldBy(before), agentsHeldBy(after)];
    return [
      `commit ${after.id} ${commit.seq}`,
      ...(isDeepStrictEqual(lines[0], lines[1]) ? [] : new Set(lines.flatMap((line) => (line ? placeText(line) : [])))),
      ...(isDeepStrictEqual(asides[0], asides[1])
        ? []
        : new Set(asides.flatMap((entry) => (entry ? `inbox ${entry.since} ${after.id}` : [])))),
      ...(counters[0] === counters[1] ? [] : counters.flatMap((counter) => counter ?? [])).map((n) => `open ${n}`),
      ...has.filter((id) => !had.includes(id)).map((id) => `place ${id} ${after.id}`),
      ...had.filter((id) => !has.includes(id)).map((id) => `place ${id} ${after.id}`),
    ];
  }

  function noteUses({ before, commit, after }: Change): void {
    const has = placeUsesOf(after);
    for (const { agentId } of placeUsesOf(before))
      if (!has.some((use) => use.agentId === agentId)) places.delete(`${agentId} ${after.id}`);
    for (const use of has) {
      const key = `${use.agentId} ${after.id}`;
      const known = places.get(key);
      if (known?.is === use.is && known.queueId === use.queueId) continue;
      places.set(key, { ...use, interactionId: after.id, visitorName: after.contact.name, since: commit.at });
    }
  }

  /** With the matching ready rows. */
  function list(agent: Agent): Agent {
    const { id: agentId, name, listed } = agent;
    const rows = Object.entries(listed).map(([lane, order]) => ({
      ...{ agentId, name, lane: LaneId.parse(lane), order },
      agent: asListed(agent),
    }));
    readyRows.set(agentId, kept(rows));
    agentRows.set(agentId, kept(agent));
    return agent;
  }

  function change(agentId: AgentId, changes: Partial<Agent>): Agent | undefined {
    const agent = agentRows.get(agentId);
    if (!agent) return undefined;
    const isRenewal = Object.keys(changes).every((name) => name === 'leaseUntil');
    const revision = agent.revision + (isRenewal ? 0 : 1);
    agentRows.set(agentId, kept({ ...agent, ...changes, revision }));
    return agentRows.get(agentId);
  }

  const known = (agentId: AgentId) => (removed.has(agentId) ? undefined : agentRows.get(agentId));

  const isUpToDate = ({ id, version }: Pick<Agent, 'id' | 'version'>) => (agentRows.get(id)?.version ?? 0) <= version;

  function remove(id: AgentId, version: number): Agent | undefined {
    if (!isUpToDate({ id, version })) return undefined;
    removed.add(id);
    return change(id, { status: 'offline', reason: undefined, version });
  }

  const agents: AgentStore = {
    get: (agentId) => once(() => known(agentId)),
    connect: (profile, connectionId, leaseUntil, now) => once(() => connect(profile, connectionId, leaseUntil, now)),
    disconnect: (agentId, connectionId) =>
      once(() => {
        const connections = agentRows.get(agentId)?.connections ?? [];
        if (connections.includes(connectionId))
          change(agentId, { connections: connections.filter((id) => id !== connectionId) });
      }),
    change: (profile) =>
      once(() => (known(profile.id) && isUpToDate(profile) ? change(profile.id, profile) : undefined)),
    remove: (agentId, version) => once(() => remove(agentId, version)),
    renewLease: (agentId, leaseUntil) => once(() => known(agentId) && change(agentId, { leaseUntil })),
    setStatus: (agentId, status, reason, now) =>
      once(() => {
        const becomesAvailable = status === 'available' && agentRows.get(agentId)?.status !== 'available';
        const before = agentRows.get(agentId);
        const isOther = status !== before?.status || reason !== before.reason;
        return (
          known(agentId) &&
          change(agentId, {
            ...{ status, reason },
            ...(becomesAvailable && { readySince: now }),
            ...(isOther && { statusSince: now }),
          })
        );
      }),
    changePhone: (agentId, decide) =>
      once(() => {
        const agent = known(agentId);
        const phone = agent && decide(agent);
        if (!phone) return agent && { agent, isChanged: false };
        const changed = change(agentId, { phone });
        return changed && { agent: changed, isChanged: true };
      }),
    refreshReady: (agentId, now, isChanged) => once(() => refreshReady(agentId, now, isChanged)),
  };

  function connect(profile: AgentProfile, connectionId: ConnectionId, leaseUntil: number, now: number) {
    if (!isUpToDate(profile)) return 'outdated' as const;
    const known = agentRows.get(profile.id);
    const others = known?.connections.filter((id) => id !== connectionId) ?? [];
    const connections = [...others, connectionId];
    const agent: Agent = {
      ...{
        status: 'offline',
        statusSince: now,
        reservations: [],
        readySince: now,
        givenAt: 0,
        given: { day: '', count: 0 },
        listed: {},
      },
      phone: silent,
      ...known,
      ...(known && known.leaseUntil <= now && { statusSince: now }),
      ...profile,
      ...{ connections, leaseUntil, revision: (known?.revision ?? 0) + 1 },
    };
    agentRows.set(profile.id, kept(agent));
    removed.delete(profile.id);
    return agent;
  }

  function refreshReady(agentId: AgentId, now: number, isChanged = false): Agent | undefined {
    const agent = agentRows.get(agentId);
    if (!agent) return undefined;
    const listed = listingOf(agent, now);
    if (!isChanged && isDeepStrictEqual(listed, agent.listed)) return agent;
    return list({ ...agent, listed, revision: agent.revision + 1 });
  }

  const inLine = (fits: (entry: WaitingEntry) => boolean) => [...waitingRows.values()].filter(fits).sort(byPlace);

  const queues: QueueStore = {
    waiting: (lane, limit) => once(() => inLine((entry) => entry.lane === lane).slice(0, limit)),
    waitingInLanes: (lanes, limit) =>
      Promise.all(lanes.map((lane) => once(() => inLine((entry) => entry.lane === lane).slice(0, limit)))),
    waitingIn: (queueId, limit, after) =>
      once(() => inLine((entry) => entry.queueId === queueId && (!after || byPlace(entry, after) > 0)).slice(0, limit)),
    line: (queueId) =>
      once(() => (({ queueId: _, samples: __, ...line }) => line)(lines.get(queueId) ?? nobody(queueId))),
    lines: () => once(() => [...lines.values()]),
    recount: (queueId, now) =>
      once(() => {
        const line = lineOf(
          inLine((entry) => entry.queueId === queueId),
          now,
        );
        const { countedAt, samples } = lines.get(queueId) ?? nobody(queueId);
        if (now >= countedAt) lines.set(queueId, { ...line, queueId, samples: sampled(samples, now, line.total) });
        return line;
      }),
    countWaiting: (queueId, limit) => once(() => Math.min(limit, inLine((entry) => entry.queueId === queueId).length)),
    ready: (lane, limit, from = '') =>
      once(() =>
        [...readyRows.values()]
          .flat()
          .filter((entry) => entry.lane === lane && entry.order >= from)
          .sort((a, b) => inOrder(a.order, b.order) || inOrder(a.agentId, b.agentId))
          .slice(0, limit),
      ),
    position: (lane, priority, since, interactionId) =>
      once(() => {
        const place = { interactionId, priority, since };
        const before = inLine(
          (entry) => entry.lane === lane && entry.interactionId !== interactionId && byPlace(entry, place) < 0,
        );
        return Math.min(100, before.length + 1);
      }),
    watchers: (queueId) =>
      once(() =>
        [...agentRows.values()]
          .filter((agent) => agent.queues.includes(queueId) && agent.connections.length > 0)
          .map(({ id: agentId, connections }) => ({ agentId, connections })),
      ),
    stays: (lane) =>
      once(() => [...(stays.get(lane)?.values() ?? [])].sort((a, b) => b.until - a.until).slice(0, NEWEST_STAYS)),
    noteStay: (lane, interactionId, { from, until, found }) =>
      once(() => {
        const ofLane = stays.get(lane) ?? new Map();
        stays.set(lane, ofLane.set(`${interactionId} ${until}`, { from, until, found }));
      }),
  };

  const measures: MeasureStore = {
    note: (noted) =>
      once(() => {
        if ((measured.get(noted.interactionId)?.seq ?? 0) < noted.seq) measured.set(noted.interactionId, kept(noted));
      }),
    find: (by, from, to, limit) =>
      once(() =>
        [...measured.values()]
          .filter((each) => isAbout(each, by) && each.startedAt >= from && each.startedAt <= to)
          .sort((a, b) => a.startedAt - b.startedAt || inOrder(a.interactionId, b.interactionId))
          .slice(0, limit),
      ),
    newest: (by, limit) =>
      once(() =>
        [...measured.values()]
          .filter((each) => isAbout(each, by))
          .sort((a, b) => b.startedAt - a.startedAt || inOrder(b.interactionId, a.interactionId))
          .slice(0, limit),
      ),
  };

  const tallies: TallyStore = {
    add: (all) =>
      once(() => {
        for (const each of all) {
          const key = `${each.interactionId} ${each.seq}`;
          if (!counted.has(key)) counted.set(key, kept(each));
        }
      }),
    find: (from, to) =>
      once(() =>
        added([...counted.values()].flatMap((each) => each.tallies))
          .filter(({ quarter }) => from <= quarter && quarter <= to)
          .sort((a, b) => a.quarter - b.quarter || inOrder(a.queueId, b.queueId)),
      ),
  };

  const roster: RosterStore = {
    read: () =>
      once(() => ({
        agents: [...agentRows.values()].map(
          ({ id: agentId, status, reason, statusSince: since, phone, connections, leaseUntil }) => ({
            ...{ agentId, status, since, leaseUntil, connected: connections.length > 0 },
            ...(reason === undefined ? {} : { reason }),
            ...(phone.state === 'idle' ? {} : { callSince: phone.since }),
          }),
        ),
        places: [...places.values()],
      })),
    noteUnanswered: (agentId, interactionId, since, now) =>
      once(() => {
        const place = places.get(`${agentId} ${interactionId}`);
        if (place) places.set(`${agentId} ${interactionId}`, { ...place, unanswered: { since, seenAt: now } });
      }),
  };

  const noted = new Map<string, Alarm>();
  const looks = new Map<QueueId, number>();
  const overseers = new Map<ConnectionId, Overseer>();
  const inbox: InboxStore = {
    list: (limit, after) =>
      once(() => {
        const placeOf = ({ since, interactionId }: Pick<InboxEntry, 'since' | 'interactionId'>) =>
          `${String(since).padStart(15, '0')} ${interactionId}`;
        return [...inboxRows.values()]
          .filter((entry) => !after || placeOf(entry) > placeOf(after))
          .sort((a, b) => inOrder(placeOf(a), placeOf(b)))
          .slice(0, limit);
      }),
  };

  const alarms: AlarmStore = {
    ofQueue: (queueId) => once(() => [...noted.values()].filter((alarm) => alarm.queueId === queueId)),
    all: () => once(() => [...noted.values()]),
    note: (alarm) =>
      once(() => {
        const key = `${alarm.queueId} ${alarm.threshold}`;
        if ((noted.get(key)?.at ?? -1) < alarm.at) noted.set(key, alarm);
      }),
    lookAt: ({ queueId, dueAt }, now) =>
      once(() => {
        const known = looks.get(queueId);
        if (known === undefined || known <= now || known > dueAt) looks.set(queueId, dueAt);
      }),
    oversee: (overseer) => once(() => void overseers.set(overseer.connectionId, overseer)),
    leave: (connectionId) => once(() => void overseers.delete(connectionId)),
    overseers: () => once(() => [...overseers.values()]),
  };

  const visits: VisitStore = {
    requests: (key, since, limit) =>
      once(() => Math.min(limit, [...(requests.get(key)?.values() ?? [])].filter((at) => at >= since).length)),
    note: (key, id, at) => once(() => void requests.set(key, new Map([...(requests.get(key) ?? []), [id, at]]))),
    admit: (key, id, most) =>
      once(() => {
        const ids = admitted.get(key) ?? new Set();
        if (!ids.has(id) && ids.size >= most) return 'full' as const;
        admitted.set(key, ids.add(id));
        return 'admitted' as const;
      }),
    chatOf: (gatewayId, trackingId, now) =>
      once(() => {
        const row = tracked.get(`${gatewayId} ${trackingId}`);
        return row && row.until > now ? row.interactionId : undefined;
      }),
    track: (gatewayId, trackingId, interactionId, until) =>
      once(() => void tracked.set(`${gatewayId} ${trackingId}`, { interactionId, until })),
  };

  const configurations: ConfigurationStore = {
    current: () => once(() => versions.at(-1)),
    version: (version) => once(() => versions[version - 1]?.configuration),
    newest: () => once(() => versions.length),
    publish: (draft, base) =>
      once(() => {
        if (versions.length !== base) return { code: 'stale_base', version: versions.length };
        return { version: versions.push({ version: base + 1, configuration: kept(draft) }) };
      }),
  };

  const usedTickets = new Set<string>();
  const tickets: TicketStore = {
    use: (id) =>
      once(() => {
        const isFirst = !usedTickets.has(id);
        usedTickets.add(id);
        return isFirst;
      }),
  };

  const files = new Map<ContactId, KnownContact | { into: ContactId }>();
  const matches = new Map<MatchKey, ContactId>();
  const isOnFile = (was: KnownContact) => {
    const file = files.get(was.id);
    return file && 'revision' in file && file.revision === was.revision;
  };
  const file = (contact: KnownContact) => {
    files.set(contact.id, kept(contact));
    for (const match of contact.keys) matches.set(match, contact.id);
  };
  const onFile = (contactId: ContactId): KnownContact | undefined => {
    const found = files.get(contactId);
    return found && 'into' in found ? onFile(found.into) : found;
  };
  const contacts: ContactStore = {
    matched: (match, draft) =>
      once(() => {
        const known = matches.get(match);
        if (known) return known;
        const contact = draft();
        file(contact);
        return contact.id;
      }),
    get: (contactId) => once(() => onFile(contactId)),
    change: (contact, was) =>
      once(() => {
        if (!isOnFile(was)) return 'conflict';
        if (contact.keys.some((match) => (matches.get(match) ?? was.id) !== was.id)) return 'taken';
        for (const match of was.keys) matches.delete(match);
        file(contact);
        return 'changed';
      }),
    merge: (survivor, was, other) =>
      once(() => {
        if (!isOnFile(was) || !isOnFile(other)) return 'conflict';
        file(survivor);
        files.set(other.id, { into: survivor.id });
        return 'merged';
      }),
  };

  const signers: { key: SigningKey; until: number }[] = [];
  const sign = () => {
    const key = { id: `key-${signers.length}`, secret: new Uint8Array(32).fill(signers.length) };
    signers.unshift({ key, until: Infinity });
    return key;
  };
  const keys: KeyStore = {
    signer: () => once(() => signers[0]?.key ?? sign()),
    verifier: (id, now) => once(() => signers.find(({ key, until }) => key.id === id && until > now)?.key.secret),
    hidesAddresses: () => once(() => new Uint8Array(32).fill(7)),
    rotate: (now, acceptedMs) =>
      once(() => {
        for (const each of signers) each.until = Math.min(each.until, now + acceptedMs);
        return sign();
      }),
  };

  const machines = new Map<string, MachineKey>();
  const machineKeys: MachineKeyStore = {
    add: (key) => once(() => void machines.set(key.id, kept(key))),
    find: (id) => once(() => machines.get(id)),
    list: () => once(() => [...machines.values()].sort((a, b) => a.createdAt - b.createdAt)),
    revoke: (id) => once(() => machines.delete(id)),
  };

  return {
    chats,
    agents,
    queues,
    measures,
    tallies,
    roster,
    alarms,
    inbox,
    visits,
    tickets,
    contacts,
    configurations,
    keys,
    machineKeys,
  };
}

function isAbout({ day, gatewayId, queues, agents, contact }: Measures, by: MeasuredBy): boolean {
  if ('day' in by) return day === by.day;
  if ('gatewayId' in by) return gatewayId === by.gatewayId;
  if ('queueId' in by) return queues.some(({ queueId }) => queueId === by.queueId);
  if ('agentId' in by) return agents.some(({ agentId }) => agentId === by.agentId);
  return contact.id === by.contactId;
}

/** No holder can change it, neither who reads it nor who wrote it. */
function kept<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value) || ArrayBuffer.isView(value)) return value;
  for (const each of Object.values(value)) kept(each);
  return Object.freeze(value);
}

const nobody = (queueId: QueueId): SampledLine => ({ queueId, total: 0, countedAt: 0, samples: [] });

const sampled = (samples: SampledLine['samples'], now: number, total: number): SampledLine['samples'] => {
  const at = (Math.floor(now / SAMPLE_MS) + 1) * SAMPLE_MS;
  return [...samples.filter((sample) => sample.at < at && sample.at > at - SAMPLES * SAMPLE_MS), { at, total }];
};

const inOrder = (a: string, b: string) => Number(a > b) - Number(a < b);

const placeText = ({ interactionId, lane, priority, since }: WaitingEntry) =>
  `line ${lane} ${priority} ${since} ${interactionId}`;
