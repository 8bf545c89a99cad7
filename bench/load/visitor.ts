/** A visitor: the widget's own engine on a device of its own, and somebody who writes, reloads the page and loses the network. */
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { CommandId } from '../../core/ids.ts';
import { type SessionAnswer, VisitorPush } from '../../protocol/visitor.ts';
import { type Api, createApi, isWebsite } from '../../widget/app/engine/api.ts';
import { type Chat, createChat } from '../../widget/app/engine/chat.ts';
import { createKept } from '../../widget/app/engine/kept.ts';
import { createLine, type Line, textsOf } from './line.ts';
import { createWaiters, type Run, wallClock } from './run.ts';
import { lastOf, textOf } from './script.ts';

const CULTURE = 'en-GB';

/** Always in front of somebody. Nothing wakes it, so that only its own backoff brings it back. */
const page = {
  isVisible: () => true,
  onWake: () => () => {},
  onOffline: () => () => {},
  onVisibility: () => () => {},
};

export interface Visitor {
  /** What agents know the visitor by; nobody else has it. */
  name: string;
  /** Starts a chat with this text, and returns once it is in the log. */
  arrive(text: string): Promise<void>;
  say(text: string): void;
  /** Until an agent has accepted. False if it ended before. */
  isAccepted(): Promise<boolean>;
  /** Until an agent has answered this text. False if it ended before. */
  isAnswered(text: string): Promise<boolean>;
  /** Until everything written is in the log. */
  isSent(): Promise<void>;
  end(): void;
  isOver(): Promise<void>;
  reload(): void;
  line(): Line;
  /** Reads the whole log, and gives it to the ledger. */
  check(): Promise<void>;
  close(): void;
}

export function createVisitor(run: Run, name: string): Visitor {
  const { target, ledger, now, steps, random } = run;
  const { look, until } = createWaiters(run.over);
  const device = {};
  let session: SessionAnswer | undefined;
  let line: Line;
  let chat: Chat;
  let arrivedAt = 0;

  const api = keepingSessions(target, (answer) => {
    session = answer;
  });

  function open(lostAt?: number): void {
    line = createLine({
      ...{ side: 'visitor', ledger, now, lostAt },
      ready: () => steps.started.push(now() - arrivedAt),
      resumed(afterMs) {
        steps.resumed.push(afterMs);
        run.resumptions.push(now());
      },
    });
    chat = createChat({
      ...{ clock: wallClock, page, random, newId, api, openSocket: line.open },
      locks: undefined,
      openChannel: () => undefined,
      kept: createKept(device, {}, target.website),
      website: target.website,
      trackingId: () => '',
      changed: look,
    });
  }

  const conversation = () => {
    const state = chat.state();
    return state.is === 'running' ? state.conversation : undefined;
  };
  const isOver = () => chat.state().is !== 'running';
  const agentsLines = () =>
    conversation()
      ?.story()
      .lines.flatMap((each) => (each.is === 'message' && each.from === 'agent' ? [each.text] : [])) ?? [];

  open();
  return {
    name,
    async arrive(text) {
      const website = await api.ask(`v1/websites/${target.website}?culture=${CULTURE}`, isWebsite);
      if (website.is !== 'answered') throw new Error(`The website's page was ${website.is}`);
      ledger.wrote(name, 'visitor', text);
      arrivedAt = now();
      chat.start(website.value, { culture: CULTURE, answers: { name, email: 'load@foyer.example', question: text } }, [
        text,
      ]);
      run.chats.started++;
      await until(() => conversation()?.hasCaughtUp() || isOver());
      const state = chat.state();
      if (state.is === 'none') throw new Error(`A start was refused: ${state.refused}`);
    },
    say(text) {
      ledger.wrote(name, 'visitor', text);
      conversation()?.send(text);
    },
    async isAccepted() {
      const since = now();
      await until(() => conversation()?.story().stage === 'active' || isOver());
      steps.accepted.push(now() - since);
      return !isOver();
    },
    async isAnswered(text) {
      await until(() => isOver() || agentsLines().some((answer) => answer.includes(`“${text}”`)));
      return !isOver();
    },
    isSent: () =>
      until(
        () =>
          conversation()
            ?.story()
            .lines.every((each) => each.is !== 'message' || each.state.is === 'sent') ?? isOver(),
      ),
    end: () => conversation()?.ask('end'),
    isOver: () => until(isOver),
    reload() {
      chat.close();
      open(now());
    },
    line: () => line,
    async check() {
      if (!session) return;
      ledger.closed(name, 'visitor', textsOf(await wholeLog(session)));
    },
    close: () => chat.close(),
  };
}

/**
 * One chat, from the form to the end. How long it is, and when the page is reloaded and the network fails, is left to chance.
 * `follow` gets the socket that there is at the time.
 */
export async function playChat(run: Run, name: string, follow: (line: () => Line) => void): Promise<void> {
  const { chance } = run;
  const visitor = createVisitor(run, name);
  follow(visitor.line);
  const count = 3 + chance.below(4);
  const reloadsAt = 1 + chance.below(count - 1);
  const loses = { at: 1 + chance.below(count - 1), after: chance.pick(['half', 'all'] as const) };
  const endsIt = chance.happens(0.5);
  try {
    let text = textOf(name, 1);
    await visitor.arrive(text);
    let isOpen = await visitor.isAccepted();
    for (let n = 2; isOpen && n <= count; n++) {
      isOpen = await visitor.isAnswered(text);
      await run.think();
      if (n === reloadsAt + 1) visitor.reload();
      if (n === loses.at + 1) visitor.line().cutAtNextMessage(loses.after);
      text = n === count && !endsIt ? lastOf(name, n) : textOf(name, n);
      visitor.say(text);
    }
    if (endsIt && (await visitor.isAnswered(text))) visitor.end();
    await visitor.isOver();
    run.chats.ended++;
  } catch (error) {
    const why = run.over.aborted ? 'still open' : String(error);
    run.chats.failed.set(why, (run.chats.failed.get(why) ?? 0) + 1);
  }
  await visitor.check();
  visitor.close();
}

function keepingSessions({ widget, origin }: Run['target'], keep: (session: SessionAnswer) => void): Api {
  const api = createApi(widget, (url, { headers, ...request } = {}) =>
    fetch(url, { ...request, headers: { ...headers, origin } }),
  );
  const kept = (asked: ReturnType<Api['start']>) =>
    asked.then((answer) => {
      if (answer.is === 'answered') keep(answer.value);
      return answer;
    });
  return { ...api, start: (body) => kept(api.start(body)), renew: (token) => kept(api.renew(token)) };
}

const newId = () => crypto.randomUUID() as CommandId;

const TRIES = 40;

/** Also while Foyer restarts. */
async function wholeLog(session: SessionAnswer) {
  for (let tries = 1; ; tries++) {
    try {
      return await readLog(session);
    } catch (error) {
      if (tries === TRIES) throw error;
      await pause(1000);
    }
  }
}

/** From the beginning, on a socket of its own. */
function readLog({ socketUrl, token }: SessionAnswer) {
  type Range = Extract<VisitorPush, { t: 'range' }>;
  return new Promise<Range['commits']>((resolve, reject) => {
    const commits: Range['commits'] = [];
    const socket = new WebSocket(`${socketUrl}?token=${encodeURIComponent(token)}`, { perMessageDeflate: false });
    const ask = (after: number) => socket.send(JSON.stringify({ t: 'resume', id: newId(), after }));
    socket.on('open', () => ask(0));
    socket.on('message', (data) => {
      const push = VisitorPush.safeParse(JSON.parse(String(data))).data;
      if (push?.t === 'refused' || !push) return socket.terminate();
      if (push.t !== 'range') return;
      commits.push(...push.commits);
      if (push.more) return ask(push.seq);
      resolve(commits);
      socket.close();
    });
    socket.on('error', () => {});
    socket.on('close', () => reject(new Error('The log of a chat could not be read')));
  });
}
