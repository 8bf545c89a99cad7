import { useTexts } from '../texts/texts.tsx';
import classes from './capacity-pips.module.css';

interface Props {
  offered: number;
  active: number;
  parked: number;
  wrapUp: number;
  most: number;
}

/** One pip for each place; beyond eight places the figures alone are easier to read. */
export function CapacityPips({ offered, active, parked, wrapUp, most }: Props) {
  const texts = useTexts();
  const used = offered + active + parked + wrapUp;
  const pips = [
    ...Array<string>(offered).fill('offered'),
    ...Array<string>(active).fill('active'),
    ...Array<string>(parked).fill('parked'),
    ...Array<string>(wrapUp).fill('wrap-up'),
    ...Array<string>(Math.max(0, most - used)).fill('free'),
  ];
  return (
    <span className={classes.capacity} role="img" aria-label={texts.capacity(used, most)}>
      {most <= 8 && (
        <span className={classes.pips}>
          {pips.map((state, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a pip is identified by its place
            <span key={place} className={classes.pip} data-state={state} />
          ))}
        </span>
      )}
      <span>
        {used} / {most}
      </span>
    </span>
  );
}
