/** Files (E4): asked for, uploaded, sent, scanned. Each step may fail, and the next comes late, twice or never. */
import { expect } from 'vitest';
import type { Scan } from '../../adapters/s3/file-store.ts';
import type { InteractionId } from '../../core/ids.ts';
import type { Interaction } from '../../core/interaction/state.ts';
import { CHECK_MS } from '../../core/interaction/topics/files.ts';
import { context } from '../support/foyer-in-memory.ts';
import { agentsCommand, ask, consoleOf, hereBy, type Owed, pick, type Visitor, visitorsCommand } from './clients.ts';
import type { Faults } from './turns.ts';
import { fits } from './who-may.ts';
import type { World } from './world.ts';

const content = Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\n');
const pdf = { name: 'a.pdf', bytes: content.length };

/** An agent by their name. */
type Sender = Visitor | string;

/** What somebody was allowed to upload. `of`: the number of the commit that allowed it. */
export interface Upload {
  interactionId: InteractionId;
  by: Sender;
  url: string;
  of: number;
  scan?: Scan;
}

/** Whoever has the conversation, from either side. */
export function askFor(world: World, chat: Interaction, by: Sender): Owed {
  const asked =
    typeof by === 'string'
      ? agentsCommand(world, consoleOf(world, by), chat, 'upload', pdf)
      : visitorsCommand(world, by, { t: 'upload', ...pdf });
  return {
    ...asked,
    hear(answer) {
      asked.hear(answer);
      const { t, url, of } = answer;
      // Asked for twice it is one.
      if (t !== 'upload' || world.uploads.some((upload) => upload.url === url)) return;
      world.uploads.push({ interactionId: chat.id, by, url, of });
    },
  };
}

/** It is uploaded, unless `scan` is missing, and sent. */
export function send(world: World, upload: Upload, scan: Scan | undefined): Owed | undefined {
  const { interactionId, by, url, of } = upload;
  const chat = world.logs.get(interactionId)?.at(-1)?.chat;
  if (!chat) return undefined;
  if (scan && !upload.scan) {
    world.foyer.files.put(url, content, scan);
    upload.scan = scan;
  }
  return typeof by === 'string'
    ? agentsCommand(world, consoleOf(world, by), chat, 'file', { of })
    : visitorsCommand(world, by, { t: 'file', of });
}

/** A visitor and an agent, at any step. */
export async function file(
  world: World,
  { nth, isAgent, scan }: { nth: number; isAgent: boolean; scan: Scan | undefined },
  faults: Faults,
  isTwice: boolean,
): Promise<unknown> {
  const upload = nth < 6 ? pick(world.uploads, nth) : undefined;
  if (upload && nth > 3) return scanned(world, upload, faults);
  const sending = upload && send(world, upload, scan);
  if (sending) return ask(world, sending, faults, isTwice);
  const visitor = pick(hereBy(world), nth);
  const chat = visitor?.interactionId && world.logs.get(visitor.interactionId)?.at(-1)?.chat;
  if (!visitor || !chat) return undefined;
  const agent = isAgent ? world.consoles.find(({ name }) => fits.message(chat, name))?.name : undefined;
  return ask(world, askFor(world, chat, agent ?? visitor), faults, isTwice);
}

/** GuardDuty has scanned it. */
async function scanned(world: World, upload: Upload, faults: Faults): Promise<unknown> {
  const { foyer, turns } = world;
  if (upload.scan === 'unscanned') {
    foyer.files.scanned(upload.url, 'clean');
    upload.scan = 'clean';
  }
  const [, , , , id] = upload.url.split('/');
  const objectKey = `${Buffer.from(upload.interactionId).toString('hex')}/${id}`;
  return turns.call('file-check', faults, () =>
    foyer.functions['file-check']({ detail: { s3ObjectDetails: { objectKey } } }, context),
  );
}

/** Nobody gets what is not clean. */
export function expectOnlyCleanKept({ uploads, bills, foyer }: World): void {
  if (foyer.files.kept.size === 0) return;
  const scans = new Map([...uploads.map(({ url, scan }) => [url, scan] as const), ...bills]);
  for (const url of foyer.files.kept.keys()) expect(scans.get(url), url).toBe('clean');
}

/** When everything that was owed and due has happened. */
export function expectFilesInTime({ logs, foyer }: World): void {
  for (const log of logs.values()) {
    const events = log.flatMap(({ commit }) => commit.events.map((event) => ({ ...commit, event })));
    const checked = new Set(events.flatMap(({ event }) => (event.type === 'file-checked' ? [event.upload] : [])));
    for (const { at, event } of events)
      if (event.type === 'file' && !checked.has(event.upload))
        expect(at + CHECK_MS, 'a file without a verdict').toBeGreaterThan(foyer.now());
  }
}
