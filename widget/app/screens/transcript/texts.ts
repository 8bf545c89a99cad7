/** The texts of this screen, so that nobody else loads them. */
import type { Language } from '../../texts/texts.ts';

interface Texts {
  title: string;
  detail: string;
  download: string;
  mail: string;
  sending: string;
  /** It is sent again and again. */
  trying: string;
  sent: string;
  refused: string;
}

export const texts: Record<Language, Texts> = {
  en: {
    title: 'Keep this conversation',
    detail: 'Everyone who uses this device can read what you download.',
    download: 'Download',
    mail: 'Email it to me',
    sending: 'Sending…',
    trying: 'Not sent yet. We are still trying, so keep this open.',
    sent: 'We are emailing it to the address that you gave.',
    refused:
      'It cannot be emailed: that needs the address you gave at the start, and an answer from us. Download it instead.',
  },
  es: {
    title: 'Guardar esta conversación',
    detail: 'Quien use este dispositivo podrá leer lo que descargues.',
    download: 'Descargar',
    mail: 'Recibirla por correo',
    sending: 'Enviando…',
    trying: 'Aún sin enviar. Seguimos intentándolo: no cierres esto.',
    sent: 'Te la enviamos al correo que nos diste.',
    refused: 'No se puede enviar: hacen falta el correo que nos diste al empezar y una respuesta nuestra. Descárgala.',
  },
  pt: {
    title: 'Guardar esta conversa',
    detail: 'Quem usar este dispositivo poderá ler o que descarregar.',
    download: 'Descarregar',
    mail: 'Receber por e-mail',
    sending: 'A enviar…',
    trying: 'Por enviar. Continuamos a tentar: não feche isto.',
    sent: 'Vamos enviá-la para o e-mail que indicou.',
    refused: 'Não pode ser enviada: são precisos o e-mail que indicou no início e uma resposta nossa. Descarregue-a.',
  },
};
