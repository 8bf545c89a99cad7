/** The words of an answer's e-mail, and of the page that its links open (`widget/pages`). */

/** `shop`: the website's name. */
export interface MailTexts {
  subject(shop: string): string;
  /** For dates. */
  locale: string;
  hello(name: string | undefined): string;
  /** Above the answers. */
  intro(shop: string): string;
  /** Instead of a text: what is sent stays in the conversation. */
  file(name: string): string;
  /** The answers are only the newest ones. */
  more: string;
  continue: string;
  /** Below the link. `until`: a day and a time. */
  about(until: string): string;
  /** Instead of the link. */
  over: string;
  noReplies: string;
  /** Why they get it, and how to stop it. */
  why(shop: string): string;
  stop: string;
}

const en: MailTexts = {
  locale: 'en-GB',
  subject: (shop) => `Your answer from ${shop}`,
  hello: (name) => (name ? `Hello ${name},` : 'Hello,'),
  intro: (shop) => `${shop} answered you while you were away:`,
  file: (name) => `A file: ${name}`,
  more: 'The conversation has more answers.',
  continue: 'Continue the conversation',
  about: (until) =>
    `The link opens the conversation until ${until}, for anyone who has it: please do not forward this email. ` +
    'If it has ended because nobody wrote, your message opens it again.',
  over: 'The conversation has ended. If you need anything else, start a new chat on the website.',
  noReplies: 'Replies to this email do not reach us.',
  why: (shop) => `You get this email because you asked for it when you started a chat with ${shop}.`,
  stop: 'Stop emails about this chat',
};

const es: MailTexts = {
  locale: 'es',
  subject: (shop) => `Tu respuesta de ${shop}`,
  hello: (name) => (name ? `Hola, ${name}:` : 'Hola:'),
  intro: (shop) => `${shop} te ha respondido mientras no estabas:`,
  file: (name) => `Un archivo: ${name}`,
  more: 'En la conversación hay más respuestas.',
  continue: 'Seguir la conversación',
  about: (until) =>
    `El enlace abre la conversación hasta el ${until}, a quien lo tenga: no reenvíes este correo. ` +
    'Si ha terminado porque nadie escribía, tu mensaje la abre de nuevo.',
  over: 'La conversación ha terminado. Si necesitas algo más, empieza un chat nuevo en el sitio web.',
  noReplies: 'Las respuestas a este correo no nos llegan.',
  why: (shop) => `Recibes este correo porque lo pediste al empezar un chat con ${shop}.`,
  stop: 'No recibir más correos sobre este chat',
};

const pt: MailTexts = {
  locale: 'pt-PT',
  subject: (shop) => `A sua resposta de ${shop}`,
  hello: (name) => (name ? `Olá, ${name}:` : 'Olá:'),
  intro: (shop) => `${shop} respondeu-lhe enquanto esteve ausente:`,
  file: (name) => `Um ficheiro: ${name}`,
  more: 'A conversa tem mais respostas.',
  continue: 'Continuar a conversa',
  about: (until) =>
    `Até ${until}, a ligação abre a conversa a quem a tiver: não reencaminhe este e-mail. ` +
    'Se terminou porque ninguém escrevia, a sua mensagem volta a abri-la.',
  over: 'A conversa terminou. Se precisar de mais alguma coisa, inicie uma nova conversa no site.',
  noReplies: 'As respostas a este e-mail não chegam até nós.',
  why: (shop) => `Recebe este e-mail porque o pediu ao iniciar uma conversa com ${shop}.`,
  stop: 'Não receber mais e-mails sobre esta conversa',
};

const texts: Record<string, MailTexts> = { en, es, pt };

/** In the culture's language, otherwise in English. */
export function mailTexts(culture: string): { language: string; texts: MailTexts } {
  const language = culture.split('-')[0] ?? '';
  const own = texts[language];
  return own ? { language, texts: own } : { language: 'en', texts: en };
}
