/**
 * Everything live in the console: the connection, the agent's status and chats, the waiting list, and what is still to be sent.
 * One immutable state that React reads. Pushes are hints; the chat's log is the truth.
 */

import type { QueueId } from '../../core/ids.ts';
import { type Mark, movesOn } from '../../core/interaction/marks.ts';
import {
  type AgentCall,
  type AgentCommit,
  type AgentEvent,
  AgentFrame,
  type AgentPush,
  type AgentStatus,
} from '../../protocol/agent.ts';
import type { Period } from '../../protocol/board.ts';
import { hasGap, type Log, shown, withCommit, withRange } from '../../protocol/client.ts';
import { createPresence, FADES_MS, type Presence } from '../../protocol/presence.ts';
import { type Alarms, alarmsOf, heard, keyOf, MOST_NOTICES, type SeenAlarm } from './alarms.ts';
import { type BoardState, type Closeness, createBoard, noBoard } from './board.ts';
import {
  type AgentRef,
  type Chat,
  type ChatIn,
  fold,
  isOversight,
  type Kept,
  lastMessage,
  newestOfVisitor,
} from './chat.ts';
import type { Clock } from './clock.ts';
import { type ConnectionState, createConnection, type OpenSocket } from './connection.ts';
import { type AgentId, type CommandId, InteractionId, type OfferId } from './ids.ts';
import { createInbox, type InboxState, noInbox } from './inbox.ts';
import { createListeners } from './listeners.ts';
import { type Command, createSending, isCommand, type KeyValueStorage, type Outgoing } from './sending.ts';
import { createWaitingList, type Lines, type Queue, type WaitingLine } from './waiting-list.ts';

/** An unanswered `sync` is repeated after this long. */
const SYNC_PATIENCE_MS = 10_000;
/** Foyer forgets after five minutes who watches. */
const WATCH_AGAIN_MS = 2 * 60_000;
/** A chat that nobody accepted rings again within this time, if someone is ready. */
const RINGS_AGAIN_MS = 2_000;
const NOTICE_MS = {
  elsewhere: 3_000,
  moved: 6_000,
  ended: 6_000,
  offer: 6_000,
  lost: 10_000,
  noted: 10_000,
  threshold: 15_000,
  refused: 10_000,
} as const;

export type Notice = { id: string } & (
  | { kind: 'elsewhere'; visitor: string; agent: AgentRef }
  /** It was transferred to a queue. */
  | { kind: 'moved'; visitor: string; queue: string }
  /** The offer is over: it expired, or the visitor left. */
  | { kind: 'offer'; visitor: string; visitorLeft: boolean }
  /** Of a guest or a supervisor: whoever had it, or the visitor, ended it. */
  | { kind: 'ended'; visitor: string }
  /** An active chat is no longer with this agent. */
  | { kind: 'lost'; visitor: string }
  /** Wrap-up ran out; what the agent had chosen and written so far is saved. */
  | { kind: 'noted'; visitor: string }
  /** A threshold was passed, or is back (D1). */
  | { kind: 'threshold'; alarm: SeenAlarm }
  | { kind: 'refused'; code: string; message: string }
);
type NewNotice = Notice extends infer N ? (N extends Notice ? Omit<N, 'id'> : never) : never;

export interface LiveState {
  connection: ConnectionState;
  /** False until Foyer's first welcome: nothing can be shown yet, not even that there is nothing. */
  welcomed: boolean;
  status: AgentStatus;
  reason?: string;
  /** Since when, on Foyer's clock; undefined until Foyer has said. */
  statusSince?: number;
  /** While the agent's phone rings or they are on a call. */
  call?: AgentCall;
  chats: ReadonlyMap<InteractionId, Chat>;
  /** Known to be with this agent, still being loaded. */
  arriving: ReadonlySet<InteractionId>;
  /** Offers that were over when accepted: removed from the screen at once. The log says who has the chat. */
  missed: ReadonlySet<OfferId>;
  /** The `seq` up to which the agent has looked at a chat. */
  seen: ReadonlyMap<InteractionId, number>;
  /** How far the visitor has got, by chat. */
  marks: ReadonlyMap<InteractionId, Mark>;
  /** Who is typing, by chat: a colleague's name, or empty for the visitor. */
  typing: ReadonlyMap<InteractionId, string>;
  lines: Lines;
  board: BoardState;
  /** For supervisors: what was left, and what nobody took. */
  inbox: InboxState;
  /** For supervisors. */
  alarms: Alarms;
  outgoing: readonly Outgoing[];
  notices: readonly Notice[];
}

/** What is in fields on the screen and has not been sent. */
export interface Drafts {
  /** Empty strings if nothing was chosen or written. */
  wrapUp(interactionId: InteractionId): { disposition: string; note: string };
  /** Chats with such a draft. */
  inWrapUp(): InteractionId[];
  forget(interactionId: InteractionId): void;
}

/** Whom and where a chat can be handed over to. */
type Push<T extends AgentPush['t']> = Extract<AgentPush, { t: T }>;
type Answer = Push<'targets' | 'upload' | 'file-link' | 'refused'> | undefined;
type Question = Extract<AgentFrame, { t: 'targets' | 'upload' | 'file-link' }>;
type UploadAnswer = Push<'upload' | 'refused'>;
export type Targets = Pick<Extract<AgentPush, { t: 'targets' }>, 'agents' | 'queues' | 'more'>;
/** Why Foyer did not do it. */
type Refusal = Pick<Extract<AgentPush, { t: 'refused' }>, 'code' | 'message'>;
export type To = Extract<Command, { t: 'transfer' }>['to'];

export interface LiveDeps {
  me: AgentId;
  /** The address to connect to, with a fresh ticket. */
  address(): Promise<string>;
  openSocket: OpenSocket;
  clock: Clock;
  random(): number;
  storage: KeyValueStorage;
  drafts: Drafts;
  newId(): string;
  /** Whether anyone can see the page. */
  isVisible(): boolean;
}

export interface Live {
  start(): void;
  stop(): void;
  wake(): void;
  /** The page is about to be out of sight, perhaps for ever. */
  hide(): void;
  subscribe(listener: () => void): () => void;
  state(): LiveState;
  /** The current time on Foyer's clock. */
  now(): number;
  setStatus(status: AgentStatus, reason?: string): void;
  /** Call when the waiting list is on screen. Returns a function to call when it no longer is. */
  readWaiting(): () => void;
  /** Requests the next rows of a queue. */
  moreWaiting(queueId: Queue['id']): void;
  /** Call when the wallboard is on screen. Returns a function to call when it no longer is. */
  watchBoard(how: Closeness): () => void;
  showPeriod(period: Period): void;
  /** Of the wallboard's agents only those of this queue. */
  showAgentsOf(queueId: QueueId | undefined): void;
  take(interactionId: InteractionId): void;
  accept(chat: ChatIn<'offered'>): void;
  pass(chat: ChatIn<'offered'>): void;
  say(chat: Chat, text: string): void;
  park(chat: Kept): void;
  resume(chat: Kept): void;
  /** Wrap-up takes longer. */
  extend(chat: ChatIn<'wrap-up'>): void;
  /** For agents only. */
  note(chat: Chat, text: string): void;
  /** Changes the message of this commit, or takes it back if the text is empty. */
  revise(chat: Chat, of: number, text: string): void;
  /** The agent is writing a reply. */
  typed(chat: Chat): void;
  end(chat: ChatIn<'active'>): void;
  /** Whether whoever wanted to be called answered (A7). */
  called(chat: ChatIn<'active'>, reached: boolean): void;
  finish(chat: ChatIn<'wrap-up'>, disposition: string, note: string): void;
  /**
   * To an agent, who is asked, or to a queue. `onAnswer` is called once Foyer has done it, or says why not, unless the returned
   * function was called before.
   */
  handOver(
    how: 'transfer' | 'invite',
    chat: Chat,
    to: To,
    note: string,
    onAnswer: (refused?: Refusal) => void,
  ): () => void;
  /** Whoever is asked is asked no longer. */
  withdraw(chat: Chat): void;
  leave(chat: Chat): void;
  watch(interactionId: InteractionId): void;
  whisper(chat: Chat, text: string): void;
  join(chat: Chat): void;
  takeOver(chat: Chat): void;
  /** Call when the inbox of supervisors is on screen. Returns a function to call when it no longer is. */
  watchInbox(): () => void;
  moreInbox(): void;
  /** `onAnswer` is called once Foyer has closed it, or says why not. */
  settle(chat: Chat, disposition: string, note: string, onAnswer: (refused?: Refusal) => void): void;
  /** Has the e-mail with what a visitor left sent again. */
  forwardAgain(chat: Chat): void;
  /** Undefined if Foyer did not answer. */
  targets(chat: Chat): Promise<Targets | undefined>;
  /** May this be uploaded, and where to? With the same id it is the same upload. Undefined: no answer, ask again. */
  upload(chat: Chat, id: CommandId, file: { name: string; bytes: number }): Promise<UploadAnswer | undefined>;
  /** It has been uploaded. `of`: from the answer. */
  sendFile(chat: Chat, of: number): void;
  /** An address from which the file can be got for some minutes. */
  fileLink(chat: Chat, file: { seq: number; upload: CommandId }): Promise<string | undefined>;
  newId(): CommandId;
  look(chat: Chat): void;
  retry(id: CommandId): void;
  discard(id: CommandId): void;
  dismiss(notice: string): void;
}

export function createLive(deps: LiveDeps): Live {
  const { clock, me } = deps;
  const listeners = createListeners();
  /** For each chat: the fold of its log up to the first gap, and the commits after it. */
  const logs = new Map<InteractionId, { chat?: Chat; early: AgentCommit[] }>();
  const syncs = new Map<InteractionId, { id: string; at: number; again: boolean }>();
  /** Of chats in which this person is a supervisor: cancels saying that they still are. */
  const renewals = new Map<InteractionId, () => void>();
  /** Those of them that must be said again as soon as they are here. */
  const returning = new Set<InteractionId>();
  /** Kept for a reload: no list of Foyer's names them. */
  const watched = `foyer:watched:${me}:`;
  /** By frame: who waits for its answer. */
  const asked = new Map<string, (answer: Answer) => void>();
  /** By command: who waits for what becomes of it. */
  const waiting = new Map<string, (refused?: Refusal) => void>();
  /** Notes being sent after wrap-up ran out, with the visitor's name. */
  const late = new Map<string, string>();
  /** What this side says of itself, by chat. */
  const presences = new Map<InteractionId, Presence>();
  /** Cancels the end of showing that someone types, by chat. */
  const fades = new Map<InteractionId, () => void>();
  let clockAheadMs = 0;
  let state: LiveState = {
    connection: { state: 'connecting' },
    welcomed: false,
    status: 'offline',
    chats: new Map(),
    arriving: new Set(),
    missed: new Set(),
    seen: new Map(),
    marks: new Map(),
    typing: new Map(),
    lines: new Map(),
    board: noBoard,
    inbox: noInbox,
    alarms: new Map(),
    outgoing: [],
    notices: [],
  };

  function set(change: Partial<LiveState>): void {
    state = { ...state, ...change };
    listeners.tell();
  }

  const sending = createSending({
    storage: deps.storage,
    prefix: `foyer:outbox:${me}:`,
    clock,
    random: deps.random,
    send: (frame) => connection.send(frame),
    caughtUp,
    changed: () => set({ outgoing: sending.list() }),
  });
  state = { ...state, outgoing: sending.list() };

  const connection = createConnection({
    address: deps.address,
    openSocket: deps.openSocket,
    clock,
    random: deps.random,
    ping: () => ({ t: 'ping', chats: [...state.chats.keys()].slice(0, 50) }),
    onState: (connection) => {
      if (connection.state !== 'open') {
        sending.disconnected();
        waitingList.disconnected();
        board.disconnected();
        inbox.disconnected();
        syncs.clear();
        for (const id of asked.keys()) answer(id, undefined);
      }
      set({ connection });
    },
    onPush: receive,
  });

  const waitingList = createWaitingList({
    clock,
    newId: deps.newId,
    send: (frame) => connection.send(frame),
    changed: (lines) => set({ lines }),
  });

  const board = createBoard({
    clock,
    newId: deps.newId,
    send: (frame) => connection.send(frame),
    now: () => clock.now() + clockAheadMs,
    isVisible: deps.isVisible,
    changed: (board) => set({ board }),
  });

  const inbox = createInbox({
    clock,
    newId: deps.newId,
    send: (frame) => connection.send(frame),
    isVisible: deps.isVisible,
    changed: (inbox) => set({ inbox }),
  });

  function receive(push: AgentPush): void {
    switch (push.t) {
      case 'welcome':
        clockAheadMs = push.now - clock.now();
        for (const id of watchedBefore()) returning.add(id);
        set({
          welcomed: true,
          arriving: new Set([...push.chats, ...returning].filter((id) => !state.chats.has(id))),
          alarms: alarmsOf(push.alarms),
        });
        confirmStatus(push.status, push.reason, push.since);
        hearCall(push.call);
        waitingList.welcomed(push.lines);
        // Also request chats that we hold but Foyer does not list: the refusal says that they are gone. The same for those
        // whose wrap-up ran out while this page was away: the note still has to be sent.
        for (const id of new Set([...push.chats, ...returning, ...state.chats.keys(), ...deps.drafts.inWrapUp()]))
          sync(id);
        // Not earlier: frames of one connection may be handled in parallel, and `hello` makes this connection ours.
        sending.connected();
        board.connected();
        inbox.connected();
        break;
      case 'pong':
        clockAheadMs = push.now - clock.now();
        confirmStatus(push.status, state.reason, push.since);
        hearCall(push.call);
        compare(new Map(Object.entries(push.chats)));
        break;
      case 'status':
        if (push.id) sending.acknowledged(push.id);
        confirmStatus(push.status, push.reason, push.since);
        hearCall(push.call);
        break;
      case 'range':
        receiveRange(push);
        break;
      case 'ack': {
        const { commit } = push;
        if (commit) logged(push.interactionId, (log) => withCommit(log, commit));
        else sync(push.interactionId);
        sending.acknowledged(push.id);
        waiting.get(push.id)?.();
        const visitor = late.get(push.id);
        late.delete(push.id);
        if (visitor !== undefined) notify({ kind: 'noted', visitor });
        break;
      }
      case 'commit':
        logged(push.interactionId, (log) => withCommit(log, push.commit));
        break;
      case 'chat':
        sync(push.interactionId);
        break;
      case 'changed':
        connection.greet();
        break;
      case 'presence':
        hearPresence(push);
        break;
      case 'waiting':
        waitingList.hear(push);
        break;
      case 'line':
        waitingList.receive(push);
        break;
      case 'alarm':
        alarmed(push);
        break;
      case 'board':
      case 'quarters':
        board.receive(push);
        break;
      case 'inbox':
        inbox.receive(push);
        break;
      case 'targets':
      case 'upload':
      case 'file-link':
        answer(push.id, push);
        break;
      case 'refused':
        refused(push);
        break;
      default:
        push satisfies never;
    }
  }

  function answer(id: string, push: Answer): void {
    asked.get(id)?.(push);
    asked.delete(id);
  }

  // ---- typing and marks -----------------------------------------------------------------------------------------------------

  function hearPresence({ interactionId, agent, typing, mark }: Extract<AgentPush, { t: 'presence' }>): void {
    if (mark && agent) saw(interactionId, mark.read);
    if (mark && !agent) reached(interactionId, mark);
    if (!typing || agent?.id === me) return;
    stopsTyping(interactionId);
    set({ typing: new Map(state.typing).set(interactionId, agent?.name ?? '') });
    fades.set(
      interactionId,
      clock.after(FADES_MS, () => stopsTyping(interactionId)),
    );
  }

  /** News may arrive in another order. */
  function reached(interactionId: InteractionId, mark: Mark): void {
    const known = state.marks.get(interactionId);
    if (movesOn(known, mark)) set({ marks: new Map(state.marks).set(interactionId, mark) });
  }

  function stopsTyping(interactionId: InteractionId): void {
    fades.get(interactionId)?.();
    if (!fades.delete(interactionId)) return;
    const typing = new Map(state.typing);
    typing.delete(interactionId);
    set({ typing });
  }

  function saw(interactionId: InteractionId, seq: number): void {
    if (seq > (state.seen.get(interactionId) ?? 0)) set({ seen: new Map(state.seen).set(interactionId, seq) });
  }

  function presenceIn(interactionId: InteractionId): Presence {
    const known = presences.get(interactionId);
    if (known) return known;
    const presence = createPresence(
      clock.after,
      () => {
        const chat = state.chats.get(interactionId);
        const got = chat?.stage === 'active' ? newestOfVisitor(chat) : 0;
        return { got, read: Math.min(state.seen.get(interactionId) ?? 0, got) };
      },
      (typing, reached) => connection.send({ t: 'presence', interactionId, typing, reached }),
    );
    presences.set(interactionId, presence);
    return presence;
  }

  function typed(chat: Chat): void {
    if (chat.stage === 'active' && !chat.visitorAway) presenceIn(chat.id).tell(true);
  }

  function confirmStatus(status: AgentStatus, reason: string | undefined, since: number | undefined): void {
    const { reason: _, ...rest } = state;
    state = rest;
    set({
      status,
      ...(reason === undefined ? {} : { reason }),
      ...(since === undefined ? {} : { statusSince: since }),
    });
  }

  function hearCall(call: AgentCall | undefined): void {
    const { call: _, ...rest } = state;
    state = rest;
    set(call ? { call } : {});
  }

  /** Anything sent before that is in our log has left the outbox, so it need not be looked for again. */
  function caughtUp(frame: Command): Command {
    if (!('after' in frame)) return frame;
    return { ...frame, after: Math.max(frame.after, state.chats.get(frame.interactionId)?.position ?? 0) };
  }

  // ---- logs -----------------------------------------------------------------------------------------------------------------

  /** `newest`: every chat of this agent with its newest number. */
  function compare(newest: Map<string, number>): void {
    for (const [interactionId, chat] of state.chats) {
      const seq = newest.get(interactionId);
      newest.delete(interactionId);
      // A ringing chat is not assigned to this agent yet, so no list contains it.
      const mayRing = rings(chat) && chat.expiresAt > clock.now() + clockAheadMs;
      if (seq === undefined ? !mayRing : seq > chat.position) sync(interactionId);
    }
    for (const interactionId of newest.keys()) sync(InteractionId.parse(interactionId));
  }

  function sync(interactionId: InteractionId): void {
    const running = syncs.get(interactionId);
    if (running && clock.now() - running.at < SYNC_PATIENCE_MS) {
      running.again = true;
      return;
    }
    const after = logs.get(interactionId)?.chat?.position ?? 0;
    const frame = AgentFrame.parse({ t: 'sync', id: deps.newId(), interactionId, after });
    if (frame.t === 'sync' && connection.send(frame))
      syncs.set(interactionId, { id: frame.id, at: clock.now(), again: false });
  }

  function receiveRange({ t: _, interactionId, more, marks, ...range }: Extract<AgentPush, { t: 'range' }>): void {
    if (marks.visitor) reached(interactionId, marks.visitor);
    if (marks.agent) {
      presenceIn(interactionId).known(marks.agent);
      saw(interactionId, marks.agent.read);
    }
    const running = syncs.get(interactionId);
    syncs.delete(interactionId);
    logged(interactionId, (log) => withRange(log, range));
    if (more || running?.again) sync(interactionId);
  }

  const isByOther = (event: AgentEvent) => event.type === 'message' && event.agent?.id !== me;

  function logged(interactionId: InteractionId, change: (log: Log<AgentCommit>) => Log<AgentCommit>): void {
    const { chat: before, early } = logs.get(interactionId) ?? { early: [] };
    const position = before?.position ?? 0;
    const log = change({ position, commits: early });
    const folded = (chat: Chat | undefined, commits: AgentCommit[]) => {
      const next = commits.reduce((next, commit) => fold(next, interactionId, commit, me), chat);
      return next && { ...next, position: log.position };
    };
    const isEarly = ({ seq }: AgentCommit) => seq > log.position;
    const added = log.commits.filter((commit) => commit.seq > position && !isEarly(commit));
    const chat = folded(before, added);
    if (added.some(({ events }) => events.some(isByOther))) stopsTyping(interactionId);
    logs.set(interactionId, { ...(chat ? { chat } : {}), early: log.commits.filter(isEarly) });
    for (const { events } of log.commits) for (const event of events) if ('id' in event) sending.acknowledged(event.id);
    if (chat && hasRungOut(chat, added)) clock.after(RINGS_AGAIN_MS, () => ringsNoMore(chat));
    else put(interactionId, folded(chat, shown(log, 'agent').filter(isEarly)));
    if (state.chats.has(interactionId)) presenceIn(interactionId).soon();
    if (hasGap(log)) sync(interactionId);
  }

  function hasRungOut({ id, stage }: Chat, added: AgentCommit[]): boolean {
    const before = state.chats.get(id);
    if (!before || !rings(before) || stage !== 'waiting') return false;
    return added.some(({ events }) => events.some(({ type }) => type === 'offer-expired'));
  }

  /** Unless more has happened, or is being requested. */
  function ringsNoMore(chat: Chat): void {
    if (logs.get(chat.id)?.chat === chat && !syncs.has(chat.id)) put(chat.id, chat);
  }

  function put(interactionId: InteractionId, chat: Chat | undefined): void {
    if (!chat) return;
    if (held.includes(chat.stage)) {
      const arriving = new Set(state.arriving);
      arriving.delete(interactionId);
      set({ chats: new Map(state.chats).set(interactionId, chat), arriving });
      if (isOversight(chat)) oversee(interactionId);
    } else release(interactionId, chat);
  }

  function oversee(interactionId: InteractionId): void {
    deps.storage.setItem(watched + interactionId, '');
    if (returning.delete(interactionId)) command({ t: 'watch', interactionId });
    if (!renewals.has(interactionId)) renew(interactionId);
  }

  function watchedBefore(): InteractionId[] {
    const keys = Array.from({ length: deps.storage.length }, (_, index) => deps.storage.key(index) ?? '');
    return keys.filter((key) => key.startsWith(watched)).map((key) => InteractionId.parse(key.slice(watched.length)));
  }

  function renew(interactionId: InteractionId): void {
    const again = () => {
      renewals.delete(interactionId);
      const chat = state.chats.get(interactionId);
      if (!chat || !isOversight(chat)) return;
      command({ t: 'watch', interactionId });
      renew(interactionId);
    };
    renewals.set(interactionId, clock.after(WATCH_AGAIN_MS, again));
  }

  /** The chat is not, or no longer, with this agent. `now`: its log, if we may still read it. */
  function release(interactionId: InteractionId, now?: Chat): void {
    const before = state.chats.get(interactionId);
    if (now) {
      if (now.stage === 'ended' && now.by === 'system') sendLate(now);
      deps.drafts.forget(interactionId);
    }
    const chats = new Map(state.chats);
    const arriving = new Set(state.arriving);
    chats.delete(interactionId);
    arriving.delete(interactionId);
    logs.delete(interactionId);
    presences.delete(interactionId);
    renewals.get(interactionId)?.();
    renewals.delete(interactionId);
    returning.delete(interactionId);
    deps.storage.removeItem(watched + interactionId);
    set({ chats, arriving });
    if (!before) return;
    for (const { frame, refused } of state.outgoing) {
      if (refused && frame.t === 'message' && frame.interactionId === interactionId) sending.discard(frame.id);
    }
    const visitor = before.contact.name;
    if (pending(state, interactionId, 'settle')) return;
    const isBeside = before.stage === 'watched' || (before.stage === 'active' && before.as === 'guest');
    if (isBeside && now?.stage === 'ended') notify({ kind: 'ended', visitor });
    if (before.stage === 'watched') return;
    const left = state.outgoing.some(({ frame }) => frame.t === 'leave' && frame.interactionId === interactionId);
    const answered = state.outgoing.some(({ frame }) => frame.t === 'reject' && frame.interactionId === interactionId);
    if (left) return;
    if (now?.stage === 'elsewhere' && now.accepted) notify({ kind: 'elsewhere', visitor, agent: now.agent });
    else if (before.stage === 'offered' && !answered)
      notify({ kind: 'offer', visitor, visitorLeft: now?.stage === 'ended' });
    else if (before.stage === 'active' && now?.handedOver)
      notify({ kind: 'moved', visitor, queue: now.terms.queueName });
    else if (before.stage === 'active' && now?.stage !== 'ended') notify({ kind: 'lost', visitor });
  }

  /** Wrap-up ran out while the agent was writing. Foyer decides when, not our clock. */
  function sendLate({ id: interactionId, position: after, contact }: Chat): void {
    const { disposition, note } = deps.drafts.wrapUp(interactionId);
    if ((!disposition && !note) || pending(state, interactionId, 'finish')) return;
    const chosen = disposition ? { disposition } : {};
    const id = deps.newId();
    late.set(id, contact.name);
    command({ t: 'finish', interactionId, after, ...chosen, ...(note ? { note } : {}) }, id);
  }

  function refused({ id, code, message }: Extract<AgentPush, { t: 'refused' }>): void {
    if (id === undefined || waitingList.isAsked(id) || board.refused(id, code) || inbox.refused(id, code)) return;
    if (asked.has(id)) {
      answer(id, { t: 'refused', id, code, message });
      return;
    }
    for (const [interactionId, running] of syncs) {
      if (running.id !== id) continue;
      syncs.delete(interactionId);
      if (code === 'chat_not_yours' || code === 'chat_unknown') release(interactionId);
      return;
    }
    const behind = code === 'behind' && state.outgoing.find(({ frame }) => frame.id === id)?.frame;
    if (behind && 'interactionId' in behind) sync(behind.interactionId);
    const command = sending.refused(id, code, message);
    if (!command) return;
    if (command.t === 'take') {
      if (code === 'chat_taken') waitingList.forget(command.interactionId);
    }
    // The refusal says that we are behind; the log says what we missed.
    else if (command.t !== 'status') sync(command.interactionId);
    const told = waiting.get(command.id);
    if (told) {
      // Whoever waits still has the note.
      sending.discard(command.id);
      told({ code, message });
      return;
    }
    const missed = command.t === 'accept' && (code === 'offer_over' || code === 'chat_taken');
    if (missed) set({ missed: new Set(state.missed).add(command.offerId) });
    const isText = command.t === 'message' || command.t === 'note';
    const shown = isText && (state.chats.has(command.interactionId) || state.arriving.has(command.interactionId));
    // Text for a chat that is no longer on the screen, so nobody could retry it.
    if (isText && !shown) sending.discard(command.id);
    late.delete(command.id);
    // A note stays in its field while wrap-up runs. After that it is kept here until the agent has dealt with it.
    const kept = command.t === 'finish' && command.note !== undefined && !state.chats.has(command.interactionId);
    if (command.t === 'finish' && !kept) sending.discard(command.id);
    // For a missed offer, the log says more, or already has.
    const moot = shown || kept || missed || (command.t === 'reject' && code === 'offer_over');
    if (!moot) notify({ kind: 'refused', code, message });
  }

  function alarmed({ t: _, ...alarm }: Extract<AgentPush, { t: 'alarm' }>): void {
    const next = heard(state.alarms, alarm);
    if (!next) return;
    set({ alarms: next.alarms });
    if (!next.isNews) return;
    const isSame = (notice: Notice) => notice.kind === 'threshold' && keyOf(notice.alarm) === keyOf(alarm);
    const others = state.notices.filter((notice) => !isSame(notice));
    const older = others.filter(({ kind }) => kind === 'threshold').slice(0, 1 - MOST_NOTICES);
    set({ notices: others.filter((notice) => !older.includes(notice)) });
    notify({ kind: 'threshold', alarm });
  }

  function notify(notice: NewNotice): void {
    const id = deps.newId();
    set({ notices: [...state.notices, { ...notice, id }] });
    clock.after(NOTICE_MS[notice.kind], () => dismiss(id));
  }

  function dismiss(id: string): void {
    set({ notices: state.notices.filter((notice) => notice.id !== id) });
  }

  // ---- what the agent does --------------------------------------------------------------------------------------------------

  type WithoutId<C> = C extends Command ? Omit<C, 'id'> : never;
  const newCommandId = () => deps.newId() as CommandId;

  /** Undefined without a connection, or without an answer in time. */
  const ask = (asking: Question): Promise<Answer> =>
    new Promise((resolve) => {
      if (!connection.send(asking)) return resolve(undefined);
      asked.set(asking.id, resolve);
      clock.after(SYNC_PATIENCE_MS, () => answer(asking.id, undefined));
    });

  function command(fields: WithoutId<Command>, id = deps.newId()): void {
    const frame = AgentFrame.parse({ ...fields, id });
    if (isCommand(frame)) sending.add(frame);
  }

  return {
    start: connection.start,
    stop: connection.stop,
    wake: connection.wake,
    hide: () => {
      for (const presence of presences.values()) presence.tell(false);
    },
    subscribe: listeners.add,
    state: () => state,
    now: () => clock.now() + clockAheadMs,
    setStatus: (status, reason) => command(reason ? { t: 'status', status, reason } : { t: 'status', status }),
    readWaiting: waitingList.read,
    moreWaiting: waitingList.more,
    watchBoard: board.watch,
    showPeriod: board.show,
    showAgentsOf: board.showAgentsOf,
    take: (interactionId) => command({ t: 'take', interactionId }),
    accept: ({ id: interactionId, offerId }) => command({ t: 'accept', interactionId, offerId }),
    pass: ({ id: interactionId, offerId }) => command({ t: 'reject', interactionId, offerId }),
    say: ({ id: interactionId, position: after }, text) => command({ t: 'message', interactionId, after, text }),
    park: ({ id: interactionId, position: after }) => command({ t: 'park', interactionId, after }),
    resume: ({ id: interactionId, position: after }) => command({ t: 'resume', interactionId, after }),
    extend: ({ id: interactionId, position: after }) => command({ t: 'extend', interactionId, after }),
    end: ({ id: interactionId, position: after }) => command({ t: 'end', interactionId, after }),
    called: ({ id: interactionId, position: after }, reached) =>
      command({ t: 'call-made', interactionId, after, reached }),
    finish: ({ id: interactionId, position: after }, disposition, note) => {
      const fields = { t: 'finish', interactionId, after, disposition } as const;
      command(note ? { ...fields, note } : fields);
    },
    handOver: (how, { id: interactionId, position: after }, to, note, onAnswer) => {
      const id = deps.newId();
      waiting.set(id, onAnswer);
      command({ t: how, interactionId, after, to, ...(note ? { note } : {}) }, id);
      return () => void waiting.delete(id);
    },
    watchInbox: inbox.watch,
    moreInbox: inbox.more,
    settle: ({ id: interactionId, position: after }, disposition, note, onAnswer) => {
      const id = deps.newId();
      waiting.set(id, onAnswer);
      command({ t: 'settle', interactionId, after, disposition, ...(note ? { note } : {}) }, id);
    },
    forwardAgain: ({ id: interactionId, position: after }) => command({ t: 'forward-again', interactionId, after }),
    withdraw: ({ id: interactionId }) => command({ t: 'withdraw', interactionId }),
    leave: ({ id: interactionId }) => command({ t: 'leave', interactionId }),
    watch: (interactionId) => command({ t: 'watch', interactionId }),
    whisper: ({ id: interactionId, position: after }, text) => command({ t: 'whisper', interactionId, after, text }),
    join: ({ id: interactionId, position: after }) => command({ t: 'join', interactionId, after }),
    takeOver: ({ id: interactionId, position: after }) => command({ t: 'take-over', interactionId, after }),
    targets: async ({ id: interactionId }) => {
      const push = await ask({ t: 'targets', id: newCommandId(), interactionId });
      return push?.t === 'targets' ? push : undefined;
    },
    upload: async ({ id: interactionId, position: after }, id, { name, bytes }) => {
      const push = await ask({ t: 'upload', id, interactionId, after, name, bytes });
      return push?.t === 'upload' || push?.t === 'refused' ? push : undefined;
    },
    sendFile: ({ id: interactionId, position: after }, of) => command({ t: 'file', interactionId, after, of }),
    fileLink: async ({ id: interactionId }, { seq: of, upload }) => {
      const push = await ask({ t: 'file-link', id: newCommandId(), interactionId, of, upload });
      return push?.t === 'file-link' ? push.url : undefined;
    },
    newId: newCommandId,
    note: ({ id: interactionId, position: after }, text) => command({ t: 'note', interactionId, after, text }),
    revise: ({ id: interactionId, position: after }, of, text) =>
      command({ t: 'revise', interactionId, after, of, ...(text ? { text } : {}) }),
    typed,
    look: (chat) => {
      saw(chat.id, lastMessage(chat)?.seq ?? 0);
      presenceIn(chat.id).soon();
    },
    retry: sending.retry,
    discard: sending.discard,
    dismiss,
  };
}

/** The chat's command of this kind in the outbox. */
export function pending<T extends Command['t']>(state: LiveState, interactionId: InteractionId, t: T): boolean {
  return state.outgoing.some(
    ({ frame, refused }) => !refused && frame.t === t && frame.t !== 'status' && frame.interactionId === interactionId,
  );
}

/** What agents wrote for each other and Foyer permanently refused: it exists nowhere else. */
export const refusedNotes = ({ outgoing }: LiveState): { id: CommandId; t: Command['t']; note: string }[] =>
  outgoing.flatMap(({ frame, refused }) => {
    if (!refused) return [];
    const note = frame.t === 'whisper' ? frame.text : isNoted(frame) ? frame.note : undefined;
    return note ? [{ id: frame.id, t: frame.t, note }] : [];
  });

const isNoted = (frame: Command) => frame.t === 'finish' || frame.t === 'transfer' || frame.t === 'invite';

/** What the inbox shows. */
const held: readonly Chat['stage'][] = ['offered', 'active', 'watched', 'wrap-up'];

const rings = (chat: Chat): chat is ChatIn<'offered'> => chat.stage === 'offered' && chat.alsoRings !== undefined;

/** Places of the agent's capacity in use. A chat that rings several agents holds none. */
export const placesInUse = ({ chats }: LiveState): number =>
  [...chats.values()].filter((chat) => !rings(chat) && !isOversight(chat)).length;

/**
 * The waiting lists of the agent's queues, in the queues' order. A chat of ours is not waiting, whatever order the news arrived
 * in.
 */
export const waitingLines = (
  { lines, chats }: LiveState,
  queues: readonly Queue[],
): (WaitingLine & { queue: Queue })[] =>
  queues.map((queue) => {
    const line = lines.get(queue.id) ?? { queueId: queue.id, total: 0, countedAt: 0, rows: [], isWhole: true };
    return { ...line, queue, rows: line.rows.filter(({ interactionId }) => !chats.has(interactionId)) };
  });

/** The status that the agent last asked for, confirmed by Foyer or not. */
export function wishedStatus(state: LiveState): { status: AgentStatus; reason?: string; confirmed: boolean } {
  for (const { frame } of state.outgoing) {
    if (frame.t === 'status') return { ...pick(frame), confirmed: false };
  }
  return { ...pick(state), confirmed: true };
}

function pick({ status, reason }: { status: AgentStatus; reason?: string | undefined }): {
  status: AgentStatus;
  reason?: string;
} {
  return reason === undefined ? { status } : { status, reason };
}
