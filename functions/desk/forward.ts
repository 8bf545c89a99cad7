/** Sends the e-mail with what a visitor left instead of a chat (C4), and tells the interaction what became of it. */
import type { FileStore } from '../../adapters/s3/file-store.ts';
import type { Sent } from '../../adapters/ses/mailer.ts';
import type { ChatStore } from '../../adapters/stores.ts';
import { mailboxOf } from '../../core/email.ts';
import { CommandId, type InteractionId } from '../../core/ids.ts';
import type { Commit } from '../../core/interaction/events.ts';
import type { Interaction } from '../../core/interaction/state.ts';
import type { Mail } from '../../core/mail/answer-mail.ts';
import { type ForwardedFile, forwardMail, MAX_ATTACHED_BYTES } from '../../core/mail/forward-mail.ts';
import type { Desk } from './desk.ts';
import type { MailLimit } from './mail-limit.ts';
import type { Routing } from './routing.ts';

interface Parts {
  chats: Pick<ChatStore, 'load' | 'range'>;
  desk: Pick<Desk, 'run'>;
  routing: Pick<Routing, 'pinned'>;
  isWithinLimit: MailLimit;
  files: Pick<FileStore, 'keptContentOf'>;
  /** Undefined if the tenant has no sender address. */
  post: ((mail: Mail) => Promise<Sent>) | undefined;
  /** An operator should know: mails are not sent. */
  report(code: string): void;
}

/** `seq`: the commit that requests it. Sent at least once, and twice only if the process ends before SES's answer is written. */
export const createForward =
  ({ chats, desk, routing, isWithinLimit, files, post, report }: Parts) =>
  async (interactionId: InteractionId, seq: number): Promise<void> => {
    const id = CommandId.parse(`forward-asked-for-by-${seq}`);
    const { chat } = await chats.load(interactionId);
    const log = await chats.range(interactionId, 0);
    const [first] = log;
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
    const { email } = chat.contact;
    const request = `${interactionId}-${seq}`;
    const isFree =
      (await isWithinLimit('recipient', to, request)) &&
      (email === undefined || (await isWithinLimit('visitor', email, request)));
    if (!isFree) {
      report('mail_limited');
      await fail('limited');
      return;
    }
    const { configuration } = await routing.pinned(chat);
    const website = configuration.websites.find((each) => each.id === chat.origin.gatewayId);
    const sent = await post(
      forwardMail({
        ...{ to, as, subject, contact: chat.contact, because: left.because ?? 'chosen', answers: left.answers },
        files: await filesOf(log, (upload) => files.keptContentOf({ interactionId, upload })),
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
  };

/** What came with the form, as far as it fits. All of it has been checked. */
async function filesOf(
  log: readonly Commit[],
  contentOf: (upload: CommandId) => Promise<Uint8Array | undefined>,
): Promise<ForwardedFile[]> {
  const events = log.flatMap((commit) => commit.events);
  const [first] = log;
  let room = MAX_ATTACHED_BYTES;
  const files: ForwardedFile[] = [];
  for (const event of first?.events ?? []) {
    if (event.type !== 'file') continue;
    const { name, bytes, upload } = event;
    const checked = events.find((each) => each.type === 'file-checked' && each.upload === upload);
    const verdict = checked?.type === 'file-checked' ? checked.verdict : undefined;
    if (verdict?.is !== 'clean') files.push({ name, is: 'refused' });
    else if (bytes > room) files.push({ name, is: 'large' });
    else {
      const content = await contentOf(upload);
      files.push(content ? { name, is: 'attached', type: verdict.type, content } : { name, is: 'gone' });
      room -= bytes;
    }
  }
  return files;
}

type Wanted = Interaction & { forwarding: NonNullable<Interaction['forwarding']> };

const isWanted = (chat: Interaction, seq: number): chat is Wanted =>
  chat.forwarding?.request === seq && chat.forwarding.is === 'asked';
