import { expect, test } from 'vitest';
import type { CommandId } from '../../../core/ids.ts';
import type { SeenCommit, SeenEvent } from '../../../widget/app/engine/frames.ts';
import { tell } from '../../../widget/app/engine/story.ts';

const id = (text: string) => text as CommandId;
const log = (...events: SeenEvent[]): SeenCommit[] =>
  events.map((event, index) => ({ seq: index + 1, prev: index, at: 100 + index, events: [event] }));

const queued: SeenEvent = { type: 'queued', because: 'returned' };
const accepted: SeenEvent = { type: 'accepted', agent: { name: 'Inés' } };
const said = (from: 'visitor' | 'agent', text: string): SeenEvent => ({ type: 'message', id: id(text), from, text });

test('F1 before anything is read the stage is unknown', () => {
  expect(tell([], [], 0)).toMatchObject({ stage: 'unknown', lines: [] });
});

test('F1 the agent who accepted is named', () => {
  expect(tell(log(queued, accepted), [], 0)).toMatchObject({
    stage: 'active',
    agent: 'Inés',
    lines: [{ is: 'news', event: accepted, at: 101 }],
  });
});

test('D7 a chat whose agent was lost waits again, and says so', () => {
  const story = tell(log(queued, accepted, queued), [], 0);
  expect(story).toMatchObject({ stage: 'waiting', lines: [{ event: accepted }, { event: queued }] });
  expect(story.agent).toBeUndefined();
});

test('D9 who joins and leaves is said, and who has it taken over from whom', () => {
  const [joined, left] = ['joined', 'left'].map((type) => ({ type, agent: { name: 'Ana' } }) as SeenEvent);
  const taken: SeenEvent = { type: 'accepted', agent: { name: 'Tomás' } };
  const story = tell(log(queued, accepted, joined as SeenEvent, left as SeenEvent, taken), [], 0);
  expect(story).toMatchObject({
    agent: 'Tomás',
    lines: [{ event: accepted }, { event: joined }, { event: left }, { event: taken, before: 'Inés' }],
  });
});

test('D8 a chat that goes on after its end has lost nobody', () => {
  const ended: SeenEvent = { type: 'ended', by: 'system', outcome: 'auto-finished' };
  const again = log(queued, accepted, ended, said('visitor', 'I am back'));
  expect(tell(again, [], 0)).toMatchObject({ stage: 'waiting', lines: [{ is: 'news' }, { text: 'I am back' }] });
  const story = tell(log(...again.flatMap(({ events }) => events), queued, accepted), [], 0);
  expect(story.lines.map((line) => (line.is === 'news' ? line.event.type : line.is))).toEqual([
    ...['accepted', 'message', 'accepted'],
  ]);
});

test('F1 what the agent wrote since the visitor looked is unread', () => {
  const commits = log(queued, accepted, said('agent', 'one'), said('visitor', 'two'), said('agent', 'three'));
  expect(tell(commits, [], 0).unread).toBe(2);
  expect(tell(commits, [], 3).unread).toBe(1);
});

test('E4 a changed message shows its newest text, and one that was taken back none', () => {
  const commits = log(queued, accepted, said('agent', 'one'), said('agent', 'two'));
  const changed: SeenEvent[] = [
    { type: 'revised', of: 3, text: 'uno' },
    { type: 'revised', of: 4, text: '' },
    { type: 'revised', of: 99, text: 'of nothing here' },
  ];
  expect(tell(log(...commits.flatMap(({ events }) => events), ...changed), [], 9)).toMatchObject({
    lines: [{ is: 'news' }, { text: 'uno' }, { text: '' }],
    newest: 4,
  });
});

const asks: SeenEvent = { type: 'said', asks: true, lines: [{ text: 'Hi' }, { text: 'Which?', options: ['Lamp'] }] };

test('B4 as long as the bot talks nobody is waited for; what it says is unread until seen', () => {
  expect(tell(log(asks), [], 0)).toMatchObject({ stage: 'bot', lines: [{ is: 'said', lines: asks.lines }], unread: 2 });
  expect(tell(log(asks, queued), [], 1)).toMatchObject({ stage: 'waiting', lines: [{ is: 'said' }], unread: 0 });
});

test('F2 what is not saved yet stands below what is', () => {
  const waiting = { id: id('later'), handle: 'h', type: 'message', text: 'later', at: 200 } as const;
  const end = { id: id('end'), handle: 'h', type: 'end', text: '', at: 201 } as const;
  expect(tell(log(queued, said('visitor', 'first')), [waiting, end], 0).lines).toMatchObject([
    { text: 'first', state: { is: 'sent' } },
    { text: 'later', state: { is: 'pending' } },
  ]);
});

test('F4 an agent’s file is unread like a message; its verdict is not', () => {
  const file = (from: 'visitor' | 'agent'): SeenEvent => ({
    ...{ type: 'file', id: id('f'), upload: id('f') },
    from,
    name: 'a.pdf',
    bytes: 9,
  });
  const checked: SeenEvent = {
    type: 'file-checked',
    upload: id('f'),
    verdict: { is: 'clean', type: 'application/pdf' },
  };
  const story = tell(log(queued, accepted, file('agent'), file('visitor'), checked), [], 0);
  expect(story).toMatchObject({ unread: 1, newest: 3 });
  expect(story.lines.slice(1)).toMatchObject([
    { is: 'file', seq: 3 },
    { is: 'file', seq: 4 },
    { is: 'file', seq: 5 },
  ]);
});
