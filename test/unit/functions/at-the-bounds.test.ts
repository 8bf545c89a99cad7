/** Everything as large as its schema allows, in three-byte characters, is written, sent and opened. */

import { beforeAll, describe, expect, it } from 'vitest';
import { commitRow, headRow } from '../../../adapters/dynamodb/rows.ts';
import { bytesOf, COMMIT_BYTES } from '../../../core/bounds.ts';
import { Configuration, type ConfigurationInput } from '../../../core/configuration/schema.ts';
import { InteractionId } from '../../../core/ids.ts';
import { InteractionEvent } from '../../../core/interaction/events.ts';
import { Interaction } from '../../../core/interaction/state.ts';
import { MAX_SAID_BYTES } from '../../../core/scenario/schema.ts';
import { MAX_DECISIONS_BYTES } from '../../../protocol/agent.ts';
import { told } from '../../support/chats.ts';
import { createFoyer, type Foyer } from '../../support/foyer-in-memory.ts';
import { kindsOf, worstBytes } from '../../support/worst-bytes.ts';

const FRAME_BYTES = 128_000;
const ROW_BYTES = 400_000;

const wide = (chars: number) => '語'.repeat(chars);
const many = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n));

/** 7,996 bytes of JSON, of 8,000. */
const variables = { v: wide(1000), w: wide(1000), x: wide(655), y: 'ab' };
/** 1,951 of 2,000. */
const tags = many(50, (n) => `${wide(11)}${String(n).padStart(3, '0')}`);

/** 5,886 bytes of 6,000, and with the visitor's name three of them as long as they can be. */
const named = '{visitor}'.repeat(24);
const messages = {
  ...{ welcome: named, taken: named, greeting: named, closing: wide(290), feedback: wide(290), transfer: wide(290) },
  ...{ outOfTime: wide(290), notAvailable: wide(290), unmanaged: wide(290) },
};

const queue = (id: string) => ({
  ...{ id, name: wide(80), members: [{ agent: 'ines' }], messages },
  dispositions: many(50, (n) => ({ code: `${n}-`.padEnd(40, 'x'), label: wide(80) })),
  relax: many(5, (n) => ({ afterS: n + 1, proficiency: 1, drop: ['skill' as const] })),
});
const calendarIds = many(100, (n) => `${n}-`.padEnd(40, 'c'));
const listIds = many(100, (n) => `${n}-`.padEnd(40, 'l'));
const row = { note: wide(80), tags: { all: ['never'] } };

const configuration: ConfigurationInput = {
  startsPerAddress: { most: 0, withinS: 600 },
  websites: [
    { id: 'bot', name: wide(80), token: 'fw_talks00000', domains: ['shop.example'], queue: 'one' },
    { id: 'plain', name: wide(80), token: 'fw_waits00000', domains: ['shop.example'], queue: 'one' },
  ],
  queues: [queue('one'), queue('two')],
  agents: [{ id: 'ines', name: wide(80), email: 'ines@shop.example' }],
  calendars: calendarIds.map((id) => ({ id, zone: 'UTC', week: {} as never })),
  lists: listIds.map((id) => ({ id, name: wide(80), entries: ['*'] })),
  callHosts: ['api.example'],
  gatewayConditions: [
    ...calendarIds.map((of) => ({ ...row, calendar: { mode: 'holiday' as const, of }, signal: 'busy' as const })),
    ...many(20, (n) => ({
      ...{ ...row, signal: 'busy' as const },
      frequencyOver: { count: 1000, withinS: 86_400 - n, by: 'address' as const },
    })),
    ...many(9878, () => ({ ...row, signal: 'busy' as const })),
    { note: wide(80), gateway: ['bot'], signal: 'free', scenario: 'talk' },
    { note: wide(80), signal: 'free' },
  ],
  queueConditions: [
    ...calendarIds.map((of) => ({ ...row, calendar: { mode: 'holiday' as const, of }, queue: 'one' })),
    ...Object.keys(variables).map((variable) => ({
      compare: [{ variable, is: '=' as const, value: 'never' }],
      ...{ queue: 'one', note: wide(80) },
    })),
    ...many(9795, () => ({ ...row, queue: 'one' })),
    // Each adds 6,000 bytes of wanted values to the 3,000 that are there.
    ...many(100, () => ({
      compare: [{ variable: 'v', is: 'in' as const, value: many(2, (n) => `${wide(999)}${n}`) }],
      queue: 'one',
    })),
    { note: wide(80), queue: 'two' },
  ],
  scenarios: [
    {
      ...{ id: 'talk', name: wide(80) },
      steps: [
        { id: 'a', do: 'say', text: '{v}{v}{v}{v}' },
        { id: 'b', do: 'say', text: `{v}{v}${wide(600)}` },
        {
          ...{ id: 'c', do: 'choose', text: '{v}{v}{v}{v}' },
          options: many(10, (n) => ({ label: `${n}{v}` })),
        },
        {
          ...{ id: 'd', do: 'call', url: 'https://api.example/x', external: 'more', otherwise: 'e' },
          save: { y: 'y' },
        },
        { id: 'e', do: 'say', text: '{v}{v}{v}{v}' },
        { id: 'f', do: 'say', text: '{v}{v}{v}{v}' },
        { id: 'g', do: 'say', text: 'never said' },
        { id: 'h', do: 'close' },
      ],
    },
  ],
};

const body = (website: string, id: string) => ({
  ...{ website, id, culture: 'es', tags, variables, trackingId: wide(128) },
  answers: { question: wide(4000), name: wide(120), email: `${wide(21)}@${`${'x'.repeat(60)}.`.repeat(3)}example` },
});

let foyer: Foyer;
const frames: unknown[] = [];
/** The answer, checked like everything that was pushed. */
async function ask<T>(answer: Promise<T>): Promise<T> {
  frames.push(await answer, ...['tab', 'desk'].flatMap((socket) => foyer.heard(socket)));
  return answer;
}

async function start(website: string): Promise<string> {
  const { status, body: answer } = await foyer.http('chat-start', {
    origin: 'https://shop.example',
    body: body(website, foyer.newId()),
  });
  expect({ status, answer }).toMatchObject({ status: 200 });
  return answer.interactionId;
}

const resume = (interactionId: string) =>
  ask(foyer.visitor(interactionId, 'tab', { t: 'resume', id: foyer.newId(), after: 0 }));

/** The whole range, in as many requests as needed. */
async function open(interactionId: string) {
  const commits: { events: { type: string }[] }[] = [];
  for (let after = 0, more = true; more; ) {
    const range = await ask(foyer.agent('ines', 'desk', { t: 'sync', id: foyer.newId(), interactionId, after }));
    expect(range).toMatchObject({ t: 'range' });
    commits.push(...range.commits);
    ({ seq: after, more } = range);
  }
  return commits.flatMap(({ events }) => events.map(({ type }) => type));
}

beforeAll(async () => {
  foyer = await createFoyer();
  await foyer.stores.configurations.publish(Configuration.parse(configuration), 1, foyer.now());
  foyer.answerCalls({ ok: true, answer: { more: wide(1000), y: 'cd' } });
  await foyer.signIn('ines', 'desk' as never);
});

describe('a chat with everything at its bound', () => {
  it('B3 B9 that waits: its start is the largest commit without a bot, and an agent opens it', async () => {
    const interactionId = await start('fw_waits00000');
    await resume(interactionId);
    expect(await ask(foyer.agent('ines', 'desk', { t: 'take', id: foyer.newId(), interactionId }))).toMatchObject({
      t: 'ack',
    });
    expect(await open(interactionId)).toEqual([
      ...['started', 'screened', 'message', 'routed', 'said', 'queued'],
      ...['said', 'accepted', 'greeted'],
    ]);
    const note = { disposition: '0-'.padEnd(40, 'x'), note: wide(4000) };
    await ask(foyer.agent('ines', 'desk', { t: 'end', id: foyer.newId(), interactionId, after: 0 }));
    await ask(foyer.agent('ines', 'desk', { t: 'finish', id: foyer.newId(), interactionId, after: 0, ...note }));
  });

  it('B4 that a bot talks with: what it says in one go has an end, and then there is a person', async () => {
    const interactionId = await start('fw_talks00000');
    const range = await resume(interactionId);
    const said = range.commits[0].events.findLast(({ type }: { type: string }) => type === 'said');
    expect(said).toMatchObject({ asks: true });
    expect(said.lines).toHaveLength(3);
    expect(bytesOf(said.lines)).toBeGreaterThan(MAX_SAID_BYTES + 15_000);
    const chosen = said.lines[2].options[0];
    await ask(foyer.visitor(interactionId, 'tab', { t: 'message', id: foyer.newId(), after: 0, text: chosen }));
    await foyer.makeCall(interactionId);
    await resume(interactionId);
    const { chat } = await foyer.stores.chats.load(InteractionId.parse(interactionId));
    expect(told(chat)).toMatchObject({ stage: 'waiting', external: wide(1000), variables: { y: 'cd' } });
    await ask(foyer.agent('ines', 'desk', { t: 'take', id: foyer.newId(), interactionId }));
    const seen = await open(interactionId);
    expect(seen.filter((type) => type === 'stepped')).toHaveLength(3);
    expect(JSON.stringify(frames)).not.toContain('never said');
  });

  it('B9 F2 whose decisions are shown: of long rows those nearest to the one that won', async () => {
    const interactionId = await start('fw_waits00000');
    const claims = { email: 'ines@shop.example', email_verified: 'true', 'cognito:groups': '[agent]' };
    const { status, body: answer } = await foyer.http('decisions', { parameters: { interactionId }, claims });
    expect(status).toBe(200);
    const { row: won, rows } = answer.decisions.find(({ kind }: { kind: string }) => kind === 'queue');
    expect(won).toBe(10_000);
    expect(rows.at(-1)).toMatchObject({ row: 10_000, matched: true });
    expect(rows.length).toBeGreaterThan(40);
    expect(bytesOf(rows)).toBeLessThan(500_100);
    expect(bytesOf(answer)).toBeLessThan(MAX_DECISIONS_BYTES + 100);
  });

  it('F2 no frame is larger than API Gateway takes, and the largest is nearly that', () => {
    const sizes = frames.map(bytesOf);
    expect(Math.max(...sizes)).toBeLessThan(FRAME_BYTES);
    expect(Math.max(...sizes)).toBeGreaterThan(90_000);
  });

  it('F2 no row is larger than DynamoDB takes, and nothing in it larger than its schema says', async () => {
    const most = new Map(kindsOf(InteractionEvent, 'type').map(([type, schema]) => [type, worstBytes(schema)]));
    const mostOf = (type: string) => most.get(type) ?? 0;
    const interactionIds = new Set(
      frames.flatMap((frame) => (frame as { interactionId?: string }).interactionId ?? []),
    );
    for (const interactionId of [...interactionIds].map((id) => InteractionId.parse(id))) {
      for (const commit of await foyer.stores.chats.range(interactionId, 0, 100)) {
        expect(bytesOf(commitRow(commit, 30))).toBeLessThan(ROW_BYTES);
        for (const event of commit.events) expect(bytesOf(event)).toBeLessThanOrEqual(mostOf(event.type));
        expect(bytesOf(commit.events)).toBeLessThan(COMMIT_BYTES.kept);
      }
      const { chat } = await foyer.stores.chats.load(interactionId);
      if (!chat.stage) throw new Error('not started');
      expect(bytesOf(headRow(chat, foyer.now()))).toBeLessThan(ROW_BYTES);
      expect(bytesOf(chat)).toBeLessThanOrEqual(worstBytes(Interaction));
    }
    expect(interactionIds.size).toBe(2);
  });
});
