import { expect, test } from 'vitest';
import { CommandId } from '../../../core/ids.ts';
import type { KeptCommand } from '../../../widget/app/engine/kept.ts';
import { createSender } from '../../../widget/app/engine/sender.ts';

const command = (n: number): KeptCommand => ({
  ...{ id: CommandId.parse(`command-${n}`.padEnd(16, '0')), handle: 'chat', type: 'message', text: String(n) },
  at: n,
});

test('F2 what another tab saw acknowledged does not hold up what comes after it', () => {
  let shared = [command(1)];
  const sent: string[] = [];
  const sender = createSender({
    outbox: {
      ...{ entries: () => shared, next: () => shared[0], add() {}, refuse() {}, tryAgain() {} },
      remove: (id) => {
        shared = shared.filter((entry) => entry.id !== id);
      },
    },
    backoff: { retry() {}, succeeded() {}, stop() {} },
    maySend: () => true,
    position: () => 0,
    send: (_id, frame) => sent.push('text' in frame ? frame.text : frame.t),
  });
  sender.pump();
  shared = [command(2)];
  sender.pump();
  expect(sent).toEqual(['1', '2']);
});

test('F2 what is sent names how far the log has been searched for it by now, not when it was written', () => {
  let position = 7;
  const after: unknown[] = [];
  const entry = command(1);
  const sender = createSender({
    outbox: { entries: () => [entry], next: () => entry, add() {}, refuse() {}, tryAgain() {}, remove() {} },
    backoff: { retry: (run) => run(), succeeded() {}, stop() {} },
    maySend: () => after.length < 2,
    send: (_id, frame) => after.push('after' in frame && frame.after),
    position: () => position,
  });
  sender.pump();
  position = 150;
  sender.refused(entry.id, 'behind');
  expect(after).toEqual([7, 150]);
});
