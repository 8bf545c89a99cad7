/** The store contract, and what it costs and survives on the real engine. */

import { createHash, randomUUID } from 'node:crypto';
import {
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDynamoClient, type Table } from '../../adapters/dynamodb/client.ts';
import { createConfigurationStore } from '../../adapters/dynamodb/configuration-store.ts';
import { KEPT_MS } from '../../adapters/dynamodb/key-store.ts';
import { commitKey, currentKey, headKey, versionKey } from '../../adapters/dynamodb/keys.ts';
import { CONFIGURATION_FORMAT } from '../../core/configuration/format.ts';
import { MatchKey } from '../../core/contacts/match.ts';
import { CommandId, ConnectionId, ContactId } from '../../core/ids.ts';
import { evolve } from '../../core/interaction/evolve.ts';
import { SHAPE, unstarted } from '../../core/interaction/state.ts';
import { createDesk } from '../../functions/desk/desk.ts';
import { at, start, told } from '../support/chats.ts';
import {
  beforeAttempts,
  losesAnswers,
  startTestEngine,
  storesIn,
  type TestEngine,
  watch,
} from '../support/dynamodb-engine.ts';
import type { Stores } from '../support/memory-store.ts';
import {
  append,
  arrives,
  chatNamed,
  comesIn,
  configurationNamed,
  ends,
  given,
  ines,
  isAccepted,
  isOffered,
  laneOf,
  orders,
  returns,
  says,
  storeContract,
} from './store-contract.ts';

let engine: TestEngine;
beforeAll(async () => {
  engine = await startTestEngine();
});
afterAll(() => engine.stop());

const open = async () => {
  const table = await engine.createTable();
  return { table, stores: storesIn(table) };
};
const interactionId = chatNamed(1);
/** Names that do not compress make a configuration of more than 1 MB when packed, the size of a query page. */
const large = configurationNamed(
  'Orders',
  Array.from({ length: 20_000 }, (_, n) => ({
    ...{ id: `agent-${n}`, name: createHash('sha512').update(String(n)).digest('base64').slice(0, 80) },
    ...{ email: `agent-${n}@shop.example` },
  })),
);
const messages = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => says(`m-${from + n}`));

describe('DynamoDB', () => {
  storeContract(async () => (await open()).stores);

  test('G8 a message costs one query and one put, every eighth a second put for the snapshot', async () => {
    const { table, stores } = await open();
    await given(stores, interactionId, comesIn());
    const seen = watch(table.client);
    const costs: string[] = [];
    for (const events of messages(2, 17)) {
      seen.commands.length = 0;
      await given(stores, interactionId, events);
      costs.push(seen.commands.join(' '));
    }
    const plain = 'QueryCommand PutItemCommand';
    const withSnapshot = `${plain} PutItemCommand`;
    expect(costs).toEqual(Array.from({ length: 16 }, (_, n) => ((n + 2) % 8 === 0 ? withSnapshot : plain)));
  });

  test('G8 E4 a mark costs one put, whether it moves on or not, and both are read with one query', async () => {
    const { table, stores } = await open();
    await given(stores, interactionId, comesIn());
    const { chat } = await stores.chats.load(interactionId);
    if (!chat.stage) throw new Error('not started');
    const seen = watch(table.client);
    await stores.chats.mark(chat, 'visitor', { got: 2, read: 1, at: at(1) });
    await stores.chats.mark(chat, 'visitor', { got: 2, read: 1, at: at(2) });
    await stores.chats.marks(interactionId);
    expect(seen.commands).toEqual(['PutItemCommand', 'PutItemCommand', 'QueryCommand']);
  });

  test('G8 C3 who starts a chat costs half a read unit if they are known, and a transaction of two rows more if not', async () => {
    const { table, stores } = await open();
    const seen = watch(table.client);
    const match = MatchKey.parse('email marta@correo.example');
    const start = () =>
      stores.contacts.matched(match, () => ({
        ...{ id: ContactId.parse('marta'), name: 'Marta', fields: {}, lists: [], keys: [match], merged: [] },
        ...{ createdAt: at(0), revision: 1 },
      }));
    await start();
    expect(seen.commands).toEqual(['GetItemCommand', 'TransactWriteItemsCommand']);
    seen.commands.length = 0;
    await start();
    expect(seen.commands).toEqual(['GetItemCommand']);
  });

  test('E2 a message from a waiting visitor costs one query and one transaction, because the waiting list shows it', async () => {
    const { table, stores } = await open();
    await given(stores, interactionId, arrives());
    const seen = watch(table.client);
    await given(stores, interactionId, says('hello'));
    expect(seen.commands).toEqual(['QueryCommand', 'TransactWriteItemsCommand']);
  });

  test('G8 a step of the chat’s life costs one query and one transaction, plus a read for an unknown agent; an accepted offer costs two writes, one of them for wallboards', async () => {
    const { table, stores } = await open();
    await stores.agents.connect(ines, ConnectionId.parse('desk-1'), at(60), at(0));
    await stores.agents.setStatus(ines.id, 'available', undefined, at(0));
    const seen = watch(table.client);
    const transaction = ['QueryCommand', 'TransactWriteItemsCommand'];
    for (const [events, cost] of [
      [arrives(), transaction],
      [isOffered(ines), ['QueryCommand', 'GetItemCommand', 'TransactWriteItemsCommand']],
      [isAccepted(ines), ['QueryCommand', 'PutItemCommand', 'UpdateItemCommand']],
      [ends, ['QueryCommand', 'PutItemCommand', 'UpdateItemCommand']],
    ] as const) {
      seen.commands.length = 0;
      await given(stores, interactionId, [...events]);
      expect(seen.commands).toEqual(cost);
    }
  });

  test('G8 an assignment is one transaction, whoever came first, and looks at one lane’s head', async () => {
    const { table, stores } = await open();
    const desk = createDesk({
      ...{ ...stores, connections: { post: async () => 'sent' as const }, chance: () => 0 },
      routing: {
        placeArriving: () => Promise.reject(new Error('nobody talks')),
        placeAnew: async () => undefined,
        opensFor: async () => undefined,
        lanesNow: async () => () => true,
        keptIn: async () => undefined,
        overflowOf: async () => undefined,
      },
      ...{ now: () => at(10), newId: () => randomUUID() },
    });
    const withPlaces = (capacity: number) =>
      stores.agents.connect({ ...ines, capacity }, ConnectionId.parse('desk-1'), at(60), at(0));
    await withPlaces(1);
    await stores.agents.setStatus(ines.id, 'available', undefined, at(0));
    await given(stores, chatNamed(1), arrives());
    const seen = watch(table.client);

    await desk.agentMayBeFree(ines.id);
    expect(told((await stores.chats.load(chatNamed(1))).chat).stage).toBe('offered');
    expect(seen.commands.slice(0, -1)).toEqual([
      ...['GetItemCommand', 'QueryCommand'], // the agent, and who is waiting: no ready row is written for nothing
      ...['QueryCommand', 'TransactWriteItemsCommand'], // the claim
    ]);

    await withPlaces(2);
    seen.commands.length = 0;
    await desk.agentMayBeFree(ines.id);
    expect(seen.commands).toEqual([
      ...['GetItemCommand', 'QueryCommand'], // nobody is waiting yet
      ...['GetItemCommand', 'TransactWriteItemsCommand', 'QueryCommand'], // the ready rows first, then who is waiting
    ]);

    seen.commands.length = 0;
    await desk.run({ interactionId: chatNamed(2), id: CommandId.parse(randomUUID()), command: start });
    expect(told((await stores.chats.load(chatNamed(2))).chat).stage).toBe('offered');
    expect(seen.commands.slice(0, -1)).toEqual([
      ...['QueryCommand', 'TransactWriteItemsCommand'], // who is ready, then the start and the claim in one
    ]);

    await desk.run({ interactionId: chatNamed(3), id: CommandId.parse(randomUUID()), command: start });
    seen.commands.length = 0;
    const leave = { type: 'end' as const, actor: { side: 'visitor' as const, readsFrom: 0 } };
    await desk.run({ interactionId: chatNamed(2), id: CommandId.parse(randomUUID()), command: leave });
    expect(told((await stores.chats.load(chatNamed(3))).chat).stage).toBe('offered');
    expect(seen.commands.slice(0, -1)).toEqual([
      ...['QueryCommand', 'GetItemCommand'], // the chat, and who had it
      ...['QueryCommand', 'QueryCommand'], // who is waiting, and the first of them
      'TransactWriteItemsCommand', // the end and the claim in one
    ]);
  });

  test('F2 a load stays one query of a dozen rows, however long the chat gets', async () => {
    const { table, stores } = await open();
    await given(stores, interactionId, arrives(), ...messages(2, 150));
    const seen = watch(table.client);
    await stores.chats.load(interactionId);
    await stores.chats.load(interactionId, 140);
    expect(seen).toEqual({ commands: ['QueryCommand', 'QueryCommand'], rows: 24 });
  });

  test('F2 a client that claims to know nothing of a long chat makes it read only the newest hundred commits', async () => {
    const { table, stores } = await open();
    await given(stores, interactionId, arrives(), ...messages(2, 150));
    const seen = watch(table.client);
    const { tail } = await stores.chats.load(interactionId, 0);
    expect(seen.commands).toEqual(['QueryCommand', 'QueryCommand']);
    expect([tail[0]?.seq, tail.at(-1)?.seq]).toEqual([51, 150]);
  });

  test('F2 a load from far back reads what is in between, and nothing else', async () => {
    const { table, stores } = await open();
    await given(stores, interactionId, arrives(), ...messages(2, 60));
    const seen = watch(table.client);
    const { tail } = await stores.chats.load(interactionId, 30);
    expect(tail.map(({ seq }) => seq)).toEqual(Array.from({ length: 30 }, (_, n) => n + 31));
    expect(seen).toEqual({ commands: ['QueryCommand', 'QueryCommand'], rows: 12 + 19 });
  });

  test('F2 a snapshot that could not be written refuses nothing, and costs a load some rows more', async () => {
    const { table, stores } = await open();
    const broken = { ...table, client: createDynamoClient() };
    let isBroken = true;
    beforeAttempts(broken.client, ({ sk }) => {
      if (isBroken && sk === 'HEAD') throw new Error('cut off');
    });
    await given(storesIn(broken), interactionId, arrives(), ...messages(2, 15));
    const seen = watch(table.client);
    const { chat, tail } = await stores.chats.load(interactionId);
    expect(chat).toEqual(tail.reduce(evolve, unstarted(interactionId)));
    expect([chat.seq, seen]).toEqual([15, { commands: ['QueryCommand', 'QueryCommand'], rows: 15 }]);
    isBroken = false;
    await given(storesIn(broken), interactionId, says('m-16'));
    expect(await stores.chats.load(interactionId)).toMatchObject({ chat: { seq: 16 } });
    expect(seen.commands).toHaveLength(3);
  });

  test('F2 the log makes up for an old snapshot', async () => {
    const { table, stores } = await open();
    await given(stores, interactionId, arrives(), ...messages(2, 8));
    const { Item: old } = await table.client.send(
      new GetItemCommand({ TableName: table.table, Key: headKey(interactionId) }),
    );
    await given(stores, interactionId, ...messages(9, 30));
    await table.client.send(new PutItemCommand({ TableName: table.table, Item: old }));
    expect((await stores.chats.load(interactionId)).chat).toMatchObject({ stage: { is: 'waiting' }, seq: 30 });
    await given(stores, interactionId, ...messages(31, 32));
    const seen = watch(table.client);
    expect((await stores.chats.load(interactionId)).chat.seq).toBe(32);
    expect(seen.commands).toEqual(['QueryCommand']);
  });

  test('F2 a snapshot without its commit is rejected', async () => {
    const { table, stores } = await open();
    await given(stores, interactionId, arrives(), ...messages(2, 8));
    await table.client.send(new DeleteItemCommand({ TableName: table.table, Key: commitKey(interactionId, 8) }));
    await expect(stores.chats.load(interactionId)).rejects.toThrow('the snapshot is newer than the log');
  });

  /** As a later release would write it. */
  const writesLater = async ({ client, table: TableName }: Table, seq: number) => {
    const Key = commitKey(interactionId, seq);
    const { Item } = await client.send(new GetItemCommand({ TableName, Key }));
    const later = { type: 'translated', into: 'pt' };
    const events = { S: JSON.stringify([later, ...JSON.parse(Item?.events?.S ?? '')]) };
    await client.send(new PutItemCommand({ TableName, Item: { ...Item, events } }));
  };

  test('H6 an event of a later release is skipped when the log is shown, and stops a decision on the chat', async () => {
    const { table, stores } = await open();
    await given(stores, interactionId, comesIn(), says('one'), says('two'));
    await writesLater(table, 3);
    const shown = await stores.chats.range(interactionId, 0, 10);
    expect(shown.map(({ seq, events, unread }) => [seq, events.length > 0, unread])).toEqual([
      [1, true, undefined],
      [2, true, undefined],
      [3, true, true],
    ]);
    await expect(append(stores, interactionId, says('three'))).rejects.toThrow('contains events from a later release');
  });

  test('H6 an event of a later release that the snapshot has in it stops nobody', async () => {
    const { table, stores } = await open();
    await given(stores, interactionId, arrives(), ...messages(2, 8));
    await writesLater(table, 8);
    expect((await stores.chats.load(interactionId)).chat).toMatchObject({ seq: 8, stage: { is: 'waiting' } });
  });

  test('H6 a snapshot in another release’s shape is ignored: the log is folded again, however long', async () => {
    const { table, stores } = await open();
    await given(stores, interactionId, arrives(), ...messages(2, 30));
    const Key = headKey(interactionId);
    const { Item } = await table.client.send(new GetItemCommand({ TableName: table.table, Key }));
    const before = await stores.chats.load(interactionId);
    const head = { ...Item, shape: { N: String(SHAPE + 1) }, chat: { S: '{"stage":"something else"}' } };
    await table.client.send(new PutItemCommand({ TableName: table.table, Item: head }));
    expect((await stores.chats.load(interactionId)).chat).toEqual(before.chat);
    expect(await append(stores, interactionId, says('more'))).toBe('appended');
  });

  test('F2 a message that meets a transaction on its row is tried again', async () => {
    const { table, stores } = await open();
    await given(stores, interactionId, comesIn());
    const busy = { ...table, client: createDynamoClient() };
    let attempts = 0;
    beforeAttempts(busy.client, ({ sk }) => {
      if (!sk) return;
      attempts += 1;
      if (attempts === 1) throw new TransactionConflictException({ message: 'ongoing', $metadata: {} });
    });
    expect(await append(storesIn(busy), interactionId, says('hello'))).toBe('appended');
    expect(attempts).toBe(2);
  });

  test('F2 a message whose row stays with transactions is a conflict: load again', async () => {
    const { table, stores } = await open();
    await given(stores, interactionId, comesIn());
    const busy = { ...table, client: createDynamoClient() };
    beforeAttempts(busy.client, ({ sk }) => {
      if (sk) throw new TransactionConflictException({ message: 'ongoing', $metadata: {} });
    });
    expect(await append(storesIn(busy), interactionId, says('hello'))).toBe('conflict');
  });

  test('B5 an agent who changes while the ready lists are put right is looked at again', async () => {
    const { table, stores } = await open();
    await stores.agents.connect(ines, ConnectionId.parse('desk-1'), at(60), at(0));
    await stores.agents.setStatus(ines.id, 'available', undefined, at(0));
    const slow = { ...table, client: createDynamoClient() };
    const transactions: string[] = [];
    beforeAttempts(slow.client, async ({ command }) => {
      if (command !== 'TransactWriteItemsCommand') return;
      transactions.push(command);
      if (transactions.length === 1) await stores.agents.setStatus(ines.id, 'paused', undefined, at(1));
    });
    expect((await storesIn(slow).agents.refreshReady(ines.id, at(2)))?.listed).toEqual({});
    expect(await stores.queues.ready(laneOf(orders), 10)).toEqual([]);
    expect(transactions).toHaveLength(1);
  });

  const desk = ConnectionId.parse('desk-1');
  const before = { ...ines, queues: [orders, returns] };
  const after = { ...ines, queues: [orders], version: 2 };
  const watching = async ({ queues }: Stores) =>
    Promise.all([orders, returns].map(async (queueId) => (await queues.watchers(queueId)).length));

  test('B13 a queue that was taken away is watched by nobody, also where taking it away was cut off', async () => {
    for (const next of ['change', 'connect', 'disconnect'] as const) {
      const { table, stores } = await open();
      await stores.agents.connect(before, desk, at(60), at(0));
      const broken = { ...table, client: createDynamoClient() };
      beforeAttempts(broken.client, ({ command }) => {
        if (command === 'DeleteItemCommand') throw new Error('cut off');
      });
      await expect(storesIn(broken).agents.change(after)).rejects.toThrow('cut off');
      if (next === 'change') await stores.agents.change(after);
      if (next === 'connect') await stores.agents.connect(after, desk, at(60), at(0));
      if (next === 'disconnect') await stores.agents.disconnect(ines.id, desk);
      expect(await watching(stores)).toEqual(next === 'disconnect' ? [0, 0] : [1, 0]);
    }
  });

  test('G2 a queue that was added is watched, also where adding it was cut off', async () => {
    const { table, stores } = await open();
    await stores.agents.connect({ ...before, queues: [] }, desk, at(60), at(0));
    const broken = { ...table, client: createDynamoClient() };
    beforeAttempts(broken.client, ({ command }) => {
      if (command === 'PutItemCommand') throw new Error('cut off');
    });
    await expect(storesIn(broken).agents.change(after)).rejects.toThrow('cut off');
    await stores.agents.change(after);
    expect(await watching(stores)).toEqual([1, 0]);
  });

  test('B13 a console that comes while its queue is taken away, or goes while one is added, leaves nothing behind', async () => {
    const { table, stores } = await open();
    const slow = { ...table, client: createDynamoClient() };
    let meanwhile: (() => Promise<unknown>) | undefined;
    let when = 'PutItemCommand';
    beforeAttempts(slow.client, async ({ command }) => {
      const happen = command === when ? meanwhile : undefined;
      if (happen) meanwhile = undefined;
      await happen?.();
    });
    meanwhile = () => stores.agents.change(after);
    await storesIn(slow).agents.connect(before, desk, at(60), at(0));
    expect(await watching(stores)).toEqual([1, 0]);
    when = 'UpdateItemCommand';
    meanwhile = () => stores.agents.change({ ...before, version: 3 });
    await storesIn(slow).agents.disconnect(ines.id, desk);
    expect(await watching(stores)).toEqual([0, 0]);
  });

  test('G2 a configuration of megabytes is published in parts, and read once per version', async () => {
    const { table, stores } = await open();
    expect(await stores.configurations.publish(large, 0, at(0))).toEqual({ version: 1 });
    const reader = storesIn(table);
    const seen = watch(table.client);
    expect(await reader.configurations.current()).toEqual({ version: 1, configuration: large });
    await reader.configurations.current();
    expect(seen.commands).toEqual(['GetItemCommand', 'QueryCommand', 'QueryCommand', 'GetItemCommand']);
  });

  describe('a configuration of a later format', () => {
    /** As a later release would publish it. */
    const publishLater = async ({ client, table: TableName }: Table) => {
      const format = { N: String(CONFIGURATION_FORMAT + 1) };
      const { Item } = await client.send(new GetItemCommand({ TableName, Key: currentKey }));
      const row = {
        ...Item,
        ...currentKey,
        version: { N: '2' },
        digest: { S: 'later' },
        publishedAt: { N: '0' },
        format,
      };
      await client.send(new PutItemCommand({ TableName, Item: row }));
      await client.send(new PutItemCommand({ TableName, Item: { ...row, ...versionKey(2) } }));
    };
    const says =
      /^Version 2 of the configuration has format 2, and this release reads formats up to 1\. Deploy the release/;

    test('H6 a function that holds an earlier one goes on with it, and says what to do', async () => {
      const { table } = await open();
      const reported: string[] = [];
      const { current, publish } = createConfigurationStore(table, (what) => reported.push(what));
      await publish(configurationNamed('Orders'), 0, at(0));
      const before = await current();
      await publishLater(table);
      expect(await current()).toEqual(before);
      expect(reported).toEqual([expect.stringMatching(says)]);
    });

    test('H6 a function that has just started refuses', async () => {
      const { table } = await open();
      await storesIn(table).configurations.publish(configurationNamed('Orders'), 0, at(0));
      await publishLater(table);
      const { current, version } = storesIn(table).configurations;
      await expect(current()).rejects.toThrow(says);
      expect(await version(2)).toBeUndefined();
      expect(await version(1)).toEqual(configurationNamed('Orders'));
    });

    test('H6 it can be replaced by a release that cannot read it, as after a rollback', async () => {
      const { table } = await open();
      await publishLater(table);
      const { current, newest, publish } = storesIn(table).configurations;
      expect(await publish(configurationNamed('Orders'), await newest(), at(1))).toEqual({ version: 3 });
      expect(await current()).toEqual({ version: 3, configuration: configurationNamed('Orders') });
    });

    test('H6 a row without a format has the first one', async () => {
      const { table, stores } = await open();
      await stores.configurations.publish(configurationNamed('Orders'), 0, at(0));
      const { client, table: TableName } = table;
      const { Item: { format, ...first } = {} } = await client.send(new GetItemCommand({ TableName, Key: currentKey }));
      expect(format).toEqual({ N: String(CONFIGURATION_FORMAT) });
      await client.send(new PutItemCommand({ TableName, Item: first }));
      expect(await storesIn(table).configurations.current()).toMatchObject({ version: 1 });
    });
  });

  test('G2 a publish that breaks off changes nothing, and does not stand in the way of the next', async () => {
    const { table, stores } = await open();
    await stores.configurations.publish(configurationNamed('Orders'), 0, at(0));
    const broken = { ...table, client: createDynamoClient() };
    beforeAttempts(broken.client, ({ command }) => {
      if (command === 'TransactWriteItemsCommand') throw new Error('broken off');
    });
    await expect(storesIn(broken).configurations.publish(large, 1, at(1))).rejects.toThrow('broken off');
    expect(await storesIn(table).configurations.current()).toEqual({
      version: 1,
      configuration: configurationNamed('Orders'),
    });
    expect(await stores.configurations.publish(configurationNamed('Pedidos'), 1, at(2))).toEqual({ version: 2 });
    expect(await storesIn(table).configurations.current()).toEqual({
      version: 2,
      configuration: configurationNamed('Pedidos'),
    });
  });

  test('A2 processes that need the signing key at once get the same', async () => {
    const { table } = await open();
    const signers = await Promise.all(Array.from({ length: 8 }, () => storesIn(table).keys.signer(at(0))));
    expect(new Set(signers.map(({ id, secret }) => `${id} ${Buffer.from(secret).toString('hex')}`)).size).toBe(1);
  });

  test('H6 processes that know only the old key check what the new one signed, and soon sign with it', async () => {
    const { table } = await open();
    const [warm, rotating] = [storesIn(table).keys, storesIn(table).keys];
    const old = await warm.signer(at(0));
    const fresh = await rotating.rotate(at(1), 24 * 60 * 60_000);
    expect(await warm.signer(at(1))).toEqual(old);
    // Tokens with the old key are accepted everywhere meanwhile.
    expect(await rotating.verifier(old.id, at(1))).toEqual(old.secret);
    expect(await warm.verifier(fresh.id, at(1))).toEqual(fresh.secret);
    expect(await warm.signer(at(1 + KEPT_MS / 1000))).toEqual(fresh);
  });

  test('H6 five minutes later no process accepts a stolen key', async () => {
    const { table } = await open();
    const warm = storesIn(table).keys;
    const stolen = await warm.signer(at(0));
    await storesIn(table).keys.rotate(at(1), 0);
    expect(await warm.verifier(stolen.id, at(KEPT_MS / 1000))).toBeUndefined();
  });

  test('H6 of two rotations at once one is refused: it would end what the other still accepts', async () => {
    const { table, stores } = await open();
    const old = await stores.keys.signer(at(0));
    const slow = { ...table, client: createDynamoClient() };
    beforeAttempts(slow.client, async ({ command }) => {
      if (command === 'PutItemCommand') await stores.keys.rotate(at(1), 60_000);
    });
    await expect(storesIn(slow).keys.rotate(at(1), 0)).rejects.toThrow('conditional');
    expect(await storesIn(table).keys.verifier(old.id, at(2))).toEqual(old.secret);
  });

  test('H6 a rotation whose answer was lost is recognized as done', async () => {
    const { table } = await open();
    const slow = { ...table, client: createDynamoClient() };
    losesAnswers(slow.client, 'PutItemCommand');
    const { keys } = storesIn(slow);
    await keys.signer(at(0));
    const fresh = await keys.rotate(at(1), 0);
    expect(await storesIn(table).keys.signer(at(2))).toEqual(fresh);
  });

  test('H6 a process whose clock went back does not keep a stolen key longer', async () => {
    const { table } = await open();
    const warm = storesIn(table).keys;
    const stolen = await warm.signer(at(86_400));
    await storesIn(table).keys.rotate(at(1), 0);
    expect(await warm.verifier(stolen.id, at(KEPT_MS / 1000))).toBeUndefined();
  });

  test('A2 keys are read once in five minutes, and for a token whose key is not known', async () => {
    const { table, stores } = await open();
    const { id } = await stores.keys.signer(at(0));
    const seen = watch(table.client);
    await stores.keys.signer(at(1));
    await stores.keys.hidesAddresses(at(1));
    await stores.keys.verifier(id, at(1));
    expect(seen.commands).toEqual([]);
    await stores.keys.verifier('forged', at(1));
    expect(seen.commands).toEqual(['GetItemCommand']);
  });
});

describe('G6 the data of a chat', () => {
  const begun = async (keepDays: number) => {
    const { table, stores } = await open();
    const chatTerms = { ...start.terms, keepDays };
    const [started, ...more] = arrives();
    if (started?.type !== 'started') throw new Error('no start');
    const line = more.map((event) => (event.type === 'queued' ? { ...event, terms: chatTerms } : event));
    await given(stores, interactionId, [{ ...started, terms: chatTerms }, ...line]);
    for (const n of Array.from({ length: 9 }, (_, index) => index)) await given(stores, interactionId, says(`m-${n}`));
    return { table, stores };
  };
  const rows = async ({ client, table: TableName }: Table) =>
    (await client.send(new ScanCommand({ TableName }))).Items?.filter(({ pk }) => pk?.S?.startsWith('INTERACTION#')) ??
    [];

  test('G6 expires after `keepDays`, the snapshot with the newest commit; without `keepDays` nothing expires', async () => {
    const { table, stores } = await begun(30);
    const { tail } = await stores.chats.load(interactionId);
    const keptUntil = (commitAt = 0) => String(Math.ceil(commitAt / 1000) + 30 * 86_400);
    const kept = await rows(table);
    expect(kept).toHaveLength(11);
    for (const { sk, ttl } of kept) {
      const seq = sk?.S === 'HEAD' ? 8 : Number(sk?.S?.slice(2));
      expect(ttl?.N).toBe(keptUntil(tail.find((commit) => commit.seq === seq)?.at));
    }
    for (const row of await rows((await begun(0)).table)) expect(row).not.toHaveProperty('ttl');
  });

  test.each([
    ['the snapshot and the beginning', ['HEAD', 1, 2]],
    ['something since the snapshot', [9]],
  ] as const)('G6 a chat of which %s is deleted no longer exists', async (_, gone) => {
    const { table, stores } = await begun(7);
    for (const row of gone) {
      const Key = row === 'HEAD' ? headKey(interactionId) : commitKey(interactionId, row);
      await table.client.send(new DeleteItemCommand({ TableName: table.table, Key }));
    }
    expect(await stores.chats.load(interactionId)).toEqual({ chat: unstarted(interactionId), tail: [] });
  });

  test('G6 a chat whose beginning is deleted continues', async () => {
    const { table, stores } = await begun(7);
    for (const seq of [1, 2, 3])
      await table.client.send(new DeleteItemCommand({ TableName: table.table, Key: commitKey(interactionId, seq) }));
    const { chat } = await stores.chats.load(interactionId, 0);
    expect(told(chat)).toMatchObject({ stage: 'waiting', seq: 10, subject: expect.stringContaining('m-0') });
    await given(stores, interactionId, says('later'));
    expect((await stores.chats.range(interactionId, 0)).map(({ seq }) => seq)).toEqual([4, 5, 6, 7, 8, 9, 10, 11]);
  });
});
