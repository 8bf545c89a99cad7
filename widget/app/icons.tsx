/** Tabler outline icons, as far as the widget shows them. */
import type { ComponentChildren } from 'preact';

const icon = (children: ComponentChildren) => (size: number) => (
  <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
    {children}
  </svg>
);

export const icons = {
  chevronDown: icon(<path d="M6 9l6 6l6 -6" />),
  dots: icon(
    <path d="M4 12a1 1 0 1 0 2 0a1 1 0 1 0 -2 0M11 12a1 1 0 1 0 2 0a1 1 0 1 0 -2 0M18 12a1 1 0 1 0 2 0a1 1 0 1 0 -2 0" />,
  ),
  arrowUp: icon(<path d="M12 5l0 14M18 11l-6 -6M6 11l6 -6" />),
  check: icon(<path d="M5 12l5 5l10 -10" />),
  clock: icon(<path d="M3 12a9 9 0 1 0 18 0a9 9 0 0 0 -18 0M12 7v5l3 3" />),
  alert: icon(<path d="M3 12a9 9 0 1 0 18 0a9 9 0 0 0 -18 0M12 8v4M12 16h.01" />),
};
