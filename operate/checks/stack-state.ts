/** Whether the tenant's stack can be deployed as it is now. */
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
            `npm run deploy -- --tenant ${tenant} asks, and removes it first.`,
          ),
        ];
      case 'busy':
        return [
          blocking(`CloudFormation is at work on ${name} (${status}).`, 'Wait until it is done, then try again.'),
        ];
      case 'half-removed':
        return [
          blocking(`${name} was removed in part (${status}).`, `Finish it: npm run remove -- --tenant ${tenant}`),
        ];
      case 'stuck':
        return [
          blocking(
            `${name} could not be rolled back (${status}), so CloudFormation takes no deployment.`,
            `See its events for the resource, mend that, then: aws cloudformation continue-update-rollback --stack-name ${name}`,
          ),
        ];
      default:
        return stack.is satisfies never;
    }
  },
};
