/** Runs the template's functions as processes on this machine. */
import { join } from 'node:path';
import * as z from 'zod';
import { SECRET } from '../aws/services/presigned.ts';
import { logFile } from '../cloudwatch/log-files.ts';
import type { Resource } from '../template/resolve.ts';
import { createFunction, type LocalFunction } from './local-function.ts';

interface FunctionParts {
  assets: Map<string, string>;
  region: string;
  /** What the SDK calls instead of AWS. */
  endpointUrl: string;
  dataDir: string;
  logsDir: string;
}

const Properties = z.object({
  FunctionName: z.string().optional(),
  Code: z.object({ S3Key: z.string() }),
  Handler: z.string(),
  Timeout: z.number().default(3),
  MemorySize: z.number().default(128),
  Environment: z.object({ Variables: z.record(z.string(), z.string()).default({}) }).default({ Variables: {} }),
  LoggingConfig: z.object({ LogGroup: z.string() }).optional(),
});

/**
 * The functions that do the tenant's work. CloudFormation calls the others during a deployment, for custom resources, and
 * nothing is deployed here.
 */
export function nodeFunctions(resources: Resource[]): Resource[] {
  const forCloudFormation = new Set(resources.map(({ properties }) => properties.ServiceToken));
  return resources.filter(({ type, arn }) => type === 'AWS::Lambda::Function' && !forCloudFormation.has(arn));
}

export function logGroupOf({ properties, physicalId }: Resource): string {
  return Properties.parse(properties).LoggingConfig?.LogGroup ?? `/aws/lambda/${physicalId}`;
}

export function createLocalFunction({ properties, ...resource }: Resource, parts: FunctionParts): LocalFunction {
  const { Code, Handler, Timeout, MemorySize, Environment } = Properties.parse(properties);
  const bundle = parts.assets.get(Code.S3Key);
  if (!bundle || !resource.arn) throw new Error(`${resource.logicalId}: no code on this machine (${Code.S3Key})`);
  const name = resource.physicalId;
  return createFunction(name, {
    arn: resource.arn,
    timeoutMs: Timeout * 1000,
    logFile: logFile(parts.logsDir, logGroupOf({ properties, ...resource })),
    environment: {
      ...Environment.Variables,
      TZ: ':UTC',
      LAMBDA_TASK_ROOT: bundle,
      _HANDLER: Handler,
      AWS_LAMBDA_FUNCTION_NAME: name,
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(MemorySize),
      AWS_LAMBDA_LOG_GROUP_NAME: logGroupOf({ properties, ...resource }),
      AWS_LAMBDA_LOG_STREAM_NAME: 'local',
      AWS_REGION: parts.region,
      AWS_DEFAULT_REGION: parts.region,
      // Identifies the function to the endpoint, which looks up its policies.
      AWS_ACCESS_KEY_ID: resource.logicalId,
      AWS_SECRET_ACCESS_KEY: SECRET,
      AWS_ENDPOINT_URL: parts.endpointUrl,
      // A process starts in half the time if V8 finds its compiled code.
      NODE_COMPILE_CACHE: join(parts.dataDir, 'compiled'),
    },
  });
}
