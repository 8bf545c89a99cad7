/**
 * `npm run bench -- messages`: the time from when a visitor's client sends until the agent's client has the message, through
 * the running local cloud. Calls and frames for each message are counted, not estimated.
 */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as z from 'zod/mini';
import demo from '../foyer.config.ts';
import { build } from '../local/build.ts';
import { startAgent, startVisitor } from '../test/support/clients.ts';
import { table } from './table.ts';

/** Until the functions' code is compiled; before that a message takes twice as long. */
const WARM_UP = 4000;
const MESSAGES = 6000;
const COUNTED = 64;

const Hosts = z.object({ hosts: z.record(z.string(), z.string()) });
const Counts = z.object({ counts: z.record(z.string(), z.record(z.string(), z.number())) });

export async function messages(): Promise<void> {
  const assembly = await build({ outDir: 'dist', onProgress: (line) => process.stderr.write(`${line}\n`) });
  const dataDir = mkdtempSync(join(tmpdir(), 'foyer-messages-'));
  const cloud = spawn(process.execPath, ['test/support/cloud-process.ts', assembly, dataDir, 'bench/foyer.config.ts'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface(cloud.stdout)[Symbol.asyncIterator]();
  const heard = async <T>(schema: z.ZodMiniType<T>) => schema.parse(JSON.parse(String((await lines.next()).value)));
  const { hosts } = await heard(Hosts);
  const counts = async () => {
    cloud.stdin.write('\n');
    return (await heard(Counts)).counts;
  };

  const [website] = demo.websites.filter(({ queue }) => queue === 'advice');
  if (!website) throw new Error('The demo has no website for advice');
  const agent = await startAgent(`http://${hosts.console}`, 'agent@casa-alba.example');
  const pairs = await Promise.all(
    Array.from({ length: 8 }, () => openChat(`http://${hosts.public}`, website.token, agent)),
  );
  const [first] = pairs;
  if (!first) throw new Error('No chat was opened');

  await exchange(pairs, WARM_UP);
  await counts();
  first.frames.length = 0;
  await exchange([first], COUNTED);
  const perMessage = perMessageOf(await counts(), first.frames.length);
  // A socket may send a thousand in ten seconds.
  const one = await exchange([first], MESSAGES / 10);
  const eight = await exchange(pairs, MESSAGES);
  cloud.stdin.end();

  const rows = [
    { clients: 1, ...one },
    { clients: 8, ...eight },
  ];
  process.stdout.write(`${table(rows)}\n\nper message: ${JSON.stringify(perMessage)}\n`);
  const { perS: _, ...clients1 } = one;
  process.stdout.write(`${JSON.stringify({ bench: 'messages', clients1, clients8: eight, perMessage })}\n`);
  process.exit(0);
}

type Pair = Awaited<ReturnType<typeof openChat>>;

async function openChat(api: string, website: string, agent: Awaited<ReturnType<typeof startAgent>>) {
  const visitor = await startVisitor(api, website, 'http://127.0.0.1');
  const taken = await agent.ask(
    { t: 'take', id: randomUUID(), interactionId: visitor.interactionId },
    (push) => (push.t === 'ack' && push.interactionId === visitor.interactionId) || push.t === 'refused',
  );
  if (taken.t === 'refused') throw new Error(`take: ${taken.code}`);
  const frames: string[] = [];
  visitor.on(({ t }) => frames.push(t));
  agent.on((push) => {
    if (push.t === 'commit' && push.interactionId === visitor.interactionId) frames.push(push.t);
  });
  let position = 0;

  /** A commit and the socket it came from, which gets the answer. A commit of another chat, written with it, has no socket. */
  async function send(): Promise<number> {
    const id = randomUUID();
    const frame = { t: 'message', id, after: position, text: 'Does the linen shade fit the small Duna base?' };
    const sent = performance.now();
    const seen = new Promise<number>((resolve) => {
      const off = agent.on((push) => {
        if (push.t !== 'commit' || !push.commit.events.some((event) => event.type === 'message' && event.id === id))
          return;
        off();
        resolve(performance.now() - sent);
      });
    });
    const answer = await visitor.ask(frame, (push) => (push.t === 'ack' || push.t === 'refused') && push.id === id);
    if (answer.t !== 'ack') throw new Error(`message: ${JSON.stringify(answer)}`);
    position = answer.commit.seq;
    return seen;
  }
  return { send, frames };
}

/** `total` messages over all chats: in sequence within a chat, and all chats in parallel. */
async function exchange(pairs: Pair[], total: number) {
  const begun = performance.now();
  const took = await Promise.all(
    pairs.map(async ({ send }) => {
      const each: number[] = [];
      for (let n = 0; n < total / pairs.length; n++) each.push(await send());
      return each;
    }),
  );
  const seconds = (performance.now() - begun) / 1000;
  const sorted = took.flat().sort((a, b) => a - b);
  const at = (share: number) => Math.round((sorted[Math.floor(sorted.length * share)] ?? 0) * 100) / 100;
  return { p50Ms: at(0.5), p99Ms: at(0.99), perS: Math.round(sorted.length / seconds) };
}

/** Every eighth message adds a put for the snapshot. The rest is the cost of a plain message. */
function perMessageOf(counts: z.infer<typeof Counts>['counts'], frames: number) {
  const calls = Object.entries(counts).find(([name]) => name.includes('visitor-frame'))?.[1] ?? {};
  const per = (action: string) => (calls[action] ?? 0) / COUNTED;
  return {
    query: per('dynamodb:Query'),
    put: per('dynamodb:PutItem') - COUNTED / 8 / COUNTED,
    snapshotPut: COUNTED / 8 / COUNTED,
    get: per('dynamodb:GetItem'),
    framesOut: frames / COUNTED,
  };
}
