/**
 * What is wrong in a browser that opens no sockets, and what to do. Almost nobody needs it, so it is not among the texts that
 * everyone loads.
 */
import type { Language } from './texts/texts.ts';

export const unable: Record<Language, [what: string, advice: string]> = {
  en: [
    'This browser cannot connect to the chat',
    'It blocks WebSocket connections. Allow them, also in its extensions, and reload the page, or use another browser.',
  ],
  es: [
    'Este navegador no puede conectar con el chat',
    'Bloquea las conexiones WebSocket. Permítelas, también en sus extensiones, y recarga la página, o usa otro navegador.',
  ],
  pt: [
    'Este navegador não consegue ligar-se à conversa',
    'Bloqueia as ligações WebSocket. Permita-as, também nas extensões, e recarregue a página, ou use outro navegador.',
  ],
};
