/** Puts the configuration file into force, at the start of Foyer and whenever the file is saved. */
import { join } from 'node:path';
import * as z from 'zod';
import { keptIn } from './kept.ts';

/** `npm run configure` with these options, and what it said. */
export type Configure = (options: string[]) => Promise<{ stdout: string; stderr: string }>;

/**
 * The function that does it. On a mistake the previous version stays in force. A version that the file did not put there, now or
 * in an earlier run, stays until the terminal has shown it and the file is saved.
 */
export function createConfigurationFile(
  dataDir: string,
  configure: Configure,
  tell: { said(text: string): void; refused(text: string): void },
): () => Promise<void> {
  const versions = keptIn(join(dataDir, 'configuration'), z.int());
  /** The version that the file may replace. */
  let base = versions.get('applied');
  return async () => {
    const { stdout, stderr } = await configure(base === undefined ? [] : ['--base', String(base)]);
    if (stderr) tell.refused(stderr.trim());
    if (stdout) tell.said(stdout.trim());
    const applied = versionIn(stdout);
    if (applied !== undefined) versions.set('applied', applied);
    base = applied ?? versionIn(stderr) ?? base;
  };
}

function versionIn(text: string): number | undefined {
  const [, version] = /version (\d+) is in force/i.exec(text) ?? [];
  return version === undefined ? undefined : Number(version);
}
