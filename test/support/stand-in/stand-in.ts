/**
 * Foyer for browsers, in one process: the real functions on in-memory stores, behind the local cloud's own edges. Its clock
 * stands still until a test turns it, however slow the machine is. Tests act for the other side, and break what they need
 * broken.
 */
import type { ConfigurationInput } from '../../../core/configuration/schema.ts';
import type { InteractionId } from '../../../core/ids.ts';
import { LEASE_MS } from '../../../core/interaction/waits.ts';
import type { FunctionName } from '../../../functions/contract.ts';
import { readJson, refusedBody } from '../../../functions/edge/stack.ts';
import type { Invoke } from '../../../local/lambda/invoker.ts';
import { type ErrorCode, errors } from '../../../protocol/errors.ts';
import { SessionAnswer, StartBody } from '../../../protocol/visitor.ts';
import { context, createFoyer, type Foyer } from '../foyer-in-memory.ts';
import { createMemoryStores } from '../memory-store.ts';
import { openEdges, type Sites } from './edges.ts';
import { handsOf } from './hands.ts';
import { createStream } from './stream.ts';

interface Started {
  interactionId: InteractionId;
  body: StartBody;
}

export type StandIn = Awaited<ReturnType<typeof startStandIn>>;

export async function startStandIn(configuration: Partial<ConfigurationInput>, sites: Sites) {
  const edges = await openEdges();
  const stream = createStream();
  const stores = createMemoryStores(stream.add);
  const startedAt = Date.now();
  const clock = () => startedAt;
  const foyer = await createFoyer(configuration, { stores, clock, sockets: edges.sockets });
  stream.leadTo(foyer);
  const faults = createFaults();
  const started: Started[] = [];
  const run = async (name: FunctionName, event: { body?: string }) => {
    const call = foyer.functions[name] as (event: unknown, within: typeof context) => Promise<{ body?: string }>;
    const payload = faults.answerOf(name, event.body) ?? (await call(event, context));
    if (name === 'chat-start') note(started, readJson(event.body), readJson(payload.body));
    return payload;
  };
  const invoke: Invoke = ({ functionArn }, event) =>
    run(functionArn as FunctionName, event as { body?: string }).then(
      (payload) => ({ ok: true, payload }),
      (error) => ({ ok: false, error: { errorType: 'Error', errorMessage: String(error) } }),
    );
  edges.serve(invoke, sites);
  return {
    ...handsOf(foyer),
    publish: foyer.publish,
    now: foyer.now,
    widget: `${edges.at('widget')}/`,
    console: edges.at('console'),
    visitorSocket: edges.sockets.urls.visitor,
    requests: edges.requests,
    /** Chats that browsers started, in order. */
    started,
    /** Refuses or fails the next request of this function, or the next frame of this kind. */
    refuseNext: faults.plan,
    /** Time passes for Foyer, and what becomes due happens. Browsers keep their own clocks, so no heartbeat is missed. */
    turn: (seconds: number) => turn(foyer, stream, seconds),
    cut: edges.cut,
    goAway: () => {
      faults.isAway = true;
      edges.cut();
    },
    comeBack: () => {
      faults.isAway = false;
    },
    async stop() {
      await edges.stop();
      await stream.settled();
      stream.check();
    },
  };
}

/** A start repeated with the same id is the same chat. */
function note(started: Started[], body: unknown, answer: unknown): void {
  const { data } = SessionAnswer.safeParse(answer);
  if (!data || started.some(({ interactionId }) => interactionId === data.interactionId)) return;
  started.push({ interactionId: data.interactionId, body: StartBody.parse(body) });
}

function createFaults() {
  const planned = new Map<string, ErrorCode | 'failure'>();
  return {
    /** No function can be called. */
    isAway: false,
    plan: (what: FunctionName | (string & {}), how: ErrorCode | 'failure') => void planned.set(what, how),
    /** @throws if the call is to fail */
    answerOf(name: FunctionName, body: string | undefined): { statusCode: number; body: string } | undefined {
      if (this.isAway) throw new Error('away');
      const frame = (readJson(body) ?? {}) as { t?: string; id?: string };
      const what = frame.t ?? name;
      const how = planned.get(what);
      planned.delete(what);
      if (how === 'failure') throw new Error('planned');
      if (how === undefined) return undefined;
      const refused = { t: 'refused', id: frame.id, ...refusedBody({ refused: how }) };
      return { statusCode: errors[how][0], body: JSON.stringify(refused) };
    },
  };
}

async function turn(foyer: Foyer, stream: ReturnType<typeof createStream>, seconds: number): Promise<void> {
  await stream.settled();
  foyer.advance(seconds);
  const { agents, configurations } = foyer.stores;
  for (const { id } of (await configurations.current())?.configuration.agents ?? [])
    if ((await agents.get(id))?.connections.length) await agents.renewLease(id, foyer.now() + LEASE_MS);
  for (;;) {
    const due = foyer.armed.filter(({ kind, dueAt }) => kind !== 'lease' && dueAt <= foyer.now());
    const [next] = due.sort((a, b) => a.dueAt - b.dueAt);
    if (!next) return;
    foyer.armed.splice(foyer.armed.indexOf(next), 1);
    await foyer.deliver(next);
    await stream.settled();
  }
}
