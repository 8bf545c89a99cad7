/** Icons (Tabler) of screens that are fetched apart: every chat would load those in the kit. Pure: a screen has only its own. */
export const icon = (path: string) => (size: number) => (
  <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
    <path d={path} />
  </svg>
);

export const check = /* @__PURE__ */ icon('M5 12l5 5 10-10');
export const alert = /* @__PURE__ */ icon('M3 12a9 9 0 1 0 18 0a9 9 0 0 0-18 0M12 8v4M12 16h.01');
