/** A chat that continues after its end, through the functions: D8 by the visitor's token, A14 by a tracking id. */
import { describe, expect, it } from 'vitest';
import type { ConfigurationInput } from '../../../core/configuration/schema.ts';
import { InteractionId } from '../../../core/ids.ts';
import { timersOf } from '../../../core/interaction/timers.ts';
import { told } from '../../support/chats.ts';
import { createFoyer, type Foyer } from '../../support/foyer-in-memory.ts';

const orders: ConfigurationInput['queues'][number] = {
  ...{ id: 'orders', name: 'Orders', strategy: 'longest-idle', offerS: 20, autoFinishS: 60, wrapUpS: 30 },
  ...{ members: [{ agent: 'ines' }, { agent: 'tomas' }], momentumS: 120 },
};
const advice = { id: 'advice', name: 'Advice', strategy: 'pick' } as const;
const centre = (more: Partial<ConfigurationInput> = {}): Partial<ConfigurationInput> => ({
  queues: [orders, advice],
  ...more,
});

const load = async ({ stores }: Foyer, interactionId: string) => {
  const { chat } = await stores.chats.load(InteractionId.parse(interactionId));
  return { ...told(chat), seq: chat.seq };
};
const does = (foyer: Foyer, interactionId: string, frame: Record<string, unknown>, agentId = 'ines') =>
  foyer.agent(agentId, `desk-${agentId}`, { id: foyer.newId(), interactionId, ...frame });
const begin = async (foyer: Foyer, said: Record<string, unknown>) => {
  const answers = { name: 'Marta', email: 'm@shop.example', ...Object(said.answers) };
  const body = { website: 'fw_offered0000', id: foyer.newId(), culture: 'en', ...said, answers };
  return (await foyer.http('chat-start', { body, origin: 'https://shop.example' })).body;
};

/** An answered chat of Inés that ended because its visitor went away. */
async function silent(more: Partial<ConfigurationInput> = {}, body: Record<string, unknown> = {}) {
  const foyer = await createFoyer(centre(more));
  await foyer.signIn('ines');
  const { interactionId, token } = await begin(foyer, body);
  await foyer.visitor(interactionId, 'tab', { t: 'resume', id: foyer.newId(), after: 0 });
  const { offerId } = await load(foyer, interactionId);
  await does(foyer, interactionId, { t: 'accept', offerId });
  await does(foyer, interactionId, { t: 'message', after: 0, text: 'A secret of Marta' });
  await foyer.leave(interactionId, 'tab');
  foyer.advance(60);
  await foyer.timer('auto-finish', interactionId, foyer.now());
  await does(foyer, interactionId, { t: 'finish', after: 0, disposition: 'solved' });
  expect(await load(foyer, interactionId)).toMatchObject({ stage: 'ended', outcome: 'auto-finished' });
  return { foyer, interactionId, token };
}

describe('D8 a start that has the token of the former chat', () => {
  it('D8 answers with the former chat, which goes to its former agent if they are free', async () => {
    const { foyer, interactionId, token } = await silent();
    await foyer.signIn('tomas');
    const again = await begin(foyer, { continues: token, answers: { question: 'I am back' } });
    expect(again.interactionId).toBe(interactionId);
    expect(await load(foyer, interactionId)).toMatchObject({ stage: 'offered', agent: { id: 'ines' } });
    const { commits } = await foyer.visitor(interactionId, 'new-tab', { t: 'resume', id: foyer.newId(), after: 0 });
    expect(JSON.stringify(commits)).toMatch(/A secret of Marta.*I am back/);
  });

  it('D8 goes to the first free agent if the former one is not', async () => {
    const { foyer, interactionId, token } = await silent();
    await foyer.signIn('tomas');
    await does(foyer, interactionId, { t: 'status', status: 'paused' });
    await begin(foyer, { continues: token, answers: { question: 'I am back' } });
    foyer.advance(1);
    await foyer.timer('review', interactionId, foyer.now());
    expect(await load(foyer, interactionId)).toMatchObject({ stage: 'offered', agent: { id: 'tomas' } });
  });

  it('F2 repeated, it continues once, and the message is there once', async () => {
    const { foyer, interactionId, token } = await silent();
    const id = foyer.newId();
    const answers = [1, 2, 3].map(() => begin(foyer, { id, continues: token, answers: { question: 'I am back' } }));
    for (const answer of await Promise.all(answers)) expect(answer.interactionId).toBe(interactionId);
    const log = await foyer.stores.chats.range(InteractionId.parse(interactionId), 0, 1000);
    const written = log.flatMap(({ events }) => events.filter((event) => JSON.stringify(event).includes('I am back')));
    expect(written.length).toBe(1);
  });

  it('F2 what a second tab writes with it arrives too', async () => {
    const { foyer, interactionId, token } = await silent();
    await begin(foyer, { continues: token, answers: { question: 'One' } });
    expect((await begin(foyer, { continues: token, answers: { question: 'Two' } })).interactionId).toBe(interactionId);
    const log = await foyer.stores.chats.range(InteractionId.parse(interactionId), 0, 1000);
    expect(JSON.stringify(log)).toMatch(/"One".*"Two"/);
  });

  it('D8 with the token of an open chat cannot be used to write faster than over a socket', async () => {
    const foyer = await createFoyer(centre({ queues: [{ ...orders, maxMessagesPer10S: 3 }, advice] }));
    const { interactionId, token } = await begin(foyer, {});
    const answers: { interactionId?: string; code?: string }[] = [];
    for (let n = 0; n < 5; n++)
      answers.push(await begin(foyer, { continues: token, answers: { question: `Hello ${n}` } }));
    expect(answers.map(({ interactionId: id, code }) => code ?? (id === interactionId && 'the same'))).toEqual([
      ...['the same', 'the same', 'the same'],
      ...['rate_limited', 'rate_limited'],
    ]);
  });

  it('D8 with a token that is forged, of another website or too old starts another chat', async () => {
    const { foyer, interactionId, token } = await silent();
    for (const continues of ['x', `${token}x`])
      expect((await begin(foyer, { continues, answers: { question: 'Hello' } })).interactionId).not.toBe(interactionId);
    const elsewhere = await begin(foyer, {
      website: 'fw_picked00000',
      continues: token,
      answers: { question: 'Hello' },
    });
    expect(elsewhere.interactionId).not.toBe(interactionId);
    foyer.advance(25 * 3600);
    expect((await begin(foyer, { continues: token, answers: { question: 'Hello' } })).interactionId).not.toBe(
      interactionId,
    );
    expect(await load(foyer, interactionId)).toMatchObject({ stage: 'ended' });
  });

  it('B8 is refused honestly if the tenant has no place for it, and takes one if any counter has', async () => {
    const { foyer, interactionId, token } = await silent({ maxChats: 2 });
    await begin(foyer, { answers: { question: 'One' } });
    expect((await begin(foyer, { continues: token, answers: { question: 'I am back' } })).interactionId).toBe(
      interactionId,
    );
    await foyer.visitor(interactionId, 'tab-2', { t: 'resume', id: foyer.newId(), after: 0 });
    await foyer.visitor(interactionId, 'tab-2', { t: 'end', id: foyer.newId(), after: 0 });
    expect(await foyer.stores.chats.countOpen()).toBe(1);
  });

  it('B8 tenant full', async () => {
    const { foyer, token } = await silent({ maxChats: 1 });
    await begin(foyer, { answers: { question: 'One' } });
    expect(await begin(foyer, { continues: token, answers: { question: 'I am back' } })).toMatchObject({
      code: 'tenant_full',
    });
  });
});

describe('D8 a message on a socket that is still open', () => {
  it('D8 continues the chat, and that socket hears what follows', async () => {
    const { foyer, interactionId } = await silent();
    const message = { t: 'message', id: foyer.newId(), after: 0, text: 'I am back' };
    expect(await foyer.visitor(interactionId, 'late-tab', message)).toMatchObject({ t: 'ack' });
    expect(await load(foyer, interactionId)).toMatchObject({ stage: 'offered', agent: { id: 'ines' } });
    const { offerId } = await load(foyer, interactionId);
    await does(foyer, interactionId, { t: 'accept', offerId });
    expect(JSON.stringify(foyer.heard('late-tab'))).toContain('"accepted"');
  });
});

describe('F2 D8 a process that dies before a reopened chat is placed', () => {
  /** The commit is written, and nothing of what follows happens. */
  const dies = async (foyer: Foyer, happens: () => Promise<unknown>) => {
    const { current } = foyer.stores.configurations;
    foyer.stores.configurations.current = () => Promise.reject(new Error('The process died'));
    await happens();
    foyer.stores.configurations.current = current;
  };
  const message = { t: 'message', id: 'id-that-is-repeated', after: 0, text: 'I am back' };

  it('F2 D8 the same message again places it', async () => {
    const { foyer, interactionId } = await silent();
    await dies(foyer, () => foyer.visitor(interactionId, 'late-tab', message));
    expect(await load(foyer, interactionId)).toMatchObject({ stage: 'arriving' });
    expect(await foyer.visitor(interactionId, 'late-tab', message)).toMatchObject({ t: 'ack' });
    expect(await load(foyer, interactionId)).toMatchObject({ stage: 'offered', agent: { id: 'ines' } });
  });

  it('D8 so does a timer, if the visitor leaves instead', async () => {
    const { foyer, interactionId } = await silent();
    await dies(foyer, () => foyer.visitor(interactionId, 'late-tab', message));
    const log = await foyer.stores.chats.range(InteractionId.parse(interactionId), 0, 1000);
    const [again] = log.slice(-1).flatMap((commit) => timersOf(InteractionId.parse(interactionId), commit));
    foyer.advance(10);
    expect(again).toMatchObject({ kind: 'find-agent', dueAt: foyer.now() });
    await foyer.timer('find-agent', interactionId, foyer.now());
    expect(await load(foyer, interactionId)).toMatchObject({ stage: 'offered', agent: { id: 'ines' } });
  });
});

describe('A14 momentum', () => {
  it('A14 D11 answers to another reader are not e-mailed to the one before', async () => {
    for (const [said, stays] of [
      ['tracked', false],
      ['proven', true],
    ] as const) {
      const { foyer, interactionId, token } = await silent(
        { queues: [{ ...orders, continuity: { afterS: 3600 } }, advice] },
        { answers: { answers_by_mail: true }, trackingId: 'order-4711' },
      );
      await begin(foyer, {
        answers: { question: 'One more' },
        ...(said === 'tracked' ? { trackingId: 'order-4711' } : { continues: token }),
      });
      const { chat } = await foyer.stores.chats.load(InteractionId.parse(interactionId));
      expect(chat.stage && chat.contact.consents?.continuity !== undefined, said).toBe(stays);
    }
  });

  it('A14 D11 the link in an e-mail to the one before does not lead to what another reader writes', async () => {
    const { foyer, interactionId } = await silent({}, { trackingId: 'order-4711' });
    const issued = { audience: 'link', subject: interactionId, claims: {}, ttlS: 600, now: foyer.now() } as const;
    const bearer = await foyer.tokens.issue(issued);
    await begin(foyer, { trackingId: 'order-4711', answers: { question: 'One more thing' } });
    expect(await foyer.http('chat-continue', { bearer })).toMatchObject({ status: 409, body: { code: 'chat_ended' } });
  });

  it('A14 E4 another reader cannot delete what the one before wrote', async () => {
    const { foyer, interactionId } = await silent(
      {},
      { trackingId: 'order-4711', answers: { question: 'My address is 5 High Street' } },
    );
    const { token } = await begin(foyer, { trackingId: 'order-4711', answers: { question: 'One more thing' } });
    const { offerId } = await load(foyer, interactionId);
    await does(foyer, interactionId, { t: 'accept', offerId });
    const revise = { t: 'revise', id: foyer.newId(), after: 0, of: 1 };
    expect(await foyer.visitor(await foyer.visitorOf(token), 'new-tab', revise)).toMatchObject({
      code: 'message_not_yours',
    });
  });

  it('A14 a tracking id that comes back soon gets its chat and its agent, but not what was said before', async () => {
    const { foyer, interactionId } = await silent({}, { trackingId: 'order-4711' });
    const again = await begin(foyer, { trackingId: 'order-4711', answers: { question: 'One more thing' } });
    expect(again.interactionId).toBe(interactionId);
    expect(await load(foyer, interactionId)).toMatchObject({ stage: 'offered', agent: { id: 'ines' } });
    const who = await foyer.visitorOf(again.token);
    const range = await foyer.visitor(who, 'new-tab', { t: 'resume', id: foyer.newId(), after: 0 });
    expect(JSON.stringify(range)).toContain('One more thing');
    expect(JSON.stringify(range)).not.toContain('A secret of Marta');
    for (const after of [0, 1, 3]) {
      const { commits } = await foyer.visitor(who, 'new-tab', { t: 'resume', id: foyer.newId(), after });
      expect(JSON.stringify(commits)).not.toContain('A secret of Marta');
    }
  });

  it('F2 A14 the same start again gets the same chat, also after more was said', async () => {
    const { foyer, interactionId } = await silent({}, { trackingId: 'order-4711' });
    const id = foyer.newId();
    await begin(foyer, { id, trackingId: 'order-4711', answers: { question: 'One more thing' } });
    const { offerId } = await load(foyer, interactionId);
    await does(foyer, interactionId, { t: 'accept', offerId });
    for (let n = 0; n < 20; n++)
      await does(foyer, interactionId, { t: 'message', after: 0, answers: { question: `Line ${n}` } });
    expect(
      (await begin(foyer, { id, trackingId: 'order-4711', answers: { question: 'One more thing' } })).interactionId,
    ).toBe(interactionId);
  });

  it('A14 too late, or while the chat is open, starts another', async () => {
    const { foyer, interactionId } = await silent({}, { trackingId: 'order-4711' });
    foyer.advance(121);
    const other = await begin(foyer, { trackingId: 'order-4711', answers: { question: 'Hello' } });
    expect(other.interactionId).not.toBe(interactionId);
    const third = await begin(foyer, { trackingId: 'order-4711', answers: { question: 'Hello' } });
    expect([interactionId, other.interactionId]).not.toContain(third.interactionId);
  });
});
