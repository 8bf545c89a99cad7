/** Sends the e-mail that a chat's log requests (D11), and tells the chat what became of it. */
import type { Sent } from '../../adapters/ses/mailer.ts';
import type { ChatStore } from '../../adapters/stores.ts';
import { LINK_S } from '../../adapters/token.ts';
import { CommandId, type InteractionId } from '../../core/ids.ts';
import type { Commit } from '../../core/interaction/events.ts';
import { mailboxFor } from '../../core/interaction/facts.ts';
import { type Interaction, isOver } from '../../core/interaction/state.ts';
import { endedSilently, goesOnUntil } from '../../core/interaction/topics/reopening.ts';
import { viewOf } from '../../core/interaction/view.ts';
import { answerMail, type Mail } from '../../core/mail/answer-mail.ts';
import { saidOf } from '../visitor/visitor-who.ts';
import type { Tokens } from '../wiring.ts';
import type { Desk } from './desk.ts';
import type { Routing } from './routing.ts';

interface Parts {
  chats: ChatStore;
  desk: Pick<Desk, 'run'>;
  routing: Pick<Routing, 'pinned'>;
  tokens: Pick<Tokens, 'issue'>;
  /** Undefined if the tenant has no sender address. */
  post: ((mail: Mail) => Promise<Sent>) | undefined;
  /** https address of the widget's distribution. */
  widget: string;
  /** An operator should know: mails are not sent. */
  report(code: string): void;
  now: () => number;
}

/**
 * At least once, and twice only if the process ends between SES's answer and the commit `mailed`: a second mail is a nuisance, a
 * lost answer is worse. `seq`: the commit that requests it.
 */
export const createMail =
  ({ chats, desk, routing, tokens, post, widget, report, now }: Parts) =>
  async (interactionId: InteractionId, seq: number): Promise<void> => {
    const id = CommandId.parse(`mail-asked-for-by-${seq}`);
    const [request] = await chats.range(interactionId, seq - 1, 1);
    const after = request?.events.find((event) => event.type === 'mail-requested')?.after;
    const { chat } = await chats.load(interactionId);
    // Deleted since then, when its time was over (G6).
    if (after === undefined || !chat.stage) return;
    const to = mailboxFor(chat.contact);
    const log = await chats.range(interactionId, after);
    const since = log.filter((commit) => commit.seq > seq);
    if (to === undefined || since.some((commit) => commit.id === id || isReturn(commit))) return;
    const messages = answersIn(log, seq, chat);
    const [first] = messages;
    const fail = (because: 'sender' | 'refused' | 'deleted') =>
      desk.run({ interactionId, id, command: { type: 'fail-mail', request: seq, because } });
    if (!first) {
      await fail('deleted');
      return;
    }

    const { configuration } = await routing.pinned(chat);
    const website = configuration.websites.find((each) => each.id === chat.origin.gatewayId);
    const issue = (audience: 'link' | 'stop') =>
      tokens.issue({ audience, ...saidOf({ interactionId, ...chat.visitor }), ttlS: LINK_S, now: now() });
    const [link, stop] = await Promise.all([issue('link'), issue('stop')]);
    const mail = answerMail({
      ...{ to, shop: website?.name ?? chat.place.terms.queueName },
      ...{ openUntil: Math.min(now() + LINK_S * 1000, goesOnUntil(chat)), zone: chat.place.terms.zone },
      ...{ visitorName: chat.contact.name, culture: chat.facts.culture, messages: messages.map(({ says }) => says) },
      links: {
        // What follows # is never sent to a server, so no log and no Referer has it.
        chat: isOver(chat) && !endedSilently(chat, now()) ? undefined : `${widget}/c.html#${link}`,
        stop: `${widget}/c.html#stop=${stop}`,
        stopNow: `${widget}/v1/mail/stop?token=${stop}`,
      },
    });
    const sent = await post?.(mail);
    if (sent?.is === 'sent') {
      await desk.run({ interactionId, id, command: { type: 'mailed', request: seq, answeredAt: first.at } });
      return;
    }
    report(sent ? `mail_refused ${sent.code}` : 'mail_without_sender');
    await fail(sent ? 'refused' : 'sender');
  };

/** They are back, or were, and saw the answers. */
const isReturn = ({ events }: Commit): boolean =>
  events.some((event) => event.type === 'connected' && event.side === 'visitor');

/**
 * Up to the commit that asked for the mail, because what comes later goes with the next one. As the visitor sees them now, so no
 * note, no whisper, no text that was taken back and no file that was refused is among them.
 */
function answersIn(log: readonly Commit[], seq: number, chat: Interaction): Missed[] {
  const answers = new Map<number, Missed>();
  const refused = new Set<string>();
  for (const commit of log) {
    for (const event of viewOf('visitor', commit, 0, chat).events) {
      const isAnswer =
        (event.type === 'message' || event.type === 'file') && event.from === 'agent' && commit.seq < seq;
      if (isAnswer && event.type === 'message') answers.set(commit.seq, { says: event.text, at: commit.at });
      if (isAnswer && event.type === 'file')
        answers.set(commit.seq, { says: { file: event.name }, upload: event.upload, at: commit.at });
      const changed = event.type === 'revised' && answers.get(event.of);
      if (changed) changed.says = event.text;
      if (event.type === 'file-checked' && event.verdict.is === 'refused') refused.add(event.upload);
    }
  }
  return [...answers.values()].filter(({ says, upload = '' }) => says !== '' && !refused.has(upload));
}

interface Missed {
  says: string | { file: string };
  upload?: string;
  at: number;
}
