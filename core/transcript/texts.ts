/** The words of a transcript (F4). */
export interface TranscriptTexts {
  /** For dates and times, in the language of the words. */
  locale: string;
  title(shop: string): string;
  /** `zone`: its name. */
  times(zone: string): string;
  you: string;
  automatic: string;
  file(name: string): string;
  joined(name: string): string;
  left(name: string): string;
  ended: string;
  /** Only the newest part is in it. */
  more: string;
}

const en: TranscriptTexts = {
  locale: 'en-GB',
  title: (shop) => `Your conversation with ${shop}`,
  times: (zone) => `All times: ${zone}`,
  you: 'You',
  automatic: 'Automatic reply',
  file: (name) => `[File: ${name}]`,
  joined: (name) => `${name} joined`,
  left: (name) => `${name} left`,
  ended: 'The chat ended',
  more: 'The beginning is left out because the conversation is too long for an email.',
};

const es: TranscriptTexts = {
  locale: 'es',
  title: (shop) => `Tu conversación con ${shop}`,
  times: (zone) => `Todas las horas: ${zone}`,
  you: 'Tú',
  automatic: 'Respuesta automática',
  file: (name) => `[Archivo: ${name}]`,
  joined: (name) => `${name} se ha unido`,
  left: (name) => `${name} ha salido`,
  ended: 'El chat ha terminado',
  more: 'Falta el principio, porque la conversación es demasiado larga para un correo.',
};

const pt: TranscriptTexts = {
  locale: 'pt-PT',
  title: (shop) => `A sua conversa com ${shop}`,
  times: (zone) => `Todas as horas: ${zone}`,
  you: 'Você',
  automatic: 'Resposta automática',
  file: (name) => `[Ficheiro: ${name}]`,
  joined: (name) => `${name} entrou`,
  left: (name) => `${name} saiu`,
  ended: 'A conversa terminou',
  more: 'Falta o início, porque a conversa é longa demais para um e-mail.',
};

const texts: Record<string, TranscriptTexts> = { en, es, pt };

/** In the culture's language, otherwise in English. */
export function transcriptTexts(culture: string): { language: string; texts: TranscriptTexts } {
  const language = culture.split('-')[0] ?? '';
  const own = texts[language];
  return own ? { language, texts: own } : { language: 'en', texts: en };
}
