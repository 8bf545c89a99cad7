import { expect, test } from 'vitest';
import { commitKey, headKey, waitingKey } from '../../../adapters/dynamodb/keys.ts';
import { commitRow, waitingRow } from '../../../adapters/dynamodb/rows.ts';
import { readChange } from '../../../adapters/dynamodb/stream.ts';
import { laneId } from '../../../core/configuration/lanes.ts';
import type { Commit } from '../../../core/interaction/events.ts';
import { timersOf } from '../../../core/interaction/timers.ts';
import {
  accepted,
  arrived,
  at,
  commandId,
  desk,
  given,
  interactionId,
  offered,
  queueId,
  started,
  tab,
  visitor,
} from '../../support/chats.ts';

const asked = { type: 'message', id: commandId(99), actor: visitor, text: '¿dónde?' } as const;
const { log } = given(
  ...[started, arrived, offered, accepted],
  [9, asked],
  [10, { type: 'disconnect', side: 'agent', connectionId: desk }],
  [11, { type: 'disconnect', side: 'visitor', connectionId: tab }],
);
const entry = {
  interactionId,
  queueId,
  lane: laneId({ queueId, requires: { skill: 'refunds', language: 'es' } }),
  priority: 0,
  since: at(0),
  visitorName: 'Marta Solís',
  subject: 'Hola',
  latest: '',
  culture: 'es',
  requires: { skill: 'refunds', language: 'es' },
};

test('H3 only commits from which something follows are marked for the stream’s filter', () => {
  const marked = log.filter((commit) => 'follow' in commitRow(commit, 0));
  expect(marked.map(({ events }) => events.map(({ type }) => type))).toEqual([
    ['started', 'screened', 'routed', 'queued'],
    ['offered'],
    ['disconnected'],
  ]);
  expect(timersOf(interactionId, log.at(-1) as Commit)).toEqual([
    { kind: 'tell-away', interactionId, dueAt: at(21) },
    { kind: 'auto-finish', interactionId, dueAt: at(611) },
  ]);
});

test('D9 a commit is read back from the stream as it was written', () => {
  const changes = log.map((commit) =>
    readChange({
      eventName: 'INSERT',
      dynamodb: { Keys: commitKey(interactionId, commit.seq), NewImage: commitRow(commit, 0) },
    }),
  );
  expect(changes).toEqual(log.map((commit) => ({ kind: 'commit', interactionId, commit })));
});

test('E2 a chat joins a line, writes there, and leaves it', () => {
  const Keys = waitingKey(entry);
  const image = { ...Keys, ...waitingRow(entry) };
  const written = { ...entry, latest: 'Es urgente' };
  expect(readChange({ eventName: 'INSERT', dynamodb: { Keys, NewImage: image } })).toEqual({
    kind: 'stands in line',
    entry,
  });
  const NewImage = { ...Keys, ...waitingRow(written) };
  expect(readChange({ eventName: 'MODIFY', dynamodb: { Keys, OldImage: image, NewImage } })).toEqual({
    kind: 'stands in line',
    entry: written,
  });
  expect(readChange({ eventName: 'REMOVE', dynamodb: { Keys, OldImage: image } })).toEqual({
    kind: 'left line',
    entry,
  });
});

test('H3 a snapshot is nothing to follow up', () => {
  expect(readChange({ eventName: 'MODIFY', dynamodb: { Keys: headKey(interactionId) } })).toEqual({ kind: 'other' });
});
