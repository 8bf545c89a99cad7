/** An amount in US dollars, as short as a figure of the wallboard: in cents, from 100 dollars on without them. */
export function dollars(culture: string, usd: number): string {
  const digits = usd < 100 ? 2 : 0;
  const format = new Intl.NumberFormat(culture, {
    style: 'currency',
    currency: 'USD',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return usd > 0 && usd < 0.01 ? `<${format.format(0.01)}` : format.format(usd);
}
