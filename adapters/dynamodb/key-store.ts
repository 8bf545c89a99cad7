/**
 * The tenant's secrets: keys that sign tokens, newest first, and one that hashes addresses. Created by the first process that
 * needs them, and shared by all. Each process caches them, and reads again when they are old or a token has an unknown key.
 */
import { randomBytes } from 'node:crypto';
import { ConditionalCheckFailedException, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import type { KeyStore, SigningKey } from '../stores.ts';
import { expressions, type Item, type Table } from './client.ts';
import { hasSameSigners, isNew, secretsKey } from './keys.ts';
import { SecretsRow } from './rows.ts';

type Secrets = z.infer<typeof SecretsRow>;

/** How long a process may keep signing with the old key after a rotation. */
export const KEPT_MS = 5 * 60_000;

const newSecret = () => randomBytes(32).toString('base64url');
/** A new id each time, because tokens refer to it. */
const newSigner = () => ({ id: randomBytes(6).toString('base64url'), secret: newSecret() });
const bytesOf = (secret: string) => new Uint8Array(Buffer.from(secret, 'base64url'));

export function createKeyStore({ client, table: TableName }: Table): KeyStore {
  let known: { secrets: Promise<Secrets>; readAt: number } | undefined;

  /** @param isNewEnough whether secrets read at this time are recent enough */
  function secrets(now: number, isNewEnough: (readAt: number) => boolean): Promise<Secrets> {
    if (known && isNewEnough(known.readAt)) return known.secrets;
    const reading = { secrets: find(), readAt: now };
    known = reading;
    reading.secrets.catch(() => {
      if (known === reading) known = undefined;
    });
    return reading.secrets;
  }

  // In either direction, because a clock may have been set back.
  const recent = (now: number) => secrets(now, (readAt) => Math.abs(now - readAt) < KEPT_MS);

  async function signer(now: number): Promise<SigningKey> {
    const [newest] = (await recent(now)).signers;
    if (!newest) throw new Error('There is no key to sign tokens: the row of secrets is empty');
    return { id: newest.id, secret: bytesOf(newest.secret) };
  }

  async function verifier(id: string, now: number): Promise<Uint8Array | undefined> {
    const among = ({ signers }: Secrets) => signers.find((each) => each.id === id);
    // The signer may have read the keys later than this process.
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
    // A concurrent rotation fails here, because it would revoke a key that the first one still accepts.
    try {
      await client.send(new PutItemCommand({ TableName, Item: { ...secretsKey, ...row }, ...isUnchanged }));
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      // If a response was lost, the client retried and has now found its own key.
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
      // Another process was first, so its secrets are used.
      if (error instanceof ConditionalCheckFailedException) return SecretsRow.parse(error.Item);
      throw error;
    }
  }

  return { signer, verifier, hidesAddresses, rotate };
}
