/** What of an earlier stack is in the way of a new one: names that exist once. */
import { leftOvers } from '../left-overs.ts';
import { blocking, type Check, type Finding, ok, warning } from './finding.ts';

export const leftOverResources: Check = {
  of: 'what an earlier stack may have left',
  async find({ aws, stack, settings: { tenant } }) {
    if (stack && stack.is !== 'failed-first') return [];
    const { table, pools, logGroups, buckets } = await leftOvers(aws, tenant);
    const findings: Finding[] = [];
    const removal = `npm run remove -- --tenant ${tenant} --with-data`;
    if (table) {
      findings.push(
        blocking(
          `The table ${table.name} of an earlier ${tenant} is there, with about ${table.rows} rows, and a new stack cannot make it again.`,
          `Keep its chats: deploy under another name, or import it (docs/operator-runbook.md, "Deploy beside kept data"). Or delete everything of ${tenant}: ${removal}`,
        ),
      );
    }
    if (pools.length > 0) {
      findings.push(
        warning(
          `The user pool ${pools.map(({ id }) => id).join(', ')} of an earlier ${tenant} is there. A new stack makes another: its people would not be those of the new one.`,
          `Import it (docs/operator-runbook.md, "Deploy beside kept data"), invite people again, or delete it with the rest: ${removal}`,
        ),
      );
    }
    if (logGroups.length > 0) {
      findings.push(
        blocking(
          `${logGroups.length} log groups of an earlier ${tenant} are there, and a new stack cannot make them again: ${logGroups.slice(0, 3).join(', ')}${logGroups.length > 3 ? ' …' : ''}`,
          `Delete what is left; chats and people stay: npm run remove -- --tenant ${tenant}`,
        ),
      );
    }
    if (buckets.length > 0) {
      findings.push(
        warning(
          `Buckets of an earlier ${tenant} are there: ${buckets.join(', ')}. They hold built files and are in nobody's way.`,
          `Delete what is left; chats and people stay: npm run remove -- --tenant ${tenant}`,
        ),
      );
    }
    return findings.length > 0 ? findings : [ok(`Nothing of an earlier ${tenant} is in the way.`)];
  },
};
