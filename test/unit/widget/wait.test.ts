import { afterEach, expect, test, vi } from 'vitest';
import { timeOfDay } from '../../../widget/app/culture.ts';
import { saidWait } from '../../../widget/app/engine/wait.ts';
import en from '../../../widget/app/texts/en.ts';
import es from '../../../widget/app/texts/es.ts';
import pt from '../../../widget/app/texts/pt.ts';
import { type Language, sayIn } from '../../../widget/app/texts/texts.ts';
import { startInWords, waitInWords } from '../../../widget/app/texts/wait.ts';

const texts = { en, es, pt };

const after = (fromS: number, toS: number, ...before: [number, number][]) => {
  const wait = saidWait([...before, [fromS, toS] as const].map(([fromS, toS]) => ({ fromS, toS })));
  if (!wait) throw new Error('Nothing is said');
  return wait;
};

test.each([
  ['en', 120, 240, 'About 2 to 4 minutes.'],
  ['es', 120, 240, 'Entre 2 y 4 minutos.'],
  ['pt', 120, 240, 'Entre 2 e 4 minutos.'],
  ['en', 20, 60, 'Less than 2 minutes.'],
  ['es', 20, 89, 'Menos de 2 minutos.'],
  ['pt', 0, 0, 'Menos de 2 minutos.'],
  ['en', 30, 90, 'About 1 to 2 minutes.'],
  ['en', 179, 181, 'About 2 to 4 minutes.'],
  ['en', 180, 180, 'About 3 to 4 minutes.'],
] as [Language, number, number, string][])('B14 %s: between %i and %i s is “%s”', (language, fromS, toS, words) => {
  expect(waitInWords(sayIn(texts[language]), after(fromS, toS))).toBe(words);
});

test.each([
  ['en', 'Sorry, it is taking longer than we said: now 3 to 6 minutes.'],
  ['es', 'Tardamos más de lo dicho: ahora de 3 a 6 minutos. Perdona.'],
  ['pt', 'Demora mais do que dissemos: agora 3 a 6 minutos. Desculpe.'],
] as [Language, string][])('B14 %s: an interval above what was said says so', (language, words) => {
  expect(waitInWords(sayIn(texts[language]), after(180, 360, [120, 240]))).toBe(words);
});

test('B14 it stays longer than was said until it is not', () => {
  expect(after(180, 360, [120, 240], [180, 360]).isLonger).toBe(true);
  expect(after(120, 240, [120, 240], [180, 360]).isLonger).toBe(false);
  expect(after(60, 180, [120, 240]).isLonger).toBe(false);
});

test('B14 a moment without an expectation takes no promise back', () => {
  const [soon, late] = [
    { fromS: 120, toS: 240 },
    { fromS: 180, toS: 360 },
  ];
  expect(saidWait([soon, undefined])).toBeUndefined();
  expect(saidWait([soon, undefined, late])?.isLonger).toBe(true);
});

test('B14 less certain is not longer', () => {
  expect(after(60, 360, [120, 240]).isLonger).toBe(false);
});

afterEach(() => {
  vi.useRealTimers();
});

test.each([
  ['en', '2026-01-12T09:00:00', 600, 'Your chat starts at 9:10'],
  ['en', '2026-01-12T23:50:00', 500, 'Your chat starts at 23:59'],
  ['en', '2026-01-12T23:50:00', 541, 'Your chat starts tomorrow at 0:00'],
  ['es', '2026-01-12T16:00:00', 43_200, 'Tu chat empieza mañana a las 4:00'],
  ['pt', '2026-01-12T09:00:30', 86_400, 'A sua conversa começa amanhã às 9:01'],
] as [Language, string, number, string][])(
  'A2 E11 %s: at %s, put off by %i s: “%s”',
  (language, now, afterS, words) => {
    vi.useFakeTimers({ now: new Date(now), toFake: ['Date'] });
    const time = timeOfDay(language === 'en' ? 'en-GB' : language);
    expect(startInWords({ say: sayIn(texts[language]), time }, Date.now() + afterS * 1000)).toBe(words);
  },
);
