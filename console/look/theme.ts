/** Mantine with our tokens. */
import { type CSSVariablesResolver, createTheme } from '@mantine/core';
import { tokens } from './tokens.ts';

const rem = (px: number) => `${px / 16}rem`;

export const theme = createTheme({
  colors: {
    foyer: [
      '#EAF5F3',
      '#D3EAE6',
      '#A9D6CF',
      '#78BEB4',
      '#48A297',
      '#22877C',
      '#0C6F66',
      '#095E57',
      '#074E48',
      '#053B37',
    ],
    // Colours that Mantine uses in dark mode without a variable of ours: from text to border, hover, surface, canvas.
    dark: [
      tokens.ink[1],
      tokens.ink2[1],
      tokens.ink3[1],
      tokens.edge[1],
      tokens.line[1],
      tokens.hover[1],
      tokens.surface[1],
      tokens.surface[1],
      tokens.sunken[1],
      tokens.canvas[1],
    ],
  },
  primaryColor: 'foyer',
  fontFamily: 'system-ui, sans-serif',
  fontSizes: { xs: rem(12), sm: rem(13), md: rem(14), lg: rem(16), xl: rem(22) },
  defaultRadius: rem(8),
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'sm' } },
    Modal: { defaultProps: { centered: true, radius: 12, lockScroll: false } },
    Drawer: { defaultProps: { lockScroll: false } },
    // Inside its landmark, and without an element that a `menu` may not contain.
    Menu: {
      defaultProps: {
        shadow: 'md',
        radius: 12,
        transitionProps: { duration: 140 },
        withinPortal: false,
        withInitialFocusPlaceholder: false,
      },
    },
  },
});

const scheme = (index: 0 | 1) =>
  Object.fromEntries(Object.entries(tokens).map(([name, colours]) => [`--${name}`, colours[index]]));

const components = {
  '--mantine-color-body': 'var(--surface)',
  '--mantine-color-text': 'var(--ink)',
  '--mantine-color-dimmed': 'var(--ink3)',
  '--mantine-color-placeholder': 'var(--ink3)',
  '--mantine-color-anchor': 'var(--accent)',
  '--mantine-color-error': 'var(--bad-ink)',
  '--mantine-color-default': 'var(--surface)',
  '--mantine-color-default-hover': 'var(--hover)',
  '--mantine-color-default-color': 'var(--ink)',
  '--mantine-color-default-border': 'var(--line)',
  '--mantine-color-disabled': 'var(--sunken)',
  '--mantine-color-disabled-color': 'var(--ink3)',
  '--mantine-color-disabled-border': 'var(--line)',
  '--mantine-color-foyer-filled': 'var(--fill)',
  '--mantine-color-foyer-filled-hover': 'var(--fill-hover)',
  '--mantine-color-foyer-light': 'var(--soft)',
  '--mantine-color-foyer-light-hover': 'var(--soft)',
  '--mantine-color-foyer-light-color': 'var(--soft-ink)',
  '--mantine-primary-color-contrast': 'var(--on-fill)',
};

export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: { '--mantine-shadow-md': '0 8px 24px rgb(0 0 0 / .1)' },
  light: { ...scheme(0), ...components },
  dark: { ...scheme(1), ...components },
});
