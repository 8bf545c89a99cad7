/**
 * Automated conversations (B4) as configured: steps that run one after another, before the queue. `run.ts` runs them. A step
 * without `next` continues at the one written below it.
 */
import * as z from 'zod/mini';
import { typedKinds } from '../answers/kinds.ts';
import { kept } from '../bounds.ts';
import { words } from '../cultures.ts';
import { QueueId, ScenarioId } from '../ids.ts';
import { Comparison } from '../routing/comparisons.ts';
import { label, MAX_MESSAGE_CHARS, slug, Tags, Value, VariableName } from '../words.ts';

/** `{name}` is a variable. A culture without a text gets the first one. */
const Words = words(1000);

/** For a button. */
export const MAX_LABEL_CHARS = 200;

const step = { id: slug };
const onwards = { ...step, next: z.exactOptional(slug) };

export const Step = z.discriminatedUnion('do', [
  z.strictObject({ ...onwards, do: z.literal('say'), text: Words }),
  /** Waits for an answer of the kind `as`. After `tries` wrong ones it goes to `otherwise`, or continues with nothing set. */
  z.strictObject({
    ...onwards,
    do: z.literal('ask'),
    text: Words,
    variable: VariableName,
    as: z._default(z.enum(typedKinds), 'text'),
    tries: z._default(z.int().check(z.gte(1), z.lte(10)), 3),
    otherwise: z.exactOptional(slug),
  }),
  /** Waits for one of the buttons; typing its text does the same. */
  z.strictObject({
    ...onwards,
    do: z.literal('choose'),
    text: Words,
    variable: z.exactOptional(VariableName),
    options: z
      .array(
        z.strictObject({ label: words(MAX_LABEL_CHARS), value: z.exactOptional(Value), next: z.exactOptional(slug) }),
      )
      .check(z.minLength(1), z.maxLength(10)),
  }),
  z.strictObject({ ...onwards, do: z.literal('set'), variable: VariableName, value: Value }),
  z.strictObject({
    ...onwards,
    do: z.literal('tag'),
    add: z._default(Tags, []),
    remove: z._default(Tags, []),
  }),
  /** `if`: goes to `next` if every comparison holds, otherwise to `otherwise`. */
  z.strictObject({
    ...onwards,
    do: z.literal('if'),
    compare: z.array(Comparison).check(z.minLength(1), z.maxLength(20)),
    otherwise: slug,
  }),
  /** HTTPS POST of the listed variables as JSON. `save` sets variables from members of the answer (variable: member). */
  z.strictObject({
    ...onwards,
    do: z.literal('call'),
    url: z.url({ protocol: /^https$/ }),
    send: z._default(z.array(VariableName).check(z.maxLength(50)), []),
    save: z._default(z.record(VariableName, z.string().check(z.maxLength(80))), {}),
    /** The member of the answer that becomes the result of external processing. */
    external: z.exactOptional(z.string().check(z.maxLength(80))),
    timeoutS: z._default(z.int().check(z.gte(1), z.lte(20)), 5),
    /** Where to go without a valid answer in time. */
    otherwise: slug,
  }),
  /** To the given queue, or where the queue conditions lead. */
  z.strictObject({ ...step, do: z.literal('route'), queue: z.exactOptional(z.pipe(slug, QueueId)) }),
  z.strictObject({ ...step, do: z.literal('offline'), text: z.exactOptional(Words) }),
  z.strictObject({ ...step, do: z.literal('close'), text: z.exactOptional(Words) }),
]);
export type Step = z.infer<typeof Step>;

export const Scenario = z.strictObject({
  id: z.pipe(slug, ScenarioId),
  name: label,
  /** Starts with the first. */
  steps: z.array(Step).check(z.minLength(1), z.maxLength(60)),
});
export type Scenario = z.infer<typeof Scenario>;

/** The whole scenario is stored in the log of each of its chats, and in the chat's snapshot. */
export const MAX_SCENARIO_BYTES = 100_000;
export const KeptScenario = kept(
  z.custom<Scenario>((value) => typeof value === 'object'),
  MAX_SCENARIO_BYTES,
);

/** One thing that an answer can mean, and the label of the button that chooses it. */
export const Meaning = z.object({ label: z.string(), value: Value });
export type Meaning = z.infer<typeof Meaning>;
/** Dates and numbers, with few meanings each. */
const MEANINGS_BYTES = 4000;

/** Where a scenario is; part of a chat's state. */
export const Run = z.object({
  step: slug,
  /** Wrong answers to this step so far. */
  tries: z.int(),
  doing: z.discriminatedUnion('is', [
    /** `meanings`: what the answer could have meant, if the visitor was asked to choose. */
    z.object({ is: z.literal('asking'), meanings: z.exactOptional(kept(z.array(Meaning), MEANINGS_BYTES)) }),
    /** The call is being made, and its result will arrive. */
    z.object({ is: z.literal('calling') }),
    z.object({ is: z.literal('routing'), queueId: z.exactOptional(QueueId) }),
    z.object({ is: z.literal('offline') }),
    z.object({ is: z.literal('closing') }),
  ]),
});
export type Run = z.infer<typeof Run>;

/** What the bot says; `options`: buttons. */
export const Said = z.object({ text: z.string(), options: z.exactOptional(z.array(z.string())) });
export type Said = z.infer<typeof Said>;

/** The most text on one way from answer to answer, before variables are filled in, as added up by `check-scenario.ts`. */
export const MAX_WRITTEN_BYTES = 16_000;
/** With variables: a run that has said this much does not continue by itself (`run.ts`). */
export const MAX_SAID_BYTES = 20_000;
/** A question and ten buttons with three bytes a character, plus some for the braces. */
const LAST_STEP_BYTES = 3 * (MAX_MESSAGE_CHARS + 10 * MAX_LABEL_CHARS) + 100;
/** What a run says in one go. */
export const AllSaid = kept(z.array(Said), MAX_SAID_BYTES + LAST_STEP_BYTES);
