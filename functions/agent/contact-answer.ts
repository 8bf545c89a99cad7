/** Who an interaction is with, for somebody who may know (E5, B13). */
import type { ContactStore, MeasureStore } from '../../adapters/stores.ts';
import { formOf, leftFormOf } from '../../core/configuration/form-of.ts';
import type { Configuration } from '../../core/configuration/schema.ts';
import type { KnownContact } from '../../core/contacts/contact.ts';
import { readIn } from '../../core/forms/seen.ts';
import type { QueueId } from '../../core/ids.ts';
import type { Measures } from '../../core/interaction/measures.ts';
import type { Interaction } from '../../core/interaction/state.ts';
import { Culture } from '../../core/words.ts';
import { type ContactAnswer, EARLIER } from '../../protocol/agent.ts';
import type { HttpRequest } from '../edge/http.ts';
import type { SeenChat, SeenChatParts } from './seen-chat.ts';

export interface ContactAnswerParts extends SeenChatParts {
  contacts: Pick<ContactStore, 'get'>;
  measures: Pick<MeasureStore, 'newest'>;
}

/** Of the earlier interactions those that were in a queue that they see. */
export async function contactAnswer(
  parts: ContactAnswerParts,
  { chat, published, sees }: SeenChat,
  { query }: Pick<HttpRequest<unknown>, 'query'>,
): Promise<ContactAnswer> {
  const { configuration } = published;
  const culture = Culture.safeParse(query.get('culture')).data ?? configuration.culture;
  const [contact, then] = await Promise.all([
    chat.contact.id && parts.contacts.get(chat.contact.id),
    parts.configurations.version(chat.origin.configVersion),
  ]);
  const earlier = contact ? await interactionsOf(parts.measures, contact) : [];
  const queueOf = (of: Measures) => of.queues.at(-1)?.queueId ?? websiteOf(configuration, of)?.queue;
  return {
    interactionId: chat.id,
    ...(contact && { contact: onFile(contact, configuration) }),
    fields: configuration.contactFields.map(({ id, label }) => ({
      id,
      label: readIn(label, culture, configuration.culture),
    })),
    asked: askedIn(chat, then, culture),
    earlier: earlier
      .filter((each) => each.interactionId !== chat.id && isSeen(each, queueOf(each), sees))
      .slice(0, EARLIER)
      .map((each) => told(each, queueOf(each), configuration)),
  };
}

/** Newest first, those of the contacts that were merged into it included. */
async function interactionsOf(
  measures: ContactAnswerParts['measures'],
  { id, merged }: KnownContact,
): Promise<Measures[]> {
  const all = await Promise.all([id, ...merged].map((contactId) => measures.newest({ contactId }, EARLIER + 1)));
  return all.flat().sort((a, b) => b.startedAt - a.startedAt);
}

const websiteOf = ({ websites }: Configuration, { gatewayId }: Pick<Measures, 'gatewayId'>) =>
  websites.find(({ id }) => id === gatewayId);

/** `queueId`: where it was last, or its website's if it never came to a queue. */
const isSeen = ({ queues }: Measures, queueId: QueueId | undefined, sees: (queueId: QueueId) => boolean): boolean =>
  queues.some((each) => sees(each.queueId)) || (queueId !== undefined && sees(queueId));

function onFile(contact: KnownContact, { lists }: Configuration): NonNullable<ContactAnswer['contact']> {
  const { revision, name, email, phone, fields, createdAt } = contact;
  return {
    ...{ revision, name, fields, since: createdAt },
    ...(email !== undefined && { email }),
    ...(phone !== undefined && { phone }),
    lists: lists.flatMap((list) => (contact.lists.includes(list.id) ? [{ id: list.id, name: list.name }] : [])),
  };
}

function told(of: Measures, queueId: QueueId | undefined, { queues, agents }: Configuration) {
  const { interactionId, kind, startedAt, outcome, subject } = of;
  const queue = queues.find(({ id }) => id === queueId)?.name;
  const names = of.agents.flatMap(({ agentId }) => agents.find(({ id }) => id === agentId)?.name ?? []);
  return { interactionId, kind, startedAt, outcome, subject, agents: names, ...(queue !== undefined && { queue }) };
}

/** What the form called each of its answers. An old version may be gone. */
function askedIn({ kind, origin, facts }: Interaction, then: Configuration | undefined, culture: string) {
  const website = then && websiteOf(then, origin);
  const queue = then?.queues.find(({ id }) => id === website?.queue);
  if (!then || !website || !queue) return [];
  const form = kind === 'chat' ? formOf(then, website, queue) : leftFormOf(then, website, kind);
  return (form?.elements ?? []).flatMap((element) => {
    if (element.kind === 'label' || (element.to && !('variable' in element.to))) return [];
    const variable = element.to?.variable ?? element.name;
    return Object.hasOwn(facts.variables, variable)
      ? [{ variable, label: readIn(element.label, culture, then.culture) }]
      : [];
  });
}
