import { expect, test } from 'vitest';
import { createTabs, type Locks } from '../../../widget/app/engine/tabs.ts';
import { fakeLocks, settle } from './device.ts';

function tabsOf(count: number, locks: Locks | undefined) {
  return Array.from({ length: count }, () =>
    createTabs({ name: 'chat', locks, channel: undefined, shared() {}, turnCame() {} }),
  );
}
const turns = (tabs: { isMyTurn(): boolean }[]) => tabs.map((tab) => tab.isMyTurn());

test('F2 one tab sends', async () => {
  const tabs = tabsOf(3, fakeLocks());
  await settle();
  expect(turns(tabs)).toEqual([true, false, false]);
});

test('F2 writing takes the turn, from a tab that sleeps too', async () => {
  const tabs = tabsOf(3, fakeLocks());
  await settle();
  tabs[2]?.takeTurn();
  tabs[2]?.takeTurn();
  await settle();
  expect(turns(tabs)).toEqual([false, false, true]);
  tabs[1]?.takeTurn();
  await settle();
  expect(turns(tabs)).toEqual([false, true, false]);
});

test('F2 when the tab whose turn it is closes, another one goes on', async () => {
  const tabs = tabsOf(3, fakeLocks());
  await settle();
  tabs[2]?.takeTurn();
  await settle();
  tabs[2]?.close();
  await settle();
  expect(turns(tabs).filter(Boolean)).toHaveLength(1);
});

test('without Web Locks every tab may send', () => {
  expect(turns(tabsOf(2, undefined))).toEqual([true, true]);
});

test('F2 where the browser refuses locks, as with cookies blocked, every tab may send', async () => {
  const refusing: Locks = { request: () => Promise.reject(new DOMException('', 'SecurityError')) };
  let came = 0;
  const deps = { name: 'chat', locks: refusing, channel: undefined, shared() {}, turnCame: () => came++ };
  const tab = createTabs(deps);
  expect(tab.isMyTurn()).toBe(false);
  await settle();
  expect([tab.isMyTurn(), came]).toEqual([true, 1]);
});
