/** What is meant for some never reaches the others, whatever happens, in whatever order (D9, E4). */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { InteractionId } from '../../../core/ids.ts';
import { createFoyer } from '../../support/foyer-in-memory.ts';

/** In every text that no visitor may read, and in the names of supervisors who never join. */
const SECRET = 'SECRET';
const supervisors = {
  /** Only watches: agents do not notice either. */
  'person:SECRET-silent': ['watch', 'watch', 'leave'],
  'person:SECRET-whispers': ['watch', 'watch', 'whisper', 'whisper', 'transfer', 'invite', 'withdraw', 'leave'],
  'person:joins': ['watch', 'join', 'join', 'message', 'whisper', 'leave', 'take-over'],
} as const;
const agents = ['ines', 'tomas', 'rui'] as const;
const ofAgents = [
  ...(['accept', 'accept', 'accept', 'accept', 'reject', 'take', 'message', 'message', 'end', 'finish'] as const),
  ...(['transfer', 'transfer', 'invite', 'invite', 'withdraw', 'leave', 'note', 'park', 'resume'] as const),
];

type Step =
  | { by: 'visitor'; t: 'message' | 'resume' | 'end' }
  | { by: string; role: 'agent' | 'supervisor'; t: string; to: object }
  | { by: 'time'; seconds: number };

const to = fc.oneof(
  { weight: 3, arbitrary: fc.record({ agentId: fc.constantFrom(...agents) }) },
  { weight: 1, arbitrary: fc.record({ queueId: fc.constantFrom('orders', 'advice') }) },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      by: fc.constant('visitor' as const),
      t: fc.constantFrom('message' as const, 'message' as const, 'message' as const, 'resume' as const, 'end' as const),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      ...{ by: fc.constantFrom(...agents), role: fc.constant('agent' as const), t: fc.constantFrom(...ofAgents), to },
    }),
  },
  ...Object.entries(supervisors).map(([name, ts]) => ({
    weight: 2,
    arbitrary: fc.record({
      ...{ by: fc.constant(name), role: fc.constant('supervisor' as const), t: fc.constantFrom<string>(...ts), to },
    }),
  })),
  { weight: 1, arbitrary: fc.record({ by: fc.constant('time' as const), seconds: fc.integer({ min: 1, max: 60 }) }) },
);

// biome-ignore lint/suspicious/noExplicitAny: what a function answers has a schema with tests of its own
type Frame = any;

/** All frames that everybody received, and what each would read from the log now. */
async function play(steps: Step[]) {
  const foyer = await createFoyer();
  const received = new Map<string, Frame[]>();
  const hear = (who: string, socket: string, ...answers: Frame[]) =>
    received.set(who, [...(received.get(who) ?? []), ...answers, ...foyer.heard(socket)]);
  for (const agent of agents) await foyer.signIn(agent);
  const { interactionId } = await foyer.start();
  const id = InteractionId.parse(interactionId);
  const resume = () => foyer.visitor(interactionId, 'tab', { t: 'resume', id: foyer.newId(), after: 0 });
  await resume();
  for (const each of steps) {
    if (each.by === 'time') {
      foyer.advance((each as { seconds: number }).seconds);
      for (const timer of foyer.armed.splice(0)) if (timer.dueAt <= foyer.now()) await foyer.deliver(timer);
      continue;
    }
    const { t } = each as { t: string };
    const frame = { t, id: foyer.newId(), after: (await foyer.stores.chats.load(id)).chat.seq };
    if (each.by === 'visitor') {
      const answer = await foyer.visitor(interactionId, 'tab', { ...frame, text: 'Hello' });
      hear('visitor', 'tab', answer);
      continue;
    }
    const { role, to } = each as Extract<Step, { role: string }>;
    const { chat } = await foyer.stores.chats.load(id);
    const said = t === 'message' ? { text: 'Plain' } : { text: `${SECRET} text`, note: `${SECRET} note` };
    const offerId = (chat.stage && chat.offers[0]?.id) ?? 'none';
    const asked = { ...frame, ...said, interactionId, to, offerId, disposition: 'solved' };
    hear(each.by, `desk-${each.by}`, await foyer.agent(each.by, `desk-${each.by}`, asked, role));
    for (const other of agents) hear(other, `desk-${other}`);
    hear('visitor', 'tab');
  }
  hear('visitor', 'tab', await resume());
  const range = await foyer.stores.chats.range(id, 0, 10_000);
  return { received, range };
}

it('D9 E4 no visitor receives a whisper, a note or who watches, and no agent who only watches', async () => {
  let whispered = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40, size: 'max' }), async (steps) => {
      const { received, range } = await play(steps);
      const text = (who: string) => JSON.stringify(received.get(who) ?? []);
      expect(text('visitor')).not.toContain(SECRET);
      expect(text('visitor')).not.toMatch(/proposed|monitored|whispered|offer/);
      for (const agent of agents) expect(text(agent)).not.toMatch(/SECRET-silent|monitored/);
      whispered += range.filter(({ events }) => events.some(({ type }) => type === 'whispered')).length;
      // Each pushed commit names the one before that they can see, as if there were no others.
      const frames = received.get('visitor') ?? [];
      const visible: number[] = frames.findLast(({ t }) => t === 'range').commits.map(({ seq }: Frame) => seq);
      for (const { seq, prev } of frames.flatMap(({ t, commit }) => (t === 'commit' ? [commit] : [])))
        expect(visible.filter((each) => each < seq).at(-1) ?? 0, `before ${seq}`).toBe(prev);
    }),
    // A few of all seeds whisper nothing, because someone must watch first.
    { numRuns: 60, seed: 2 },
  );
  expect(whispered, 'the run reaches what it is about').toBeGreaterThan(0);
});
