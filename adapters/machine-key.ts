/**
 * The text of a program's key: `foyer_voice_<id>_<secret>`. Whoever finds one sees what it is for, and scanners for leaked
 * secrets can recognize it. The secret is 256 random bits, so a plain hash of it is enough: nobody can guess it.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { MachineKey, Scope } from './stores.ts';

const KEY = /^foyer_([a-z]+)_([0-9a-f]{12})_([\w-]{43})$/;

export function newMachineKey(scope: Scope, now: number): { key: MachineKey; text: string } {
  const id = randomBytes(6).toString('hex');
  const secret = randomBytes(32).toString('base64url');
  return { key: { id, scope, hash: hashOf(secret), createdAt: now }, text: `foyer_${scope}_${id}_${secret}` };
}

/** Undefined if it does not look like a key for this use, and so needs no look at the table. */
export function partsOfKey(text: string, scope: Scope): { id: string; secret: string } | undefined {
  const [, ofScope, id, secret] = KEY.exec(text) ?? [];
  return ofScope === scope && id !== undefined && secret !== undefined ? { id, secret } : undefined;
}

/** Of what people paste to name a key: its id, the whole key, or a line that carries it. Undefined if it is none of these. */
export const idIn = (pasted: string): string | undefined =>
  /^[0-9a-f]{12}$/.exec(pasted.trim())?.[0] ??
  /(?<![\w-])foyer_[a-z]+_([0-9a-f]{12})_[\w-]{43}(?![\w-])/.exec(pasted)?.[1];

/** In constant time, which does not reveal how much of it is right. */
export const isSecretOf = ({ hash }: Pick<MachineKey, 'hash'>, secret: string): boolean =>
  timingSafeEqual(Buffer.from(hash), Buffer.from(hashOf(secret)));

const hashOf = (secret: string) => createHash('sha256').update(secret).digest('base64url');
