/** What every command of the operator's begins and ends with. */
import { resolve } from 'node:path';
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { awsTrouble, troubleKind } from '../operate/aws-trouble.ts';
import { Stop } from '../operate/stop.ts';

export const root = resolve(import.meta.dirname, '..');

/** Says what stood in its way instead of a stack trace. */
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
  // A mistake of ours keeps its stack trace: nobody could find it otherwise.
  const isFromAws = troubleKind(error) !== undefined || (error instanceof Error && '$metadata' in error);
  return isFromAws ? awsTrouble(error) : String(error instanceof Error ? error.stack : error);
}

export function given<Options extends ParseArgsOptionsConfig>(options: Options, usage: string) {
  try {
    return parseArgs({ options, allowPositionals: true });
  } catch (error) {
    throw new Stop(error instanceof Error ? error.message : String(error), usage);
  }
}

export function tenantOf(tenant: string | undefined, usage: string): string {
  if (tenant === undefined) throw new Stop('Which tenant?', usage);
  return tenant;
}
