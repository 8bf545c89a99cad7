/** Forms before a chat (C1 to C3): what the page gets, what an answer is read as, and what it becomes. */
import { describe, expect, it } from 'vitest';
import { kinds } from '../../../core/answers/kinds.ts';
import { type Given, readAnswers } from '../../../core/answers/simple.ts';
import { checkConfiguration } from '../../../core/configuration/check.ts';
import type { ConfigurationInput } from '../../../core/configuration/schema.ts';
import { filledIn } from '../../../core/forms/filled.ts';
import { Form } from '../../../core/forms/schema.ts';
import { seenForm } from '../../../core/forms/seen.ts';
import demo from '../../../foyer.config.ts';

const NOW = Date.UTC(2026, 10, 28);
const problem = Form.parse(demo.forms?.[0]);
const form = (...elements: unknown[]) => Form.parse({ id: 'form', name: 'Form', elements });
const fill = (of: Form, given: Record<string, Given>, told = {}, culture = 'en') =>
  filledIn(of, { given, files: [] }, told, culture, NOW);

describe('what an answer is read as', () => {
  const options = [{ value: 'base' }, { value: 'shade' }, { value: 'cable' }];
  it.each<[keyof typeof kinds, Given, unknown, string?]>([
    ['text', '  two\nlines ', 'two lines'],
    ['text', 'x'.repeat(1001), undefined],
    ['text', true, undefined],
    ['text', '\u0007', undefined],
    ['lines', 'two\r\nlines', 'two\nlines'],
    ['number', '12', 12],
    ['number', '3,5', 3.5, 'es'],
    ['number', '１２', 12],
    ['number', 'twelve', undefined],
    ['email', ' ana@example.com ', 'ana@example.com'],
    ['email', 'ana@', undefined],
    ['phone', '+44 20 7946 0018', '+442079460018'],
    ['phone', '٠٦٠٠ ٥٥٥ ١٤٤', '0600555144'],
    ['phone', '12', undefined],
    ['date', '31/12/2026', '2026-12-31', 'es'],
    ['date', '30/02/2026', undefined, 'es'],
    ['select', 'base', 'base'],
    ['select', 'Base', undefined],
    ['select', 'toString', undefined],
    ['radio', 'cable', 'cable'],
    ['radio', ['cable'], undefined],
    ['checkboxes', ['cable', 'base'], 'base, cable'],
    ['checkboxes', ['base', 'base'], 'base'],
    ['checkboxes', ['base', 'lamp'], undefined],
    ['checkboxes', 'base', undefined],
    ['agreement', true, true],
    ['agreement', 'true', undefined],
  ])('C1 %s: %j is %j', (kind, given, value, culture = 'en') => {
    const { values, wrong } = readAnswers([{ kind, name: 'it', options }], { it: given }, culture, kinds);
    expect(values).toEqual(value === undefined ? {} : { it: value });
    expect(wrong).toEqual(value === undefined ? ['it'] : []);
  });

  it.each<[Given | undefined, string[]]>([
    [undefined, ['it']],
    ['', ['it']],
    ['\u200b ', ['it']],
    [false, ['it']],
    [[], ['it']],
  ])('C1 %j answers nothing, which only a required question minds', (given, wrong) => {
    const answers = given === undefined ? {} : { it: given };
    expect(readAnswers([{ kind: 'text', name: 'it', required: true }], answers, 'en', kinds).wrong).toEqual(wrong);
    expect(readAnswers([{ kind: 'text', name: 'it' }], answers, 'en', kinds)).toEqual({ values: {}, wrong: [] });
  });

  it('C1 what an agreement conditions is asked only with it', () => {
    const questions = [
      { kind: 'agreement', name: 'call' },
      { kind: 'phone', name: 'number', required: true, onlyIf: 'call' },
    ];
    expect(readAnswers(questions, {}, 'en', kinds).wrong).toEqual([]);
    expect(readAnswers(questions, { number: '600 555 144' }, 'en', kinds).values).toEqual({});
    expect(readAnswers(questions, { call: true }, 'en', kinds).wrong).toEqual(['number']);
  });
});

describe('what an answer becomes', () => {
  it('C3 a field of the contact, the first message, or a variable of its name', () => {
    const given = { name: 'Owen', phone: '+44 20 7946 0018', topic: 'broken', parts: ['cable'], question: 'It fell.' };
    expect(fill(problem, { ...given, how_many: '2' }, { basket: 3 })).toEqual({
      files: [],
      contact: { name: 'Owen', phone: '+442079460018' },
      variables: { basket: 3, topic: 'broken', parts: 'cable', how_many: 2 },
      text: 'It fell.',
    });
  });

  it('D11 the record that answers may follow by e-mail, with its time', () => {
    const agreement = { kind: 'agreement', name: 'mail', label: 'E-mail me', to: { consent: 'continuity' } };
    expect(fill(form(agreement), { mail: true })).toMatchObject({ contact: { consents: { continuity: NOW } } });
    expect(fill(form(agreement), {})).not.toHaveProperty('contact.consents');
  });

  it('C1 an answer that the form does not ask for is refused, not dropped', () => {
    expect(fill(problem, { name: 'Owen', size: 'large' })).toEqual({ refused: 'form_changed', names: ['size'] });
    expect(fill(problem, { topic: 'lamp' })).toEqual({ refused: 'answers_wrong', names: ['name', 'topic'] });
  });

  it('C2 what is not visible is answered by the page alone', () => {
    const order = { kind: 'text', name: 'order', label: 'Order', visible: false, to: { variable: 'order_number' } };
    const hidden = form(order);
    expect(seenForm(hidden, 'en', 'en')).toEqual([]);
    expect(fill(hidden, {}, { order: 4711 })).toMatchObject({ variables: { order_number: '4711' } });
    expect(fill(hidden, { order: 'forged' })).toEqual({ refused: 'form_changed', names: ['order'] });
  });

  it('B3 all together are no larger than a chat has room for', () => {
    const many = Array.from({ length: 9 }, (_, n) => ({ kind: 'lines', name: `a${n}`, label: 'A' }));
    const given = Object.fromEntries(many.map(({ name }) => [name, 'x'.repeat(1000)]));
    expect(fill(form(...many), given)).toEqual({ refused: 'answers_too_long', names: [] });
  });
});

it('C6 the page gets the form in its culture, or else in the tenant’s, or else in the first', () => {
  const [name] = seenForm(problem, 'es-MX', 'pt');
  expect(name).toMatchObject({ kind: 'text', label: 'Nombre', required: true, is: 'name', most: 120 });
  expect(seenForm(problem, 'fr', 'pt')[0]?.label).toBe('Nome');
  expect(seenForm(problem, 'fr', 'ca')[0]?.label).toBe('Name');
  expect(seenForm(problem, 'es', 'en')[3]?.error).toBe('Escribe un número, como 12 o 3,5.');
});

describe('before a publish', () => {
  const problemsOf = (...elements: object[]) => {
    const [website] = demo.websites ?? [];
    const forms = [{ id: 'own', name: 'Own', elements }];
    const given = { ...demo, forms, websites: [{ ...website, apps: {}, form: 'own' }] } as ConfigurationInput;
    const checked = checkConfiguration(given);
    return 'problems' in checked ? checked.problems.map(({ path }) => path) : [];
  };
  const name = { kind: 'text', name: 'name', label: 'Name', required: true, to: { contact: 'name' } };

  it.each<[string, object[], string[]]>([
    ['a form that asks for the name', [name], []],
    ['one that does not', [{ ...name, required: false }], ['websites[0].form']],
    [
      'one that asks only those who agree',
      [
        { kind: 'agreement', name: 'ok', label: 'Ok' },
        { ...name, onlyIf: 'ok' },
      ],
      ['websites[0].form'],
    ],
    ['two answers of one name', [name, name], ['forms[0].elements[1].name', 'forms[0].elements[1].to']],
    ['two answers that become the same', [name, { ...name, name: 'again' }], ['forms[0].elements[1].to']],
    [
      'an answer that becomes another’s variable',
      [name, { kind: 'text', name: 'a', label: 'A' }, { kind: 'text', name: 'b', label: 'B', to: { variable: 'a' } }],
      ['forms[0].elements[2].to'],
    ],
    [
      'a name that every object has',
      [name, { kind: 'text', name: 'constructor', label: 'A' }, { kind: 'text', name: '__proto__', label: 'A' }],
      ['forms[0].elements[1].name', 'forms[0].elements[2].name'],
    ],
    [
      'an agreement that comes too late',
      [name, { kind: 'text', name: 'b', label: 'B', onlyIf: 'ok' }, { kind: 'agreement', name: 'ok', label: 'Ok' }],
      ['forms[0].elements[1].onlyIf'],
    ],
    [
      'a number as an address',
      [name, { kind: 'number', name: 'n', label: 'N', to: { contact: 'email' } }],
      ['forms[0].elements[1].to'],
    ],
    [
      'a required answer that nobody sees',
      [name, { kind: 'text', name: 'b', label: 'B', required: true, visible: false }],
      ['forms[0].elements[1].visible'],
    ],
    [
      'two options of one value',
      [name, { kind: 'radio', name: 'r', label: 'R', options: [{ label: 'A' }, { label: 'B', value: 'A' }] }],
      ['forms[0].elements[1].options[1]'],
    ],
  ])('B11 %s', (_, elements, paths) => {
    expect(problemsOf(...elements)).toEqual(paths);
  });
});
