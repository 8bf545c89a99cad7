import { expect, test } from 'vitest';
import type { CommandId } from '../../../core/ids.ts';
import { createKept, type KeptChat, type KeptCommand, type Store } from '../../../widget/app/engine/kept.ts';
import { website } from './device.ts';

const chat = (handle: string): KeptChat => ({ is: 'starting', handle, website, culture: 'es', body: '{}' });
const command = (id: string, at: number): KeptCommand => ({
  id: id as CommandId,
  handle: 'h',
  type: 'message',
  text: id,
  at,
});

test('F2 commands come back in the order in which they were made', () => {
  const kept = createKept({}, {}, 'fw');
  for (const it of [command('c', 3), command('a', 1), command('b', 2)]) kept.saveCommand(it);
  expect(kept.commands().map(({ id }) => id)).toEqual(['a', 'b', 'c']);
});

test('what somebody else wrote under our keys is passed over', () => {
  const device: Store = { 'foyer:fw:chat': '{"is":"open"}', 'foyer:fw:command:x': 'no json', 'foyer:fw:seen': '-1' };
  const kept = createKept(device, {}, 'fw');
  expect(kept.chat()).toBeUndefined();
  expect(kept.commands()).toEqual([]);
  expect(kept.seen()).toBe(0);
});

test('F5 forgetting leaves nothing of this website, and everything of others', () => {
  const device: Store = { cart: '1', 'foyer:other:chat': 'x' };
  const tab: Store = {};
  const kept = createKept(device, tab, 'fw');
  kept.saveChat(chat('h'));
  kept.saveCommand(command('a', 1));
  kept.saveSeen(4);
  kept.saveDraft('un');
  kept.saveOpen(true);
  kept.forget('h');
  expect(device).toEqual({ cart: '1', 'foyer:other:chat': 'x' });
  expect(tab).toEqual({});
});

test('a chat that another tab has begun since is not forgotten with the old one', () => {
  const kept = createKept({}, {}, 'fw');
  kept.saveChat(chat('new'));
  kept.forget('old');
  expect(kept.chat()?.handle).toBe('new');
});

test('F2 what a full storage has no room for lasts as long as the page, and is forgotten with the chat', () => {
  const full = new Proxy<Record<string, string>>(
    {},
    {
      set: () => {
        throw new DOMException('no room', 'QuotaExceededError');
      },
    },
  );
  const kept = createKept(full, full, 'fw_test');
  const words = command('words', 1);
  kept.saveCommand(words);
  kept.saveDraft('begun');
  expect(kept.commands()).toEqual([words]);
  expect(kept.draft()).toBe('begun');
  kept.removeCommand(words.id);
  expect(kept.commands()).toEqual([]);
  kept.forget();
  expect(kept.draft()).toBe('');
});
