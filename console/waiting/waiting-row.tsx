import { Button, Kbd } from '@mantine/core';
import type { WaitingRow } from '../../protocol/agent.ts';
import { pending, placesInUse } from '../live/live.ts';
import { useLiveState, useNow, useSession } from '../live/use-live.tsx';
import { Age, AgeBar } from '../look/age.tsx';
import { asks } from '../look/asks.ts';
import { Culture } from '../look/culture.tsx';
import { IconLock } from '../look/icons.ts';
import { useTexts } from '../texts/texts.tsx';
import { lacking } from './lacking.ts';
import classes from './waiting-row.module.css';

interface Props {
  row: WaitingRow;
  place: number;
  limitS: number;
  onTake(row: WaitingRow): void;
}

export function Row({ row, place, limitS, onTake }: Props) {
  const { waiting: texts } = useTexts();
  const age = useNow() - row.since;
  return (
    <tr className={classes.row}>
      <td>
        <Age ms={age} limitS={limitS} />
        <AgeBar ms={age} limitS={limitS} />
      </td>
      <td className={classes.place}>{place}</td>
      <th scope="row" className={classes.name}>
        {row.visitorName} <Culture culture={row.culture} />
        <span className={classes.subject} lang={row.culture} dir="auto">
          {row.subject}
        </span>
        {row.latest && (
          <span className={classes.latest} lang={row.culture} dir="auto">
            <span className="visually-hidden">{texts.latest}</span> {row.latest}
          </span>
        )}
      </th>
      <td>
        <Needs row={row} />
      </td>
      <td className={classes.end}>
        <Take row={row} onTake={onTake} />
      </td>
    </tr>
  );
}

function Needs({ row }: Pick<Props, 'row'>) {
  const { waiting: texts } = useTexts();
  const needs = asks(row.requires);
  if (needs.length === 0) return <span className={classes.anyone}>{texts.anyone}</span>;
  return (
    <ul className={classes.needs}>
      {needs.map((need) => (
        <li key={need} className={classes.need}>
          {need}
        </li>
      ))}
    </ul>
  );
}

/** A locked row says what is missing instead of Take. */
function Take({ row, onTake }: Pick<Props, 'row' | 'onTake'>) {
  const { waiting: texts } = useTexts();
  const state = useLiveState();
  const { agent } = useSession();
  if (!agent) return null;
  if (pending(state, row.interactionId, 'take')) return <span className={classes.locked}>{texts.taking}</span>;
  const missing = lacking(row.requires, agent);
  const lock = missing
    ? texts.needs(asks(missing).join(', '))
    : state.status !== 'available'
      ? texts.away
      : placesInUse(state) >= agent.capacity
        ? texts.full
        : undefined;
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
