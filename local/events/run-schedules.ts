/** Calls functions on the schedules of the template's EventBridge rules. */
import * as z from 'zod';
import type { Invoke } from '../lambda/invoker.ts';
import type { Resource } from '../template/resolve.ts';

const Rule = z.object({
  ScheduleExpression: z.string().regex(/^rate\(\d+ minutes?\)$/, 'the local cloud knows rate(… minutes)'),
  State: z.literal('ENABLED'),
  Targets: z.array(z.object({ Arn: z.string() })),
});

export interface Schedules {
  /** Calls everything now, regardless of the schedule. */
  run(): Promise<void>;
  stop(): void;
}

export function startSchedules(resources: Resource[], invoke: Invoke): Schedules {
  const rules = resources
    .filter(({ type, properties }) => type === 'AWS::Events::Rule' && properties.ScheduleExpression !== undefined)
    .map(({ arn = '', properties }) => ({ arn, ...Rule.parse(properties) }));

  const fire = async ({ arn, Targets }: (typeof rules)[number]) => {
    const event = { source: 'aws.events', 'detail-type': 'Scheduled Event', resources: [arn], detail: {} };
    await Promise.all(Targets.map(({ Arn }) => invoke({ functionArn: Arn, sourceArn: arn }, event)));
  };

  const clocks = rules.map((rule) =>
    setInterval(() => void fire(rule), Number(/\d+/.exec(rule.ScheduleExpression)) * 60_000),
  );
  return {
    run: async () => {
      await Promise.all(rules.map(fire));
    },
    stop: () => clocks.forEach(clearInterval),
  };
}
