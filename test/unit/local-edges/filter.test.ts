import { expect, test } from 'vitest';
import { fits } from '../../../local/events/filter.ts';

const record = {
  eventName: 'INSERT',
  dynamodb: {
    Keys: { pk: { S: 'LANE#orders' }, sk: { S: 'WAIT#0001' } },
    NewImage: { follow: { BOOL: true }, n: { N: '7' }, tags: ['a', 'b'] },
  },
};

test.each<[string, unknown, boolean]>([
  ['an empty pattern', {}, true],
  ['equality', { eventName: ['INSERT'] }, true],
  ['equality, other value', { eventName: ['REMOVE'] }, false],
  ['one of several values', { eventName: ['REMOVE', 'INSERT'] }, true],
  ['a boolean', { dynamodb: { NewImage: { follow: { BOOL: [true] } } } }, true],
  ['a boolean is not its text', { dynamodb: { NewImage: { follow: { BOOL: ['true'] } } } }, false],
  ['all members have to fit', { eventName: ['INSERT'], dynamodb: { NewImage: { n: { N: ['8'] } } } }, false],
  ['prefix', { dynamodb: { Keys: { pk: { S: [{ prefix: 'LANE#' }] } } } }, true],
  ['prefix of another', { dynamodb: { Keys: { pk: { S: [{ prefix: 'CHAT#' }] } } } }, false],
  ['prefix of what is missing', { dynamodb: { OldImage: { pk: { S: [{ prefix: 'LANE#' }] } } } }, false],
  ['suffix', { dynamodb: { Keys: { pk: { S: [{ suffix: 'orders' }] } } } }, true],
  ['exists', { dynamodb: { NewImage: { n: { N: [{ exists: true }] } } } }, true],
  ['does not exist', { dynamodb: { OldImage: { n: { N: [{ exists: false }] } } } }, true],
  ['exists where it should not', { dynamodb: { NewImage: { n: { N: [{ exists: false }] } } } }, false],
  ['anything but a value', { eventName: [{ 'anything-but': 'REMOVE' }] }, true],
  ['anything but values', { eventName: [{ 'anything-but': ['REMOVE', 'INSERT'] }] }, false],
  ['anything but a prefix', { eventName: [{ 'anything-but': { prefix: 'INS' } }] }, false],
  ['without regard to case', { eventName: [{ 'equals-ignore-case': 'insert' }] }, true],
  ['one element of a list', { dynamodb: { NewImage: { tags: ['b'] } } }, true],
])('H3 a filter: %s', (_title, pattern, expected) => {
  expect(fits(pattern, record)).toBe(expected);
});

test('H3 an unsupported rule is an error', () => {
  expect(() => fits({ eventName: [{ numeric: ['>', 0] }] }, record)).toThrow('numeric');
});
