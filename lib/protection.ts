/** How a tenant's data is protected: the chats in the table and the users in the pool. */
import { RemovalPolicy } from 'aws-cdk-lib';
import type { Settings } from './settings.ts';

/**
 * A resource that cannot be deleted cannot be rolled back. A failed first deployment would leave a table whose name the next
 * one needs. So the deployment that creates the stack is unprotected (`-c protect=false`); if it fails, its data is deleted.
 * Later ones are protected.
 */
export const protection = ({ protect }: Pick<Settings, 'protect'>) => ({
  deletionProtection: protect,
  removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
});
