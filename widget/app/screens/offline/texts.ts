/** The texts of this screen, so that nobody else loads them. `{0}`: where the answer goes, or when it is sent. */
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
  /** Instead of those above, for what the page has opened. */
  form: Pick<Texts, 'title' | 'intro' | 'send' | 'got' | 'answered'>;
  message: Pick<Texts, 'title' | 'intro'>;
  callback: Pick<Texts, 'title' | 'intro' | 'send' | 'got' | 'answered' | 'changed'> & {
    when: string;
    /** `{0}`: the visitor's time zone. */
    zone: string;
    choose: string;
  };
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
    form: {
      ...{ title: 'Fill in the form', intro: '', send: 'Send', got: 'We have your answers' },
      answered: 'If we have a question, we will ask at {0}.',
    },
    message: { title: 'Write to us', intro: 'We will answer by email.' },
    callback: {
      ...{ title: 'We call you back', intro: 'Choose a time that suits you.', send: 'Ask for a call' },
      ...{ got: 'We will call you', answered: 'At the time that you chose, on {0}.' },
      changed: 'That time is no longer free, or the form has changed. Nothing is lost: choose again.',
      ...{ when: 'When shall we call?', zone: 'In your time ({0})', choose: 'Choose a time' },
    },
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
    form: {
      ...{ title: 'Rellena el formulario', intro: '', send: 'Enviar', got: 'Tenemos tus respuestas' },
      answered: 'Si tenemos alguna pregunta, la haremos a {0}.',
    },
    message: { title: 'Escríbenos', intro: 'Te contestaremos por correo.' },
    callback: {
      ...{ title: 'Te llamamos', intro: 'Elige la hora que mejor te venga.', send: 'Pedir la llamada' },
      ...{ got: 'Te llamaremos', answered: 'A la hora que has elegido, al {0}.' },
      changed: 'Esa hora ya no está libre o el formulario ha cambiado. No se ha perdido nada: elige otra vez.',
      ...{ when: '¿Cuándo te llamamos?', zone: 'En tu hora ({0})', choose: 'Elige una hora' },
    },
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
    form: {
      ...{ title: 'Preencha o formulário', intro: '', send: 'Enviar', got: 'Temos as suas respostas' },
      answered: 'Se tivermos alguma pergunta, será feita para {0}.',
    },
    message: { title: 'Escreva-nos', intro: 'Responderemos por e-mail.' },
    callback: {
      ...{ title: 'Nós ligamos-lhe', intro: 'Escolha a hora que mais lhe convém.', send: 'Pedir a chamada' },
      ...{ got: 'Vamos ligar-lhe', answered: 'À hora que escolheu, para {0}.' },
      changed: 'Essa hora já não está livre, ou o formulário mudou. Nada se perdeu: escolha de novo.',
      ...{ when: 'Quando devemos ligar?', zone: 'Na sua hora ({0})', choose: 'Escolha uma hora' },
    },
  },
};
