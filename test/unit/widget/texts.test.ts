import { expect, test } from 'vitest';
import en from '../../../widget/app/texts/en.ts';
import es from '../../../widget/app/texts/es.ts';
import pt from '../../../widget/app/texts/pt.ts';
import { languageOf, sayIn } from '../../../widget/app/texts/texts.ts';

const placeholders = (texts: Record<string, string>) =>
  Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, text.match(/\{\d\}/g)?.sort() ?? []]));

test.each([
  ['es', es],
  ['pt', pt],
])('C6 every text is there in %s, with the same values', (_language, texts) => {
  expect(placeholders(texts)).toEqual(placeholders(en));
  expect(texts.ordinals.split(' ')).toHaveLength(en.ordinals.split(' ').length);
});

test('C6 a culture speaks its language, else English', () => {
  expect(['es-MX', 'pt', 'pt-BR', 'de-CH'].map(languageOf)).toEqual(['es', 'pt', 'pt', 'en']);
  // Estonian in ISO 639-2, and an unknown language.
  expect(['est', 'ptx'].map(languageOf)).toEqual(['en', 'en']);
});

test.each(['Inés', '$&', "$'", '{1}', '{0}'])('C6 %s is filled in as it is', (name) => {
  expect(sayIn(es)('joined', name, '10:38')).toBe(`${name} se ha unido a las 10:38`);
});
