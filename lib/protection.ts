/** How a tenant's data is kept: the chats in the table, the users in the pool. */
import { RemovalPolicy } from 'aws-cdk-lib';
import type { Settings } from './settings.ts';

/**
 * What cannot be deleted cannot be rolled back either: a first deployment that fails would leave a table whose name the next one needs.
 * So a deployment that creates goes without protection (`-c protect=false`), and its data goes with it if it fails. From then on it stays.
 */
export const protection = ({ protect }: Pick<Settings, 'protect'>) => ({
  deletionProtection: protect,
  removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
});
