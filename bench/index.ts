/** `npm run bench -- NAME`: prints a table, and the same as JSON in the last line. */
const benches: Record<string, () => Promise<() => Promise<void>>> = {
  messages: async () => (await import('./messages.ts')).messages,
  cold: async () => (await import('./cold.ts')).cold,
  widget: async () => (await import('./widget.ts')).widget,
  rules: async () => (await import('./rules.ts')).rules,
  assignment: async () => (await import('./assignment.ts')).assignment,
  wait: async () => (await import('./wait.ts')).wait,
};

const [name = ''] = process.argv.slice(2);
const load = benches[name];
if (!load) {
  process.stderr.write(`Which? npm run bench -- ${Object.keys(benches).join(' | ')}\n`);
  process.exit(1);
}
await (await load())();
