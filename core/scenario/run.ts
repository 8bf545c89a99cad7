/**
 * Runs a scenario (B4): step after step until it waits for the visitor, needs a call, or is at its end. To add a kind of step,
 * describe it in `schema.ts` and add a row to `kinds`; the check knows it from there.
 */
import * as z from 'zod/mini';
import { compares, own } from '../routing/comparisons.ts';
import { cut } from '../text.ts';
import { Email, fitChat, Value, type Variables } from '../words.ts';
import type { Run, Said, Scenario, Step, Words } from './schema.ts';

/** What is known of the visitor. `external`: result of external processing (B2). */
export interface Told {
  variables: Variables;
  tags: string[];
  external?: string;
}

/** `called`: the result of the call that was needed; `answer`: its parsed JSON. */
export type Input = { is: 'answer'; text: string } | { is: 'called'; ok: boolean; answer?: unknown };

export interface Advance {
  said: Said[];
  run: Run;
  told: Told;
}

export function begin(scenario: Scenario, told: Told, culture: string): Advance {
  const [first] = scenario.steps;
  if (!first) throw new Error(`Scenario ${scenario.id} has no steps`);
  return walk(scenario, first, kindOf(first).enter, { told, culture, tries: 0 });
}

/** Input that the run does not wait for changes nothing. */
export function advance(scenario: Scenario, run: Run, told: Told, culture: string, input: Input): Advance {
  const step = scenario.steps.find(({ id }) => id === run.step);
  const hear = step && hearing(step, run, input);
  if (!hear) return { said: [], run, told };
  return walk(scenario, step, hear, { told, culture, tries: run.tries });
}

/** Whenever the visitor likes; a run that is over stays as it is. */
export function askForPerson(run: Run): Run {
  return run.doing.is === 'asking' || run.doing.is === 'calling' ? { ...run, doing: { is: 'routing' } } : run;
}

/** The call that a run needs, if it needs one. Variables that are not set are left out of the body. */
export function callOf({ steps }: Scenario, run: Run, { variables }: Told) {
  const step = steps.find(({ id }) => id === run.step);
  if (run.doing.is !== 'calling' || step?.do !== 'call') return undefined;
  const { url, timeoutS, send } = step;
  return { url, timeoutS, body: Object.fromEntries(Object.entries(variables).filter(([name]) => send.includes(name))) };
}

/** Where a step may go on to; `undefined` stands for the step below. */
export const waysOf = (step: Step): (string | undefined)[] => kindOf(step).ways(step);

/** Whether the step waits for the visitor. */
export const waits = (step: Step): boolean => kindOf(step).answered !== undefined;

// ---- from step to step -----------------------------------------------------------------------------------------------------

/** The check refuses what would go in circles. Should one pass, the visitor gets a person. */
const MAX_STEPS = 200;

interface At {
  told: Told;
  culture: string;
  /** Wrong answers to this step so far. */
  tries: number;
}

/** What comes of a step: it goes on (`to` undefined: to the step below), waits, or ends the run. */
type Turn = { said?: Said[]; told?: Told } & ({ to: string | undefined } | { doing: Run['doing']; tries?: number });

type Does = (step: Step, at: At) => Turn;

function walk(scenario: Scenario, from: Step, does: Does, at: At): Advance {
  const said: Said[] = [];
  let { told } = at;
  let step = from;
  let turn = does(step, at);
  for (let taken = 1; ; taken++) {
    said.push(...(turn.said ?? []));
    told = turn.told ?? told;
    if ('doing' in turn) return { said, told, run: { step: step.id, tries: turn.tries ?? 0, doing: turn.doing } };
    const next = taken < MAX_STEPS && after(scenario, step, turn.to);
    if (!next) return { said, told, run: { step: step.id, tries: 0, doing: { is: 'routing' } } };
    step = next;
    turn = kindOf(step).enter(step, { ...at, told, tries: 0 });
  }
}

const after = ({ steps }: Scenario, step: Step, to: string | undefined): Step | undefined =>
  to === undefined ? steps[steps.indexOf(step) + 1] : steps.find(({ id }) => id === to);

/** What the step makes of the input, if it is what the run waits for. */
function hearing(step: Step, run: Run, input: Input): Does | undefined {
  const { answered, called } = kindOf(step);
  switch (input.is) {
    case 'answer':
      return run.doing.is === 'asking' && answered ? (step, at) => answered(step, input.text, at) : undefined;
    case 'called':
      return run.doing.is === 'calling' && called
        ? (step, at) => called(step, input.ok ? input.answer : undefined, at)
        : undefined;
    default:
      return input satisfies never;
  }
}

// ---- what a step does ------------------------------------------------------------------------------------------------------

interface Kind<S> {
  ways(step: S): (string | undefined)[];
  /** The run comes to the step. */
  enter(step: S, at: At): Turn;
  /** The visitor wrote, where the run waits for that. */
  answered?(step: S, text: string, at: At): Turn;
  /** The call was made. Without a good answer `answer` is undefined. */
  called?(step: S, answer: unknown, at: At): Turn;
}

const kinds: { [Name in Step['do']]: Kind<Extract<Step, { do: Name }>> } = {
  say: {
    ways: ({ next }) => [next],
    enter: ({ text, next }, at) => ({ said: spoken(text, at), to: next }),
  },

  ask: {
    ways: ({ next, otherwise }) => [next, otherwise ?? next],
    enter: ({ text }, at) => ({ said: spoken(text, at), doing: { is: 'asking' } }),
    answered({ as, variable, tries, next, otherwise }, text, at) {
      const value = answers[as].read(text.trim());
      if (value !== undefined) return { told: knowing(at.told, { [variable]: value }), to: next };
      if (at.tries + 1 >= tries) return { to: otherwise ?? next };
      // The question stands right above: it is not asked again.
      return { said: spoken(answers[as].expected, at), doing: { is: 'asking' }, tries: at.tries + 1 };
    },
  },

  choose: {
    ways: ({ options, next }) => options.map((option) => option.next ?? next),
    enter: ({ text, options }, at) => ({ said: offered(text, options, at), doing: { is: 'asking' } }),
    answered({ options, variable, next }, text, at) {
      const wanted = fold(text);
      const isWanted = ({ label }: Option) => fold(filled(inCulture(label, at.culture), at.told)) === wanted;
      const option = options.find(isWanted) ?? options[Number(wanted) - 1];
      if (!option) {
        return { said: offered(expectedChoice, options, at), doing: { is: 'asking' }, tries: at.tries + 1 };
      }
      const told = variable === undefined ? at.told : knowing(at.told, { [variable]: chosenValue(option) });
      return { told, to: option.next ?? next };
    },
  },

  set: {
    ways: ({ next }) => [next],
    enter: ({ variable, value, next }, { told }) => ({ told: knowing(told, { [variable]: value }), to: next }),
  },

  tag: {
    ways: ({ next }) => [next],
    enter({ add, remove, next }, { told }) {
      const kept = told.tags.filter((tag) => !remove.includes(tag));
      return { told: { ...told, tags: [...new Set([...kept, ...add])] }, to: next };
    },
  },

  if: {
    ways: ({ next, otherwise }) => [next, otherwise],
    enter({ compare, next, otherwise }, { told: { variables } }) {
      const holds = compare.every((comparison) => compares(comparison, own(variables, comparison.variable)));
      return { to: holds ? next : otherwise };
    },
  },

  call: {
    ways: ({ next, otherwise }) => [next, otherwise],
    enter: () => ({ doing: { is: 'calling' } }),
    called({ save, external, next, otherwise }, answer, { told }) {
      const members = Members.safeParse(answer);
      if (!members.success) return { to: otherwise };
      const member = (name: string) => Value.safeParse(own(members.data, name)).data;
      const saved = Object.entries(save).flatMap(([variable, name]) => {
        const value = member(name);
        return value === undefined ? [] : [[variable, value] as const];
      });
      const result = external === undefined ? undefined : member(external);
      return {
        told: {
          ...knowing(told, Object.fromEntries(saved)),
          ...(result !== undefined && { external: String(result) }),
        },
        to: next,
      };
    },
  },

  route: {
    ways: () => [],
    enter: ({ queue }) => ({ doing: { is: 'routing', ...(queue !== undefined && { queueId: queue }) } }),
  },

  offline: {
    ways: () => [],
    enter: ({ text }, at) => ({ said: spoken(text, at), doing: { is: 'offline' } }),
  },

  close: {
    ways: () => [],
    enter: ({ text }, at) => ({ said: spoken(text, at), doing: { is: 'closing' } }),
  },
};

const kindOf = (step: Step): Kind<Step> => kinds[step.do];

const Members = z.record(z.string(), z.unknown());

/** What a chat has no room for stays unknown. */
function knowing(told: Told, more: Variables): Told {
  const variables = { ...told.variables, ...more };
  return fitChat(variables) ? { ...told, variables } : told;
}

// ---- words -----------------------------------------------------------------------------------------------------------------

type Option = Extract<Step, { do: 'choose' }>['options'][number];

/** A text of which nothing is left, since its variables are not set, is not said. */
function spoken(text: Words | undefined, { told, culture }: At): Said[] {
  const words = text === undefined ? '' : filled(inCulture(text, culture), told);
  return words.trim() === '' ? [] : [{ text: words }];
}

const offered = (text: Words, options: Option[], { told, culture }: At): Said[] => {
  const inWords = (words: Words) => filled(inCulture(words, culture), told);
  return [{ text: inWords(text), options: options.map(({ label }) => inWords(label)) }];
};

/** Without a value of its own an option's label in the first culture, so that conditions see one value whatever the culture. */
const chosenValue = ({ label, value }: Option): Value => value ?? firstOf(label);

/** The culture, its language, the first that was written. */
function inCulture(words: Words, culture: string): string {
  if (typeof words === 'string') return words;
  const [language = culture] = culture.split('-');
  return own(words, culture) ?? own(words, language) ?? firstOf(words);
}

const firstOf = (words: Words): string => (typeof words === 'string' ? words : (Object.values(words)[0] ?? ''));

/** As long as a message may be: variables are up to 1000 characters each. */
const MAX_CHARS = 4000;

const filled = (text: string, { variables }: Told): string =>
  cut(
    text.replace(/\{([A-Za-z_][\w.]*)\}/g, (_, name: string) => String(own(variables, name) ?? '')),
    MAX_CHARS,
  );

/** Without regard to case, accents and spaces around. */
const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim();

// ---- answers ---------------------------------------------------------------------------------------------------------------

interface Answer {
  /** Of trimmed text; undefined: it is not what was asked for. */
  read(text: string): Value | undefined;
  expected: Words;
}

const answers: Record<Extract<Step, { do: 'ask' }>['as'], Answer> = {
  text: {
    read: (text) => (text.length >= 1 && text.length <= 1000 ? text : undefined),
    expected: {
      en: 'Please write an answer of at most 1000 characters.',
      es: 'Escribe una respuesta de 1000 caracteres como máximo.',
      pt: 'Escreva uma resposta de até 1000 caracteres.',
    },
  },
  number: {
    // 15 digits: what a number keeps exactly.
    read: (text) => (/^[+-]?\d{1,15}([.,]\d{1,15})?$/.test(text) ? Number(text.replace(',', '.')) : undefined),
    expected: {
      en: 'Please write a number, such as 12 or 3.5.',
      es: 'Escribe un número, como 12 o 3,5.',
      pt: 'Escreva um número, como 12 ou 3,5.',
    },
  },
  email: {
    read: (text) => Email.safeParse(text).data,
    expected: {
      en: 'Please write an e-mail address, such as ana@example.com.',
      es: 'Escribe una dirección de correo, como ana@example.com.',
      pt: 'Escreva um endereço de e-mail, como ana@example.com.',
    },
  },
  phone: {
    // Kept without separators, so that the same number is the same value. 15: E.164.
    read(text) {
      const digits = text.replace(/\D/g, '');
      const isPhone = /^\(?\+?[\d\s()./-]+$/.test(text) && digits.length >= 7 && digits.length <= 15;
      return isPhone ? `${text.includes('+') ? '+' : ''}${digits}` : undefined;
    },
    expected: {
      en: 'Please write a phone number of 7 to 15 digits.',
      es: 'Escribe un número de teléfono de 7 a 15 cifras.',
      pt: 'Escreva um número de telefone de 7 a 15 dígitos.',
    },
  },
  date: {
    read(text) {
      const [, day = '', month = '', year = ''] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text) ?? [];
      const iso = year === '' ? text : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
      return IsoDate.safeParse(iso).data;
    },
    expected: {
      en: 'Please write a date as day/month/year, such as 31/12/2026.',
      es: 'Escribe una fecha como día/mes/año, por ejemplo 31/12/2026.',
      pt: 'Escreva uma data como dia/mês/ano, por exemplo 31/12/2026.',
    },
  },
};

/** Knows how long each month is. */
const IsoDate = z.iso.date();

const expectedChoice: Words = {
  en: 'Please choose one of these:',
  es: 'Elige una de estas opciones:',
  pt: 'Escolha uma destas opções:',
};
