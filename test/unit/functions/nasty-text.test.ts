/**
 * Any string through every input field: what is accepted is stored and shown unchanged, and anything else is refused, never
 * answered with a failure.
 */

import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { InteractionId } from '../../../core/ids.ts';
import { tidy, tidyLine } from '../../../core/text.ts';
import { told } from '../../support/chats.ts';
import { createFoyer, type Foyer } from '../../support/foyer-in-memory.ts';

const nasty = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 30 }) },
  {
    weight: 3,
    arbitrary: fc
      .array(
        fc.constantFrom(
          ...[
            'a',
            ' ',
            '😀',
            '👨‍👩‍👧',
            'e\u0301',
            '\u0000',
            '\u001b',
            '\ud83d',
            '\ude00',
            '\u202e',
            '\u2066',
            '\u200b',
            '\u200d',
          ],
          ...[
            '\n',
            '\r',
            '\t',
            '\v',
            '\f',
            '\u0085',
            '\u2028',
            '\ufeff',
            '\u3164',
            '"',
            '\\',
            '__proto__',
            '{name}',
            '<b>',
            'ا',
            '\u{e0001}',
            '\ufffe',
          ],
        ),
        { maxLength: 12 },
      )
      .map((parts) => parts.join('')),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(`${'a'.repeat(139)}😀`, 'x'.repeat(5000), '😀'.repeat(2000), '\u0000'.repeat(4000)),
  },
);

const start = async (foyer: Foyer, changed: Record<string, unknown>) =>
  foyer.http('chat-start', {
    body: {
      ...{ website: 'fw_offered0000', id: foyer.newId(), culture: 'es' },
      ...{ answers: { name: 'Marta', email: 'marta@correo.example' }, ...changed },
    },
    origin: 'https://shop.example',
    address: foyer.newId(),
  });

const startedOf = async (foyer: Foyer, interactionId: string) => {
  const [first] = await foyer.stores.chats.range(InteractionId.parse(interactionId), 0, 1);
  const started = first?.events[0];
  if (started?.type !== 'started') throw new Error('the log does not begin with started');
  return started;
};

/** The part of the start that contains the text once accepted. */
const fields: Record<
  string,
  [
    say: (text: string) => Record<string, unknown>,
    stored: (started: Awaited<ReturnType<typeof startedOf>>) => unknown,
    kept: (text: string) => string,
  ]
> = {
  'the name': [(name) => ({ answers: { name, email: 'm@correo.example' } }), ({ contact }) => contact.name, tidyLine],
  'a tag': [(tag) => ({ tags: [tag] }), ({ facts }) => facts.tags[0], tidyLine],
  'a variable': [(said) => ({ variables: { said } }), ({ facts }) => facts.variables.said, tidy],
  'the tracking id': [(trackingId) => ({ trackingId }), ({ origin }) => origin.trackingId, tidyLine],
};

describe('F2, E4: any text through every field', () => {
  test.each(['\t', '\v', '\f', '\r\n'])('what a person pastes with %j starts a chat', async (pasted) => {
    const foyer = await createFoyer();
    const text = `hello${pasted}world`;
    const { status, body } = await start(foyer, { answers: { name: text, email: 'm@correo.example', question: text } });
    expect(status).toBe(200);
    const { contact } = await startedOf(foyer, body.interactionId);
    expect(contact.name).toBe('hello world');
    const commits = await foyer.stores.chats.range(InteractionId.parse(body.interactionId), 0, 10);
    expect(commits.flatMap(({ events }) => events)).toContainEqual(
      expect.objectContaining({ type: 'message', text: pasted === '\t' ? text : 'hello\nworld' }),
    );
  });

  test.each(Object.entries(fields))('%s of a start', async (_, [say, stored, kept]) => {
    const foyer = await createFoyer();
    await fc.assert(
      fc.asyncProperty(nasty, async (text) => {
        const { status, body } = await start(foyer, say(text));
        expect([200, 400]).toContain(status);
        if (status === 200) expect(stored(await startedOf(foyer, body.interactionId))).toBe(kept(text));
        else expect(['body_malformed', 'answers_wrong']).toContain(body.code);
      }),
    );
  });

  test.each(['culture', 'website', 'id'])('%s of a start', async (field) => {
    const foyer = await createFoyer();
    await fc.assert(
      fc.asyncProperty(nasty, async (text) => {
        expect((await start(foyer, { [field]: text })).status).toBeLessThan(500);
      }),
    );
  });

  it('the address of a visitor, and names of variables', async () => {
    const foyer = await createFoyer();
    await fc.assert(
      fc.asyncProperty(nasty, async (text) => {
        expect((await start(foyer, { answers: { name: 'Marta', email: text } })).status).toBeLessThan(500);
        expect((await start(foyer, { variables: { [text]: 1 } })).status).toBeLessThan(500);
      }),
    );
  });

  it('a message of either side: the other sees what was saved, or it is refused with a reason', async () => {
    const foyer = await createFoyer();
    const { interactionId } = await foyer.start('fw_picked00000');
    await foyer.visitor(interactionId, 'marta', { t: 'resume', id: foyer.newId(), after: 0 });
    await foyer.signIn('ines');
    await foyer.agent('ines', 'desk-ines', { t: 'take', id: foyer.newId(), interactionId });
    await fc.assert(
      fc.asyncProperty(nasty, fc.boolean(), async (text, isVisitor) => {
        foyer.advance(11);
        foyer.heard('marta');
        foyer.heard('desk-ines');
        const after = await foyer.stores.chats.newest(InteractionId.parse(interactionId));
        const frame = { t: 'message', id: foyer.newId(), after, text };
        const answer = isVisitor
          ? await foyer.visitor(interactionId, 'marta', frame)
          : await foyer.agent('ines', 'desk-ines', { ...frame, interactionId });
        if (answer.t === 'refused') {
          expect(answer.code).toMatch(/^message_(empty|too_long|unreadable)$/);
          return;
        }
        expect(answer.commit.events[0].text).toBe(tidy(text));
        const [pushed] = foyer.heard(isVisitor ? 'desk-ines' : 'marta');
        expect(pushed.commit.events[0].text).toBe(tidy(text));
      }),
    );
  });

  it('what an agent writes beside the conversation', async () => {
    const foyer = await createFoyer();
    await foyer.signIn('ines');
    await fc.assert(
      fc.asyncProperty(nasty, async (text) => {
        foyer.advance(11);
        const { interactionId } = await foyer.start('fw_picked00000');
        const ask = (frame: Record<string, unknown>) =>
          foyer.agent('ines', 'desk-ines', { id: foyer.newId(), interactionId, after: 3, ...frame });
        const codes = [
          await ask({ t: 'status', status: 'paused', reason: text }),
          await ask({ t: 'take' }),
          await ask({ t: 'end' }),
          await ask({ t: 'finish', disposition: text, note: 'n' }),
          await ask({ t: 'finish', disposition: 'solved', note: text }),
          await ask({ t: 'sync', interactionId: text }),
          await ask({ t: 'accept', offerId: text }),
          await ask({ t: 'line', queueId: text }),
          await ask({ t: 'line', queueId: 'advice', after: { interactionId: text, priority: 0, since: 0 } }),
          await ask({ t: text }),
        ].map(({ code }) => code);
        expect(codes).not.toContain('unavailable');
        await ask({ t: 'finish', disposition: 'solved' });
      }),
      { numRuns: 60 },
    );
  });

  it('B1 what a page asks before there is a chat', async () => {
    const foyer = await createFoyer();
    await fc.assert(
      fc.asyncProperty(nasty, async (text) => {
        const said = new URLSearchParams({ culture: text, tag: text, tracking: text }).toString();
        const answer = await foyer.http('website', {
          ...{ parameters: { token: 'fw_offered0000' }, query: said, origin: 'https://shop.example' },
        });
        expect(answer.status).toBe(200);
      }),
    );
  });
});

it('B7 a first message that ends in an emoji at its 140th character starts a chat that can be passed on', async () => {
  const foyer = await createFoyer();
  await foyer.signIn('ines');
  const text = `${'a'.repeat(139)}😀`;
  const { status, body } = await start(foyer, {
    answers: { name: 'Marta', email: 'm@correo.example', question: text },
  });
  expect(status).toBe(200);
  const chat = told((await foyer.stores.chats.load(InteractionId.parse(body.interactionId))).chat);
  if (chat.stage !== 'offered') throw new Error('nobody was offered the chat');
  expect(chat.subject).toBe('a'.repeat(139));
  const reject = { t: 'reject', id: foyer.newId(), interactionId: body.interactionId, offerId: chat.offerId };
  expect(await foyer.agent('ines', 'desk-ines', reject)).toMatchObject({ t: 'ack' });
});
