/** A chat as the agent sees it: purely the fold of its commits. */
import type { AgentCommit, AgentEvent } from '../../protocol/agent.ts';
import type { AgentId, CommandId, InteractionId, OfferId, QueueId } from './ids.ts';

type Of<T extends AgentEvent['type']> = Extract<AgentEvent, { type: T }>;
export type AgentRef = Of<'accepted'>['agent'];
export type Requirement = Of<'queued'>['requires'];
type Facts = Of<'started'>['facts'];
type Outcome = Of<'ended'>['outcome'];
type EndedBy = Of<'ended'>['by'];

/** `agent`: who wrote it, if not the visitor. `text` is empty if it was `deleted`. */
interface Written {
  kind: 'message';
  id: CommandId;
  from: 'visitor' | 'agent';
  agent?: AgentRef;
  text: string;
  revised?: 'edited' | 'deleted';
}

/** One line of the conversation. */
export type Entry = { seq: number; at: number } & (
  | Written
  /** `verdict`: missing while it is checked. `upload`: its name for `file-link`. */
  | (Pick<Of<'file'>, 'id' | 'upload' | 'from' | 'agent' | 'name' | 'bytes'> & {
      kind: 'file';
      verdict?: Of<'file-checked'>['verdict'];
    })
  /** For agents only. */
  | { kind: 'note'; id: CommandId; agent: AgentRef; text: string }
  /** What was said automatically: by a conversation, with the buttons that it offered, or in the tenant's words. */
  | { kind: 'bot'; lines: Of<'stepped'>['said'] }
  | { kind: 'queued'; because: Of<'queued'>['because']; queueName: string }
  /** `answeredMs`: from offer to acceptance. A chat taken from the list had no offer. */
  | { kind: 'accepted'; agent: AgentRef; mine: boolean; waitedMs: number; answeredMs?: number }
  /** `of`: who has it, if someone else. */
  | { kind: 'parked'; by: Of<'parked'>['by']; of?: AgentRef }
  | { kind: 'resumed'; by: Of<'resumed'>['by']; of?: AgentRef }
  | { kind: 'reopened' }
  | { kind: 'long'; limitS: number }
  /** D9: who is asked by whom to take it over or to join; or has left it to them, with a note for whoever comes. */
  | { kind: 'proposed'; agent: AgentRef; by: AgentRef; as: 'owner' | 'guest'; note?: string }
  | { kind: 'declined'; agent: AgentRef; isWithdrawn?: true }
  | { kind: 'transferred'; by: AgentRef; note?: string }
  /** `from`: who had it until then. */
  | { kind: 'handed-over'; agent: AgentRef; from: AgentRef; how: Of<'accepted'>['how'] }
  | { kind: 'joined'; agent: AgentRef }
  | { kind: 'left'; agent: AgentRef }
  | { kind: 'whispered'; id: CommandId; by: AgentRef; text: string }
  | { kind: 'visitor-left'; endsAt: number }
  | { kind: 'visitor-returned' }
  /** `afterMs`: after the first answer in it was written. */
  | { kind: 'mailed'; afterMs: number }
  | { kind: 'mail-failed'; because: Of<'mail-failed'>['because'] }
  | { kind: 'mail-declined' }
  /** Instead of a chat (C4), or by an app of the page: then without `because`. */
  | ({ kind: 'left-message' } & Pick<Of<'message-left'>, 'because' | 'answers'>)
  /** The e-mail with the message before it. `isAgain`: it may have arrived twice. */
  | { kind: 'letter'; to: string; is: 'asked' | 'sent'; isAgain?: true }
  | { kind: 'letter'; to: string; is: 'failed'; because: Of<'letter-failed'>['because'] }
  /** When they want to be called, or when it is tried again (A7). */
  | { kind: 'call-planned'; dueAt: number }
  /** `nextAt`: it is tried again then. */
  | { kind: 'called'; agent: AgentRef; reached: boolean; nextAt?: number }
  /** The e-mail with it. `by`: a supervisor, again. */
  | { kind: 'forwarding'; to: string; by?: AgentRef }
  | { kind: 'forwarded' }
  | { kind: 'forward-failed'; because: Of<'forward-failed'>['because'] }
  /** Nobody needs to look at it any more. Without `by`: the visitor has left a message instead. */
  | { kind: 'settled'; by?: AgentRef; note?: string }
  /** The visitor's own words on it, when it was over (F1). */
  | { kind: 'rated'; score: number; words?: string }
  /** The visitor asked for it by e-mail (F4). */
  | { kind: 'transcribing' }
  | { kind: 'transcribed' }
  | { kind: 'transcript-failed'; because: Of<'transcript-failed'>['because'] }
  /** `says`: the last words that the visitor read. */
  | { kind: 'ended'; by: EndedBy; outcome: Outcome; says?: string }
);

/** Events that explain why the chat is where it is (B9). */
const explains = ['screened', 'routed', 'queued', 'offered', 'accepted'] as const;
type Explaining = Of<(typeof explains)[number]>;

/** Whose turn it is to write, and since when. */
type Turn = { of: 'agent' | 'visitor'; since: number };

/** Neither its handling nor its wrap-up time runs. `replyBy`: the visitor has written, and it goes to anyone then. */
interface Parked {
  since: number;
  by: Of<'parked'>['by'];
  replyBy?: number;
}

/** Someone in the conversation; who watches is known to supervisors who watch it too. */
interface Member {
  agent: AgentRef;
  as: 'owner' | 'guest' | 'monitor';
  /** A supervisor, who holds no place of an agent's capacity. */
  isOversight: boolean;
}

/** Somebody is asked to take it over, or to join. */
type Proposal = Pick<Of<'proposed'>, 'agent' | 'by' | 'as' | 'expiresAt' | 'note'>;

interface Known {
  id: InteractionId;
  what: Of<'started'>['kind'];
  /** The `seq` of the last folded commit. */
  position: number;
  startedAt: number;
  contact: Of<'started'>['contact'];
  /** Which files are sent in it; without it: none. */
  files?: Of<'started'>['files'];
  facts: Facts;
  /** The terms of the chat's queue. */
  terms: Of<'started'>['terms'];
  /** Absent while the chat is in no queue yet: an automated conversation is running. */
  queueId?: QueueId;
  requires: Requirement;
  /** When the visitor started to wait, moved forward by the time during which an agent had the chat. */
  since: number;
  entries: readonly Entry[];
  explaining: readonly Explaining[];
  people: readonly Member[];
  proposal?: Proposal;
  /** What the last one who had it said for the next. */
  handedOver?: { by: AgentRef; note?: string };
  /** It is in the supervisors' inbox. */
  isAside?: true;
  /** They are called back: how many tries there were, of how many. */
  call?: { made: number; tries: number };
  /** The e-mail with what the visitor left: what became of it, and when it was asked for. */
  forwarding?: { is: 'asked' | 'sent' | 'failed'; at: number };
}

export type Chat = Known &
  (
    | { stage: 'waiting' }
    /** `alsoRings`: others with the same offer. The first to accept gets the chat. */
    | {
        stage: 'offered';
        offerId: OfferId;
        offeredAt: number;
        expiresAt: number;
        alsoRings?: readonly AgentRef[];
      }
    /**
     * `as`: a guest writes too; who has it ends it, and hands it over. `parkedMs`: all the time for which it was parked before.
     */
    | {
        stage: 'active';
        as: 'owner' | 'guest';
        /** A supervisor who joined holds no place of an agent's capacity. */
        isSeated: boolean;
        acceptedAt: number;
        parkedMs: number;
        /** It has taken longer than the queue's chat time. */
        isLong?: true;
        parked?: Parked;
        turn: Turn;
        visitorAway?: { seq: number; endsAt: number };
      }
    /** Seen by a supervisor whom nobody sees. */
    | { stage: 'watched' }
    /** `allowedMs`: from its beginning to `until`. `parked.left`: what is left of it once it is resumed. */
    | {
        stage: 'wrap-up';
        handledMs: number;
        until: number;
        allowedMs: number;
        /** How often it was extended. */
        extended: number;
        by: EndedBy;
        parked?: Parked & { left: number };
      }
    | { stage: 'ended'; by: EndedBy | 'agent'; outcome?: Outcome }
    /** Offered to, or with, someone else. */
    | { stage: 'elsewhere'; agent: AgentRef; accepted: boolean }
  );

/** With the agent, who may park it. */
export type Kept = ChatIn<'active' | 'wrap-up'>;
/** Kept without being worked on. */
export type ParkedChat = Kept & { parked: Parked };
export const isParked = (chat: Chat): chat is ParkedChat =>
  (chat.stage === 'active' || chat.stage === 'wrap-up') && chat.parked !== undefined;

export type ChatIn<P extends Chat['stage']> = Extract<Chat, { stage: P }>;

/** Undefined until the commit that started the chat has been seen. */
export function fold(chat: Chat | undefined, id: InteractionId, commit: AgentCommit, me: AgentId): Chat | undefined {
  let next = chat;
  for (const event of commit.events) {
    next = evolve(next, id, event, commit, me);
    if (next && isExplaining(event)) next = { ...next, explaining: [...next.explaining, event] };
  }
  return next && { ...next, position: commit.seq };
}

const isExplaining = (event: AgentEvent): event is Explaining => explains.some((type) => type === event.type);

function evolve(
  chat: Chat | undefined,
  id: InteractionId,
  event: AgentEvent,
  { seq, at }: AgentCommit,
  me: AgentId,
): Chat | undefined {
  if (event.type === 'started') {
    const { kind: what, contact, facts, terms } = event;
    return {
      ...{ id, what, position: seq, startedAt: at, contact, facts, terms },
      ...(event.files ? { files: event.files } : {}),
      ...{ requires: {}, since: at, entries: [], explaining: [], people: [], stage: 'waiting' },
    };
  }
  if (!chat) return undefined;
  const known = knownOf(chat);
  const withEntry = (entry: NewEntry): Known => ({ ...known, entries: [...known.entries, { ...entry, seq, at }] });

  switch (event.type) {
    case 'screened':
    case 'routed':
      return chat;
    case 'stepped': {
      const { tags, variables, said } = event;
      const after = said.length > 0 ? withEntry({ kind: 'bot', lines: said }) : known;
      return { ...chat, ...after, facts: { ...chat.facts, tags, variables } };
    }
    case 'said':
    case 'greeted':
      return { ...chat, ...withEntry({ kind: 'bot', lines: [{ text: event.text }] }) };
    case 'queued': {
      const { because, queueId, waitedFrom: since, requires, terms = known.terms } = event;
      const { proposal: _, isAside: __, ...after } = withEntry({ kind: 'queued', because, queueName: terms.queueName });
      const people = known.people.filter(({ as }) => as === 'monitor');
      return stillWatched(chat, { ...after, queueId, since, requires, terms, people, stage: 'waiting' });
    }
    case 'offered': {
      const { agents, offerId, expiresAt, reserves } = event;
      const [asked] = agents;
      if (!agents.some((agent) => agent.id === me))
        return chat.stage === 'watched'
          ? chat
          : reserves && asked
            ? { ...known, stage: 'elsewhere', agent: asked, accepted: false }
            : chat;
      const offeredAt = chat.stage === 'offered' && chat.offerId === offerId ? chat.offeredAt : at;
      const alsoRings = reserves ? {} : { alsoRings: agents.filter((agent) => agent.id !== me) };
      return { ...known, stage: 'offered', offerId, offeredAt, expiresAt, ...alsoRings };
    }
    case 'offer-rejected': {
      if (known.proposal)
        return proposalOver(chat, withEntry({ kind: 'declined', agent: known.proposal.agent }), me, at);
      if (chat.stage !== 'offered' || !chat.alsoRings || event.agentId === me) return asBefore(known, me, at);
      return { ...chat, alsoRings: chat.alsoRings.filter((agent) => agent.id !== event.agentId) };
    }
    case 'offer-expired':
      if (known.proposal) {
        const isWithdrawn = event.because === 'withdrawn' ? { isWithdrawn: true as const } : {};
        return proposalOver(chat, withEntry({ kind: 'declined', agent: known.proposal.agent, ...isWithdrawn }), me, at);
      }
      return asBefore(known, me, at);
    case 'proposed': {
      const { agent, offerId, expiresAt, as, by, note } = event;
      const noted = note === undefined ? {} : { note };
      const after: Known = {
        ...withEntry({ kind: 'proposed', agent, by, as, ...noted }),
        proposal: { agent, by, as, expiresAt, ...noted },
      };
      if (agent.id === me) return { ...after, stage: 'offered', offerId, offeredAt: at, expiresAt };
      // It rang here, and a supervisor asks someone else.
      return chat.stage === 'offered' ? { ...after, stage: 'elsewhere', agent, accepted: false } : inStage(chat, after);
    }
    case 'transferred': {
      const { by, note } = event;
      const handedOver = { by, ...(note === undefined ? {} : { note }) };
      return { ...chat, ...withEntry({ kind: 'transferred', ...handedOver }), handedOver };
    }
    case 'joined': {
      const { agent, until } = event;
      const joined = withEntry({ kind: 'joined', agent });
      const after = without(agent, joined, { agent, as: 'guest', isOversight: until !== undefined });
      return agent.id === me ? asBefore(after, me, at) : inStage(chat, after);
    }
    case 'left': {
      const after = without(event.agent, withEntry({ kind: 'left', agent: event.agent }));
      return event.agent.id === me ? elsewhere(after) : inStage(chat, after);
    }
    case 'monitored': {
      const { agent } = event;
      const is = known.people.find((one) => one.agent.id === agent.id)?.as;
      if (is === 'guest') return chat;
      const after = without(agent, known, { agent, as: 'monitor', isOversight: true });
      return agent.id === me ? { ...after, stage: 'watched' } : inStage(chat, after);
    }
    case 'unmonitored': {
      const after = without(event.agent, known);
      return event.agent.id === me ? elsewhere(after) : inStage(chat, after);
    }
    case 'whispered':
      return { ...chat, ...withEntry({ kind: 'whispered', id: event.id, by: event.by, text: event.text }) };
    case 'accepted': {
      const mine = event.agent.id === me;
      const answered = mine && chat.stage === 'offered' ? { answeredMs: at - chat.offeredAt } : {};
      const { agent, from, how } = event;
      const entry: NewEntry = from
        ? { kind: 'handed-over', agent, from, how }
        : { kind: 'accepted', agent, mine, waitedMs: at - known.since, ...answered };
      const { handedOver: _, ...told } = withEntry(entry);
      const stay = told.people.filter(({ as }) => as !== 'owner');
      const after = without(agent, { ...told, people: stay }, { agent, as: 'owner', isOversight: false });
      const active = { stage: 'active', acceptedAt: at, parkedMs: 0, turn: { of: 'agent', since: at } } as const;
      if (mine)
        return { ...active, ...(chat.stage === 'active' ? unparked(chat) : {}), ...after, as: 'owner', isSeated: true };
      const isIn = stay.some((one) => one.agent.id === me);
      return isIn ? unparked(inStage(chat, after)) : { ...after, stage: 'elsewhere', agent, accepted: true };
    }
    case 'message': {
      const { id, text, agent } = event;
      const from = event.from === 'visitor' ? event.from : 'agent';
      return written(chat, withEntry({ kind: 'message', id, from, text, ...(agent ? { agent } : {}) }), from, at);
    }
    case 'file': {
      const { id, upload, name, bytes, agent } = event;
      const from = event.from === 'visitor' ? event.from : 'agent';
      const sent = withEntry({ kind: 'file', id, upload, from, name, bytes, ...(agent ? { agent } : {}) });
      return written(chat, sent, from, at);
    }
    case 'file-checked': {
      const { upload, verdict } = event;
      const entries = chat.entries.map((entry) =>
        entry.kind === 'file' && entry.upload === upload ? { ...entry, verdict } : entry,
      );
      return { ...chat, entries };
    }
    case 'revised': {
      const { of, text } = event;
      const revised = text === '' ? ('deleted' as const) : ('edited' as const);
      const entries = chat.entries.map((entry) =>
        entry.kind === 'message' && entry.seq === of ? { ...entry, text, revised } : entry,
      );
      return { ...chat, entries };
    }
    case 'note':
      return { ...chat, ...withEntry({ kind: 'note', id: event.id, agent: event.agent, text: event.text }) };
    case 'visitor-left': {
      const after = withEntry({ kind: 'visitor-left', endsAt: event.endsAt });
      return chat.stage === 'active'
        ? { ...chat, ...after, visitorAway: { seq, endsAt: event.endsAt } }
        : { ...chat, ...after };
    }
    case 'visitor-returned': {
      const after = { ...chat, ...withEntry({ kind: 'visitor-returned' }) };
      if (after.stage === 'active') delete after.visitorAway;
      return after;
    }
    case 'parked': {
      const after = withEntry({ kind: 'parked', by: event.by, ...whose(known, me) });
      const parked = { since: at, by: event.by };
      // Only its owner keeps it without working on it: guests go on.
      if (chat.stage === 'active') return { ...chat, ...after, ...(chat.as === 'owner' ? { parked } : {}) };
      return chat.stage === 'wrap-up'
        ? { ...chat, ...after, parked: { ...parked, left: event.left ?? 0 } }
        : { ...chat, ...after };
    }
    case 'resumed':
      return resumed({ ...chat, ...withEntry({ kind: 'resumed', by: event.by, ...whose(known, me) }) }, event, at);
    case 'reply-due':
      return chat.stage === 'active' && chat.parked
        ? { ...chat, parked: { ...chat.parked, replyBy: event.replyBy } }
        : chat;
    case 'mail-planned':
      return chat;
    case 'mail-requested':
      return awayUntil(chat, event.endsAt);
    case 'mailed':
      return { ...chat, ...withEntry({ kind: 'mailed', afterMs: at - event.answeredAt }) };
    case 'mail-failed': {
      const after = withEntry({ kind: 'mail-failed', because: event.because });
      return awayUntil({ ...chat, ...after }, event.endsAt);
    }
    case 'mail-declined': {
      const { consents: _, ...contact } = known.contact;
      return awayUntil({ ...chat, ...withEntry({ kind: 'mail-declined' }), contact }, event.endsAt);
    }
    case 'ended': {
      const { by, outcome, says, wrapUpUntil } = event;
      const said = says === undefined ? {} : { says };
      const { proposal: _, isAside: __, ...rest } = withEntry({ kind: 'ended', by, outcome, ...said });
      const after: Known = outcome === 'unmanaged' ? { ...rest, isAside: true } : rest;
      if (chat.stage !== 'active' || chat.as !== 'owner' || wrapUpUntil === undefined)
        return { ...after, stage: 'ended', by, outcome };
      const allowedMs = wrapUpUntil - at;
      const parked = chat.parked && { parked: { since: chat.parked.since, by: chat.parked.by, left: allowedMs } };
      return {
        ...{ ...after, stage: 'wrap-up', by, until: wrapUpUntil, allowedMs, extended: 0 },
        ...{ handledMs: handledMs(chat, at), ...parked },
      };
    }
    case 'extended': {
      if (chat.stage !== 'wrap-up') return chat;
      const { wrapUpUntil: until = chat.until, left = 0 } = event;
      const allowedMs = chat.allowedMs + chat.terms.wrapUpExtendS * 1000;
      const parked = chat.parked && { parked: { ...chat.parked, left } };
      return { ...chat, until, allowedMs, extended: chat.extended + 1, ...parked };
    }
    case 'reopened': {
      const { isAside: _, ...after } = withEntry({ kind: 'reopened' });
      return { ...after, stage: 'waiting' };
    }
    case 'message-left': {
      const { because, answers, forward } = event;
      const after = withEntry({ kind: 'left-message', answers, ...(because && { because }) });
      return {
        ...{ ...chat, ...after, ...(because && { isAside: true as const }) },
        ...(forward && { forwarding: { is: 'asked', at } }),
      };
    }
    case 'call-planned': {
      const { dueAt, tries } = event;
      return { ...chat, ...withEntry({ kind: 'call-planned', dueAt }), call: { made: 0, ...chat.call, tries } };
    }
    case 'call-came-due':
      return chat;
    case 'set-aside':
      return { ...chat, isAside: true };
    case 'called': {
      const { agent, reached, nextAt } = event;
      const entry = { kind: 'called', agent, reached, ...(nextAt !== undefined && { nextAt }) } as const;
      const { tries = 1, made = 0 } = known.call ?? {};
      const after = { ...withEntry(entry), call: { tries, made: made + 1 } };
      return nextAt === undefined ? { ...chat, ...after } : { ...after, people: [], stage: 'waiting' };
    }
    case 'letter-requested':
      return { ...chat, ...withEntry({ kind: 'letter', to: event.to, is: 'asked' }) };
    case 'letter-sent':
      return became(chat, event.request, { is: 'sent', ...(event.again && { isAgain: true as const }) });
    case 'letter-failed':
      return became(chat, event.request, { is: 'failed', because: event.because });
    case 'forward-requested': {
      const { to, by } = event;
      const after = withEntry({ kind: 'forwarding', to, ...(by ? { by } : {}) });
      return { ...chat, ...after, forwarding: { is: 'asked', at } };
    }
    case 'forwarded':
      return { ...chat, ...withEntry({ kind: 'forwarded' }), forwarding: { is: 'sent', at } };
    case 'forward-failed': {
      const after = withEntry({ kind: 'forward-failed', because: event.because });
      return { ...chat, ...after, forwarding: { is: 'failed', at } };
    }
    case 'settled': {
      const { by, note } = event;
      const after = { ...chat, ...withEntry({ kind: 'settled', ...(by && { by }), ...(note && { note }) }) };
      delete after.isAside;
      return after;
    }
    case 'chat-time-passed': {
      const after = withEntry({ kind: 'long', limitS: event.limitS });
      return chat.stage === 'active' ? { ...chat, ...after, isLong: true } : { ...chat, ...after };
    }
    case 'rated': {
      const { score, note } = event;
      return { ...chat, ...withEntry({ kind: 'rated', score, ...(note && { words: note }) }) };
    }
    case 'transcript-requested':
      return { ...chat, ...withEntry({ kind: 'transcribing' }) };
    case 'transcribed':
      return { ...chat, ...withEntry({ kind: 'transcribed' }) };
    case 'transcript-failed':
      return { ...chat, ...withEntry({ kind: 'transcript-failed', because: event.because }) };
    case 'finished':
      return { ...known, stage: 'ended', by: event.by };
    case 'noted':
      return chat;
    default:
      return event satisfies never;
  }
}

function resumed(chat: Chat, { wrapUpUntil }: Of<'resumed'>, at: number): Chat {
  if (chat.stage !== 'active' && chat.stage !== 'wrap-up') return chat;
  const { parked, ...others } = chat;
  if (others.stage === 'wrap-up') return { ...others, until: wrapUpUntil ?? others.until };
  return { ...others, parkedMs: others.parkedMs + (parked ? at - parked.since : 0) };
}

/** How long the agent has worked on it; stands still while it is parked. */
export const handledMs = ({ acceptedAt, parkedMs, parked }: ChatIn<'active'>, now: number): number =>
  (parked?.since ?? now) - acceptedAt - parkedMs;

/** What is left of wrap-up; stands still while it is parked. */
export const wrapUpLeftMs = ({ until, parked }: ChatIn<'wrap-up'>, now: number): number =>
  Math.max(0, parked?.left ?? until - now);

/** The chat ends by itself at another time, if the visitor is still away. */
function awayUntil(chat: Chat, endsAt: number | undefined): Chat {
  if (endsAt === undefined || chat.stage !== 'active' || !chat.visitorAway) return chat;
  return { ...chat, visitorAway: { ...chat.visitorAway, endsAt } };
}

type NewEntry = Entry extends infer E ? (E extends Entry ? Omit<E, 'seq' | 'at'> : never) : never;

/** With somebody in another part of it, or in none. Whoever is asked has answered then. */
function without({ id }: AgentRef, { proposal, ...known }: Known, ...member: Member[]): Known {
  const people = [...known.people.filter(({ agent }) => agent.id !== id), ...member];
  const isOpen = proposal && proposal.agent.id !== id && !member.some(({ as }) => as === 'owner');
  return { ...known, people, ...(isOpen ? { proposal } : {}) };
}

/** The one who was asked does not come. With whoever has it nothing else changes. */
function proposalOver(chat: Chat, known: Known, me: AgentId, at: number): Chat {
  const { proposal: _, ...rest } = known;
  return chat.stage === 'offered' || chat.stage === 'waiting' ? asBefore(rest, me, at) : inStage(chat, rest);
}

/** Nobody asks this agent any more: a guest still talks in it, and a supervisor who watches still does. */
function asBefore(known: Known, me: AgentId, at: number): Chat {
  const mine = known.people.find(({ agent }) => agent.id === me);
  if (mine?.as === 'monitor') return { ...known, stage: 'watched' };
  if (mine?.as !== 'guest') return elsewhere(known);
  return {
    ...{ ...known, stage: 'active', as: 'guest', isSeated: !mine.isOversight },
    ...{ acceptedAt: at, parkedMs: 0, turn: { of: 'agent', since: at } },
  };
}

function inStage({ proposal: _, handedOver: __, ...chat }: Chat, known: Known): Chat {
  return { ...chat, ...known };
}

/** Someone answered: a guest, if it stays parked. */
function unawaited(chat: ChatIn<'active'>): ChatIn<'active'> {
  if (chat.parked?.replyBy === undefined) return chat;
  const { replyBy: _, ...parked } = chat.parked;
  return { ...chat, parked };
}

/** Whoever gets it works on it. */
function unparked<C extends Chat>(chat: C): C {
  if (chat.stage !== 'active') return chat;
  const { parked: _, ...others } = chat;
  return others as C;
}

/** Who has it, if someone else. */
function whose({ people }: Known, me: AgentId): { of?: AgentRef } {
  const owner = people.find(({ as }) => as === 'owner')?.agent;
  return owner && owner.id !== me ? { of: owner } : {};
}

/** We are not in it. */
function elsewhere(known: Known): Chat {
  const owner = known.people.find(({ as }) => as === 'owner')?.agent;
  return owner ? { ...known, stage: 'elsewhere', agent: owner, accepted: true } : { ...known, stage: 'waiting' };
}

/** A supervisor who watches sees it through wherever it goes. */
type Letter = Extract<Entry, { kind: 'letter' }>;
/** What a letter's entry says of the e-mail. */
type LetterIs =
  | Omit<Extract<Letter, { is: 'sent' | 'asked' }>, 'seq' | 'at' | 'kind' | 'to'>
  | Pick<Extract<Letter, { is: 'failed' }>, 'is' | 'because'>;

/** `request`: the commit that asked for the e-mail. */
function became(chat: Chat, request: number, is: LetterIs): Chat {
  const entries = chat.entries.map((entry): Entry => {
    if (entry.kind !== 'letter' || entry.seq !== request) return entry;
    const { seq, at, kind, to } = entry;
    return { seq, at, kind, to, ...is };
  });
  return { ...chat, entries };
}

const stillWatched = (before: Chat, after: Chat): Chat =>
  before.stage === 'watched' ? { ...knownOf(after), stage: 'watched' } : after;

function written(chat: Chat, after: Known, from: 'visitor' | 'agent', at: number): Chat {
  return chat.stage === 'active'
    ? { ...(from === 'agent' ? unawaited(chat) : chat), ...after, turn: turnAfter(chat.turn, from, at) }
    : { ...chat, ...after };
}

function turnAfter(turn: Turn, from: 'visitor' | 'agent', at: number): Turn {
  if (from === 'agent') return { of: 'visitor', since: at };
  return turn.of === 'agent' ? turn : { of: 'agent', since: at };
}

const facts: Record<keyof Known, true> = {
  ...{ id: true, what: true, position: true, startedAt: true, contact: true, files: true, facts: true, terms: true },
  ...{ queueId: true, requires: true, since: true, entries: true, explaining: true, people: true, proposal: true },
  ...{ handedOver: true, isAside: true, call: true, forwarding: true },
};

/** A compiler error above for a fact that would be lost with a stage. */
const knownOf = (chat: Chat): Known =>
  Object.fromEntries(Object.entries(chat).filter(([name]) => Object.hasOwn(facts, name))) as unknown as Known;

/** In it as a supervisor, which must be said again every few minutes. */
export const isOversight = (chat: Chat): boolean =>
  chat.stage === 'watched' || (chat.stage === 'active' && !chat.isSeated);

/** Visitor messages that the agent has neither looked at (`seen`: a `seq`) nor answered. */
export function unread(chat: Chat, seen: number): number {
  let count = 0;
  for (const entry of chat.entries) {
    if (entry.kind !== 'message') continue;
    if (entry.from === 'agent') count = 0;
    else if (entry.seq > seen) count += 1;
  }
  return count;
}

export function lastOfVisitor(chat: Chat): Extract<Entry, { kind: 'message' }> | undefined {
  return chat.entries.filter((entry) => entry.kind === 'message').findLast(({ from }) => from === 'visitor');
}

/** What was left without a conversation: the last answer, which usually is the message. */
export function leftIn({ entries }: Chat): string | undefined {
  const left = entries.find((entry) => entry.kind === 'left-message');
  return left && String(left.answers.at(-1)?.value ?? '');
}

/** The latest message, for the second line in the inbox. */
export function lastMessage(chat: Chat): Extract<Entry, { kind: 'message' }> | undefined {
  return chat.entries.findLast((entry) => entry.kind === 'message');
}

/** Number of the newest message of the visitor; 0 if there is none. */
export const newestOfVisitor = ({ entries }: Chat): number =>
  entries.findLast((entry) => entry.kind === 'message' && entry.from === 'visitor')?.seq ?? 0;
