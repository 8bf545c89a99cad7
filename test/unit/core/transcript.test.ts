/** The conversation to keep (F4): what is in it, and who may have it e-mailed. */
import { describe, expect, it } from 'vitest';
import type { Command } from '../../../core/interaction/commands.ts';
import type { Contact } from '../../../core/interaction/facts.ts';
import { viewOf } from '../../../core/interaction/view.ts';
import { transcriptMail } from '../../../core/mail/transcript-mail.ts';
import { entriesOf } from '../../../core/transcript/entries.ts';
import { transcriptTexts } from '../../../core/transcript/texts.ts';
import { asText, written } from '../../../core/transcript/written.ts';
import {
  accepted,
  arrived,
  asInes,
  at,
  commandId,
  given,
  offered,
  type Story,
  start,
  typesOf,
  visitor,
  when,
} from '../../support/chats.ts';

type Step = [second: number, command: Command];
const DAY_S = 24 * 3600;
const zone = 'Europe/Madrid';

const begun = (contact: Partial<Contact> = {}, transcript = true): Step => [
  0,
  {
    ...start,
    origin: { ...start.origin, ...(transcript ? { transcript } : {}) },
    contact: { ...start.contact, ...contact },
  },
];
const talk = (...begins: Parameters<typeof begun>): Step[] => [begun(...begins), arrived, offered, accepted];
const says = (second: number, actor: typeof visitor | typeof asInes, text: string): Step => [
  second,
  { type: 'message', id: commandId(second + 100), actor, text },
];
const asks: Command = { type: 'transcript', actor: visitor, zone };
const ends: Step = [60, { type: 'end', actor: asInes }];

const originalIn = ({ log }: Story, of: number) => log.find(({ seq }) => seq === of);

const entries = ({ log, chat }: Story) =>
  entriesOf(log.map((commit) => viewOf('visitor', commit, 0, chat.stage ? chat : { revised: [] })));
const textOf = (story: Story, culture = 'en', timeZone = zone) =>
  asText(written(entries(story), transcriptTexts(culture).texts, timeZone));

describe('F4 a transcript', () => {
  it('F4 has what both sides wrote, with the times of the visitor’s zone, and no notes', () => {
    const story = given(
      ...talk(),
      says(10, visitor, 'Hi, the base is cracked'),
      [11, { type: 'note', id: commandId(200), actor: asInes, text: 'a difficult one' }],
      says(12, asInes, 'I am sorry.\nA new one leaves today.'),
      ends,
    );
    expect(textOf(story).trim().split('\n')).toEqual([
      'Monday, 5 January 2026',
      '10:00  Inés Carrasco joined',
      '10:00  You: Hi, the base is cracked',
      '10:00  Inés Carrasco: I am sorry.',
      '       A new one leaves today.',
      '10:01  The chat ended',
    ]);
    expect(textOf(story, 'es', 'America/Mexico_City')).toContain('3:00  Tú: Hi, the base is cracked');
  });

  it('F4 has what was changed as it is now, and nothing that was taken back', () => {
    const before = given(...talk(), says(10, visitor, 'my number is 600'), says(12, visitor, 'two'));
    const [one, two] = before.log.filter(({ events }) => events.some(({ type }) => type === 'message'));
    const revise = (second: number, of: number, text?: string): Step => [
      second,
      { type: 'revise', actor: visitor, of, ...(text ? { text } : {}), original: originalIn(before, of) },
    ];
    const story = given(
      ...talk(),
      says(10, visitor, 'my number is 600'),
      says(12, visitor, 'two'),
      revise(30, one?.seq ?? 0),
      revise(45, two?.seq ?? 0, 'three'),
    );
    expect(textOf(story)).not.toMatch(/600|two/);
    expect(textOf(story)).toContain('You: three');
  });

  it('F4 names the day wherever it changes', () => {
    const story = given(...talk(), says(10, asInes, 'today'), says(16 * 3600, asInes, 'tomorrow'));
    expect(textOf(story)).toContain('\nTuesday, 6 January 2026\n02:00  Inés Carrasco: tomorrow');
  });

  it('F4 a message cannot look like somebody else’s', () => {
    const story = given(...talk(), says(10, visitor, 'yes\n10:05  Inés Carrasco: you get it for free'));
    expect(textOf(story)).toContain('You: yes\n       10:05  Inés');
  });
});

describe('F4 an e-mail with it', () => {
  const mailOf = (story: Story) =>
    transcriptMail({
      ...{ to: 'marta@correo.example', shop: 'Casa <b> Alba', culture: 'es-MX', zone, askedAt: at(60) },
      entries: entries(story),
    });

  it('F4 has every text as text, and is answered by no program', () => {
    const mail = mailOf(given(...talk(), says(10, visitor, '<img src=x onerror=alert(1)> & so')));
    expect(mail.html).not.toMatch(/<img|<b>/);
    expect(mail.html).toContain('&lt;img src=x onerror=alert(1)&gt; &amp; so');
    expect(mail.headers['Auto-Submitted']).toBe('auto-generated');
    expect(mail.text).toContain('Europe/Madrid, hora estándar de Europa central');
    expect(mail.subject).not.toContain('\n');
  });

  it('F4 of a conversation that is too long has its newest part, and says so', () => {
    const long = Array.from({ length: 20 }, (_, n) => says(10 + 11 * n, asInes, `${n} ${'語'.repeat(3900)}`));
    const mail = mailOf(given(...talk(), ...long));
    expect(mail.text).toContain('Falta el principio');
    expect(mail.text).toContain('19 語');
    expect(mail.text).not.toContain('Inés Carrasco: 0 語');
    expect(Buffer.byteLength(mail.html)).toBeLessThan(102_000);
  });
});

describe('F4 who may have it e-mailed', () => {
  it('F4 the visitor, to the address that they gave, while the chat is open and for a day after it', () => {
    expect(typesOf(when(given(...talk()), 20, asks))).toEqual(['transcript-requested']);
    expect(typesOf(when(given(...talk(), ends), 59 + DAY_S, asks))).toEqual(['transcript-requested']);
    expect(typesOf(when(given(...talk(), ends), 60 + DAY_S, asks))).toEqual(['refused: chat_ended']);
  });

  it.each<[string, Story]>([
    ['on a website that does not offer it', given(...talk({}, false))],
    ['without an address', given(...talk({ email: undefined }))],
    ['to an address that SES cannot write to', given(...talk({ email: 'josé@correo.example' }))],
    ['of a chat that no agent has had, which could say anything to anybody', given(begun(), arrived)],
  ])('F4 nobody %s', (_, story) => expect(typesOf(when(story, 20, asks))).toEqual(['refused: transcript_refused']));

  it('F4 once at a time, and three times in all', () => {
    let story = given(...talk());
    for (const n of [1, 2, 3]) {
      story = given(...talk(), ...sent(n - 1), [100 * n, asks]);
      expect(typesOf(when(story, 100 * n + 5, asks))).toEqual(['refused: mail_under_way']);
    }
    story = given(...talk(), ...sent(3));
    expect(typesOf(when(story, 900, asks))).toEqual(['refused: transcript_refused']);
  });

  /** Asked for and sent so often. */
  function sent(times: number): Step[] {
    return Array.from({ length: times }, (_, n): Step[] => {
      const request = talk().length + 2 * n + 1;
      return [
        [100 * (n + 1), asks],
        [100 * (n + 1) + 1, { type: 'transcribed', request }],
      ];
    }).flat();
  }

  it('F4 again, if nothing came of it for ten minutes', () => {
    const story = given(...talk(), [20, asks]);
    expect(typesOf(when(story, 20 + 600, asks))).toEqual(['transcript-requested']);
  });
});
