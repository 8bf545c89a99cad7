/** Small charts, drawn by hand. Each has a table with the same numbers for those who cannot see it. */
import { type ReactNode, useId } from 'react';
import classes from './charts.module.css';

/** A line without axes; its last point is now. Nothing is drawn through what is unknown. */
export function Sparkline({
  values,
  look = 'plain',
}: {
  values: readonly (number | undefined)[];
  look?: 'plain' | 'late';
}) {
  const [width, height] = [64, 22];
  const known = values.flatMap((value, n) => (value === undefined ? [] : [{ n, value }]));
  const last = known.at(-1);
  if (!last || known.length < 2) return null;
  const [least, most] = [Math.min(...known.map(({ value }) => value)), Math.max(...known.map(({ value }) => value))];
  const x = (n: number) => 2 + (n / (values.length - 1)) * (width - 4);
  const y = (value: number) =>
    most === least ? height / 2 : height - 3 - ((value - least) / (most - least)) * (height - 6);
  return (
    <svg
      className={classes.spark}
      data-look={look}
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      aria-hidden
    >
      <polyline points={known.map(({ n, value }) => `${x(n)},${y(value)}`).join(' ')} />
      <circle cx={x(last.n)} cy={y(last.value)} r={2} />
    </svg>
  );
}

interface Axis {
  from: string;
  to: string;
}

/** Above the highest step there is room for a number. */
const [WIDTH, HEIGHT, LEFT, TOP, BELOW] = [344, 112, 26, 14, 18];

/** From 0 to at least `most`, which is not 0, in about three steps of a round number. */
function stepsUpTo(most: number): number[] {
  const power = 10 ** Math.floor(Math.log10(most / 3));
  const round = [1, 2, 5, 10].map((nice) => nice * power).find((step) => step * 3 >= most) ?? most;
  const step = Math.max(1, round);
  return Array.from({ length: Math.ceil(most / step) + 1 }, (_, n) => n * step);
}

function Frame({
  most,
  axis,
  children,
}: {
  most: number;
  axis: Axis;
  children: (y: (value: number) => number) => ReactNode;
}) {
  const steps = stepsUpTo(most);
  const top = steps.at(-1) ?? 1;
  const y = (value: number) => TOP + (1 - value / top) * (HEIGHT - TOP - BELOW);
  return (
    <svg className={classes.chart} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden>
      {steps.map((step) => (
        <g key={step}>
          <line x1={LEFT} x2={WIDTH} y1={y(step)} y2={y(step)} />
          <text x={LEFT - 6} y={y(step) + 4} textAnchor="end">
            {step}
          </text>
        </g>
      ))}
      {children(y)}
      <text x={LEFT} y={HEIGHT - 3}>
        {axis.from}
      </text>
      <text x={WIDTH} y={HEIGHT - 3} textAnchor="end">
        {axis.to}
      </text>
    </svg>
  );
}

export function LineChart({ values, axis }: { values: readonly number[]; axis: Axis }) {
  const x = (n: number) => LEFT + (values.length < 2 ? 1 : n / (values.length - 1)) * (WIDTH - LEFT - 4);
  return (
    <Frame most={Math.max(3, ...values)} axis={axis}>
      {(y) => {
        const line = values.map((value, n) => `${x(n)},${y(value)}`).join(' ');
        return (
          <>
            {values.length > 1 && <polygon points={`${x(0)},${y(0)} ${line} ${x(values.length - 1)},${y(0)}`} />}
            <polyline points={line} />
            {values.length > 0 && <circle cx={x(values.length - 1)} cy={y(values.at(-1) ?? 0)} r={3} />}
          </>
        );
      }}
    </Frame>
  );
}

export interface Column {
  at: number;
  lower: number;
  upper: number;
}

/** Two numbers on each other. The upper one, which is the bad one, is written above its column. */
export function ColumnChart({ columns, axis }: { columns: readonly Column[]; axis: Axis }) {
  const width = (WIDTH - LEFT) / columns.length;
  return (
    <Frame most={Math.max(3, ...columns.map(({ lower, upper }) => lower + upper))} axis={axis}>
      {(y) =>
        columns.map(({ at, lower, upper }, n) => (
          <g key={at} className={classes.column}>
            <rect
              x={LEFT + n * width + width * 0.15}
              width={width * 0.7}
              y={y(lower)}
              height={y(0) - y(lower)}
              rx={2}
            />
            {upper > 0 && (
              <>
                <rect
                  data-look="late"
                  x={LEFT + n * width + width * 0.15}
                  width={width * 0.7}
                  y={y(lower + upper) - 1}
                  height={Math.max(2, y(lower) - y(lower + upper))}
                />
                <text data-look="late" x={LEFT + (n + 0.5) * width} y={y(lower + upper) - 4} textAnchor="middle">
                  {upper}
                </text>
              </>
            )}
          </g>
        ))
      }
    </Frame>
  );
}

/** The numbers of a chart. */
export function ChartTable({
  caption,
  head,
  rows,
}: {
  caption: string;
  head: readonly string[];
  rows: readonly (readonly string[])[];
}) {
  const id = useId();
  return (
    // A table is as wide as its words, even if it is to be hidden.
    <div className="visually-hidden">
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {head.map((cell) => (
              <th key={cell} scope="col">
                {cell}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, n) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row is a moment, and its place in time is its place here
            <tr key={`${id} ${n}`}>
              {row.map((cell, column) => (
                <td key={head[column]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
