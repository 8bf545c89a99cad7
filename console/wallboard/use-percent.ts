import { useWords } from '../texts/texts.tsx';

/** A share as the person's language writes it; a dash if there is none. */
export function usePercent(): (share: number | undefined, digits?: number) => string {
  const { culture } = useWords();
  return (share, digits = 0) =>
    share === undefined
      ? '–'
      : new Intl.NumberFormat(culture, {
          style: 'percent',
          minimumFractionDigits: digits,
          maximumFractionDigits: digits,
        }).format(share);
}
