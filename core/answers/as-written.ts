/** Numbers and dates as people write them (B4): every meaning that a text can have, so that nobody guesses if there are two. */

/**
 * Converts digits of any script, and full-width forms that Chinese and Japanese keyboards type, to ASCII, and drops invisible
 * marks.
 */
export const plain = (text: string): string =>
  text
    .replace(/\p{Nd}/gu, (digit) => String(worth(digit)))
    .replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/\p{Cf}/gu, '')
    .replace(/\p{Zs}/gu, ' ')
    .replace(/\u2212/g, '-')
    .trim();

/** Unicode keeps each script's digits together, 0 to 9, so the digits before one give its value. */
function worth(digit: string): number {
  let before = digit.codePointAt(0) ?? 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(before - 1))) before--;
  return ((digit.codePointAt(0) ?? 0) - before) % 10;
}

/** For `Intl`: an unknown culture is replaced by English. */
function localesOf(culture: string): string[] {
  try {
    return [...Intl.NumberFormat.supportedLocalesOf(culture), 'en'];
  } catch {
    return ['en'];
  }
}

const isKnown = (culture: string): boolean => localesOf(culture).length > 1;

// ---- numbers ---------------------------------------------------------------------------------------------------------------

/** How the world writes numbers: the separator of groups, and the one before the fraction. */
const conventions = [',.', '.,', ' ,', ' .', "'.", "',", '٬٫'].map(([group, point]) => {
  // Groups of three, or in India of two before the last three. No group starts a number with 0.
  const grouped = `[1-9]\\d{0,2}(?:[${group}]\\d{3})+|[1-9]\\d?(?:[${group}]\\d\\d)*[${group}]\\d{3}`;
  return {
    group: new RegExp(`[${group}]`, 'g'),
    written: new RegExp(`^(?=.*\\d)(${grouped}|\\d*)(?:[${point}](\\d+))?$`),
  };
});

/** The digits that a number keeps exactly. */
const MAX_DIGITS = 15;

/**
 * The numbers that a text can be, greatest first: `1.250` is 1250 or 1.25. The culture's group separator is taken as such. Its
 * decimal point is ambiguous, because three digits after it are rare, and elsewhere it separates thousands.
 */
export function numbersIn(text: string, culture: string): number[] {
  const [, sign, digits = ''] = /^([+-]?) ?(.*)$/.exec(plain(text).replace(/[’ʼ]/g, "'")) ?? [];
  if (digits.replace(/\D/g, '').length > MAX_DIGITS) return [];
  const read = conventions.flatMap(({ group, written }) => {
    const [is, whole = '', fraction = ''] = written.exec(digits) ?? [];
    return is === undefined ? [] : [Number(`${whole.replace(group, '') || '0'}.${fraction || '0'}`)];
  });
  const values = [...new Set(read)].sort((a, b) => b - a);
  const meant = digits.includes(groupOf(culture)) ? values.slice(0, 1) : values;
  return meant.map((value) => (sign === '-' && value !== 0 ? -value : value));
}

const groupOf = (culture: string): string =>
  (isKnown(culture) &&
    numberFormat(culture, true)
      .formatToParts(1e6)
      .find(({ type }) => type === 'group')?.value) ||
  'none';

const numberFormat = (culture: string, useGrouping: boolean) =>
  new Intl.NumberFormat(localesOf(culture), { useGrouping, maximumFractionDigits: MAX_DIGITS });

/** Without groups, so that the only separator is the decimal one. */
export const numberInCulture = (value: number, culture: string): string => numberFormat(culture, false).format(value);

// ---- dates -----------------------------------------------------------------------------------------------------------------

const orders = {
  dmy: ([day, month, year]: string[]) => [year, month, day],
  mdy: ([month, day, year]: string[]) => [year, month, day],
  ymd: ([year, month, day]: string[]) => [year, month, day],
} satisfies Record<string, (parts: string[]) => (string | undefined)[]>;
type Order = keyof typeof orders;

/**
 * The dates, in ISO 8601, that three numbers can be: `3/2/2026` in the culture's order. It is ambiguous if the culture starts
 * with the month and has no region, such as `en`, if a year comes first unlike in this culture, and if a year has two digits.
 */
export function datesIn(text: string, culture: string): string[] {
  const parts = plain(text)
    .replace(/\.$/, '')
    .split(/ ?[-/.] ?| /);
  if (parts.length !== 3) return [];
  const own = orderOf(culture);
  const dates = ordersOf(parts, own).map((order) => ({ order, dates: datesOf(orders[order](parts)) }));
  const isSure = own === 'dmy' || namesRegion(culture);
  const meant = isSure ? dates.filter(({ order }) => order === own).flatMap((each) => each.dates) : [];
  return meant.length > 0 ? meant : [...new Set(dates.flatMap((each) => each.dates))];
}

function ordersOf(parts: string[], own: Order | undefined): Order[] {
  if (parts[0]?.length === 4) return ['ymd'];
  return parts[2]?.length === 2 && own === 'ymd' ? ['ymd', 'dmy', 'mdy'] : ['dmy', 'mdy'];
}

/** Years of other calendars (2569 in Bangkok, 1404 in Tehran) are far from any that a visitor can mean. */
const isWithinReach = (iso: string): boolean => iso >= '1800' && iso < '2200';

function datesOf([year = '', month = '', day = '']: (string | undefined)[]): string[] {
  const years = year.length === 2 ? [`20${year}`, `19${year}`] : [year];
  return years
    .map((each) => `${each}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`)
    .filter((iso) => isDate(iso) && isWithinReach(iso));
}

/** `Date` turns the 30th of February into a day of March. */
const isDate = (iso: string): boolean =>
  Number.isFinite(Date.parse(iso)) && new Date(iso).toISOString().startsWith(`${iso}T`);

const dateFormat = (culture: string, style: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(localesOf(culture), { ...style, calendar: 'gregory', timeZone: 'UTC' });
const inNumbers = { year: 'numeric', month: 'numeric', day: 'numeric' } as const;

function orderOf(culture: string): Order | undefined {
  if (!isKnown(culture)) return undefined;
  const parts = dateFormat(culture, inNumbers).formatToParts(0);
  const order = parts.flatMap(({ type }) => (type in inNumbers ? type.charAt(0) : [])).join('');
  return order in orders ? (order as Order) : undefined;
}

function namesRegion(culture: string): boolean {
  return isKnown(culture) && new Intl.Locale(culture).region !== undefined;
}

export const dateInNumbers = (iso: string, culture: string): string =>
  dateFormat(culture, inNumbers).format(Date.parse(iso));
/** With the name of the month. */
export const dateInWords = (iso: string, culture: string): string =>
  dateFormat(culture, { dateStyle: 'long' }).format(Date.parse(iso));
