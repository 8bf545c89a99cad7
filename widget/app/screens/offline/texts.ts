/** The texts of this screen, so that nobody else loads them. `{0}`: where the answer goes. */
import type { Language } from '../../texts/texts.ts';

interface Texts {
  title: string;
  /** Under why there is no chat. */
  intro: string;
  send: string;
  sending: string;
  /** It is sent again and again. */
  trying: string;
  /** Too many came from this address. */
  limited: string;
  /** What was written is still there. */
  changed: string;
  refused: string;
  got: string;
  answered: string;
}

export const texts: Record<Language, Texts> = {
  en: {
    title: 'Leave us a message',
    intro: 'Leave us a message, and we will get back to you.',
    send: 'Send message',
    sending: 'Sending…',
    trying: 'Not sent yet. We are still trying, so keep this open.',
    limited: 'Not sent yet: your network has sent too many messages. Yours goes at {0}, so keep this open.',
    changed: 'The form has changed. Nothing is lost. Check it and send it again.',
    refused: 'This page cannot send messages. What you wrote is still here, so you can copy it.',
    got: 'We have your message',
    answered: 'We will answer to {0}.',
  },
  es: {
    title: 'Déjanos un mensaje',
    intro: 'Déjanos un mensaje y te contestaremos.',
    send: 'Enviar mensaje',
    sending: 'Enviando…',
    trying: 'Aún sin enviar. Seguimos intentándolo: no cierres esto.',
    limited: 'Aún sin enviar: desde tu red se han enviado muchos mensajes. El tuyo sale a las {0}: no cierres esto.',
    changed: 'El formulario ha cambiado. No se ha perdido nada. Revísalo y envíalo otra vez.',
    refused: 'Esta página no puede enviar mensajes. Lo que has escrito sigue aquí, para que lo copies.',
    got: 'Tenemos tu mensaje',
    answered: 'Te contestaremos a {0}.',
  },
  pt: {
    title: 'Deixe-nos uma mensagem',
    intro: 'Deixe-nos uma mensagem e responderemos.',
    send: 'Enviar mensagem',
    sending: 'A enviar…',
    trying: 'Ainda por enviar. Continuamos a tentar: não feche isto.',
    limited: 'Ainda por enviar: a sua rede enviou demasiadas mensagens. A sua segue às {0}: não feche isto.',
    changed: 'O formulário mudou. Nada se perdeu. Verifique-o e envie de novo.',
    refused: 'Esta página não pode enviar mensagens. O que escreveu continua aqui, para que o possa copiar.',
    got: 'Temos a sua mensagem',
    answered: 'Responderemos para {0}.',
  },
};
