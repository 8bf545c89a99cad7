/** A process that starts the engines on a directory, prints where they are, and waits to be killed. */
import { startDynamodb } from '../../../local/engines/dynamodb.ts';
import { startSqsAndS3 } from '../../../local/engines/sqs-s3.ts';

const dataDir = process.argv[2] ?? '';
const dynamodb = await startDynamodb({ dataDir });
const sqsS3 = await startSqsAndS3({ dataDir, region: 'eu-west-1' });
process.send?.({ dynamodb: dynamodb.url, sqs: sqsS3.url, s3: sqsS3.url });
