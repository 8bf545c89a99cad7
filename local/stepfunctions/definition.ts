/**
 * The supported states of state machines: one waits until a time in the input, the other sends a message. Anything else is
 * refused when the cloud starts, because an execution would fail hours later.
 */
import * as z from 'zod';
import type { Resource } from '../template/resolve.ts';

/** A path into the input, one level deep. */
const Path = z.string().regex(/^\$\.\w+$/);
const Retry = z.strictObject({
  ErrorEquals: z.tuple([z.literal('States.ALL')]),
  IntervalSeconds: z.int().positive(),
  MaxAttempts: z.int().nonnegative(),
  BackoffRate: z.number().min(1),
  MaxDelaySeconds: z.int().positive(),
});
const onwards = { Next: z.string().optional(), End: z.literal(true).optional() };
const WaitState = z.strictObject({ Type: z.literal('Wait'), TimestampPath: Path, ...onwards });
const SendState = z.strictObject({
  Type: z.literal('Task'),
  Resource: z.literal('arn:aws:states:::sqs:sendMessage'),
  Parameters: z.strictObject({ QueueUrl: z.string(), 'MessageBody.$': Path }),
  Retry: z.tuple([Retry]).optional(),
  ...onwards,
});
const State = z.discriminatedUnion('Type', [WaitState, SendState]);

const Definition = z
  .strictObject({ StartAt: z.string(), States: z.record(z.string(), State) })
  .refine(
    ({ StartAt, States }) =>
      [StartAt, ...Object.values(States).flatMap(({ Next }) => Next ?? [])].every((name) => name in States),
    'names a state that it does not have',
  )
  .refine(
    ({ States }) => Object.values(States).every(({ Next, End }) => (Next === undefined) !== (End === undefined)),
    'has a state with neither Next nor End, or with both',
  );
type Definition = z.infer<typeof Definition>;
export type Retry = z.infer<typeof Retry>;

const Machine = z.strictObject({
  StateMachineName: z.string(),
  StateMachineType: z.literal('STANDARD'),
  DefinitionString: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(Definition),
  RoleArn: z.string(),
  Tags: z.unknown().optional(),
});

export interface StateMachine {
  logicalId: string;
  arn: string;
  name: string;
  definition: Definition;
}

/** @throws for a machine that cannot run here */
export function readStateMachines(resources: Resource[]): StateMachine[] {
  return resources
    .filter(({ type }) => type === 'AWS::StepFunctions::StateMachine')
    .map(({ logicalId, arn = '', properties }) => {
      const parsed = Machine.safeParse(properties);
      if (!parsed.success) throw new Error(`${logicalId}: ${z.prettifyError(parsed.error)}`);
      const { StateMachineName: name, DefinitionString: definition } = parsed.data;
      return { logicalId, arn, name, definition };
    });
}
