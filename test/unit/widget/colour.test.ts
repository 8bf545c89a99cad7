import { expect, test } from 'vitest';
import { luminance, tenantCss } from '../../../widget/app/colour.ts';

const contrast = (a: number, b: number) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
const steps = Array.from({ length: 16 }, (_, step) => step * 17);
const colours = steps.flatMap((red) =>
  steps.flatMap((green) =>
    steps.map((blue) => `#${[red, green, blue].map((it) => it.toString(16).padStart(2, '0')).join('')}`),
  ),
);

test('A2 what is written on any tenant’s colour has 4.5:1', () => {
  for (const colour of colours) {
    const [, fill = '', onFill = ''] = tenantCss(colour).match(/--fill:(.*?);--on-fill:(#\w+);/) ?? [];
    const hex = /#\w{6}/.exec(fill)?.[0] ?? '';
    const light = fill.startsWith('#') ? luminance(hex) : luminance(darker(hex));
    const written = luminance(onFill === '#fff' ? '#ffffff' : onFill);
    expect(contrast(light, written), colour).toBeGreaterThanOrEqual(4.5);
  }
});

test('the default teal is tuned by hand', () => {
  expect(tenantCss('#0C6F66')).toBe('');
});

/** `color-mix(in srgb, … 88%, #000)` */
const darker = (hex: string) =>
  `#${[1, 3, 5]
    .map((at) =>
      Math.round(Number.parseInt(hex.slice(at, at + 2), 16) * 0.88)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
