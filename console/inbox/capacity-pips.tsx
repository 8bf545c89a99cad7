import { type PipState, Pips } from '../look/pips.tsx';
import { useTexts } from '../texts/texts.tsx';

interface Props {
  offered: number;
  active: number;
  parked: number;
  wrapUp: number;
  most: number;
}

/** The agent's own places. */
export function CapacityPips({ offered, active, parked, wrapUp, most }: Props) {
  const texts = useTexts();
  const used = offered + active + parked + wrapUp;
  const states = [
    ...Array<PipState>(offered).fill('offered'),
    ...Array<PipState>(active).fill('active'),
    ...Array<PipState>(parked).fill('parked'),
    ...Array<PipState>(wrapUp).fill('wrap-up'),
    ...Array<PipState>(Math.max(0, most - used)).fill('free'),
  ];
  return <Pips states={states} label={texts.capacity(used, most)} figures />;
}
