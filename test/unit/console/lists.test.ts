import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { isComposing, type Key, type Keyboard, letterOf, shortcutOf } from '../../../console/keyboard/shortcuts.ts';
import { type Chat, fold } from '../../../console/live/chat.ts';
import { inboxGroups } from '../../../console/live/inbox-groups.ts';
import { createListeners } from '../../../console/live/listeners.ts';
import { urgency } from '../../../console/live/urgency.ts';
import { asks } from '../../../console/look/asks.ts';
import { type AlertEffects, createAlertSchedule } from '../../../console/offers/alert-schedule.ts';
import { createMessageAlerts } from '../../../console/offers/message-alerts.ts';
import { duration } from '../../../console/texts/duration.ts';
import { lacking } from '../../../console/waiting/lacking.ts';
import { AgentId, InteractionId } from '../../../core/ids.ts';
import { Requirement } from '../../../core/routing/requirement.ts';
import { AgentCommit } from '../../../protocol/agent.ts';
import { accepted, fakeClock, ines, log, offered, queued, says, started } from './fakes.ts';

const me = AgentId.parse(ines.id);
function chatOf(id: string, ...commits: object[]): Chat {
  let chat: Chat | undefined;
  for (const commit of log([started, queued], ...commits))
    chat = fold(chat, InteractionId.parse(id), AgentCommit.parse(commit), me);
  if (!chat) throw new Error('No chat');
  return chat;
}

describe('E1 the inbox', () => {
  test('the chat that waits longest for the agent is first, and one where it is the visitor’s turn is last', () => {
    const answered = chatOf('answered', accepted, says('agent', 'a'));
    const late = chatOf('late', accepted);
    const fresh = chatOf('fresh', accepted, says('agent', 'a'), says('visitor', 'b'));
    const chats = new Map([answered, fresh, late].map((chat) => [chat.id, chat]));
    expect(inboxGroups({ chats, missed: new Set() }).active.map(({ id }) => id)).toEqual(['late', 'fresh', 'answered']);
  });
});

describe('E2 a row that the agent may not take', () => {
  const agent = { skills: { returns: 40 }, languages: { en: 80 } };
  test.each([
    ['asks for nothing', {}, undefined],
    ['asks for what the agent has', { skill: 'returns', proficiency: 40, language: 'en' }, undefined],
    ['a language that the agent lacks', { language: 'es' }, ['Spanish']],
    ['a skill that the agent lacks', { skill: 'sales' }, ['sales']],
    ['more of a skill', { skill: 'returns', proficiency: 60 }, ['returns ≥ 60']],
    ['both', { skill: 'sales', proficiency: 60, language: 'pt' }, ['sales ≥ 60', 'Portuguese']],
    ['only the part that is missing', { skill: 'returns', language: 'es' }, ['Spanish']],
  ])('%s', (_, requires, missing) => {
    const lacks = lacking(Requirement.parse(requires), agent);
    expect(lacks && asks(lacks, 'en')).toEqual(missing);
  });
});

test.each([
  [59_999, 'fine'],
  [60_000, 'soon'],
  [120_000, 'soon'],
  [120_001, 'late'],
])('E2 %i ms of a limit of 120 s are %s', (ms, look) => {
  expect(urgency(ms, 120)).toBe(look);
});

test.each([
  [-1, '0:00'],
  [48_999, '0:48'],
  [724_000, '12:04'],
  [3_723_000, '1:02:03'],
])('%i ms are written %s', (ms, text) => {
  expect(duration(ms)).toBe(text);
});

describe('E1 an offer draws attention', () => {
  function alerts() {
    const clock = fakeClock(1_001_000);
    const heard: string[] = [];
    const effects: AlertEffects = {
      sound: () => heard.push(`${clock.now() - 1_001_000} sound`),
      announce: (_, seconds, when) => heard.push(`${clock.now() - 1_001_000} ${when} ${seconds} s`),
      notify: () => () => heard.push(`${clock.now() - 1_001_000} notification away`),
    };
    return { clock, heard, schedule: createAlertSchedule(clock, effects) };
  }
  const chat = chatOf('chat', { ...offered, expiresAt: 1_021_000 });
  if (chat.stage !== 'offered') throw new Error(chat.stage);

  test('at once, with a second sound at half time and words at five seconds', () => {
    const { clock, heard, schedule } = alerts();
    schedule.update([chat], clock.now());
    schedule.update([chat], clock.now());
    clock.turn(20_000);
    expect(heard).toEqual(['0 sound', '0 start 20 s', '10000 sound', '15000 end 5 s']);
  });

  test('is quiet once answered', () => {
    const { clock, heard, schedule } = alerts();
    schedule.update([chat], clock.now());
    clock.turn(4_000);
    schedule.update([], clock.now());
    clock.turn(20_000);
    expect(heard).toEqual(['0 sound', '0 start 20 s', '4000 notification away']);
  });
});

describe('E1 an exception does not stop anything else', () => {
  const reported: unknown[] = [];
  beforeEach(() => {
    reported.length = 0;
    vi.stubGlobal('reportError', (error: unknown) => reported.push(error));
  });
  afterEach(() => vi.unstubAllGlobals());
  const broken = () => {
    throw new TypeError('Illegal constructor');
  };
  const chat = chatOf('chat', { ...offered, expiresAt: 1_021_000 });
  if (chat.stage !== 'offered') throw new Error(chat.stage);

  test('E1 an offer whose notification throws rings as often as any other', () => {
    const clock = fakeClock(1_001_000);
    let sounds = 0;
    const sound = () => {
      sounds += 1;
    };
    const schedule = createAlertSchedule(clock, { sound, announce: broken, notify: broken });
    for (let update = 0; update < 5; update += 1) schedule.update([chat], clock.now());
    clock.turn(20_000);
    schedule.update([], clock.now());
    expect(sounds).toBe(2);
    expect(reported).toHaveLength(3);
  });

  test('E1 an offer whose sound throws is announced and notified', () => {
    const clock = fakeClock(1_001_000);
    const heard: string[] = [];
    const announce = () => void heard.push('announced');
    const notify = () => {
      heard.push('notified');
      return broken;
    };
    const schedule = createAlertSchedule(clock, { sound: broken, announce, notify });
    schedule.update([chat], clock.now());
    schedule.update([], clock.now());
    expect(heard).toEqual(['announced', 'notified']);
  });

  test('E1 the next listener hears', () => {
    const listeners = createListeners();
    let heard = 0;
    listeners.add(broken);
    const stop = listeners.add(() => {
      heard += 1;
    });
    listeners.tell();
    stop();
    listeners.tell();
    expect(heard).toBe(1);
    expect(reported).toHaveLength(2);
  });
});

describe('E1 a message draws attention', () => {
  function messages() {
    const clock = fakeClock();
    const heard: string[] = [];
    const alerts = createMessageAlerts(clock, {
      sound: () => heard.push('sound'),
      notify: ({ id }) => {
        heard.push(`notify ${id}`);
        return () => heard.push(`${id} away`);
      },
    });
    return { clock, heard, alerts };
  }
  const active = (id: string, ...texts: string[]) => {
    const chat = chatOf(id, offered, accepted, ...texts.map((text) => says('visitor', text)));
    if (chat.stage !== 'active') throw new Error(chat.stage);
    return chat;
  };
  const nothingSeen = new Map();

  test('E1 while the window is not in use: one sound, one notification, until the agent looks', () => {
    const { heard, alerts } = messages();
    alerts.update([active('chat')], nothingSeen, false);
    alerts.update([active('chat', 'one')], nothingSeen, false);
    alerts.update([active('chat', 'one', 'two')], nothingSeen, false);
    expect(heard).toEqual(['sound', 'notify chat']);
    const read = active('chat', 'one', 'two');
    alerts.update([read], new Map([[read.id, read.position]]), true);
    expect(heard).toEqual(['sound', 'notify chat', 'chat away']);
  });

  test('E1 sounds again after twenty seconds; another chat has a notification of its own', () => {
    const { clock, heard, alerts } = messages();
    alerts.update([active('one'), active('two')], nothingSeen, false);
    alerts.update([active('one', 'a'), active('two')], nothingSeen, false);
    alerts.update([active('one', 'a'), active('two', 'a')], nothingSeen, false);
    clock.turn(20_000);
    alerts.update([active('one', 'a', 'b'), active('two', 'a')], nothingSeen, false);
    expect(heard).toEqual(['sound', 'notify one', 'notify two', 'sound']);
  });

  test('E1 is quiet where the agent looks, for what was there before, and for a chat that goes', () => {
    const { heard, alerts } = messages();
    alerts.update([active('chat', 'before the page was loaded')], nothingSeen, false);
    alerts.update([active('chat', 'before the page was loaded', 'seen')], nothingSeen, true);
    expect(heard).toEqual([]);
    alerts.update([active('chat', 'before the page was loaded', 'seen', 'new')], nothingSeen, false);
    alerts.update([], nothingSeen, false);
    expect(heard).toEqual(['sound', 'notify chat', 'chat away']);
  });
});

describe('E1 the keyboard', () => {
  const press = (code: string, key: string, over: Partial<Key> = {}): Key => ({
    ...{ code, key, keyCode: 0, isComposing: false },
    ...{ altKey: false, ctrlKey: false, metaKey: false, shiftKey: false, ...over },
  });
  const alt = (code: string, key: string, over: Partial<Key> = {}) => press(code, key, { altKey: true, ...over });
  const pc: Keyboard = { altTypes: false, plain: new Map() };
  const mac: Keyboard = { altTypes: true, plain: new Map() };
  const macAzerty: Keyboard = {
    altTypes: true,
    plain: new Map([
      ['KeyQ', 'a'],
      ['KeyA', 'q'],
      ['Digit2', 'é'],
    ]),
  };
  const [accept, pass, reply, nth2] = [{ do: 'accept' }, { do: 'pass' }, { do: 'reply' }, { do: 'nth', index: 1 }];
  const [below, leave, list] = [{ do: 'move', by: 1 }, { do: 'leave' }, { do: 'list' }];

  test.each<[string, Keyboard, Key, typing: object | undefined, elsewhere: object | undefined]>([
    // ---- Option types characters
    ['Spanish Mac, Option+2: @', mac, alt('Digit2', '@'), undefined, nth2],
    ['Polish Mac, Option+A: ą', mac, alt('KeyA', 'ą'), undefined, accept],
    ['US Mac, Option+P: π', mac, alt('KeyP', 'π'), undefined, pass],
    ['Mac, Option+R that waits for a letter', mac, alt('KeyR', 'Dead'), undefined, reply],
    ['Mac, Option+A by hexadecimal input', mac, alt('KeyA', 'a'), undefined, accept],
    ['French Mac, Option with the key of A', macAzerty, alt('KeyQ', '‡'), undefined, accept],
    ['French Mac, Option with the key of Q', macAzerty, alt('KeyA', '‡'), undefined, undefined],
    ['French Mac, Option with the key of 2', macAzerty, alt('Digit2', 'ë'), undefined, nth2],
    ['Russian Mac, Option with Ф', { ...mac, plain: new Map([['KeyA', 'ф']]) }, alt('KeyA', 'ƒ'), undefined, accept],
    ['Mac, Option+↓', mac, alt('ArrowDown', 'ArrowDown'), below, below],
    // ---- Alt types nothing, AltGr does
    ['Alt+A', pc, alt('KeyA', 'a'), accept, accept],
    ['Alt+A under Caps Lock', pc, alt('KeyA', 'A'), accept, accept],
    ['Alt+2', pc, alt('Digit2', '2'), nth2, nth2],
    ['Polish, AltGr+A: ą, as Windows has it', pc, alt('KeyA', 'ą', { ctrlKey: true }), undefined, undefined],
    ['Polish, AltGr+A: ą, as Linux has it', pc, press('KeyA', 'ą'), undefined, undefined],
    ['German, AltGr+Q: @', pc, alt('KeyQ', '@', { ctrlKey: true }), undefined, undefined],
    ['Windows, Alt with a number of the pad', pc, alt('Numpad2', '2'), undefined, nth2],
    ['Windows, Alt with the pad’s arrow', pc, alt('Numpad2', 'ArrowDown'), undefined, below],
    ['French, Alt with the key of A', pc, alt('KeyQ', 'a'), accept, accept],
    ['French, Alt with the key of Q', pc, alt('KeyA', 'q'), undefined, undefined],
    ['French, Alt with the key of 2', pc, alt('Digit2', 'é'), nth2, nth2],
    ['Dvorak, Alt with the key of P', pc, alt('KeyR', 'p'), pass, pass],
    ['Russian, Alt with Ф', pc, alt('KeyA', 'ф'), accept, accept],
    ['Greek, Alt with Ρ', pc, alt('KeyR', 'ρ'), reply, reply],
    // ---- without Alt
    ['A', pc, press('KeyA', 'a'), undefined, undefined],
    ['?', pc, press('Slash', '?', { shiftKey: true }), undefined, list],
    ['Escape', pc, press('Escape', 'Escape'), leave, undefined],
    ['Escape that ends a composition', pc, press('Escape', 'Escape', { keyCode: 229 }), undefined, undefined],
    ['Alt+A while a word is composed', pc, alt('KeyA', 'a', { isComposing: true }), undefined, undefined],
  ])('E1 %s', (_, keyboard, key, typing, elsewhere) => {
    expect([shortcutOf(key, true, keyboard), shortcutOf(key, false, keyboard)]).toEqual([typing, elsewhere]);
  });

  test.each([
    [{ isComposing: true, keyCode: 13 }, true],
    [{ isComposing: false, keyCode: 229 }, true],
    [{ isComposing: false, keyCode: 13 }, false],
  ])('E1 an Enter with %o chooses a word: %s', (key, expected) => {
    expect(isComposing(key)).toBe(expected);
  });

  test('E1 a single key is the letter of the layout', () => {
    expect(letterOf(press('KeyT', 't'), pc)).toBe('t');
    expect(letterOf(press('KeyK', 't'), mac)).toBe('t');
    expect(letterOf(press('KeyT', 'е'), pc)).toBe('t');
    expect(letterOf(press('KeyT', 'è'), pc)).toBeUndefined();
  });
});
