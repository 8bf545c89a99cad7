/** Ends a command: what happened, what is left and what to do, one sentence on each line. No stack trace is shown. */
export class Stop extends Error {
  override name = 'Stop';

  constructor(...lines: string[]) {
    super(lines.join('\n'));
  }
}
