/** Who is signed in, by name, and what their places are used for. */
import { useId, useState } from 'react';
import type { BoardAgent, BoardQueue } from '../../protocol/board.ts';
import { useNow, useSession } from '../live/use-live.tsx';
import {
  IconAlertTriangle,
  IconCheck,
  IconChevronDown,
  IconClipboardCheck,
  IconMessageCircle,
  IconPhone,
  IconPlayerPause,
  IconPlugConnectedX,
} from '../look/icons.ts';
import { Initials } from '../look/initials.tsx';
import { type PipState, Pips } from '../look/pips.tsx';
import { duration } from '../texts/duration.ts';
import { labelOf } from '../texts/pause-reason.ts';
import { useTexts } from '../texts/texts.tsx';
import { ChatActs } from './chat-acts.tsx';
import { placesUsed, stateOf, talksOf, UNANSWERED_S, unansweredOf } from './figures.ts';
import classes from './wallboard.module.css';

const lookOf = (ms: number) => (ms > UNANSWERED_S * 1000 ? 'late' : 'soon');

const icons = {
  lost: IconPlugConnectedX,
  call: IconPhone,
  paused: IconPlayerPause,
  'wrap-up': IconClipboardCheck,
  full: IconMessageCircle,
  ready: IconCheck,
};

export function Agents({
  agents,
  queues,
  more,
}: {
  agents: readonly BoardAgent[];
  queues: readonly BoardQueue[];
  more: number;
}) {
  const { board: texts } = useTexts();
  const names = new Map(queues.map(({ id, name }) => [id, name]));
  const ready = agents.filter((agent) => stateOf(agent).is === 'ready').length;
  return (
    <section className={classes.agents} aria-labelledby="board-agents">
      <header className={classes.head}>
        <h3 id="board-agents">{texts.agents}</h3>
        <span>{texts.signedIn(agents.length + more, ready)}</span>
        <span className={classes.legend} aria-hidden>
          {(['active', 'offered', 'parked', 'wrap-up', 'free'] as const).map((state) => (
            <span key={state}>
              <i data-state={state} /> {texts.places[state]}
            </span>
          ))}
        </span>
      </header>
      {agents.length === 0 && <p className={classes.calm}>{texts.noAgents}</p>}
      <ul className={classes.agentList}>
        {agents.map((agent) => (
          <AgentRow key={agent.id} agent={agent} queues={agent.queues.flatMap((id) => names.get(id) ?? [])} />
        ))}
      </ul>
      {more > 0 && <p className={classes.more}>{texts.moreAgents(more)}</p>}
    </section>
  );
}

function AgentRow({ agent, queues }: { agent: BoardAgent; queues: readonly string[] }) {
  const { board: texts, capacity } = useTexts();
  const { pauseReasons } = useSession();
  const [isOpen, setIsOpen] = useState(false);
  const id = useId();
  const talks = talksOf(agent);
  const now = useNow();
  const state = stateOf(agent);
  const waits = unansweredOf(agent);
  const Icon = icons[state.is];
  const time = duration(state.is === 'lost' ? state.since - now : now - state.since);
  return (
    <li>
      <div className={classes.agent}>
        <Initials name={agent.name} />
        <span className={classes.agentName}>
          {talks.length > 0 ? (
            <button
              type="button"
              className={classes.opens}
              aria-expanded={isOpen}
              aria-controls={id}
              aria-label={`${agent.name}, ${texts.chatsOf(talks.length)}`}
              onClick={() => setIsOpen(!isOpen)}
            >
              {agent.name} <IconChevronDown size={14} stroke={1.75} aria-hidden />
            </button>
          ) : (
            <span>{agent.name}</span>
          )}
          {waits ? (
            <span className={classes.noReply} data-look={lookOf(now - waits.unansweredSince)}>
              <IconAlertTriangle size={14} stroke={1.75} aria-hidden />
              {texts.noReply(duration(now - waits.unansweredSince))}
            </span>
          ) : (
            <span className={classes.serves}>
              {state.is === 'lost'
                ? texts.chatsGoBack(time)
                : (labelOf(pauseReasons, agent.reason) ?? queues.join(', '))}
            </span>
          )}
        </span>
        <span className={classes.state} data-state={state.is}>
          <Icon size={15} stroke={1.75} aria-hidden />
          {texts.states[state.is]} {state.is !== 'lost' && time}
        </span>
        <Pips
          label={capacity(placesUsed(agent), agent.capacity)}
          states={[
            ...agent.places.flatMap(({ is, weight }) => Array<PipState>(weight).fill(is)),
            ...Array<PipState>(Math.max(0, agent.capacity - placesUsed(agent))).fill('free'),
          ]}
        />
      </div>
      <ul id={id} className={classes.talks} hidden={!isOpen || talks.length === 0}>
        {talks.map((chat) => (
          <li key={chat.interactionId}>
            <span className={classes.talk}>
              <span dir="auto">{chat.visitorName}</span>
              {chat.unansweredSince !== undefined && (
                <span className={classes.noReply} data-look={lookOf(now - chat.unansweredSince)}>
                  <IconAlertTriangle size={14} stroke={1.75} aria-hidden />
                  {texts.noReply(duration(now - chat.unansweredSince))}
                </span>
              )}
            </span>
            <ChatActs chat={chat} />
          </li>
        ))}
      </ul>
    </li>
  );
}
