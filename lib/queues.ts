/** Where short timers wait, and where failed work is kept for a person to look at. */
import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';

/** The longest that SQS keeps a message: time to notice, fix and redrive it. */
const keepFailed = Duration.days(14);

/** With growing pauses (`functions/timer.lambda.ts`) these take most of an hour, so that a temporary outage loses no timer. */
const MOST_TRIES = 8;

export class Queues extends Construct {
  readonly timers: Queue;
  /** Timers that could not be handled. For stream records it has the shard and sequence numbers, not the rows. */
  readonly failed: Queue;

  constructor(scope: Construct, id: string, props: { tenant: string; timerTimeoutS: number }) {
    super(scope, id);
    const queue = (name: string) => ({
      queueName: `${props.tenant}-foyer-${name}`,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
    });
    this.failed = new Queue(this, 'Failed', { ...queue('failed'), retentionPeriod: keepFailed });
    this.timers = new Queue(this, 'Timers', {
      ...queue('timers'),
      // AWS recommends six times the function's timeout, so that a message does not reappear while its batch is still being
      // retried.
      visibilityTimeout: Duration.seconds(6 * props.timerTimeoutS),
      deadLetterQueue: { queue: this.failed, maxReceiveCount: MOST_TRIES },
    });

    const itsEnd = 'This is itself the queue for failures of the timers and of the table’s stream.';
    acknowledge(this.failed, { 'AwsSolutions-SQS3': itsEnd, 'Serverless-SQSRedrivePolicy': itsEnd });
  }
}
