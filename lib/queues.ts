/** Where short timers wait, and where what could not be handled is kept for a person to look at. */
import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';

/** As long as SQS keeps anything: time to notice, repair and send back. */
const keepFailed = Duration.days(14);

/** With longer and longer pauses (`functions/timer.lambda.ts`) the better part of an hour: an outage that passes costs no timer. */
const MOST_TRIES = 8;

export class Queues extends Construct {
  readonly timers: Queue;
  /** Timers that could not be handled; of stream records shard and sequence numbers, not the rows. */
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
      // AWS's advice: six times the function's timeout, so that a message is not seen again while its batch is still being retried.
      visibilityTimeout: Duration.seconds(6 * props.timerTimeoutS),
      deadLetterQueue: { queue: this.failed, maxReceiveCount: MOST_TRIES },
    });

    const itsEnd = 'This queue is itself where failures end: those of the timers, and of the table’s stream.';
    acknowledge(this.failed, { 'AwsSolutions-SQS3': itsEnd, 'Serverless-SQSRedrivePolicy': itsEnd });
  }
}
