/** The whole receipt: every decision about the chat, row by row and agent by agent. */
import { Button, Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { DecisionsAnswer, type ExplainedDecision, type ExplainedRow } from '../../protocol/agent.ts';
import { AccessRefused } from '../live/connection.ts';
import type { InteractionId } from '../live/ids.ts';
import { asks } from '../look/asks.ts';
import { Empty } from '../look/empty.tsx';
import { IconCheck, IconX } from '../look/icons.ts';
import { LoadingRows } from '../look/loading-rows.tsx';
import { useApi } from '../sign-in/api.ts';
import { useTexts, useTimeOfDay, useWords, type Words } from '../texts/texts.tsx';
import classes from './decisions.module.css';
import { inWords } from './value.ts';

type Of<K extends ExplainedDecision['kind']> = Extract<ExplainedDecision, { kind: K }>;
type Cell = ExplainedRow['cells'][number];

interface Props {
  interactionId: InteractionId;
  opened: boolean;
  onClose(): void;
}

export function DecisionsDialog({ interactionId, opened, onClose }: Props) {
  const { receipt: texts } = useTexts();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={texts.open}
      size="xl"
      closeButtonProps={{ 'aria-label': texts.close }}
    >
      <Decisions interactionId={interactionId} />
    </Modal>
  );
}

function Decisions({ interactionId }: { interactionId: InteractionId }) {
  const { receipt: texts, signIn, refusals } = useTexts();
  const api = useApi();
  const answer = useQuery({
    queryKey: ['decisions', interactionId],
    queryFn: () => api(`/v1/interactions/${encodeURIComponent(interactionId)}/decisions`, DecisionsAnswer),
    // The person sees the failure and has a button.
    retry: false,
  });
  const decisions = answer.data?.decisions ?? [];
  const nothing = <Empty title={texts.empty} hint={texts.emptyHint} />;

  if (answer.isPending) return <LoadingRows label={texts.loading} />;
  if (answer.isError && decisions.length === 0) {
    const refused = answer.error instanceof AccessRefused ? answer.error : undefined;
    if (refused?.code === 'receipt_unknown') return nothing;
    const hint = refused ? (refusals[refused.code] ?? refused.message) : texts.failedHint;
    return (
      <div role="alert">
        <Empty title={texts.failed} hint={hint}>
          <Button variant="default" loading={answer.isFetching} onClick={() => answer.refetch()}>
            {signIn.again}
          </Button>
        </Empty>
      </div>
    );
  }
  if (decisions.length === 0) return nothing;
  return (
    <ol className={classes.decisions}>
      {decisions.map((decision) => (
        <li key={`${decision.at} ${decision.kind}`}>
          <Decision decision={decision} />
        </li>
      ))}
    </ol>
  );
}

function Decision({ decision }: { decision: ExplainedDecision }) {
  const { receipt: texts } = useTexts();
  const timeOfDay = useTimeOfDay();
  const details = [timeOfDay(decision.at), ...('version' in decision ? [texts.version(decision.version)] : [])];
  return (
    <section>
      <header className={classes.header}>
        <h3 className={classes.question}>{texts.kinds[decision.kind]}</h3>
        <span className={classes.details}>{details.join(' · ')}</span>
      </header>
      {decision.kind === 'agents' ? <Asked decision={decision} /> : <Table decision={decision} />}
    </section>
  );
}

function Table({ decision }: { decision: Of<'signal' | 'queue'> }) {
  const words = useWords();
  const { receipt: texts } = words.texts;
  return (
    <>
      <p className={classes.result}>{resultOf(decision, words).join(' · ')}</p>
      {decision.row === null && <p>{texts.noRow}</p>}
      <ol className={classes.rows}>
        {decision.rows.map((row) => (
          <Row key={row.row} row={row} won={decision.row} />
        ))}
      </ol>
    </>
  );
}

function resultOf(decision: Of<'signal' | 'queue'>, { texts: { receipt: texts }, culture }: Words): string[] {
  if (decision.kind === 'signal') {
    const { signal, scenario } = decision;
    return [texts.signals[signal] ?? signal, ...(scenario === undefined ? [] : [texts.scenario(scenario)])];
  }
  const { queue, requires, priority, preferred } = decision;
  return [
    queue,
    ...asks(requires, culture, texts.skill),
    texts.priority(priority),
    ...(preferred === undefined ? [] : [texts.prefers(preferred)]),
  ];
}

function Row({ row, won }: { row: ExplainedRow; won: number | null }) {
  const { receipt: texts } = useTexts();
  const below = won !== null && row.row > won;
  const fits = row.cells.every(({ holds }) => holds);
  const verdict = row.matched ? 'matched' : !below ? 'failedRow' : fits ? 'wouldFit' : 'below';
  return (
    <li className={classes.row} data-verdict={verdict}>
      <span className={classes.number}>
        <span className="visually-hidden">{texts.row(row.row)}</span>
        <span aria-hidden>{row.row}</span>
      </span>
      <div className={classes.why}>
        <p>
          <strong className={classes.verdict}>{texts[verdict]}</strong>
          {row.note !== undefined && <span> · {row.note}</span>}
        </p>
        {row.cells.length === 0 && <p>{texts.everything}</p>}
        <ul className={classes.cells}>
          {row.cells.map((cell) => (
            <CellLine key={cell.column} cell={cell} />
          ))}
        </ul>
      </div>
    </li>
  );
}

/** The actual value matters only if it did not match. */
function CellLine({ cell: { column, wanted, actual, holds } }: { cell: Cell }) {
  const words = useWords();
  const { receipt: texts } = words.texts;
  const said = (value: unknown) => inWords(value, column, words);
  return (
    <li className={classes.cell} data-holds={holds}>
      {holds ? <IconCheck size={15} stroke={2} aria-hidden /> : <IconX size={15} stroke={2} aria-hidden />}
      <span>
        <span className="visually-hidden">{holds ? texts.holds : texts.fails} </span>
        <span className={classes.column}>{texts.columns[column] ?? column}:</span>{' '}
        {holds ? said(wanted) : texts.compared(said(wanted), said(actual))}
      </span>
    </li>
  );
}

function Asked({ decision: { queue, strategy, how, chosen, others } }: { decision: Of<'agents'> }) {
  const { receipt: texts, waiting } = useTexts();
  return (
    <>
      <p className={classes.result}>
        {texts.how[how] ?? how} {texts.list(chosen)}
      </p>
      <p>
        {queue} · {waiting.strategies[strategy] ?? strategy}
      </p>
      {others.length > 0 && (
        <>
          <h4 className={classes.others}>{texts.others}</h4>
          <dl className={classes.agents}>
            {others.map(({ name, why }) => (
              <div key={name} className={classes.agent}>
                <dt>{name}</dt>
                <dd>{texts.why[why] ?? why}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </>
  );
}
