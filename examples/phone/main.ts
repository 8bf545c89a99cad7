/**
 * `npm run phone`: a caller for the demo. It rings the agent whom Foyer names, and you decide what happens: Enter answers, then
 * hangs up; `n` and Enter lets it ring on at the next agent; `q` and Enter gives up. `npm run phone -- --queue orders` for a
 * queue. Without FOYER_PHONE_ADDRESS and FOYER_PHONE_KEY it calls the Foyer that `npm start` runs.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { type CallState, createPhone, type Line } from './phone.ts';

const text = { type: 'string' } as const;
const { values: wanted } = parseArgs({ options: { queue: text, skill: text, language: text } });
const phone = createPhone(line());
const callId = randomUUID();
const keyboard = createInterface({ input: process.stdin });
/** The end of the input gives up, too, so that no agent is left ringing. */
const typed = keyboard[Symbol.asyncIterator]();

await call([]).finally(() => keyboard.close());

function line(): Line {
  const { FOYER_PHONE_ADDRESS: address, FOYER_PHONE_KEY: key } = process.env;
  if (address && key) return { address, key };
  return JSON.parse(readFileSync(join(process.env.FOYER_DATA ?? '.foyer', 'phone.json'), 'utf8')) as Line;
}

async function call(except: string[]): Promise<void> {
  const { agent, others, retryAfterS } = await phone.nextAgent(callId, { ...wanted, except });
  for (const { name, why } of others) console.log(`  not ${name}: ${why}`);
  if (!agent) return console.log(`Nobody can be rung. A phone system would ask again in ${retryAfterS} s.`);
  console.log(
    `Ringing ${agent.name} (${agent.why}${agent.interrupts.length ? `: ${agent.interrupts.join(', ')}` : ''})`,
  );
  const answer = await during(agent.id, 'ringing', 'Enter answers, n rings the next agent, q gives up: ');
  if (answer === '') await during(agent.id, 'in-call', 'In the call. Enter hangs up: ');
  await phone.report(agent.id, callId, 'idle');
  if (answer === 'n') return call([...except, agent.id]);
  console.log('The call is over.');
}

/** Reports the state, and repeats that until something is typed. */
async function during(agentId: string, state: CallState, question: string): Promise<string> {
  const { repeatS } = await phone.report(agentId, callId, state);
  const repeating = setInterval(() => phone.report(agentId, callId, state).catch(console.error), repeatS * 1000);
  process.stdout.write(question);
  const { value = 'q' } = await typed.next();
  clearInterval(repeating);
  return value.trim();
}
