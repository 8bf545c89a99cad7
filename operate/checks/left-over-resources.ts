/** What an earlier stack left behind that blocks a new one: names that must be unique. */
import { leftOvers } from '../left-overs.ts';
import { blocking, type Check, type Finding, ok, warning } from './finding.ts';

export const leftOverResources: Check = {
  of: 'what an earlier stack may have left behind',
  async find({ aws, stack, settings: { tenant } }) {
    if (stack && stack.is !== 'failed-first') return [];
    const { table, pools, logGroups, buckets } = await leftOvers(aws, tenant);
    const findings: Finding[] = [];
    const removal = `npm run remove -- --tenant ${tenant} --with-data`;
    if (table) {
      findings.push(
        blocking(
          `The table ${table.name} of an earlier ${tenant} still exists, with about ${table.rows} rows. A new stack cannot create it again.`,
          `To keep its chats, deploy under another name or import it (docs/operator-runbook.md, "Deploy beside kept data"). To delete everything of ${tenant}: ${removal}`,
        ),
      );
    }
    if (pools.length > 0) {
      findings.push(
        warning(
          `The user pool ${pools.map(({ id }) => id).join(', ')} of an earlier ${tenant} still exists. A new stack creates another, without the people in this one.`,
          `Import it (docs/operator-runbook.md, "Deploy beside kept data"), invite people again, or delete it with the rest: ${removal}`,
        ),
      );
    }
    if (logGroups.length > 0) {
      findings.push(
        blocking(
          `${logGroups.length} log groups of an earlier ${tenant} still exist, and a new stack cannot create them again: ${logGroups.slice(0, 3).join(', ')}${logGroups.length > 3 ? ' …' : ''}`,
          `Delete them (chats and people are kept): npm run remove -- --tenant ${tenant}`,
        ),
      );
    }
    if (buckets.length > 0) {
      findings.push(
        warning(
          `Buckets of an earlier ${tenant} still exist: ${buckets.join(', ')}. They hold built files and do no harm.`,
          `Delete them (chats and people are kept): npm run remove -- --tenant ${tenant}`,
        ),
      );
    }
    return findings.length > 0 ? findings : [ok(`Nothing of an earlier ${tenant} is in the way.`)];
  },
};
