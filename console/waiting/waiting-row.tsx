import { Button, Kbd } from '@mantine/core';
import type { WaitingRow } from '../../protocol/agent.ts';
import { pending } from '../live/live.ts';
import { useLiveState, useNow, useSession } from '../live/use-live.tsx';
import { Age, AgeBar } from '../look/age.tsx';
import { Culture } from '../look/culture.tsx';
import { IconLock } from '../look/icons.ts';
import { useTexts } from '../texts/texts.tsx';
import classes from './waiting-row.module.css';

interface Props {
  row: WaitingRow;
  place: number;
  limitS: number;
  onTake(row: WaitingRow): void;
}

export function Row({ row, place, limitS, onTake }: Props) {
  const age = useNow() - row.since;
  return (
    <tr className={classes.row}>
      <td>
        <Age ms={age} limitS={limitS} />
        <AgeBar ms={age} limitS={limitS} />
      </td>
      <td className={classes.place}>{place}</td>
      <th scope="row" className={classes.name}>
        {row.visitorName}
        <span className={classes.subject} lang={row.culture} dir="auto">
          {row.subject}
        </span>
      </th>
      <td>
        <Culture culture={row.culture} />
      </td>
      <td className={classes.end}>
        <Take row={row} onTake={onTake} />
      </td>
    </tr>
  );
}

/** Instead of Take a locked row says what is missing. */
function Take({ row, onTake }: Pick<Props, 'row' | 'onTake'>) {
  const { waiting: texts } = useTexts();
  const state = useLiveState();
  const { agent } = useSession();
  if (pending(state, row.chatId, 'take')) return <span className={classes.locked}>{texts.taking}</span>;
  const lock = state.status !== 'available' ? texts.away : state.chats.size >= agent.capacity ? texts.full : undefined;
  if (lock) {
    return (
      <span className={classes.locked}>
        <IconLock size={15} stroke={1.75} aria-hidden /> {lock}
      </span>
    );
  }
  return (
    <Button data-take variant="default" className={classes.take} aria-keyshortcuts="T" onClick={() => onTake(row)}>
      {texts.take} <span className="visually-hidden">{row.visitorName}</span>
      <Kbd className={classes.key} aria-hidden>
        T
      </Kbd>
    </Button>
  );
}
