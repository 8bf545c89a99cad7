/**
 * The e-mail with which an agent answers what somebody has left without a conversation (A6). Nothing in it comes from the visitor:
 * anyone can leave somebody else's address. Pure: the same input is the same mail.
 */
import type { Mail } from './answer-mail.ts';
import { button, htmlPage, paragraph, small } from './html.ts';
import { letterTexts } from './letter-texts.ts';

interface Letter {
  /** In ASCII. */
  to: string;
  /** The website's name. */
  shop: string;
  /** Who writes. */
  agent: string;
  text: string;
  /** Of the visitor. */
  culture: string;
  /** Opens a page on which they write back. */
  link: string;
  /** Of the letters to them before, as mail programs know them, oldest first. */
  earlier: string[];
}

/** The first and the newest: a header has at most 998 characters in a line (RFC 5322, 2.1.1). */
const MAX_EARLIER = 5;

export function letterMail({ to, shop, agent, text, culture, link, earlier }: Letter): Mail {
  const { language, texts } = letterTexts(culture);
  const about = `${texts.about} ${texts.noReplies}`;
  const last = earlier.at(-1);
  const references = [...earlier.slice(0, 1), ...earlier.slice(1).slice(1 - MAX_EARLIER)].join(' ');
  return {
    ...{ to, sender: `${agent} (${shop})`, subject: texts.subject(shop) },
    text: `${[text, `${texts.reply}:\n${link}`, about, texts.why(shop)].join('\n\n')}\n`,
    html: htmlPage(language, [paragraph(text), button(link, texts.reply), small(about), small(texts.why(shop))]),
    // So that mail programs show it below the one before (RFC 5322, 3.6.4).
    headers: last === undefined ? {} : { 'In-Reply-To': last, References: references },
  };
}
