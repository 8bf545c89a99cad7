/** The second column of every page: offers on top, then the agent's chats, and a summary of the queues at the bottom. */

import { inboxGroups, isAsking } from '../live/inbox-groups.ts';
import { useLiveState, useSession } from '../live/use-live.tsx';
import { Empty } from '../look/empty.tsx';
import { IconClipboardCheck, IconEye, IconMessageCircle, IconPlayerPause } from '../look/icons.ts';
import { LoadingRows } from '../look/loading-rows.tsx';
import { Notices } from '../offers/notices.tsx';
import { OfferCard } from '../offers/offer-card.tsx';
import { useTexts } from '../texts/texts.tsx';
import { CallBanner } from './call-banner.tsx';
import { CapacityPips } from './capacity-pips.tsx';
import { ActiveRow, ParkedRow, WatchedRow, WrapUpRow } from './chat-row.tsx';
import { Group } from './group.tsx';
import classes from './inbox.module.css';
import { QueuesFoot } from './queues-foot.tsx';
import { StatusMenu } from './status-menu.tsx';

/** Where the focus goes when the focused element disappears. */
export const INBOX = 'inbox';

export function Inbox() {
  const { inbox, offer, people } = useTexts();
  const state = useLiveState();
  const { agent } = useSession();
  const { offers, active, parked, wrapUp, watched } = inboxGroups(state);
  const asking = parked.filter(isAsking);
  const resting = parked.filter((chat) => !isAsking(chat));
  const loading = !state.welcomed || state.arriving.size > 0;
  const nothing = state.chats.size === 0;
  const emptyHint = !agent ? inbox.emptyAtBoard : state.status === 'available' ? inbox.emptyHint : inbox.emptyAway;

  return (
    <section id={INBOX} className={classes.inbox} aria-label={inbox.title} tabIndex={-1}>
      <header className={classes.header}>
        <h2 className={classes.title}>{inbox.title}</h2>
        {agent && (
          <>
            <CapacityPips
              offered={offers.filter(({ alsoRings }) => !alsoRings).length}
              active={active.filter(({ isSeated }) => isSeated).length}
              parked={parked.length}
              wrapUp={wrapUp.length}
              most={agent.capacity}
            />
            <StatusMenu />
          </>
        )}
      </header>
      <CallBanner />
      <section className={classes.offers} aria-label={offer.region}>
        {offers.map((chat) => (
          <OfferCard key={chat.id} chat={chat} />
        ))}
        <Notices />
      </section>
      <div className={classes.chats}>
        {nothing && loading && <LoadingRows label={inbox.loading} />}
        {nothing && !loading && <Empty title={inbox.empty} hint={emptyHint} />}
        <Group title={inbox.asking} icon={IconPlayerPause} count={asking.length}>
          {asking.map((chat) => (
            <ParkedRow key={chat.id} chat={chat} />
          ))}
        </Group>
        <Group title={inbox.active} icon={IconMessageCircle} count={active.length}>
          {active.map((chat) => (
            <ActiveRow key={chat.id} chat={chat} />
          ))}
        </Group>
        <Group title={inbox.parked} icon={IconPlayerPause} count={resting.length}>
          {resting.map((chat) => (
            <ParkedRow key={chat.id} chat={chat} />
          ))}
        </Group>
        <Group title={people.watched} icon={IconEye} count={watched.length}>
          {watched.map((chat) => (
            <WatchedRow key={chat.id} chat={chat} />
          ))}
        </Group>
        <Group title={inbox.wrapUp} icon={IconClipboardCheck} count={wrapUp.length}>
          {wrapUp.map((chat) => (
            <WrapUpRow key={chat.id} chat={chat} />
          ))}
        </Group>
      </div>
      {agent && <QueuesFoot />}
    </section>
  );
}
