import type { Threshold } from '../../protocol/board.ts';
import { duration } from './duration.ts';

/** A figure or limit of a threshold, in the configuration's unit, as the person's language writes it. */
export function amount(culture: string, threshold: Threshold, value: number): string {
  if (threshold.endsWith('S')) return duration(value * 1000);
  const isShare = threshold.endsWith('Percent');
  return new Intl.NumberFormat(culture, {
    style: isShare ? 'percent' : 'decimal',
    maximumFractionDigits: 1,
  }).format(isShare ? value / 100 : value);
}
