import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { SessionAnswer, VisitorPush, WebsiteAnswer } from '../../../protocol/visitor.ts';
import { isSession, isWebsite } from '../../../widget/app/engine/api.ts';
import { readFrame } from '../../../widget/app/engine/frames.ts';

const id = 'abcdefghijklmnop';
const commit = { seq: 4, prev: 2, at: 1, events: [{ type: 'message', id, from: 'agent', text: 'Hi' }] };
const frames = [
  { t: 'range', seq: 4, more: false, commits: [commit] },
  { t: 'range', seq: 0, more: true, commits: [] },
  { t: 'ack', id, commit },
  { t: 'refused', id, code: 'message_too_long', message: 'Too long' },
  { t: 'refused', code: 'frame_malformed', message: 'What?' },
  {
    t: 'commit',
    commit: {
      ...commit,
      events: [
        { type: 'queued', because: 'arrived' },
        { type: 'said', asks: true, lines: [{ text: 'Hi' }, { text: 'What is it?', options: ['Order', 'Lamp'] }] },
        { type: 'accepted', agent: { name: 'Inés' } },
        { type: 'ended', by: 'system', outcome: 'auto-finished' },
      ],
    },
  },
  {
    t: 'commit',
    commit: {
      ...commit,
      events: [
        { type: 'file', id, upload: id, from: 'visitor', name: 'a.png', bytes: 9 },
        { type: 'file-checked', upload: id, verdict: { is: 'clean', type: 'image/png' } },
      ],
    },
  },
  {
    ...{ t: 'upload', id, of: 3, url: 'https://s3.example/a' },
    headers: { 'content-type': 'image/png', 'if-none-match': '*' },
  },
  { t: 'file-link', id, of: 3, upload: id, url: 'https://files.example/a' },
  { t: 'pong', seq: 4 },
  { t: 'position', position: 0 },
  { t: 'position', position: 3, wait: { fromS: 120, toS: 240 } },
];

test.each(frames)('reads what the protocol allows: $t', (frame) => {
  expect(VisitorPush.safeParse(frame).success).toBe(true);
  expect(readFrame(JSON.stringify(frame))).toEqual(frame);
});

test('refuses what the protocol refuses, wherever it is broken', () => {
  const broken = fc
    .tuple(fc.constantFrom(...frames), fc.jsonValue({ maxDepth: 1 }), fc.nat())
    .map(([frame, value, at]) => {
      const keys = Object.keys(frame).filter((key) => key !== 'message');
      return { ...frame, [keys[at % keys.length] ?? 't']: value };
    });
  fc.assert(
    fc.property(broken, (frame) => {
      const read = readFrame(JSON.stringify(frame));
      // In the other direction the widget is lenient: an id need not be long to be compared.
      if (VisitorPush.safeParse(frame).success) expect(read).toBeDefined();
      else if (typeof frame.t !== 'string' || !('id' in frame)) expect(read).toBeUndefined();
    }),
    { numRuns: 500 },
  );
});

test('H6 an event of a newer Foyer passes by, the rest of its commit counts', () => {
  const newer = { ...commit, events: [{ type: 'typing', from: 'agent' }, ...commit.events] };
  expect(readFrame(JSON.stringify({ t: 'commit', commit: newer }))).toEqual({ t: 'commit', commit });
});

test('H6 a value or a field of a newer Foyer does not keep what stands around it from being read', () => {
  const events = [
    { type: 'message', id, from: 'supervisor', text: 'Hi', urgent: true },
    { type: 'ended', by: 'supervisor', outcome: 'handed-over', rating: { asked: true } },
    { type: 'said', asks: true, lines: [{ text: 'Which?', options: ['Lamp'], picture: 'lamp.png' }] },
  ];
  const frame = { t: 'ack', id, commit: { ...commit, events, signed: 'x' }, tookMs: 3 };
  expect(readFrame(JSON.stringify(frame))).toEqual(frame);
});

test('API Gateway’s own error is told apart', () => {
  const frame = { message: 'Internal server error', connectionId: 'c', requestId: 'r' };
  expect(readFrame(JSON.stringify(frame))).toEqual({ t: 'failed' });
});

test.each(['', 'null', '[]', '{}', 'no json', '{"t":"hello"}'])('%j is no frame', (text) => {
  expect(readFrame(text)).toBeUndefined();
});

test('answers of the HTTP API are read as the protocol has them', () => {
  const session = { interactionId: 'c', token: 't', expiresAt: 1, socketUrl: 'wss://x' };
  expect(SessionAnswer.safeParse(session).success && isSession(session)).toBe(true);
  expect(isSession({ ...session, socketUrl: 'javascript:alert(1)' })).toBe(false);
  const website = {
    signal: 'closed',
    opensAt: 1,
    name: 'Casa Alba',
    colour: '#0C6F66',
    culture: 'es-MX',
    form: [{ kind: 'email', name: 'email', label: 'Correo', required: true }],
  };
  expect(WebsiteAnswer.safeParse(website).success && isWebsite(website)).toBe(true);
  // From a newer Foyer: the visitor may write, and is told what happens.
  expect(isWebsite({ ...website, signal: 'callback', form: [{ kind: 'signature' }] })).toBe(true);
  expect(isWebsite({ ...website, colour: 'red;}*{display:none' })).toBe(false);
});
