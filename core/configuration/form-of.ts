/** The form of a website that has none of its own: a name, an address if the queue wants one (C2), and what it is about. */
import type { Element, Form } from '../forms/schema.ts';
import { FormId } from '../ids.ts';
import type { LeftKind } from './left-kinds.ts';
import type { Configuration, Queue } from './schema.ts';

const visible = true;

const name: Element = {
  kind: 'text',
  name: 'name',
  label: { en: 'Name', es: 'Nombre', pt: 'Nome' },
  error: { en: 'Please tell us your name.', es: 'Dinos tu nombre, por favor.', pt: 'Diga-nos o seu nome, por favor.' },
  required: true,
  to: { contact: 'name' },
  visible,
};

const email = (required: boolean): Element => ({
  kind: 'email',
  name: 'email',
  label: { en: 'Email', es: 'Correo electrónico', pt: 'E-mail' },
  error: {
    en: 'Enter an email such as name@mail.com',
    es: 'Escribe un correo, como nombre@correo.com',
    pt: 'Escreva um e-mail, como nome@correio.com',
  },
  required,
  to: { contact: 'email' },
  visible,
});

/** Never ticked beforehand. */
const answersByMail: Element = {
  kind: 'agreement',
  name: 'answers_by_mail',
  label: {
    en: 'Email me the answers if I leave the page',
    es: 'Recibir las respuestas por correo si me voy',
    pt: 'Receber as respostas por e-mail se eu sair',
  },
  required: false,
  to: { consent: 'continuity' },
  visible,
};

const question: Element = {
  kind: 'lines',
  name: 'question',
  label: { en: 'What is it about?', es: '¿De qué se trata?', pt: 'De que se trata?' },
  required: false,
  to: { message: true },
  visible,
};

const message: Element = {
  kind: 'lines',
  name: 'message',
  label: { en: 'Message', es: 'Mensaje', pt: 'Mensagem' },
  error: { en: 'Write your message', es: 'Escribe tu mensaje', pt: 'Escreva a sua mensagem' },
  required: true,
  to: { message: true },
  visible,
};

const standardForm = (queue: Queue): Form => ({
  id: FormId.parse('standard'),
  name: 'Standard',
  elements: [
    name,
    ...(queue.email === 'hidden' ? [] : [email(queue.email === 'required')]),
    ...(queue.continuity && queue.email !== 'hidden' ? [answersByMail] : []),
    question,
  ],
});

type Website = Configuration['websites'][number];
type Shown = Form & { isStandard?: true };

/** The form that a website shows before a chat. */
export const formOf = ({ forms }: Configuration, website: Website, queue: Queue): Shown =>
  forms.find(({ id }) => id === website.form) ?? { ...standardForm(queue), isStandard: true };

/** Nobody could answer without an address. */
const standardMessage: Shown = {
  ...{ id: FormId.parse('standard-message'), name: 'Standard', isStandard: true },
  elements: [name, email(true), message],
};

const phone: Element = {
  ...{ kind: 'phone', name: 'phone', required: true, to: { contact: 'phone' }, visible },
  label: { en: 'Phone', es: 'Teléfono', pt: 'Telefone' },
};

const standardCallback: Shown = {
  ...{ id: FormId.parse('standard-callback'), name: 'Standard', isStandard: true },
  elements: [name, phone, question],
};

/** The form for what a visitor leaves: instead of a chat (C4), or by an app (A5, A6). Undefined if the website lacks the app. */
export function leftFormOf(
  { forms }: Pick<Configuration, 'forms'>,
  { offline, apps }: Pick<Website, 'offline' | 'apps'>,
  kind: LeftKind,
): Shown | undefined {
  const app = kind === 'offline' ? offline : apps[kind];
  return app && (forms.find(({ id }) => id === app.form) ?? (kind === 'callback' ? standardCallback : standardMessage));
}
