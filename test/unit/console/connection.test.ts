import { describe, expect, test } from 'vitest';
import { AccessRefused } from '../../../console/live/connection.ts';
import { accepted, flush, log, offered, queued, says, startConsole, started, welcome } from './fakes.ts';

describe('E1 the connection', () => {
  test('says hello first, and nothing else before welcome', async () => {
    const { live, line } = startConsole();
    live.setStatus('available');
    await flush();
    line().open();
    expect(line().sent.map(({ t }) => t)).toEqual(['hello']);
    line().push(welcome());
    expect(line().sent.map(({ t }) => t)).toEqual(['hello', 'status']);
    expect(live.state()).toMatchObject({ welcomed: true, connection: { state: 'open' } });
  });

  test('every attempt has its own ticket', async () => {
    const { lines, line, clock, connect } = startConsole();
    await connect();
    line().close();
    clock.turn(500);
    await flush();
    expect(lines.map(({ address }) => address)).toEqual(['wss://foyer/?token=1', 'wss://foyer/?token=2']);
  });

  test('backs off further each time, and starts anew after a socket that lasted', async () => {
    const { live, line, clock, connect } = startConsole();
    const waits: number[] = [];
    const lose = async () => {
      line().close();
      const { connection } = live.state();
      if (connection.state !== 'reconnecting') throw new Error(connection.state);
      waits.push(connection.retryAt - clock.now());
      clock.turn(connection.retryAt - clock.now());
      await flush();
    };
    await connect();
    for (let tries = 0; tries < 7; tries += 1) await lose();
    await connect();
    await lose();
    await connect();
    clock.turn(30_000);
    line().push({ t: 'pong', status: 'available', chats: {}, now: clock.now() });
    await lose();
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000, 500]);
  });

  test('pings every 30 s with the chats it holds', async () => {
    const { line, clock, connect, sent } = startConsole();
    await connect();
    clock.turn(29_999);
    expect(sent()).toEqual([]);
    clock.turn(1);
    expect(sent()).toEqual([{ t: 'ping', chats: [] }]);
    line().push({ t: 'pong', status: 'available', chats: {}, now: clock.now() });
    clock.turn(30_000);
    expect(sent()).toHaveLength(1);
  });

  test('a ping without an answer means that the line is dead', async () => {
    const { live, line, clock, connect } = startConsole();
    await connect();
    clock.turn(40_000);
    expect(line().closed).toBe(true);
    expect(live.state().connection.state).toBe('reconnecting');
  });

  test('a socket that opens but never welcomes is given up', async () => {
    const { live, line, clock } = startConsole();
    await flush();
    line().open();
    line().raw('{"message":"Internal server error","connectionId":"x","requestId":"y"}');
    clock.turn(10_000);
    expect(live.state().connection.state).toBe('reconnecting');
  });

  test('late frames from a lost socket are ignored', async () => {
    const { live, lines, line, clock, connect } = startConsole();
    await connect();
    line().close();
    clock.turn(500);
    await flush();
    lines[0]?.push({ t: 'status', status: 'offline', since: 1_000_000 });
    expect(live.state().status).toBe('available');
  });

  test('nonsense does not close a good connection', async () => {
    const { live, line, connect } = startConsole();
    await connect();
    line().raw('not json');
    line().push({ t: 'unheard-of' });
    expect(live.state().connection.state).toBe('open');
  });

  test('H6 events that a newer Foyer knows and this console does not are passed over, and what stands beside them is shown', async () => {
    const { line, connect, chat } = startConsole();
    await connect();
    const news = { type: 'translated', into: 'pt' };
    const [first, ...rest] = log([started, queued, offered, accepted], [says('visitor', 'Hello'), news], news);
    line().push({ t: 'commit', interactionId: 'chat-1', commit: first });
    line().push({ t: 'range', interactionId: 'chat-1', seq: 3, more: false, commits: [first, ...rest], marks: {} });
    expect(chat()).toMatchObject({ position: 3 });
    expect(chat()?.entries.at(-1)).toMatchObject({ text: 'Hello' });
  });

  test('E1 sockets that never get through while Foyer answers: says so, and to which address, until one does', async () => {
    const { live, line, clock, connect } = startConsole();
    const blocked = async (fail: () => void) => {
      await flush();
      fail();
      const { connection } = live.state();
      if (connection.state !== 'reconnecting') throw new Error(connection.state);
      clock.turn(connection.retryAt - clock.now());
      return connection.blocked;
    };
    const swallowed = () => {
      line().open();
      clock.turn(10_000);
    };
    expect(await blocked(() => line().close())).toBeUndefined();
    expect(await blocked(swallowed)).toBeUndefined();
    expect(await blocked(() => line().close())).toBe('wss://foyer');
    await connect();
    expect(await blocked(() => line().close())).toBeUndefined();
  });

  test('E1 without a network nothing is said of sockets', async () => {
    const { live, clock } = startConsole({ address: () => Promise.reject(new TypeError('Failed to fetch')) });
    for (let tries = 0; tries < 6; tries += 1) {
      await flush();
      const { connection } = live.state();
      if (connection.state !== 'reconnecting') throw new Error(connection.state);
      expect(connection.blocked).toBeUndefined();
      clock.turn(connection.retryAt - clock.now());
    }
  });

  test('the network is back: tries at once', async () => {
    const { live, lines, line, connect } = startConsole();
    await connect();
    line().close();
    live.wake();
    await flush();
    expect(lines).toHaveLength(2);
  });

  test('a ninth console pauses: it does not displace others by itself, keeps what is sent, and continues when someone comes back', async () => {
    const { live, lines, line, clock, connect } = startConsole();
    await connect();
    line().push({ t: 'refused', code: 'too_many_sockets', message: 'As many newer sockets are open' });
    expect(live.state().connection).toEqual({ state: 'resting' });
    line().close();
    live.setStatus('available');
    clock.turn(3_600_000);
    await flush();
    expect(lines).toHaveLength(1);
    live.wake();
    await connect();
    expect(line().sent.map(({ t }) => t)).toEqual(['hello', 'status']);
  });

  test('a person who may not use the console is told so, and no request is repeated', async () => {
    const refusal = new AccessRefused('role_missing', 'Ask your administrator.');
    const { live, lines, clock } = startConsole({ address: () => Promise.reject(refusal) });
    await flush();
    clock.turn(60_000);
    await flush();
    expect(live.state().connection).toEqual({ state: 'refused', code: 'role_missing', message: refusal.message });
    expect(lines).toHaveLength(0);
  });

  test('ages and deadlines follow Foyer’s clock, not the laptop’s', async () => {
    const { live, clock, connect } = startConsole();
    await connect({ now: clock.now() + 90_000 });
    expect(live.now()).toBe(clock.now() + 90_000);
  });
});
