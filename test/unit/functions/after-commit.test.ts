/** E2, B14, D10: what consoles and visitors get from a waiting list, and what is counted, from the table's stream. */

import type { Context, DynamoDBRecord } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { commitKey, waitingKey } from '../../../adapters/dynamodb/keys.ts';
import { commitRow, waitingRow } from '../../../adapters/dynamodb/rows.ts';
import type { ChatStore, WaitingEntry } from '../../../adapters/stores.ts';
import { laneId } from '../../../core/configuration/lanes.ts';
import { AgentId, ConnectionId, InteractionId, QueueId } from '../../../core/ids.ts';
import { createHandler } from '../../../functions/after-commit.lambda.ts';
import type { Connections } from '../../../functions/desk/push.ts';
import { AgentPush } from '../../../protocol/agent.ts';
import { told } from '../../support/chats.ts';
import { createFoyer, type Foyer } from '../../support/foyer-in-memory.ts';

const advice = QueueId.parse('advice');

/** Rows as they stand in the store, and what the stream says of them. */
async function withLine(chats: number) {
  const foyer = await createFoyer();
  const started: string[] = [];
  for (let n = 0; n < chats; n++) {
    foyer.advance(1);
    started.push((await foyer.start('fw_picked00000')).interactionId);
  }
  const hear = (...records: DynamoDBRecord[]) => foyer.hears(records);
  const entry = async (interactionId: string) => {
    const found = (await foyer.stores.queues.waitingIn(advice, 1000)).find(
      (each) => each.interactionId === interactionId,
    );
    if (!found) throw new Error(`${interactionId} does not wait`);
    return found;
  };
  return { foyer, started, hear, entry };
}

function record(eventName: 'INSERT' | 'MODIFY' | 'REMOVE', entry: WaitingEntry): DynamoDBRecord {
  const Keys = waitingKey(entry);
  const image = { ...Keys, ...waitingRow(entry) };
  return { eventName, dynamodb: { Keys, ...(eventName === 'REMOVE' ? { OldImage: image } : { NewImage: image }) } };
}

const noThresholds = { ofLine: async () => {}, ofDay: async () => {} };

const news = (foyer: Foyer) => foyer.heard('desk-rui').filter(({ t }: AgentPush) => t === 'waiting');

describe('E2 a console hears', () => {
  it('of a whole batch at once, with the true total and the age of the oldest', async () => {
    const { foyer, started, hear, entry } = await withLine(7);
    await foyer.signIn('rui');
    const [first, second] = await Promise.all(started.map(entry));
    if (!first || !second) throw new Error('Nobody is waiting');
    await hear(record('INSERT', first), record('INSERT', second), record('REMOVE', first));
    const frames = news(foyer);
    expect(frames).toMatchObject([
      {
        ...{ queueId: 'advice', total: 7, oldestSince: first.since },
        ...{
          stand: [{ interactionId: second.interactionId }],
          removed: [{ interactionId: first.interactionId, lane: first.lane }],
        },
      },
    ]);
    expect(AgentPush.safeParse(frames[0]).success).toBe(true);
  });

  it('a few at a time, of however many: the connections to API Gateway are fewer', async () => {
    const { foyer, started, entry } = await withLine(1);
    const first = await entry(started[0] ?? '');
    let underWay = 0;
    let most = 0;
    const told = new Set<string>();
    const post: Connections['post'] = async (_, id) => {
      most = Math.max(most, ++underWay);
      await undefined;
      told.add(id);
      underWay--;
      return 'sent';
    };
    const watchers = Array.from({ length: 500 }, (_, n) => ({
      agentId: AgentId.parse(`agent-${n}`),
      connections: [ConnectionId.parse(`here-${n}`), ConnectionId.parse(`there-${n}`)],
    }));
    const handler = createHandler({
      ...{ ...foyer.stores, desk: foyer.desk, thresholds: noThresholds, now: foyer.now },
      queues: { ...foyer.stores.queues, watchers: async () => watchers },
      measure: async () => 'too_long' as const,
      connections: { post, close: async () => undefined },
    });
    await handler({ Records: [record('INSERT', first)] }, { getRemainingTimeInMillis: () => 30_000 } as Context);
    expect(told.size).toBe(1000);
    expect(most).toBeLessThanOrEqual(40);
  });

  it('of a chat that left and came back that it stands', async () => {
    const { foyer, started, hear, entry } = await withLine(1);
    await foyer.signIn('rui');
    const only = await entry(started[0] ?? '');
    await hear(record('REMOVE', only), record('INSERT', only));
    expect(news(foyer)).toMatchObject([{ total: 1, stand: [{ interactionId: only.interactionId }], removed: [] }]);
  });

  it('though another cannot be told, and one that is gone is forgotten', async () => {
    const { foyer, started, hear, entry } = await withLine(1);
    for (const agentId of ['ines', 'tomas', 'rui']) await foyer.signIn(agentId);
    foyer.gone.add('desk-ines');
    foyer.refuses.add('desk-tomas');
    await hear(record('INSERT', await entry(started[0] ?? '')));
    expect(news(foyer)).toHaveLength(1);
    const watching = (await foyer.stores.queues.watchers(advice)).map(({ agentId }) => agentId);
    expect(watching.sort()).toEqual(['rui', 'tomas']);
  });

  it('D3 of a visitor whose page went without a word: the one who waits is away from the next move on', async () => {
    const { foyer, started, hear, entry } = await withLine(2);
    const [first = '', second = ''] = started;
    await foyer.visitor(second, 'tab-2', { t: 'resume', id: foyer.newId(), after: 0 });
    foyer.gone.add('tab-2');
    await hear(record('REMOVE', await entry(first)));
    const { chat } = await foyer.stores.chats.load(InteractionId.parse(second));
    expect(told(chat)).toMatchObject({ stage: 'waiting', sockets: { visitor: [] }, away: expect.anything() });
  });

  it('nothing of queues that it does not see', async () => {
    const { foyer, started, hear, entry } = await withLine(1);
    await foyer.signIn('rui');
    const elsewhere = { ...(await entry(started[0] ?? '')), queueId: QueueId.parse('orders') };
    await hear(record('INSERT', elsewhere));
    expect(news(foyer)).toEqual([]);
  });

  it('of a hundred with long names in frames that AWS takes', async () => {
    const { foyer, started, hear, entry } = await withLine(1);
    await foyer.signIn('rui');
    const only = await entry(started[0] ?? '');
    const words = '"\\'.repeat(70);
    const long = { ...only, visitorName: '\u{1F9D1}\u{1F3FD}'.repeat(20), subject: words, latest: words };
    const many = Array.from({ length: 100 }, (_, n) => ({
      ...long,
      interactionId: InteractionId.parse(`chat-${n}`.padEnd(36, '-')),
    }));
    await hear(...many.map((each) => record('INSERT', each)));
    const frames = news(foyer);
    expect(frames.flatMap(({ stand }: { stand: object[] }) => stand)).toHaveLength(100);
    for (const frame of frames) expect(Buffer.byteLength(JSON.stringify(frame))).toBeLessThan(128 * 1024);
  });

  it('at hello how long each line is, counted before or told after', async () => {
    const { foyer, started, hear, entry } = await withLine(3);
    await hear(record('INSERT', await entry(started[2] ?? '')));
    const welcome = await foyer.agent('rui', 'desk-rui', { t: 'hello' });
    expect(welcome.lines).toContainEqual({
      ...{ queueId: 'advice', total: 3, oldestSince: foyer.now() - 2_000, countedAt: foyer.now() },
    });
  });
});

describe('E2 a console asks', () => {
  const ask = (foyer: Foyer, agentId: string, queueId: string, after?: object) =>
    foyer.agent(agentId, `desk-${agentId}`, { t: 'line', id: foyer.newId(), queueId, ...(after ? { after } : {}) });

  it('for pages, and has every row once', async () => {
    const { foyer } = await withLine(124);
    await foyer.signIn('rui');
    const seen: string[] = [];
    let last: WaitingEntry | undefined;
    for (let more = true; more; ) {
      const after = last && { interactionId: last.interactionId, priority: last.priority, since: last.since };
      const page = await ask(foyer, 'rui', 'advice', after);
      expect(AgentPush.safeParse(page).success).toBe(true);
      seen.push(...page.rows.map(({ interactionId }: WaitingEntry) => interactionId));
      last = page.rows.at(-1);
      more = page.more;
    }
    expect(new Set(seen).size).toBe(124);
    expect(seen).toHaveLength(124);
  });

  it('in vain for a queue that it does not see, or no longer', async () => {
    const { foyer } = await withLine(1);
    await foyer.signIn('rui');
    expect(await ask(foyer, 'rui', 'orders')).toMatchObject({ t: 'refused', code: 'queue_not_yours' });
    expect(await ask(foyer, 'rui', 'no-such-queue')).toMatchObject({ t: 'refused', code: 'queue_not_yours' });
    expect(await ask(foyer, 'rui', 'advice')).toMatchObject({ t: 'line', rows: [{ queueId: 'advice' }] });
    const queues = [{ id: 'advice', name: 'Advice', strategy: 'pick' as const, members: [{ agent: 'ines' }] }];
    await foyer.publish({ queues: [...queues, { id: 'orders', name: 'Orders', members: [{ agent: 'rui' }] }] });
    expect(await ask(foyer, 'rui', 'advice')).toMatchObject({ t: 'refused', code: 'queue_not_yours' });
  });
});

describe('E2 newest words', () => {
  const say = (foyer: Foyer, interactionId: string, text: string) =>
    foyer.visitor(interactionId, 'tab-1', { t: 'message', id: foyer.newId(), after: 0, text });

  it('of a visitor stand beside the first, three in ten seconds at most', async () => {
    const { foyer, started, entry } = await withLine(1);
    const interactionId = started[0] ?? '';
    for (const text of ['uno', 'dos', 'tres', 'cuatro', 'cinco']) await say(foyer, interactionId, text);
    expect(await entry(interactionId)).toMatchObject({ subject: 'uno', latest: 'tres' });
    foyer.advance(11);
    await say(foyer, interactionId, 'seis');
    expect(await entry(interactionId)).toMatchObject({ subject: 'uno', latest: 'seis' });
  });
});

describe('B14 a visitor hears', () => {
  it('of their place once, however many left in one batch', async () => {
    const { foyer, started, hear, entry } = await withLine(4);
    const [first, second, third] = await Promise.all(started.map(entry));
    if (!first || !second || !third) throw new Error('Nobody is waiting');
    await foyer.visitor(first.interactionId, 'tab-first', { t: 'resume', id: foyer.newId(), after: 0 });
    foyer.advance(30);
    foyer.heard('tab-first');
    await hear(record('REMOVE', second), record('REMOVE', third));
    expect(foyer.heard('tab-first').filter(({ t }: { t: string }) => t === 'position')).toMatchObject([
      { position: 1 },
    ]);
  });
});

describe('B14 one visitor who cannot be reached', () => {
  it('does not stop the others, and the batch is not repeated', async () => {
    const { foyer, started, hear, entry } = await withLine(4);
    const [first = '', second = '', third = '', fourth = ''] = started;
    for (const id of [first, second, third])
      await foyer.visitor(id, `tab-${id}`, { t: 'resume', id: foyer.newId(), after: 0 });
    const leaves = record('REMOVE', await entry(fourth));
    const positions = (id: string) => foyer.heard(`tab-${id}`).filter(({ t }: { t: string }) => t === 'position');
    for (const id of [first, second, third]) foyer.heard(`tab-${id}`);
    const { load } = foyer.stores.chats;
    foyer.stores.chats.load = async (id, after) => {
      if (id === first) throw new Error('unreadable');
      return load(id, after);
    };
    foyer.refuses.add(`tab-${second}`);
    expect(await hear(leaves)).toEqual({ batchItemFailures: [] });
    expect(positions(third)).toMatchObject([{ position: 3 }]);
  });
});

describe('D10 B14 the measures of an interaction', () => {
  const commits = async (foyer: Foyer, interactionId: string): Promise<DynamoDBRecord[]> => {
    const id = InteractionId.parse(interactionId);
    return (await foyer.stores.chats.range(id, 0)).map((commit) => {
      const Keys = commitKey(id, commit.seq);
      return {
        eventName: 'INSERT',
        dynamodb: { Keys, NewImage: { ...Keys, ...commitRow(commit, 0) }, SequenceNumber: String(commit.seq) },
      };
    });
  };
  const closed = async (foyer: Foyer, messages = 0) => {
    const { interactionId } = await foyer.start('fw_picked00000');
    for (let n = 0; n < messages; n++) {
      await foyer.visitor(interactionId, 'tab-1', { t: 'message', id: foyer.newId(), after: n, text: 'Hola' });
      foyer.advance(1);
    }
    foyer.advance(30);
    await foyer.signIn('rui');
    const ask = (frame: object) => foyer.agent('rui', 'desk-rui', { id: foyer.newId(), interactionId, ...frame });
    await ask({ t: 'take' });
    foyer.advance(60);
    await ask({ t: 'end', after: messages });
    await ask({ t: 'finish', after: messages, disposition: 'solved' });
    return interactionId;
  };
  const lane = laneId({ queueId: advice, requires: {} });

  it('are written once, however often and in whatever order the stream delivers its commits', async () => {
    const { foyer, hear } = await withLine(0);
    const interactionId = await closed(foyer);
    const records = await commits(foyer, interactionId);
    for (const batch of [records, records.toReversed(), records.slice(-1)]) await hear(...batch);
    expect(await foyer.stores.queues.stays(lane)).toEqual([
      { from: foyer.now() - 90_000, until: foyer.now() - 60_000, found: true },
    ]);
    expect(await foyer.stores.measures.find({ queueId: advice }, 0, foyer.now(), 10)).toMatchObject([
      { interactionId, outcome: 'completed', disposition: 'solved', waitedMs: 30_000, handledMs: 60_000, inTime: true },
    ]);
  });

  it('a chat that was on offer when the stream delivered it, and came back, does not count as given up', async () => {
    const { foyer, started, hear, entry } = await withLine(1);
    const only = await entry(started[0] ?? '');
    foyer.advance(30);
    await hear(record('REMOVE', only), record('INSERT', only), record('REMOVE', only));
    expect(await foyer.stores.queues.stays(lane)).toEqual([]);
  });

  it('are read from the log up to the commit, however many pages that has', async () => {
    const { foyer, hear } = await withLine(0);
    const interactionId = await closed(foyer, 120);
    const pages: (number | undefined)[] = [];
    const { range } = foyer.stores.chats;
    const records = await commits(foyer, interactionId);
    foyer.stores.chats.range = (id, after, limit) => {
      pages.push(limit);
      return range(id, after, limit);
    };
    await hear(...records.slice(-1));
    expect(pages.length).toBeGreaterThan(2);
    for (const limit of pages) expect(limit).toBeLessThanOrEqual(50);
    expect(await foyer.stores.measures.find({ queueId: advice }, 0, foyer.now(), 10)).toMatchObject([
      { interactionId, messages: { visitor: 120 }, seq: records.length },
    ]);
  });

  it('are not written from a log of which the table has deleted a part, and nothing is retried', async () => {
    const { foyer, hear } = await withLine(0);
    const records = (await commits(foyer, await closed(foyer))).slice(-1);
    const { range } = foyer.stores.chats;
    for (const gone of [1, 2, records.length]) {
      foyer.stores.chats.range = async (...asked) => (await range(...asked)).filter(({ seq }) => seq !== gone);
      expect(await hear(...records)).toEqual({ batchItemFailures: [] });
    }
    foyer.stores.chats.range = async () => [];
    expect(await hear(...records)).toEqual({ batchItemFailures: [] });
    expect(await foyer.stores.measures.find({ queueId: advice }, 0, foyer.now(), 10)).toEqual([]);
  });

  it('are not written for a flood, whose log is not even read', async () => {
    const { foyer, hear } = await withLine(0);
    const [last] = (await commits(foyer, await closed(foyer))).slice(-1);
    foyer.stores.chats.range = async () => expect.fail('was read');
    const NewImage = { ...last?.dynamodb?.NewImage, seq: { N: '50000' } };
    expect(await hear({ ...last, dynamodb: { ...last?.dynamodb, NewImage } } as DynamoDBRecord)).toEqual({
      batchItemFailures: [],
    });
  });

  it('an unreadable one does not stop the others, and is retried', async () => {
    const { foyer, hear } = await withLine(0);
    const records = (await commits(foyer, await closed(foyer))).slice(-1);
    const [first] = records;
    const broken = { ...first, dynamodb: { ...first?.dynamodb, Keys: commitKey(InteractionId.parse('gone-1'), 9) } };
    const bad = { ...broken, dynamodb: { ...broken.dynamodb, SequenceNumber: 'bad' } } as DynamoDBRecord;
    foyer.stores.chats.range = failingFor('gone-1', foyer.stores.chats.range);
    expect(await hear(bad, ...records)).toEqual({ batchItemFailures: [{ itemIdentifier: 'bad' }] });
    expect(await foyer.stores.measures.find({ queueId: advice }, 0, foyer.now(), 10)).toHaveLength(1);
  });
});

const failingFor =
  (id: string, range: ChatStore['range']): ChatStore['range'] =>
  (interactionId, ...rest) => {
    if (interactionId === id) throw new Error('unreadable');
    return range(interactionId, ...rest);
  };
