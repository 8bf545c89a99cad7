/** Counts what AWS would bill for what happens in a local cloud. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { plus, type Usage } from '../core/prices.ts';
import type { LocalCloud } from '../local/cloud.ts';
import { hostOf, listen, stopListening } from '../local/listen.ts';
import type { Done } from './billed.ts';

const FRAME_BYTES = 32 * 1024;
/** CloudWatch counts these for each line. */
const LINE_BYTES = 26;
/** What a function waits for, in sequence. Not measured here: typical of one region. */
const WAIT_MS = { dynamodb: 4, sqs: 8, 'execute-api': 8, states: 20, lambda: 15, ses: 60 };

export interface Meter {
  add(part: Partial<Usage>): void;
  /** A frame in either direction. `isOut`: it leaves AWS. */
  frame(text: string, isOut: boolean): void;
  /** Without the time of functions, which is counted between two looks at `done`. */
  usage(): Usage;
  /** By function. */
  done(): Record<string, Done>;
  /** Write units by kind of row. */
  written(): Record<string, number>;
}

/** The table's endpoint has to be in place before the cloud starts. */
export async function meterTable(engine: string) {
  let used: Partial<Usage> = {};
  const written: Record<string, number> = {};
  const server = await listen(0);
  server.on('request', (incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', async () => {
      const target = String(incoming.headers['x-amz-target']);
      const [, operation = ''] = /^DynamoDB_20120810\.(.*(?:Item|Items|Query))$/.exec(target) ?? [];
      const body = Buffer.concat(chunks).toString();
      const asked = operation ? JSON.stringify({ ...JSON.parse(body), ReturnConsumedCapacity: 'TOTAL' }) : body;
      const { host: _, 'content-length': __, connection: ___, ...headers } = incoming.headers;
      const answer = await fetch(engine, { method: 'POST', body: asked, headers: headers as Record<string, string> });
      const text = await answer.text();
      if (operation && answer.ok) {
        const { ConsumedCapacity = [] } = Answer.parse(JSON.parse(text));
        const units = [ConsumedCapacity].flat().reduce((sum, { CapacityUnits }) => sum + CapacityUnits, 0);
        const reads = /^(Get|BatchGet|TransactGet|Query)/.test(operation);
        used = plus(used, reads ? { readUnits: units } : { writeUnits: units });
        if (!reads) spread(written, Request.parse(JSON.parse(body)), units);
      }
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' }).end(text);
    });
  });
  return { url: `http://${hostOf(server)}`, used: () => used, written, stop: () => stopListening(server) };
}

const Used = z.object({ CapacityUnits: z.number() });
const Answer = z.object({ ConsumedCapacity: z.optional(z.union([Used, z.array(Used)])) });
const Text = z.object({ S: z.string() });
const Keyed = z.looseObject({ pk: Text, sk: Text });
const Row = z.object({ Item: z.optional(Keyed), Key: z.optional(Keyed) });
const Request = z.union([z.object({ TransactItems: z.array(z.record(z.string(), Row)) }), Row]);

/** A transaction's units go to its rows by their size. */
function spread(written: Record<string, number>, request: z.infer<typeof Request>, units: number): void {
  const rows = 'TransactItems' in request ? request.TransactItems.flatMap((item) => Object.values(item)) : [request];
  const parts = rows.map(({ Item, Key }) => {
    const { pk, sk } = Keyed.parse(Item ?? Key);
    const bytes = Object.entries(Item ?? {}).reduce((sum, [name, value]) => sum + name.length + lengthOf(value), 0);
    return { kind: `${nameOf(pk.S)} ${nameOf(sk.S)}`, size: Math.max(1, Math.ceil(bytes / 1024)) };
  });
  const sum = parts.reduce((all, { size }) => all + size, 0);
  for (const { kind, size } of parts) written[kind] = (written[kind] ?? 0) + (units * size) / sum;
}

const lengthOf = (value: unknown): number => Buffer.byteLength(String(Object.values(Object(value))[0] ?? ''));
const nameOf = (key: string): string => (key.split('#')[0] ?? '').replace(/\d{4,}/, '…');

export function createMeter(
  cloud: LocalCloud,
  table: Pick<Awaited<ReturnType<typeof meterTable>>, 'used' | 'written'>,
  logsDir: string,
): Meter {
  let added: Partial<Usage> = {};
  const cpu = watchProcesses(cloud);
  const done = () =>
    Object.fromEntries(
      [...cloud.functions].map(([logicalId, lambda]) => {
        const name = lambda.name.replace(/^.*-foyer-/, '');
        const ran = lambda.calls();
        // Some timers are due when counting is over, and AWS seldom finds two that are due at once.
        const calls = name === 'timer' ? Math.max(ran, made(cloud, 'sqs:SendMessage')) : ran;
        return [name, { calls, ran, cpuMs: cpu.msOf(logicalId), waitMs: waitOf(cloud.counts()[lambda.name] ?? {}) }];
      }),
    );
  return {
    add: (part) => {
      added = plus(added, part);
    },
    frame: (text, isOut) => {
      const bytes = Buffer.byteLength(text);
      added = plus(added, { frames: Math.ceil(bytes / FRAME_BYTES), ...(isOut ? { bytesOut: bytes } : {}) });
    },
    usage: () =>
      plus(added, table.used(), { calls: callsIn(done()) }, { logBytes: bytesIn(logsDir) }, handedOver(cloud)),
    done,
    written: () => table.written,
  };
}

const waitOf = (made: Record<string, number>): number =>
  Object.entries(made).reduce(
    (sum, [operation, times]) => sum + times * (WAIT_MS[operation.split(':')[0] as keyof typeof WAIT_MS] ?? 0),
    0,
  );

const callsIn = (all: ReturnType<Meter['done']>): number =>
  Object.values(all).reduce((sum, { calls }) => sum + calls, 0);

/** A timer is sent, received and deleted; an execution has three steps. */
const handedOver = (cloud: LocalCloud): Usage =>
  plus({
    queueRequests: 3 * made(cloud, 'sqs:SendMessage'),
    transitions: 3 * made(cloud, 'states:StartExecution'),
    mails: made(cloud, 'ses:SendEmail'),
  });

const made = (cloud: LocalCloud, operation: string): number =>
  Object.values(cloud.counts()).reduce((sum, calls) => sum + (calls[operation] ?? 0), 0);

const bytesIn = (logsDir: string): number =>
  readdirSync(logsDir, { recursive: true, encoding: 'utf8' })
    .map((name) => join(logsDir, name))
    .filter((file) => statSync(file).isFile())
    .map((file) => readFileSync(file))
    .reduce((sum, text) => sum + text.length + LINE_BYTES * text.filter((byte) => byte === 10).length, 0);

/** The CPU of each function's processes, without their starts. Linux only: elsewhere 0. */
function watchProcesses(cloud: LocalCloud) {
  const first = new Map<number, number>();
  const last = new Map<number, { logicalId: string; ms: number }>();
  const look = () => {
    for (const [logicalId, lambda] of cloud.functions) {
      for (const pid of lambda.pids()) {
        const ms = cpuMsOf(pid);
        if (ms === undefined) continue;
        if (!first.has(pid)) first.set(pid, ms);
        last.set(pid, { logicalId, ms });
      }
    }
  };
  const looking = setInterval(look, 500);
  looking.unref();
  return {
    msOf: (id: string) => {
      look();
      return [...last].reduce(
        (sum, [pid, { logicalId, ms }]) => sum + (logicalId === id ? ms - (first.get(pid) ?? 0) : 0),
        0,
      );
    },
  };
}

/** User and system time, in hundredths of a second in `/proc`. */
function cpuMsOf(pid: number): number | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return 10 * (Number(fields[11]) + Number(fields[12]));
  } catch {
    return undefined;
  }
}
