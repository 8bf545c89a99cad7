/** The e-mail with what a visitor left instead of a chat (C4), to the tenant's own people. Pure. */
import { mailboxOf } from '../email.ts';
import type { Contact, Forward, WhyAside } from '../interaction/facts.ts';
import type { Answers } from '../interaction/topics/offline.ts';
import { tidyLine } from '../text.ts';
import type { Mail } from './answer-mail.ts';
import { forwardTexts } from './forward-texts.ts';
import { htmlPage, paragraph, quote, small } from './html.ts';

export interface Forwarded {
  /** In ASCII. */
  to: string;
  as: Forward['as'];
  subject: string | undefined;
  contact: Contact;
  because: WhyAside;
  answers: Answers;
  /** The website's name. */
  shop: string;
  /** When it was left, in ms. */
  leftAt: number;
  /** The tenant's. */
  culture: string;
  zone: string;
}

export function forwardMail({
  to,
  as,
  contact,
  because,
  answers,
  shop,
  leftAt,
  culture,
  zone,
  ...mail
}: Forwarded): Mail {
  const { language, texts } = forwardTexts(culture);
  const said = answers.map(({ label, value }) => ({ label, text: value === true ? texts.yes : String(value) }));
  const when = new Intl.DateTimeFormat(texts.locale, { dateStyle: 'full', timeStyle: 'short', timeZone: zone });
  const about = texts.left(shop, when.format(leftAt), texts.because[because]);
  // A reply to a forwarded one would go to nobody; a ticket is the visitor's own.
  const replyTo = as === 'new' && contact.email !== undefined ? mailboxOf(contact.email) : undefined;
  return {
    ...{ to, sender: as === 'new' ? `${contact.name} (${shop})` : shop, ...(replyTo === undefined ? {} : { replyTo }) },
    subject: inHeader(mail.subject ?? texts.subject(contact.name, shop)),
    text: `${[about, ...said.map(({ label, text }) => `${label}:\n${text.replace(/^/gm, '  ')}`)].join('\n\n')}\n`,
    html: htmlPage(language, [small(about), ...said.flatMap(({ label, text }) => [paragraph(label), quote(text)])]),
    // So that nobody's out-of-office reply comes back (RFC 3834).
    headers: { 'Auto-Submitted': 'auto-generated' },
  };
}

/**
 * One line. SES encodes what is not ASCII; an encoded word (RFC 2047) that a visitor wrote would be decoded by mail programs, so
 * it is taken apart.
 */
const inHeader = (text: string): string => tidyLine(text).replaceAll('=?', '= ?');
