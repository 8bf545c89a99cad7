import { describe, expect, it } from 'vitest';
import { checkConfiguration } from '../../../core/configuration/check.ts';
import type { ConfigurationInput } from '../../../core/configuration/schema.ts';
import { inCulture } from '../../../core/cultures.ts';
import { OfferId, QueueId } from '../../../core/ids.ts';
import type { Command } from '../../../core/interaction/commands.ts';
import { measuresOf } from '../../../core/interaction/measures.ts';
import { momentsOf } from '../../../core/interaction/moments.ts';
import { viewOf } from '../../../core/interaction/view.ts';
import { filled, MAX_TEXTS_BYTES, type Messages, textsIn } from '../../../core/messages.ts';
import {
  accepted,
  arrived,
  asInes,
  asTomas,
  commandId,
  given,
  ines,
  interactionId,
  offered,
  placement,
  queueId,
  type Story,
  start,
  terms,
  tomas,
  typesOf,
  visitor,
  when,
} from '../../support/chats.ts';

describe('A text for a visitor', () => {
  const texts = { zh: '中', 'zh-Hant': '繁', es: 'Hola' };

  it.each([
    ['zh-Hant-TW', '繁'],
    ['zh-CN', '中'],
    ['es-MX', 'Hola'],
    ['pt', undefined],
  ])('C6 %s reads the nearest culture: %s', (culture, text) => expect(inCulture(texts, culture)).toBe(text));

  it('C6 is the tenant’s own if there is none in the visitor’s culture, and one text is for all', () => {
    const written = { welcome: { es: 'Hola', 'pt-BR': 'Oi' }, closing: { en: 'Bye' }, taken: 'OK' };
    expect(textsIn(written, 'es-MX', 'pt-BR')).toEqual({ welcome: 'Hola', taken: 'OK' });
    expect(textsIn(written, 'de', 'pt-BR')).toEqual({ welcome: 'Oi', taken: 'OK' });
    expect(textsIn(written, 'de', 'en-GB')).toEqual({ closing: 'Bye', taken: 'OK' });
  });

  it('C6 has its variables filled in, each as it is, and other braces as they are', () => {
    const values = { visitor: '$& {queue}', queue: 'Orders' };
    expect(filled('{visitor} / { queue } / {agent} / {} / {toString}', values)).toBe(
      '$& {queue} / Orders / {agent} / {} / {toString}',
    );
  });

  it('C6 keeps its order around a name that is written the other way', () => {
    expect(filled('Hola, {visitor}: 3 min', { visitor: 'אבי' })).toBe('Hola, \u2068אבי\u2069: 3 min');
    expect(filled('שלום {visitor}!', { visitor: 'Ana' })).toBe('שלום \u2068Ana\u2069!');
  });

  it('C6 has an end, however often a long name is in it', () => {
    const long = filled('{visitor} '.repeat(50), { visitor: '👩‍👩‍👧'.repeat(15) });
    expect(long.length).toBeLessThanOrEqual(600);
    expect(long.endsWith('👩‍👩‍👧') || long.endsWith(' ')).toBe(true);
  });
});

describe('A chat of a queue with messages', () => {
  const spoken = {
    ...terms,
    messages: {
      ...{ welcome: 'Hola, {visitor}', taken: 'Te atiende {agent}', greeting: 'Soy {agent}, de {queue}' },
      ...{ closing: 'Gracias', feedback: '¿Qué tal con {agent}?', outOfTime: 'Cerrado', notAvailable: 'Llenos' },
      ...{ unmanaged: 'Escríbenos' },
    },
  };
  const arrives: Extract<Command, { type: 'start' }> = {
    ...start,
    terms: spoken,
    next: { is: 'placed', placement: { ...placement, terms: spoken } },
  };
  const begun: [number, Command] = [0, arrives];
  const seenByVisitor = ({ log }: Story) =>
    log.flatMap((commit) => viewOf('visitor', commit, 0, { revised: [] }).events);
  const lastWords = (story: Story) => story.log.flatMap(({ events }) => events.filter(({ type }) => type === 'ended'));

  it('C6 welcomes the visitor before the line', () => {
    expect(seenByVisitor(given(begun))).toMatchObject([
      { type: 'started' },
      { type: 'said', asks: false, lines: [{ text: 'Hola, Marta Solís' }] },
      { type: 'queued' },
    ]);
  });

  it('C6 welcomes once: also before an automated conversation, and not again after it', () => {
    const scenario = {
      ...{ id: 'hello', name: 'Hello' },
      steps: [
        { id: 'ask', do: 'ask', text: 'Which?', variable: 'order', as: 'text', tries: 1 },
        { id: 'on', do: 'route' },
      ],
    } as never;
    const talked = given([0, { ...arrives, next: { is: 'scripted', scenario } }], arrived, [
      2,
      { type: 'person', actor: visitor },
    ]);
    const lines = seenByVisitor(talked).flatMap((event) => (event.type === 'said' ? event.lines : []));
    expect(lines).toEqual([{ text: 'Hola, Marta Solís' }, { text: 'Which?' }]);
    const placed = when(talked, 3, { type: 'place', placement: { ...placement, terms: spoken } });
    expect(typesOf(placed)).toEqual(['routed', 'queued']);
  });

  it('C6 says who took it, then greets in the agent’s name; the visitor reads a message of the agent', () => {
    const { log } = given(begun, arrived, offered, accepted);
    const [commit] = log.slice(-1);
    expect(commit && viewOf('visitor', commit, 0, { revised: [] }).events).toEqual([
      { type: 'said', asks: false, lines: [{ text: 'Te atiende Inés Carrasco' }] },
      { type: 'accepted', agent: { name: 'Inés Carrasco' } },
      { type: 'message', id: expect.any(String), from: 'agent', text: 'Soy Inés Carrasco, de Orders' },
    ]);
  });

  it('C6 says that it moves and who has it now; the second agent does not ask again what is known', () => {
    const moved = { ...spoken, messages: { ...spoken.messages, transfer: 'Un momento, {visitor}' } };
    const start: Command = {
      ...arrives,
      terms: moved,
      next: { is: 'placed', placement: { ...placement, terms: moved } },
    };
    const had: [number, Command][] = [[0, start], arrived, offered, accepted];
    const to = { agentId: tomas.id };
    const id = commandId(7);
    const transfer: Command = {
      ...({ type: 'transfer', id, actor: asInes, to } as const),
      target: { agent: tomas, queues: [queueId] },
    };
    const answer: Command = { type: 'accept', actor: asTomas, offerId: OfferId.parse(id) };
    const advice = { queueId: QueueId.parse('advice'), terms: { ...moved, queueName: 'Advice' }, takes: true };
    const toQueue: Command = { ...transfer, to: { queueId: advice.queueId }, target: { queue: advice } };
    const said = (...steps: [number, Command][]) => seenByVisitor(given(...had, ...steps)).slice(-2);
    expect(said([50, transfer])).toEqual(said());
    expect(seenByVisitor(given(...had, [50, transfer], [60, answer])).slice(-3)).toEqual([
      { type: 'said', asks: false, lines: [{ text: 'Un momento, Marta Solís' }] },
      { type: 'said', asks: false, lines: [{ text: 'Te atiende Tomás Ferreira' }] },
      { type: 'accepted', agent: { name: 'Tomás Ferreira' } },
    ]);
    expect(said([50, toQueue])).toEqual([
      { type: 'said', asks: false, lines: [{ text: 'Un momento, Marta Solís' }] },
      { type: 'queued', queue: 'Advice', because: 'transferred' },
    ]);
    expect(said([50, toQueue], [70, { ...offered[1] }], [80, { ...accepted[1] }])).toEqual([
      { type: 'said', asks: false, lines: [{ text: 'Te atiende Inés Carrasco' }] },
      { type: 'accepted', agent: { name: 'Inés Carrasco' } },
    ]);
  });

  it('C6 a greeting is not an answer: the agent has written nothing', () => {
    const { log } = given(
      begun,
      arrived,
      offered,
      accepted,
      [60, { type: 'end', actor: visitor }],
      [70, { type: 'finish', actor: asInes, disposition: 'solved' }],
    );
    expect(measuresOf(momentsOf(interactionId, log))).toMatchObject({ messages: { agent: 0 } });
    expect(measuresOf(momentsOf(interactionId, log))).not.toHaveProperty('firstReplyMs');
  });

  it.each([
    ['the visitor ends it', given(begun, arrived, offered, accepted, [60, { type: 'end', actor: visitor }]), 'Gracias'],
    ['the agent ends it', given(begun, arrived, offered, accepted, [60, { type: 'end', actor: asInes }]), 'Gracias'],
    ['the line is too long', given(begun, [1, { type: 'turn-away' }]), 'Llenos'],
    [
      'it comes when the queue is full',
      given([0, { ...arrives, next: { is: 'over', outcome: 'rejected' } }]),
      'Llenos',
    ],
    [
      'it comes when the queue is closed',
      given([0, { ...arrives, next: { is: 'over', outcome: 'out-of-time' } }]),
      'Cerrado',
    ],
    [
      'it is sent to a queue that is closed',
      given([0, { ...arrives, next: { is: 'placed', placement: { ...placement, terms: spoken, takes: false } } }]),
      'Cerrado',
    ],
    ['the visitor leaves the line', given(begun, arrived, [9, { type: 'end', actor: visitor }]), undefined],
  ])('C6 last words when %s', (_, story, says) => {
    const [ended] = lastWords(story);
    expect(ended && 'says' in ended ? ended.says : undefined).toBe(says);
    expect(seenByVisitor(story).at(-1)).toMatchObject({ type: 'ended', ...(says && { says }) });
  });

  it('C6 without messages nothing is said', () => {
    const { log } = given([0, start], arrived, offered, accepted, [60, { type: 'end', actor: visitor }]);
    const types = log.flatMap(({ events }) => events.map(({ type }) => type));
    expect(types.filter((type) => type === 'said' || type === 'greeted')).toEqual([]);
    expect(lastWords({ log } as Story)[0]).not.toHaveProperty('says');
    expect(ines.name).toBe('Inés Carrasco');
  });
});

describe('Before publish', () => {
  const checked = (messages: Messages, more: Partial<ConfigurationInput> = {}) => {
    const queues = [
      { id: 'orders', name: 'Orders', members: [{ agent: 'ines' }], strategy: 'random' as const, messages },
    ];
    const agents = [{ id: 'ines', name: 'Inés', email: 'ines@shop.example' }];
    return checkConfiguration({ websites: [], queues, agents, ...more });
  };
  const path = 'queues[0].messages';

  it('C6 a variable that the message does not have is a problem, also the visitor’s name at the end (F5)', () => {
    expect(checked({ closing: { en: 'Bye {visitor}, {agent}' }, welcome: 'Hello { nombre }' })).toEqual({
      problems: [
        { path: `${path}.welcome`, expected: 'only the variables {queue} and {visitor}, not {nombre}' },
        { path: `${path}.closing.en`, expected: 'only the variables {agent} and {queue}, not {visitor}' },
      ],
    });
  });

  it('C6 a text that visitors of other cultures would not read at all is a problem', () => {
    expect(checked({ welcome: { es: 'Hola' } })).toEqual({
      problems: [{ path: `${path}.welcome`, expected: expect.stringMatching(/^a text in "en", the culture of the/) }],
    });
    expect(checked({ welcome: { es: 'Hola' } }, { culture: 'es-ES' })).toHaveProperty('configuration');
  });

  it('C6 a culture without a text is a warning, with what is shown instead', () => {
    const websites = [
      {
        id: 'shop',
        name: 'Shop',
        token: 'fw_offered0000',
        domains: ['shop.example'],
        queue: 'orders',
        culture: 'pt-BR',
      },
    ];
    const found = checked(
      { welcome: { en: 'Hello', es: 'Hola', pt: 'Oi' }, outOfTime: { es: 'Cerrado' }, closing: { en: 'Bye' } },
      { websites },
    );
    expect(found).toMatchObject({
      warnings: [
        {
          path: `${path}.outOfTime`,
          reason: '"orders" has no text in "en": visitors in that culture read Foyer’s own words',
        },
        {
          path: `${path}.outOfTime`,
          reason: '"orders" has no text in "pt-BR": visitors in that culture read Foyer’s own words',
        },
        {
          path: `${path}.outOfTime`,
          reason: '"orders" has no text in "pt": visitors in that culture read Foyer’s own words',
        },
        {
          path: `${path}.closing`,
          reason: '"orders" has no text in "pt-BR": visitors in that culture read the text in "en"',
        },
        {
          path: `${path}.closing`,
          reason: '"orders" has no text in "es": visitors in that culture read the text in "en"',
        },
        {
          path: `${path}.closing`,
          reason: '"orders" has no text in "pt": visitors in that culture read the text in "en"',
        },
      ],
    });
  });

  it('C6 more text than a chat can carry is a problem, however many cultures share it', () => {
    const wide = '語'.repeat(500);
    const four: Messages = { welcome: { en: wide, ja: wide }, taken: wide, greeting: wide, transfer: { en: wide } };
    expect(checked({ ...four, outOfTime: 'a' })).toEqual({
      problems: [{ path, expected: expect.stringContaining(`at most ${MAX_TEXTS_BYTES.toLocaleString('en')} bytes`) }],
    });
    const { taken: _, ...three } = four;
    expect(checked(three)).toHaveProperty('configuration');
  });
});
