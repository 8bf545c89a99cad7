/** A console stays open for days. Foyer may be newer, and send what this console does not know. */
import { expect, test } from 'vitest';
import { wishedStatus } from '../../../console/live/live.ts';
import { sentences } from '../../../console/receipt/sentences.ts';
import { loadWords } from '../../../console/texts/texts.tsx';
import {
  accepted,
  ended,
  log,
  offered,
  queued,
  routed,
  says,
  screened,
  startConsole,
  started,
  terms,
} from './fakes.ts';

const interactionId = 'chat-1';
const newer = 'of-a-newer-foyer';

/** With an extra, unknown field in every object. */
const grown = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(grown);
  if (typeof value !== 'object' || value === null) return value;
  return {
    ...Object.fromEntries(Object.entries(value).map(([key, part]) => [key, grown(part)])),
    added: { by: newer },
  };
};

/** Every value that is one of a few is replaced by an unknown one. */
const logOf = log(
  [
    { ...started, terms: { ...terms, strategy: newer } },
    { ...screened({ signal: newer }), overruled: newer },
    routed(),
    { ...queued, because: newer, terms: { ...terms, strategy: newer } },
  ],
  {
    type: 'stepped',
    run: { step: 'a', tries: 0, doing: { is: newer } },
    said: [{ text: 'Hi' }],
    tags: [],
    variables: {},
  },
  {
    ...offered,
    considered: [
      { agentId: 'ines', why: 'chosen' },
      { agentId: 'joana', why: newer },
    ],
  },
  { ...accepted, how: newer },
  [says('visitor', 'Hello'), { ...says('agent', 'I listen in'), from: newer }],
  { type: newer, text: 'What only newer consoles show' },
  { ...ended, by: newer, outcome: newer },
).map((commit) => ({ ...commit, events: commit.events.map(grown) }));

async function received(commits: typeof logOf) {
  const console = startConsole();
  await console.connect({ chats: [interactionId] });
  console.line().push({ t: 'range', interactionId, seq: commits.length, more: false, commits, marks: {} });
  console.sent();
  return console;
}

test('H6 the chat continues with unknown data in it: what is known is shown, and nothing is requested twice', async () => {
  const { line, chat, sent, live } = await received(logOf.slice(0, 3));
  expect(chat()).toMatchObject({ stage: 'offered', position: 3 });
  for (const commit of logOf.slice(3, 6)) line().push({ t: 'commit', interactionId, commit });
  expect(chat()).toMatchObject({ stage: 'active', position: 6, turn: { of: 'visitor' } });
  line().push({ t: 'commit', interactionId, commit: logOf[6] });
  expect(chat()).toMatchObject({ stage: 'wrap-up', position: 7 });
  expect(chat()?.entries).toMatchObject([
    { kind: 'queued' },
    { kind: 'bot', lines: [{ text: 'Hi' }] },
    { kind: 'accepted' },
    { from: 'visitor', text: 'Hello' },
    { from: 'agent', text: 'I listen in' },
    { kind: 'ended' },
  ]);
  expect(sent()).toEqual([]);
  expect(live.state().notices).toEqual([]);
});

test.each(['en', 'es', 'pt'])('H6 the receipt shows only what is known: %s', async (culture) => {
  const { chat } = await received(logOf);
  const offeredChat = chat();
  if (!offeredChat) throw new Error('No chat');
  const said = sentences(offeredChat, await loadWords([culture])).join(' ');
  expect(said).toContain('Inés Carrasco');
  expect(said).not.toMatch(new RegExp(`undefined|${newer}`));
});

test('H6 an unknown status is shown by its name, and the chats in the same frame are still compared', async () => {
  const { line, live, sent } = await received(logOf.slice(0, 4));
  line().push({ t: 'pong', status: newer, chats: { [interactionId]: 9 }, now: 1_000_000 });
  expect(wishedStatus(live.state()).status).toBe(newer);
  expect(sent()).toMatchObject([{ t: 'sync', interactionId, after: 4 }]);
});
