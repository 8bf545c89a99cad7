/** Whether the tenant's stack can be deployed in its current state. */
import { blocking, type Check, ok, warning } from './finding.ts';

export const stackState: Check = {
  of: 'the stack',
  async find({ stack, settings: { tenant } }) {
    if (!stack) return [ok(`${tenant} is not deployed yet.`)];
    const { name, status } = stack;
    switch (stack.is) {
      case 'good':
        return [ok(`${tenant} is deployed (${status}).`)];
      case 'failed-first':
        return [
          warning(
            `The first deployment of ${tenant} failed, and its empty stack is in the way (${status}).`,
            `npm run deploy -- --tenant ${tenant} offers to remove it first.`,
          ),
        ];
      case 'busy':
        return [
          blocking(
            `CloudFormation is still working on ${name} (${status}).`,
            'Wait until it has finished, then try again.',
          ),
        ];
      case 'half-removed':
        return [
          blocking(
            `${name} was only partly removed (${status}).`,
            `Finish removing it: npm run remove -- --tenant ${tenant}`,
          ),
        ];
      case 'stuck':
        return [
          blocking(
            `${name} could not be rolled back (${status}), so CloudFormation accepts no deployments.`,
            `Find the failed resource in its events, fix it, then run: aws cloudformation continue-update-rollback --stack-name ${name}`,
          ),
        ];
      default:
        return stack.is satisfies never;
    }
  },
};
