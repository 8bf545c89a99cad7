/**
 * Reads a configuration that someone wrote: returns it complete and consistent, or a list of what is wrong, each with its path.
 */

import { bytesOf } from '../bounds.ts';
import { neverOpens } from '../calendar/calendar.ts';
import { isZone } from '../calendar/schema.ts';
import { checkGatewayRows, checkQueueRows } from '../routing/check-rows.ts';
import { MAX_FREQUENCIES, requestsKey } from '../routing/columns.ts';
import { checkScenario } from '../scenario/check-scenario.ts';
import { checkForm, nameless, unanswerable } from './check-forms.ts';
import { checkMessages, missingTexts } from './check-messages.ts';
import { dangling, repeated } from './check-names.ts';
import { checkService } from './check-service.ts';
import { checkWays } from './check-ways.ts';
import { entities, type Kind, type KindName, kindNames } from './entities.ts';
import { inWords, type Problem, problemsOf } from './problems.ts';
import { Configuration, type Queue } from './schema.ts';
import { MAX_LANES, standingsOf } from './standings.ts';

/** Something that may be published but looks wrong (B11). */
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
    ...unknownZone(configuration),
    ...ofEach(configuration, 'calendars', unknownZone),
    ...dangling(configuration),
    ...ofEach(configuration, 'queues', overflowsIntoItself),
    ...outlivesItsLog(configuration),
    ...ofEach(configuration, 'forms', checkForm),
    ...nameless(configuration),
    ...unanswerable(configuration),
    ...ofEach(configuration, 'scenarios', checkScenario),
    ...checkMessages(configuration),
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
      ...answersNobodyGets(configuration),
      ...checkWays(configuration),
      ...missingTexts(configuration),
    ],
  };
}

/** Problems within one entity. */
const ofEach = <Name extends KindName>(
  configuration: Configuration,
  list: Name,
  check: (entity: Configuration[Name][number]) => Problem[],
): Problem[] =>
  configuration[list].flatMap((entity, i) =>
    check(entity).map(({ path, expected }) => ({ path: `${list}[${i}].${path}`, expected })),
  );

const unknownZone = ({ zone }: { zone: string }): Problem[] =>
  isZone(zone) ? [] : [{ path: 'zone', expected: 'an IANA time zone such as "Europe/Madrid"' }];

const overflowsIntoItself = ({ id, overflow }: Queue): Problem[] =>
  overflow?.queue === id ? [{ path: 'overflow.queue', expected: 'a different queue' }] : [];

/**
 * A chat that waits for the reader of an e-mail writes nothing meanwhile, and its newest snapshot may be as old as one more such
 * wait. If the table deleted that before the chat ends, nobody could end it. It may be transferred to any queue meanwhile.
 */
function outlivesItsLog({ queues, websites }: Configuration): Problem[] {
  const [shortest] = queues.filter(({ keepDays }) => keepDays > 0).sort((a, b) => a.keepDays - b.keepDays);
  if (!shortest) return [];
  const { id, keepDays } = shortest;
  const kept = `because "${id}" keeps chats for ${keepDays} days (keepDays)`;
  // A call back has to be over by then, with all its tries.
  const calls = websites.flatMap(({ apps: { callback } }, i) => {
    if (!callback) return [];
    const { tries, againMinutes } = callback;
    const most = Math.floor(keepDays - 1 - ((tries - 1) * againMinutes) / 1440);
    return callback.daysAhead <= most
      ? []
      : [{ path: `websites[${i}].apps.callback.daysAhead`, expected: `at most ${most}, ${kept}` }];
  });
  const mails = queues.flatMap(({ continuity }, i) => {
    const mostS = Math.floor((keepDays * 86_400 - (continuity?.afterS ?? 0)) / 2);
    if (!continuity || continuity.openS <= mostS) return [];
    return [{ path: `queues[${i}].continuity.openS`, expected: `at most ${mostS}, ${kept}` }];
  });
  return [...calls, ...mails];
}

function crowded(configuration: Configuration): Problem[] {
  return configuration.agents.flatMap((agent, i) => {
    const lanes = standingsOf(configuration, agent).length;
    if (lanes <= MAX_LANES) return [];
    const expected = `an agent who fits at most ${MAX_LANES} lanes (queue, skill, proficiency, language); this one fits ${lanes}`;
    return [{ path: `agents[${i}]`, expected }];
  });
}

/** Functions read the whole configuration when they start. */
const MAX_BYTES = 10_000_000;

function tooLarge(configuration: Configuration): Problem[] {
  const most = (path: string, maxBytes: number, part: unknown): Problem[] => {
    const bytes = bytesOf(part);
    if (bytes <= maxBytes) return [];
    const [may, is] = [maxBytes, bytes].map((each) => each.toLocaleString('en'));
    return [{ path, expected: `at most ${may} bytes of JSON, not ${is}` }];
  };
  return [
    ...kindNames.flatMap((list) => {
      const { maxBytes }: Kind = entities[list];
      if (maxBytes === undefined) return [];
      return configuration[list].flatMap((entity, i) => most(`${list}[${i}]`, maxBytes, entity));
    }),
    ...tooOften(configuration),
    ...most('the configuration', MAX_BYTES, configuration),
  ];
}

function tooOften({ gatewayConditions }: Configuration): Problem[] {
  const frequencies = gatewayConditions.map(({ frequencyOver }) => frequencyOver && requestsKey(frequencyOver));
  const different = [...new Set(frequencies)].filter((key) => key !== undefined);
  if (different.length <= MAX_FREQUENCIES) return [];
  const path = `gatewayConditions[${frequencies.indexOf(different[MAX_FREQUENCIES])}].frequencyOver`;
  const expected = `a span that an earlier row uses; every request counts all of them, so at most ${MAX_FREQUENCIES} may differ`;
  return [{ path, expected }];
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

/** D11: an answer follows a visitor only to an address, and the form asks for none. */
const answersNobodyGets = ({ queues }: Configuration): Warning[] =>
  queues.flatMap(({ id, email, continuity }, i) =>
    continuity && email === 'hidden'
      ? [
          {
            path: `queues[${i}].continuity`,
            reason: `"${id}" asks for no e-mail address (email: hidden), so no answer follows a visitor`,
          },
        ]
      : [],
  );
