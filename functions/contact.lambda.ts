/**
 * GET /v1/interactions/{interactionId}/contact: who a chat is with (E5): what is on file, and what else they came for. For
 * anyone who sees its queue; of the earlier interactions only those in queues that they see.
 */
import type { ContactStore, MeasureStore } from '../adapters/stores.ts';
import { formOf, offlineFormOf } from '../core/configuration/form-of.ts';
import type { Configuration } from '../core/configuration/schema.ts';
import type { KnownContact } from '../core/contacts/contact.ts';
import { readIn } from '../core/forms/seen.ts';
import type { QueueId } from '../core/ids.ts';
import type { Measures } from '../core/interaction/measures.ts';
import type { Interaction } from '../core/interaction/state.ts';
import { Culture } from '../core/words.ts';
import { type ContactAnswer, EARLIER } from '../protocol/agent.ts';
import { type SeenChatParts, seenChat } from './agent/seen-chat.ts';
import { NoBody, onHttp } from './edge/http.ts';
import { isRefused } from './edge/stack.ts';
import { chatStore, configurationStore, contactStore, dynamo, measureStore, signInClaims } from './wiring.ts';

interface Parts extends SeenChatParts {
  contacts: Pick<ContactStore, 'get'>;
  measures: Pick<MeasureStore, 'newest'>;
}

export const createHandler = (parts: Parts) =>
  onHttp<undefined, ContactAnswer>(NoBody, async (request) => {
    const seen = await seenChat(parts, request);
    if (isRefused(seen)) return seen;
    const { chat, published, sees } = seen;
    const { configuration } = published;
    const culture = Culture.safeParse(request.query.get('culture')).data ?? configuration.culture;
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
  });

/** Newest first, those of the contacts that were merged into it included. */
async function interactionsOf(measures: Parts['measures'], { id, merged }: KnownContact): Promise<Measures[]> {
  const all = await Promise.all([id, ...merged].map((contactId) => measures.newest({ contactId }, EARLIER + 1)));
  return all.flat().sort((a, b) => b.startedAt - a.startedAt);
}

const websiteOf = ({ websites }: Configuration, { gatewayId }: Pick<Measures, 'gatewayId'>) =>
  websites.find(({ id }) => id === gatewayId);

/** `queueId`: where it was last, or its website's if it never came to a queue. */
const isSeen = ({ queues }: Measures, queueId: QueueId | undefined, sees: (queueId: QueueId) => boolean): boolean =>
  queues.some((each) => sees(each.queueId)) || (queueId !== undefined && sees(queueId));

function onFile(contact: KnownContact, { lists }: Configuration): NonNullable<ContactAnswer['contact']> {
  const { name, email, phone, fields, createdAt } = contact;
  return {
    ...{ name, fields, since: createdAt },
    ...(email !== undefined && { email }),
    ...(phone !== undefined && { phone }),
    lists: lists.flatMap((list) => (contact.lists.includes(list.id) ? [list.name] : [])),
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
  const form = kind === 'offline' ? offlineFormOf(then, website) : formOf(then, website, queue);
  return form.elements.flatMap((element) => {
    if (element.kind === 'label' || (element.to && !('variable' in element.to))) return [];
    const variable = element.to?.variable ?? element.name;
    return Object.hasOwn(facts.variables, variable)
      ? [{ variable, label: readIn(element.label, culture, then.culture) }]
      : [];
  });
}

const client = dynamo();
export const handler = createHandler({
  configurations: configurationStore(client),
  chats: chatStore(client),
  contacts: contactStore(client),
  measures: measureStore(client),
  signInClaims: signInClaims(),
});
