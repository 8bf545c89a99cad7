/** Forms that could not be filled in, or whose answers would lead nowhere (C1, C3). */
import { mailboxOf } from '../email.ts';
import { MAX_ATTACHED } from '../files/terms.ts';
import type { Asked, Element, Form } from '../forms/schema.ts';
import { optionValue } from '../forms/seen.ts';
import { leftFormOf } from './form-of.ts';
import type { Problem } from './problems.ts';
import type { Configuration } from './schema.ts';

/** Which kinds an answer may have to become this. */
const becomes: Readonly<Record<string, Asked['kind'][]>> = {
  name: ['text'],
  email: ['email'],
  phone: ['phone'],
  message: ['text', 'lines'],
  consent: ['agreement'],
};

export function checkForm({ elements }: Form): Problem[] {
  return [
    ...tooManyFiles(elements),
    ...elements.flatMap((element, i) =>
      [
        ...agreedTo(element, elements.slice(0, i)),
        ...(element.kind === 'label'
          ? []
          : [...whereTo(element, elements.slice(0, i)), ...unseen(element), ...sameOptions(element)]),
      ].map(({ path, expected }) => ({ path: `elements[${i}].${path}`, expected })),
    ),
  ];
}

function tooManyFiles(elements: Element[]): Problem[] {
  const most = elements.reduce((sum, each) => sum + (each.kind === 'attachment' ? each.most : 0), 0);
  return most <= MAX_ATTACHED
    ? []
    : [{ path: 'elements', expected: `attachments of at most ${MAX_ATTACHED} files together, not ${most}` }];
}

function agreedTo({ onlyIf }: Element, above: Element[]): Problem[] {
  const isAgreement = (each: Element) => each.kind === 'agreement' && each.visible && each.name === onlyIf;
  return onlyIf === undefined || above.some(isAgreement)
    ? []
    : [{ path: 'onlyIf', expected: 'the name of a visible agreement above this element' }];
}

function whereTo(element: Asked, above: Element[]): Problem[] {
  const { kind } = element;
  const target = targetOf(element);
  const taken = above.findIndex((each) => each.kind !== 'label' && targetOf(each) === target);
  // The later answer would replace the earlier one.
  if (taken >= 0) return [{ path: 'to', expected: `something that elements[${taken}] does not become already` }];
  const kinds = becomes[target];
  return !kinds || kinds.includes(kind)
    ? []
    : [{ path: 'to', expected: `for this, an element of the kind ${kinds.join(' or ')}, not ${kind}` }];
}

function targetOf({ name, to }: Asked): string {
  if (!to || 'variable' in to) return `variable ${to?.variable ?? name}`;
  if ('contact' in to) return to.contact;
  return 'message' in to ? 'message' : 'consent';
}

/** Nobody could answer it. A page has no files in its variables. */
const unseen = ({ kind, visible, required, onlyIf }: Asked): Problem[] =>
  visible || !(required || onlyIf !== undefined || kind === 'attachment')
    ? []
    : [
        {
          path: 'visible',
          expected: 'true, because this element is required, depends on an agreement, or takes files',
        },
      ];

function sameOptions(element: Asked): Problem[] {
  if (!('options' in element)) return [];
  const values = element.options.map(optionValue);
  return values.flatMap((value, i) =>
    values.indexOf(value) < i
      ? [
          {
            path: `options[${i}]`,
            expected: `a unique value; "${value}" is already used at options[${values.indexOf(value)}]`,
          },
        ]
      : [],
  );
}

/** Before a chat the form has to ask who is there. */
export const nameless = ({ websites, forms }: Configuration): Problem[] =>
  websites.flatMap(({ form: id }, i) => {
    const form = forms.find((each) => each.id === id);
    return !form || form.elements.some(asksFor('name'))
      ? []
      : [
          {
            path: `websites[${i}].form`,
            expected: `a form that asks for the contact’s name in a required, visible element without onlyIf; "${id}" does not`,
          },
        ];
  });

/** Everyone who fills the form in answers it, with a field of the contact. */
const asksFor =
  (...fields: string[]) =>
  (element: Element): boolean =>
    element.kind !== 'label' &&
    element.to !== undefined &&
    'contact' in element.to &&
    fields.includes(element.to.contact) &&
    element.required &&
    element.visible &&
    element.onlyIf === undefined;

/**
 * Instead of a chat the form has to ask where the answer goes, and an e-mail has to be one that can be sent (C4). A message is
 * answered by e-mail (A6). What a form of the page is for, only the tenant knows (A5).
 */
export const unanswerable = (configuration: Configuration): Problem[] =>
  configuration.websites.flatMap((website, i) => {
    const { mail } = website.offline;
    const { elements = [] } = leftFormOf(configuration, website, 'offline') ?? {};
    const message = leftFormOf(configuration, website, 'message');
    const callback = leftFormOf(configuration, website, 'callback');
    const at =
      (setting: string) =>
      (path: string, expected: string): Problem => ({
        ...{ path: `websites[${i}].${setting}.${path}`, expected },
      });
    const problem = at('offline');
    const required = 'in a required, visible element without onlyIf';
    const names = elements.flatMap((each) => (each.kind !== 'label' && each.visible ? [each.name] : []));
    return [
      ...(message && !message.elements.some(asksFor('email'))
        ? [at('apps.message')('form', `a form that asks for the contact’s email ${required}: the answer goes there`)]
        : []),
      ...(callback && !callback.elements.some(asksFor('phone'))
        ? [at('apps.callback')('form', `a form that asks for the contact’s phone ${required}: that is what is called`)]
        : []),
      ...(elements.some(asksFor('email', 'phone'))
        ? []
        : [problem('form', `a form that asks for the contact’s email or phone ${required}`)]),
      ...(mail && mailboxOf(mail.to) === undefined
        ? [problem('mail.to', 'an address in ASCII before the @, because SES cannot write to others')]
        : []),
      ...(mail?.as === 'new' && !elements.some(asksFor('email'))
        ? [
            problem(
              'mail.as',
              `"forward", or a form that asks for the contact’s email ${required}: the ticket is theirs`,
            ),
          ]
        : []),
      ...(mail?.subject !== undefined && !names.includes(mail.subject)
        ? [problem('mail.subject', `the name of a visible element of the form: ${names.join(', ')}`)]
        : []),
    ];
  });
