/**
 * Sessions, grants and tokens in one JSON file, so that a restart signs nobody out. They are few, so each change rewrites the
 * file.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Adapter } from 'oidc-provider';
import * as z from 'zod';

const Entry = z.object({
  payload: z.looseObject({ uid: z.string().optional(), grantId: z.string().optional() }),
  /** Milliseconds since 1970. */
  expiresAt: z.number(),
});
type Entry = z.infer<typeof Entry>;
const File = z.record(z.string(), Entry);

export function fileAdapter(file: string): (model: string) => Adapter {
  const entries = new Map(Object.entries(existsSync(file) ? File.parse(JSON.parse(readFileSync(file, 'utf8'))) : {}));

  const save = () => {
    const now = Date.now();
    for (const [key, { expiresAt }] of entries) if (expiresAt <= now) entries.delete(key);
    // Renamed into place, so that a kill leaves either the old file or the new one.
    writeFileSync(`${file}.new`, JSON.stringify(Object.fromEntries(entries)));
    renameSync(`${file}.new`, file);
  };

  return (model) => {
    const keyOf = (id: string) => `${model}:${id}`;
    const alive = (entry: Entry | undefined) => (entry && entry.expiresAt > Date.now() ? entry.payload : undefined);
    return {
      async upsert(id, payload, expiresIn = Number.POSITIVE_INFINITY) {
        const expiresAt = Math.min(Date.now() + expiresIn * 1000, Number.MAX_SAFE_INTEGER);
        entries.set(keyOf(id), Entry.parse({ payload, expiresAt }));
        save();
      },
      find: async (id) => alive(entries.get(keyOf(id))),
      async findByUid(uid) {
        const found = [...entries].find(([key, { payload }]) => key.startsWith(`${model}:`) && payload.uid === uid);
        return alive(found?.[1]);
      },
      // For devices without a browser, which are not supported here.
      findByUserCode: async () => undefined,
      async consume(id) {
        const entry = entries.get(keyOf(id));
        if (entry) entry.payload.consumed = Math.floor(Date.now() / 1000);
        save();
      },
      async destroy(id) {
        entries.delete(keyOf(id));
        save();
      },
      async revokeByGrantId(grantId) {
        for (const [key, { payload }] of entries) if (payload.grantId === grantId) entries.delete(key);
        save();
      },
    };
  };
}
