/** Reads a configuration somebody wrote: whole and consistent, or a list of what is wrong, each with its path. */

import { MAX_LANES, standingsOf } from '../agent/standings.ts';
import { bytesOf } from '../bounds.ts';
import { neverOpens } from '../calendar/calendar.ts';
import { isZone } from '../calendar/schema.ts';
import { emailKey } from '../email.ts';
import { checkGatewayRows, checkQueueRows } from '../routing/check-rows.ts';
import { checkService } from '../routing/check-service.ts';
import { checkWays } from '../routing/check-ways.ts';
import { MAX_FREQUENCIES, requestsKey } from '../routing/columns.ts';
import { checkScenario } from '../scenario/check-scenario.ts';
import { MAX_SCENARIO_BYTES } from '../scenario/schema.ts';
import { inWords, type Problem, problemsOf } from './problems.ts';
import { Configuration } from './schema.ts';

/** What may be published and yet looks wrong (B11). */
interface Warning {
  path: string;
  reason: string;
}

export type Checked = { configuration: Configuration; warnings: Warning[] } | { problems: Problem[] };

export function checkConfiguration(input: unknown): Checked {
  const parsed = Configuration.safeParse(input, inWords);
  if (!parsed.success) return { problems: problemsOf(parsed.error.issues) };
  const configuration = parsed.data;
  const problems = [
    ...repeated(configuration),
    ...zonesUnknown(configuration),
    ...dangling(configuration),
    ...scenarioProblems(configuration),
    ...crowded(configuration),
    ...tooLarge(configuration),
  ];
  if (problems.length > 0) return { problems };
  return {
    configuration,
    warnings: [
      ...deadRows(configuration),
      ...checkService(configuration),
      ...closedForEver(configuration),
      ...checkWays(configuration),
    ],
  };
}

/** Ids, tokens and addresses name one thing each. */
function repeated(configuration: Configuration): Problem[] {
  const { websites, queues, agents, profiles, calendars, lists, scenarios } = configuration;
  const named = { websites, queues, agents, profiles, calendars, lists, scenarios };
  return [
    ...Object.entries(named).flatMap(([list, entries]) =>
      twice(
        list,
        'id',
        entries.map(({ id }) => id),
      ),
    ),
    ...twice(
      'websites',
      'token',
      websites.map(({ token }) => token),
    ),
    ...twice(
      'agents',
      'email',
      agents.map(({ email }) => emailKey(email)),
    ),
    ...calendars.flatMap(({ exceptions }, i) =>
      twice(
        `calendars[${i}].exceptions`,
        'date',
        exceptions.map(({ date }) => date),
      ),
    ),
    ...queues.flatMap(({ members }, i) =>
      twice(
        `queues[${i}].members`,
        'agent',
        members.map(({ agent }) => agent),
      ),
    ),
  ];
}

function twice(list: string, field: string, values: string[]): Problem[] {
  return values.flatMap((value, index) => {
    const first = values.indexOf(value);
    if (first === index) return [];
    return [
      { path: `${list}[${index}].${field}`, expected: `a value of its own; "${value}" is that of ${list}[${first}]` },
    ];
  });
}

function zonesUnknown({ zone, calendars }: Configuration): Problem[] {
  const named = [{ path: 'zone', zone }, ...calendars.map(({ zone }, i) => ({ path: `calendars[${i}].zone`, zone }))];
  const expected = 'an IANA time zone such as "Europe/Madrid"';
  return named.flatMap(({ path, zone }) => (isZone(zone) ? [] : [{ path, expected }]));
}

/** Whatever is named exists. */
function dangling(configuration: Configuration): Problem[] {
  const { websites, queues, agents, profiles, calendars, lists, scenarios } = configuration;
  const { gatewayConditions, queueConditions } = configuration;
  const known = { websites, queues, agents, profiles, calendars, lists, scenarios };
  const missing = (path: string, list: keyof typeof known, name: string | undefined): Problem[] => {
    const ids: string[] = known[list].map(({ id }) => id);
    if (name === undefined || ids.includes(name)) return [];
    return [{ path, expected: `one of the ${list} ${ids.join(', ')}; there is no "${name}"` }];
  };
  const all = (path: string, list: keyof typeof known, names: readonly string[] | undefined) =>
    (names ?? []).flatMap((name, i) => missing(`${path}[${i}]`, list, name));
  return [
    ...websites.flatMap(({ queue }, i) => missing(`websites[${i}].queue`, 'queues', queue)),
    ...queues.flatMap(({ id, calendar, overflow, members }, i) => [
      ...missing(`queues[${i}].calendar`, 'calendars', calendar),
      ...missing(`queues[${i}].overflow.queue`, 'queues', overflow?.queue),
      ...(overflow?.queue === id
        ? [{ path: `queues[${i}].overflow.queue`, expected: 'another queue than this one' }]
        : []),
      ...members.flatMap(({ agent }, k) => missing(`queues[${i}].members[${k}].agent`, 'agents', agent)),
    ]),
    ...agents.flatMap(({ profile }, i) => missing(`agents[${i}].profile`, 'profiles', profile)),
    ...profiles.flatMap((profile, i) =>
      profile.queues === 'all' ? [] : all(`profiles[${i}].queues`, 'queues', profile.queues),
    ),
    ...gatewayConditions.flatMap((row, i) => [
      ...all(`gatewayConditions[${i}].gateway`, 'websites', row.gateway),
      ...all(`gatewayConditions[${i}].queue`, 'queues', row.queue),
      ...missing(`gatewayConditions[${i}].calendar.of`, 'calendars', row.calendar?.of),
      ...missing(`gatewayConditions[${i}].scenario`, 'scenarios', row.scenario),
    ]),
    ...queueConditions.flatMap((row, i) => [
      ...all(`queueConditions[${i}].gateway`, 'websites', row.gateway),
      ...all(`queueConditions[${i}].list`, 'lists', row.list),
      ...missing(`queueConditions[${i}].calendar.of`, 'calendars', row.calendar?.of),
      ...missing(`queueConditions[${i}].queue`, 'queues', row.queue),
      ...missing(`queueConditions[${i}].preferredAgent`, 'agents', row.preferredAgent),
    ]),
    ...scenarios.flatMap(({ steps }, i) =>
      steps.flatMap((step, k) =>
        step.do === 'route' ? missing(`scenarios[${i}].steps[${k}].queue`, 'queues', step.queue) : [],
      ),
    ),
  ];
}

const scenarioProblems = ({ scenarios }: Configuration): Problem[] =>
  scenarios.flatMap((scenario, i) =>
    checkScenario(scenario).map(({ path, expected }) => ({ path: `scenarios[${i}].${path}`, expected })),
  );

function crowded(configuration: Configuration): Problem[] {
  return configuration.agents.flatMap((agent, i) => {
    const lanes = standingsOf(configuration, agent).length;
    if (lanes <= MAX_LANES) return [];
    const expected = `an agent who fits at most ${MAX_LANES} lanes (queue, skill, proficiency, language); this one fits ${lanes}`;
    return [{ path: `agents[${i}]`, expected }];
  });
}

/** Functions read it whole when they start. */
const MAX_BYTES = 10_000_000;
/** The console shows a hundred of them around the one that won (B9). */
const MAX_ROW_BYTES = 8000;

function tooLarge(configuration: Configuration): Problem[] {
  const { scenarios, gatewayConditions, queueConditions } = configuration;
  const most = (path: string, maxBytes: number, part: unknown): Problem[] => {
    const bytes = bytesOf(part);
    if (bytes <= maxBytes) return [];
    const [may, is] = [maxBytes, bytes].map((each) => each.toLocaleString('en'));
    return [{ path, expected: `at most ${may} bytes of JSON, not ${is}` }];
  };
  const frequencies = gatewayConditions.map(({ frequencyOver }) => frequencyOver && requestsKey(frequencyOver));
  const different = [...new Set(frequencies)].filter((key) => key !== undefined);
  const oneTooMany = frequencies.indexOf(different[MAX_FREQUENCIES]);
  return [
    ...scenarios.flatMap((scenario, i) => most(`scenarios[${i}]`, MAX_SCENARIO_BYTES, scenario)),
    ...gatewayConditions.flatMap((row, i) => most(`gatewayConditions[${i}]`, MAX_ROW_BYTES, row)),
    ...queueConditions.flatMap((row, i) => most(`queueConditions[${i}]`, MAX_ROW_BYTES, row)),
    ...(different.length > MAX_FREQUENCIES
      ? [
          {
            path: `gatewayConditions[${oneTooMany}].frequencyOver`,
            expected: `one of the spans that rows above count by; each is counted whenever a page asks, and ${MAX_FREQUENCIES} different ones are the most`,
          },
        ]
      : []),
    ...most('the configuration', MAX_BYTES, configuration),
  ];
}

/** B11: rows that can never be the first to match. */
function deadRows({ gatewayConditions, queueConditions }: Configuration): Warning[] {
  const tables = { gateway: 'gatewayConditions', queue: 'queueConditions' } as const;
  const found = [...checkGatewayRows(gatewayConditions), ...checkQueueRows(queueConditions)];
  return found.map(({ table, row, reason }) => ({
    path: `${tables[table]}[${row}]`,
    reason,
  }));
}

/** B11. */
const closedForEver = ({ calendars }: Configuration): Warning[] =>
  calendars.flatMap((calendar, i) =>
    neverOpens(calendar) ? [{ path: `calendars[${i}]`, reason: `"${calendar.id}" never opens` }] : [],
  );
