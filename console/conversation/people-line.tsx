/** Who else is in the chat, and who is asked: nothing as long as its owner is alone in it (D9). */
import { Button } from '@mantine/core';
import type { Chat } from '../live/chat.ts';
import { useLive, useNow, useSession } from '../live/use-live.tsx';
import { IconBellRinging, IconEye, IconMessageCircle } from '../look/icons.ts';
import { duration } from '../texts/duration.ts';
import { useTexts } from '../texts/texts.tsx';
import classes from './people-line.module.css';

const icons = { owner: IconMessageCircle, guest: IconMessageCircle, monitor: IconEye };

export function PeopleLine({ chat }: { chat: Chat }) {
  const { people: texts } = useTexts();
  const { person: me } = useSession();
  const { people, proposal } = chat;
  if ((people.length < 2 && !proposal) || chat.stage === 'offered') return null;
  return (
    <div className={classes.line}>
      <ul className={classes.people} aria-label={texts.title}>
        {people.map(({ agent, as }) => {
          const Icon = icons[as];
          return (
            <li key={agent.id} className={classes.person} data-as={as}>
              <Icon size={14} stroke={1.75} aria-hidden />
              <bdi>{agent.id === me.id ? texts.you : agent.name}</bdi>
              <span className={classes.as}>{texts.as[as]}</span>
            </li>
          );
        })}
      </ul>
      {proposal && <Asked chat={chat} proposal={proposal} />}
    </div>
  );
}

function Asked({ chat, proposal }: { chat: Chat; proposal: NonNullable<Chat['proposal']> }) {
  const { people: texts } = useTexts();
  const live = useLive();
  const left = Math.max(0, proposal.expiresAt - useNow());
  const mayWithdraw = chat.stage === 'watched' || (chat.stage === 'active' && chat.as === 'owner');
  return (
    <div className={classes.asked}>
      <IconBellRinging size={14} stroke={1.75} aria-hidden />
      <span>{texts.asked[proposal.as](proposal.agent.name)}</span>
      <span className={classes.left}>{duration(left)}</span>
      {mayWithdraw && (
        <Button size="compact-xs" variant="default" onClick={() => live.withdraw(chat)}>
          {texts.withdraw}
        </Button>
      )}
    </div>
  );
}
