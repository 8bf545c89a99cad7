/**
 * The line that a stage's access log gets for each request: the template's format, filled in with the request's `$context`
 * variables.
 */
import { appendFileSync } from 'node:fs';

type Logged = Record<string, string | number | undefined>;
export type AccessLog = (context: Logged) => void;

/** As in AWS, a missing value is a dash. */
const accessLogLine = (format: string, context: Logged): string =>
  format.replace(/\$context\.([\w.]+)/g, (_, name: string) =>
    JSON.stringify(String(context[name] ?? '-')).slice(1, -1),
  );

export const accessLogTo =
  (file: string, format: string): AccessLog =>
  (context) =>
    appendFileSync(file, `${accessLogLine(format, context)}\n`);
