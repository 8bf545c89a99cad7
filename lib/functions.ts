/** The functions of the contract, each with its own log group and role. */
import { join } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import { Policy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  ApplicationLogLevel,
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import {
  type AnyFunctionName,
  functions as contracts,
  type EnvironmentName,
  type FunctionContract,
  type FunctionName,
} from '../functions/contract.ts';
import { acknowledge } from './acknowledge.ts';
import { type Grantables, grant, grantTracing } from './grants.ts';
import { logGroup } from './logs.ts';

interface Props {
  functionName: (name: AnyFunctionName) => string;
  /** Has one folder for each function, with an `index.mjs`. */
  bundles: string;
  environment: Record<EnvironmentName, string>;
  grantables: Grantables;
  traces: boolean;
}

export interface MadeFunction {
  function: LambdaFunction;
  contract: FunctionContract;
  log: ILogGroup;
}

export class Functions extends Construct {
  readonly all: ReadonlyMap<FunctionName, MadeFunction>;
  private readonly props: Props;

  constructor(scope: Construct, id: string, props: Props) {
    super(scope, id);
    this.props = props;
    const entries = Object.entries(contracts) as [FunctionName, FunctionContract][];
    this.all = new Map(
      entries.map(([name, contract]) => {
        return [name, this.add(name, contract)];
      }),
    );
    this.updateReadersFirst();
  }

  /** Stream consumers read what any function writes. In an upgrade they must understand new rows before anyone writes them. */
  private updateReadersFirst(): void {
    const made = [...this.all.values()];
    const follows = ({ contract }: MadeFunction) => contract.triggers.some(({ kind }) => kind === 'stream');
    const readers = made.filter(follows).flatMap(({ function: { node } }) => node.defaultChild ?? []);
    for (const { function: lambda } of made.filter((each) => !follows(each))) {
      lambda.node.defaultChild?.node.addDependency(...readers);
    }
  }

  add(name: AnyFunctionName, contract: FunctionContract): MadeFunction {
    const { props } = this;
    const functionName = props.functionName(name);
    const scope = new Construct(this, name);
    const log = logGroup(scope, 'Log', `/aws/lambda/${functionName}`);
    const role = new Role(scope, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    const policy = new Policy(scope, 'Grants', { roles: [role] });
    grant(policy, contract, log, props.grantables);
    if (props.traces) grantTracing(policy);
    const lambda = new LambdaFunction(scope, 'Function', {
      functionName,
      // `Grants` lists everything a function may do. Permissions that CDK constructs would add are dropped here.
      role: role.withoutPolicyUpdates(),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(join(props.bundles, name)),
      handler: 'index.handler',
      memorySize: contract.memoryMb,
      timeout: Duration.seconds(contract.timeoutS),
      environment: Object.fromEntries(contract.environment.map((variable) => [variable, props.environment[variable]])),
      // In active mode Lambda records the first call of each second, and there is no way to record fewer.
      tracing: props.traces ? Tracing.ACTIVE : Tracing.PASS_THROUGH,
      logGroup: log,
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      // Start, end and report lines for every call would be most of the log's cost. Metrics and traces have the same
      // information.
      systemLogLevelV2: SystemLogLevel.WARN,
    });
    // Lambda checks that the role may trace and read the stream when these are configured.
    lambda.node.addDependency(policy);
    const isAwaited = contract.triggers.every(({ kind }) => kind !== 'asynchronous');
    acknowledge(lambda, {
      'Serverless-LambdaTracing': 'Each tenant can enable it (`traces`). It would double the price of a chat.',
      'Serverless-LambdaDLQ': isAwaited
        ? 'API Gateway waits for the answer, the stream and the queue keep their own failures, and scheduled calls log theirs.'
        : 'Failures go to a destination, which says more than a dead-letter queue.',
    });
    if (contract.triggers.some(({ kind }) => kind === 'queue')) {
      acknowledge(lambda, {
        'Serverless-LambdaEventSourceMappingDestination':
          'Lambda has no failure destination for SQS. The queue has a dead-letter queue.',
      });
    }
    return { function: lambda, contract, log };
  }
}
