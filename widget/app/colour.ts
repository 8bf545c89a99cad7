/**
 * Fetched with the app. Makes the tenant's one colour readable in light and dark: the fill stays, text on it becomes white or
 * dark, and links and focus rings move towards black or white until the contrast is sufficient.
 */
type Rgb = number[];

const WHITE: Rgb = [255, 255, 255];
const BLACK: Rgb = [0, 0, 0];
const INK: Rgb = [20, 32, 30];
const DARK_SURFACE: Rgb = [22, 29, 28];

/** Its tokens are tuned by hand in the style sheet. */
const FOYER_TEAL = '#0c6f66';

/** CSS that overrides the style sheet's tokens. `colour` is `#rrggbb`. */
export function tenantCss(colour: string): string {
  if (colour.toLowerCase() === FOYER_TEAL) return '';
  const fill = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  const lighter = moved(fill, WHITE, DARK_SURFACE, 3);
  return `${rule(tokens(fill, WHITE, BLACK, 4.5, 0.12))}@media(prefers-color-scheme:dark){${rule(tokens(lighter, DARK_SURFACE, WHITE, 7, 0.2))}}`;
}

function tokens(wanted: Rgb, surface: Rgb, towards: Rgb, accentContrast: number, softness: number) {
  const takesInk = contrast(wanted, WHITE) < 4.5 && contrast(wanted, INK) >= 4.5;
  const fill = takesInk ? wanted : moved(wanted, BLACK, WHITE, 4.5);
  const soft = mix(surface, fill, softness);
  const accent = moved(fill, towards, surface, accentContrast);
  return {
    fill,
    'on-fill': takesInk ? INK : WHITE,
    // A fill with little contrast gets an edge.
    'fill-edge': contrast(fill, surface) < 3 ? accent : fill,
    accent,
    soft,
    'soft-ink': moved(fill, towards, soft, 4.5),
  };
}

const rule = (colours: Record<string, Rgb>): string =>
  `*{${Object.entries(colours)
    .map(([name, colour]) => `--${name}:rgb(${colour})`)
    .join(';')}}`;

/** The first of 50 steps towards black or white with enough contrast to the background. */
function moved(from: Rgb, towards: Rgb, behind: Rgb, wanted: number): Rgb {
  let colour = from;
  for (let step = 1; contrast(colour, behind) < wanted && step <= 50; step++) colour = mix(from, towards, step / 50);
  return colour;
}

const mix = (from: Rgb, to: Rgb, share: number): Rgb =>
  from.map((value, index) => Math.round(value + ((to[index] ?? 0) - value) * share));

/** WCAG 2.2: 1 to 21. */
export function contrast(a: Rgb, b: Rgb): number {
  const ratio = (luminance(a) + 0.05) / (luminance(b) + 0.05);
  return Math.max(ratio, 1 / ratio);
}

function luminance(colour: Rgb): number {
  const [red = 0, green = 0, blue = 0] = colour.map((value) =>
    value <= 10 ? value / 3294.6 : ((value / 255 + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
