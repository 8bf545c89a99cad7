/** Answers by e-mail to what was left without a conversation (A6). */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { entryOf } from '../../../adapters/stores.ts';
import { handedTo } from '../../../core/interaction/calls.ts';
import type { Command } from '../../../core/interaction/commands.ts';
import { consequencesOf } from '../../../core/interaction/consequences.ts';
import { measuresOf } from '../../../core/interaction/measures.ts';
import { momentsOf } from '../../../core/interaction/moments.ts';
import { type Interaction, ownerOf } from '../../../core/interaction/state.ts';
import { timersOf } from '../../../core/interaction/timers.ts';
import { letterMail } from '../../../core/mail/letter-mail.ts';
import {
  asInes,
  asTomas,
  commandId,
  desk,
  given,
  interactionId,
  leftForm,
  leftMessage,
  placedForm,
  placement,
  start,
  typesOf,
  when,
} from '../../support/chats.ts';

const left = placedForm;
const taken: [number, Command] = [10, { type: 'take', actor: asInes, connectionId: desk }];
const writes: Command = { type: 'message', id: commandId(7), actor: asInes, text: 'We do.' };
const ends: [number, Command][] = [
  [40, { type: 'end', actor: asInes }],
  [50, { type: 'finish', actor: asInes, disposition: 'solved' }],
];
const back: Command = { type: 'reply', actor: { side: 'visitor', readsFrom: 0 }, id: commandId(9), text: 'How much?' };
const chatOf = (story: ReturnType<typeof given>) => story.chat as Interaction;
const DAY_S = 86_400;

it('A6 what its agent writes is a message that a function of its own e-mails', () => {
  const story = given(...left, taken, [30, writes]);
  const commit = story.log.at(-1);
  expect(commit?.events).toMatchObject([
    { type: 'message', from: 'agent', text: 'We do.' },
    { type: 'letter-requested', to: 'marta@correo.example' },
  ]);
  expect(commit && handedTo(commit)).toEqual(['mail']);
  expect(measuresOf(momentsOf(interactionId, given(...left, taken, [30, writes], ...ends).log))).toMatchObject({
    ...{ firstReplyMs: 30_000, messages: { visitor: 0, agent: 1 }, agents: [{ messages: 1 }] },
  });
});

it.each([
  ['chat_not_yours', given(...left, taken), { ...writes, actor: asTomas }],
  ['chat_not_yours', given(...left), writes],
  ['chat_ended', given(...left, taken, ...ends.slice(0, 1)), writes],
  ['chat_ended', given(...left, taken, ...ends), writes],
])('A6 %s for whoever does not have it now', (refused, story, command) => {
  expect(when(story, 60, command as Command)).toEqual({ refused });
});

it.each([undefined, 'márta@correo.example'])('A6 nobody can write to %s', (email) => {
  const begun: [number, Command] = [0, { ...leftForm, contact: { name: 'Marta', email } }];
  const story = given(begun, [0, { type: 'place', placement }], taken);
  expect(when(story, 30, writes)).toEqual({ refused: 'no_conversation' });
});

it('A6 what was e-mailed is not changed afterwards, and nobody is shown that an agent types', () => {
  const story = given(...left, taken, [30, writes]);
  const original = story.log.at(-1);
  expect(when(story, 31, { type: 'revise', actor: asInes, of: 4, text: 'No.', original })).toEqual({
    refused: 'no_conversation',
  });
});

it('A6 C4 a message instead of a chat is answered so too', () => {
  const target = { queue: { ...placement, takes: true } };
  const oversight = { name: 'Elena', queues: 'all' as const };
  const elena = { side: 'agent' as const, agentId: asTomas.agentId, role: 'supervisor' as const, oversight };
  const give: Command = {
    type: 'transfer',
    actor: elena,
    id: commandId(3),
    to: { queueId: placement.queueId },
    target,
  };
  const story = given([0, leftMessage], [5, give], taken);
  expect(typesOf(when(story, 30, writes))).toEqual(['message', 'letter-requested']);
});

it('A6 while it is open, what they write back is a message for whoever has it', () => {
  const story = given(...left, taken, [30, writes], [100, back]);
  expect(ownerOf(chatOf(story))?.id).toBe(asInes.agentId);
  expect(story.log.at(-1)?.events).toMatchObject([{ type: 'message', from: 'visitor', text: 'How much?' }]);
});

it('A6 D8 if it is over, it goes back to its queue at its old age, and to the same agent first', () => {
  const over = given(...left, taken, [30, writes], ...ends);
  const story = given(...left, taken, [30, writes], ...ends, [DAY_S, back]);
  const commit = story.log.at(-1);
  expect(commit?.events.map(({ type }) => type)).toEqual(['reopened', 'message']);
  expect(commit && consequencesOf(over.chat, chatOf(story), commit)).toEqual([{ type: 'place' }]);
  // Nobody is connected who could be away.
  expect(commit && timersOf(interactionId, commit).map(({ kind }) => kind)).toEqual(['find-agent']);
  const closed = { ...placement, takes: false };
  const placed = given(
    ...left,
    taken,
    [30, writes],
    ...ends,
    [DAY_S, back],
    [DAY_S, { type: 'place', placement: closed }],
  );
  expect(chatOf(placed).place).toMatchObject({ since: chatOf(over).place.since, preferred: { agent: { id: 'ines' } } });
  expect(entryOf(placed.chat)).toBeDefined();
});

it('A6 G6 it goes on for six days from its beginning, because its log may be deleted after seven', () => {
  const over = given(...left, taken, ...ends);
  expect(typesOf(when(over, 6 * DAY_S - 1, back))).toEqual(['reopened', 'message']);
  expect(when(over, 6 * DAY_S, back)).toEqual({ refused: 'chat_ended' });
});

it('A6 no link writes into a chat', () => {
  expect(when(given([0, start]), 5, back)).toEqual({ refused: 'chat_not_open' });
});

const letter = {
  ...{ to: 'marta@correo.example', shop: 'Casa Alba', agent: 'Inés', culture: 'es' },
  ...{ text: 'Sí.\n<b>Claro</b>', link: 'https://w.example/c.html#reply=a.b.c', earlier: [] },
};

it('A6 a letter is text in the visitor’s language, with the link, and no header of its own', () => {
  const mail = letterMail(letter);
  expect(mail).toMatchObject({ sender: 'Inés (Casa Alba)', subject: 'Tu mensaje a Casa Alba', headers: {} });
  expect(mail.text).toContain('Sí.\n<b>Claro</b>\n\nResponder:\nhttps://w.example/c.html#reply=a.b.c');
  expect(mail.html).toContain('&lt;b&gt;Claro&lt;/b&gt;');
});

it('A6 it names the letters before it, the first and the newest, in a line that mail systems take', () => {
  const ids = fc.array(
    fc.nat().map((n) => `<0100${'a'.repeat(60)}-${n}@eu-west-1.amazonses.com>`),
    { minLength: 1, maxLength: 50 },
  );
  fc.assert(
    fc.property(ids, (earlier) => {
      const { headers } = letterMail({ ...letter, earlier });
      const named = headers.References?.split(' ') ?? [];
      expect(headers['In-Reply-To']).toBe(earlier.at(-1));
      expect([named[0], named.at(-1)]).toEqual([earlier[0], earlier.at(-1)]);
      expect(named.length).toBeLessThanOrEqual(5);
      expect(`References: ${headers.References}`.length).toBeLessThan(998);
    }),
  );
});
