/** What an `ask` accepts as an answer (B4). To add a kind, name it in `schema.ts` and add a row. */
import type { Words } from '../cultures.ts';
import { Email, type Value } from '../words.ts';
import { dateInNumbers, dateInWords, datesIn, numberInCulture, numbersIn, plain } from './as-written.ts';
import type { Meaning, Step } from './schema.ts';

interface Answer {
  /** What a trimmed text can mean: nothing valid, one thing, or several of which the visitor must choose one. */
  read(text: string, culture: string): Meaning[];
  expected: Words;
  /** Inserted in `expected` as `{example}`, in the culture's format. */
  example?(culture: string): string;
}

const meaning = (value: Value | undefined): Meaning[] => (value === undefined ? [] : [{ label: String(value), value }]);

export const answers: Record<Extract<Step, { do: 'ask' }>['as'], Answer> = {
  text: {
    read: (text) => meaning(text.length >= 1 && text.length <= 1000 ? text : undefined),
    expected: {
      en: 'Please enter an answer of at most 1000 characters.',
      es: 'Escribe una respuesta de 1000 caracteres como máximo.',
      pt: 'Escreva uma resposta de até 1000 caracteres.',
    },
  },
  number: {
    read: (text, culture) =>
      numbersIn(text, culture).map((value) => ({ label: numberInCulture(value, culture), value })),
    expected: {
      en: 'Please enter a number, such as 12 or {example}.',
      es: 'Escribe un número, como 12 o {example}.',
      pt: 'Escreva um número, como 12 ou {example}.',
    },
    example: (culture) => numberInCulture(3.5, culture),
  },
  email: {
    read: (text) => meaning(Email.safeParse(text).data),
    expected: {
      en: 'Please enter an e-mail address, such as ana@example.com.',
      es: 'Escribe una dirección de correo, como ana@example.com.',
      pt: 'Escreva um endereço de e-mail, como ana@example.com.',
    },
  },
  phone: {
    // Stored without separators, so that the same number is the same value. 15: E.164.
    read(text) {
      const written = plain(text);
      const digits = written.replace(/\D/g, '');
      const isPhone = /^\(?\+?[\d\s()./-]+$/.test(written) && digits.length >= 7 && digits.length <= 15;
      return meaning(isPhone ? `${written.includes('+') ? '+' : ''}${digits}` : undefined);
    },
    expected: {
      en: 'Please enter a phone number with 7 to 15 digits.',
      es: 'Escribe un número de teléfono de 7 a 15 cifras.',
      pt: 'Escreva um número de telefone de 7 a 15 dígitos.',
    },
  },
  date: {
    read: (text, culture) => datesIn(text, culture).map((value) => ({ label: dateInWords(value, culture), value })),
    expected: {
      en: 'Please enter a date with the year, such as {example}.',
      es: 'Escribe una fecha con su año, como {example}.',
      pt: 'Escreva uma data com o ano, como {example}.',
    },
    example: (culture) => dateInNumbers('2026-12-31', culture),
  },
};

export const inDoubt: Words = {
  en: 'That could mean more than one thing. Which one do you mean?',
  es: 'Eso se puede leer de más de una forma. ¿A cuál te refieres?',
  pt: 'Isso pode ser lido de mais de uma forma. A qual se refere?',
};
