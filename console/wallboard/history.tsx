/** How long the lines were in the last hour, and what became of those who waited. */
import type { BoardQueue } from '../../protocol/board.ts';
import { useLiveState, useNow } from '../live/use-live.tsx';
import { useTexts, useTimeOfDay } from '../texts/texts.tsx';
import { ChartTable, ColumnChart, LineChart } from './charts.tsx';
import { pastQuarters, QUARTER_MS, waitingSamples } from './figures.ts';
import classes from './wallboard.module.css';

const STEP_MS = 3 * 60_000;
/** Two hours. */
const QUARTERS = 8;

export function History({ queues }: { queues: readonly BoardQueue[] }) {
  const { board: texts } = useTexts();
  const timeOfDay = useTimeOfDay();
  const now = useNow();
  const { quarters } = useLiveState().board;
  const samples = waitingSamples(queues);
  const sampledAt = samples.map((_, n) =>
    n === samples.length - 1 ? now : (Math.floor(now / STEP_MS) - (samples.length - 2 - n)) * STEP_MS,
  );
  const past = pastQuarters(
    quarters,
    queues.map(({ id }) => id),
    now,
    QUARTERS,
  );
  const columns = past.map(({ at, figures }) => ({ at, lower: figures.answered ?? 0, upper: figures.droppedOut ?? 0 }));
  return (
    <section className={classes.history} aria-label={texts.history}>
      <header className={classes.head}>
        <h3>{texts.waitingNow}</h3>
        <span>{texts.lastHour}</span>
      </header>
      <LineChart values={samples} axis={{ from: timeOfDay(sampledAt[0] ?? now), to: timeOfDay(now) }} />
      <ChartTable
        caption={`${texts.waitingNow}, ${texts.lastHour}`}
        head={[texts.time, texts.waiting]}
        rows={samples.map((count, n) => [timeOfDay(sampledAt[n] ?? now), String(count)])}
      />
      <header className={classes.head}>
        <h3>{texts.outOfLine}</h3>
        <span>{texts.perQuarter}</span>
        <span className={classes.legend}>
          <i data-state="active" /> {texts.answered}
          <i data-state="late" /> {texts.dropped}
        </span>
      </header>
      <ColumnChart
        columns={columns}
        axis={{ from: timeOfDay(columns[0]?.at ?? now), to: timeOfDay((columns.at(-1)?.at ?? now) + QUARTER_MS) }}
      />
      <ChartTable
        caption={`${texts.outOfLine}, ${texts.perQuarter}`}
        head={[texts.time, texts.answered, texts.dropped]}
        rows={columns.map(({ at, lower, upper }) => [timeOfDay(at), String(lower), String(upper)])}
      />
    </section>
  );
}
