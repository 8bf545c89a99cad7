import { expect, test } from 'vitest';
import { contrast, tenantCss } from '../../../widget/app/colour.ts';

const steps = Array.from({ length: 18 }, (_, step) => step * 15);
const hex = (value: number) => value.toString(16).padStart(2, '0');
const colours = steps.flatMap((red) =>
  steps.flatMap((green) => steps.map((blue) => `#${hex(red)}${hex(green)}${hex(blue)}`)),
);

/** The tokens of one colour scheme, from the style sheet. */
function tokensOf(css: string): Record<string, number[]> {
  const found = css.matchAll(/--([\w-]+):rgb\((.*?)\)/g);
  return Object.fromEntries([...found].map(([, name, rgb]) => [name, (rgb ?? '').split(',').map(Number)]));
}

test.each([
  ['light', [255, 255, 255], 4.5, 0],
  ['dark', [22, 29, 28], 7, 1],
] as const)('A2 whatever colour a tenant has, it can be read in %s', (_scheme, surface, accentContrast, part) => {
  for (const colour of colours) {
    const {
      fill = [],
      'on-fill': onFill = [],
      'fill-edge': edge = [],
      accent = [],
      soft = [],
      'soft-ink': softInk = [],
    } = tokensOf(tenantCss(colour).split('@media')[part] ?? '');
    const behind = [...surface];
    expect(contrast(fill, onFill), colour).toBeGreaterThanOrEqual(4.5);
    expect(contrast(accent, behind), colour).toBeGreaterThanOrEqual(accentContrast);
    expect(contrast(softInk, soft), colour).toBeGreaterThanOrEqual(4.5);
    expect(contrast(edge, behind), colour).toBeGreaterThanOrEqual(3);
  }
});

test('the default teal is tuned by hand', () => {
  expect(tenantCss('#0C6F66')).toBe('');
});
