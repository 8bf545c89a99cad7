/** Metric values over time, for as long as an alarm may look back. */

export interface MetricName {
  namespace: string;
  name: string;
  dimensions: { Name: string; Value: string }[];
}

export type Statistic = 'Sum' | 'Maximum';

const KEPT_MS = 24 * 3_600_000;

const combine: Record<Statistic, (values: number[]) => number> = {
  Sum: (values) => values.reduce((sum, value) => sum + value, 0),
  Maximum: (values) => Math.max(...values),
};

export type Metrics = ReturnType<typeof createMetrics>;

export function createMetrics() {
  const points = new Map<string, { at: number; value: number }[]>();

  function put(metric: MetricName, value: number, at: number): void {
    const kept = (points.get(keyOf(metric)) ?? []).filter((point) => point.at > at - KEPT_MS);
    points.set(keyOf(metric), [...kept, { at, value }]);
  }

  /** Undefined if there is no value in [`from`, `until`). */
  function over(metric: MetricName, statistic: Statistic, from: number, until: number): number | undefined {
    const within = (points.get(keyOf(metric)) ?? []).filter(({ at }) => at >= from && at < until);
    return within.length === 0 ? undefined : combine[statistic](within.map(({ value }) => value));
  }

  return { put, over };
}

const keyOf = ({ namespace, name, dimensions }: MetricName): string => JSON.stringify([namespace, name, dimensions]);
