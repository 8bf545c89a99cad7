import { describe, expect, it } from 'vitest';
import type * as z from 'zod/mini';
import { checkScenario } from '../../../core/scenario/check-scenario.ts';
import { Scenario, type Step } from '../../../core/scenario/schema.ts';

type StepInput = z.input<typeof Step>;

const problems = (...steps: StepInput[]) => checkScenario(Scenario.parse({ id: 'hello', name: 'Hello', steps }));
const paths = (...steps: StepInput[]) => problems(...steps).map(({ path }) => path);

const say = (id: string, next?: string): StepInput => ({ id, do: 'say', text: id, ...(next && { next }) });
const ask = (id: string, next?: string): StepInput => ({
  id,
  do: 'ask',
  text: id,
  variable: 'v',
  ...(next && { next }),
});
const branch = (id: string, otherwise: string, next?: string): StepInput => ({
  ...{ id, do: 'if', compare: [{ variable: 'v', is: 'exists', value: true }], otherwise },
  ...(next && { next }),
});
const call = (id: string, otherwise: string, next?: string): StepInput => ({
  ...{ id, do: 'call', url: 'https://x.example/', otherwise },
  ...(next && { next }),
});
const choose = (id: string, ...options: (string | undefined)[]): StepInput => ({
  ...{ id, do: 'choose', text: id },
  options: options.map((next) => ({ label: 'x', ...(next && { next }) })),
});
const end: StepInput = { id: 'end', do: 'route' };

describe('a scenario that is good', () => {
  it.each<[string, StepInput[]]>([
    ['an end alone', [end]],
    ['one after the other', [say('a'), ask('b'), choose('c', undefined), branch('d', 'end'), call('e', 'end'), end]],
    ['an end that is not the last', [say('a', 'c'), end, say('c', 'end')]],
    ['a circle through ask', [say('a'), ask('b', 'a'), end].slice(0, 2)],
    ['a circle through choose', [say('a'), choose('b', 'a', 'end'), end]],
    ['a call that is made again when the visitor wants it', [call('a', 'b', 'end'), choose('b', 'a', 'end'), end]],
    ['two ways that meet again', [branch('a', 'c'), say('b', 'd'), say('c'), say('d'), end]],
    ['a text with a variable that nothing sets', [{ id: 'a', do: 'say', text: 'Hello {stranger}' }, end]],
    ['an option that leads on and one of its own', [choose('a', 'c', undefined), say('b'), say('c'), end]],
  ])('B11 %s', (_, steps) => {
    expect(problems(...steps)).toEqual([]);
  });
});

describe('names', () => {
  it('B11 two steps with one id', () => {
    expect(problems(say('a'), say('b'), say('a'), end)).toEqual([
      { path: 'steps[2].id', expected: 'a unique id; "a" is already used by steps[0]' },
    ]);
  });

  it('B11 every place that names a step which is not there', () => {
    const steps: StepInput[] = [
      say('a', 'x1'),
      { id: 'b', do: 'ask', text: '?', variable: 'v', next: 'x2', otherwise: 'x3' },
      {
        id: 'c',
        do: 'choose',
        text: '?',
        next: 'x4',
        options: [
          { label: 'x', next: 'end' },
          { label: 'y', next: 'x5' },
        ],
      },
      { id: 'd', do: 'set', variable: 'v', value: 1, next: 'x6' },
      { id: 'e', do: 'tag', next: 'x7' },
      branch('f', 'x8', 'x9'),
      call('g', 'x10', 'x11'),
      end,
    ];
    expect(paths(...steps)).toEqual([
      ...['steps[0].next', 'steps[1].next', 'steps[1].otherwise', 'steps[2].next', 'steps[2].options[1].next'],
      ...[
        'steps[3].next',
        'steps[4].next',
        'steps[5].next',
        'steps[5].otherwise',
        'steps[6].next',
        'steps[6].otherwise',
      ],
    ]);
    expect(problems(say('a', 'b'), end)).toEqual([
      { path: 'steps[0].next', expected: 'one of the steps a, end; there is no "b"' },
    ]);
  });
});

describe('ways', () => {
  it('B11 steps that can never be reached, each of them', () => {
    expect(problems(say('a', 'end'), say('b'), ask('c', 'b'), end)).toEqual([
      { path: 'steps[1]', expected: 'a path from the first step to "b"; there is none' },
      { path: 'steps[2]', expected: 'a path from the first step to "c"; there is none' },
    ]);
    expect(paths(end, { ...end, id: 'end-2' })).toEqual(['steps[1]']);
    const shared: StepInput = { id: 'a', do: 'choose', text: '?', next: 'end', options: [{ label: 'x' }] };
    expect(paths(shared, say('b', 'end'), end)).toEqual(['steps[1]']);
    // Every option has its own way, so the step's own is never taken.
    const own: StepInput = { id: 'a', do: 'choose', text: '?', next: 'b', options: [{ label: 'x', next: 'end' }] };
    expect(paths(own, say('b', 'end'), end)).toEqual(['steps[1]']);
  });

  it.each<[string, StepInput]>([
    ['say', say('last')],
    ['ask', ask('last')],
    ['ask, whose wrong answers alone go on', { id: 'last', do: 'ask', text: '?', variable: 'v', otherwise: 'a' }],
    ['choose, one of whose options goes on', choose('last', 'a', undefined)],
    ['set', { id: 'last', do: 'set', variable: 'v', value: 1 }],
    ['tag', { id: 'last', do: 'tag', add: ['t'] }],
    ['if', branch('last', 'a')],
    ['call', call('last', 'a')],
  ])('B11 a last step that leads nowhere: %s', (_, last) => {
    const found = problems(ask('a'), last);
    expect(found).toContainEqual({
      path: 'steps[1]',
      expected: expect.stringMatching(/^a "next", or a "route", "offline" or "close"/),
    });
    expect(found).toHaveLength(1);
  });

  it('B11 a last step that leads back is no dead end', () => {
    expect(paths(ask('a'), say('last', 'a'))).toEqual([]);
    expect(paths(ask('a'), choose('last', 'a', 'a'))).toEqual([]);
  });
});

describe('circles without a step that waits for the visitor', () => {
  it.each<[string, StepInput[], string]>([
    ['a step to itself', [say('a', 'a')], '"a" → "a"'],
    ['set', [{ id: 'a', do: 'set', variable: 'v', value: 1, next: 'a' }], '"a" → "a"'],
    ['tag', [{ id: 'a', do: 'tag', next: 'a' }], '"a" → "a"'],
    ['if, though it might end', [branch('a', 'end', 'b'), say('b', 'a'), end], '"a" → "b" → "a"'],
    ['if, by its other way', [branch('a', 'a'), end], '"a" → "a"'],
    ['a call that is made again after it failed', [call('a', 'a'), end], '"a" → "a"'],
    ['a call that is made again after it was answered', [call('a', 'end', 'b'), say('b', 'a'), end], '"a" → "b" → "a"'],
    ['behind a step that waits', [ask('a'), say('b'), say('c', 'b')], '"b" → "c" → "b"'],
    ['behind steps that are not part of it', [say('a'), say('b'), say('c', 'b')], '"b" → "c" → "b"'],
    ['beside a circle that is allowed', [choose('a', 'a', 'b'), say('b', 'b')], '"b" → "b"'],
  ])('B11 %s', (_, steps, circle) => {
    expect(problems(...steps).map(({ expected }) => expected)).toEqual([
      `an "ask" or "choose" in the loop ${circle}, which would never end`,
    ]);
  });

  it('B11 each of two is named', () => {
    expect(paths(ask('a'), branch('b', 'd'), say('c', 'b'), say('d', 'd'))).toEqual(['steps[1]', 'steps[3]']);
  });

  it('B11 a scenario as large as may be is checked at once', () => {
    // Each step leads to the next in two ways: 2^29 walks if each were followed.
    const steps = Array.from({ length: 59 }, (_, k) =>
      branch(`s${k}`, k % 2 ? `s${k + 1}` : `s${Math.min(k + 2, 58)}`),
    );
    const ladder = steps.map((step, k) => (k >= 58 ? say('s58') : step));
    expect(problems(...ladder, end)).toEqual([]);
  });
});

describe('what is said in one go', () => {
  const long = (id: string, bytes: number, next?: string): StepInput[] => {
    const texts = Array.from({ length: Math.ceil(bytes / 1002) }, (_, n) => Math.min(1002, bytes - n * 1002) - 2);
    return texts.map((chars, n) => ({
      ...{ id: n === 0 ? id : `${id}-${n}`, do: 'say', text: 'x'.repeat(chars) },
      ...(next && n === texts.length - 1 && { next }),
    }));
  };

  it('B11 F2 may be 16,000 bytes, and from each answer on again', () => {
    expect(problems(...long('a', 15_997), ask('b'), ...long('c', 16_000), end)).toEqual([]);
  });

  it('B11 F2 a byte more is refused, with the step from which it counts', () => {
    expect(problems(ask('a'), ...long('b', 16_001), end)).toEqual([
      {
        path: 'steps[1]',
        expected: 'an "ask" or "choose" before more than 16,000 bytes of text are said; from "b" on it would be 16,001',
      },
    ]);
  });

  it('B11 F2 the longest way counts, the longest culture, and every button', () => {
    const texts = { en: 'x'.repeat(10), ja: '語'.repeat(1000) };
    const options = Array.from({ length: 10 }, () => ({ label: '語'.repeat(200) }));
    const asks: StepInput = { id: 'c', do: 'choose', text: texts, options };
    // 3,002 for the question, 6,020 for the buttons, 6,978 before them.
    expect(problems(branch('a', 'c'), ...long('b', 6978), asks, end)).toEqual([]);
    expect(paths(branch('a', 'c'), ...long('b', 6979), asks, end)).toEqual(['steps[0]']);
  });
});
