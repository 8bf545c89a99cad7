/** How every operator command begins and ends. */
import { resolve } from 'node:path';
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { awsTrouble, troubleKind } from '../operate/aws-trouble.ts';
import { Stop } from '../operate/stop.ts';

export const root = resolve(import.meta.dirname, '..');

/** Prints what went wrong instead of a stack trace. */
export async function command(run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    process.stderr.write(`${sentenceOf(error)}\n`);
    process.exitCode = 1;
  }
}

function sentenceOf(error: unknown): string {
  if (error instanceof Stop) return error.message;
  // Our own bugs keep their stack trace; nobody could find them without it.
  const isFromAws = troubleKind(error) !== undefined || (error instanceof Error && '$metadata' in error);
  return isFromAws ? awsTrouble(error) : String(error instanceof Error ? error.stack : error);
}

/** `most`: words besides the options. Whoever gives more expects something to be done with each, so then nothing is done. */
export function given<Options extends ParseArgsOptionsConfig>(options: Options, usage: string, most = 0) {
  const parsed = parsedAs(options, usage);
  if (parsed.positionals.length > most) throw new Stop(tooMany, usage);
  return parsed;
}

function parsedAs<Options extends ParseArgsOptionsConfig>(options: Options, usage: string) {
  try {
    return parseArgs({ options, allowPositionals: true });
  } catch (error) {
    throw new Stop(error instanceof Error ? error.message : String(error), usage);
  }
}

/** A word may be a secret, so it is not repeated on the screen. */
export const tooMany = 'Nothing was done: there are more words than this command takes.';

export function tenantOf(tenant: string | undefined, usage: string): string {
  if (tenant === undefined) throw new Stop('Which tenant?', usage);
  return tenant;
}
