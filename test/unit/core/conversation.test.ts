import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Commit } from '../../../core/interaction/events.ts';
import { markOf, movesOn } from '../../../core/interaction/marks.ts';
import { type Interaction, MAX_REVISED } from '../../../core/interaction/state.ts';
import type { Actor } from '../../../core/interaction/topic.ts';
import { viewOf } from '../../../core/interaction/view.ts';
import {
  active,
  appended,
  asInes,
  asTomas,
  at,
  commandId,
  given,
  type Story,
  started,
  terms,
  tomas,
  typesOf,
  visitor,
  when,
} from '../../support/chats.ts';

const say = (actor: Actor, text: string, n = 50) => ({ type: 'message', id: commandId(n), actor, text }) as const;
const note = (actor: typeof asInes, n = 70) => ({ type: 'note', id: commandId(n), actor, text: 'A regular' }) as const;
const originalIn = ({ log }: Story, of: number) => log.find(({ seq }) => seq === of);

/** Without a text, it takes the message back. */
const revise = (story: Story, actor: Actor, of: number, text?: string) =>
  ({ type: 'revise', actor, of, ...(text === undefined ? {} : { text }), original: originalIn(story, of) }) as const;

function revised(story: Story, second: number, actor: Actor, of: number, text?: string): Story {
  const decision = when(story, second, revise(story, actor, of, text));
  if ('refused' in decision) throw new Error(decision.refused);
  return appended(story, decision.events, at(second));
}

const chatOf = ({ chat }: Story): Interaction => {
  if (!chat.stage) throw new Error('not started');
  return chat;
};
const withTerms = (story: Story, changed: Partial<typeof terms>): Story => {
  const chat = chatOf(story);
  return { ...story, chat: { ...chat, place: { ...chat.place, terms: { ...terms, ...changed } } } };
};
const writingFast = (story: Story) => withTerms(story, { maxMessagesPer10S: 1000 });
const textsFor = (side: 'visitor' | 'agent', story: Story) =>
  story.log.flatMap((commit) =>
    viewOf(side, commit, 0, chatOf(story)).events.flatMap((event) => ('text' in event ? [event.text] : [])),
  );

/** Marta writes, and Inés answers. */
const talk = given(...active, [20, say(visitor, 'My lamp is broken')], [25, say(asInes, 'Call 555 123', 51)]);
const [ofMarta, ofInes] = [talk.chat.seq - 1, talk.chat.seq];

describe('a message', () => {
  it('E4 names the agent who wrote it, to the visitor by name alone', () => {
    const [commit] = talk.log.slice(-1) as [Commit];
    expect(commit.events).toMatchObject([{ from: 'agent', agent: { id: 'ines', name: 'Inés Carrasco' } }]);
    expect(viewOf('visitor', commit, 0, chatOf(talk)).events).toMatchObject([{ agent: { name: 'Inés Carrasco' } }]);
    expect(JSON.stringify(viewOf('visitor', commit, 0, chatOf(talk)))).not.toContain('"ines"');
  });
});

describe('changing and taking back', () => {
  it('E4 is for its author alone: the other side, another agent and a message that is not there are refused', () => {
    for (const [actor, of] of [
      [visitor, ofInes],
      [asInes, ofMarta],
      [visitor, 1],
      [visitor, 999],
    ] as const)
      expect(typesOf(when(talk, 30, revise(talk, actor, of, 'x')))).toEqual(['refused: message_not_yours']);
    expect(typesOf(when(talk, 30, revise(talk, asTomas, ofInes, 'x')))).toEqual(['refused: chat_not_yours']);
  });

  it('E4 works until the time is over, to the second', () => {
    const last = 25 + terms.editWithinS;
    expect(typesOf(when(talk, last - 1, revise(talk, asInes, ofInes, 'x')))).toEqual(['revised']);
    expect(typesOf(when(talk, last, revise(talk, asInes, ofInes, 'x')))).toEqual(['refused: message_final']);
  });

  it('E4 is off at 0 seconds', () => {
    const off = withTerms(talk, { editWithinS: 0 });
    expect(typesOf(when(off, 25, revise(off, asInes, ofInes)))).toEqual(['refused: message_final']);
  });

  it('E4 ends with the conversation', () => {
    const over = given(...active, [20, say(visitor, 'Hi')], [21, { type: 'end', actor: visitor }]);
    expect(typesOf(when(over, 22, revise(over, visitor, over.chat.seq - 1)))).toEqual(['refused: chat_ended']);
  });

  it('E4 what was taken back stays so', () => {
    const gone = revised(talk, 30, asInes, ofInes);
    expect(typesOf(when(gone, 31, revise(gone, asInes, ofInes, 'again')))).toEqual(['refused: message_final']);
  });

  it('E4 counts like a message, so that nobody changes faster than they may write', () => {
    let story = talk;
    for (let n = 0; n < 2; n++) story = revised(story, 26 + n, asInes, ofInes, `try ${n}`);
    expect(typesOf(when(story, 29, revise(story, asInes, ofInes, 'x')))).toEqual(['refused: rate_limited']);
  });

  it(`E4 at most ${MAX_REVISED} messages of a chat change, so that its snapshot stays small`, () => {
    let story = writingFast(talk);
    for (let n = 0; n < MAX_REVISED; n++) {
      story = appended(story, [{ type: 'message', id: commandId(n), from: 'visitor', text: 'x' }], at(30 + n));
      story = revised(story, 30 + n, visitor, story.chat.seq, 'y');
    }
    expect(chatOf(story).revised).toHaveLength(MAX_REVISED);
    expect(typesOf(when(story, 140, revise(story, asInes, ofInes, 'x')))).toEqual(['refused: message_final']);
    expect(typesOf(when(story, 140, revise(story, visitor, story.chat.seq - 1, 'z')))).toEqual(['revised']);
  });

  it('E4 the log and the agents keep both texts', () => {
    const changed = revised(talk, 30, asInes, ofInes, 'Call 555 321');
    expect(textsFor('agent', changed)).toEqual(['My lamp is broken', 'Call 555 123', 'Call 555 321']);
  });

  it('E4 a text that was written after the chat was read is not taken for an old one', () => {
    const once = revised(talk, 30, asInes, ofInes, 'Call 555 321');
    const [newest] = revised(once, 31, asInes, ofInes, 'Call 5').log.slice(-1) as [Commit];
    expect(viewOf('visitor', newest, 0, chatOf(once)).events).toMatchObject([{ type: 'revised', text: 'Call 5' }]);
  });

  it('E4 a visitor never gets an old text again, however the range is read', () => {
    const gone = revised(revised(talk, 30, asInes, ofInes, 'Call 555 321'), 31, asInes, ofInes);
    expect(textsFor('visitor', gone)).toEqual(['My lamp is broken', '', '', '']);
    const changed = revised(revised(talk, 30, asInes, ofInes, 'Call 555 321'), 31, asInes, ofInes, 'Call 5');
    expect(textsFor('visitor', changed)).toEqual(['My lamp is broken', '', '', 'Call 5']);
  });

  it('E4 whatever is changed, in any order: of each message the visitor gets the newest text, once', () => {
    const steps = fc.array(fc.tuple(fc.nat(3), fc.constantFrom('a', 'b', undefined)), { maxLength: 12 });
    fc.assert(
      fc.property(steps, (changes) => {
        let story = talk;
        const newest = new Map<number, string>([
          [ofMarta, 'My lamp is broken'],
          [ofInes, 'Call 555 123'],
        ]);
        for (const [index, [which, text]] of changes.entries()) {
          const [actor, of] = which % 2 ? [visitor, ofMarta] : [asInes, ofInes];
          const second = 40 + index * 11;
          const decision = when(story, second, revise(story, actor, of, text));
          if ('refused' in decision) continue;
          story = appended(story, decision.events, at(second));
          newest.set(of, text ?? '');
        }
        expect(
          textsFor('visitor', story)
            .filter((text) => text !== '')
            .toSorted(),
        ).toEqual([...newest.values()].filter((text) => text !== '').toSorted());
      }),
    );
  });
});

describe('what the waiting list shows', () => {
  const facts = (story: Story) => chatOf(story).facts;
  const waits = given(started, [10, say(visitor, 'First')], [11, say(visitor, 'Second', 51)]);

  it('E2 E4 follows a change, and forgets what was taken back', () => {
    const [first, second] = [waits.chat.seq - 1, waits.chat.seq];
    expect(facts(waits)).toMatchObject({ subject: 'First', latest: 'Second' });
    expect(facts(revised(waits, 12, visitor, first, 'First!'))).toMatchObject({ subject: 'First!', latest: 'Second' });
    expect(facts(revised(waits, 12, visitor, second))).toMatchObject({ subject: 'First', latest: '' });
    expect(facts(revised(waits, 12, visitor, first))).toMatchObject({ subject: '', latest: 'Second' });
  });

  it('E2 E4 changes a few times only, however often a visitor changes a text', () => {
    let story = writingFast(waits);
    const shown = new Set<string>();
    for (let n = 0; n < 50; n++) {
      story = revised(story, 12, visitor, waits.chat.seq, `text ${n}`);
      shown.add(facts(story).latest);
    }
    expect(shown.size).toBeLessThan(5);
    expect(facts(story).latest).toBe('');
  });
});

describe('an internal note', () => {
  it('E4 is written by the agent who has the chat, while it is handled and in wrap-up', () => {
    expect(when(talk, 30, note(asInes))).toMatchObject({
      events: [{ type: 'note', agent: { name: 'Inés Carrasco' } }],
    });
    const wrapUp = given(...active, [30, { type: 'end', actor: visitor }]);
    expect(typesOf(when(wrapUp, 31, note(asInes)))).toEqual(['note']);
    const ended = given(...active, [30, { type: 'end', actor: visitor }], [150, { type: 'expire-wrap-up' }]);
    expect(typesOf(when(ended, 151, note(asInes)))).toEqual(['refused: chat_ended']);
  });

  it('E4 by nobody else', () => {
    expect(typesOf(when(talk, 30, note(asTomas)))).toEqual(['refused: chat_not_yours']);
    const waits = given(started, [5, { type: 'offer', agents: [tomas], offerId: 'o' as never, considered: [] }]);
    expect(typesOf(when(waits, 6, note(asTomas)))).toEqual(['refused: chat_not_yours']);
  });

  it('E4 moves nothing that the visitor could notice', () => {
    const noted = given(...active, [20, note(asInes)], [21, say(asInes, 'Hello', 51)]);
    const [before, commit] = noted.log.slice(-2) as [Commit, Commit];
    expect(viewOf('visitor', before, 0, chatOf(noted)).events).toEqual([]);
    const lastVisible = chatOf(given(...active)).visitor.lastVisible;
    expect(chatOf(given(...active, [20, note(asInes)])).visitor.lastVisible).toBe(lastVisible);
    expect(commit.seq).toBeGreaterThan(lastVisible + 1);
  });
});

describe('marks', () => {
  it('E4 nobody has more than there is, or has read what they do not have', () => {
    const chat = chatOf(talk);
    expect(markOf(chat, { got: 9999, read: 9999 }, 5)).toEqual({ got: chat.seq, read: chat.seq, at: 5 });
    expect(markOf(chat, { got: 3, read: 9 }, 5)).toEqual({ got: 3, read: 3, at: 5 });
  });

  it('E4 neither number goes back', () => {
    const here = { got: 9, read: 5 };
    expect(movesOn(undefined, here)).toBe(true);
    expect(movesOn(here, { got: 9, read: 6 })).toBe(true);
    expect(movesOn(here, { got: 10, read: 5 })).toBe(true);
    for (const other of [here, { got: 8, read: 6 }, { got: 10, read: 4 }]) expect(movesOn(here, other)).toBe(false);
  });
});
