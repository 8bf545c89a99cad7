import * as z from 'zod';
import type { Access } from '../iam.ts';
import { type AwsRequest, BadRequest, type Call, type Place, type Service } from './service.ts';

const OnTable = z.object({ TableName: z.string() });
const Body = z.object({
  TableName: z.string().optional(),
  IndexName: z.string().optional(),
  RequestItems: z.record(z.string(), z.unknown()).optional(),
  TransactItems: z.array(z.record(z.string(), OnTable)).optional(),
});

/** A transaction needs the permissions of its parts; it has no action of its own. */
const transactional: Record<string, string> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
  Get: 'GetItem',
};

/** Sizes of items and transactions are not checked here, because the engine refuses them with AWS's messages. */
export const dynamodb: Service = {
  read({ headers, body }: AwsRequest, place: Place): Call {
    const [, operation] = /^DynamoDB_20120810\.(\w+)$/.exec(String(headers['x-amz-target'])) ?? [];
    if (!operation) throw new BadRequest('the X-Amz-Target names no operation of DynamoDB');
    const { TableName, IndexName, RequestItems, TransactItems } = Body.parse(JSON.parse(body.toString()));
    const on = (table: string): string => `arn:aws:dynamodb:${place.region}:${place.accountId}:table/${table}`;
    const accesses: Access[] = [];
    for (const item of TransactItems ?? []) {
      for (const [kind, { TableName }] of Object.entries(item)) {
        accesses.push({ action: `dynamodb:${transactional[kind]}`, resource: on(TableName) });
      }
    }
    for (const table of Object.keys(RequestItems ?? {})) {
      accesses.push({ action: `dynamodb:${operation}`, resource: on(table) });
    }
    if (accesses.length === 0) {
      const resource = TableName === undefined ? '*' : on(IndexName ? `${TableName}/index/${IndexName}` : TableName);
      accesses.push({ action: `dynamodb:${operation}`, resource });
    }
    return { operation: `dynamodb:${operation}`, accesses };
  },

  refuse(error, message) {
    const type = {
      'access-denied': 'AccessDeniedException',
      'unknown-caller': 'UnrecognizedClientException',
      'bad-request': 'SerializationException',
    }[error];
    return {
      status: 400,
      headers: { 'content-type': 'application/x-amz-json-1.0' },
      body: JSON.stringify({ __type: `com.amazon.coral.service#${type}`, message }),
    };
  },
};
