/** Why a module could not be loaded: the location in the user's file, without Node.js's own frames. */
export function unreadable(error: unknown): string {
  if (!(error instanceof Error) || !error.stack) return String(error);
  const lines = error.stack.split('\n').filter((line) => !/^ +at .*(node:|\/(bin|operate)\/[^/]+\.ts)/.test(line));
  return lines.join('\n').trim();
}
