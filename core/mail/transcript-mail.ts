/** The e-mail with a conversation, to the address that its visitor gave in it (F4). Pure. */
import { bytesOf } from '../bounds.ts';
import type { Entry } from '../transcript/entries.ts';
import { transcriptTexts } from '../transcript/texts.ts';
import { asText, type Line, written, zoneInWords } from '../transcript/written.ts';
import type { Mail } from './answer-mail.ts';
import { escaped, htmlPage, paragraph, SMALL, small } from './html.ts';

export interface TranscriptMail {
  /** In ASCII. */
  to: string;
  /** The website's name. */
  shop: string;
  culture: string;
  entries: readonly Entry[];
  /** The visitor's. */
  zone: string;
  /** When it was asked for, in ms. */
  askedAt: number;
}

/** Gmail shows the first 102 KB of a mail, and every text is in it twice, once as HTML with its escapes. */
const ENTRIES_BYTES = 30_000;

export function transcriptMail({ to, shop, culture, entries, zone, askedAt }: TranscriptMail): Mail {
  const { language, texts } = transcriptTexts(culture);
  const why = whyTexts[language as keyof typeof whyTexts](shop);
  const newest = newestOf(entries);
  const lines = written(newest, texts, zone);
  const [title, times] = [texts.title(shop), texts.times(zoneInWords(zone, texts, askedAt))];
  const more = newest.length < entries.length ? [texts.more] : [];
  return {
    ...{ to, sender: shop, subject: title },
    text: `${[title, times, ...more].join('\n')}\n${asText(lines)}\n\n${why}\n`,
    html: htmlPage(language, [paragraph(title), ...[times, ...more].map(small), ...lines.map(inHtml), small(why)]),
    // So that nobody's out-of-office reply comes back (RFC 3834).
    headers: { 'Auto-Submitted': 'auto-generated' },
  };
}

function newestOf(entries: readonly Entry[]): Entry[] {
  let bytes = 0;
  const first = entries.findLastIndex((entry) => {
    bytes += bytesOf(entry);
    return bytes > ENTRIES_BYTES;
  });
  return entries.slice(first + 1);
}

const inHtml = ({ day, time, who, text }: Line): string =>
  `${day === undefined ? '' : paragraph(day)}<p dir="auto" style="margin:0 0 12px;white-space:pre-wrap">` +
  `<span style="${SMALL}">${escaped(`${time} ${who}`.trim())}</span><br>${escaped(text)}</p>`;

const whyTexts = {
  en: (shop: string) =>
    `You get this email because somebody gave this address in a chat with ${shop} and asked for the conversation. ` +
    'If it was not you, you need not do anything. Replies to this email do not reach us.',
  es: (shop: string) =>
    `Recibes este correo porque alguien dio esta dirección en un chat con ${shop} y pidió la conversación. ` +
    'Si no fuiste tú, no tienes que hacer nada. Las respuestas a este correo no nos llegan.',
  pt: (shop: string) =>
    `Recebe este e-mail porque alguém indicou este endereço numa conversa com ${shop} e pediu a conversa. ` +
    'Se não foi você, não precisa de fazer nada. As respostas a este e-mail não chegam até nós.',
};
