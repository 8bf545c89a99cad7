/** Sends an agent's answer to what somebody has left without a conversation (A6), and tells the interaction what became of it. */
import type { Sent } from '../../adapters/ses/mailer.ts';
import type { ChatStore, VisitStore } from '../../adapters/stores.ts';
import { LINK_S } from '../../adapters/token.ts';
import { CommandId, type InteractionId } from '../../core/ids.ts';
import type { WhyNoLetter } from '../../core/interaction/topics/letters.ts';
import type { Mail } from '../../core/mail/answer-mail.ts';
import { letterMail } from '../../core/mail/letter-mail.ts';
import { saidOf } from '../visitor/visitor-who.ts';
import type { Tokens } from '../wiring.ts';
import type { Desk } from './desk.ts';
import type { MailLimit } from './mail-limit.ts';
import type { Routing } from './routing.ts';

interface Parts {
  chats: Pick<ChatStore, 'load' | 'range'>;
  desk: Pick<Desk, 'run'>;
  routing: Pick<Routing, 'pinned'>;
  visits: Pick<VisitStore, 'admit'>;
  tokens: Pick<Tokens, 'issue'>;
  isWithinLimit: MailLimit;
  /** Undefined if the tenant has no sender address. */
  post: ((mail: Mail) => Promise<Sent>) | undefined;
  /** https address of the widget's distribution. */
  widget: string;
  /** An operator should know: mails are not sent. */
  report(code: string): void;
  newId(): string;
  now: () => number;
}

/** Longer than all attempts of the function that sends it take. */
const TRIES_MS = 3_600_000;

/**
 * `seq`: the commit that requests it. An attempt is noted before it is made: what SES does not answer may have arrived, so there is
 * one more, which says that it may be the second, and no third.
 */
export const createLetter =
  ({ chats, desk, routing, visits, tokens, isWithinLimit, post, widget, report, newId, now }: Parts) =>
  async (interactionId: InteractionId, seq: number): Promise<void> => {
    const id = CommandId.parse(`letter-asked-for-by-${seq}`);
    const { chat } = await chats.load(interactionId);
    const log = await chats.range(interactionId, 0);
    const asked = log.find((commit) => commit.seq === seq)?.events ?? [];
    const request = asked.find((event) => event.type === 'letter-requested');
    const message = asked.find((event) => event.type === 'message');
    // Deleted since then (G6), or sent already.
    if (!chat.stage || !request || !message || log.some((commit) => commit.id === id)) return;
    const fail = (because: WhyNoLetter, code: string) => {
      report(code);
      return desk.run({ interactionId, id, command: { type: 'fail-letter', request: seq, because } });
    };
    if (!post) return void (await fail('sender', 'mail_without_sender'));
    const letter = `${interactionId}-${seq}`;
    if (!(await isWithinLimit('letter', request.to, letter))) return void (await fail('limited', 'mail_limited'));
    const attempt = async (nth: number) =>
      (await visits.admit(`letters/${letter}/${nth}`, newId(), 1, now() + TRIES_MS)) === 'admitted';
    const again = !(await attempt(1));
    if (again && !(await attempt(2))) return void (await fail('unanswered', 'mail_unanswered'));

    const { configuration } = await routing.pinned(chat);
    const website = configuration.websites.find((each) => each.id === chat.origin.gatewayId);
    const token = await tokens.issue({
      ...{ audience: 'reply', ...saidOf({ interactionId, ...chat.visitor }), ttlS: LINK_S, now: now() },
    });
    const sent = await post(
      letterMail({
        ...{ to: request.to, shop: website?.name ?? chat.place.terms.queueName, text: message.text },
        ...{ agent: message.agent?.name ?? '', culture: chat.facts.culture },
        // What follows # is never sent to a server, so no log and no Referer has it.
        link: `${widget}/c.html#reply=${token}`,
        earlier: log.flatMap(({ events }) =>
          events.flatMap((event) => (event.type === 'letter-sent' ? [event.messageId] : [])),
        ),
      }),
    );
    if (sent.is === 'refused') return void (await fail('refused', `mail_refused ${sent.code}`));
    const { messageId } = sent;
    await desk.run({
      ...{ interactionId, id },
      command: { type: 'letter-sent', request: seq, messageId, ...(again && { again }) },
    });
  };
