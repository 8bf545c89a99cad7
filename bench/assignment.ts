/**
 * `npm run bench -- assignment`: what it costs to bring a chat and an agent together, with any number of them waiting or ready.
 * Half of the assignments are a chat that arrives in a queue with ready agents and no line. The other half are a place that
 * becomes free where there is a line and nobody ready. Each is one `desk.run` on the real engine: when it returns, the offer is
 * committed and the rows of both lists are correct. Units are DynamoDB's, as counted by the engine.
 */
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CreateTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { createDynamoClient } from '../adapters/dynamodb/client.ts';
import { laneId } from '../core/configuration/lanes.ts';
import { AgentId, CommandId, ConnectionId, InteractionId, QueueId } from '../core/ids.ts';
import { createDesk } from '../functions/desk/desk.ts';
import { createRouting } from '../functions/desk/routing.ts';
import { startDynamodb } from '../local/engines/dynamodb.ts';
import { placement, start } from '../test/support/chats.ts';
import { storesIn } from '../test/support/dynamodb-engine.ts';
import { table } from './table.ts';

/** `fits`: how many lanes an agent is in, besides the queue's own without requirements. */
interface Size {
  waiting: number;
  agents: number;
  lanes: number;
  fits: number;
}

const MANY = [10, 1000, 100_000];
const sizes: Size[] = [1, 8].flatMap((lanes) =>
  MANY.flatMap((waiting) => [10, 1000, 10_000].map((agents) => ({ waiting, agents, lanes, fits: 1 }))),
);
const versatile: Size[] = MANY.map((waiting, n) => ({ waiting, agents: 10 * 1000 ** n, lanes: 8, fits: 8 })).map(
  (size) => ({ ...size, agents: Math.min(size.agents, 10_000) }),
);

/** Short rounds through all sizes, so that a slow phase of the machine affects all of them. The first is a warm-up. */
const ROUNDS = 10;
/** In each round, for each size, one caller assigns for this long, and then all of `CALLERS` at once. */
const ALONE_MS = 400;
const TOGETHER_MS = 300;
const CALLERS = 8;

/** A console's page, and one more to see whether others follow. */
const PAGE = 41;

const LINE = QueueId.parse('line');
const READY = QueueId.parse('ready');
const HOUR = 3_600_000;
/** Placeholder for the number of a row's chat or agent, and for the time it arrived. */
const NUMBER = 'SSSSSSSSS';
const SINCE = Date.now() - HOUR;

export async function assignment(): Promise<void> {
  // In memory if the system has such a place, because the engine waits for the disk after each write, and DynamoDB does not.
  const dataDir = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'foyer-assignment-'));
  const engine = await startDynamodb({ dataDir });
  Object.assign(process.env, {
    ...{ AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'bench', AWS_SECRET_ACCESS_KEY: 'bench' },
    AWS_ENDPOINT_URL_DYNAMODB: engine.url,
  });
  const database = new DatabaseSync(join(dataDir, 'dynamodb.db'), { timeout: 5000 });
  database.exec('PRAGMA synchronous = OFF');
  const began = performance.now();
  const worlds: World[] = [];
  for (const size of [...sizes, ...versatile]) worlds.push(await createWorld(size, database));
  process.stderr.write(`seeded ${worlds.length} tables in ${Math.round((performance.now() - began) / 1000)} s\n`);
  for (let round = 1; round <= ROUNDS; round++) {
    for (const world of worlds) await world.measure(round > 1);
    process.stderr.write(`round ${round} of ${ROUNDS}: ${Math.round((performance.now() - began) / 1000)} s\n`);
  }
  const rows = worlds.map((world) => world.figures());
  const lines: Awaited<ReturnType<World['readLine']>>[] = [];
  for (const world of worlds.slice(0, sizes.length)) if (world.agents === 10) lines.push(await world.readLine());
  database.close();
  await engine.stop();
  rmSync(dataDir, { recursive: true });

  const own = rows.slice(0, sizes.length);
  const wide = rows.slice(sizes.length);
  process.stdout.write(
    [
      'An agent is in two lanes: the queue’s own and that of one skill. An agent may have one chat.',
      table(own),
      '',
      'An agent is in nine lanes: the queue’s own and those of all eight skills.',
      table(wide),
      '',
      'A queue’s waiting list: counted, and a page of it read, then the next.',
      table(lines),
      '',
    ].join('\n'),
  );
  const spread = (of: (row: (typeof own)[number]) => number) =>
    Math.round((Math.max(...own.map(of)) / Math.min(...own.map(of))) * 100) / 100;
  const spreads = {
    ...{ callsSpread: spread(({ callsPer }) => callsPer), unitsSpread: spread(({ unitsPer }) => unitsPer) },
    p99Spread: spread(({ p99Ms }) => p99Ms),
  };
  process.stdout.write(`${JSON.stringify({ bench: 'assignment', rows: own, allLanes: wide, lines, ...spreads })}\n`);
}

type World = Awaited<ReturnType<typeof createWorld>>;
let tables = 0;

/** A table of this size, and the measurements on it. */
async function createWorld(size: Size, database: DatabaseSync) {
  const { waiting, agents, lanes, fits } = size;
  const client = createDynamoClient();
  const seen = countRequests(client);
  tables += 1;
  const [name, samples] = [`bench-${tables}`, `samples-${tables}`];
  await createTable(client, name);
  await createTable(client, samples);
  await writeSamples(client, samples, size);
  const copy = copier(database, samples, name);
  for (let lane = 0; lane < lanes; lane++) {
    const inLane = share(waiting, lanes, lane);
    copy(`wait-${lane}`, { first: 0, last: inLane, rows: 'WAIT#%' });
    // Those that will be offered also have a log.
    copy(`wait-${lane}`, { first: 0, last: Math.min(inLane, 1000) });
    copy(`free-${lane}`, { first: 0, last: share(agents, lanes, lane) });
  }

  const stores = storesIn({ client, table: name });
  const given = new Map<string, AgentId>();
  const desk = createDesk({
    ...stores,
    routing: createRouting({ ...stores, now: Date.now }),
    connections: {
      post: async (_side, connectionId, frame) => {
        if (frame.t === 'chat') given.set(frame.interactionId, AgentId.parse(connectionId));
        return 'sent';
      },
    },
    ...{ now: Date.now, newId: randomUUID, chance: Math.random },
  });

  /** In the queue with a line: agents with an offered chat, each in a skill's lane. */
  const busy = Array.from({ length: CALLERS }, (_, n) => {
    copy(`busy-${n % lanes}`, { first: n, last: n + 1 });
    return { lane: n % lanes, agentId: `busy-${n % lanes}-${digits(n)}`, holds: `held-${n % lanes}-${digits(n)}` };
  });
  const newest = Array.from({ length: lanes }, (_, lane) => share(waiting, lanes, lane));
  const missed = { arrivals: 0, releases: 0 };

  /** A chat arrives and an agent is ready. Returns how long it took. */
  async function arrive(lane: number): Promise<number> {
    const interactionId = InteractionId.parse(randomUUID());
    const command = startIn(READY, lane);
    const ms = await timed(() => desk.run({ interactionId, id: CommandId.parse(randomUUID()), command }));
    const agentId = given.get(interactionId);
    if (!agentId) missed.arrivals += 1;
    // Back to the end of the line.
    const [, from = '', number = ''] = agentId?.split('-') ?? [];
    if (agentId) copy(`free-${from}`, { first: Number(number), last: Number(number) + 1, at: Date.now() });
    return ms;
  }

  /** A visitor leaves, and another joins the line. */
  async function release(who: (typeof busy)[number]): Promise<number> {
    const end = { type: 'end' as const, actor: { side: 'visitor' as const, readsFrom: 0 } };
    const interactionId = InteractionId.parse(who.holds);
    const ms = await timed(() => desk.run({ interactionId, id: CommandId.parse(randomUUID()), command: end }));
    const next = () => [...given].find(([, agentId]) => agentId === who.agentId)?.[0];
    if (!next()) missed.releases += 1;
    for (let tries = 0; !next(); tries++) {
      if (tries > 100) throw new Error(`${JSON.stringify(size)}: a ready agent and a line do not come together`);
      await desk.agentMayBeFree(AgentId.parse(who.agentId));
    }
    who.holds = String(next());
    given.delete(who.holds);
    const lane = Number(who.holds.split('-')[1]);
    const last = newest[lane] ?? 0;
    newest[lane] = last + 1;
    copy(`wait-${lane}`, { first: last, last: last + 1 });
    return ms;
  }

  const took = { arrivals: [] as number[], releases: [] as number[], together: [] as number[] };
  const counted = { calls: 0, units: 0, laneUnits: 0, callsOfReleases: 0, callsTogether: 0, togetherMs: 0, cpuMs: 0 };

  async function measure(counts: boolean): Promise<void> {
    const before = { ...seen };
    const began = performance.now();
    for (let n = 0; performance.now() - began < ALONE_MS; n++) {
      const one = busy[n % CALLERS];
      if (!one) throw new Error('There are as many who are busy as there are callers');
      const arrived = await arrive(n % lanes);
      const { calls } = seen;
      const released = await release(one);
      if (!counts) continue;
      took.arrivals.push(arrived);
      took.releases.push(released);
      counted.callsOfReleases += seen.calls - calls;
    }
    const between = { ...seen };
    const cpu = process.cpuUsage();
    const together = performance.now();
    await Promise.all(
      busy.map(async (one, n) => {
        while (performance.now() - together < TOGETHER_MS) {
          const both = [await arrive(n % lanes), await release(one)];
          if (counts) took.together.push(...both);
        }
      }),
    );
    if (!counts) return;
    const { user, system } = process.cpuUsage(cpu);
    counted.cpuMs += (user + system) / 1000;
    counted.togetherMs += performance.now() - together;
    counted.callsTogether += seen.calls - between.calls;
    counted.calls += between.calls - before.calls;
    counted.units += between.units - before.units;
    counted.laneUnits += between.laneUnits - before.laneUnits;
  }

  /** What it costs to count the line, as the stream's function does, and to read a console's first two pages of it. */
  async function readLine() {
    const cost = async <T>(run: () => Promise<T>) => {
      const { calls, units } = seen;
      const answer = await run();
      return { answer, calls: seen.calls - calls, units: seen.units - units };
    };
    const count = await cost(() => stores.queues.recount(LINE, Date.now()));
    const first = await cost(() => stores.queues.waitingIn(LINE, PAGE));
    const next = await cost(() => stores.queues.waitingIn(LINE, PAGE, first.answer.at(-1)));
    const isRight = count.answer.total === waiting && first.answer.length === Math.min(waiting, PAGE);
    if (!isRight) throw new Error(`${JSON.stringify(size)}: counted ${JSON.stringify(count.answer)}`);
    return {
      ...{ waiting, lanes, countCalls: count.calls, countUnits: count.units },
      ...{ pageCalls: first.calls, pageUnits: first.units, nextCalls: next.calls, nextUnits: next.units },
    };
  }

  function figures() {
    const { arrivals, releases, together } = took;
    const alone = [...arrivals, ...releases];
    const per = (sum: number, of: number[]) => Math.round((100 * sum) / of.length) / 100;
    return {
      ...{ waiting, agents, lanes, fits },
      callsPer: per(counted.calls, alone),
      callsArriving: per(counted.calls - counted.callsOfReleases, arrivals),
      callsReleasing: per(counted.callsOfReleases, releases),
      unitsPer: per(counted.units, alone),
      laneUnitsPer: per(counted.laneUnits, alone),
      ...{ p50Ms: at(alone, 0.5), p99Ms: at(alone, 0.99), perSAlone: perSecond(alone.length, sum(alone)) },
      callsPerTogether: per(counted.callsTogether, together),
      ...{ p50MsTogether: at(together, 0.5), p99MsTogether: at(together, 0.99) },
      perS: perSecond(together.length, counted.togetherMs),
      /** For this process, without the engine. */
      cpuMsPer: per(counted.cpuMs, together),
      measured: alone.length + together.length,
      /** Times that an agent was ready and a chat was waiting, and the desk did not bring them together. */
      missed: missed.arrivals + missed.releases,
    };
  }

  return { measure, figures, readLine, agents };
}

/** How many out of a total belong to one of the lanes, spread evenly. */
const share = (many: number, lanes: number, lane: number) => Math.floor(many / lanes) + Number(lane < many % lanes);
const digits = (number: number) => String(number).padStart(NUMBER.length, '0');
const skill = (lane: number) => ({ skill: `skill-${lane}` });

const startIn = (queueId: QueueId, lane: number) => ({
  ...{ ...start, queueId },
  next: { is: 'placed' as const, placement: { ...placement, queueId, requires: skill(lane) } },
});

async function timed(happen: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await happen();
  return performance.now() - began;
}

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
const perSecond = (many: number, ms: number) => Math.round((10_000 * many) / ms) / 10;
const at = (values: number[], quantile: number) =>
  Math.round((values.toSorted((a, b) => a - b)[Math.floor(quantile * values.length)] ?? 0) * 10) / 10;

// ---- rows ------------------------------------------------------------------------------------------------------------------

const createTable = (client: DynamoDBClient, TableName: string) =>
  client.send(
    new CreateTableCommand({
      ...{ TableName, BillingMode: 'PAY_PER_REQUEST' },
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
    }),
  );

/** One of everything in each lane, as the desk and the stores write it: `busy` with a chat that is `held`, `wait`, `free`. */
async function writeSamples(client: DynamoDBClient, name: string, { lanes, fits }: Size): Promise<void> {
  const stores = storesIn({ client, table: name });
  const now = () => SINCE;
  const desk = createDesk({
    ...{ ...stores, routing: createRouting({ ...stores, now }), now },
    ...{ connections: { post: async () => 'sent' as const }, newId: randomUUID, chance: Math.random },
  });

  async function signIn(id: string, queueId: QueueId, lane: number): Promise<void> {
    const agentId = AgentId.parse(id);
    const served = fits === 1 ? [lane] : Array.from({ length: lanes }, (_, each) => each);
    const of = { queueId, strategy: 'longest-idle' as const, place: 0, penalty: 0, rank: 0, most: 0 };
    const requirements = [{}, ...served.map(skill)];
    const profile = {
      ...{ id: agentId, name: 'Inés Carrasco', capacity: 1, queues: [queueId], languages: {}, zone: 'UTC', version: 1 },
      skills: Object.fromEntries(served.map((each) => [skill(each).skill, 100])),
      standings: requirements.map((requires) => ({ ...of, lane: laneId({ queueId, requires }) })),
    };
    await stores.agents.connect(profile, ConnectionId.parse(id), SINCE + 3 * HOUR, SINCE);
    await stores.agents.setStatus(agentId, 'available', undefined, SINCE);
    await stores.agents.refreshReady(agentId, SINCE);
  }

  const begin = (id: string, lane: number) =>
    desk.run({
      ...{ interactionId: InteractionId.parse(id), id: CommandId.parse(randomUUID()) },
      command: startIn(LINE, lane),
    });

  for (let lane = 0; lane < lanes; lane++) {
    await signIn(`busy-${lane}-${NUMBER}`, LINE, lane);
    await begin(`held-${lane}-${NUMBER}`, lane);
    await begin(`wait-${lane}-${NUMBER}`, lane);
    await signIn(`free-${lane}-${NUMBER}`, READY, lane);
  }
}

/**
 * Copies a sample's rows under numbers in [`first`, `last`). Writes straight to the engine's file, because the engine handles
 * the 25 rows of a BatchWriteItem one by one: a minute for 20,000.
 */
function copier(database: DatabaseSync, from: string, to: string) {
  const insert = database.prepare(`
    WITH RECURSIVE numbers(n) AS (SELECT :first UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < :last)
    INSERT OR REPLACE INTO "${to}" (pk, sk, item_json, item_size, hash_prefix)
    SELECT replace(pk, '${NUMBER}', printf('%09d', n)),
           replace(replace(sk, '${NUMBER}', printf('%09d', n)), '${SINCE}', :at),
           replace(replace(item_json, '${NUMBER}', printf('%09d', n)), '${SINCE}', :at),
           item_size, hash_prefix
    FROM "${from}", numbers WHERE item_json LIKE :sample AND sk LIKE :rows AND pk NOT LIKE 'S:QUEUE#%'`);
  return (sample: string, { first = 0, last = 1, rows = '%', at = SINCE }) => {
    if (first >= last) return;
    insert.run({ first, last, at: String(at), sample: `%${sample}-${NUMBER}%`, rows: `S:${rows}` });
  };
}

// ---- requests --------------------------------------------------------------------------------------------------------------

const Used = z.object({ CapacityUnits: z.number() });
const Answer = z.object({ ConsumedCapacity: z.optional(z.union([Used, z.array(Used)])) });
const Write = z.object({ Key: z.optional(z.unknown()), Item: z.optional(z.unknown()) });
const Transaction = z.object({ TransactItems: z.array(z.record(z.string(), Write)) });

/** What a client has requested so far. `laneUnits` of it are writes to the partition with a queue's lists. */
function countRequests(client: DynamoDBClient) {
  const seen = { calls: 0, units: 0, laneUnits: 0 };
  client.middlewareStack.add(
    (next) => async (request) => {
      seen.calls += 1;
      const answer = await next({ ...request, input: { ...request.input, ReturnConsumedCapacity: 'TOTAL' } });
      const { ConsumedCapacity = [] } = Answer.parse(answer.output);
      for (const { CapacityUnits } of [ConsumedCapacity].flat()) seen.units += CapacityUnits;
      const writes =
        Transaction.safeParse(request.input).data?.TransactItems.flatMap((each) => Object.values(each)) ?? [];
      // Below 1 KB each, and double in a transaction.
      seen.laneUnits += 2 * writes.filter((write) => JSON.stringify(write.Key ?? write.Item).includes('LANE#')).length;
      return answer;
    },
    { step: 'initialize', name: 'count' },
  );
  return seen;
}
