import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const refuse = () => {
  throw new DOMException('This page may not', 'SecurityError');
};

/** The widget's view when it loads in a page with this `window` and `navigator`. */
async function browserIn(window: object, navigator: object = {}) {
  vi.stubGlobal('window', window);
  vi.stubGlobal('navigator', navigator);
  return import('../../../widget/app/engine/browser.ts');
}

beforeEach(() => vi.resetModules());
afterEach(() => vi.unstubAllGlobals());

test('F2 a browser that throws when asked for locks has none, and the widget loads', async () => {
  const navigator = Object.defineProperty({}, 'locks', { get: refuse });
  const { browser } = await browserIn({}, navigator);
  expect(browser.locks).toBeUndefined();
});

test('F2 a page that may open no channel has none', async () => {
  vi.stubGlobal(
    'BroadcastChannel',
    class {
      constructor() {
        refuse();
      }
    },
  );
  const { browser } = await browserIn({});
  expect(browser.openChannel('chat')).toBeUndefined();
});

test('F2 a socket that may not be opened is closed like any other, so that it is tried again', async () => {
  vi.stubGlobal('WebSocket', function WebSocket() {
    refuse();
  });
  const { browser } = await browserIn({});
  await new Promise<void>((closed) => {
    const on = { opened() {}, received() {}, closed };
    expect(() => browser.openSocket('wss://socket', on)).not.toThrow();
  });
});

test.each([
  ['null, as in an Android web view', { localStorage: null }],
  ['refused, as with cookies blocked', Object.defineProperty({}, 'localStorage', { get: refuse })],
])('F2 storage that is %s lasts as long as the page', async (_, window) => {
  const { storage } = await browserIn(window);
  const store = storage('localStorage');
  store.words = 'kept';
  expect(store.words).toBe('kept');
});
