/** Sends the e-mail with what a visitor left instead of a chat (C4), and tells the interaction what became of it. */
import { createHmac } from 'node:crypto';
import type { Sent } from '../../adapters/ses/mailer.ts';
import type { ChatStore, KeyStore, VisitStore } from '../../adapters/stores.ts';
import { emailKey, mailboxOf } from '../../core/email.ts';
import { CommandId, type InteractionId } from '../../core/ids.ts';
import type { Interaction } from '../../core/interaction/state.ts';
import type { Mail } from '../../core/mail/answer-mail.ts';
import { forwardMail } from '../../core/mail/forward-mail.ts';
import type { Desk } from './desk.ts';
import type { Routing } from './routing.ts';

interface Parts {
  chats: Pick<ChatStore, 'load' | 'range'>;
  desk: Pick<Desk, 'run'>;
  routing: Pick<Routing, 'pinned'>;
  visits: Pick<VisitStore, 'admit'>;
  keys: Pick<KeyStore, 'hidesAddresses'>;
  /** Undefined if the tenant has no sender address. */
  post: ((mail: Mail) => Promise<Sent>) | undefined;
  /** An operator should know: mails are not sent. */
  report(code: string): void;
  now: () => number;
}

/**
 * Mails in an hour to one recipient: a person reads no more, and strangers cannot fill a mailbox or a bill. In one visitor's name:
 * a recipient that answers automatically answers them.
 */
const MOST = { recipient: 200, visitor: 10 };
const HOUR_MS = 3_600_000;

/** `seq`: the commit that requests it. Sent at least once, and twice only if the process ends before SES's answer is written. */
export const createForward =
  ({ chats, desk, routing, visits, keys, post, report, now }: Parts) =>
  async (interactionId: InteractionId, seq: number): Promise<void> => {
    const id = CommandId.parse(`forward-asked-for-by-${seq}`);
    const { chat } = await chats.load(interactionId);
    const [first] = await chats.range(interactionId, 0, 1);
    const left = first?.events.find((event) => event.type === 'message-left');
    // Deleted since then (G6), sent already, or asked for again.
    if (!first || !left || !chat.stage || !isWanted(chat, seq)) return;
    const { as, subject, ...forward } = chat.forwarding;
    const to = mailboxOf(forward.to);
    const fail = (because: 'sender' | 'refused' | 'limited') =>
      desk.run({ interactionId, id, command: { type: 'fail-forward', request: seq, because } });
    if (!post || to === undefined) {
      report('mail_without_sender');
      await fail('sender');
      return;
    }
    if (!(await isWithinLimits(chat, to))) {
      report('mail_limited');
      await fail('limited');
      return;
    }
    const { configuration } = await routing.pinned(chat);
    const website = configuration.websites.find((each) => each.id === chat.origin.gatewayId);
    const sent = await post(
      forwardMail({
        ...{ to, as, subject, contact: chat.contact, because: left.because, answers: left.answers },
        ...{ shop: website?.name ?? chat.place.terms.queueName, leftAt: first.at },
        ...{ culture: configuration.culture, zone: configuration.zone },
      }),
    );
    if (sent.is === 'sent') {
      await desk.run({ interactionId, id, command: { type: 'forwarded', request: seq } });
      return;
    }
    report(`mail_refused ${sent.code}`);
    await fail('refused');

    async function isWithinLimits({ contact }: Interaction, recipient: string): Promise<boolean> {
      const endsAt = (Math.floor(now() / HOUR_MS) + 1) * HOUR_MS;
      const hidden = await keys.hidesAddresses(now());
      const within = async (of: keyof typeof MOST, address: string) => {
        const who = createHmac('sha256', hidden).update(emailKey(address)).digest('base64url').slice(0, 22);
        return (
          (await visits.admit(`mails/${of}/${who}/${endsAt}`, `${interactionId}-${seq}`, MOST[of], endsAt)) ===
          'admitted'
        );
      };
      return (
        (await within('recipient', recipient)) && (contact.email === undefined || within('visitor', contact.email))
      );
    }
  };

type Wanted = Interaction & { forwarding: NonNullable<Interaction['forwarding']> };

const isWanted = (chat: Interaction, seq: number): chat is Wanted =>
  chat.forwarding?.request === seq && chat.forwarding.is === 'asked';
