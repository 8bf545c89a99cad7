/**
 * PUT /v1/interactions/{interactionId}/contact: whoever is in the conversation, or supervises it, changes the contact, or says
 * that the contact of another interaction is the same person (E5). Repeated, it is refused, because the contact has changed.
 */
import type { ContactStore } from '../adapters/stores.ts';
import { type KnownContact, mergedInto } from '../core/contacts/contact.ts';
import { type ContactEdit, edited } from '../core/contacts/edit.ts';
import type { InteractionId } from '../core/ids.ts';
import { type ContactAnswer, ContactChange } from '../protocol/agent.ts';
import { type ContactAnswerParts, contactAnswer } from './agent/contact-answer.ts';
import { type SeenChat, seenChat } from './agent/seen-chat.ts';
import { type HttpRequest, onHttp } from './edge/http.ts';
import { isRefused, type Refused } from './edge/stack.ts';
import { chatStore, configurationStore, contactStore, dynamo, measureStore, signInClaims } from './wiring.ts';

interface Parts extends ContactAnswerParts {
  contacts: Pick<ContactStore, 'get' | 'change' | 'merge'>;
}

type Request = Pick<HttpRequest<unknown>, 'claims' | 'parameters'>;

export const createHandler = (parts: Parts) => {
  const { contacts } = parts;
  return onHttp<ContactChange, ContactAnswer>(ContactChange, async (request) => {
    const found = await contactIn(request);
    if (isRefused(found)) return found;
    const { seen, contact } = found;
    const { body } = request;
    if (contact.revision !== body.revision) return { refused: 'contact_changed' };
    const refused = 'is' in body ? await change(seen, contact, body.is) : await merge(request, contact, body.merges);
    return refused ?? contactAnswer(parts, seen, request);
  });

  async function contactIn(request: Request): Promise<{ seen: SeenChat; contact: KnownContact } | Refused> {
    const seen = await seenChat(parts, request);
    if (isRefused(seen)) return seen;
    if (!seen.isTheirs) return { refused: 'chat_not_yours' };
    const { id } = seen.chat.contact;
    const contact = id && (await contacts.get(id));
    return contact ? { seen, contact } : { refused: 'contact_unknown' };
  }

  async function change(
    { published }: SeenChat,
    contact: KnownContact,
    edit: ContactEdit,
  ): Promise<Refused | undefined> {
    const changed = await contacts.change(edited(contact, edit, published.configuration), contact);
    if (changed === 'changed') return undefined;
    return { refused: changed === 'taken' ? 'contact_taken' : 'contact_changed' };
  }

  /** Whoever may not know the other one must not merge it. */
  async function merge(request: Request, contact: KnownContact, of: InteractionId): Promise<Refused | undefined> {
    const seen = await seenChat(parts, { ...request, parameters: { interactionId: of } });
    if (isRefused(seen)) return seen;
    const { id } = seen.chat.contact;
    const other = id && (await contacts.get(id));
    if (!other) return { refused: 'contact_unknown' };
    if (other.id === contact.id) return undefined;
    const survivor = mergedInto(contact, other);
    if (!survivor) return { refused: 'contact_too_large' };
    return (await contacts.merge(survivor, contact, other)) === 'merged' ? undefined : { refused: 'contact_changed' };
  }
};

const client = dynamo();
export const handler = createHandler({
  configurations: configurationStore(client),
  chats: chatStore(client),
  contacts: contactStore(client),
  measures: measureStore(client),
  signInClaims: signInClaims(),
});
