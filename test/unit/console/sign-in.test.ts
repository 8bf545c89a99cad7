/** One browser with tabs, and an issuer that answers as a test says. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createSignIn, type SignIn } from '../../../console/sign-in/sign-in.ts';

const issuer = 'https://issuer.example';
const home = 'https://console.example/';
const config = {
  issuer,
  clientId: 'the-console',
  scopes: 'openid email offline_access',
  api: 'https://api.example',
  tenant: 'acme',
};

interface Tab {
  session: Storage;
  /** The tab's address, which `assign` and `replaceState` change. */
  address: string;
  hears: ((event: { key: string; newValue: string | null }) => void)[];
  signIn: SignIn;
}

let local: Storage;
/** What was written, until the other tabs are told. */
let told: { key: string; newValue: string | null }[];

function createStorage(kept: Iterable<[string, string]> = [], wrote = (_: string, __: string) => {}): Storage {
  const items = new Map(kept);
  return {
    get length() {
      return items.size;
    },
    key: (index) => [...items.keys()][index] ?? null,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => {
      items.set(key, value);
      wrote(key, value);
    },
    removeItem: (key) => void items.delete(key),
    clear: () => items.clear(),
  };
}

const kept = ({ session }: Tab): [string, string][] =>
  Array.from({ length: session.length }, (_, index) => session.key(index) ?? '').map((key) => [
    key,
    session.getItem(key) ?? '',
  ]);

/** What runs from now on runs in this tab. */
function lookAt(tab: Tab): void {
  const location = {
    get href() {
      return tab.address;
    },
    get origin() {
      return new URL(tab.address).origin;
    },
    get search() {
      return new URL(tab.address).search;
    },
    get pathname() {
      return new URL(tab.address).pathname;
    },
    assign: (address: string) => {
      tab.address = new URL(address, tab.address).href;
    },
    replace: (address: string) => location.assign(address),
  };
  const history = { replaceState: (_: unknown, __: string, address: string) => location.assign(address) };
  const addEventListener = (name: string, listener: Tab['hears'][number]) =>
    void (name === 'storage' && tab.hears.push(listener));
  const globals = { location, history, addEventListener, sessionStorage: tab.session, localStorage: local };
  const window = { ...globals, crypto, stop: () => {} };
  for (const [name, value] of Object.entries({ ...globals, window: { ...window, self: window } }))
    vi.stubGlobal(name, value);
}

/** A tab that loads the console. With a closed tab's storage it is that tab, restored. */
function open(address = home, session: Iterable<[string, string]> = []): Tab {
  const tab: Tab = { session: createStorage(session), address, hears: [], signIn: undefined as never };
  return load(tab);
}

function load(tab: Tab, address = tab.address): Tab {
  tab.address = address;
  tab.hears = [];
  lookAt(tab);
  tab.signIn = createSignIn(config);
  return tab;
}

// ---- the issuer ----

type Answer = Response | TypeError | Promise<Response>;
const json = (body: object, status = 200) => Response.json(body, { status });
const jwt = (claims: object) => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;

let asked: { what: string; form: URLSearchParams }[];
let answers: Record<'token' | 'revoke', (form: URLSearchParams) => Answer>;
let issued: number;

function tokens(): Response {
  issued += 1;
  return json({
    ...{ access_token: `access-${issued}`, refresh_token: `refresh-${issued}`, token_type: 'Bearer', expires_in: 3600 },
    id_token: jwt({ sub: 'ines', iss: issuer, aud: 'the-console', exp: Date.now() / 1000 + 3600, n: issued }),
  });
}

async function fetchFromIssuer(url: string | URL, { body }: RequestInit = {}): Promise<Response> {
  const what = new URL(url).pathname.slice(1);
  if (what.startsWith('.well-known')) {
    const at = (name: string) => `${issuer}/${name}`;
    return json({
      ...{ issuer, authorization_endpoint: at('authorize'), token_endpoint: at('token') },
      ...{ revocation_endpoint: at('revoke'), end_session_endpoint: at('end') },
    });
  }
  const form = new URLSearchParams(body as URLSearchParams);
  asked.push({ what, form });
  const answer = await answers[what as 'token' | 'revoke'](form);
  if (answer instanceof Error) throw answer;
  return answer;
}

const revoked = () => asked.filter(({ what }) => what === 'revoke').map(({ form }) => form.get('token'));
const refreshed = () => asked.filter(({ form }) => form.get('grant_type') === 'refresh_token');

/** Waits until it is so; digests are computed outside JavaScript. */
async function until(isSo: () => boolean): Promise<void> {
  const began = performance.now();
  while (!isSo() && performance.now() < began + 10_000) await new Promise(setImmediate);
  expect(isSo()).toBe(true);
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
  vi.stubGlobal('fetch', fetchFromIssuer);
  asked = [];
  issued = 0;
  answers = { token: tokens, revoke: () => new Response() };
  told = [];
  local = createStorage([], (key, newValue) => void told.push({ key, newValue }));
});
afterEach(() => void vi.useRealTimers());

/** To the issuer, and back with a code. */
async function comeBack(tab: Tab): Promise<Tab> {
  lookAt(tab);
  void tab.signIn.start();
  await until(() => tab.address.startsWith(`${issuer}/authorize`));
  const { searchParams } = new URL(tab.address);
  return load(tab, `${home}?code=the-code&state=${searchParams.get('state')}`);
}

async function signedIn(address = home): Promise<Tab> {
  const tab = await comeBack(open(address));
  expect(await tab.signIn.resume()).toBe('in');
  return tab;
}

test('E1 the issuer is asked for what the tenant’s settings say', async () => {
  const tab = open();
  lookAt(tab);
  void tab.signIn.start();
  await until(() => tab.address.startsWith(`${issuer}/authorize`));
  expect(new URL(tab.address).searchParams.get('scope')).toBe('openid email offline_access');
});

describe('signing in', () => {
  test('E1 comes back to where the agent was, and a reload needs no issuer', async () => {
    const tab = await signedIn(`${home}chats/c1`);
    expect(tab.address).toBe(`${home}chats/c1`);
    load(tab);
    expect(await tab.signIn.resume()).toBe('in');
    expect(asked).toHaveLength(1);
  });

  test.each<[string, () => Answer]>([
    ['no network', () => new TypeError('Failed to fetch')],
    [
      'a gateway that has nobody behind it',
      () => new Response('<h1>Bad Gateway</h1>', { status: 502, headers: { 'content-type': 'text/html' } }),
    ],
    ['an issuer that is busy', () => json({ error: 'temporarily_unavailable' }, 503)],
  ])('E1 the code is kept for another try: %s', async (_, answer) => {
    const tab = await comeBack(open());
    answers.token = answer;
    await expect(tab.signIn.resume()).rejects.toThrow();
    expect(tab.address).toContain('code=the-code');
    answers.token = tokens;
    expect(await tab.signIn.resume()).toBe('in');
    expect(tab.address).toBe(home);
    expect(asked.map(({ form }) => form.get('code'))).toEqual(['the-code', 'the-code']);
  });

  test.each([
    ['refuses the code', '?code=the-code', json({ error: 'invalid_grant' }, 400)],
    ['was told no', '?error=access_denied', new Response()],
  ])('E1 an issuer that %s: it is said that nobody is signed in, and the address is clean', async (_, came, answer) => {
    const tab = await comeBack(open());
    answers.token = () => answer;
    load(tab, tab.address.replace('?code=the-code', came));
    expect(await tab.signIn.resume()).toBe('unfinished');
    expect(tab.address).toBe(home);
  });

  test('E1 an address made by someone else signs nobody in', async () => {
    const tab = open(`${home}?code=theirs&state=theirs`);
    expect(await tab.signIn.resume()).toBe('unfinished');
    expect(asked).toEqual([]);
  });
});

describe('a token that is about to end', () => {
  const HOUR = 3_600_000;

  test('E1 two simultaneous requests refresh once', async () => {
    const { signIn } = await signedIn();
    vi.advanceTimersByTime(HOUR);
    const [one, two] = await Promise.all([signIn.idToken(), signIn.idToken()]);
    expect(one).toBe(two);
    expect(refreshed()).toHaveLength(1);
    expect(await signIn.idToken(true)).not.toBe(one);
    expect(refreshed().map(({ form }) => form.get('refresh_token'))).toEqual(['refresh-1', 'refresh-2']);
  });

  test.each<[string, () => Answer]>([
    ['no network', () => new TypeError('Failed to fetch')],
    [
      'a gateway that has nobody behind it',
      () => new Response('<h1>Bad Gateway</h1>', { status: 502, headers: { 'content-type': 'text/html' } }),
    ],
    ['an issuer that is busy', () => json({ error: 'temporarily_unavailable' }, 503)],
    ['an issuer that fails', () => json({ error: 'server_error' }, 500)],
  ])('E1 %s: nobody is signed out, and the next try succeeds', async (_, answer) => {
    const { signIn } = await signedIn();
    vi.advanceTimersByTime(HOUR);
    answers.token = answer;
    await expect(signIn.idToken()).rejects.toThrow();
    answers.token = tokens;
    expect(await signIn.idToken()).toBeDefined();
    expect(refreshed().map(({ form }) => form.get('refresh_token'))).toEqual(['refresh-1', 'refresh-1']);
  });

  test('E1 an issuer that says no signs out', async () => {
    const { signIn } = await signedIn();
    vi.advanceTimersByTime(HOUR);
    answers.token = () => json({ error: 'invalid_grant' }, 400);
    expect(await signIn.idToken()).toBeUndefined();
  });
});

describe('signing out', () => {
  const leave = async (tab: Tab) => {
    lookAt(tab);
    void tab.signIn.end();
    await until(() => tab.address.startsWith(`${issuer}/end`));
    return new URL(tab.address).searchParams;
  };

  test('E1 the issuer is told who leaves, with one client id', async () => {
    const told = await leave(await signedIn());
    expect(told.getAll('client_id')).toEqual(['the-console']);
    expect(told.getAll('logout_uri')).toEqual([home]);
    expect(told.getAll('post_logout_redirect_uri')).toEqual([home]);
    expect(told.getAll('id_token_hint')).toHaveLength(1);
  });

  test('E1 with one client id where no sign-in is left as well', async () => {
    expect((await leave(open())).getAll('client_id')).toEqual(['the-console']);
  });

  test('E1 every tab forgets, each takes back its own token, and goes home', async () => {
    const [first, second] = [await signedIn(), await signedIn(`${home}waiting`)];
    told = [];
    await leave(first);
    lookAt(second);
    for (const event of told) for (const hear of second.hears) hear(event);
    await until(() => second.address === home);
    expect(revoked().sort()).toEqual(['refresh-1', 'refresh-2']);
    for (const tab of [first, second]) expect(kept(tab)).toEqual([]);
  });

  test('E1 a tab that was closed meanwhile and is restored is not signed in, and takes back its token', async () => {
    const [first, second] = [await signedIn(), await signedIn()];
    const closed = kept(second);
    await leave(first);
    const restored = open(home, closed);
    expect(await restored.signIn.resume()).toBe('out');
    expect(revoked()).toEqual(['refresh-1', 'refresh-2']);
    expect(kept(restored)).toEqual([]);
  });

  test('E1 the next person to sign in is asked who they are, once', async () => {
    await leave(await signedIn());
    const prompts = [];
    for (let times = 0; times < 2; times++) {
      const tab = open();
      void tab.signIn.start();
      await until(() => tab.address.startsWith(`${issuer}/authorize`));
      prompts.push(new URL(tab.address).searchParams.get('prompt'));
      load(tab, `${home}?code=c&state=${new URL(tab.address).searchParams.get('state')}`);
      expect(await tab.signIn.resume()).toBe('in');
    }
    expect(prompts).toEqual(['login', null]);
  });

  test('E1 an issuer that does not answer a revocation holds nobody up for more than two seconds', async () => {
    const tab = await signedIn();
    answers.revoke = () => new Promise(() => {});
    void tab.signIn.end();
    await until(() => revoked().length > 0);
    expect(tab.address).toBe(home);
    vi.advanceTimersByTime(2_000);
    await until(() => tab.address.startsWith(`${issuer}/end`));
    expect(kept(tab)).toEqual([]);
  });

  test('E1 the token that a refresh brings meanwhile is taken back too', async () => {
    const tab = await signedIn();
    let answer = (_: Response) => {};
    answers.token = () =>
      new Promise((resolve) => {
        answer = resolve;
      });
    const refresh = tab.signIn.idToken(true).catch(() => undefined);
    await until(() => refreshed().length > 0);
    void tab.signIn.end();
    answer(tokens());
    await refresh;
    await until(() => tab.address.startsWith(`${issuer}/end`));
    expect(revoked()).toEqual(['refresh-2']);
    expect(kept(tab)).toEqual([]);
  });
});
