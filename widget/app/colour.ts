/**
 * The tenant's one colour, made readable: the fill stays, what is written on it turns white or dark, and links and focus rings
 * move along OKLCH lightness. A lightness of at most 0.52 has 4.5:1 on white, of at least 0.52 3:1 on the dark surface, and of at
 * least 0.8 7:1 there, whatever the hue.
 */

/** Its tokens are tuned by hand in the style sheet. */
const FOYER_TEAL = '#0c6f66';

/** White has 4.5:1 up to the first luminance, dark ink (#14201e) from the second. */
const WHITE_UP_TO = 0.183;
const INK_FROM = 0.232;

/** CSS that overrides the tokens of the style sheet. `colour` is `#rrggbb`. */
export function tenantCss(colour: string): string {
  if (colour.toLowerCase() === FOYER_TEAL) return '';
  const light = luminance(colour);
  const takesInk = light >= INK_FROM;
  const fill = takesInk || light <= WHITE_UP_TO ? colour : `color-mix(in srgb,${colour} 88%,#000)`;
  const soft = (share: number) => `--soft:color-mix(in srgb,var(--fill) ${share}%,var(--surface))`;
  const moved = (lightness: string) => `oklch(from var(--fill) ${lightness} c h)`;
  return (
    `:host{--fill:${fill};--on-fill:${takesInk ? '#14201e' : '#fff'};--accent:${moved('min(l,.52)')};` +
    `--fill-edge:var(--${takesInk ? 'accent' : 'fill'});${soft(12)};--soft-ink:${moved('min(l,.45)')}}` +
    `@media(prefers-color-scheme:dark){:host{--fill:oklch(from ${fill} max(l,.52) c h);--fill-edge:var(--fill);` +
    `--accent:${moved('max(l,.8)')};${soft(20)};--soft-ink:var(--accent)}}`
  );
}

/** Relative luminance by WCAG 2.2: 0 to 1. */
export function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
