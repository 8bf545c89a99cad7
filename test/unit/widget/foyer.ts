/** Foyer as the widget sees it: one chat, with a log, sockets and failures that the test controls. */
import { CommandId, InteractionId } from '../../../core/ids.ts';
import {
  type SessionAnswer,
  StartBody,
  type VisitorCommit,
  type VisitorEvent,
  VisitorFrame,
  type VisitorPush,
} from '../../../protocol/visitor.ts';
import type { Answer } from '../../../widget/app/engine/api.ts';
import type { OpenSocket, Socket } from '../../../widget/app/engine/connection.ts';
import type { FakeClock } from '../../support/clock.ts';

/** What happens to the next command: saved and acknowledged, or one of the ways in which it fails. */
export type Fate =
  | 'fine'
  | 'lost before'
  | 'lost after'
  | 'aws error'
  | 'unavailable'
  | 'rate_limited'
  | 'behind'
  | 'message_too_long'
  | 'chat_not_open';

interface FakeSocket extends Socket {
  url: string;
  frames: VisitorFrame[];
  push(frame: VisitorPush | { message: string }): void;
  cut(): void;
}

export type FakeFoyer = ReturnType<typeof fakeFoyer>;

export function fakeFoyer(clock: FakeClock) {
  const commits: VisitorCommit[] = [];
  const answered = new Map<string, VisitorCommit>();
  const started: StartBody[] = [];
  const sockets: FakeSocket[] = [];
  const renewed: string[] = [];
  let isUp = true;
  let asked = 0;
  let tokens = 1;
  let tabs = 0;
  let tokenLifeMs = 3_600_000;
  let fates: Fate[] = [];
  let beginning: VisitorEvent[] = [{ type: 'queued', because: 'arrived' }];
  let startAnswer: Answer<SessionAnswer> | undefined;
  let resumeRefusal: string | undefined;
  let renewAnswer: Answer<SessionAnswer> | undefined;

  const session = (): Answer<SessionAnswer> =>
    isUp
      ? {
          is: 'answered',
          value: {
            interactionId: InteractionId.parse('chat'),
            token: `token-${tokens}`,
            expiresAt: clock.now() + tokenLifeMs,
            socketUrl: 'wss://socket',
          },
        }
      : { is: 'failed' };

  function commit(...events: VisitorEvent[]): VisitorCommit {
    const prev = commits.at(-1)?.seq ?? 0;
    // In between are commits that the visitor cannot see.
    const made = { seq: prev + 3, prev, at: clock.now(), events };
    commits.push(made);
    return made;
  }

  function handle(socket: FakeSocket, frame: VisitorFrame) {
    const seq = commits.at(-1)?.seq ?? 0;
    if (frame.t === 'ping') return socket.push({ t: 'pong', seq });
    if (frame.t === 'resume' && resumeRefusal)
      return socket.push({ t: 'refused', id: frame.id, code: resumeRefusal, message: '' });
    if (frame.t === 'resume') {
      return socket.push({
        t: 'range',
        seq,
        more: false,
        commits: commits.filter((one) => one.seq > frame.after),
        marks: {},
      });
    }
    if (frame.t === 'presence') return;
    const fate = fates.shift() ?? 'fine';
    if (fate === 'lost before') return;
    if (fate === 'aws error') return socket.push({ message: 'Internal server error' });
    if (fate !== 'fine' && fate !== 'lost after') {
      return socket.push({ t: 'refused', id: frame.id, code: fate, message: '' });
    }
    const known = answered.get(frame.id);
    const end = commits.flatMap(({ events }) => events).findLast(({ type }) => type === 'ended' || type === 'queued');
    if (!known && end?.type === 'ended' && (frame.t === 'end' || end.outcome !== 'auto-finished'))
      return socket.push({ t: 'refused', id: frame.id, code: 'chat_ended', message: '' });
    const made =
      known ??
      commit(
        frame.t === 'message'
          ? { type: 'message', id: frame.id, from: 'visitor', text: frame.text }
          : frame.t === 'person'
            ? { type: 'queued', because: 'arrived' }
            : { type: 'ended', by: 'visitor', outcome: 'completed' },
      );
    answered.set(frame.id, made);
    if (fate === 'lost after') return;
    socket.push({ t: 'ack', id: frame.id, commit: made });
    if (!known) for (const other of sockets) if (other !== socket) other.push({ t: 'commit', commit: made });
  }

  const openSocket: OpenSocket = (url, on) => {
    let isOpen = isUp && url === `wss://socket?token=token-${tokens}`;
    const wasOpened = isOpen;
    const closed = () => {
      if (!isOpen && wasOpened) return;
      isOpen = false;
      on.closed();
    };
    const socket: FakeSocket = {
      url,
      frames: [],
      send(text) {
        const frame = VisitorFrame.parse(JSON.parse(text));
        socket.frames.push(frame);
        if (isOpen && isUp) handle(socket, frame);
      },
      close: closed,
      push(frame) {
        if (isOpen) on.received(JSON.stringify(frame));
      },
      cut: closed,
    };
    sockets.push(socket);
    clock.after(1, () => (wasOpened && isOpen ? on.opened() : on.closed()));
    return socket;
  };

  return {
    commits,
    started,
    sockets,
    renewed,
    openSocket,
    nextTab: () => tabs++,
    start(body: string): Answer<SessionAnswer> {
      asked++;
      if (startAnswer) return startAnswer;
      if (!isUp) return { is: 'failed' };
      const start = StartBody.parse(JSON.parse(body));
      started.push(start);
      if (started.length === 1) {
        commit({ type: 'started', contact: { name: String(start.answers.name) } }, ...beginning);
      }
      return session();
    },
    /** How often, whatever the answer was. */
    askedToStart: () => asked,
    renew(token: string): Answer<SessionAnswer> {
      renewed.push(token);
      return renewAnswer ?? session();
    },
    /** Seen by the visitor on every socket. */
    happens(...events: VisitorEvent[]) {
      const made = commit(...events);
      for (const socket of sockets) socket.push({ t: 'commit', commit: made });
    },
    says: (text: string): VisitorEvent => ({
      type: 'message',
      id: CommandId.parse(`agent-${text}`.padEnd(16, '-').replaceAll(' ', '-')),
      from: 'agent',
      text,
    }),
    commit,
    /** What follows `started`, instead of the queue. */
    begin(...events: VisitorEvent[]) {
      beginning = events;
    },
    /** For the next commands, in order. */
    fate(...next: Fate[]) {
      fates = next;
    },
    down() {
      isUp = false;
      for (const socket of sockets) socket.cut();
    },
    up() {
      isUp = true;
    },
    /** Tokens issued so far no longer open anything. */
    revoke() {
      tokens++;
    },
    tokensLast(ms: number) {
      tokenLifeMs = ms;
    },
    answerStart(answer: Answer<SessionAnswer> | undefined) {
      startAnswer = answer;
    },
    answerRenewal(answer: Answer<SessionAnswer>) {
      renewAnswer = answer;
    },
    /** While set, every `resume` is refused with this code. */
    answerResume(code: string | undefined) {
      resumeRefusal = code;
    },
    /** The socket in use. */
    socket(): FakeSocket {
      const socket = sockets.at(-1);
      if (!socket) throw new Error('No socket was opened');
      return socket;
    },
    /** The visitor's messages in the log. */
    saved: () =>
      commits.flatMap(({ events }) =>
        events.flatMap((event) => (event.type === 'message' && event.from === 'visitor' ? event.text : [])),
      ),
  };
}
