/** The words around an agent's answer by e-mail (A6), in the visitor's language. */
interface LetterTexts {
  subject(shop: string): string;
  /** The button. */
  reply: string;
  /** Below it. */
  about: string;
  noReplies: string;
  /** Why they get it. */
  why(shop: string): string;
}

const en: LetterTexts = {
  subject: (shop) => `Your message to ${shop}`,
  reply: 'Reply',
  about:
    'The link is for you, and works for a week. Whoever has it can write in your name, so do not forward this email.',
  noReplies: 'Replies to this email do not reach us.',
  why: (shop) => `You get this email because someone left this address on the website of ${shop}.`,
};

const es: LetterTexts = {
  subject: (shop) => `Tu mensaje a ${shop}`,
  reply: 'Responder',
  about:
    'El enlace es para ti y sirve una semana. Quien lo tenga puede escribir en tu nombre: no reenvíes este correo.',
  noReplies: 'Las respuestas a este correo no nos llegan.',
  why: (shop) => `Recibes este correo porque alguien dejó esta dirección en el sitio web de ${shop}.`,
};

const pt: LetterTexts = {
  subject: (shop) => `A sua mensagem para ${shop}`,
  reply: 'Responder',
  about:
    'A ligação é para si e funciona durante uma semana. Quem a tiver pode escrever em seu nome: não reencaminhe este e-mail.',
  noReplies: 'As respostas a este e-mail não chegam até nós.',
  why: (shop) => `Recebe este e-mail porque alguém deixou este endereço no site de ${shop}.`,
};

const texts: Record<string, LetterTexts> = { en, es, pt };

/** In the culture's language, otherwise in English. */
export function letterTexts(culture: string): { language: string; texts: LetterTexts } {
  const language = culture.split('-')[0] ?? '';
  const own = texts[language];
  return own ? { language, texts: own } : { language: 'en', texts: en };
}
