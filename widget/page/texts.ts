/** What the page of an e-mail's links says, in the browser's language: nobody knows whose chat it is yet. */
interface Texts {
  title: string;
  detail: string;
  continue: string;
  here: string;
  hereDetail: string;
  stopTitle: string;
  stopDetail: string;
  stop: string;
  stopped: string;
  stoppedDetail: string;
  replyTitle: string;
  replyDetail: string;
  send: string;
  replied: string;
  repliedDetail: string;
  cannot: string;
  /** By the code of a refusal. */
  refused: Record<'link_expired' | 'link_invalid' | 'chat_ended' | 'chat_unknown', string>;
  failed: string;
}

const en: Texts = {
  title: 'Continue your conversation',
  detail: 'It opens here, and closes with this tab. On a shared computer, close the tab when you are done.',
  continue: 'Continue the conversation',
  here: 'Your conversation',
  hereDetail: 'It closes with this tab. The link in the email opens it again.',
  stopTitle: 'Stop emails about this chat?',
  stopDetail: 'The conversation stays open. Answers will only be in the chat.',
  stop: 'Stop the emails',
  stopped: 'No more emails',
  stoppedDetail: 'You will get no more emails about this chat.',
  replyTitle: 'Your reply',
  replyDetail: 'It goes to whoever wrote to you.',
  send: 'Send',
  replied: 'We have your reply',
  repliedDetail: 'We will answer by email. You can close this page.',
  cannot: 'This link does not work',
  refused: {
    link_expired: 'It has expired. Start a new chat on the website.',
    link_invalid: 'Part of it is missing, or it belongs somewhere else. Open it again from the email.',
    chat_ended: 'The conversation has ended. Start a new chat on the website.',
    chat_unknown: 'The conversation no longer exists. Start a new chat on the website.',
  },
  failed: 'We could not be reached. Nothing was lost: try again.',
};

const es: Texts = {
  title: 'Sigue tu conversación',
  detail: 'Se abre aquí y se cierra con esta pestaña. En un ordenador compartido, cierra la pestaña al terminar.',
  continue: 'Seguir la conversación',
  here: 'Tu conversación',
  hereDetail: 'Se cierra con esta pestaña. El enlace del correo la abre de nuevo.',
  stopTitle: '¿No recibir más correos sobre este chat?',
  stopDetail: 'La conversación sigue abierta. Las respuestas estarán solo en el chat.',
  stop: 'No recibir más correos',
  stopped: 'No habrá más correos',
  stoppedDetail: 'No recibirás más correos sobre este chat.',
  replyTitle: 'Tu respuesta',
  replyDetail: 'La recibe quien te ha escrito.',
  send: 'Enviar',
  replied: 'Tenemos tu respuesta',
  repliedDetail: 'Te contestaremos por correo. Ya puedes cerrar esta página.',
  cannot: 'Este enlace no funciona',
  refused: {
    link_expired: 'Ha caducado. Empieza un chat nuevo en el sitio web.',
    link_invalid: 'Le falta una parte o es de otro sitio. Ábrelo de nuevo desde el correo.',
    chat_ended: 'La conversación ha terminado. Empieza un chat nuevo en el sitio web.',
    chat_unknown: 'La conversación ya no existe. Empieza un chat nuevo en el sitio web.',
  },
  failed: 'No hemos podido conectar. No se ha perdido nada: inténtalo de nuevo.',
};

const pt: Texts = {
  title: 'Continue a sua conversa',
  detail: 'Abre aqui e fecha com este separador. Num computador partilhado, feche o separador no fim.',
  continue: 'Continuar a conversa',
  here: 'A sua conversa',
  hereDetail: 'Fecha com este separador. A ligação do e-mail volta a abri-la.',
  stopTitle: 'Não receber mais e-mails sobre esta conversa?',
  stopDetail: 'A conversa continua aberta. As respostas estarão só no chat.',
  stop: 'Não receber mais e-mails',
  stopped: 'Não haverá mais e-mails',
  stoppedDetail: 'Não vai receber mais e-mails sobre esta conversa.',
  replyTitle: 'A sua resposta',
  replyDetail: 'É recebida por quem lhe escreveu.',
  send: 'Enviar',
  replied: 'Temos a sua resposta',
  repliedDetail: 'Responderemos por e-mail. Já pode fechar esta página.',
  cannot: 'Esta ligação não funciona',
  refused: {
    link_expired: 'Expirou. Inicie uma nova conversa no site.',
    link_invalid: 'Falta uma parte ou pertence a outro lugar. Abra-a de novo a partir do e-mail.',
    chat_ended: 'A conversa terminou. Inicie uma nova conversa no site.',
    chat_unknown: 'A conversa já não existe. Inicie uma nova conversa no site.',
  },
  failed: 'Não foi possível ligar. Nada se perdeu: tente de novo.',
};

/** The first of the browser's languages that there is. */
export function textsFor(languages: readonly string[]): { language: string; texts: Texts } {
  const all: Partial<Record<string, Texts>> = { en, es, pt };
  for (const language of languages.map((each) => each.split('-')[0] ?? '')) {
    const texts = all[language];
    if (texts) return { language, texts };
  }
  return { language: 'en', texts: en };
}
