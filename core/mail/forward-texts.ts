/** The words of the e-mail with what a visitor left instead of a chat (C4). */
import type { WhyAside } from '../interaction/facts.ts';

interface ForwardTexts {
  /** For dates. */
  locale: string;
  subject(visitor: string, shop: string): string;
  /** Above the answers. `why`: one of `because`. */
  left(shop: string, when: string, why: string): string;
  because: Record<WhyAside, string>;
  /** A box that was ticked. */
  yes: string;
}

const en: ForwardTexts = {
  locale: 'en-GB',
  subject: (visitor, shop) => `Message from ${visitor} on ${shop}`,
  left: (shop, when, why) => `Left on ${shop} on ${when}. ${why}`,
  because: {
    closed: 'The chat was closed.',
    busy: 'Nobody was free to chat.',
    chosen: 'The visitor preferred to leave a message.',
    unmanaged: 'Nobody answered the chat.',
  },
  yes: 'Yes',
};

const es: ForwardTexts = {
  locale: 'es',
  subject: (visitor, shop) => `Mensaje de ${visitor} en ${shop}`,
  left: (shop, when, why) => `Recibido en ${shop} el ${when}. ${why}`,
  because: {
    closed: 'El chat estaba cerrado.',
    busy: 'No había nadie libre para chatear.',
    chosen: 'Ha preferido dejar un mensaje.',
    unmanaged: 'Nadie atendió el chat.',
  },
  yes: 'Sí',
};

const pt: ForwardTexts = {
  locale: 'pt-PT',
  subject: (visitor, shop) => `Mensagem de ${visitor} em ${shop}`,
  left: (shop, when, why) => `Recebida em ${shop}, ${when}. ${why}`,
  because: {
    closed: 'O chat estava fechado.',
    busy: 'Não havia ninguém livre para conversar.',
    chosen: 'Preferiu deixar uma mensagem.',
    unmanaged: 'Ninguém atendeu a conversa.',
  },
  yes: 'Sim',
};

const texts: Record<string, ForwardTexts> = { en, es, pt };

/** In the culture's language, otherwise in English. */
export function forwardTexts(culture: string): { language: string; texts: ForwardTexts } {
  const language = culture.split('-')[0] ?? '';
  const own = texts[language];
  return own ? { language, texts: own } : { language: 'en', texts: en };
}
