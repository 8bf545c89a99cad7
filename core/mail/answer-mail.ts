/** The e-mail in which an agent's answers follow a visitor who left (D11). Pure: the same input is the same mail. */
import { fitting } from '../bounds.ts';
import { button, escaped, htmlPage, paragraph, quote, SMALL, small } from './html.ts';
import { mailTexts } from './texts.ts';

export interface Mail {
  /** In ASCII. */
  to: string;
  /** The name that the recipient sees. */
  sender: string;
  subject: string;
  text: string;
  html: string;
  /** Where a reply goes, in ASCII. Without it, to nobody. */
  replyTo?: string;
  /** In ASCII, one line each. */
  headers: Record<string, string>;
  /** `type`: what the content is. */
  attachments?: readonly { name: string; type: string; content: Uint8Array }[];
}

export interface Answer {
  to: string;
  /** The website's name. */
  shop: string;
  visitorName: string;
  culture: string;
  /** What the visitor missed, as they would see it in the chat: texts, and files by name. */
  messages: readonly (string | { file: string })[];
  links: {
    /** Opens the chat; undefined if it is over. */
    chat: string | undefined;
    /** Opens a page that asks whether to stop. */
    stop: string;
    /** Stops at once, when a mail program posts to it. */
    stopNow: string;
  };
  /** Until when the chat stays open for them, at least, in ms. */
  openUntil: number;
  /** The tenant's time zone. */
  zone: string;
}

/**
 * Anyone can start a chat with somebody else's address and anything as a name. Mail programs turn what looks like an address
 * or a phone number into a link, so only what looks like a person's name is put into a mail.
 */
const PERSON = /^(?!.*\.\S)(?:[\p{L}\p{M} .,'’-]|\p{Join_Control}){1,60}$/u;

/** Gmail shows the first 102 KB of a mail, and every text is in it twice, once as HTML with its escapes. */
const MESSAGES_BYTES = 20_000;

export function answerMail({ to, shop, visitorName, culture, messages, links, openUntil, zone }: Answer): Mail {
  const { language, texts } = mailTexts(culture);
  const said = messages.map((each) => (typeof each === 'string' ? each : texts.file(each.file)));
  const newest = fitting(said.toReversed(), MESSAGES_BYTES).reverse();
  const more = newest.length < messages.length ? [texts.more] : [];
  const hello = texts.hello(PERSON.test(visitorName) ? visitorName : undefined);
  const [intro, why] = [texts.intro(shop), texts.why(shop)];
  const about = `${links.chat ? texts.about(momentIn(texts.locale, openUntil, zone)) : texts.over} ${texts.noReplies}`;
  const text = [
    ...[hello, intro, ...newest.map(quoted), ...more],
    ...(links.chat ? [`${texts.continue}:\n${links.chat}`] : []),
    ...[about, `${why}\n${texts.stop}:\n${links.stop}`],
  ].join('\n\n');
  const html = htmlPage(language, [
    ...[hello, intro].map(paragraph),
    ...newest.map(quote),
    ...more.map(paragraph),
    ...(links.chat ? [button(links.chat, texts.continue)] : []),
    small(about),
    `<p style="${SMALL}">${escaped(why)} <a href="${escaped(links.stop)}" style="color:#475553">${escaped(texts.stop)}</a></p>`,
  ]);
  return {
    ...{ to, sender: shop, subject: texts.subject(shop), text: `${text}\n`, html },
    headers: {
      // So that nobody's out-of-office reply comes back (RFC 3834).
      'Auto-Submitted': 'auto-generated',
      // A mail program's own button: https://www.rfc-editor.org/rfc/rfc8058
      'List-Unsubscribe': `<${links.stopNow}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    },
  };
}

/** `Saturday 28 November at 09:05 GMT` */
const momentIn = (locale: string, at: number, timeZone: string): string =>
  new Intl.DateTimeFormat(locale, {
    ...{ weekday: 'long', day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
    ...{ timeZone, timeZoneName: 'short' },
  }).format(at);

const quoted = (message: string): string => message.replace(/^/gm, '> ');
