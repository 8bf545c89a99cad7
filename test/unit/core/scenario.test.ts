import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type * as z from 'zod/mini';
import { checkScenario } from '../../../core/scenario/check-scenario.ts';
import {
  type Advance,
  advance,
  askForPerson,
  begin,
  callOf,
  type Input,
  type Told,
} from '../../../core/scenario/run.ts';
import { type Run, Scenario, type Step } from '../../../core/scenario/schema.ts';

type StepInput = z.input<typeof Step>;

const scenario = (...steps: StepInput[]): Scenario => Scenario.parse({ id: 'hello', name: 'Hello', steps });
const nothingKnown: Told = { variables: {}, tags: [] };

/** The scenario from its start through these answers, in one culture. */
function story(steps: StepInput[], answers: (string | Input)[] = [], told = nothingKnown, culture = 'en'): Advance {
  const given = scenario(...steps);
  return answers.reduce<Advance>(
    (before, answer) =>
      advance(
        given,
        before.run,
        before.told,
        culture,
        typeof answer === 'string' ? { is: 'answer', text: answer } : answer,
      ),
    begin(given, told, culture),
  );
}

const texts = ({ said }: Advance) => said.map(({ text }) => text);
const end = { id: 'end', do: 'route' } satisfies StepInput;

describe('steps', () => {
  it('B4 say is said in order, and the run ends where the steps lead', () => {
    const { said, run, told } = story([
      { id: 'a', do: 'say', text: 'Hello' },
      { id: 'b', do: 'say', text: 'Welcome' },
      end,
    ]);
    expect(said).toEqual([{ text: 'Hello' }, { text: 'Welcome' }]);
    expect(run).toEqual({ step: 'end', tries: 0, doing: { is: 'routing' } });
    expect(told).toEqual(nothingKnown);
  });

  it('B4 next goes elsewhere, and what lies between is left out', () => {
    const steps: StepInput[] = [
      { id: 'a', do: 'say', text: 'A', next: 'c' },
      { id: 'b', do: 'say', text: 'B', next: 'end' },
      { id: 'c', do: 'say', text: 'C', next: 'b' },
      end,
    ];
    expect(texts(story(steps))).toEqual(['A', 'C', 'B']);
  });

  it('B4 ask waits, and its answer is kept without the spaces around', () => {
    const steps: StepInput[] = [{ id: 'name', do: 'ask', text: 'Your name?', variable: 'name' }, end];
    expect(story(steps)).toEqual({
      said: [{ text: 'Your name?' }],
      run: { step: 'name', tries: 0, doing: { is: 'asking' } },
      told: nothingKnown,
    });
    expect(story(steps, ['  Ana '])).toEqual({
      said: [],
      run: { step: 'end', tries: 0, doing: { is: 'routing' } },
      told: { variables: { name: 'Ana' }, tags: [] },
    });
  });

  it('B4 set sets, and leaves what else is known', () => {
    const steps: StepInput[] = [{ id: 'a', do: 'set', variable: 'vip', value: true }, end];
    const told = { variables: { vip: 'no', age: 3 }, tags: ['x'], external: 'gold' };
    expect(story(steps, [], told).told).toEqual({ ...told, variables: { vip: true, age: 3 } });
  });

  it('B4 tag adds once and removes; what is in both is there', () => {
    const steps: StepInput[] = [{ id: 'a', do: 'tag', add: ['new', 'both', 'old'], remove: ['gone', 'both'] }, end];
    expect(story(steps, [], { variables: {}, tags: ['old', 'gone', 'both'] }).told.tags).toEqual([
      'old',
      'new',
      'both',
    ]);
  });

  it.each([
    [{ age: 20, country: 'es' }, ['yes']],
    [{ age: 20, country: 'pt' }, ['no']],
    [{ age: 17, country: 'es' }, ['no']],
    [{}, ['no']],
  ])('B4 if with %j: every comparison must hold', (variables, expected) => {
    const steps: StepInput[] = [
      {
        id: 'a',
        do: 'if',
        compare: [
          { variable: 'age', is: '>=', value: 18 },
          { variable: 'country', is: '=', value: 'es' },
        ],
        otherwise: 'no',
      },
      { id: 'yes', do: 'say', text: 'yes', next: 'end' },
      { id: 'no', do: 'say', text: 'no' },
      end,
    ];
    expect(texts(story(steps, [], { variables, tags: [] }))).toEqual(expected);
  });

  it('B4 route, offline and close end the run, with a last word', () => {
    const doing = (step: StepInput) => story([step]).run.doing;
    expect(doing({ id: 'a', do: 'route', queue: 'sales' })).toEqual({ is: 'routing', queueId: 'sales' });
    expect(doing({ id: 'a', do: 'route' })).toEqual({ is: 'routing' });
    expect(doing({ id: 'a', do: 'offline' })).toEqual({ is: 'offline' });
    expect(doing({ id: 'a', do: 'close' })).toEqual({ is: 'closing' });
    expect(texts(story([{ id: 'a', do: 'offline', text: 'Leave a message' }]))).toEqual(['Leave a message']);
    expect(
      texts(story([{ id: 'a', do: 'close', text: 'Goodbye {name}' }], [], { variables: { name: 'Ana' }, tags: [] })),
    ).toEqual(['Goodbye Ana']);
  });
});

describe('choose', () => {
  const steps: StepInput[] = [
    {
      id: 'topic',
      do: 'choose',
      text: { en: 'What about?', es: '¿Sobre qué?' },
      variable: 'topic',
      options: [
        { label: { en: 'Returns', es: 'Devolución' }, value: 'returns' },
        { label: { en: 'An invoice', es: 'Factura' }, next: 'invoices' },
        { label: '{product}' },
      ],
    },
    { id: 'others', do: 'say', text: '{topic}', next: 'end' },
    { id: 'invoices', do: 'say', text: 'Invoices' },
    end,
  ];
  const told: Told = { variables: { product: 'Lamp' }, tags: [] };
  const chosen = (answer: string, culture = 'en') => story(steps, [answer], told, culture);

  it('B4 shows its buttons in the visitor’s words', () => {
    expect(story(steps, [], told, 'es-MX').said).toEqual([
      { text: '¿Sobre qué?', options: ['Devolución', 'Factura', 'Lamp'] },
    ]);
  });

  it.each(['Devolución', ' DEVOLUCION ', 'devolución', 'devolucio\u0301n', '1'])(
    'B4 takes %j for the first',
    (answer) => {
      expect(chosen(answer, 'es').told.variables.topic).toBe('returns');
    },
  );

  it('B4 without a value keeps the label in the first culture; an option’s own next wins', () => {
    const { told, said } = chosen('factura', 'es');
    expect(told.variables.topic).toBe('An invoice');
    expect(said).toEqual([{ text: 'Invoices' }]);
    expect(texts(chosen('returns'))).toEqual(['returns']);
    expect(texts(chosen('lamp'))).toEqual(['{product}']);
  });

  it('B4 goes by words before it goes by number', () => {
    const numbers: StepInput[] = [
      { id: 'a', do: 'choose', text: '?', variable: 'n', options: [{ label: '2' }, { label: '1' }] },
      end,
    ];
    expect(story(numbers, ['2']).told.variables).toEqual({ n: '2' });
  });

  it('B4 takes the number of a choice in any digits', () => {
    expect(chosen('١').told.variables.topic).toBe('returns');
  });

  it.each(['', '0', '4', '-1', '1.5', '0x1', '0b1', '1e0', '+1', '1.0', 'length', 'Devoluciones'])(
    'B4 does not take %j, and shows the buttons again',
    (answer) => {
      const { said, run, told: after } = chosen(answer);
      expect(said).toEqual([{ text: 'Please choose one of these:', options: ['Returns', 'An invoice', 'Lamp'] }]);
      expect(run).toEqual({ step: 'topic', tries: 1, doing: { is: 'asking' } });
      expect(after).toEqual(told);
    },
  );

  it('B4 without a variable only leads on', () => {
    const steps: StepInput[] = [{ id: 'a', do: 'choose', text: '?', options: [{ label: 'Yes' }] }, end];
    expect(story(steps, ['yes'])).toMatchObject({ told: nothingKnown, run: { step: 'end' } });
  });

  it('B4 says in en, es and pt what is expected', () => {
    expect(texts(chosen('?', 'es-MX'))).toEqual(['Elige una de estas opciones:']);
    expect(texts(chosen('?', 'pt-BR'))).toEqual(['Escolha uma destas opções:']);
    expect(texts(chosen('?', 'fr'))).toEqual(['Please choose one of these:']);
  });
});

describe('answers', () => {
  type As = Extract<Step, { do: 'ask' }>['as'];
  const asking = (as: As, more: object = {}): StepInput[] => [
    { id: 'a', do: 'ask', text: 'Well?', variable: 'v', as, ...more },
    { id: 'next', do: 'say', text: 'next', next: 'end' },
    { id: 'other', do: 'say', text: 'other' },
    end,
  ];

  it.each<[As, string, string | number]>([
    ['text', ' x ', 'x'],
    ['text', 'x'.repeat(1000), 'x'.repeat(1000)],
    ['number', '12', 12],
    ['number', ' -3.5 ', -3.5],
    ['number', '3,5', 3.5],
    ['number', '0', 0],
    ['email', 'ana@example.com', 'ana@example.com'],
    ['email', ' Ana.Gil+x@mail.example.com ', 'Ana.Gil+x@mail.example.com'],
    ['phone', '1234567', '1234567'],
    ['phone', '+34 (911) 23-45.67', '+34911234567'],
    ['phone', '(+351) 21/123 4567', '+351211234567'],
    ['phone', '123456789012345', '123456789012345'],
    ['date', '2028-02-29', '2028-02-29'],
    ['date', '31/12/2026', '2026-12-31'],
  ])('B4 as %s %j is an answer', (as, answer, value) => {
    expect(story(asking(as), [answer])).toMatchObject({ said: [{ text: 'next' }], told: { variables: { v: value } } });
  });

  it.each<[As, string]>([
    ['text', '  '],
    ['text', 'x'.repeat(1001)],
    ['number', 'twelve'],
    ['number', '1.234.5'],
    ['number', '5²'],
    ['number', '①'],
    ['number', '1e5'],
    ['number', 'Infinity'],
    ['number', ''],
    ['number', '1'.repeat(16)],
    ['email', 'ana'],
    ['email', 'ana@example'],
    ['email', 'ana@example.com, luis@example.com'],
    ['email', `${'a'.repeat(250)}@example.com`],
    ['phone', '123456'],
    ['phone', '1234567890123456'],
    ['phone', '12345x67'],
    ['phone', '123+4567'],
    ['date', '2026-02-29'],
    ['date', '31/04/2026'],
    ['date', '13/13/2026'],
    ['date', '1/1/026'],
    ['date', '3/2/2569'],
    ['date', '1404-11-14'],
    ['date', 'tomorrow'],
  ])('B4 as %s %j is none: it is asked for again', (as, answer) => {
    const { said, run, told } = story(asking(as), [answer]);
    expect(said).toEqual([{ text: expect.stringMatching(/^Please enter /) }]);
    expect(run).toEqual({ step: 'a', tries: 1, doing: { is: 'asking' } });
    expect(told).toEqual(nothingKnown);
  });

  it.each<[As, string, string, string]>([
    ['text', 'an answer', 'una respuesta', 'uma resposta'],
    ['number', 'a number', 'un número', 'um número'],
    ['email', 'e-mail address', 'dirección de correo', 'endereço de e-mail'],
    ['phone', 'phone number', 'número de teléfono', 'número de telefone'],
    ['date', 'a date', 'una fecha', 'uma data'],
  ])('B4 says in en, es and pt that %s is expected', (as, en, es, pt) => {
    const hint = (culture: string) => texts(story(asking(as), [''], nothingKnown, culture))[0];
    expect([hint('en-GB'), hint('es'), hint('pt-BR')]).toEqual(
      [en, es, pt].map((words) => expect.stringContaining(words)),
    );
    expect(hint('fr')).toBe(hint('en-DE'));
  });

  it.each<[As, string, string]>([
    ['number', 'en-GB', 'such as 12 or 3.5.'],
    ['number', 'es', 'como 12 o 3,5.'],
    ['number', 'es-MX', 'como 12 o 3.5.'],
    ['number', 'es-MX-MX', 'como 12 o 3.5.'],
    ['date', 'en-GB', 'such as 31/12/2026.'],
    ['date', 'en-US', 'such as 12/31/2026.'],
    ['date', 'th', 'such as 31/12/2026.'],
    ['date', 'sv', 'such as 2026-12-31.'],
  ])('B4 an example of a %s in %s is written as there: %s', (as, culture, example) => {
    expect(texts(story(asking(as), [''], nothingKnown, culture))[0]).toContain(example);
  });

  it.each<[As, string, string, string | number]>([
    ['number', 'en', '1,250', 1250],
    ['number', 'es', '1.250', 1250],
    ['number', 'es', '-1.250', -1250],
    ['number', 'en', '1,25', 1.25],
    ['number', 'es', '1.25', 1.25],
    ['number', 'es', '0.250', 0.25],
    ['number', 'fr', '1\u202f250,5', 1250.5],
    ['number', 'en', '1.234,5', 1234.5],
    ['number', 'es', '1,234,567.5', 1234567.5],
    ['number', 'de-CH', '1’250.50', 1250.5],
    ['number', 'hi', '1,23,456', 123456],
    ['number', 'ar', '١٬٢٥٠٫٥', 1250.5],
    ['number', 'fa', '۱۲٫۵', 12.5],
    ['number', 'hi', '१,२५०', 1250],
    ['number', 'ja', '－１，２５０．５', -1250.5],
    ['number', 'sv', '−5', -5],
    ['phone', 'ar', '+٣٤ ٩١١ ٢٣٤ ٥٦٧', '+34911234567'],
    ['date', 'es', '3/2/2026', '2026-02-03'],
    ['date', 'en-GB', '3/2/2026', '2026-02-03'],
    ['date', 'en-US', '3/2/2026', '2026-03-02'],
    ['date', 'en', '12/31/2026', '2026-12-31'],
    ['date', 'en-GB', '12/31/2026', '2026-12-31'],
    ['date', 'en-US', '31/12/2026', '2026-12-31'],
    ['date', 'de', '3. 2. 2026', '2026-02-03'],
    ['date', 'hu', '2026. 02. 03.', '2026-02-03'],
    ['date', 'en', '2026/2/3', '2026-02-03'],
    ['date', 'en-US', '2026-02-03', '2026-02-03'],
    ['date', 'es', '29/02/00', '2000-02-29'],
    ['date', 'ar-EG', '٣/٢/٢٠٢٦', '2026-02-03'],
  ])('B4 as %s in %s %j is %j', (as, culture, answer, value) => {
    expect(story(asking(as), [answer], nothingKnown, culture).told.variables).toEqual({ v: value });
  });

  it.each<[As, string, string, string[]]>([
    ['number', 'en', '1.250', ['1250', '1.25']],
    ['number', 'en', '-1.375', ['-1375', '-1.375']],
    ['number', 'es', '1,250', ['1250', '1,25']],
    ['number', 'fr', '1.250', ['1250', '1,25']],
    ['number', 'xx', '1,250', ['1250', '1.25']],
    ['date', 'en', '3/2/2026', ['February 3, 2026', 'March 2, 2026']],
    ['date', 'ja', '3/2/2026', ['2026年2月3日', '2026年3月2日']],
    ['date', 'es', '3/2/58', ['3 de febrero de 2058', '3 de febrero de 1958']],
    ['date', 'en', '3/2/26', ['February 3, 2026', 'February 3, 1926', 'March 2, 2026', 'March 2, 1926']],
  ])('B4 as %s in %s %j is in doubt: it is asked which is meant', (as, culture, answer, options) => {
    const { said, run, told } = story(asking(as), [answer], nothingKnown, culture);
    expect(said).toEqual([{ text: expect.stringMatching(/Which one do you mean|te refieres/), options }]);
    expect(run).toMatchObject({ step: 'a', tries: 0, doing: { is: 'asking' } });
    expect(told).toEqual(nothingKnown);
  });

  it('B4 what was in doubt is what the visitor then chooses, or writes instead', () => {
    const known = (...answers: string[]) => story(asking('number'), answers).told.variables;
    expect(known('1.375', '1375')).toEqual({ v: 1375 });
    expect(known('1.375', '1.375')).toEqual({ v: 1.375 });
    expect(known('1.375', '12')).toEqual({ v: 12 });
    expect(story(asking('date'), ['3/2/2026', 'march 2, 2026']).told.variables).toEqual({ v: '2026-03-02' });
    // The choice was between these: what the first answer meant is no choice after another question.
    expect(known('1.375', 'what', '1.375')).toEqual({});
  });

  it('B4 a visitor who stays ambiguous is not asked forever', () => {
    const once = asking('number', { tries: 1, otherwise: 'other' });
    expect(story(once, ['1.250']).run).toMatchObject({ step: 'a', tries: 0 });
    expect(texts(story(once, ['1.250', '1.250']))).toEqual(['other']);
    expect(texts(story(asking('number'), ['1.250', '1.250', '1.250', '1.250']))).toEqual(['next']);
  });

  it('B4 a right answer after wrong ones counts', () => {
    expect(story(asking('number'), ['x', 'y', '3']).told.variables).toEqual({ v: 3 });
  });

  it('B4 after so many wrong answers it goes to otherwise, or on, with nothing set', () => {
    expect(story(asking('number'), ['x', 'y']).run).toEqual({ step: 'a', tries: 2, doing: { is: 'asking' } });
    expect(story(asking('number'), ['x', 'y', 'z'])).toMatchObject({ said: [{ text: 'next' }], told: nothingKnown });
    const strict = asking('number', { tries: 1, otherwise: 'other' });
    expect(story(strict, ['x'])).toMatchObject({ said: [{ text: 'other' }], told: nothingKnown });
  });

  it('B4 wrong answers are counted for each step of its own', () => {
    const twice: StepInput[] = [
      { id: 'a', do: 'ask', text: 'A?', variable: 'a', as: 'number', tries: 2 },
      { id: 'b', do: 'ask', text: 'B?', variable: 'b', as: 'number', tries: 2 },
      end,
    ];
    expect(story(twice, ['x', '1']).run).toEqual({ step: 'b', tries: 0, doing: { is: 'asking' } });
  });
});

describe('call', () => {
  const steps: StepInput[] = [
    {
      id: 'look-up',
      do: 'call',
      url: 'https://api.example.com/customers',
      send: ['email', 'order', 'constructor'],
      save: { tier: 'level', credit: 'credit', flag: 'flag' },
      external: 'result',
      timeoutS: 3,
      otherwise: 'failed',
    },
    { id: 'done', do: 'say', text: '{tier}', next: 'end' },
    { id: 'failed', do: 'say', text: 'failed' },
    end,
  ];
  const told: Told = { variables: { email: 'ana@example.com', age: 40 }, tags: [] };
  const called = (input: Input) => story(steps, [input], told);

  it('B4 waits for its result, and says which call is needed', () => {
    const { said, run } = story(steps, [], told);
    expect({ said, run }).toEqual({ said: [], run: { step: 'look-up', tries: 0, doing: { is: 'calling' } } });
    expect(callOf(scenario(...steps), run, told)).toEqual({
      url: 'https://api.example.com/customers',
      timeoutS: 3,
      body: { email: 'ana@example.com' },
    });
    expect(callOf(scenario(...steps), askForPerson(run), told)).toBeUndefined();
  });

  it('B4 keeps of the answer what was asked for', () => {
    const answer = { level: 'gold', credit: 2.5, flag: false, result: 7, secret: 'x' };
    const { said, told: after } = called({ is: 'called', ok: true, answer });
    expect(after).toEqual({
      variables: { ...told.variables, tier: 'gold', credit: 2.5, flag: false },
      tags: [],
      external: '7',
    });
    expect(said).toEqual([{ text: 'gold' }]);
  });

  it('B4 leaves what is missing or no plain value unset', () => {
    const answer = { level: { a: 1 }, credit: null, flag: 'x'.repeat(1001), result: [] };
    expect(called({ is: 'called', ok: true, answer })).toMatchObject({ told, run: { step: 'end' } });
    expect(called({ is: 'called', ok: true, answer: {} }).told).toEqual(told);
  });

  it('B4 takes nothing from what every object has', () => {
    const inherited: StepInput[] = [
      {
        id: 'a',
        do: 'call',
        url: 'https://x.example/',
        save: { v: 'constructor' },
        external: 'toString',
        otherwise: 'end',
      },
      end,
    ];
    expect(story(inherited, [{ is: 'called', ok: true, answer: {} }]).told).toEqual(nothingKnown);
  });

  it.each<Input & { is: 'called' }>([
    { is: 'called', ok: false },
    { is: 'called', ok: false, answer: { level: 'gold' } },
    { is: 'called', ok: true },
    { is: 'called', ok: true, answer: null },
    { is: 'called', ok: true, answer: ['gold'] },
    { is: 'called', ok: true, answer: 'gold' },
  ])('B4 %j is no good answer: goes to otherwise', (input) => {
    expect(called(input)).toMatchObject({ said: [{ text: 'failed' }], told });
  });
});

describe('texts', () => {
  const saying = (text: StepInput & { do: 'say' }, told = nothingKnown, culture = 'en') =>
    texts(story([text, end], [], told, culture));
  const words = { pt: 'Olá', es: 'Hola', 'es-MX': 'Qué tal' };

  it.each([
    ['es-MX', 'Qué tal'],
    ['es-AR', 'Hola'],
    ['es', 'Hola'],
    ['fr-CH', 'Olá'],
    ['constructor', 'Olá'],
  ])('B4 in %s: the culture, its language, the first', (culture, expected) => {
    expect(saying({ id: 'a', do: 'say', text: words }, nothingKnown, culture)).toEqual([expected]);
  });

  it('B4 variables are filled in, once', () => {
    const variables = { name: 'Ana {age} $& $1', age: 40, vip: true, 'order.id': 'A-1' };
    const text = '{name}, {age}, {vip}, {order.id}, {nobody}{constructor}{ name }{}';
    expect(saying({ id: 'a', do: 'say', text }, { variables, tags: [] })).toEqual([
      'Ana {age} $& $1, 40, true, A-1, { name }{}',
    ]);
  });

  it('B4 a number is filled in as the culture writes it', () => {
    const told = { variables: { total: 1250.5 }, tags: [] };
    const total = (culture: string) => saying({ id: 'a', do: 'say', text: '{total}' }, told, culture);
    expect([total('en'), total('es'), total('ar-EG')]).toEqual([['1250.5'], ['1250,5'], ['١٢٥٠٫٥']]);
  });

  it('B4 a text of which nothing is left is not said', () => {
    expect(saying({ id: 'a', do: 'say', text: '{note} ' })).toEqual([]);
  });

  it('B4 no text is longer than a message may be', () => {
    const [said] = saying(
      { id: 'a', do: 'say', text: '{x}'.repeat(300) },
      { variables: { x: 'x'.repeat(1000) }, tags: [] },
    );
    expect(said).toHaveLength(4000);
  });

  it('B4 a text by culture has at least one', () => {
    expect(Scenario.safeParse({ id: 'a', name: 'A', steps: [{ id: 'a', do: 'say', text: {} }] }).success).toBe(false);
  });
});

describe('a run', () => {
  const asking: StepInput[] = [{ id: 'a', do: 'ask', text: 'A?', variable: 'a' }, end];
  const calling: StepInput[] = [{ id: 'a', do: 'call', url: 'https://x.example/', otherwise: 'end' }, end];

  it.each<[string, StepInput[], Input]>([
    ['a result while it asks', asking, { is: 'called', ok: true, answer: {} }],
    ['an answer while it calls', calling, { is: 'answer', text: 'x' }],
    ['an answer after its end', [end], { is: 'answer', text: 'x' }],
    ['a result after its end', [end], { is: 'called', ok: false }],
  ])('B4 is not moved by %s', (_, steps, input) => {
    const { run } = story(steps);
    expect(story(steps, [input])).toEqual({ said: [], run, told: nothingKnown });
  });

  it('B4 gives the visitor a person at any time', () => {
    for (const steps of [asking, calling]) {
      const run = askForPerson(story(steps).run);
      expect(run).toEqual({ step: 'a', tries: 0, doing: { is: 'routing' } });
      // Late input changes nothing.
      for (const input of [{ is: 'answer', text: 'x' } as const, { is: 'called', ok: true, answer: {} } as const]) {
        expect(advance(scenario(...steps), run, nothingKnown, 'en', input)).toEqual({
          said: [],
          run,
          told: nothingKnown,
        });
      }
    }
  });

  it('B4 that is over stays so when the visitor asks for a person', () => {
    for (const step of [
      { id: 'a', do: 'route', queue: 'sales' },
      { id: 'a', do: 'close' },
    ] satisfies StepInput[]) {
      const { run } = story([step]);
      expect(askForPerson(run)).toEqual(run);
    }
  });

  it('B4 in circles, which the check refuses, ends with a person after 200 steps', () => {
    const { said, run } = story([{ id: 'a', do: 'say', text: 'A', next: 'a' }]);
    expect(said).toHaveLength(200);
    expect(run.doing).toEqual({ is: 'routing' });
  });

  it('B4 F2 whose variables make it say more than a frame takes ends with a person, and buttons stay short', () => {
    const told = { variables: { x: '語'.repeat(1000) }, tags: [] };
    const says = (id: string) => ({ id, do: 'say', text: '{x}{x}{x}{x}' }) as const;
    const asks: StepInput = { id: 'd', do: 'choose', text: '?', options: [{ label: '{x}' }] };
    const { said, run } = story([says('a'), says('b'), says('c'), asks, end], [], told);
    expect(run).toEqual({ step: 'b', tries: 0, doing: { is: 'routing' } });
    expect(said).toHaveLength(2);
    expect(story([asks, end], [], told).said).toEqual([{ text: '?', options: ['語'.repeat(200)] }]);
  });

  it('B4 F2 tags for which a chat has no room are left out, the others come', () => {
    const tags = Array.from({ length: 49 }, (_, n) => `tag-${n}`);
    const { told } = story([{ id: 'a', do: 'tag', add: ['語'.repeat(64), 'b', 'c'] }, end], [], {
      variables: {},
      tags,
    });
    expect(told.tags).toEqual([...tags, '語'.repeat(64)]);
    const full = Array.from({ length: 10 }, (_, n) => `${n}${'語'.repeat(63)}`);
    const next = story([{ id: 'a', do: 'tag', add: ['語'.repeat(64), 'b'] }, end], [], { variables: {}, tags: full });
    expect(next.told.tags).toEqual([...full, 'b']);
  });

  it('B4 that leads nowhere, which the check refuses, ends with a person', () => {
    expect(story([{ id: 'a', do: 'say', text: 'A' }]).run).toEqual({ step: 'a', tries: 0, doing: { is: 'routing' } });
    expect(story([{ id: 'a', do: 'say', text: 'A', next: 'gone' }]).run.doing).toEqual({ is: 'routing' });
  });
});

describe('any scenario', () => {
  const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
  const to = fc.constantFrom(...ids);
  const next = fc.option(to, { nil: undefined });
  const variable = fc.constantFrom('x', 'y');
  const kinds = (id: string) => [
    fc.record({ id: fc.constant(id), do: fc.constant('say' as const), text: fc.constant('{x}!'), next }),
    fc.record({
      ...{
        id: fc.constant(id),
        do: fc.constant('ask' as const),
        text: fc.constant('?'),
        variable,
        next,
        otherwise: next,
      },
      as: fc.constantFrom('text' as const, 'number' as const),
      tries: fc.integer({ min: 1, max: 3 }),
    }),
    fc.record({
      ...{ id: fc.constant(id), do: fc.constant('choose' as const), text: fc.constant('?'), next },
      options: fc.array(fc.record({ label: fc.constantFrom('Yes', 'No'), next }), { minLength: 1, maxLength: 3 }),
    }),
    fc.record({
      id: fc.constant(id),
      do: fc.constant('set' as const),
      variable,
      value: fc.integer({ min: 0, max: 2 }),
      next,
    }),
    fc.record({ id: fc.constant(id), do: fc.constant('tag' as const), add: fc.constant(['t']), next }),
    fc.record({
      ...{ id: fc.constant(id), do: fc.constant('if' as const), next, otherwise: to },
      compare: fc.array(fc.record({ variable, is: fc.constant('=' as const), value: fc.integer({ min: 0, max: 2 }) }), {
        minLength: 1,
        maxLength: 1,
      }),
    }),
    fc.record({
      ...{
        id: fc.constant(id),
        do: fc.constant('call' as const),
        url: fc.constant('https://x.example/'),
        next,
        otherwise: to,
      },
      save: fc.constant({ x: 'x' }),
    }),
  ];
  const ending = (id: string) =>
    fc.record({ id: fc.constant(id), do: fc.constantFrom('route' as const, 'offline' as const, 'close' as const) });
  const anything = (id: string) => fc.oneof(...kinds(id), ending(id));
  const scenarios = (last: typeof anything | typeof ending) =>
    fc
      .integer({ min: 1, max: ids.length })
      .chain((length) => fc.tuple(...ids.slice(0, length).map((id, k) => (k < length - 1 ? anything(id) : last(id)))))
      .map((steps) => scenario(...(JSON.parse(JSON.stringify(steps)) as StepInput[])));
  const inputs = fc.array(
    fc.oneof(
      fc.constantFrom('Yes', '2', 'x', '').map((text): Input => ({ is: 'answer', text })),
      fc.constantFrom(true, false).map((ok): Input => ({ is: 'called', ok, answer: { x: 1 } })),
    ),
    { maxLength: 20 },
  );

  function* play(given: Scenario, all: Input[]) {
    let after = begin(given, nothingKnown, 'en');
    yield after;
    for (const input of all) {
      after = advance(given, after.run, after.told, 'en', input);
      yield after;
    }
  }

  /** Waits at a step of the right kind, or has reached one that ends. */
  const fits: Record<Run['doing']['is'], Step['do'][]> = {
    asking: ['ask', 'choose'],
    calling: ['call'],
    routing: ['route'],
    offline: ['offline'],
    closing: ['close'],
  };

  it('B4 waits or ends, never says more than 200 texts, and is the same each time', () => {
    fc.assert(
      fc.property(scenarios(anything), inputs, (given, all) => {
        const first = [...play(given, all)];
        for (const { said } of first) expect(said.length).toBeLessThanOrEqual(200);
        expect([...play(given, all)]).toEqual(first);
      }),
      { numRuns: 300 },
    );
  });

  it('B4 B11 that passes the check waits or ends where it says so: it never falls off, never goes in circles', () => {
    const doings = new Set<string>();
    fc.assert(
      fc.property(scenarios(ending), inputs, (given, all) => {
        fc.pre(checkScenario(given).length === 0);
        for (const { said, run } of play(given, all)) {
          doings.add(run.doing.is);
          expect(said.length).toBeLessThanOrEqual(given.steps.length);
          expect(fits[run.doing.is]).toContain(given.steps.find(({ id }) => id === run.step)?.do);
        }
      }),
      { numRuns: 400 },
    );
    // A property of scenarios that do nothing would always hold.
    expect([...doings].sort()).toEqual(Object.keys(fits).sort());
  });
});
