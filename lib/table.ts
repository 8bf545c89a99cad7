/** A tenant's only table. `adapters/dynamodb` defines its rows. */
import {
  AttributeType,
  BillingMode,
  type ITable,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { tableShape } from '../functions/contract.ts';
import { protection } from './protection.ts';
import type { Settings } from './settings.ts';

export function foyerTable(scope: Construct, settings: Settings): ITable {
  return new Table(scope, 'Table', {
    tableName: `${settings.tenant}-foyer`,
    partitionKey: { name: tableShape.partitionKey, type: AttributeType.STRING },
    sortKey: { name: tableShape.sortKey, type: AttributeType.STRING },
    timeToLiveAttribute: tableShape.timeToLive,
    billingMode: BillingMode.PAY_PER_REQUEST,
    stream: StreamViewType.NEW_AND_OLD_IMAGES,
    // A key owned by AWS. A key in the account would cost something for each use.
    encryption: TableEncryption.DEFAULT,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    ...protection(settings),
    // The CDK's classes write `| undefined` where their interfaces have an optional property. TypeScript is strict about that
    // here.
  }) as ITable;
}
