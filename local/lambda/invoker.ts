/** Calls functions by ARN for API Gateway or EventBridge, after checking the template's permissions as Lambda does. */
import * as z from 'zod';
import { evaluate, type PolicyDocument } from '../aws/iam.ts';
import type { Resource } from '../template/resolve.ts';
import type { LocalFunction, Outcome } from './local-function.ts';

/** `sourceArn`: the route, authorizer or rule that the service calls for. */
export type Invoke = (call: { functionArn: string; sourceArn: string }, event: unknown) => Promise<Outcome>;

const Permission = z.object({
  Action: z.string(),
  FunctionName: z.string(),
  Principal: z.string(),
  SourceArn: z.string().optional(),
});

export function invokerFor(
  service: 'apigateway' | 'events',
  resources: Resource[],
  functions: LocalFunction[],
): Invoke {
  const byArn = new Map(functions.map((lambda) => [lambda.arn, lambda]));
  const permissions = resources
    .filter(({ type }) => type === 'AWS::Lambda::Permission')
    .map(({ properties }) => Permission.parse(properties))
    .filter(({ Principal }) => Principal === `${service}.amazonaws.com`);
  const verdicts = new Map<string, boolean>();

  const allowed = (functionArn: string, sourceArn: string): boolean => {
    const policy: PolicyDocument = {
      Statement: permissions
        .filter(({ FunctionName }) => FunctionName === functionArn)
        .map(({ Action, SourceArn }) => ({
          ...{ Effect: 'Allow', Action: [Action], Resource: [SourceArn ?? '*'], Condition: {} },
        })),
    };
    return evaluate([policy], { action: 'lambda:InvokeFunction', resource: sourceArn }).allowed;
  };

  return async ({ functionArn, sourceArn }, event) => {
    const key = `${functionArn} ${sourceArn}`;
    const verdict = verdicts.get(key) ?? allowed(functionArn, sourceArn);
    verdicts.set(key, verdict);
    const lambda = byArn.get(functionArn);
    if (!verdict || !lambda) {
      const errorMessage = `${sourceArn} has no permission to invoke ${functionArn}`;
      console.error(errorMessage);
      return { ok: false, error: { errorType: 'AccessDeniedException', errorMessage } };
    }
    return lambda.invoke(event);
  };
}
