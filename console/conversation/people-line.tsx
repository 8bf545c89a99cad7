/** Who else is in the chat, and who is asked: nothing as long as its owner is alone in it (D9). */
import { Button } from '@mantine/core';
import type { Chat } from '../live/chat.ts';
import { useLive, useSession } from '../live/use-live.tsx';
import { useTexts } from '../texts/texts.tsx';
import classes from './people-line.module.css';

export function PeopleLine({ chat }: { chat: Chat }) {
  const { people: texts } = useTexts();
  const { agent: me } = useSession();
  const live = useLive();
  const { people, proposal } = chat;
  if ((people.length < 2 && !proposal) || chat.stage === 'offered') return null;
  const mayWithdraw = chat.stage === 'watched' || (chat.stage === 'active' && chat.as === 'owner');
  return (
    <div className={classes.line}>
      <ul className={classes.people} aria-label={texts.title}>
        {people.map(({ agent, as }) => (
          <li key={agent.id} className={classes.person}>
            {agent.id === me.id ? texts.you : agent.name} <span className={classes.as}>{texts.as[as]}</span>
          </li>
        ))}
      </ul>
      {proposal && (
        <span className={classes.asked}>
          {texts.waitingFor(proposal.agent.name)}
          {mayWithdraw && (
            <Button size="compact-xs" variant="default" onClick={() => live.withdraw(chat)}>
              {texts.withdraw}
            </Button>
          )}
        </span>
      )}
    </div>
  );
}
