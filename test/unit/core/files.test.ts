import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isShown, kindOfName, mayBeCalled } from '../../../core/files/kinds.ts';
import { FileName, fileName, MAX_FILE_NAME_CHARS } from '../../../core/files/name.ts';
import { type FileTerms, MEGABYTE } from '../../../core/files/terms.ts';
import { attendBy } from '../../../core/interaction/clocks.ts';
import type { Command } from '../../../core/interaction/commands.ts';
import { type Interaction, MAX_UNCHECKED } from '../../../core/interaction/state.ts';
import { timersOf } from '../../../core/interaction/timers.ts';
import type { Actor } from '../../../core/interaction/topic.ts';
import { CHECK_MS } from '../../../core/interaction/topics/files.ts';
import { viewOf } from '../../../core/interaction/view.ts';
import { SHORT_WAIT_MS } from '../../../core/interaction/waits.ts';
import {
  active,
  appended,
  asInes,
  asTomas,
  at,
  commandId,
  given,
  type Story,
  start,
  terms,
  typesOf,
  visitor,
  when,
} from '../../support/chats.ts';

const all: FileTerms = { from: ['visitor', 'agent'], kinds: ['pictures', 'pdf'], maxBytes: MEGABYTE, most: 12 };
const files = (changed: Partial<FileTerms> = {}): typeof start => ({
  ...start,
  origin: { ...start.origin, files: { ...all, ...changed } },
});
const talking = (changed?: Partial<FileTerms>, steps: [number, Command][] = []) => {
  const patient = { ...terms, maxMessagesPer10S: 100 };
  const story = given([0, files(changed)], ...active.slice(1));
  const chat = story.chat as Interaction;
  const quick: Story = { ...story, chat: { ...chat, place: { ...chat.place, terms: patient } } };
  return steps.reduce((so, [second, command]) => did(so, second, command), quick);
};
function did(story: Story, second: number, command: Command): Story {
  const decision = when(story, second, command);
  if ('refused' in decision) throw new Error(decision.refused);
  return appended(story, decision.events, at(second));
}
const upload = (actor: Actor, n = 50, name = 'lamp.jpg', bytes = 1000): Command => ({
  ...{ type: 'upload', id: commandId(n), actor, name, bytes },
});
/** Of the newest upload. */
function file({ log }: Story, actor: Actor, n = 51): Command {
  const original = log.findLast(({ events }) => events.some(({ type }) => type === 'uploading'));
  return { type: 'file', id: commandId(n), actor, of: original?.seq ?? 1, original };
}
const clean = { is: 'clean', type: 'image/jpeg' } as const;
const check = (n = 50): Command => ({ type: 'check-file', upload: commandId(n), verdict: clean });
const lastEvents = ({ log }: Story) => log.at(-1)?.events ?? [];
function sentBy(actor: Actor, story = talking(), second = 20, n = 50): Story {
  const uploaded = did(story, second, upload(actor, n));
  return did(uploaded, second + 10, file(uploaded, actor, n + 1));
}

describe('names', () => {
  it.each([
    ['a path is not followed', '..\\..\\etc/passwd.pdf', '_.._etc_passwd.pdf'],
    ['what is composed differently is the same', 'Cafe\u0301.jpg', 'Café.jpg'],
    ['nothing turns the direction, so the end is where it seems', 'photo\u202egpj.exe', 'photogpj.exe'],
    ['marks of direction go', '\u200f\u061cصورة.jpg', 'صورة.jpg'],
    ['lines and control characters are spaces', 'a\nb\u0000c.pdf', 'a b c.pdf'],
    ['nothing is hidden, and Windows keeps the end', '.bill.pdf. ', 'bill.pdf'],
    ['scripts stay', '領収書 №3.pdf', '領収書 №3.pdf'],
    ['a name of nothing has one', '\u200b\u2060.png', 'file.png'],
    ['a reserved character is replaced', 'what? "now".pdf', 'what_ _now_.pdf'],
  ])('E4 %s', (_, given, name) => expect(FileName.parse(given)).toBe(name));

  it('E4 a long name is cut before its extension, never within a character, and fits', () => {
    expect(fileName(`${'x'.repeat(400)}.jpeg`)).toBe(`${'x'.repeat(MAX_FILE_NAME_CHARS - 5)}.jpeg`);
    const family = '👨‍👩‍👧‍👦';
    const name = fileName(`${family.repeat(40)}.jpeg`);
    expect(name.length).toBeLessThanOrEqual(MAX_FILE_NAME_CHARS);
    expect(name).toBe(`${family.repeat((name.length - 5) / family.length)}.jpeg`);
  });

  it('E4 any text becomes a name of at most 80 units without control characters, and stays as it is', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.constantFrom('', '.pdf', '.JPG', '.'),
        (text, end) => {
          const name = FileName.parse(text + end);
          expect(name.length).toBeLessThanOrEqual(MAX_FILE_NAME_CHARS);
          expect(name).not.toMatch(/[\p{Cc}\p{Cs}\p{Bidi_Control}\\/]/u);
          expect(FileName.parse(name)).toBe(name);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('E4 a megabyte of marks takes no time', () => {
    const before = performance.now();
    fileName(`a${'\u0301'.repeat(1_000_000)}.pdf`);
    expect(performance.now() - before).toBeLessThan(500);
  });
});

describe('kinds', () => {
  it('E4 what runs is of no kind, whatever it is called', () => {
    for (const name of ['a.svg', 'a.html', 'a.exe', 'a.js', 'a.pdf.exe', 'a', 'a.', 'a.constructor', 'a.pdf\u2024exe'])
      expect(kindOfName(name)).toBeUndefined();
  });

  it('E4 content must be of the kind that the name says', () => {
    expect(mayBeCalled('lamp.JPG', 'image/png')).toBe(true);
    expect(mayBeCalled('bill.doc', 'application/x-cfb')).toBe(true);
    expect(mayBeCalled('lamp.pdf', 'image/png')).toBe(false);
    expect(mayBeCalled('lamp.jpg', 'image/svg+xml')).toBe(false);
    expect(mayBeCalled('lamp.svg', 'image/svg+xml')).toBe(false);
  });

  it('E4 only pictures without a program in them are shown where they stand', () => {
    expect(['image/png', 'image/jpeg'].every(isShown)).toBe(true);
    expect(['image/svg+xml', 'text/html', 'application/pdf', 'image/heic'].some(isShown)).toBe(false);
  });
});

describe('an upload', () => {
  it('E4 is for whoever may write in the chat, on a website that takes files', () => {
    expect(typesOf(when(talking(), 20, upload(visitor)))).toEqual(['uploading']);
    expect(typesOf(when(talking(), 20, upload(asInes)))).toEqual(['uploading']);
    expect(typesOf(when(talking(), 20, upload(asTomas)))).toEqual(['refused: chat_not_yours']);
    expect(typesOf(when(given(...active), 20, upload(visitor)))).toEqual(['refused: files_refused']);
    expect(typesOf(when(talking({ from: ['agent'] }), 20, upload(visitor)))).toEqual(['refused: files_refused']);
    const over = talking({}, [[20, { type: 'end', actor: visitor }]]);
    expect(typesOf(when(over, 21, upload(visitor)))).toEqual(['refused: chat_ended']);
  });

  it('E4 is of a kind and a size that the website takes, to the byte', () => {
    expect(typesOf(when(talking(), 20, upload(visitor, 50, 'a.docx')))).toEqual(['refused: file_type_refused']);
    expect(typesOf(when(talking(), 20, upload(visitor, 50, 'a.html')))).toEqual(['refused: file_type_refused']);
    expect(typesOf(when(talking(), 20, upload(visitor, 50, 'a.jpg', MEGABYTE)))).toEqual(['uploading']);
    expect(typesOf(when(talking(), 20, upload(visitor, 50, 'a.jpg', MEGABYTE + 1)))).toEqual([
      'refused: file_too_large',
    ]);
  });

  it('E4 is counted for each side, and nobody sees it', () => {
    const story = talking({ most: 1 }, [[20, upload(visitor)]]);
    expect(typesOf(when(story, 21, upload(visitor, 52)))).toEqual(['refused: files_too_many']);
    expect(typesOf(when(story, 21, upload(asInes, 52)))).toEqual(['uploading']);
    const [commit] = story.log.slice(-1);
    for (const side of ['visitor', 'agent'] as const)
      expect(commit && viewOf(side, commit, 0, { revised: [] }).events).toEqual([]);
  });
});

describe('a file', () => {
  it('E4 is in the conversation with its name, size and author, to the visitor by name alone', () => {
    const story = sentBy(asInes);
    const [sent] = lastEvents(story);
    expect(sent).toMatchObject({ type: 'file', from: 'agent', name: 'lamp.jpg', bytes: 1000, agent: { id: 'ines' } });
    const [commit] = story.log.slice(-1);
    expect(commit && viewOf('visitor', commit, 0, { revised: [] }).events).toMatchObject([
      { type: 'file', agent: { name: 'Inés Carrasco' } },
    ]);
    expect(JSON.stringify(commit && viewOf('visitor', commit, 0, { revised: [] }))).not.toContain('"ines"');
  });

  it('E4 is sent by whoever uploaded it, within the hour', () => {
    const uploaded = talking({}, [[20, upload(visitor)]]);
    expect(typesOf(when(uploaded, 30, file(uploaded, asInes)))).toEqual(['refused: upload_unknown']);
    expect(typesOf(when(uploaded, 30, file(uploaded, { side: 'visitor', readsFrom: 99 })))).toEqual([
      'refused: chat_ended',
    ]);
    expect(typesOf(when(uploaded, 30, file(uploaded, visitor)))).toEqual(['file']);
    expect(typesOf(when(uploaded, 20 + 3600, file(uploaded, visitor)))).toEqual(['refused: upload_unknown']);
    expect(typesOf(when(talking(), 30, file(talking(), visitor)))).toEqual(['refused: upload_unknown']);
  });

  it('E2 E4 is the latest thing in line by its name, if it is the visitor’s', () => {
    const latest = ({ chat }: Story) => (chat as Interaction).facts.latest;
    expect(latest(sentBy(visitor, sentBy(asInes), 40, 60))).toBe('lamp.jpg');
    expect(latest(sentBy(asInes, sentBy(visitor), 40, 60))).toBe('');
  });

  it('E4 waits while ten are checked', () => {
    const sent = Array.from({ length: MAX_UNCHECKED }).reduce<Story>(
      (story, _, n) => sentBy(visitor, story, 20 + n * 20, 100 + 2 * n),
      talking(),
    );
    const next = did(sent, 300, upload(visitor, 60));
    expect(typesOf(when(next, 301, file(next, visitor, 61)))).toEqual(['refused: rate_limited']);
    const checked = did(next, 301, check(100));
    expect(typesOf(when(checked, 302, file(checked, visitor, 61)))).toEqual(['file']);
  });

  it('E4 is an answer that the other side owes or has given, as a message is', () => {
    const limited = (story: Story) => {
      const chat = story.chat as Interaction;
      return attendBy({ ...chat, place: { ...chat.place, terms: { ...terms, unattendedS: 60 } } });
    };
    expect(limited(sentBy(asInes))).toBeUndefined();
    expect(limited(sentBy(visitor, sentBy(asInes), 40, 60))).toBe(at(50 + 60));
  });
});

describe('the check', () => {
  it('E4 says of which file, once: a second result, one too early and one for nothing change nothing', () => {
    const uploaded = talking({}, [[20, upload(visitor)]]);
    expect(typesOf(when(uploaded, 25, check()))).toEqual([]);
    const sent = did(uploaded, 30, file(uploaded, visitor));
    const checked = did(sent, 31, check());
    expect(lastEvents(checked)).toEqual([{ type: 'file-checked', upload: commandId(50), verdict: clean }]);
    expect(typesOf(when(checked, 32, check()))).toEqual([]);
    expect(typesOf(when(checked, 32, check(99)))).toEqual([]);
    expect((checked.chat as Interaction).files.unchecked).toEqual([]);
  });

  it('E4 comes through after the chat has ended', () => {
    const over = did(sentBy(visitor), 31, { type: 'end', actor: visitor });
    expect(typesOf(when(over, 32, check()))).toEqual(['file-checked']);
  });

  it('E4 is given up after ten minutes, with a timer that costs nothing', () => {
    const sent = sentBy(visitor);
    const [commit] = sent.log.slice(-1);
    expect(commit && timersOf(sent.chat.id, commit)).toMatchObject([{ kind: 'unchecked', dueAt: at(30) + CHECK_MS }]);
    expect(CHECK_MS).toBeLessThanOrEqual(SHORT_WAIT_MS);
    const second = 30 + CHECK_MS / 1000;
    expect(typesOf(when(sent, second - 1, { type: 'unchecked' }))).toEqual([]);
    const given = did(sent, second, { type: 'unchecked' });
    expect(lastEvents(given)).toMatchObject([{ verdict: { is: 'refused', because: 'unchecked' } }]);
    expect(typesOf(when(given, second, { type: 'unchecked' }))).toEqual([]);
    // The result comes after all: what both sides were told stays.
    expect(typesOf(when(given, second + 1, check()))).toEqual([]);
  });
});
