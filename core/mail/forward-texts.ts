/** The words of the e-mail with what a visitor left instead of a chat (C4). */
import type { WhyAside } from '../interaction/facts.ts';
import type { ForwardedFile } from './forward-mail.ts';

interface ForwardTexts {
  /** For dates. */
  locale: string;
  subject(visitor: string, shop: string): string;
  /** Above the answers. `why`: one of `because`. */
  left(shop: string, when: string, why: string): string;
  because: Record<WhyAside, string>;
  /** A box that was ticked. */
  yes: string;
  /** Below a file's name. */
  files: Record<ForwardedFile['is'], string>;
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
  files: {
    attached: 'Attached.',
    large: 'Too large for an email. You find it in the console.',
    gone: 'No longer kept.',
    refused: 'Blocked by the check for malware. Nobody got it.',
  },
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
  files: {
    attached: 'Adjunto.',
    large: 'Demasiado grande para un correo. Está en la consola.',
    gone: 'Ya no se conserva.',
    refused: 'Bloqueado por el control de malware. Nadie lo ha recibido.',
  },
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
  files: {
    attached: 'Em anexo.',
    large: 'Grande demais para um e-mail. Está na consola.',
    gone: 'Já não está guardado.',
    refused: 'Bloqueado pela verificação de malware. Ninguém o recebeu.',
  },
};

const texts: Record<string, ForwardTexts> = { en, es, pt };

/** In the culture's language, otherwise in English. */
export function forwardTexts(culture: string): { language: string; texts: ForwardTexts } {
  const language = culture.split('-')[0] ?? '';
  const own = texts[language];
  return own ? { language, texts: own } : { language: 'en', texts: en };
}
