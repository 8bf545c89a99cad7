/** The table that a command works on: a deployed tenant's, or with `--local` the one that `npm start` runs. */
import type { Table } from '../adapters/dynamodb/client.ts';
import { readLaptop } from '../local/laptop.ts';
import { connect } from '../operate/aws.ts';
import { troubleKind } from '../operate/aws-trouble.ts';
import { readSettings, type TenantSettings } from '../operate/settings-file.ts';
import { deployedStack, type Stack } from '../operate/stack.ts';
import { Stop } from '../operate/stop.ts';
import { root, tenantOf } from './command.ts';

export const placeOptions = { tenant: { type: 'string' }, local: { type: 'boolean' } } as const;

interface Given {
  tenant?: string | undefined;
  local?: boolean | undefined;
}

/** A local tenant has neither a stack nor a settings file. */
export interface Place {
  table: Table;
  deployed?: { settings: TenantSettings; stack: Stack };
}

export async function atTable(given: Given, usage: string, act: (place: Place) => Promise<void>): Promise<void> {
  if (given.local) return onLaptop(act);
  const settings = readSettings(tenantOf(given.tenant, usage), root);
  const aws = connect(settings.region);
  const stack = await deployedStack(aws, settings.tenant);
  await act({ table: { client: aws.dynamodb, table: stack.outputs.TableName ?? '' }, deployed: { settings, stack } });
}

async function onLaptop(act: (place: Place) => Promise<void>): Promise<void> {
  const laptop = readLaptop(process.env.FOYER_DATA);
  if (!laptop) throw new Stop('Foyer is not running on this machine. Start it with npm start, then try again.');
  Object.assign(process.env, laptop.environment);
  try {
    await act({ table: { client: connect(process.env.AWS_REGION ?? '').dynamodb, table: laptop.table } });
  } catch (error) {
    if (troubleKind(error) !== 'unreached') throw error;
    throw new Stop('Foyer is no longer running on this machine. Start it with npm start, then try again.');
  }
}
