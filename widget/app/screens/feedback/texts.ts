/** The texts of this screen, so that nobody else loads them. `{0}`: the agent. */
import type { Language } from '../../texts/texts.ts';

interface Texts {
  question: string;
  /** If the agent's name is known. */
  questionOf: string;
  /** From 1 to 5. */
  scores: [string, string, string, string, string];
  note: string;
  send: string;
  sending: string;
  /** It is sent again and again. */
  trying: string;
  /** Foyer does not take it any more. */
  late: string;
  skip: string;
  thanks: string;
}

export const texts: Record<Language, Texts> = {
  en: {
    question: 'How was your chat?',
    questionOf: 'How was your chat with {0}?',
    scores: ['Bad', 'Poor', 'OK', 'Good', 'Great'],
    note: 'What could we have done better?',
    send: 'Send',
    sending: 'Sending…',
    trying: 'Not sent yet. We are still trying, so keep this open.',
    late: 'It was not sent: this chat takes no more feedback.',
    skip: 'Not now',
    thanks: 'Thank you for your feedback',
  },
  es: {
    question: '¿Qué tal la conversación?',
    questionOf: '¿Qué tal la conversación con {0}?',
    scores: ['Mala', 'Regular', 'Normal', 'Buena', 'Excelente'],
    note: '¿Qué podríamos haber hecho mejor?',
    send: 'Enviar',
    sending: 'Enviando…',
    trying: 'Aún sin enviar. Seguimos intentándolo: no cierres esto.',
    late: 'No se ha enviado: este chat ya no admite valoraciones.',
    skip: 'Ahora no',
    thanks: 'Gracias por tu opinión',
  },
  pt: {
    question: 'Como foi a conversa?',
    questionOf: 'Como foi a conversa com {0}?',
    scores: ['Má', 'Fraca', 'Razoável', 'Boa', 'Ótima'],
    note: 'O que podíamos ter feito melhor?',
    send: 'Enviar',
    sending: 'A enviar…',
    trying: 'Por enviar. Continuamos a tentar: não feche isto.',
    late: 'Não foi enviada: esta conversa já não aceita opiniões.',
    skip: 'Agora não',
    thanks: 'Obrigado pela sua opinião',
  },
};
