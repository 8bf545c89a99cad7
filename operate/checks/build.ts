/** Whether `dist` is up to date: the CDK deploys whatever is there. */
import { join } from 'node:path';
import { outOfDate } from '../../local/built.ts';
import { type Check, ok, warning } from './finding.ts';

export const build: Check = {
  of: 'the build',
  find: async ({ root }) => {
    const stale = outOfDate(join(root, 'dist'));
    return stale.length === 0
      ? [ok('The build is up to date.')]
      : [
          warning(
            `The build is older than the sources, or is missing: ${stale.join(', ')}.`,
            'npm run deploy builds automatically. Before npx cdk deploy, run npm run build.',
          ),
        ];
  },
};
