import type { CommandId } from '../../../core/ids.ts';

/** 128 random bits. `randomUUID` would require a secure page. */
export function newId(): CommandId {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('') as CommandId;
}
