import { describe, expect, test } from 'vitest';
import { fold } from '../../../console/live/chat.ts';
import { sentences } from '../../../console/receipt/sentences.ts';
import { inWords } from '../../../console/receipt/value.ts';
import { loadWords } from '../../../console/texts/texts.tsx';
import { AgentId, InteractionId } from '../../../core/ids.ts';
import { gatewayColumns, queueColumns } from '../../../core/routing/columns.ts';
import { strategies } from '../../../core/routing/strategies.ts';
import { AgentCommit } from '../../../protocol/agent.ts';
import {
  accepted,
  considering,
  ines,
  joana,
  log,
  mateo,
  offered,
  queued,
  routed,
  rung,
  screened,
  started,
  terms,
} from './fakes.ts';

const cultures = ['en', 'es', 'pt'];
const en = await loadWords(['en']);

/** What is said in `culture` about a chat with these events. */
async function said(events: object[], culture = 'en'): Promise<string[]> {
  const [commit] = log([started, ...events]);
  const chat = fold(undefined, InteractionId.parse('chat-1'), AgentCommit.parse(commit), AgentId.parse(ines.id));
  if (!chat) throw new Error('No chat');
  return sentences(chat, await loadWords([culture]));
}

const asking = { ...queued, requires: { skill: 'returns', proficiency: 60, language: 'es' } };
const chosenFirst = considering('chosen', 'later-in-order', 'later-in-order', 'later-in-order');
const usual = [screened(), routed(), asking, { ...offered, considered: chosenFirst }];

describe('B9 three sentences', () => {
  test.each([
    [
      'en',
      [
        'Came in through casa-alba while it was open.',
        'Row 2 sent it to Returns: returns 60+, Spanish.',
        'Offered to Inés Carrasco: first of 4 by longest idle.',
      ],
    ],
    [
      'es',
      [
        'Entró por casa-alba mientras estaba abierto.',
        'La fila 2 lo envió a Returns: returns desde 60, español.',
        'Ofrecido a Inés Carrasco: en primer lugar de 4 por más tiempo libre.',
      ],
    ],
    [
      'pt',
      [
        'Entrou por casa-alba enquanto estava aberto.',
        'A linha 2 enviou-a para Returns: returns a partir de 60, espanhol.',
        'Oferecida a Inés Carrasco: em primeiro lugar de 4 por mais tempo livre.',
      ],
    ],
  ])('%s', async (culture, expected) => {
    expect(await said(usual, culture)).toEqual(expected);
  });

  test.each([
    [{ row: 2 }, 'Came in through casa-alba while it was open, by row 3 of the gateway table.'],
    [{ scenario: 'triage' }, 'Came in through casa-alba while it was open, and talked with the bot first.'],
  ])('came in: %j', async (over, sentence) => {
    expect((await said([screened(over), routed(), asking]))[0]).toBe(sentence);
  });

  test.each([
    [
      'no row matched',
      [routed({ row: null }), queued],
      'No row matched, so it went to the website’s own queue: Returns.',
    ],
    ['nothing special asked', [routed({ row: 0 }), queued], 'Row 1 sent it to Returns.'],
    ['a row that has a name', [routed({ row: 0, note: 'Returns' }), queued], 'Row 1 (“Returns”) sent it to Returns.'],
    [
      'overflowed, and asks for less',
      [
        routed(),
        asking,
        { ...asking, because: 'relaxed', requires: { language: 'es' } },
        { ...asking, because: 'overflowed', terms: { ...terms, queueName: 'Retail' } },
      ],
      'Row 2 sent it to Returns: returns 60+, Spanish. It waited too long there and moved to Retail. After a while it needed only Spanish.',
    ],
  ])('where to: %s', async (_, events, sentence) => {
    expect(await said(events)).toEqual([sentence]);
  });

  test.each([
    ['the only one', considering('chosen'), ': the only suitable agent who was ready.'],
    [
      'after others',
      considering('passed-it', 'full', 'full', 'chosen', 'later-in-order'),
      ': next of 5 by longest idle; 1 had passed on it; 2 were at capacity.',
    ],
    [
      'a list that was cut',
      Array(10).fill(considering('later-in-order')[0]).with(0, considering('chosen')[0]),
      ': first of 10 or more by longest idle.',
    ],
    ['nobody noted', [], '.'],
  ])('who: %s', async (_, considered, end) => {
    expect((await said([queued, { ...offered, considered }])).at(-1)).toBe(`Offered to Inés Carrasco${end}`);
  });

  test.each([
    [
      'preferred',
      [{ ...queued, preferred: { agent: ines, until: 1_020_000 } }, offered],
      'Offered to Inés Carrasco: the row prefers this agent.',
    ],
    ['rung', [queued, rung(ines, joana, mateo)], 'Offered to 3 at once: Inés Carrasco, Joana Prates, and Mateo Ruiz.'],
    [
      'rung and accepted',
      [queued, rung(ines, joana), { ...accepted, agent: joana }],
      'Offered to 2 at once: Inés Carrasco and Joana Prates. Joana Prates was first to accept.',
    ],
    ['taken', [queued, { ...accepted, how: 'take' }], 'Inés Carrasco took it from the list.'],
    [
      'offered again',
      [queued, { ...offered, agents: [joana] }, offered],
      'Offered to Inés Carrasco: the only suitable agent who was ready.',
    ],
  ])('who: %s', async (_, events, sentence) => {
    expect((await said(events)).at(-1)).toBe(sentence);
  });

  test('a chat without an explanation says nothing', async () => {
    expect(await said([])).toEqual([]);
  });
});

describe('B9 values in words', () => {
  test.each([
    ['culture', ['es', '*-CH'], 'es, *-CH'],
    ['tags', { any: ['vip*'], none: ['fraud*', 'test'] }, 'any of vip* · none of fraud*, test'],
    ['tags', [], 'nothing'],
    ['calendar', { mode: 'out-of-hours', of: 'office' }, 'out of hours · by calendar office'],
    ['calendar', 'holiday', 'holiday'],
    // A tag may have the same name as a word of another column.
    ['tags', ['holiday'], 'holiday'],
    ['from', '2026-11-18T10:36', '2026-11-18 10:36'],
    ['trackingOpen', false, 'no'],
    ['queueLongerThan', 1500, '1500'],
    ['frequencyOver', { count: 20, withinS: 60, by: 'address' }, '20 · within 60 s · per address'],
    [
      'compare',
      [
        { variable: 'topic', is: '=', value: 'damaged' },
        { variable: 'total', is: '<', value: 60 },
      ],
      'topic = damaged, total < 60',
    ],
    ['compare', ['broken', null], 'broken, nothing'],
    ['external', undefined, 'nothing'],
    ['later', { deep: { er: [true] } }, 'deep er yes'],
  ])('%s %j: %s', (column, value, words) => {
    expect(inWords(value, column, en)).toBe(words);
  });

  test.each(cultures)('every column and strategy has a name in %s', async (culture) => {
    const { receipt, waiting } = (await loadWords([culture])).texts;
    const columns = Object.keys({ ...gatewayColumns, ...queueColumns });
    expect(Object.keys(receipt.columns).sort()).toEqual(columns.sort());
    expect(Object.keys(waiting.strategies).sort()).toEqual(Object.keys(strategies).sort());
  });
});
