import { expect, test } from 'vitest';
import { isComposing } from '../../../widget/app/composing.ts';

const key = (isComposing: boolean, keyCode: number) => ({ isComposing, keyCode }) as KeyboardEvent;

test.each([
  ['while a word is composed', key(true, 13)],
  ['in Safari, just after', key(false, 229)],
])('F4 Enter that picks a word sends nothing: %s', (_when, event) => {
  expect(isComposing(event)).toBe(true);
});

test('F4 any other Enter sends', () => {
  expect(isComposing(key(false, 13))).toBe(false);
});
