/** Sends the e-mail with a conversation that its visitor asked for (F4), and tells the chat what became of it. */
import type { Sent } from '../../adapters/ses/mailer.ts';
import type { ChatStore } from '../../adapters/stores.ts';
import { isZone } from '../../core/calendar/schema.ts';
import { mailboxOf } from '../../core/email.ts';
import { CommandId, type InteractionId } from '../../core/ids.ts';
import { viewOf } from '../../core/interaction/view.ts';
import type { Mail } from '../../core/mail/answer-mail.ts';
import { transcriptMail } from '../../core/mail/transcript-mail.ts';
import { entriesOf } from '../../core/transcript/entries.ts';
import type { Desk } from './desk.ts';
import type { MailLimit } from './mail-limit.ts';
import type { Routing } from './routing.ts';

interface Parts {
  chats: Pick<ChatStore, 'load' | 'range'>;
  desk: Pick<Desk, 'run'>;
  routing: Pick<Routing, 'pinned'>;
  isWithinLimit: MailLimit;
  /** Undefined if the tenant has no sender address. */
  post: ((mail: Mail) => Promise<Sent>) | undefined;
  /** An operator should know: mails are not sent. */
  report(code: string): void;
}

/**
 * `seq`: the commit that requests it. Sent at least once, and twice only if the process ends before SES's answer is written. Up to
 * that commit, so that a repetition is the same mail.
 */
export const createTranscript =
  ({ chats, desk, routing, isWithinLimit, post, report }: Parts) =>
  async (interactionId: InteractionId, seq: number): Promise<void> => {
    const id = CommandId.parse(`transcript-asked-for-by-${seq}`);
    const { chat } = await chats.load(interactionId);
    // Deleted since then (G6), or sent already.
    if (!chat.stage || chat.transcript?.request !== seq || chat.transcript.is !== 'asked') return;
    const log = (await chats.range(interactionId, chat.visitor.readsFrom)).filter((commit) => commit.seq <= seq);
    const request = log.at(-1);
    const zone = request?.events.find((event) => event.type === 'transcript-requested')?.zone;
    const to = chat.contact.email === undefined ? undefined : mailboxOf(chat.contact.email);
    if (!request || zone === undefined || to === undefined) return;
    const fail = (because: 'sender' | 'refused' | 'limited') =>
      desk.run({ interactionId, id, command: { type: 'fail-transcript', request: seq, because } });
    if (!post) {
      report('mail_without_sender');
      await fail('sender');
      return;
    }
    if (!(await isWithinLimit('transcript', to, `${interactionId}-${seq}`))) {
      report('mail_limited');
      await fail('limited');
      return;
    }
    const { configuration } = await routing.pinned(chat);
    const website = configuration.websites.find((each) => each.id === chat.origin.gatewayId);
    const sent = await post(
      transcriptMail({
        ...{ to, shop: website?.name ?? chat.place.terms.queueName, culture: chat.facts.culture },
        ...{ zone: isZone(zone) ? zone : chat.place.terms.zone, askedAt: request.at },
        entries: entriesOf(log.map((commit) => viewOf('visitor', commit, 0, chat))),
      }),
    );
    if (sent.is === 'sent') {
      await desk.run({ interactionId, id, command: { type: 'transcribed', request: seq } });
      return;
    }
    report(`mail_refused ${sent.code}`);
    await fail('refused');
  };
