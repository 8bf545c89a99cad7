/** The part of Step Functions that functions use: starting executions. */
import * as z from 'zod';
import { type Answer, type AwsRequest, BadRequest, type Call, type Service } from './service.ts';

export interface ExecutionsHandler {
  /** `exists`: the name was used with another input, or by an execution that has ended. */
  start(stateMachineArn: string, name: string, input: string): { startedAt: number } | 'exists' | 'no machine';
}

const Body = z.object({ stateMachineArn: z.string(), name: z.string().min(1), input: z.string().default('{}') });

const MAX_NAME = 80;
const MAX_INPUT_BYTES = 262_144;
/** Characters that a name must not contain: white space, brackets, wildcards, special and control characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern looks for them
const FORBIDDEN = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]/;

const bodyOf = ({ body }: AwsRequest): z.infer<typeof Body> => Body.parse(JSON.parse(body.toString()));

export const states: Service = {
  read(request: AwsRequest): Call {
    const [, operation] = /^AWSStepFunctions\.(\w+)$/.exec(String(request.headers['x-amz-target'])) ?? [];
    if (operation !== 'StartExecution') {
      throw new BadRequest(`the local cloud knows StartExecution of Step Functions, not ${operation}`);
    }
    const { stateMachineArn, name, input } = bodyOf(request);
    const beyond = beyondLimits(name, input);
    return {
      operation: `states:${operation}`,
      accesses: [{ action: `states:${operation}`, resource: stateMachineArn }],
      ...(beyond && { beyond }),
    };
  },

  refuse(error, message) {
    const type = {
      'access-denied': 'AccessDeniedException',
      'unknown-caller': 'UnrecognizedClientException',
      'bad-request': 'ValidationException',
    }[error];
    return refusal(type, message);
  },
};

export function answerStart(executions: ExecutionsHandler, request: AwsRequest): Answer {
  const { stateMachineArn, name, input } = bodyOf(request);
  const started = executions.start(stateMachineArn, name, input);
  if (started === 'no machine') {
    return refusal('StateMachineDoesNotExist', `State Machine Does Not Exist: '${stateMachineArn}'`);
  }
  const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
  if (started === 'exists') return refusal('ExecutionAlreadyExists', `Execution Already Exists: '${executionArn}'`);
  return answer(200, { executionArn, startDate: started.startedAt / 1000 });
}

function beyondLimits(name: string, input: string): Answer | undefined {
  if (name.length > MAX_NAME || FORBIDDEN.test(name)) return refusal('InvalidName', `Invalid Name: '${name}'`);
  const bytes = Buffer.byteLength(input);
  if (bytes > MAX_INPUT_BYTES) {
    return refusal('InvalidExecutionInput', `Invalid State Machine Execution Input: ${bytes} bytes`);
  }
  return isJson(input) ? undefined : refusal('InvalidExecutionInput', 'Invalid State Machine Execution Input: no JSON');
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const refusal = (type: string, message: string): Answer =>
  answer(400, { __type: `com.amazonaws.swf.service.v2.model#${type}`, message });

const answer = (status: number, body: object): Answer => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: JSON.stringify(body),
});
