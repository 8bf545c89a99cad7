import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { VisitorEvent } from '../../../protocol/visitor.ts';
import { saidWait } from '../../../widget/app/engine/wait.ts';
import { fakeClock } from '../../support/clock.ts';
import { fakeLocks, openTab, settle, shown, website } from './device.ts';
import { type Fate, fakeFoyer } from './foyer.ts';

function world() {
  const clock = fakeClock();
  const foyer = fakeFoyer(clock);
  const device: Record<string, string> = {};
  const tab: Record<string, string> = {};
  const open = () => openTab({ foyer, clock, device, tab });
  /** Time passes, and all pending answers arrive. */
  const pass = async (ms: number) => {
    let step = 1;
    for (let left = ms; left > 0; left -= step) {
      step = Math.min(2 * step, 250, left);
      clock.advance(step);
      await settle();
    }
  };
  return { clock, foyer, device, tab, open, pass };
}

async function talking() {
  const it = world();
  const tab = it.open();
  await tab.start();
  await it.pass(10);
  it.foyer.happens({ type: 'accepted', agent: { name: 'Inés' } });
  return { ...it, visitor: tab };
}

describe('start', () => {
  test('F3 nothing is kept before the visitor starts a chat', () => {
    const { open, device, tab } = world();
    open();
    expect({ ...device, ...tab }).toEqual({});
  });

  test('F1 the form starts a chat that waits in line', async () => {
    const { open, pass, foyer } = world();
    const visitor = open();
    await visitor.start();
    await pass(10);
    foyer.socket().push({ t: 'position', position: 3 });
    expect(visitor.running().story().stage).toBe('waiting');
    expect(visitor.running().place()).toBe(3);
  });

  test('F2 a start that was not answered is repeated under the same secret id, through a reload too', async () => {
    const { open, pass, foyer } = world();
    foyer.down();
    await open().start('The lamp is cracked');
    await pass(1_000);
    const visitor = open();
    expect(visitor.screen()).toEqual(['The lamp is cracked…']);
    foyer.up();
    await pass(60_000);
    expect(visitor.running().story().stage).toBe('waiting');
    expect(new Set(foyer.started.map(({ id }) => id)).size).toBe(1);
  });

  test.each(['origin_refused', 'body_malformed', 'http_403'])(
    'F2 a start that is refused (%s) says why, gives the words back, and leaves nothing on the device',
    async (code) => {
      const { open, foyer, device, tab, pass } = world();
      foyer.down();
      const visitor = open();
      await visitor.start('The lamp is cracked');
      visitor.send('It is the Duna');
      visitor.kept.saveDraft('Order 77');
      foyer.answerStart({ is: 'refused', code });
      await pass(20_000);
      expect(visitor.chat.state()).toMatchObject({ is: 'none', refused: code });
      expect(visitor.chat.written()).toEqual({
        name: 'Marta',
        email: 'marta@correo.example',
        question: 'The lamp is cracked',
        '': 'The lamp is cracked\nIt is the Duna\nOrder 77',
      });
      expect({ ...device, ...tab }).toEqual({});
    },
  );

  test('F2 what came back can be started again, and comes to nobody twice', async () => {
    const { open, foyer, pass } = world();
    foyer.answerStart({ is: 'refused', code: 'body_malformed' });
    const visitor = open();
    await visitor.start('The lamp is cracked');
    foyer.answerStart(undefined);
    visitor.chat.start(website, { culture: 'es', answers: { name: 'Marta', question: 'one' } }, [
      'one',
      'two',
      'three',
    ]);
    expect(visitor.chat.written()).toEqual({});
    await pass(1_000);
    expect(foyer.started).toMatchObject([{ answers: { question: 'one' } }]);
    expect(foyer.saved()).toEqual(['two', 'three']);
  });

  test('F5 after asking to end, no text comes back for the next visitor to read', async () => {
    const { open, foyer } = world();
    foyer.answerStart({ is: 'refused', code: 'website_revoked' });
    const visitor = open();
    const answer = visitor.start('My number is 600 000 000');
    visitor.running().ask('end');
    await answer;
    expect(visitor.chat.state()).toMatchObject({ is: 'over', by: 'visitor', lines: [] });
    expect(visitor.chat.written()).toEqual({});
  });

  describe('that keeps failing', () => {
    async function failing() {
      const it = world();
      it.foyer.down();
      const visitor = it.open();
      await visitor.start('The lamp is cracked');
      visitor.send('It is the Duna');
      return { ...it, visitor };
    }

    test('F5 can be given up at once: nothing stays on the device, and a new chat can begin', async () => {
      const { visitor, foyer, device, tab, pass } = await failing();
      await pass(20_000);
      visitor.running().ask('end');
      expect(visitor.chat.state()).toMatchObject({ is: 'over', by: 'visitor', lines: [], unsent: 2 });
      expect({ ...device, ...tab }).toEqual({});
      expect(visitor.chat.written()).toEqual({});
      visitor.chat.dismiss();
      foyer.up();
      await visitor.start('Another matter');
      await pass(60_000);
      expect(foyer.started.map(({ answers }) => answers.question)).toEqual(['Another matter']);
      expect(foyer.saved()).toEqual([]);
    });

    test('F5 is given up after a reload too, once it has failed there', async () => {
      const { visitor, pass, open, device } = await failing();
      visitor.chat.close();
      const reloaded = open();
      reloaded.running().ask('end');
      await settle();
      expect(reloaded.chat.state()).toMatchObject({ is: 'over', by: 'visitor', lines: [], unsent: 2 });
      await pass(60_000);
      expect(device).toEqual({});
    });

    test('F5 an answer that comes after that starts nothing', async () => {
      const { visitor, foyer, pass, device } = await failing();
      foyer.up();
      visitor.wake();
      // The answer is on its way.
      visitor.running().ask('end');
      await pass(60_000);
      expect(visitor.chat.state()).toMatchObject({ is: 'over', by: 'visitor' });
      expect(foyer.sockets).toHaveLength(0);
      expect(device).toEqual({});
    });

    test('F2 F5 what started in the end is ended there, after what was written', async () => {
      const { visitor, foyer, pass } = await failing();
      foyer.up();
      await pass(20_000);
      foyer.down();
      visitor.send('One more thing');
      visitor.running().ask('end');
      expect(visitor.running().isAsking('end')).toBe(true);
      foyer.up();
      await pass(60_000);
      expect(foyer.saved()).toEqual(['It is the Duna', 'One more thing']);
      expect(foyer.commits.at(-1)?.events).toMatchObject([{ type: 'ended', by: 'visitor' }]);
    });
  });

  test('F5 the end waits for a first answer that is on its way, so that no chat is left behind', async () => {
    const { open, foyer, pass } = world();
    const visitor = open();
    const answer = visitor.start('The lamp is cracked');
    visitor.running().ask('end');
    await answer;
    await pass(1_000);
    expect(foyer.commits.at(-1)?.events).toMatchObject([{ type: 'ended', by: 'visitor' }]);
    expect(visitor.chat.state()).toMatchObject({ is: 'over', by: 'visitor' });
  });
});

describe('too many starts from one network', () => {
  async function limited(retryAfterS = 400) {
    const it = world();
    it.foyer.answerStart({ is: 'failed', retryAfterS });
    const visitor = it.open();
    await visitor.start('The lamp is cracked');
    return { ...it, visitor };
  }

  test('A2 the widget says when it starts by itself, and the words stand as not sent yet', async () => {
    const { visitor, clock, pass } = await limited();
    const at = clock.now() + 400_000;
    await pass(2_000);
    expect(visitor.running().limitedUntil()).toBe(at);
    expect(visitor.running().isConnecting()).toBe(false);
    expect(visitor.screen()).toEqual(['The lamp is cracked…']);
  });

  test('A2 it asks no sooner, whatever wakes and whatever is written; and then it starts', async () => {
    const { visitor, foyer, pass } = await limited();
    const asked = foyer.askedToStart();
    await pass(200_000);
    visitor.wake();
    visitor.send('It is the Duna');
    visitor.wake();
    await pass(199_000);
    expect(foyer.askedToStart()).toBe(asked);
    foyer.answerStart(undefined);
    await pass(20_000);
    expect(visitor.screen()).toEqual(['It is the Duna']);
    expect(visitor.running().story().stage).toBe('waiting');
  });

  test('A2 a machine that slept through it asks when it wakes', async () => {
    const { visitor, foyer, clock } = await limited();
    foyer.answerStart(undefined);
    clock.sleep(500_000);
    visitor.wake();
    await settle();
    expect(foyer.started).toHaveLength(1);
  });

  test('A2 however long the answer says, it is tried again within a day', async () => {
    const { foyer, clock } = await limited(1e12);
    foyer.answerStart(undefined);
    clock.advance(1_000);
    await settle();
    expect(foyer.started).toHaveLength(0);
    clock.advance(86_400_000);
    await settle();
    expect(foyer.started).toHaveLength(1);
  });

  test('A2 F5 the visitor can end it: there is no chat that would have to know', async () => {
    const { visitor, foyer, device, pass } = await limited();
    visitor.running().ask('end');
    expect(visitor.chat.state()).toMatchObject({ is: 'over', by: 'visitor', lines: [], unsent: 1 });
    expect(device).toEqual({});
    foyer.answerStart(undefined);
    await pass(500_000);
    expect(foyer.started).toHaveLength(0);
  });

  test('A2 no network after that is no network', async () => {
    const { visitor, foyer, pass } = await limited(10);
    foyer.answerStart({ is: 'failed' });
    await pass(30_000);
    expect(visitor.running().limitedUntil()).toBeUndefined();
    expect(visitor.running().isConnecting()).toBe(true);
  });

  test('F2 started from another tab meanwhile, it runs here too', async () => {
    const { visitor, foyer, clock, device, pass } = await limited();
    foyer.answerStart(undefined);
    openTab({ foyer, clock, device });
    await settle();
    visitor.chat.keptChanged();
    await pass(10);
    expect(visitor.running().story().stage).toBe('waiting');
    visitor.send('It is the Duna');
    expect(foyer.saved()).toEqual(['It is the Duna']);
  });

  test('F2 given up or refused in another tab, it is no chat that ended', async () => {
    const { visitor, foyer, clock, device, pass } = await limited();
    const other = openTab({ foyer, clock, device });
    await settle();
    other.running().ask('end');
    visitor.chat.keptChanged();
    await pass(3_000);
    expect(visitor.chat.state()).toEqual({ is: 'none' });
  });
});

describe('sending', () => {
  test('F2 a message is pending until it is saved', async () => {
    const { visitor, foyer, pass } = await talking();
    foyer.fate('lost before');
    visitor.send('Hello');
    expect(visitor.screen()).toEqual(['Hello…']);
    await pass(8_000);
    expect(visitor.screen()).toEqual(['Hello']);
    expect(foyer.saved()).toEqual(['Hello']);
  });

  test('F2 one command is in flight, the next waits for its answer', async () => {
    const { visitor, foyer } = await talking();
    foyer.fate('lost before');
    visitor.send('one');
    visitor.send('two');
    expect(foyer.socket().frames.filter(({ t }) => t === 'message')).toHaveLength(1);
  });

  test('F2 a message that was saved but not acknowledged is not saved twice', async () => {
    const { visitor, foyer, pass } = await talking();
    foyer.fate('lost after');
    visitor.send('Hello');
    await pass(8_000);
    expect(visitor.screen()).toEqual(['Hello']);
    expect(foyer.saved()).toEqual(['Hello']);
  });

  test.each<Fate>(['unavailable', 'rate_limited', 'behind', 'aws error'])(
    'F2 %s passes: the same command is sent again',
    async (fate) => {
      const { visitor, foyer, pass } = await talking();
      foyer.fate(fate, fate);
      visitor.send('Hello');
      expect(visitor.screen()).toEqual(['Hello…']);
      await pass(10_000);
      expect(foyer.saved()).toEqual(['Hello']);
      expect(foyer.sockets).toHaveLength(1);
    },
  );

  test('F2 a refused message says so, holds nothing up, and goes again when the visitor asks', async () => {
    const { visitor, foyer } = await talking();
    foyer.fate('message_too_long');
    visitor.send('long');
    visitor.send('short');
    expect(visitor.screen()).toEqual(['short', 'long!']);
    const refused = visitor.running().story().lines.at(-1);
    visitor.running().tryAgain(refused?.key ?? '');
    expect(foyer.saved()).toEqual(['short', 'long']);
  });

  test('F2 what was written without a network goes out in order after a reload', async () => {
    const { visitor, foyer, pass, open } = await talking();
    foyer.down();
    for (const text of ['one', 'two', 'three']) visitor.send(text);
    const reloaded = open();
    expect(reloaded.screen()).toEqual(['one…', 'two…', 'three…']);
    foyer.up();
    await pass(20_000);
    expect(foyer.saved()).toEqual(['one', 'two', 'three']);
    expect(reloaded.screen()).toEqual(['one', 'two', 'three']);
  });

  test('F2 whatever goes wrong, each message is saved once, in order, and shown as sent', async () => {
    const passing = ['unavailable', 'rate_limited', 'behind'] as const;
    const fate = fc.constantFrom<Fate>('fine', 'lost before', 'lost after', 'aws error', ...passing);
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.constant('send' as const) },
      fc.constantFrom('cut', 'down', 'up', 'reload', 'revoke', 'wake', 'offline', 'agent', 'wait' as const),
      fc.array(fate, { minLength: 1, maxLength: 4 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const { foyer, pass, open, ...it } = await talking();
        let visitor = it.visitor;
        const written: string[] = [];
        for (const step of steps) {
          if (typeof step !== 'string') foyer.fate(...step);
          else if (step === 'send') {
            written.push(`message ${written.length}`);
            visitor.send(written.at(-1) ?? '');
          } else if (step === 'cut') foyer.socket().cut();
          else if (step === 'reload') {
            // The page that is left receives nothing more.
            visitor.running().close();
            visitor = open();
          } else if (step === 'wake') visitor.wake();
          else if (step === 'offline') visitor.goOffline();
          else if (step === 'agent') foyer.happens(foyer.says(`answer ${foyer.commits.length}`));
          else if (step === 'wait') await pass(7_000);
          else foyer[step]();
          await pass(250);
        }
        foyer.up();
        foyer.fate();
        await pass(120_000);
        expect(foyer.saved()).toEqual(written);
        const log = foyer.commits.flatMap(({ events }) =>
          events.flatMap((event) => (event.type === 'message' ? event.text : [])),
        );
        expect(visitor.screen()).toEqual(log);
      }),
      { numRuns: 60 },
    );
  });
});

describe('connection', () => {
  test('F2 the first frame asks for what is missing', async () => {
    const { visitor, foyer, pass } = await talking();
    foyer.socket().cut();
    foyer.commit(foyer.says('while away'));
    await pass(2_000);
    expect(foyer.socket().frames[0]).toMatchObject({ t: 'resume', after: 6 });
    expect(visitor.screen()).toEqual(['while away']);
  });

  test('F2 a gap in the pushes is asked for, and shown in order', async () => {
    const { visitor, foyer } = await talking();
    foyer.commit(foyer.says('missed'));
    foyer.happens(foyer.says('heard'));
    expect(visitor.screen()).toEqual(['missed', 'heard']);
  });

  test('F2 the heartbeat finds what no push told', async () => {
    const { visitor, foyer, pass } = await talking();
    foyer.commit(foyer.says('unheard'));
    expect(visitor.screen()).toEqual([]);
    await pass(46_000);
    expect(visitor.screen()).toEqual(['unheard']);
  });

  test('G8 a chat in which something is said needs no heartbeat', async () => {
    const { visitor, foyer, pass } = await talking();
    const pings = () => foyer.socket().frames.filter(({ t }) => t === 'ping').length;
    for (let n = 0; n < 10; n++) {
      await pass(30_000);
      if (n % 2) visitor.send('Hello');
      else foyer.happens(foyer.says('Hello'));
    }
    expect(pings()).toBe(0);
    await pass(46_000);
    expect(pings()).toBe(1);
  });

  test('a tab in the back pings every four minutes', async () => {
    const { visitor, foyer, pass } = await talking();
    visitor.hide();
    const pings = () => foyer.socket().frames.filter(({ t }) => t === 'ping').length;
    await pass(239_000);
    expect(pings()).toBe(0);
    await pass(2_000);
    expect(pings()).toBe(1);
  });

  test('F2 a silent socket is replaced', async () => {
    const { visitor, foyer, pass } = await talking();
    foyer.fate('lost before');
    visitor.send('Hello');
    await pass(7_000);
    expect(foyer.sockets).toHaveLength(2);
  });

  test('F2 the line says so when it lasts, and is back at once when the network is', async () => {
    const { visitor, foyer, pass } = await talking();
    foyer.down();
    expect(visitor.running().isConnecting()).toBe(false);
    await pass(60_000);
    expect(visitor.running().isConnecting()).toBe(true);
    foyer.up();
    visitor.wake();
    await pass(10);
    expect(visitor.running().isConnecting()).toBe(false);
  });

  test('F2 before it was there for the first time it is no reconnecting', async () => {
    const { foyer, open, pass } = world();
    const visitor = open();
    foyer.down();
    await visitor.start();
    await pass(2_000);
    expect(visitor.running().isConnecting()).toBe(true);
    expect(visitor.running().hasCaughtUp()).toBe(false);
    foyer.up();
    await pass(20_000);
    expect(visitor.running().isConnecting()).toBe(false);
    foyer.down();
    await pass(2_000);
    expect(visitor.running().isConnecting() && visitor.running().hasCaughtUp()).toBe(true);
  });

  test('a token that opens nothing is renewed', async () => {
    const { foyer, pass, visitor } = await talking();
    foyer.revoke();
    foyer.socket().cut();
    await pass(5_000);
    expect(foyer.renewed).toEqual(['token-1']);
    foyer.happens(foyer.says('back'));
    expect(visitor.screen()).toEqual(['back']);
  });

  test('a token near its end is renewed before it is used', async () => {
    const { foyer, pass, open } = world();
    foyer.tokensLast(20_000);
    await open().start();
    await pass(10);
    expect(foyer.renewed).toEqual(['token-1']);
  });

  test.each(['token_expired', 'token_invalid', 'body_malformed', 'chat_ended'])(
    'F2 A14 a visitor whom Foyer lets in no more (%s) is told, and the device is clean',
    async (code) => {
      const { foyer, pass, visitor, device } = await talking();
      visitor.send('Hello');
      foyer.revoke();
      foyer.answerRenewal({ is: 'refused', code });
      foyer.socket().cut();
      await pass(5_000);
      expect(visitor.chat.state()).toMatchObject({ is: 'over', by: 'system' });
      expect(visitor.chat.state()).not.toHaveProperty('outcome');
      expect(device).toEqual({});
    },
  );

  test('F2 a chat that is not there any more is over, not reconnecting for ever', async () => {
    const { foyer, pass, visitor } = await talking();
    foyer.answerResume('chat_unknown');
    foyer.socket().cut();
    await pass(5_000);
    expect(visitor.chat.state()).toMatchObject({ is: 'over', by: 'system' });
    expect(visitor.chat.state()).not.toHaveProperty('outcome');
  });

  test('A14 one whose chat goes on with somebody else sees its end, with a way to start another, and does not reconnect', async () => {
    const { foyer, pass, visitor, device } = await talking();
    foyer.answerResume('chat_ended');
    foyer.socket().push({ t: 'refused', code: 'chat_ended', message: '' });
    foyer.socket().cut();
    await pass(1_000);
    expect(visitor.chat.state()).toMatchObject({ is: 'over', by: 'system', unsent: 0 });
    expect(device).toEqual({});
    const { length } = foyer.sockets;
    await pass(120_000);
    expect(foyer.sockets).toHaveLength(length);
    visitor.chat.dismiss();
    expect(visitor.chat.state()).toEqual({ is: 'none' });
  });

  test.each(['unavailable', 'rate_limited'])('F2 a resume refused as %s is tried again', async (code) => {
    const { foyer, pass, visitor } = await talking();
    foyer.answerResume(code);
    foyer.socket().cut();
    await pass(5_000);
    foyer.answerResume(undefined);
    await pass(20_000);
    expect(visitor.running().isConnecting()).toBe(false);
  });

  test('F2 a refusal without a code of Foyer’s, by whoever stands in between, loses nothing', async () => {
    const { foyer, pass, visitor } = await talking();
    foyer.revoke();
    foyer.answerRenewal({ is: 'refused', code: 'http_403' });
    foyer.socket().cut();
    await pass(60_000);
    expect(visitor.running().isConnecting()).toBe(true);
  });

  describe('a tab whose socket made room for newer ones', () => {
    async function leftOut() {
      const it = await talking();
      it.visitor.hide();
      it.foyer.socket().push({ t: 'refused', code: 'too_many_sockets', message: '' });
      await it.pass(120_000);
      return it;
    }

    test('F2 does not displace another in turn', async () => {
      const { foyer } = await leftOut();
      expect(foyer.sockets).toHaveLength(1);
    });

    test('F2 reconnects at once when someone looks at it', async () => {
      const { foyer, visitor, pass } = await leftOut();
      foyer.commit(foyer.says('Are you there'));
      visitor.wake();
      await pass(10);
      expect(foyer.sockets).toHaveLength(2);
      expect(visitor.screen()).toEqual(['Are you there']);
    });

    test('F2 reconnects at once when someone writes in it', async () => {
      const { foyer, visitor, pass } = await leftOut();
      visitor.send('Hello');
      await pass(10);
      expect(foyer.saved()).toEqual(['Hello']);
    });

    test('F2 is back after some minutes, in case it is the last one', async () => {
      const { foyer, pass } = await leftOut();
      await pass(130_000);
      expect(foyer.sockets).toHaveLength(2);
    });
  });
});

describe('a page that is older than Foyer', () => {
  /** What only a newer Foyer sends. */
  const newer = (event: object) => event as VisitorEvent;

  test('H6 what somebody of a new kind writes stands on the company’s side, and the chat goes on', async () => {
    const { visitor, foyer } = await talking();
    visitor.send('Hello');
    foyer.happens(newer({ ...foyer.says('I listen in'), from: 'supervisor' }), newer({ type: 'rated', stars: 5 }));
    foyer.happens(foyer.says('Good morning'));
    expect(visitor.running().story()).toMatchObject({
      unread: 2,
      lines: [
        { is: 'news' },
        { from: 'visitor', text: 'Hello' },
        { from: 'agent', text: 'I listen in' },
        { from: 'agent', text: 'Good morning' },
      ],
    });
    expect(foyer.socket().frames.filter(({ t }) => t === 'resume')).toHaveLength(1);
  });

  test('H6 a chat that ends in a new way is over', async () => {
    const { visitor, foyer } = await talking();
    foyer.happens(foyer.says('Your code is 1234'));
    foyer.happens(newer({ type: 'ended', by: 'supervisor', outcome: 'handed-over' }));
    const state = visitor.chat.state();
    expect(state.is === 'over' && state.lines.flatMap(shown)).toEqual(['Your code is 1234']);
  });
});

describe('marks and typing', () => {
  const told = (foyer: ReturnType<typeof fakeFoyer>) => foyer.socket().frames.filter(({ t }) => t === 'presence');
  const newest = ({ commits }: ReturnType<typeof fakeFoyer>) => commits.at(-1)?.seq ?? 0;

  test('E4 what arrives in a closed panel is marked as delivered within ten seconds, once for all that came', async () => {
    const { foyer, pass } = await talking();
    await pass(20_000);
    const before = told(foyer);
    foyer.happens(foyer.says('One'));
    await pass(9_000);
    foyer.happens(foyer.says('Two'));
    await pass(500);
    expect(told(foyer)).toEqual(before);
    await pass(30_000);
    const mark = { t: 'presence', typing: false, reached: { got: newest(foyer), read: 0 } };
    expect(told(foyer)).toEqual([...before, mark]);
  });

  test('E4 what is read soon is not marked as delivered before', async () => {
    const { visitor, foyer, pass } = await talking();
    for (const text of ['One', 'Two']) {
      foyer.happens(foyer.says(text));
      visitor.running().sawAll();
    }
    await pass(30_000);
    const read = newest(foyer);
    expect(told(foyer)).toEqual([{ t: 'presence', typing: false, reached: { got: read, read } }]);
  });

  test('E4 whoever answers sends no mark: their typing takes it along, however lately they typed', async () => {
    const { visitor, foyer, pass } = await talking();
    const took: number[] = [];
    for (const text of ['One', 'Two']) {
      foyer.happens(foyer.says(text));
      visitor.running().sawAll();
      took.push(newest(foyer));
      await pass(3_000);
      for (const _ of 'Yes') visitor.running().typed();
      visitor.send('Yes');
      await pass(1_000);
    }
    await pass(30_000);
    expect(told(foyer)).toEqual(took.map((read) => ({ t: 'presence', typing: true, reached: { got: read, read } })));
  });

  test('E4 what was read is marked before the page is out of sight', async () => {
    const { visitor, foyer, pass } = await talking();
    foyer.happens(foyer.says('One'));
    visitor.running().sawAll();
    visitor.hide();
    const read = newest(foyer);
    const marked = [{ t: 'presence', typing: false, reached: { got: read, read } }];
    expect(told(foyer)).toEqual(marked);
    await pass(30_000);
    expect(told(foyer)).toEqual(marked);
  });

  test('E4 typing is said every twelve seconds, to an agent who is there', async () => {
    const { visitor, foyer, pass } = await talking();
    for (let second = 0; second < 20; second++) {
      visitor.running().typed();
      await pass(1_000);
    }
    expect(told(foyer)).toEqual([1, 2].map(() => ({ t: 'presence', typing: true })));
    foyer.happens({ type: 'queued', because: 'returned' });
    await pass(12_000);
    visitor.running().typed();
    expect(told(foyer)).toHaveLength(2);
  });

  test('E4 the agent types until they have written, or for fifteen seconds', async () => {
    const { visitor, foyer, pass } = await talking();
    const typist = () => visitor.running().other().typist;
    foyer.socket().push({ t: 'presence', typing: true, name: 'Inés' });
    visitor.send('While you write');
    foyer.happens({ type: 'joined', agent: { name: 'Tomás' } });
    expect(typist()).toBe('Inés');
    foyer.happens(foyer.says('One'));
    expect(typist()).toBeFalsy();
    foyer.socket().push({ t: 'presence', typing: true, name: 'Inés' });
    await pass(14_000);
    expect(typist()).toBe('Inés');
    await pass(1_000);
    expect(typist()).toBeFalsy();
  });

  /** The first one has the turn. */
  async function twoTabs() {
    const { clock, foyer, device, pass } = world();
    const locks = fakeLocks();
    const [first, second] = [openTab({ foyer, clock, device, locks }), openTab({ foyer, clock, device, locks })];
    await first.start();
    second.chat.keptChanged();
    await pass(1_000);
    foyer.happens({ type: 'accepted', agent: { name: 'Inés' } });
    const all = () => foyer.sockets.flatMap(({ frames }) => frames.filter(({ t }) => t === 'presence'));
    return { first, second, foyer, pass, all };
  }

  test('E4 what is read in another tab is marked, by the one whose turn it is', async () => {
    const { first, second, foyer, pass, all } = await twoTabs();
    foyer.happens(foyer.says('One'));
    await pass(20_000);
    second.running().sawAll();
    first.chat.keptChanged();
    await pass(10_000);
    const read = newest(foyer);
    expect(all()).toEqual(
      [0, read].map((read) => ({ t: 'presence', typing: false, reached: { got: newest(foyer), read } })),
    );
    expect(read).toBeGreaterThan(0);
  });

  test('E4 whoever types in another tab types', async () => {
    const { second, pass, all } = await twoTabs();
    for (const _ of 'Hi') {
      second.running().typed();
      await pass(100);
    }
    expect(all()).toEqual([{ t: 'presence', typing: true }]);
  });

  test('E4 a mark of the agent is no end of their typing, and one that comes late takes nothing back', async () => {
    const { visitor, foyer } = await talking();
    foyer.socket().push({ t: 'presence', typing: true, name: 'Inés' });
    const mark = { got: 3, read: 3, at: 5 };
    foyer.socket().push({ t: 'presence', typing: false, name: 'Inés', mark });
    expect(visitor.running().other()).toEqual({ ...mark, typist: 'Inés' });
    foyer.socket().push({ t: 'presence', typing: false, name: 'Inés', mark: { got: 3, read: 0, at: 4 } });
    expect(visitor.running().other()).toMatchObject(mark);
  });
});

describe('end', () => {
  test('F5 after the visitor’s end nothing remains on the device', async () => {
    const { visitor, device, tab } = await talking();
    visitor.send('My number is 600 000 000');
    visitor.kept.saveDraft('and');
    visitor.kept.saveOpen(true);
    visitor.running().ask('end');
    expect(visitor.chat.state()).toMatchObject({ is: 'over', by: 'visitor', lines: [], unsent: 0 });
    expect({ ...device, ...tab }).toEqual({});
  });

  test('F2 what was written before the end goes out before it', async () => {
    const { visitor, foyer, pass } = await talking();
    foyer.down();
    visitor.send('One more thing');
    visitor.running().ask('end');
    expect(visitor.running().isAsking('end')).toBe(true);
    foyer.up();
    await pass(20_000);
    expect(foyer.saved()).toEqual(['One more thing']);
    expect(visitor.chat.state()).toMatchObject({ is: 'over', by: 'visitor' });
  });

  test('F5 what the agent said before ending can be read until it is closed', async () => {
    const { visitor, foyer, device } = await talking();
    foyer.happens(foyer.says('Your code is 1234'));
    foyer.happens({ type: 'ended', by: 'agent', outcome: 'completed' });
    const state = visitor.chat.state();
    expect(state).toMatchObject({ is: 'over', by: 'agent' });
    expect(state.is === 'over' && state.lines.flatMap(shown)).toEqual(['Your code is 1234']);
    expect(device).toEqual({});
    visitor.chat.dismiss();
    expect(visitor.chat.state()).toEqual({ is: 'none' });
  });

  test('F5 a person who opens the page after the chat ended sees nothing of it', async () => {
    const { visitor, foyer, pass, open } = await talking();
    foyer.happens(foyer.says('Your code is 1234'));
    visitor.running().close();
    foyer.commit({ type: 'ended', by: 'system', outcome: 'auto-finished' });
    const next = open();
    await pass(1_000);
    expect(next.chat.state()).toMatchObject({ is: 'over', lines: [] });
  });

  test('F2 a message that came too late is said to be unsent', async () => {
    const { visitor, foyer, pass } = await talking();
    foyer.fate('lost before');
    visitor.send('Wait');
    foyer.happens({ type: 'ended', by: 'agent', outcome: 'completed' });
    await pass(20_000);
    const state = visitor.chat.state();
    expect(state.is === 'over' && state.lines.flatMap(shown)).toEqual(['Wait!']);
    expect(state).toMatchObject({ unsent: 1 });
  });

  test('F2 D8 what was written before silence ended the chat is sent, and opens it again', async () => {
    const { visitor, foyer, pass } = await talking();
    foyer.down();
    visitor.send('I am in a tunnel');
    foyer.commit({ type: 'ended', by: 'system', outcome: 'auto-finished' });
    foyer.up();
    await pass(20_000);
    expect(foyer.saved()).toEqual(['I am in a tunnel']);
    expect(visitor.screen()).toEqual(['I am in a tunnel']);
    expect(visitor.running().story()).toMatchObject({ stage: 'waiting', lines: [{ is: 'news' }, { is: 'message' }] });
    foyer.happens({ type: 'queued', because: 'reopened' }, { type: 'accepted', agent: { name: 'Inés' } });
    expect(visitor.running().story()).toMatchObject({ stage: 'active', agent: 'Inés' });
  });

  test('F2 D8 also if another tab of it has gone', async () => {
    const { visitor, foyer, pass, open } = await talking();
    const other = open();
    await pass(1_000);
    foyer.happens({ type: 'ended', by: 'system', outcome: 'auto-finished' });
    await pass(5_000);
    const over = visitor.chat.state();
    if (over.is !== 'over') throw new Error('It is not over');
    visitor.kept.saveChat(over.chat);
    visitor.chat.keptChanged();
    visitor.send('Back again');
    other.chat.keptChanged();
    await pass(20_000);
    expect([visitor.screen(), other.screen()]).toEqual([['Back again'], ['Back again']]);
  });
});

describe('automated conversation', () => {
  const asks: VisitorEvent = {
    type: 'said',
    asks: true,
    lines: [{ text: 'What is it about?', options: ['Lamp', 'Order'] }],
  };
  const answers: VisitorEvent = { type: 'said', asks: true, lines: [{ text: 'Which number?' }] };

  async function withBot() {
    const it = world();
    it.foyer.begin(asks);
    const visitor = it.open();
    await visitor.start();
    await it.pass(10);
    return { ...it, visitor };
  }

  test('B4 what it asks is shown, and there again after a reload in the middle', async () => {
    const { visitor, open, pass } = await withBot();
    expect(visitor.running().story()).toMatchObject({ stage: 'bot', lines: [{ is: 'said', lines: asks.lines }] });
    visitor.running().close();
    const reloaded = open();
    await pass(10);
    expect(reloaded.running().story()).toMatchObject({ stage: 'bot', lines: [{ is: 'said', lines: asks.lines }] });
  });

  test('B4 a choice is a message like another: it survives whatever goes wrong', async () => {
    const { visitor, foyer, open, pass } = await withBot();
    foyer.down();
    visitor.send('Lamp');
    visitor.running().close();
    const reloaded = open();
    foyer.up();
    await pass(20_000);
    foyer.happens(answers);
    expect(foyer.saved()).toEqual(['Lamp']);
    expect(reloaded.running().story().lines).toMatchObject([{ is: 'said' }, { text: 'Lamp' }, { is: 'said' }]);
  });

  test('B4 asking for a person survives a reload, and is over when it is acknowledged', async () => {
    const { visitor, foyer, open, pass, device } = await withBot();
    foyer.down();
    visitor.running().ask('person');
    visitor.running().close();
    const reloaded = open();
    expect(reloaded.running().isAsking('person')).toBe(true);
    foyer.up();
    await pass(20_000);
    expect(reloaded.running().story().stage).toBe('waiting');
    expect(reloaded.running().isAsking('person')).toBe(false);
    expect(Object.keys(device).filter((key) => key.includes('command'))).toEqual([]);
  });

  test('B4 a lost answer asks again with the same id', async () => {
    const { visitor, foyer, pass } = await withBot();
    foyer.fate('lost after');
    visitor.running().ask('person');
    await pass(10_000);
    const frames = foyer.sockets.flatMap((socket) => socket.frames.filter(({ t }) => t === 'person'));
    expect(new Set(frames.map((frame) => 'id' in frame && frame.id)).size).toBe(1);
    expect(frames).toHaveLength(2);
    expect(visitor.running().isAsking('person')).toBe(false);
  });

  test('B4 a person who is looked for already is no failure, and holds nothing up', async () => {
    const { visitor, foyer } = await withBot();
    foyer.fate('chat_not_open');
    visitor.running().ask('person');
    visitor.send('Hello');
    expect(visitor.running().isAsking('person')).toBe(false);
    expect(visitor.screen()).toEqual(['Hello']);
  });
});

describe('waiting', () => {
  test('B14 how long it takes is an interval, and honest when it grows', async () => {
    const { open, pass, foyer } = world();
    const visitor = open();
    await visitor.start();
    await pass(10);
    foyer.socket().push({ t: 'position', position: 3, wait: { fromS: 120, toS: 240 } });
    expect(saidWait(visitor.running().waits())).toEqual({ from: 2, to: 4, isLonger: false });
    foyer.socket().push({ t: 'position', position: 3, wait: { fromS: 180, toS: 360 } });
    expect(saidWait(visitor.running().waits())).toEqual({ from: 3, to: 6, isLonger: true });
    foyer.socket().push({ t: 'position', position: 2 });
    expect(saidWait(visitor.running().waits())).toBeUndefined();
  });

  test('B14 back in line the place and the promise of the first wait count no more', async () => {
    const { visitor, foyer } = await talking();
    foyer.happens({ type: 'queued', because: 'returned' });
    foyer.socket().push({ t: 'position', position: 3, wait: { fromS: 120, toS: 240 } });
    foyer.happens({ type: 'accepted', agent: { name: 'Inés' } });
    foyer.happens({ type: 'queued', because: 'returned' });
    expect(visitor.running().story().stage).toBe('waiting');
    expect([visitor.running().place(), saidWait(visitor.running().waits())]).toEqual([0, undefined]);
    foyer.socket().push({ t: 'position', position: 3, wait: { fromS: 180, toS: 360 } });
    expect(saidWait(visitor.running().waits())).toEqual({ from: 3, to: 6, isLonger: false });
  });
});

describe('nobody takes the chat', () => {
  test.each(['rejected', 'out-of-time', 'timed-out', 'offline'] as const)(
    'B1 a chat that ends %s at once leaves nothing on the device, and says how it ended',
    async (outcome) => {
      const { open, pass, foyer, device } = world();
      foyer.begin({ type: 'ended', by: 'system', outcome });
      const visitor = open();
      await visitor.start('The lamp is cracked');
      await pass(10);
      expect(visitor.chat.state()).toMatchObject({ is: 'over', by: 'system', outcome });
      expect(device).toEqual({});
    },
  );
});

describe('several tabs', () => {
  test('F2 every tab shows the same', async () => {
    const { visitor, foyer, pass, clock, device } = await talking();
    const other = openTab({ foyer, clock, device });
    await pass(10);
    visitor.send('from the first');
    other.chat.keptChanged();
    foyer.happens(foyer.says('to both'));
    expect(other.screen()).toEqual(['from the first', 'to both']);
    expect(visitor.screen()).toEqual(other.screen());
  });

  test('F5 the end in one tab is the end in all', async () => {
    const { visitor, foyer, pass, clock, device } = await talking();
    const other = openTab({ foyer, clock, device });
    await pass(10);
    visitor.running().ask('end');
    other.chat.keptChanged();
    await pass(2_000);
    expect(other.chat.state()).toMatchObject({ is: 'over', lines: [] });
  });

  test('a chat started in one tab runs in the others', async () => {
    const { open, foyer, clock, device, pass } = world();
    const other = openTab({ foyer, clock, device });
    await open().start();
    other.chat.keptChanged();
    await pass(10);
    expect(other.running().story().stage).toBe('waiting');
  });

  test('what was written for one chat is never sent to the next', async () => {
    const { visitor, foyer, device, pass } = await talking();
    const left = { ...device };
    visitor.running().ask('end');
    // A tab that was asleep wrote it after the end.
    device['foyer:fw_test:command:late-late-late-late'] = JSON.stringify({
      id: 'late-late-late-late',
      handle: JSON.parse(left['foyer:fw_test:chat'] ?? '').handle,
      type: 'message',
      text: 'for the last agent',
      at: 1,
    });
    await visitor.start();
    await pass(1_000);
    expect(foyer.saved()).toEqual([]);
  });
});

describe('another person', () => {
  const tabs = () => {
    const it = world();
    let name = '';
    const tabOf = (trackingId: () => string) => openTab({ ...it, trackingId, tab: {} });
    return { ...it, called: (next: string) => (name = next), tab: tabOf(() => name), tabOf };
  };

  test('F5 letting go leaves nothing on the device, and the chat to Foyer', async () => {
    const { visitor, device, tab, foyer } = await talking();
    visitor.send('My card number');
    visitor.kept.saveDraft('half a sen');
    visitor.chat.letGo();
    expect({ ...device, ...tab }).toEqual({});
    expect(visitor.chat.state()).toEqual({ is: 'none' });
    expect(foyer.socket().frames.map(({ t }) => t)).not.toContain('end');
  });

  test('F5 a tab that was asleep meanwhile shows nothing of it when it wakes', async () => {
    const { visitor, foyer, clock, device, pass } = await talking();
    const asleep = openTab({ foyer, clock, device });
    await pass(10);
    foyer.happens(foyer.says('Your balance'));
    visitor.chat.letGo();
    asleep.wake();
    clock.advance(0);
    expect(asleep.chat.state()).toMatchObject({ is: 'over', lines: [] });
  });

  test('F5 another name leaves the chat; the same one or none does not', async () => {
    const { tab, called, device } = tabs();
    called('anna');
    await tab.start();
    for (const name of ['', 'anna']) {
      called(name);
      tab.chat.told();
      expect(tab.chat.state().is).toBe('running');
    }
    called('bert');
    tab.chat.told();
    expect(tab.chat.state()).toEqual({ is: 'none' });
    expect(device).toEqual({});
  });

  test('F5 the next visitor cannot read how it ended, or what was typed into the form', async () => {
    const { tab, called, foyer, pass } = tabs();
    called('anna');
    tab.chat.told();
    await tab.start();
    await pass(10);
    foyer.happens(foyer.says('Your balance'), { type: 'ended', by: 'agent', outcome: 'completed' });
    expect(tab.chat.state().is).toBe('over');
    tab.chat.written()[''] = 'My card number';
    called('bert');
    tab.chat.told();
    expect(tab.chat.state()).toEqual({ is: 'none' });
    expect(tab.chat.written()).toEqual({});
  });

  test('F5 on the next page it is gone before anything is asked', async () => {
    const { tab, tabOf, foyer, device } = tabs();
    foyer.down();
    await tab.start();
    tab.chat.close();
    const bert = tabOf(() => 'bert');
    expect(bert.chat.state().is).toBe('running');
    bert.chat.close();
    await settle();
    foyer.up();
    expect(tabOf(() => 'carla').chat.state()).toEqual({ is: 'none' });
    await settle();
    expect(foyer.started).toEqual([]);
    expect(device).toEqual({});
  });

  test('F5 a name that comes while the chat is being started stays with it', async () => {
    const { tab, called, tabOf, foyer, pass } = tabs();
    foyer.down();
    await tab.start();
    called('anna');
    tab.chat.told();
    foyer.up();
    await pass(5_000);
    expect(tab.running().story().stage).toBe('waiting');
    expect(tabOf(() => 'bert').chat.state()).toEqual({ is: 'none' });
  });

  test('F5 a tab that waits for nobody’s chat neither shows nor ends one of another name', async () => {
    const { tab, called, tabOf } = tabs();
    const other = tabOf(() => 'bert');
    called('anna');
    await tab.start();
    other.chat.keptChanged();
    other.wake();
    expect(other.chat.state()).toEqual({ is: 'none' });
    expect(tab.chat.state().is).toBe('running');
  });

  test('F2 a closed chat hears of nothing any more, and what is kept stays', async () => {
    const { visitor, device, foyer, open, pass } = await talking();
    visitor.chat.close();
    const [kept, sockets] = [{ ...device }, foyer.sockets.length];
    visitor.wake();
    visitor.chat.keptChanged();
    await pass(5_000);
    expect(device).toEqual(kept);
    expect(foyer.sockets.length).toBe(sockets);
    expect(open().chat.state().is).toBe('running');
  });
});
