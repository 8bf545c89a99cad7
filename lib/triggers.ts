/** What calls a function: the contract's terms as routes, authorizers and event sources. */

import { Duration } from 'aws-cdk-lib';
import type { IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { FilterCriteria, type Function as LambdaFunction, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { DynamoEventSource, SqsDlq, SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { streamPatterns, type Trigger } from '../functions/contract.ts';
import type { Files } from './files.ts';
import type { HttpApi } from './http-api.ts';
import type { Queues } from './queues.ts';
import type { SocketApi } from './socket-api.ts';

export interface Sources {
  httpApis: Record<'public' | 'admin', HttpApi>;
  sockets: Record<'visitor' | 'agent', SocketApi>;
  table: ITable;
  queues: Queues;
  files: Files;
  /** Lets signed-in users call the admin API. */
  signedIn: IHttpRouteAuthorizer;
}

export function connect(trigger: Trigger, lambda: LambdaFunction, from: Sources): void {
  switch (trigger.kind) {
    case 'http':
      from.httpApis[trigger.api].route(trigger.route, lambda, {
        authorizer: trigger.api === 'admin' ? from.signedIn : undefined,
        atMostPerS: trigger.atMostPerS,
      });
      break;
    case 'socket':
      from.sockets[trigger.api].route(trigger.route, lambda);
      break;
    case 'socket-authorizer':
      from.sockets[trigger.api].authorizeConnections(lambda);
      break;
    case 'stream':
      lambda.addEventSource(
        new DynamoEventSource(from.table, {
          startingPosition: StartingPosition.TRIM_HORIZON,
          batchSize: 100,
          filters: streamPatterns[trigger.records].map((pattern) => FilterCriteria.filter(pattern)),
          reportBatchItemFailures: true,
          // The stream stops while a batch is retried, either from the first record that the function reports, or in halves if
          // the whole batch failed. Halving finds one bad record of 100 in 7 tries; 5 more are for temporary failures. Then the
          // position of the remaining records goes to the queue, and the stream moves on.
          bisectBatchOnError: true,
          retryAttempts: 12,
          onFailure: new SqsDlq(from.queues.failed),
        }),
      );
      break;
    case 'queue':
      lambda.addEventSource(
        new SqsEventSource(from.queues[trigger.queue], {
          ...{ batchSize: 10, reportBatchItemFailures: true },
          // 50 batches of ten timers, 0.1 s each: 5,000 a second, ten times what 1,000 busy agents need. Without a limit Lambda
          // scales to 1,250 when a publish sets one timer for each agent, more than an account has for all its tenants. AWS
          // says that this setting also reduces idle polling (two pollers instead of five); the idle price in the docs does not
          // rely on that.
          maxConcurrency: 50,
        }),
      );
      break;
    case 'asynchronous':
      lambda.configureAsyncInvoke({
        // After one minute and after two more. While the account has no free concurrency, for up to an hour.
        retryAttempts: 2,
        maxEventAge: Duration.hours(1),
        onFailure: new SqsDestination(from.queues.failed),
      });
      break;
    case 'scan':
      from.files.onScan(lambda);
      break;
    default:
      trigger satisfies never;
  }
}
