/**
 * A thread beside a simulation with a planted bug: ends the process when it has taken this much CPU time without a message. Not
 * wall-clock time, because a machine may be busy.
 */
import { parentPort } from 'node:worker_threads';

/** Ten histories, after which a message comes, take about a second. */
const MOST_MS = 60_000;

const spentMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

let since = spentMs();
parentPort?.on('message', () => {
  since = spentMs();
});
setInterval(() => {
  if (spentMs() - since > MOST_MS) process.kill(process.pid, 'SIGXCPU');
}, 1000);
