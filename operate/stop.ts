/** Ends a command: says what happened, what is left and what to do, a sentence a line. Nobody is shown its stack trace. */
export class Stop extends Error {
  override name = 'Stop';

  constructor(...lines: string[]) {
    super(lines.join('\n'));
  }
}
