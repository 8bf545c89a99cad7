import { beforeEach, expect, it } from 'vitest';
import { InteractionId } from '../../../core/ids.ts';
import { createFoyer, type Foyer } from '../../support/foyer-in-memory.ts';

/** API Gateway's limit for a message. */
const MAX_FRAME_BYTES = 128 * 1024;

let foyer: Foyer;
beforeEach(async () => {
  foyer = await createFoyer();
});

const start = (variables: Record<string, string>) => {
  const answers = { name: 'Marta', email: 'marta@correo.example' };
  const body = { website: 'fw_picked00000', id: foyer.newId(), answers, culture: 'es', variables };
  return foyer.http('chat-start', { origin: 'https://shop.example', body });
};

/** Exactly this many bytes of JSON, in text with two bytes a letter. */
function ofBytes(bytes: number): Record<string, string> {
  const variables: Record<string, string> = {};
  const size = () => Buffer.byteLength(JSON.stringify(variables));
  for (let n = 0; size() < bytes - 2100; n++) variables[`v${n}`] = 'ñ'.repeat(1000);
  variables.rest = '';
  const left = bytes - size();
  variables.rest = 'ñ'.repeat(Math.floor(left / 2)) + 'x'.repeat(left % 2);
  expect(size()).toBe(bytes);
  return variables;
}

it('B3 a page may say 8,000 bytes of variables, and an agent can open such a chat', async () => {
  const answer = await start(ofBytes(8000));
  expect(answer.status).toBe(200);
  const { interactionId } = answer.body;
  await foyer.agent('ines', 'desk', { t: 'hello' });
  await foyer.agent('ines', 'desk', { t: 'status', id: foyer.newId(), status: 'available' });
  expect(await foyer.agent('ines', 'desk', { t: 'take', id: foyer.newId(), interactionId })).toMatchObject({
    t: 'ack',
  });
  const range = await foyer.agent('ines', 'desk', { t: 'sync', id: foyer.newId(), interactionId, after: 0 });
  expect(range).toMatchObject({ t: 'range', more: false });
  expect(Buffer.byteLength(JSON.stringify(range))).toBeLessThan(MAX_FRAME_BYTES);
});

it('B3 a byte more is refused, and says where', async () => {
  const { status, body } = await start(ofBytes(8001));
  expect({ status, body }).toMatchObject({ status: 400, body: { code: 'body_malformed' } });
  expect(body.message).toContain('(variables)');
});

it('B9 a receipt holds the variables that the rows look at, not all', async () => {
  await foyer.publish({
    queueConditions: [{ compare: [{ variable: 'rest', is: '=', value: 'never' }], queue: 'orders' }],
  });
  const { body } = await start(ofBytes(8000));
  const commits = await foyer.stores.chats.range(InteractionId.parse(body.interactionId), 0, 10);
  const routed = commits.flatMap(({ events }) => events).find(({ type }) => type === 'routed');
  const { facts } = routed?.type === 'routed' ? routed.receipt : expect.fail('It was not routed');
  expect(Object.keys(facts.variables)).toEqual(['rest']);
});
