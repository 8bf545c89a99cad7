import * as fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { Tags, TrackingId } from '../../../core/words.ts';
import { StartBody } from '../../../protocol/visitor.ts';
import { localeOf, timeOfDay } from '../../../widget/app/culture.ts';
import { factsOf } from '../../../widget/app/facts.ts';
import { inMessages } from '../../../widget/app/screens/door/in-messages.ts';
import en from '../../../widget/app/texts/en.ts';
import es from '../../../widget/app/texts/es.ts';
import pt from '../../../widget/app/texts/pt.ts';
import { languageOf, sayIn } from '../../../widget/app/texts/texts.ts';
import { turnedAway } from '../../../widget/app/turned-away.ts';

describe('what the page says of the visitor', () => {
  test('A3 B1 tags and tracking id go into the question for the signal, and with the variables into the start', () => {
    const { query, body } = factsOf({
      tags: 'vip, returning ',
      trackingId: 'order 7&',
      variables: { basket: 3, gift: true },
    });
    expect(query).toBe('tag=vip&tag=returning&tracking=order+7%26');
    expect(body).toEqual({
      tags: ['vip', 'returning'],
      trackingId: 'order 7&',
      variables: { basket: 3, gift: true },
    });
  });

  test('A3 a list is as good as commas', () => {
    expect(factsOf({ tags: ['vip', 'returning'] }).body.tags).toEqual(['vip', 'returning']);
  });

  test('A3 what Foyer would refuse is left out: the visitor is let in without it', () => {
    const { query, body } = factsOf({
      tags: ['', 'x'.repeat(65), ...Array.from({ length: 60 }, (_, index) => `t${index}`)],
      trackingId: 'x'.repeat(129),
      variables: { 'not a name': 1, long: 'x'.repeat(1001), nan: Number.NaN, fine: 'yes' },
    });
    expect(query).not.toContain('tracking');
    expect(body.variables).toEqual({ fine: 'yes' });
    expect(body.tags).toHaveLength(50);
    const start = { website: 'fw', id: 'abcdefghijklmnop', answers: { name: 'M' }, culture: 'es', ...body };
    expect(StartBody.safeParse(start).success).toBe(true);
  });
});

test('A3 F2 of what is more than Foyer takes in bytes the first ones are told, and the address stays short enough', () => {
  const { query, body } = factsOf({
    tags: [...Array.from({ length: 12 }, (_, index) => `${'語'.repeat(62)}${10 + index}`), 'vip'],
    trackingId: '語'.repeat(128),
    variables: {
      ...Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`v${index}`, '語'.repeat(500)])),
      plan: 'gold',
    },
  });
  expect(body.tags).toHaveLength(11);
  expect(body.tags).toContain('vip');
  expect(Object.keys(body.variables ?? {})).toEqual(['v0', 'v1', 'v2', 'v3', 'v4', 'plan']);
  const start = { website: 'fw', id: 'abcdefghijklmnop', answers: { name: 'M' }, culture: 'es', ...body };
  expect(StartBody.safeParse(start).success).toBe(true);
  // CloudFront accepts an address of 8,192 bytes.
  expect(query.length).toBeLessThan(8000);
});

test('A3 F2 whatever a page says, Foyer takes what the widget makes of it, and keeps what it can', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc.constantFrom(
      'vip',
      '\u200b',
      ' ',
      'a\u0000b',
      '\ud800',
      '\u202eturned',
      'e\u0301',
      '\u0958'.repeat(600),
      'two\nlines',
    ),
  );
  const tags = fc.oneof(text, fc.array(text, { maxLength: 60 }), fc.anything());
  const variables = fc.oneof(
    fc.dictionary(fc.oneof(fc.constantFrom('plan', 'a.b', '__proto__'), text), fc.oneof(text, fc.anything())),
    fc.anything(),
  );
  fc.assert(
    fc.property(tags, fc.oneof(text, fc.anything()), variables, (tags, trackingId, variables) => {
      const { query, body } = factsOf({ tags, trackingId, variables } as never);
      const start = { website: 'fw', id: 'abcdefghijklmnop', answers: { name: 'M' }, culture: 'es', ...body };
      expect(StartBody.safeParse(start).error?.issues).toBeUndefined();
      const asked = new URLSearchParams(query);
      expect(Tags.safeParse(asked.getAll('tag')).success).toBe(true);
      if (asked.has('tracking')) expect(TrackingId.safeParse(asked.get('tracking')).success).toBe(true);
    }),
    { numRuns: 500 },
  );
  expect(factsOf({ tags: ['\u0000', 'vip'], variables: { bad: '\ud800', plan: 'gold' } }).body).toEqual({
    tags: ['vip'],
    variables: { plan: 'gold' },
  });
});

describe('what came back from a start that was refused', () => {
  test('C2 is one message where it fits into one', () => {
    expect(inMessages('The lamp is cracked\nIt is the Duna')).toEqual(['The lamp is cracked\nIt is the Duna']);
    expect(inMessages('')).toEqual([]);
    expect(inMessages('x'.repeat(4000))).toEqual(['x'.repeat(4000)]);
  });

  test('C2 is parted between words, and nothing of it is lost', () => {
    const messages = ['é'.repeat(4000), 'The lamp is cracked', '😀'.repeat(2000)];
    expect(inMessages(messages.join('\n'))).toEqual(messages);
  });

  test('C2 is parted between characters where it has no words, as in Japanese', () => {
    const text = `a${'😀'.repeat(4500)}`;
    const parts = inMessages(text);
    expect(parts.join('')).toBe(text);
    expect(parts.every((part) => part.length <= 4000 && part.isWellFormed())).toBe(true);
  });
});

describe('no chat now', () => {
  const { TZ = 'UTC' } = process.env;
  afterEach(() => {
    process.env.TZ = TZ;
    vi.useRealTimers();
  });

  const at = async (culture: string, zone: string, now: string, opensAt?: string, wishes: string[] = []) => {
    process.env.TZ = zone;
    vi.useFakeTimers({ now: Date.parse(now), toFake: ['Date'] });
    const language = languageOf(culture);
    const locale = localeOf(language, culture, wishes);
    const opens = opensAt === undefined ? {} : { opensAt: Date.parse(opensAt) };
    const words = { say: sayIn({ en, es, pt }[language]), locale, time: timeOfDay(locale) };
    const [title, detail = ''] = turnedAway(words, { signal: 'closed', ...opens }) ?? [];
    // ICU puts a narrow space before AM.
    return `${title}. ${detail}`.replace(/[\u202f\u00a0]/g, ' ').trim();
  };

  test.each([
    [
      'en-GB',
      'Europe/Madrid',
      '2026-01-12T18:00Z',
      '2026-01-13T08:00Z',
      'We are closed. We open tomorrow at 9:00 (your time).',
    ],
    [
      'en-GB',
      'Europe/Madrid',
      '2026-01-13T05:00Z',
      '2026-01-13T08:00Z',
      'We are closed. We open today at 9:00 (your time).',
    ],
    // The same moment is another day where the visitor is.
    [
      'en-US',
      'Asia/Tokyo',
      '2026-01-12T18:00Z',
      '2026-01-13T08:00Z',
      'We are closed. We open today at 5:00 PM (your time).',
    ],
    [
      'en-US',
      'America/New_York',
      '2026-01-12T18:00Z',
      '2026-01-13T08:00Z',
      'We are closed. We open tomorrow at 3:00 AM (your time).',
    ],
    [
      'es',
      'Europe/Madrid',
      '2026-01-12T18:00Z',
      '2026-01-13T08:00Z',
      'Ahora estamos cerrados. Abrimos mañana a las 9:00 (tu hora).',
    ],
    [
      'es',
      'Europe/Madrid',
      '2026-01-16T18:00Z',
      '2026-01-19T08:00Z',
      'Ahora estamos cerrados. Abrimos el lunes a las 9:00 (tu hora).',
    ],
    [
      'es',
      'Europe/Madrid',
      '2026-01-16T18:00Z',
      '2026-02-02T08:00Z',
      'Ahora estamos cerrados. Abrimos el lunes, 2 de febrero a las 9:00 (tu hora).',
    ],
    [
      'pt-BR',
      'America/Sao_Paulo',
      '2026-01-12T18:00Z',
      '2026-01-13T12:00Z',
      'Estamos fechados. Abrimos amanhã às 9:00 (sua hora).',
    ],
    [
      'pt',
      'Europe/Lisbon',
      '2026-01-16T18:00Z',
      '2026-01-19T09:00Z',
      'Estamos fechados. Abrimos segunda-feira às 9:00 (sua hora).',
    ],
    // English texts for speakers of other languages, but no German weekday among them.
    [
      'de-CH',
      'Europe/Zurich',
      '2026-01-16T18:00Z',
      '2026-01-19T08:00Z',
      /^We are closed. We open on Monday at 0?9[:.]00/,
    ],
    // The night in which clocks go forward is an hour short.
    [
      'en-GB',
      'Europe/Madrid',
      '2026-03-28T20:00Z',
      '2026-03-29T07:00Z',
      'We are closed. We open tomorrow at 9:00 (your time).',
    ],
  ])('A13 %s in %s at %s, opening %s', async (culture, zone, now, opensAt, words) => {
    expect(await at(culture, zone, now, opensAt)).toMatch(words);
  });

  test.each([
    [['en-GB', 'en'], 'We are closed. We open today at 19:54 (your time).'],
    [['de-DE', 'en-GB'], 'We are closed. We open today at 19:54 (your time).'],
    [['en-US'], 'We are closed. We open today at 7:54 PM (your time).'],
    [['de-DE'], 'We are closed. We open today at 7:54 PM (your time).'],
  ])(
    'A13 the opening is written as a browser in %s writes it, whatever English the website speaks',
    async (wishes, words) => {
      expect(await at('en-US', 'Europe/London', '2026-01-12T09:00Z', '2026-01-12T19:54Z', wishes)).toBe(words);
    },
  );

  test('A13 when it opens is left out where that is not known', async () => {
    expect(await at('en', 'UTC', '2026-01-12T18:00Z')).toBe('We are closed.');
  });

  test.each([
    ['rejected', 'Everyone is busy right now'],
    ['timed-out', 'Everyone is busy right now'],
    ['offline', 'Everyone is busy right now'],
    ['out-of-time', 'We are closed'],
    ['auto-finished', undefined],
    ['completed', undefined],
  ] as const)('B1 a chat that ended %s says “%s”', async (outcome, words) => {
    const say = sayIn(en);
    expect(turnedAway({ say, locale: 'en', time: timeOfDay('en') }, { outcome })?.[0]).toBe(words);
  });
});
