/** D1 through the functions: a threshold is passed, supervisors hear of it, and it is back. */
import type { DynamoDBRecord } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { alarmRow, lookRow } from '../../../adapters/dynamodb/alarm-rows.ts';
import { alarmKey, lookKey, waitingKey } from '../../../adapters/dynamodb/keys.ts';
import { waitingRow } from '../../../adapters/dynamodb/rows.ts';
import type { ConfigurationInput } from '../../../core/configuration/schema.ts';
import { InteractionId, QueueId } from '../../../core/ids.ts';
import type { Thresholds } from '../../../core/thresholds.ts';
import { AgentPush } from '../../../protocol/agent.ts';
import { context, createFoyer, type Foyer } from '../../support/foyer-in-memory.ts';

const orders = QueueId.parse('orders');
const SHOP = 'fw_offered0000';

const centre = (thresholds: Thresholds): Pick<ConfigurationInput, 'queues'> => ({
  queues: [
    { id: 'orders', name: 'Orders', strategy: 'pick', members: [{ agent: 'ines' }], thresholds },
    { id: 'advice', name: 'Advice', strategy: 'pick', members: [{ agent: 'rui' }] },
  ],
});

const oversees = (foyer: Foyer, id = 'person:eva', role = 'supervisor') =>
  foyer.agent(id, `desk-${id}`, { t: 'hello' }, role);

const heard = (foyer: Foyer, id = 'person:eva') =>
  foyer.heard(`desk-${id}`).filter(({ t }: AgentPush) => t === 'alarm');

/** A row that was written, as the stream delivers it. */
const written = (Keys: object, row: object): DynamoDBRecord =>
  ({ eventName: 'MODIFY', dynamodb: { Keys, NewImage: { ...Keys, ...row } } }) as DynamoDBRecord;

/** The line has changed, and then whatever was found. */
async function deliver(foyer: Foyer, interactionId: string): Promise<void> {
  const { chat } = await foyer.stores.chats.load(InteractionId.parse(interactionId));
  if (!chat.stage) throw new Error(`${interactionId} did not start`);
  const { priority, since } = chat.place;
  const [stands] = (await foyer.stores.queues.waitingIn(orders, 100)).filter(
    (each) => each.interactionId === interactionId,
  );
  const entry = stands ?? {
    ...{ interactionId: chat.id, queueId: orders, lane: orders as never, priority, since, visitorName: 'Marta' },
    ...{ subject: '', latest: '', culture: 'es', requires: {} },
  };
  const Keys = waitingKey(entry);
  const image = { ...Keys, ...waitingRow(entry) };
  await foyer.hears([
    stands
      ? { eventName: 'INSERT', dynamodb: { Keys, NewImage: image } }
      : { eventName: 'REMOVE', dynamodb: { Keys, OldImage: image } },
  ]);
  await hearAlarms(foyer);
}

/** What changed since the last time, or everything once more. */
async function hearAlarms(foyer: Foyer, again = false): Promise<void> {
  const known = delivered.get(foyer) ?? new Set();
  delivered.set(foyer, known);
  const changed = (await foyer.stores.alarms.all()).filter((alarm) => again || !known.has(alarm));
  for (const alarm of changed) known.add(alarm);
  await foyer.hears(changed.map((alarm) => written(alarmKey(alarm), alarmRow(alarm))));
}
const delivered = new WeakMap<Foyer, Set<unknown>>();

describe('How many wait', () => {
  it('D1 supervisors hear when a threshold is passed and when it is back, agents do not', async () => {
    const foyer = await createFoyer(centre({ waiting: 1 }));
    const desk = await foyer.signIn('ines');
    await oversees(foyer);
    const [first, second] = [await foyer.start(SHOP), await foyer.start(SHOP)];
    for (const { interactionId } of [first, second]) await deliver(foyer, interactionId);
    const passed = { t: 'alarm', queueId: 'orders', queueName: 'Orders', threshold: 'waiting', limit: 1 };
    const frames = heard(foyer);
    expect(frames).toMatchObject([{ ...passed, is: 'passed', figure: 2 }]);
    expect(AgentPush.safeParse(frames[0]).success).toBe(true);
    for (const { interactionId } of [first, second]) {
      foyer.advance(1);
      await foyer.agent('ines', desk, { t: 'take', id: foyer.newId(), interactionId });
      await deliver(foyer, interactionId);
    }
    expect(heard(foyer).at(-1)).toMatchObject({ ...passed, is: 'back', figure: 0 });
    expect(foyer.heard(desk).filter(({ t }: AgentPush) => t === 'alarm')).toEqual([]);
  });

  it('D1 the same batch again finds nothing new: the time at which it was passed stays', async () => {
    const foyer = await createFoyer(centre({ waiting: 1 }));
    await oversees(foyer);
    const chats = [await foyer.start(SHOP), await foyer.start(SHOP)];
    for (const { interactionId } of chats) await deliver(foyer, interactionId);
    const before = await foyer.stores.alarms.all();
    foyer.advance(5);
    for (const { interactionId } of chats) await deliver(foyer, interactionId);
    expect(await foyer.stores.alarms.all()).toEqual(before);
    expect(heard(foyer)).toHaveLength(1);
  });

  it('D1 B13 who says hello later is told what is passed, of the queues of their profile', async () => {
    const foyer = await createFoyer({
      ...centre({ waiting: 1 }),
      profiles: [{ id: 'few', name: 'Few', queues: ['advice'] }],
      agents: [
        { id: 'ines', name: 'Inés', email: 'ines@shop.example' },
        { id: 'rui', name: 'Rui', email: 'rui@shop.example', profile: 'few' },
      ],
    });
    for (const { interactionId } of [await foyer.start(SHOP), await foyer.start(SHOP)])
      await deliver(foyer, interactionId);
    expect((await oversees(foyer)).alarms).toMatchObject([{ queueName: 'Orders', threshold: 'waiting', is: 'passed' }]);
    expect((await oversees(foyer, 'ines')).alarms).toHaveLength(1);
    expect((await oversees(foyer, 'rui')).alarms).toEqual([]);
    expect(await oversees(foyer, 'ines', 'agent')).not.toHaveProperty('alarms');
    await hearAlarms(foyer, true);
    expect([heard(foyer, 'rui').length, heard(foyer).length]).toEqual([0, 1]);
  });

  it('D1 a console that is gone is forgotten, and the others are told', async () => {
    const foyer = await createFoyer(centre({ waiting: 1 }));
    await oversees(foyer, 'person:ada');
    await oversees(foyer);
    foyer.gone.add('desk-person:ada');
    for (const { interactionId } of [await foyer.start(SHOP), await foyer.start(SHOP)])
      await deliver(foyer, interactionId);
    expect(heard(foyer)).toHaveLength(1);
    expect(await foyer.stores.alarms.overseers()).toMatchObject([{ agentId: 'person:eva' }]);
  });

  it('D1 a publish without the threshold takes the alarm back', async () => {
    const foyer = await createFoyer(centre({ waiting: 1 }));
    for (const { interactionId } of [await foyer.start(SHOP), await foyer.start(SHOP)])
      await deliver(foyer, interactionId);
    foyer.advance(1);
    await foyer.publish(centre({}));
    expect(await foyer.stores.alarms.all()).toMatchObject([{ threshold: 'waiting', is: 'back' }]);
  });
});

describe('The longest wait', () => {
  const looked = async (foyer: Foyer) => foyer.armed.filter(({ kind }) => kind === 'longest-wait');

  it('D1 passes with time alone: one timer for the queue, however many wait; late or twice it does nothing more', async () => {
    const foyer = await createFoyer(centre({ longestWaitS: 300 }));
    const began = foyer.now();
    for (let n = 0; n < 3; n++) {
      await deliver(foyer, (await foyer.start(SHOP)).interactionId);
      foyer.advance(10);
    }
    const look = { queueId: orders, dueAt: began + 300_001 };
    await foyer.functions['arm-timers']({ Records: [written(lookKey(orders), lookRow(look))] }, context);
    expect(await looked(foyer)).toEqual([{ kind: 'longest-wait', ...look }]);
    expect(await foyer.stores.alarms.all()).toEqual([]);
    foyer.advance(271);
    await foyer.deliver({ kind: 'longest-wait', ...look });
    const [passed] = await foyer.stores.alarms.all();
    expect(passed).toMatchObject({ threshold: 'longestWaitS', is: 'passed', limit: 300 });
    foyer.advance(60);
    await foyer.deliver({ kind: 'longest-wait', ...look });
    expect(await foyer.stores.alarms.all()).toEqual([passed]);
  });

  it('D1 of somebody who left in time is not passed by the timer, and the next one is looked at again', async () => {
    const foyer = await createFoyer(centre({ longestWaitS: 300 }));
    const began = foyer.now();
    const { interactionId } = await foyer.start(SHOP);
    await deliver(foyer, interactionId);
    foyer.advance(100);
    await deliver(foyer, (await foyer.start(SHOP)).interactionId);
    const desk = await foyer.signIn('ines');
    await foyer.agent('ines', desk, { t: 'take', id: foyer.newId(), interactionId });
    foyer.advance(201);
    const looks: unknown[] = [];
    const { alarms } = foyer.stores;
    const lookAt = alarms.lookAt;
    alarms.lookAt = async (look, now) => {
      looks.push(look);
      await lookAt(look, now);
    };
    await foyer.deliver({ kind: 'longest-wait', queueId: orders, dueAt: began + 300_001 });
    expect(await alarms.all()).toEqual([]);
    expect(looks).toEqual([{ queueId: 'orders', dueAt: began + 400_001 }]);
  });
});

describe('The day', () => {
  it('D1 the service level is that of today’s tallies, and alarms by itself for each queue', async () => {
    const foyer = await createFoyer(centre({ serviceLevelPercent: 80, dropoutPercent: 30 }));
    const quarter = Math.floor(foyer.now() / 900_000) * 900_000;
    const counted = (seq: number, when: number, figures: object) => ({
      ...{ interactionId: InteractionId.parse(`chat-${seq}`), seq },
      tallies: [{ queueId: orders, quarter: when, figures }],
    });
    await foyer.stores.tallies.add([
      counted(1, quarter, { answered: 8, inTime: 6, droppedOut: 2 }),
      counted(2, quarter - 86_400_000, { answered: 100, inTime: 100 }),
    ]);
    await foyer.deliver({ kind: 'longest-wait', queueId: orders, dueAt: foyer.now() });
    expect(await foyer.stores.alarms.all()).toMatchObject([
      { threshold: 'serviceLevelPercent', is: 'passed', figure: 60, limit: 80, until: Date.UTC(2026, 0, 6) },
    ]);
  });
});
