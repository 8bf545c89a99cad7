/**
 * Runs a scenario (B4): step by step until it waits for the visitor, needs a call, or ends. To add a kind of step, describe it
 * in `schema.ts` and add a row to `kinds`; the check then knows it too.
 */
import * as z from 'zod/mini';
import { numberInCulture, plain } from '../answers/as-written.ts';
import { expected } from '../answers/expected.ts';
import { kinds as answerKinds } from '../answers/kinds.ts';
import { MOST_CHARS } from '../answers/simple.ts';
import { bytesOf } from '../bounds.ts';
import { inCulture, type Words } from '../cultures.ts';
import { compares, own } from '../routing/comparisons.ts';
import { cut } from '../text.ts';
import { fitChat, MAX_MESSAGE_CHARS, Tags, Value, type Variables } from '../words.ts';
import {
  MAX_LABEL_CHARS,
  MAX_SAID_BYTES,
  type Meaning,
  type Run,
  type Said,
  type Scenario,
  type Step,
} from './schema.ts';

/** What is known about the visitor. `external`: result of external processing (B2). */
export interface Told {
  variables: Variables;
  tags: string[];
  external?: string;
}

/** `called`: the result of the required call; `answer`: its parsed JSON. */
export type Input = { is: 'answer'; text: string } | { is: 'called'; ok: boolean; answer?: unknown };

export interface Advance {
  said: Said[];
  run: Run;
  told: Told;
}

export function begin(scenario: Scenario, told: Told, culture: string): Advance {
  const [first] = scenario.steps;
  if (!first) throw new Error(`Scenario ${scenario.id} has no steps`);
  return walk(scenario, first, kindOf(first).enter, { told, culture, tries: 0, meanings: [] });
}

/** Input that the run does not wait for changes nothing. */
export function advance(scenario: Scenario, run: Run, told: Told, culture: string, input: Input): Advance {
  const step = scenario.steps.find(({ id }) => id === run.step);
  const hear = step && hearing(step, run, input);
  if (!hear) return { said: [], run, told };
  const meanings = run.doing.is === 'asking' ? (run.doing.meanings ?? []) : [];
  return walk(scenario, step, hear, { told, culture, tries: run.tries, meanings });
}

/** At any time; a finished run is not changed. */
export function askForPerson(run: Run): Run {
  return run.doing.is === 'asking' || run.doing.is === 'calling' ? { ...run, doing: { is: 'routing' } } : run;
}

/** The call that a run needs, if any. Unset variables are left out of the body. */
export function callOf({ steps }: Scenario, run: Run, { variables }: Told) {
  const step = steps.find(({ id }) => id === run.step);
  if (run.doing.is !== 'calling' || step?.do !== 'call') return undefined;
  const { url, timeoutS, send } = step;
  return { url, timeoutS, body: Object.fromEntries(Object.entries(variables).filter(([name]) => send.includes(name))) };
}

/** The steps that may follow; `undefined` is the one below. */
export const waysOf = (step: Step): (string | undefined)[] => kindOf(step).ways(step);

/** Whether the step waits for the visitor. */
export const waits = (step: Step): boolean => kindOf(step).answered !== undefined;

// ---- from step to step -----------------------------------------------------------------------------------------------------

/**
 * The check refuses scenarios that would loop or say too much at once. If variables make it happen anyway, the visitor gets a
 * person.
 */
const MAX_STEPS = 200;
const mayGoOn = (taken: number, said: Said[]): boolean => taken < MAX_STEPS && bytesOf(said) <= MAX_SAID_BYTES;

interface At {
  told: Told;
  culture: string;
  /** Wrong answers to this step so far. */
  tries: number;
  /** The meanings that the visitor was asked to choose from. */
  meanings: Meaning[];
}

/** The result of a step: continue (`to` undefined: at the step below), wait, or end the run. */
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
    const next = mayGoOn(taken, said) && after(scenario, step, turn.to);
    if (!next) return { said, told, run: { step: step.id, tries: 0, doing: { is: 'routing' } } };
    step = next;
    turn = kindOf(step).enter(step, { ...at, told, tries: 0, meanings: [] });
  }
}

const after = ({ steps }: Scenario, step: Step, to: string | undefined): Step | undefined =>
  to === undefined ? steps[steps.indexOf(step) + 1] : steps.find(({ id }) => id === to);

/** What the step does with the input, if the run waits for it. */
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
  /** The run reaches the step. */
  enter(step: S, at: At): Turn;
  /** The visitor wrote, if the run waits for that. */
  answered?(step: S, text: string, at: At): Turn;
  /** The call was made. `answer` is undefined without a valid answer. */
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
      const chosen = at.meanings.filter(({ label }) => fold(label) === fold(text));
      const meanings = chosen.length > 0 ? chosen : meaningsOf(as, text, at);
      const [meant, another] = meanings;
      if (meant && !another) return { told: knowing(at.told, { [variable]: meant.value }), to: next };
      // An answer with two meanings is not wrong, unless the visitor had been asked to choose between them.
      const tried = at.tries + (meant && at.meanings.length === 0 ? 0 : 1);
      if (tried >= tries) return { to: otherwise ?? next };
      if (meant) {
        const readings = meanings.map(({ label }) => label);
        return { said: offered(inDoubt, readings, at), doing: { is: 'asking', meanings }, tries: tried };
      }
      // The question is right above and is not repeated.
      return { said: whatIsExpected(as, at), doing: { is: 'asking' }, tries: tried };
    },
  },

  choose: {
    ways: ({ options, next }) => options.map((option) => option.next ?? next),
    enter: ({ text, options }, at) => ({ said: offered(text, labels(options, at), at), doing: { is: 'asking' } }),
    answered({ options, variable, next }, text, at) {
      const wanted = fold(text);
      const isWanted = (option: Option) => fold(labelOf(option, at)) === wanted;
      const option = options.find(isWanted) ?? numbered(options, wanted);
      if (!option) {
        return { said: offered(expectedChoice, labels(options, at), at), doing: { is: 'asking' }, tries: at.tries + 1 };
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
      return { told: { ...told, tags: add.reduce(tagged, kept) }, to: next };
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

/** Left out if the chat has no room for it. */
function tagged(tags: string[], tag: string): string[] {
  const more = [...new Set([...tags, tag])];
  return Tags.safeParse(more).success ? more : tags;
}

/** Stays unknown if the chat has no room for it. */
function knowing(told: Told, more: Variables): Told {
  const variables = { ...told.variables, ...more };
  return fitChat(variables) ? { ...told, variables } : told;
}

// ---- words -----------------------------------------------------------------------------------------------------------------

type Option = Extract<Step, { do: 'choose' }>['options'][number];

/** A text that is empty because its variables are not set is not sent. */
function spoken(text: Words | undefined, at: At): Said[] {
  const words = text === undefined ? '' : inWords(text, at);
  return words.trim() === '' ? [] : [{ text: words }];
}

const offered = (text: Words, options: string[], at: At): Said[] => [{ text: inWords(text, at), options }];

/** As long as a message may be: variables have up to 1000 characters each. */
const inWords = (words: Words, { culture, told }: At, most = MAX_MESSAGE_CHARS): string =>
  cut(filled(inCulture(words, culture) ?? firstOf(words), told.variables, culture), most);

type As = Extract<Step, { do: 'ask' }>['as'];

const meaningsOf = (as: As, text: string, { culture }: At): Meaning[] =>
  answerKinds[as](text, { kind: as }, culture).map((value) => ({
    label: expected[as].shown?.(value, culture) ?? String(value),
    value,
  }));

function whatIsExpected(as: As, at: At): Said[] {
  const { words, example } = expected[as];
  const variables = { most: MOST_CHARS, ...(example && { example: example(at.culture) }) };
  return spoken(words, { ...at, told: { ...at.told, variables } });
}

const inDoubt: Words = {
  en: 'That could mean more than one thing. Which one do you mean?',
  es: 'Eso se puede leer de más de una forma. ¿A cuál te refieres?',
  pt: 'Isso pode ser lido de mais de uma forma. A qual se refere?',
};

/** A number from 1, in any script's digits, and nothing but digits. */
function numbered(options: Option[], text: string): Option | undefined {
  const number = plain(text);
  return /^\d+$/.test(number) ? options[Number(number) - 1] : undefined;
}

const labelOf = ({ label }: Option, at: At): string => inWords(label, at, MAX_LABEL_CHARS);
const labels = (options: Option[], at: At): string[] => options.map((option) => labelOf(option, at));

/** Without its own value, an option's label in the first culture, so that conditions see one value in every culture. */
const chosenValue = ({ label, value }: Option): Value => value ?? firstOf(label);

const firstOf = (words: Words): string => (typeof words === 'string' ? words : (Object.values(words)[0] ?? ''));

function filled(text: string, variables: Variables, culture: string): string {
  const value = (_: string, name: string) => written(own(variables, name) ?? '', culture);
  return text.replace(/\{([A-Za-z_][\w.]*)\}/g, value);
}

const written = (value: Value, culture: string): string =>
  typeof value === 'number' ? numberInCulture(value, culture) : String(value);

/** Ignores case, accents and surrounding spaces. */
const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim();

const expectedChoice: Words = {
  en: 'Please choose one of these:',
  es: 'Elige una de estas opciones:',
  pt: 'Escolha uma destas opções:',
};
