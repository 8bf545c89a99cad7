/** Timers: which ones an ordinary chat sets, and what happens to one that fails. */

import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ConfigurationInput } from '../../../core/configuration/schema.ts';
import { InteractionId } from '../../../core/ids.ts';
import { timersOf } from '../../../core/interaction/timers.ts';
import { SHORT_WAIT_MS } from '../../../core/interaction/waits.ts';
import demo from '../../../foyer.config.ts';
import { told } from '../../support/chats.ts';
import { createFoyer } from '../../support/foyer-in-memory.ts';

const websites = demo.websites.map(({ form: _, apps: __, ...website }) => ({ ...website, domains: ['shop.example'] }));

/** Starts, is answered; the visitor leaves and comes back; it ends and is closed. Returns how long its timers wait, in ms. */
async function waitsOfAnOrdinaryChat(change: Partial<ConfigurationInput>, website: string): Promise<number[]> {
  const foyer = await createFoyer(change);
  await foyer.signIn('ines');
  const interactionId = InteractionId.parse((await foyer.start(website)).interactionId);
  const resume = (tab: string) => foyer.visitor(interactionId, tab, { t: 'resume', id: foyer.newId(), after: 0 });
  await resume('tab');
  const load = async () => told((await foyer.stores.chats.load(interactionId)).chat);
  const command = (t: string, more = {}) =>
    foyer.agent('ines', 'desk-ines', { t, id: foyer.newId(), interactionId, ...more });
  const offered = await load();
  await (offered.stage === 'offered' ? command('accept', { offerId: offered.offerId }) : command('take'));
  await command('message', { after: 0, text: 'Hola' });
  await foyer.leave(interactionId, 'tab');
  await resume('tab-2');
  await command('end', { after: 0 });
  await command('finish', { after: 0, disposition: 'only-a-question' });
  expect(await load()).toMatchObject({ stage: 'ended', disposition: 'only-a-question' });
  const log = await foyer.stores.chats.range(interactionId, 0, 1000);
  return log.flatMap((commit) => timersOf(interactionId, commit).map(({ dueAt }) => dueAt - commit.at));
}

const calendar = { id: 'office', zone: 'UTC', week: { mon: [{ from: '09:00', to: '18:00' }] } };
const queue = { id: 'orders', name: 'Orders', members: [{ agent: 'ines' }] };
const ofOrders = { websites: websites.map((website) => ({ ...website, queue: 'orders' })) };

describe('H7 what an ordinary chat sets waits in the queue, since an execution costs as much as half of it', () => {
  it.each<[string, Partial<ConfigurationInput>, string]>([
    ...websites.map(({ id, token }): [string, typeof demo, string] => [id, { ...demo, websites }, token]),
    ['with every setting of a queue left as it is', { ...ofOrders, queues: [queue] }, websites[0]?.token ?? ''],
  ])('H7 %s', async (_, change, website) => {
    const waits = await waitsOfAnOrdinaryChat(change, website);
    expect(waits.length).toBeGreaterThan(3);
    expect(Math.max(...waits)).toBeLessThanOrEqual(SHORT_WAIT_MS);
  });

  it('H7 in a queue with hours: only the closing is further off, which all chats of the day share', async () => {
    const change = { ...ofOrders, queues: [{ ...queue, calendar: 'office' }], calendars: [calendar] };
    const waits = await waitsOfAnOrdinaryChat(change, websites[0]?.token ?? '');
    expect(waits.filter((ms) => ms > SHORT_WAIT_MS)).toEqual([9 * 3_600_000]);
  });
});

it('D3 H7 a visitor who comes and goes all the time sets a long timer a minute, and the chat ends with its minute', async () => {
  const queues = [{ ...queue, autoFinishS: 3600 }];
  const foyer = await createFoyer({ ...ofOrders, queues });
  const interactionId = InteractionId.parse((await foyer.start(websites[0]?.token ?? '')).interactionId);
  const left = foyer.now() + 20_000;
  for (let times = 0; times < 20; times++) {
    await foyer.visitor(interactionId, `tab-${times}`, { t: 'resume', id: foyer.newId(), after: 0 });
    foyer.advance(1);
    await foyer.leave(interactionId, `tab-${times}`);
  }
  expect(foyer.now()).toBe(left);
  const log = await foyer.stores.chats.range(interactionId, 0, 1000);
  const long = log.flatMap((commit) =>
    timersOf(interactionId, commit).filter(({ dueAt }) => dueAt - commit.at > SHORT_WAIT_MS),
  );
  expect(long.length).toBeGreaterThan(20);
  const due = [...new Set(long.map(({ dueAt }) => dueAt))];
  expect(due.length).toBeLessThanOrEqual(2);
  const last = due.at(-1) ?? 0;
  expect(last - left - 3_600_000).toBeGreaterThanOrEqual(0);
  expect(last - left - 3_600_000).toBeLessThan(60_000);
  foyer.advance((last - foyer.now()) / 1000);
  await foyer.timer('auto-finish', interactionId, last);
  expect(told((await foyer.stores.chats.load(interactionId)).chat).stage).toBe('ended');
});

describe('H4 a timer that failed', () => {
  afterEach(() => vi.restoreAllMocks());

  it.each([
    [1, 5],
    [2, 20],
    [4, 320],
    [5, 900],
    [8, 900],
  ])('H4 for the %i. time comes again after %i s', async (times, seconds) => {
    vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const foyer = await createFoyer();
    expect(await foyer.deliver({ kind: 'no such' }, times)).toBe(1);
    expect(foyer.delayed).toEqual([seconds]);
  });
});
