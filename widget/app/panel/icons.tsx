/** Tabler outline icons, those that the widget shows. */
const icon = (path: string) => (size: number) => (
  <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
    <path d={path} />
  </svg>
);

export const icons = {
  chevronDown: icon('M6 9l6 6 6-6'),
  arrowUp: icon('M12 5v14M18 11l-6-6-6 6'),
  clock: icon('M3 12a9 9 0 1 0 18 0a9 9 0 0 0-18 0M12 7v5l3 3'),
};
