/** The e-mail with what a visitor left instead of a chat (C4), to the tenant's own people. Pure. */
import { mailboxOf } from '../email.ts';
import { MEGABYTE } from '../files/terms.ts';
import type { Contact, Forward, WhyAside } from '../interaction/facts.ts';
import type { Answers } from '../interaction/topics/offline.ts';
import { tidyLine } from '../text.ts';
import type { Mail } from './answer-mail.ts';
import { forwardTexts } from './forward-texts.ts';
import { htmlPage, paragraph, quote, small } from './html.ts';

/** Of all files together. Mailboxes take 10 to 25 MB of a mail, in which a file is a third larger; SES takes 40. */
export const MAX_ATTACHED_BYTES = 10 * MEGABYTE;

/** `large`: the mail would be; `gone`: no longer kept; `refused`: by its check. */
export type ForwardedFile = { name: string } & (
  | { is: 'attached'; type: string; content: Uint8Array }
  | { is: 'large' | 'gone' | 'refused' }
);

export interface Forwarded {
  /** In ASCII. */
  to: string;
  as: Forward['as'];
  subject: string | undefined;
  contact: Contact;
  because: WhyAside;
  answers: Answers;
  /** `content`: missing if it is not attached, for this reason. */
  files: readonly ForwardedFile[];
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
  files,
  shop,
  leftAt,
  culture,
  zone,
  ...mail
}: Forwarded): Mail {
  const { language, texts } = forwardTexts(culture);
  const said = [
    ...answers.map(({ label, value }) => ({ label, text: value === true ? texts.yes : String(value) })),
    ...files.map(({ name, is }) => ({ label: name, text: texts.files[is] })),
  ];
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
    attachments: files.filter((file) => file.is === 'attached'),
  };
}

/**
 * One line. SES encodes what is not ASCII; an encoded word (RFC 2047) that a visitor wrote would be decoded by mail programs, so
 * it is taken apart.
 */
const inHeader = (text: string): string => tidyLine(text).replaceAll('=?', '= ?');
