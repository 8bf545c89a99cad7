/** Where the local tenant is, for commands that work on it. `npm start` writes this beside the tenant's data. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const Laptop = z.object({
  table: z.string(),
  /** For operator commands. */
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
