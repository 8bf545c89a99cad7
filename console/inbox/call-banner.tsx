/** B12: the agent's phone rings, or for how long they have been on a call; and which chats wait for the end of it. */
import { useLiveState, useNow } from '../live/use-live.tsx';
import { IconPhone } from '../look/icons.ts';
import { duration } from '../texts/duration.ts';
import { useTexts } from '../texts/texts.tsx';
import classes from './call-banner.module.css';

export function CallBanner() {
  const { call: texts } = useTexts();
  const { call, chats } = useLiveState();
  const now = useNow();
  if (!call) return null;
  const parked = [...chats.values()].flatMap((chat) =>
    'parked' in chat && chat.parked?.by === 'call' ? [chat.contact.name] : [],
  );
  return (
    <div className={classes.banner} role="status">
      <IconPhone className={classes.icon} size={16} stroke={1.75} aria-hidden />
      <div>
        <span className={classes.state}>{texts[call.state]}</span> {/* Not announced every second. */}
        {call.state === 'in-call' && (
          <span className={classes.time} aria-hidden>
            {duration(now - call.since)}
          </span>
        )}
        <div>{parked.length > 0 ? texts.parked(parked.join(', ')) : texts.noOffers}</div>
      </div>
    </div>
  );
}
