import { describe, expect, test } from 'vitest';
import { inboxGroups } from '../../../console/inbox/order.ts';
import { type Key, shortcutOf } from '../../../console/keyboard/shortcuts.ts';
import { type Chat, fold } from '../../../console/live/chat.ts';
import { urgency } from '../../../console/live/urgency.ts';
import { byQueue } from '../../../console/live/waiting-list.ts';
import { asks } from '../../../console/look/asks.ts';
import { type AlertEffects, createAlertSchedule } from '../../../console/offers/alert-schedule.ts';
import { duration } from '../../../console/texts/duration.ts';
import { lacking } from '../../../console/waiting/lacking.ts';
import { AgentId, ChatId } from '../../../core/ids.ts';
import { Requirement } from '../../../core/routing/requirement.ts';
import { AgentCommit, ConsoleSession, WaitingRow } from '../../../protocol/agent.ts';
import { accepted, fakeClock, ines, log, offered, queued, says, started } from './fakes.ts';

const me = AgentId.parse(ines.id);
function chatOf(id: string, ...commits: object[]): Chat {
  let chat: Chat | undefined;
  for (const commit of log([started, queued], ...commits))
    chat = fold(chat, ChatId.parse(id), AgentCommit.parse(commit), me);
  if (!chat) throw new Error('No chat');
  return chat;
}

describe('E1 the inbox', () => {
  test('who waits longest for the agent is first, who owes the visitor’s answer last', () => {
    const answered = chatOf('answered', accepted, says('agent', 'a'));
    const late = chatOf('late', accepted);
    const fresh = chatOf('fresh', accepted, says('agent', 'a'), says('visitor', 'b'));
    const chats = new Map([answered, fresh, late].map((chat) => [chat.id, chat]));
    expect(inboxGroups({ chats, missed: new Set() }).active.map(({ id }) => id)).toEqual(['late', 'fresh', 'answered']);
  });
});

describe('E2 the waiting list by queue', () => {
  const { queues } = ConsoleSession.parse({
    tenant: 'shop',
    agent: { ...ines, role: 'agent', capacity: 3, skills: {}, languages: {} },
    queues: ['sales', 'returns'].map((id) => ({ id, name: id, strategy: 'pick', serviceLevelS: 60, dispositions: [] })),
    socketUrl: 'wss://foyer',
    ticket: 'ticket',
  });
  const row = (chatId: string, priority: number, since: number) =>
    WaitingRow.parse({
      ...{ chatId, queueId: 'sales', visitorName: 'Marta', subject: '', culture: 'es', requires: {}, priority, since },
    });

  test('priority, then age; the longest wait is of the oldest, wherever it stands', () => {
    const [sales, returns] = byQueue([row('new', 100, 30), row('old', 100, 10), row('vip', 500, 20)], queues);
    expect(sales?.rows.map(({ chatId }) => chatId)).toEqual(['vip', 'old', 'new']);
    expect(sales?.longestSince).toBe(10);
    expect(returns).not.toHaveProperty('longestSince');
  });
});

describe('E2 a row that the agent may not take', () => {
  const agent = { skills: { returns: 40 }, languages: { en: 80 } };
  test.each([
    ['asks for nothing', {}, undefined],
    ['asks for what the agent has', { skill: 'returns', proficiency: 40, language: 'en' }, undefined],
    ['a language that the agent lacks', { language: 'es' }, ['Spanish']],
    ['a skill that the agent lacks', { skill: 'sales' }, ['sales']],
    ['more of a skill', { skill: 'returns', proficiency: 60 }, ['returns ≥ 60']],
    ['both', { skill: 'sales', proficiency: 60, language: 'pt' }, ['sales ≥ 60', 'Portuguese']],
    ['only the part that is missing', { skill: 'returns', language: 'es' }, ['Spanish']],
  ])('%s', (_, requires, missing) => {
    const lacks = lacking(Requirement.parse(requires), agent);
    expect(lacks && asks(lacks, 'en')).toEqual(missing);
  });
});

test.each([
  [59_999, 'fine'],
  [60_000, 'soon'],
  [120_000, 'soon'],
  [120_001, 'late'],
])('E2 %i ms of a limit of 120 s are %s', (ms, look) => {
  expect(urgency(ms, 120)).toBe(look);
});

test.each([
  [-1, '0:00'],
  [48_999, '0:48'],
  [724_000, '12:04'],
  [3_723_000, '1:02:03'],
])('%i ms are written %s', (ms, text) => {
  expect(duration(ms)).toBe(text);
});

describe('E1 an offer calls for attention', () => {
  function alerts() {
    const clock = fakeClock(1_001_000);
    const heard: string[] = [];
    const effects: AlertEffects = {
      sound: () => heard.push(`${clock.now() - 1_001_000} sound`),
      announce: (_, seconds, when) => heard.push(`${clock.now() - 1_001_000} ${when} ${seconds} s`),
      notify: () => () => heard.push(`${clock.now() - 1_001_000} notification away`),
    };
    return { clock, heard, schedule: createAlertSchedule(clock, effects) };
  }
  const chat = chatOf('chat', { ...offered, expiresAt: 1_021_000 });
  if (chat.phase !== 'offered') throw new Error(chat.phase);

  test('at once, with a second sound at half time and words at five seconds', () => {
    const { clock, heard, schedule } = alerts();
    schedule.update([chat], clock.now());
    schedule.update([chat], clock.now());
    clock.turn(20_000);
    expect(heard).toEqual(['0 sound', '0 start 20 s', '10000 sound', '15000 end 5 s']);
  });

  test('is quiet once answered', () => {
    const { clock, heard, schedule } = alerts();
    schedule.update([chat], clock.now());
    clock.turn(4_000);
    schedule.update([], clock.now());
    clock.turn(20_000);
    expect(heard).toEqual(['0 sound', '0 start 20 s', '4000 notification away']);
  });
});

describe('E1 the keyboard', () => {
  const key = (over: Partial<Key>): Key => ({
    ...{ code: '', key: '', altKey: false, ctrlKey: false, metaKey: false, shiftKey: false },
    ...over,
  });
  test.each([
    ['Alt+A', { code: 'KeyA', key: 'å', altKey: true }, { do: 'accept' }],
    ['Alt+P', { code: 'KeyP', altKey: true }, { do: 'pass' }],
    ['Alt+R', { code: 'KeyR', altKey: true }, { do: 'reply' }],
    ['Alt+↓', { code: 'ArrowDown', altKey: true }, { do: 'move', by: 1 }],
    ['Alt+3', { code: 'Digit3', altKey: true }, { do: 'nth', index: 2 }],
    ['?', { code: 'Slash', key: '?', shiftKey: true }, { do: 'list' }],
  ])('%s, by physical key', (_, pressed, shortcut) => {
    expect(shortcutOf(key(pressed), false)).toEqual(shortcut);
  });

  test.each([
    ['A alone', { code: 'KeyA', key: 'a' }, false],
    ['AltGr+A, which is Ctrl+Alt', { code: 'KeyA', altKey: true, ctrlKey: true }, false],
    ['? in a text', { key: '?' }, true],
  ])('%s is nothing', (_, pressed, typing) => {
    expect(shortcutOf(key(pressed), typing)).toBeUndefined();
  });
});
