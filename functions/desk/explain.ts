/** A chat's decisions, explained from its log and the configurations that made them (B9). */
import { fitting } from '../../core/bounds.ts';
import { unmet } from '../../core/configuration/lanes.ts';
import type { Configuration } from '../../core/configuration/schema.ts';
import type { AgentId, QueueId } from '../../core/ids.ts';
import type { Commit, InteractionEvent } from '../../core/interaction/events.ts';
import { overruling } from '../../core/interaction/signals.ts';
import type { Considered } from '../../core/routing/considered.ts';
import { type ExplainedRow, explain } from '../../core/routing/explain-routing.ts';
import { type Requirement, requirementOf } from '../../core/routing/requirement.ts';
import type { ExplainedDecision, NotChosen } from '../../protocol/agent.ts';

/** Rows before and after the winning one; a table may have ten thousand. */
const BEFORE = 100;
const AFTER = 20;
/** For each side, because a row's values may be long. */
const MAX_ROWS_BYTES = 500_000;

/** Versions that made the chat's decisions: one lets it in, a later one may move it. */
export const versionsOf = (commits: Commit[]): Set<number> =>
  new Set(
    commits.flatMap(({ events }) => events.flatMap((event) => ('receipt' in event ? [event.receipt.version] : []))),
  );

/** `configurations`: by version, all of `versionsOf`. */
export function explainChat(
  commits: Commit[],
  configurations: ReadonlyMap<number, Configuration>,
): ExplainedDecision[] {
  /** The one that made the last decision. */
  let current: Configuration | undefined;
  function madeBy({ version }: { version: number }): Configuration {
    current = configurations.get(version);
    if (!current) throw new Error(`Version ${version} of the configuration was not given`);
    return current;
  }
  const nameOf = (agentId: AgentId) => current?.agents.find(({ id }) => id === agentId)?.name ?? agentId;
  let queueId: QueueId | undefined;
  let requires: Requirement = {};

  function decisionOf(event: InteractionEvent, at: number): ExplainedDecision[] {
    switch (event.type) {
      case 'screened': {
        const { receipt, overruled } = event;
        const { scenarios, gatewayConditions } = madeBy(receipt);
        const signal = overruled ? overruling[overruled] : receipt.signal;
        const scenario = scenarios.find(({ id }) => id === receipt.scenario)?.name;
        return [
          {
            ...{ kind: 'signal', at, version: receipt.version, signal },
            ...(overruled ? { overruled } : {}),
            ...tableOf(explain(receipt, gatewayConditions), receipt.row),
            ...(scenario === undefined ? {} : { scenario }),
          },
        ];
      }
      case 'routed': {
        const { receipt } = event;
        const { queueConditions } = madeBy(receipt);
        const preferred = receipt.preferredAgent && nameOf(receipt.preferredAgent);
        return [
          {
            ...{ kind: 'queue', at, version: receipt.version, priority: receipt.priority },
            ...tableOf(explain(receipt, queueConditions), receipt.row),
            ...{ queue: queueNamed(receipt.queueId), requires: requirementOf(receipt) },
            ...(preferred === undefined ? {} : { preferred }),
          },
        ];
      }
      case 'queued':
        queueId = event.queueId;
        requires = event.requires;
        return [];
      case 'offered': {
        const ids = event.agents.map(({ id }) => id);
        return [asked(event.reserves ? 'offered' : 'rung', ids, event.considered, at)];
      }
      case 'accepted':
        return event.how === 'take' ? [asked('taken', [event.agent.id], [], at)] : [];
      default:
        return [];
    }
  }

  const queueNamed = (wanted: QueueId | undefined) =>
    current?.queues.find(({ id }) => id === wanted)?.name ?? wanted ?? '';

  function asked(
    how: 'offered' | 'rung' | 'taken',
    chosen: AgentId[],
    considered: Considered[],
    at: number,
  ): ExplainedDecision {
    const queue = current?.queues.find(({ id }) => id === queueId);
    const others = (queue?.members ?? []).filter(({ agent }) => !chosen.includes(agent));
    return {
      ...{ kind: 'agents', at, how, queue: queueNamed(queueId), strategy: queue?.strategy ?? '' },
      chosen: chosen.map(nameOf),
      // An agent who takes a chat from the list chooses it, so nobody was passed over.
      others:
        how === 'taken' ? [] : others.map(({ agent }) => ({ name: nameOf(agent), why: whyNot(agent, considered) })),
    };
  }

  function whyNot(agentId: AgentId, considered: Considered[]): NotChosen {
    const looked = considered.find((each) => each.agentId === agentId)?.why;
    if (looked !== undefined && looked !== 'chosen') return looked;
    const agent = current?.agents.find(({ id }) => id === agentId);
    return (agent && unmet(agent, requires)) ?? 'not-ready';
  }

  return commits.flatMap(({ at, events }) => events.flatMap((event) => decisionOf(event, at)));
}

function tableOf(rows: ExplainedRow[], won: number | null) {
  const around = won ?? rows.length;
  const spelt = rows
    .slice(Math.max(0, around - BEFORE), around + 1 + AFTER)
    .map(({ index, note, matched, cells }) => ({ row: index + 1, matched, cells, ...(note ? { note } : {}) }));
  const end = Math.min(around + 1, BEFORE + 1);
  const before = fitting(spelt.slice(0, end).reverse(), MAX_ROWS_BYTES).reverse();
  return {
    row: won === null ? null : won + 1,
    rows: [...before, ...fitting(spelt.slice(end), MAX_ROWS_BYTES)],
  };
}
