/** What is said (`{most}`: characters) to whoever gave no valid answer, and how a value is shown to them, in their culture. */
import type { Words } from '../cultures.ts';
import type { Value } from '../words.ts';
import { dateInNumbers, dateInWords, numberInCulture } from './as-written.ts';
import type { AnswerKind } from './kinds.ts';

interface Expected {
  words: Words;
  /** Inserted as `{example}`, in the culture's format. */
  example?(culture: string): string;
  /** A value in words; without this it is shown as it is. */
  shown?(value: Value, culture: string): string;
}

const chooseOne: Words = {
  en: 'Please choose one of these.',
  es: 'Elige una de estas opciones.',
  pt: 'Escolha uma destas opções.',
};

export const expected: Record<AnswerKind, Expected> = {
  text: {
    words: {
      en: 'Please enter an answer of at most {most} characters.',
      es: 'Escribe una respuesta de {most} caracteres como máximo.',
      pt: 'Escreva uma resposta de até {most} caracteres.',
    },
  },
  lines: {
    words: {
      en: 'Please enter an answer of at most {most} characters.',
      es: 'Escribe una respuesta de {most} caracteres como máximo.',
      pt: 'Escreva uma resposta de até {most} caracteres.',
    },
  },
  number: {
    words: {
      en: 'Please enter a number, such as 12 or {example}.',
      es: 'Escribe un número, como 12 o {example}.',
      pt: 'Escreva um número, como 12 ou {example}.',
    },
    example: (culture) => numberInCulture(3.5, culture),
    shown: (value, culture) => (typeof value === 'number' ? numberInCulture(value, culture) : String(value)),
  },
  email: {
    words: {
      en: 'Please enter an e-mail address, such as ana@example.com.',
      es: 'Escribe una dirección de correo, como ana@example.com.',
      pt: 'Escreva um endereço de e-mail, como ana@example.com.',
    },
  },
  phone: {
    words: {
      en: 'Please enter a phone number with 7 to 15 digits.',
      es: 'Escribe un número de teléfono de 7 a 15 cifras.',
      pt: 'Escreva um número de telefone de 7 a 15 dígitos.',
    },
  },
  date: {
    words: {
      en: 'Please enter a date with the year, such as {example}.',
      es: 'Escribe una fecha con su año, como {example}.',
      pt: 'Escreva uma data com o ano, como {example}.',
    },
    example: (culture) => dateInNumbers('2026-12-31', culture),
    shown: (value, culture) => dateInWords(String(value), culture),
  },
  select: { words: chooseOne },
  radio: { words: chooseOne },
  checkboxes: {
    words: {
      en: 'Please choose at least one of these.',
      es: 'Elige al menos una de estas opciones.',
      pt: 'Escolha pelo menos uma destas opções.',
    },
  },
  attachment: {
    words: {
      en: 'Please attach a file: at most {most} of {size} MB each, of the kinds {accept}.',
      es: 'Adjunta un archivo: {most} como máximo, de {size} MB cada uno, de los tipos {accept}.',
      pt: 'Anexe um ficheiro: no máximo {most} de {size} MB cada, dos tipos {accept}.',
    },
  },
  agreement: {
    words: {
      en: 'Please agree to continue.',
      es: 'Tienes que aceptarlo para continuar.',
      pt: 'É preciso aceitar para continuar.',
    },
  },
};
