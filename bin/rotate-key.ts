/**
 * `npm run rotate-key -- --table NAME`: from now on another key signs visitors' tokens. Those of the old one are accepted until they
 * have run out, so that nobody notices. `--stolen`: they are refused, within five minutes everywhere, and visitors start again.
 * Asks AWS with the credentials of whoever runs it. `--local` instead of a table: the tenant that `npm start` runs.
 */
import { parseArgs } from 'node:util';
import { awsTrouble } from '../adapters/aws-trouble.ts';
import { createDynamoClient } from '../adapters/dynamodb/client.ts';
import { createKeyStore, KEPT_MS } from '../adapters/dynamodb/key-store.ts';
import { RENEWABLE_S, VISITOR_S } from '../adapters/token.ts';
import { readLaptop } from '../local/laptop.ts';

/** A process that signs with the old key until it reads again, and all that such a token is good for. */
const ACCEPTED_MS = KEPT_MS + (VISITOR_S + RENEWABLE_S) * 1000;

const options = { table: { type: 'string' }, local: { type: 'boolean' }, stolen: { type: 'boolean' } } as const;
const { values } = parseArgs({ options });
const laptop = values.local ? readLaptop(process.env.FOYER_DATA) : undefined;
if (laptop) Object.assign(process.env, laptop.environment);
const table = laptop?.table ?? values.table;
if (!table) {
  fail('Which table? Give --table NAME (the stack’s outputs say it), or --local for the tenant that npm start runs.');
}

const keys = createKeyStore({ client: createDynamoClient(), table });
const now = Date.now();
const { id } = await keys
  .rotate(now, values.stolen ? 0 : ACCEPTED_MS)
  .catch((error: unknown) => fail(rotationTrouble(error, table)));
process.stdout.write(
  values.stolen
    ? `Key ${id} signs. Within five minutes no token of an older key is accepted.\n`
    : `Key ${id} signs. Tokens of the key before are accepted until ${new Date(now + ACCEPTED_MS).toISOString()}.\n`,
);

function rotationTrouble(error: unknown, table: string): string {
  return error instanceof Error && error.name === 'ConditionalCheckFailedException'
    ? 'Somebody else rotated the key just now. Nothing was changed here.'
    : awsTrouble(error, table);
}

function fail(line: string): never {
  process.stderr.write(`${line}\n`);
  process.exit(1);
}
