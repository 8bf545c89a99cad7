/**
 * F2, E4: whether someone may do a thing is checked before whether it was already done. For every frame, from everyone, under
 * every id that someone could know: what is refused under a fresh id is refused under a known one, and nobody hears about it.
 */
import { describe, expect, it } from 'vitest';
import { InteractionId } from '../../../core/ids.ts';
import { createFoyer, type Foyer } from '../../support/foyer-in-memory.ts';

type Frame = Record<string, unknown>;

/** Marta talks to Inés, who has an internal view of her; Tomás serves the same queue, Rui another, Sven is another visitor. */
async function talking() {
  const foyer = await createFoyer();
  const { interactionId } = await foyer.start();
  await foyer.visitor(interactionId, 'marta', { t: 'resume', id: foyer.newId(), after: 0 });
  await foyer.signIn('ines');
  await foyer.signIn('tomas');
  await foyer.signIn('rui');
  const [offered] = await log(foyer, interactionId, 'offered');
  if (offered?.type !== 'offered') throw new Error('nobody was offered the chat');
  const { offerId } = offered;
  await foyer.agent('ines', 'desk-ines', { t: 'accept', id: foyer.newId(), interactionId, offerId });
  await foyer.visitor(interactionId, 'marta', { t: 'message', id: foyer.newId(), after: 3, text: 'the secret words' });
  await foyer.agent('ines', 'desk-ines', {
    t: 'message',
    id: foyer.newId(),
    interactionId,
    after: 3,
    text: 'an answer',
  });
  const other = await foyer.start('fw_picked00000', 'Sven');
  for (const socket of sockets) foyer.heard(socket);
  return { foyer, interactionId, offerId, other: other.interactionId };
}

const sockets = ['marta', 'desk-ines', 'desk-tomas', 'desk-rui', 'sven'];

async function log(foyer: Foyer, interactionId: string, type?: string) {
  const commits = await foyer.stores.chats.range(InteractionId.parse(interactionId), 0, 100);
  return commits.flatMap(({ events }) => events.filter((event) => type === undefined || event.type === type));
}

const agentFrames = (interactionId: string, offerId: string): Frame[] => [
  { t: 'sync', interactionId, after: 0 },
  { t: 'take', interactionId },
  { t: 'accept', interactionId, offerId },
  { t: 'reject', interactionId, offerId },
  { t: 'message', interactionId, after: 0, text: 'not the same' },
  { t: 'end', interactionId, after: 0 },
  { t: 'finish', interactionId, after: 0, disposition: 'done' },
];

const knownIds = async (foyer: Foyer, interactionId: string): Promise<string[]> => {
  const commits = await foyer.stores.chats.range(InteractionId.parse(interactionId), 0, 100);
  const timers = ['expire-offer', 'agent', 'review', 'auto-finish'].map(
    (kind) => `timer-${kind}-${foyer.now() + 20_000}`,
  );
  return [...commits.map(({ id }) => id), interactionId, `${interactionId}-first`, 'gone-marta______', ...timers];
};

describe.each(['tomas', 'rui'])('E1, B13: %s, with whom the chat is not', (agentId) => {
  const { length } = agentFrames('', '');
  it.each(Array.from({ length }, (_, n) => n))(
    'is refused frame %i under every id, and nobody hears of it',
    async (n) => {
      const { foyer, interactionId, offerId } = await talking();
      const before = await log(foyer, interactionId);
      const ids = await knownIds(foyer, interactionId);
      const ask = (id: string) =>
        foyer.agent(agentId, `desk-${agentId}`, { ...agentFrames(interactionId, offerId)[n], id });

      const fresh = await ask(foyer.newId());
      expect(fresh).toMatchObject({ t: 'refused' });
      for (const id of ids) expect([id, (await ask(id)).code]).toEqual([id, fresh.code]);

      expect(await log(foyer, interactionId)).toEqual(before);
      expect(sockets.flatMap((socket) => foyer.heard(socket))).toEqual([]);
    },
  );
});

it('F2: a visitor who repeats ids of others has said something new, and gets nothing of theirs', async () => {
  const { foyer, interactionId } = await talking();
  const commits = await foyer.stores.chats.range(InteractionId.parse(interactionId), 0, 100);
  const others = commits.filter(({ by }) => by !== 'visitor');
  expect(others.length).toBeGreaterThan(2);

  for (const { id, seq } of others) {
    const { commit } = await foyer.visitor(interactionId, 'marta', {
      t: 'message',
      id,
      after: seq - 1,
      text: `mine ${seq}`,
    });
    expect(commit.events).toEqual([{ type: 'message', id, from: 'visitor', text: `mine ${seq}` }]);
  }
});

it('F2: the owner who repeats a command is answered as the first time, and it happens once', async () => {
  const { foyer, interactionId } = await talking();
  const frame = { t: 'message', id: foyer.newId(), interactionId, after: 0, text: 'once' };
  const first = await foyer.agent('ines', 'desk-ines', frame);
  const second = await foyer.agent('ines', 'desk-ines', frame);

  expect(first).toMatchObject({ t: 'ack', id: frame.id });
  expect(second).toMatchObject({ t: 'ack', id: frame.id, commit: { seq: first.commit.seq } });
  expect(
    (await log(foyer, interactionId, 'message')).filter((event) => 'text' in event && event.text === 'once'),
  ).toHaveLength(1);
});

it('B7: a console that uses a timer’s id beforehand does not keep the timer from what it is for', async () => {
  const foyer = await createFoyer();
  const { interactionId } = await foyer.start();
  await foyer.signIn('ines');
  const [offered] = await log(foyer, interactionId, 'offered');
  if (offered?.type !== 'offered') throw new Error('nobody was offered the chat');
  const id = `timer-offer-${offered.expiresAt}`;
  await foyer.agent('ines', 'other-desk', { t: 'hello' });
  await foyer.agent('ines', 'other-desk', { t: 'sync', id, interactionId, after: 0 });

  foyer.advance(20);
  await foyer.timer('expire-offer', interactionId, offered.expiresAt);

  expect(await log(foyer, interactionId, 'offer-expired')).toHaveLength(1);
});

it('E1: looking at a chat twice from one console leaves one trace in its log', async () => {
  const { foyer, interactionId } = await talking();
  const look = { t: 'sync', id: foyer.newId(), interactionId, after: 0 };
  await foyer.agent('ines', 'second-desk', look);
  const once = (await log(foyer, interactionId, 'connected')).length;
  await foyer.agent('ines', 'second-desk', look);
  await foyer.agent('ines', 'second-desk', { ...look, id: foyer.newId() });
  expect(await log(foyer, interactionId, 'connected')).toHaveLength(once);
});

describe('F2: a long chat costs no more to look through than a short one', () => {
  async function long() {
    const talk = await talking();
    const { foyer, interactionId } = talk;
    const frame = { t: 'message', id: foyer.newId(), after: 3, text: 'written long ago' };
    await foyer.visitor(interactionId, 'marta', frame);
    for (let n = 0; n < 110; n++) {
      foyer.advance(1);
      await foyer.agent('ines', 'desk-ines', {
        t: 'message',
        id: foyer.newId(),
        interactionId,
        after: n,
        text: `words ${n}`,
      });
    }
    return { ...talk, frame };
  }

  it('refuses a command whose sender has not looked at the newest 100 commits, and saves nothing', async () => {
    const { foyer, interactionId, frame } = await long();
    const before = await log(foyer, interactionId);
    expect(await foyer.visitor(interactionId, 'marta', frame)).toMatchObject({
      t: 'refused',
      id: frame.id,
      code: 'behind',
    });
    expect(await foyer.visitor(interactionId, 'marta', { t: 'end', id: foyer.newId(), after: 0 })).toMatchObject({
      code: 'behind',
    });
    expect(await log(foyer, interactionId)).toEqual(before);
  });

  it('takes it from who has read on', async () => {
    const { foyer, interactionId } = await long();
    const after = await foyer.stores.chats.newest(InteractionId.parse(interactionId));
    const fresh = { t: 'message', id: foyer.newId(), after, text: 'new' };
    expect(await foyer.visitor(interactionId, 'marta', fresh)).toMatchObject({ t: 'ack', commit: { seq: after + 1 } });
    expect(await foyer.visitor(interactionId, 'marta', fresh)).toMatchObject({ t: 'ack', commit: { seq: after + 1 } });
  });
});
