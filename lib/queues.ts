/** Where short timers wait, and where what could not be handled is kept for a person to look at. */
import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';

/** As long as SQS keeps anything: time to notice, repair and send back. */
const keepFailed = Duration.days(14);

export class Queues extends Construct {
  readonly timers: Queue;
  readonly timersFailed: Queue;
  /** Which stream records could not be handled: shard and sequence numbers, not the rows. */
  readonly streamFailed: Queue;

  constructor(scope: Construct, id: string, props: { tenant: string; timerTimeoutS: number }) {
    super(scope, id);
    const queue = (name: string) => ({
      queueName: `${props.tenant}-foyer-${name}`,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
    });
    this.timersFailed = new Queue(this, 'TimersFailed', { ...queue('timers-failed'), retentionPeriod: keepFailed });
    this.streamFailed = new Queue(this, 'StreamFailed', { ...queue('stream-failed'), retentionPeriod: keepFailed });
    this.timers = new Queue(this, 'Timers', {
      ...queue('timers'),
      // AWS's advice: six times the function's timeout, so that a message is not seen again while its batch is still being retried.
      visibilityTimeout: Duration.seconds(6 * props.timerTimeoutS),
      deadLetterQueue: { queue: this.timersFailed, maxReceiveCount: 5 },
    });

    acknowledge(this.streamFailed, {
      'AwsSolutions-SQS3': 'This queue is itself where failures end: the on-failure destination of the stream.',
      'Serverless-SQSRedrivePolicy':
        'This queue is itself where failures end: the on-failure destination of the stream.',
    });
    acknowledge(this.timersFailed, {
      'Serverless-SQSRedrivePolicy': 'This queue is itself where failures end: the dead-letter queue of the timers.',
    });
  }
}
