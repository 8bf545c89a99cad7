import { expect, test } from 'vitest';
import { CommandId } from '../../../core/ids.ts';
import type { KeptCommand } from '../../../widget/app/engine/kept.ts';
import { createSender } from '../../../widget/app/engine/sender.ts';

const command = (n: number): KeptCommand => ({
  ...{ id: CommandId.parse(`command-${n}`.padEnd(16, '0')), handle: 'chat', type: 'message', text: String(n) },
  ...{ after: 0, at: n },
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
    send: (_id, frame) => sent.push('text' in frame ? frame.text : frame.t),
  });
  sender.pump();
  shared = [command(2)];
  sender.pump();
  expect(sent).toEqual(['1', '2']);
});
