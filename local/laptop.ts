/** Where the laptop's tenant is, for commands that act on it: written by `npm start`, beside the tenant's data. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const Laptop = z.object({
  table: z.string(),
  /** Of an operator's commands. */
  environment: z.record(z.string(), z.string()),
});
type Laptop = z.infer<typeof Laptop>;

export const DATA_DIR = '.foyer';

const fileIn = (dataDir: string) => join(dataDir, 'laptop.json');

export const writeLaptop = (dataDir: string, laptop: Laptop): void =>
  writeFileSync(fileIn(dataDir), JSON.stringify(laptop, undefined, 2));

export function readLaptop(dataDir = DATA_DIR): Laptop | undefined {
  const file = fileIn(dataDir);
  return existsSync(file) ? Laptop.parse(JSON.parse(readFileSync(file, 'utf8'))) : undefined;
}
