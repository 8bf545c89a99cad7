/** The functions of the contract, each with its own log group and its own role. */
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
  /** Holds one folder a function, each with an `index.mjs`. */
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

  /** Who follows the table's stream meets whatever any function writes: in an upgrade it has to understand it before that is written. */
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
      // Everything a function may do is in `Grants`: what constructs would add by themselves is dropped here.
      role: role.withoutPolicyUpdates(),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(join(props.bundles, name)),
      handler: 'index.handler',
      memorySize: contract.memoryMb,
      timeout: Duration.seconds(contract.timeoutS),
      environment: Object.fromEntries(contract.environment.map((variable) => [variable, props.environment[variable]])),
      // Active, Lambda records the first call of each second, and nothing can make that less.
      tracing: props.traces ? Tracing.ACTIVE : Tracing.PASS_THROUGH,
      logGroup: log,
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      // Start, end and report of every call would be most of the log's cost; the metrics and traces say the same.
      systemLogLevelV2: SystemLogLevel.WARN,
    });
    // Lambda asks of the role, when they are set, whether it may trace and whether it may read a stream.
    lambda.node.addDependency(policy);
    const isAwaited = contract.triggers.every(({ kind }) => kind !== 'asynchronous');
    acknowledge(lambda, {
      'Serverless-LambdaTracing': 'The tenant’s to switch on (`traces`): it would double the price of a chat.',
      'Serverless-LambdaDLQ': isAwaited
        ? 'API Gateway waits for the answer, stream and queue keep their own failures; what the clock calls fails with a line.'
        : 'What fails goes to a destination, which says more than a dead-letter queue.',
    });
    if (contract.triggers.some(({ kind }) => kind === 'queue')) {
      acknowledge(lambda, {
        'Serverless-LambdaEventSourceMappingDestination':
          'Lambda knows no failure destination for SQS; the queue has a dead-letter queue.',
      });
    }
    return { function: lambda, contract, log };
  }
}
