/**
 * Nothing that is written or sent exceeds AWS's limits: every field of every frame and row has a limit, and their sums fit. The
 * quotas:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html,
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html,
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html,
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import '../../adapters/dynamodb/alarm-rows.ts';
import '../../adapters/dynamodb/contact-rows.ts';
import * as keys from '../../adapters/dynamodb/keys.ts';
import { rowSchemas } from '../../adapters/dynamodb/rows.ts';
import { COMMIT_BYTES, kept, within } from '../../core/bounds.ts';
import { AgentId, ConnectionId, GatewayId, InteractionId, LaneId, QueueId } from '../../core/ids.ts';
import { InteractionEvent } from '../../core/interaction/events.ts';
import { AgentRef, MAX_ASKED } from '../../core/interaction/facts.ts';
import { Timer } from '../../core/timers.ts';
import { line } from '../../core/words.ts';
import {
  AgentEvent,
  AgentFrame,
  AgentPush,
  ConsoleSession,
  ContactAnswer,
  DecisionsAnswer,
} from '../../protocol/agent.ts';
import {
  ContinueAnswer,
  SessionAnswer,
  StartBody,
  UploadsAnswer,
  VisitorEvent,
  VisitorFrame,
  VisitorPush,
  WebsiteAnswer,
} from '../../protocol/visitor.ts';
import { NextAgentAnswer, VoiceAnswer } from '../../protocol/voice.ts';
import { BY_VISITOR, FILE_BY_VISITOR, TO_ONE, together } from '../support/commits.ts';
import { kindsOf, unbounded, worstBytes } from '../support/worst-bytes.ts';

/** These fit whether AWS means 1,000 or 1,024 bytes by KB. */
const KB = 1000;

type Named = [name: string, schema: z.core.$ZodType];
const fits = (schema: z.core.$ZodType, maxBytes: number) => {
  expect(unbounded(schema)).toEqual([]);
  expect(worstBytes(schema)).toBeLessThanOrEqual(maxBytes);
};

describe('every field has a bound, and all together fit', () => {
  it.each([...kindsOf(VisitorFrame, 't'), ...kindsOf(AgentFrame, 't')])('F2 a frame to Foyer: %s, 32 KB', (_, frame) =>
    fits(frame, 32 * KB),
  );

  it.each([...kindsOf(VisitorPush, 't'), ...kindsOf(AgentPush, 't')])('F2 a frame from Foyer: %s, 128 KB', (_, frame) =>
    fits(frame, 128 * KB),
  );

  // 2 KB and 1 KB for the keys.
  it.each<Named>([...rowSchemas])('F2 a row: %s, 400 KB', (_, row) => fits(row, 397 * KB));

  it('F2 keys: 2,048 bytes of a partition’s, 1,024 of a sort key', () => {
    const [id, tracking] = ['~'.repeat(128), '語'.repeat(128)];
    const place = { interactionId: InteractionId.parse(id), lane: LaneId.parse(id), priority: 0, since: 0 };
    const [agentId, connectionId] = [AgentId.parse(id), ConnectionId.parse(id)];
    const all = [
      keys.commitKey(place.interactionId, 1),
      keys.waitingKey(place),
      keys.readyKey(place.lane, '0'.repeat(47), agentId),
      keys.watchKey(QueueId.parse(id), agentId, connectionId),
      keys.requestKey(id, 0, id),
      keys.trackKey(GatewayId.parse(id), tracking),
    ];
    for (const { pk, sk } of all) {
      expect(Buffer.byteLength(pk.S)).toBeLessThanOrEqual(2048);
      expect(Buffer.byteLength(sk.S)).toBeLessThanOrEqual(1024);
    }
  });

  it('F2 a message of the timers’ queue, 256 KB', () => fits(Timer, 256 * KB));

  // A function may return 6 MB, in which each quotation mark of the body has a backslash.
  it.each<Named>(
    Object.entries({
      StartBody,
      SessionAnswer,
      UploadsAnswer,
      WebsiteAnswer,
      ContinueAnswer,
      ConsoleSession,
      DecisionsAnswer,
      ContactAnswer,
      VoiceAnswer,
      NextAgentAnswer,
    }),
  )('F2 a body over HTTP: %s, 6 MB', (_, body) => fits(body, (6000 / 2) * KB + 250 * KB));
});

describe('one commit', () => {
  const withoutAgent = (event: z.core.$ZodType) =>
    worstBytes(z.omit(event as z.ZodMiniObject<{ agent: typeof AgentRef }>, { agent: true }));
  const seen = (union: Parameters<typeof kindsOf>[0]) =>
    new Map(
      kindsOf(union, 'type').flatMap(([type, event]) => [
        [type, worstBytes(event)] as const,
        ...(type === 'message' ? [[BY_VISITOR, withoutAgent(event)] as const] : []),
        ...(type === 'file' ? [[FILE_BY_VISITOR, withoutAgent(event)] as const] : []),
        ...(type === 'offered' ? [[TO_ONE, worstBytes(event) - (MAX_ASKED - 1) * worstBytes(AgentRef)] as const] : []),
      ]),
    );
  const log = seen(InteractionEvent);
  /** By the name a visitor sees; events that neither side sees do not count. */
  const sides = [seen(AgentEvent), seen(VisitorEvent)];
  const inView: Partial<Record<string, string>> = { stepped: 'said', greeted: 'message' };

  it.each(Object.entries(together))(
    'F2 that a command causes (%s) fits into a frame and into a row',
    (_, alternatives) => {
      for (const types of alternatives) {
        const bytes = (of: Map<string, number>, name = (type: string) => type) =>
          types.reduce((sum, type) => sum + (of.get(name(type)) ?? 0), 0);
        expect(bytes(log)).toBeLessThanOrEqual(COMMIT_BYTES.kept);
        const [agents, visitors] = sides;
        expect(bytes(agents ?? log)).toBeLessThanOrEqual(COMMIT_BYTES.seen);
        expect(bytes(visitors ?? log, (type) => inView[type] ?? type)).toBeLessThanOrEqual(COMMIT_BYTES.seen);
      }
    },
  );
});

describe('the adding up', () => {
  it.each<[string, z.core.$ZodType, number]>([
    ['quotes and three bytes a character', line(10), 2 + 30],
    ['a backslash before each, where only ASCII goes', z.string().check(z.maxLength(10), z.regex(/^[!-~]*$/)), 2 + 20],
    ['one byte each, where nothing is escaped', z.string().check(z.maxLength(10), z.regex(/^\w*$/)), 2 + 10],
    ['a list, with commas', z.array(z.boolean()).check(z.maxLength(3)), 2 + 3 * 6],
    ['names, colons and commas', z.object({ ab: z.boolean(), c: z.null() }), '{"ab":false,"c":null,'.length + 1],
    ['what a check says of the whole', z.array(z.string()).check(within(50, 'a list')), 50],
    ['the door by which it came in', kept(z.string(), line(10)), 2 + 30],
    ['the largest of several', z.union([z.literal('abc'), z.boolean()]), 5],
  ])('F2 counts %s', (_, schema, bytes) => expect(worstBytes(schema)).toBe(bytes));

  it.each<[string, z.core.$ZodType, string[]]>([
    ['a text', z.object({ name: z.string() }), ['.name']],
    ['a list', z.object({ a: z.object({ list: z.array(z.boolean()) }) }), ['.a.list']],
    ['a record', z.record(z.string(), z.boolean()), ['']],
    ['anything', z.object({ any: z.optional(z.unknown()) }), ['.any']],
  ])('F2 names %s that has no end', (_, schema, paths) => expect(unbounded(schema)).toEqual(paths));
});
