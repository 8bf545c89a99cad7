/**
 * Checks a scenario before it is published (B11): its steps are a graph whose edges are the ways from step to step. In a valid
 * scenario every step can be reached, and every way leads to a step that waits for the visitor, or to an end.
 */
import { longestBytes } from '../cultures.ts';
import { waits, waysOf } from './run.ts';
import { MAX_WRITTEN_BYTES, type Scenario, type Step } from './schema.ts';

interface Problem {
  /** Within the scenario, such as `steps[2].next`. */
  path: string;
  expected: string;
}

/**
 * Unreachable steps are only reported once all names are right, because one misspelt name would make half the scenario
 * unreachable.
 */
export function checkScenario({ steps }: Scenario): Problem[] {
  const misnamed = [...repeated(steps), ...unknown(steps)];
  if (misnamed.length > 0) return misnamed;
  const graph = graphOf(steps);
  const circles = circling(steps, graph);
  return [
    ...unfinished(steps),
    ...unreachable(steps, graph),
    ...(circles.length > 0 ? circles : tooLong(steps, graph)),
  ];
}

function repeated(steps: Step[]): Problem[] {
  return steps.flatMap(({ id }, index) => {
    const first = steps.findIndex((step) => step.id === id);
    if (first === index) return [];
    return [{ path: `steps[${index}].id`, expected: `a unique id; "${id}" is already used by steps[${first}]` }];
  });
}

function unknown(steps: Step[]): Problem[] {
  const known = steps.map(({ id }) => id);
  return steps.flatMap((step, index) =>
    named(step).flatMap(([path, to]) => {
      if (known.includes(to)) return [];
      return [
        { path: `steps[${index}].${path}`, expected: `one of the steps ${known.join(', ')}; there is no "${to}"` },
      ];
    }),
  );
}

/** The steps that a step refers to, and where. */
function named(step: Step): [path: string, id: string][] {
  const options = 'options' in step ? step.options : [];
  const all: [string, string | undefined][] = [
    ['next', 'next' in step ? step.next : undefined],
    ['otherwise', 'otherwise' in step ? step.otherwise : undefined],
    ...options.map(({ next }, k): [string, string | undefined] => [`options[${k}].next`, next]),
  ];
  return all.flatMap(([path, id]) => (id === undefined ? [] : [[path, id] as [string, string]]));
}

/** Only the last step has nothing after it. */
function unfinished(steps: Step[]): Problem[] {
  const last = steps.at(-1);
  if (!last || !waysOf(last).includes(undefined)) return [];
  const expected = `a "next", or a "route", "offline" or "close" step after it; "${last.id}" is the last step and leads nowhere`;
  return [{ path: `steps[${steps.length - 1}]`, expected }];
}

/** By index: the indices of the steps that can follow. */
type Graph = number[][];

const graphOf = (steps: Step[]): Graph =>
  steps.map((step, index) => {
    const ways = waysOf(step).map((to) => (to === undefined ? index + 1 : steps.findIndex(({ id }) => id === to)));
    return [...new Set(ways)].filter((to) => to < steps.length);
  });

function unreachable(steps: Step[], graph: Graph): Problem[] {
  const reached = new Set([0]);
  // A set iterates over what is added during the loop.
  for (const from of reached) for (const to of graph[from] ?? []) reached.add(to);
  return steps.flatMap(({ id }, index) =>
    reached.has(index)
      ? []
      : [{ path: `steps[${index}]`, expected: `a path from the first step to "${id}"; there is none` }],
  );
}

/**
 * A loop without a step that waits for the visitor would never end, or make call after call. Each way back to a step that is
 * still on the path closes a loop, and a graph in which no walk finds such a way has none.
 */
function circling(steps: Step[], graph: Graph): Problem[] {
  const problems: Problem[] = [];
  const done = new Set<number>();
  const visit = (index: number, path: number[]) => {
    const step = steps[index];
    if (!step || waits(step)) return;
    if (path.includes(index)) {
      const circle = [...path.slice(path.indexOf(index)), index].map((k) => `"${steps[k]?.id}"`).join(' → ');
      problems.push({
        path: `steps[${index}]`,
        expected: `an "ask" or "choose" in the loop ${circle}, which would never end`,
      });
      return;
    }
    if (done.has(index)) return;
    for (const to of graph[index] ?? []) visit(to, [...path, index]);
    done.add(index);
  };
  for (const index of steps.keys()) visit(index, []);
  return problems;
}

/** From each step, the text until the visitor answers: the longest way counts, and in each step the longest culture. */
function tooLong(steps: Step[], graph: Graph): Problem[] {
  const known = new Map<number, number>();
  const saidFrom = (index: number): number => {
    const step = steps[index];
    if (!step) return 0;
    const before = known.get(index);
    if (before !== undefined) return before;
    const onwards = waits(step) ? [] : (graph[index] ?? []).map(saidFrom);
    const bytes = longestOf(step) + Math.max(0, ...onwards);
    known.set(index, bytes);
    return bytes;
  };
  const index = steps.findIndex((_, from) => saidFrom(from) > MAX_WRITTEN_BYTES);
  if (index === -1) return [];
  const most = MAX_WRITTEN_BYTES.toLocaleString('en');
  const expected = `an "ask" or "choose" before more than ${most} bytes of text are said; from "${steps[index]?.id}" on it would be ${saidFrom(index).toLocaleString('en')}`;
  return [{ path: `steps[${index}]`, expected }];
}

const longestOf = (step: Step): number => {
  const options = 'options' in step ? step.options.map(({ label }) => label) : [];
  const texts = [...('text' in step && step.text !== undefined ? [step.text] : []), ...options];
  return texts.reduce((sum, text) => sum + longestBytes(text), 0);
};
