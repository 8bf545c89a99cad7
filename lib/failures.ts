/**
 * One count of everything that failed, whoever was told. Functions handle failures politely, so Lambda counts no error; and
 * when API Gateway could not call a function, the function logs nothing. Both write a log line, so the count is taken from the
 * logs.
 */
import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

interface Props {
  tenant: string;
  functionLogs: ILogGroup[];
  accessLogs: ILogGroup[];
}

const { any, stringValue } = FilterPattern;

/**
 * `error` is written by functions, `ERROR` by the runtime for uncaught exceptions. The platform's report at level WARN means
 * that a call ran out of time or memory.
 */
export const failedCall = any(
  stringValue('$.level', '=', 'error'),
  stringValue('$.level', '=', 'ERROR'),
  stringValue('$.record.status', '=', 'timeout'),
  stringValue('$.record.status', '=', 'error'),
  stringValue('$.record.status', '=', 'failure'),
);
export const failedRequest = any(stringValue('$.status', '=', '5*'));

export class Failures extends Construct {
  readonly metric: Metric;

  constructor(scope: Construct, id: string, { tenant, functionLogs, accessLogs }: Props) {
    super(scope, id);
    const name = { metricNamespace: `Foyer/${tenant}`, metricName: 'Failures' };
    for (const [n, logGroup] of functionLogs.entries())
      new MetricFilter(this, `Call${n}`, { ...name, logGroup, filterPattern: failedCall });
    for (const [n, logGroup] of accessLogs.entries())
      new MetricFilter(this, `Request${n}`, { ...name, logGroup, filterPattern: failedRequest });
    this.metric = new Metric({
      namespace: name.metricNamespace,
      metricName: name.metricName,
      period: Duration.minutes(1),
      statistic: Stats.SUM,
    });
  }
}
