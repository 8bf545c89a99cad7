/** The CDK command line, in the version pinned by the project. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Runs it in a region and returns its exit code. Its output goes straight to the operator. */
export type Cdk = (args: string[], region: string) => Promise<number>;

const program = join(dirname(createRequire(import.meta.url).resolve('aws-cdk/package.json')), 'bin/cdk');

export const createCdk =
  (root: string): Cdk =>
  async (args, region) => {
    const env = { ...process.env, AWS_REGION: region };
    const child = spawn(process.execPath, [program, ...args], { cwd: root, env, stdio: 'inherit' });
    const [code] = await once(child, 'exit');
    return code ?? 1;
  };
