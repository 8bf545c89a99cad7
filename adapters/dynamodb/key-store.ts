/**
 * The tenant's secrets: keys that sign tokens, the newest first, and one that hides addresses. Made by whoever needs them first, the
 * same for all. Each process keeps what it read, and reads again when it is old or a token names a key that it does not know.
 */
import { randomBytes } from 'node:crypto';
import { ConditionalCheckFailedException, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import type { KeyStore, SigningKey } from '../stores.ts';
import { expressions, type Item, type Table } from './client.ts';
import { hasSameSigners, isNew, secretsKey } from './keys.ts';
import { SecretsRow } from './rows.ts';

type Secrets = z.infer<typeof SecretsRow>;

/** After a rotation a process signs with the old key for as long at most. */
export const KEPT_MS = 5 * 60_000;

const newSecret = () => randomBytes(32).toString('base64url');
/** Never one that was used before: tokens name it. */
const newSigner = () => ({ id: randomBytes(6).toString('base64url'), secret: newSecret() });
const bytesOf = (secret: string) => new Uint8Array(Buffer.from(secret, 'base64url'));

export function createKeyStore({ client, table: TableName }: Table): KeyStore {
  let known: { secrets: Promise<Secrets>; readAt: number } | undefined;

  /** @param isNewEnough whether what was read at this time will do */
  function secrets(now: number, isNewEnough: (readAt: number) => boolean): Promise<Secrets> {
    if (known && isNewEnough(known.readAt)) return known.secrets;
    const reading = { secrets: find(), readAt: now };
    known = reading;
    reading.secrets.catch(() => {
      if (known === reading) known = undefined;
    });
    return reading.secrets;
  }

  // Apart in either direction: a clock may have been put back since.
  const recent = (now: number) => secrets(now, (readAt) => Math.abs(now - readAt) < KEPT_MS);

  async function signer(now: number): Promise<SigningKey> {
    const [newest] = (await recent(now)).signers;
    if (!newest) throw new Error('There is no key to sign tokens: the row of secrets is empty');
    return { id: newest.id, secret: bytesOf(newest.secret) };
  }

  async function verifier(id: string, now: number): Promise<Uint8Array | undefined> {
    const among = ({ signers }: Secrets) => signers.find((each) => each.id === id);
    // Whoever signed may have read the keys later than this process.
    const found = among(await recent(now)) ?? among(await secrets(now, () => false));
    return found && (found.until ?? Infinity) > now ? bytesOf(found.secret) : undefined;
  }

  const hidesAddresses = async (now: number) => bytesOf((await recent(now)).addresses);

  async function rotate(now: number, acceptedMs: number): Promise<SigningKey> {
    const { signers, addresses } = await find();
    const signer = newSigner();
    const [replaced, ...older] = signers;
    const still = [...(replaced ? [{ ...replaced, until: now + acceptedMs }] : []), ...older];
    const accepted = acceptedMs === 0 ? [] : still.filter(({ until = 0 }) => until > now);
    const isUnchanged = {
      ...expressions({
        ConditionExpression: hasSameSigners,
        values: { signers: z.encode(SecretsRow.shape.signers, signers) },
      }),
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
    };
    const row = z.encode(SecretsRow, { signers: [signer, ...accepted], addresses });
    // Another rotation at the same time fails here: it would end what the first one still accepts.
    try {
      await client.send(new PutItemCommand({ TableName, Item: { ...secretsKey, ...row }, ...isUnchanged }));
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      // An answer that was lost makes the client ask once more, and what it meets then is its own.
      const [newest] = error.Item ? SecretsRow.parse(error.Item).signers : [];
      if (newest?.id !== signer.id) throw error;
    }
    known = undefined;
    return { id: signer.id, secret: bytesOf(signer.secret) };
  }

  async function find(): Promise<Secrets> {
    const { Item } = await client.send(new GetItemCommand({ TableName, Key: secretsKey, ConsistentRead: true }));
    return Item ? SecretsRow.parse(Item) : make();
  }

  async function make(): Promise<Secrets> {
    const secrets = { signers: [newSigner()], addresses: newSecret() };
    const Item: Item = { ...secretsKey, ...z.encode(SecretsRow, secrets) };
    const whereNew = expressions({ ConditionExpression: isNew });
    try {
      await client.send(
        new PutItemCommand({ TableName, Item, ...whereNew, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
      );
      return secrets;
    } catch (error) {
      // Another process was first: its secrets count.
      if (error instanceof ConditionalCheckFailedException) return SecretsRow.parse(error.Item);
      throw error;
    }
  }

  return { signer, verifier, hidesAddresses, rotate };
}
