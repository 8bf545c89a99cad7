/** A transcript as lines, with the day wherever it changes (F4). */
import type { Entry } from './entries.ts';
import type { TranscriptTexts } from './texts.ts';

/** `who`: empty for what happened. `day`: only of the first line of a day. */
export interface Line {
  day?: string;
  time: string;
  who: string;
  text: string;
}

/** `zone`: in which times are given, as in `Europe/Madrid`. */
export function written(entries: readonly Entry[], texts: TranscriptTexts, zone: string): Line[] {
  const days = new Intl.DateTimeFormat(texts.locale, { dateStyle: 'full', timeZone: zone });
  const times = new Intl.DateTimeFormat(texts.locale, { hour: '2-digit', minute: '2-digit', timeZone: zone });
  let today = '';
  return entries.map((entry) => {
    const day = days.format(entry.at);
    const isNew = day !== today;
    today = day;
    const [who, text] = saidIn(entry, texts);
    return { ...(isNew && { day }), time: times.format(entry.at), who, text };
  });
}

/** `Europe/Madrid, Central European Standard Time`: its name at that time. */
export function zoneInWords(zone: string, { locale }: TranscriptTexts, at: number): string {
  const parts = new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: 'long' }).formatToParts(at);
  return `${zone}, ${parts.find(({ type }) => type === 'timeZoneName')?.value ?? ''}`;
}

function saidIn({ is, name = '', text }: Entry, texts: TranscriptTexts): [who: string, text: string] {
  switch (is) {
    case 'visitor':
      return [texts.you, text];
    case 'agent':
      return [name, text];
    case 'automatic':
      return [texts.automatic, text];
    case 'file-visitor':
      return [texts.you, texts.file(text)];
    case 'file-agent':
      return [name, texts.file(text)];
    case 'joined':
    case 'left':
      return ['', texts[is](name)];
    case 'ended':
      return ['', text === '' ? texts.ended : `${texts.ended}. ${text}`];
    default:
      return is satisfies never;
  }
}

/** As plain text. Further lines of a message are indented, so that none looks like somebody else's. */
export function asText(lines: readonly Line[]): string {
  return lines
    .map(({ day, time, who, text }) => {
      const said = `${time}  ${who && `${who}: `}${text.replaceAll('\n', '\n       ')}`;
      return day === undefined ? said : `\n${day}\n${said}`;
    })
    .join('\n');
}
