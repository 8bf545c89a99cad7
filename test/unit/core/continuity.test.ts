import { describe, expect, it } from 'vitest';
import { MAX_MAIL_OPEN_S } from '../../../core/bounds.ts';
import { mailboxOf } from '../../../core/email.ts';
import { QueueId } from '../../../core/ids.ts';
import { handedTo } from '../../../core/interaction/calls.ts';
import type { Command } from '../../../core/interaction/commands.ts';
import { timersOf } from '../../../core/interaction/timers.ts';
import {
  accepted,
  arrived,
  asInes,
  at,
  commandId,
  given,
  interactionId,
  offered,
  placement,
  type Story,
  start,
  tab,
  terms,
  told,
  typesOf,
  visitor,
  when,
} from '../../support/chats.ts';

type Step = [second: number, command: Command];
type Contact = typeof start.contact;

const OPEN_S = 3600;
const consenting: Contact = { ...start.contact, consents: { continuity: at(0) } };
const kept = { ...terms, maxMessagesPer10S: 30, continuity: { afterS: 120, openS: OPEN_S } };
const startWith = (contact: Contact = consenting, own = kept): Step => [
  0,
  { ...start, contact, terms: own, next: { is: 'placed', placement: { ...placement, terms: own } } },
];
const gone: Step = [30, { type: 'disconnect', side: 'visitor', connectionId: tab }];
const away = (first = startWith()): Step[] => [first, arrived, offered, accepted, gone];
const says = (second: number, n = 60): Step => [
  second,
  { type: 'message', id: commandId(n), actor: asInes, text: 'It is on its way.' },
];
const returns = (second: number): Step => [second, { type: 'connect', actor: visitor, connectionId: tab }];
const send: Command = { type: 'send-mail' };
const decline: Command = { type: 'decline-mail', actor: visitor };
const autoFinish: Command = { type: 'auto-finish' };

const newest = ({ log }: Story) => {
  const commit = log.at(-1);
  if (!commit) throw new Error('nothing happened');
  return commit;
};

describe('an answer to a visitor who is away', () => {
  it('D11 is planned for an e-mail with one timer, however much the agent writes', () => {
    const first = given(...away(), says(40));
    expect(newest(first).events.map(({ type }) => type)).toEqual(['message', 'mail-planned']);
    expect(timersOf(interactionId, newest(first))).toEqual([{ kind: 'send-mail', interactionId, dueAt: at(160) }]);
    const second = given(...away(), says(40), says(50, 61));
    expect(newest(second).events.map(({ type }) => type)).toEqual(['message']);
    expect(timersOf(interactionId, newest(second))).toEqual([]);
  });

  it('D11 is requested when that time has come, and handed to a function of its own, from the first answer on', () => {
    const story = given(...away(), says(40), says(50, 61), [160, send]);
    const { events } = newest(story);
    expect(events).toEqual([{ type: 'mail-requested', after: 5, endsAt: at(160 + OPEN_S) }]);
    expect(handedTo(newest(story))).toEqual(['mail']);
    expect(story.log[5]?.events[0]).toMatchObject({ type: 'message' });
  });

  it.each<[string, Step[]]>([
    ['the visitor is here', [startWith(), arrived, offered, accepted, says(40)]],
    ['the queue has no continuity', [...away([0, { ...start, contact: consenting }]), says(40)]],
    ['the visitor did not agree', [...away(startWith(start.contact)), says(40)]],
    ['there is no address', [...away(startWith({ name: 'Marta', consents: { continuity: at(0) } })), says(40)]],
    ['SES cannot write there', [...away(startWith({ ...consenting, email: 'анна@почта.рф' })), says(40)]],
    ['the visitor declined', [...away(), [35, decline], says(40)]],
  ])('D11 is not e-mailed if %s', (_, steps) => {
    const story = given(...steps);
    expect(newest(story).events.map(({ type }) => type)).toEqual(['message']);
    expect(typesOf(when(story, 1000, send))).toEqual([]);
  });

  it('D11 is not e-mailed to a visitor who came back before, and an early, late or repeated timer does nothing', () => {
    const planned = given(...away(), says(40));
    expect(typesOf(when(planned, 159, send))).toEqual([]);
    expect(typesOf(when(given(...away(), says(40), returns(100)), 160, send))).toEqual([]);
    expect(typesOf(when(given(...away(), says(40), [160, send]), 161, send))).toEqual([]);
  });

  it('D11 a timer of an earlier absence does not send what is planned for a later time', () => {
    const again = given(...away(), says(40), returns(60), [100, gone[1]], says(110, 61));
    expect(typesOf(when(again, 160, send))).toEqual([]);
    expect(when(again, 230, send)).toMatchObject({ events: [{ type: 'mail-requested', after: 8 }] });
  });

  it('D11 what is written after one e-mail goes with another', () => {
    const story = given(...away(), says(40), [160, send], says(200, 61));
    expect(newest(story).events).toMatchObject([
      { type: 'message' },
      { type: 'mail-planned', after: 7, dueAt: at(320) },
    ]);
  });

  it('D11 is planned when it turns out that the socket it was sent to was closed', () => {
    const lost: Command = { type: 'disconnect', side: 'visitor', connectionId: tab, missed: 5 };
    const story = given(startWith(), arrived, offered, accepted, says(40), [41, lost]);
    expect(newest(story).events).toMatchObject([{ type: 'disconnected' }, { type: 'mail-planned', after: 4 }]);
    // The visitor has another tab, which got the message.
    const tabs = given(startWith(), arrived, [1, { type: 'connect', actor: visitor, connectionId: 'tab-2' as never }]);
    expect(typesOf(when(tabs, 41, lost))).toEqual(['disconnected']);
  });

  it('D11 D3 is sent, and its chat ends, although it went to a queue that e-mails nothing', () => {
    const queue = { ...placement, queueId: QueueId.parse('advice'), terms };
    const to = { queueId: queue.queueId };
    const transfer: Command = { type: 'transfer', actor: asInes, id: commandId(62), to, target: { queue } };
    const requested = given(...away(), says(40), [50, transfer], [160, send]);
    expect(newest(requested).events).toMatchObject([{ type: 'mail-requested', endsAt: at(160 + OPEN_S) }]);
    expect(typesOf(when(requested, 160 + OPEN_S, autoFinish))).toEqual(['ended']);
  });

  it('D11 is sent although the agent ended the chat at once', () => {
    const story = given(...away(), says(40), [41, { type: 'end', actor: asInes }]);
    const requested = when(story, 160, send);
    expect(requested).toEqual({ events: [{ type: 'mail-requested', after: 5 }] });
    expect(
      told(given(...away(), says(40), [41, { type: 'end', actor: asInes }], [160, send]).chat as never).stage,
    ).toBe('wrap-up');
  });
});

describe('how long the chat waits for the visitor', () => {
  it('D3 D11 it does not end while an e-mail is planned, and stays open from the e-mail on', () => {
    const planned = given(...away(), says(620));
    expect(typesOf(when(planned, 640, autoFinish))).toEqual([]);
    const requested = given(...away(), says(620), [740, send]);
    expect(timersOf(interactionId, newest(requested))).toMatchObject([{ kind: 'auto-finish' }]);
    expect(typesOf(when(requested, 740 + OPEN_S - 1, autoFinish))).toEqual([]);
    expect(typesOf(when(requested, 740 + OPEN_S, autoFinish))).toEqual(['ended']);
  });

  it('D3 D11 it ends as usual if the e-mail could not be sent', () => {
    const failed = given(
      ...away(),
      says(40),
      [160, send],
      [170, { type: 'fail-mail', request: 7, because: 'refused' }],
    );
    expect(newest(failed).events).toEqual([
      { type: 'mail-failed', request: 7, because: 'refused', endsAt: at(170 + terms.autoFinishS) },
    ]);
    expect(typesOf(when(failed, 170 + terms.autoFinishS, autoFinish))).toEqual(['ended']);
  });

  it('D3 D11 it ends as usual, by a timer of its own, after the visitor declined', () => {
    const declined = given(...away(), says(620), [640, decline]);
    expect(timersOf(interactionId, newest(declined))).toEqual([
      { kind: 'auto-finish', interactionId, dueAt: at(640 + terms.autoFinishS) },
    ]);
    expect(typesOf(when(declined, 640 + terms.autoFinishS, autoFinish))).toEqual(['ended']);
    expect(typesOf(when(declined, 641, decline))).toEqual([]);
    expect(declined.chat).toMatchObject({ contact: start.contact });
    expect(declined.chat.stage && declined.chat.contact).not.toHaveProperty('consents');
  });

  it('D3 D11 the agent is told that the visitor left, ten seconds after they did, whenever the chat will end', () => {
    const story = given(
      ...away(startWith(consenting, { ...kept, continuity: { afterS: 1, openS: OPEN_S } })),
      says(31),
      [32, send],
    );
    expect(typesOf(when(story, 39, { type: 'tell-away' }))).toEqual([]);
    expect(when(story, 40, { type: 'tell-away' })).toEqual({
      events: [{ type: 'visitor-left', endsAt: at(32 + OPEN_S) }],
    });
  });
});

it('D11 the longest stay and the links in the e-mail end together', () => expect(MAX_MAIL_OPEN_S).toBe(604_800));

it.each([
  ['Marta@Correo.example', 'Marta@correo.example'],
  ["o'hara+x@a.example", "o'hara+x@a.example"],
  ['ana@пример.рф', 'ana@xn--e1afmkfd.xn--p1ai'],
  ['ána@correo.example', undefined],
  ['no one@correo.example', undefined],
])('D11 SES can write to %s: %s', (email, mailbox) => expect(mailboxOf(email)).toBe(mailbox));
