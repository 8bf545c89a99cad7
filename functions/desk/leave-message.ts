/**
 * Keeps what a visitor left: instead of a chat (C4), for a supervisor, or by an app of the page (A5, A6), for the queue that the
 * conditions choose, also while that is closed: nobody waits for it. Whoever wants a call gets there when it is due (A7). It
 * counts like a start against the limit of its address, and not against the tenant's limit of open chats, because it is what the
 * visitor can still do when that is reached.
 */
import { createHash } from 'node:crypto';
import type * as z from 'zod/mini';
import type { ChatStore } from '../../adapters/stores.ts';
import { leftFormOf } from '../../core/configuration/form-of.ts';
import type { LeftKind } from '../../core/configuration/left-kinds.ts';
import { isOnOffer } from '../../core/configuration/slots.ts';
import { answered, answeredBy, filledIn } from '../../core/forms/filled.ts';
import { CommandId, InteractionId } from '../../core/ids.ts';
import {
  type Contact,
  type Forward,
  MAX_SUBJECT_CHARS,
  type Outcome,
  type WhyAside,
} from '../../core/interaction/facts.ts';
import { termsOf } from '../../core/interaction/placement.ts';
import type { Interaction } from '../../core/interaction/state.ts';
import type { Left } from '../../core/interaction/topics/offline.ts';
import type { Signal } from '../../core/routing/rows.ts';
import { cut, isVisible, tidyLine } from '../../core/text.ts';
import { MAX_NAME_CHARS } from '../../core/words.ts';
import type { LeftBody, UploadsAnswer } from '../../protocol/visitor.ts';
import { isRefused, type Refused } from '../edge/stack.ts';
import type { Page } from '../visitor/page.ts';
import { readerOf, type VisitorWho } from '../visitor/visitor-who.ts';
import type { Attach } from './attach.ts';
import type { Desk } from './desk.ts';
import type { Execution } from './execute.ts';
import type { KnownContactOf } from './known-contact.ts';
import type { Routing } from './routing.ts';
import type { StartsLimit } from './starts-limit.ts';

interface Parts {
  routing: Pick<Routing, 'screen'>;
  chats: Pick<ChatStore, 'load'>;
  startsLimit: StartsLimit;
  attach: Attach;
  knownContact: KnownContactOf;
  desk: Pick<Desk, 'run'>;
  now: () => number;
}

interface Leaving {
  page: Page;
  /** The network that it comes from. */
  network: string;
  said: z.output<typeof LeftBody>;
  /** The visitor of the chat that it is left instead of. */
  instead?: VisitorWho | undefined;
}

export type LeaveMessage = ReturnType<typeof createLeaveMessage>;

export const createLeaveMessage =
  ({ routing, chats, startsLimit, attach, knownContact, desk, now }: Parts) =>
  async ({
    page,
    network,
    said,
    instead,
  }: Leaving): Promise<{ interactionId: InteractionId } | UploadsAnswer | Refused> => {
    const { website, queue, published } = page;
    const { version, configuration } = published;
    const { kind, culture, tags, trackingId } = said;
    const interactionId = idOf(kind, website.id, said.id);
    const former = kind === 'offline' && instead ? (await chats.load(instead.interactionId)).chat : undefined;
    const chat = former?.stage && former.origin.gatewayId === website.id ? former : undefined;
    const kept = await keep();
    if (isRefused(kept) || 'uploads' in kept) return kept;
    // The message stays if they are not its visitor any more, or the chat has gone on.
    if (chat && instead)
      await desk.run({
        interactionId: chat.id,
        id: CommandId.parse(interactionId),
        command: { type: 'give-up', actor: readerOf(instead) },
      });
    return { interactionId };

    async function keep(): Promise<Execution | UploadsAnswer | Refused> {
      const form = leftFormOf(configuration, website, kind);
      const filled = form && filledIn(form, answeredBy(said), said.variables, culture, now());
      if (!filled || 'refused' in filled) {
        // A publish may have changed the form after the message was kept, and before its visitor heard of it.
        const { chat: message } = await chats.load(interactionId);
        if (message.stage) return { result: 'nothing', chat: message };
        return filled ? { refused: filled.refused, detail: filled.names.join(', ') } : { refused: 'app_unknown' };
      }
      const call = kind === 'callback' ? callOf(page, said.at, now()) : undefined;
      if (call && isRefused(call)) {
        const { chat: message } = await chats.load(interactionId);
        return message.stage ? { result: 'nothing', chat: message } : call;
      }
      const limited = await startsLimit(configuration, network, interactionId);
      if (limited) return limited;
      const attached = await attach({ configuration, network, interactionId }, filled.files);
      if (isRefused(attached) || 'uploads' in attached) return attached;
      const contact = named(filled.contact, form.name);
      const who = { trackingId, email: contact.email, network };
      const visit = { gatewayId: website.id, queueId: queue.id, culture, tags, ...who };
      const [{ signal, ...screened }, id] = await Promise.all([
        routing.screen(published, visit),
        knownContact({ contact, variables: filled.variables, configuration, contactMatch: website.contactMatch }),
      ]);
      const answers = answered(form, answeredBy(said), culture, configuration.culture);
      const { mail } = kind === 'offline' ? website.offline : {};
      const origin = {
        ...{ gatewayId: website.id, configVersion: version },
        ...(trackingId === undefined ? {} : { trackingId }),
      };
      const about = {
        ...{ origin, contact: id === undefined ? contact : { ...contact, id }, queueId: queue.id },
        facts: { culture, tags, variables: filled.variables },
      };
      return desk.run({
        interactionId,
        id: CommandId.parse(interactionId),
        command: {
          ...{ type: 'start', actor: { side: 'visitor', readsFrom: 0 }, kind, screened, ...about },
          terms: termsOf(configuration, queue, culture),
          next: {
            is: 'left',
            left: {
              because: kind === 'offline' ? whyLeft(chat, signal) : undefined,
              answers: answers.map(({ label, value }) => ({ label, value })),
              subject: filled.text ?? answers.map(({ value }) => value).join(' · '),
              ...attached,
              ...{ instead: chat?.id, call },
              forward: mail && { to: mail.to, as: mail.as, ...subjectOf(mail, answers) },
            },
          },
        },
      });
    }
  };

/** It has to be one of the times that the page is shown now. */
function callOf(
  { website, queue, published: { configuration } }: Page,
  at: number | undefined,
  now: number,
): Left['call'] | Refused {
  const { callback } = website.apps;
  if (!callback || at === undefined || !isOnOffer(configuration, website, queue, at, now))
    return { refused: 'slot_gone' };
  return { dueAt: at, tries: callback.tries, againS: callback.againMinutes * 60 };
}

/** Not the id of a chat, even if a page uses one id for both. */
const idOf = (kind: LeftKind, gatewayId: string, id: CommandId): InteractionId =>
  InteractionId.parse(createHash('sha256').update(`${kind}\n${gatewayId}\n${id}`).digest('base64url').slice(0, 22));

/** A form need not ask for a name, and one of the page for nobody at all. */
const named = ({ name, ...contact }: Contact, form: string): Contact => ({
  ...contact,
  name: name || cut(contact.email ?? contact.phone ?? form, MAX_NAME_CHARS),
});

const ended: Partial<Record<Outcome, WhyAside>> = {
  'out-of-time': 'closed',
  ...{ rejected: 'busy', 'timed-out': 'busy', unattended: 'busy', unmanaged: 'unmanaged' },
};
const signalled: Partial<Record<Signal, WhyAside>> = { closed: 'closed', busy: 'busy' };

/** What their own chat came to says more than what another visitor would be told now. */
function whyLeft(chat: Interaction | undefined, signal: Signal): WhyAside {
  const outcome = chat && 'outcome' in chat.stage ? chat.stage.outcome : undefined;
  return (outcome && ended[outcome]) ?? signalled[signal] ?? 'chosen';
}

/** Of the ticket that it opens. */
function subjectOf(
  { as, subject }: { as: Forward['as']; subject?: string },
  answers: ReturnType<typeof answered>,
): Pick<Forward, 'subject'> {
  const value = as === 'new' && answers.find(({ name }) => name === subject)?.value;
  const text = typeof value === 'string' ? cut(tidyLine(value), MAX_SUBJECT_CHARS) : '';
  return isVisible(text) ? { subject: text } : {};
}
