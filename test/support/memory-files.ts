/** The two buckets in memory, for tests that ask what Foyer does with files. S3's own rules are the local endpoint's. */
import type { FileStore, Scan, StoredFile } from '../../adapters/s3/file-store.ts';

export interface MemoryFiles extends FileStore {
  /** As a browser does. A second upload to the same address is refused: then the first stays. */
  put(url: string, content: Uint8Array, scan?: Scan): void;
  /** The scan is over. */
  scanned(url: string, scan: Scan): void;
  /** The uploads' time is over, until `recall`. */
  forget(): void;
  recall(): void;
  /** Types of what was kept, and for how many days, by address. */
  kept: Map<string, { type: string; keepDays: number }>;
}

export function createMemoryFiles(): MemoryFiles {
  const uploads = new Map<string, { content: Uint8Array; scan: Scan }>();
  const kept: MemoryFiles['kept'] = new Map();
  let areGone = false;
  const at = ({ interactionId, upload }: StoredFile) => `https://uploads.example/${interactionId}/${upload}`;
  return {
    kept,
    forget: () => {
      areGone = true;
    },
    recall: () => {
      areGone = false;
    },
    put(url, content, scan = 'clean') {
      if (!uploads.has(url)) uploads.set(url, { content, scan });
    },
    scanned(url, scan) {
      const upload = uploads.get(url);
      if (upload) uploads.set(url, { ...upload, scan });
    },
    uploadLink: async (file) => ({
      url: at(file),
      headers: { 'content-type': 'application/octet-stream', 'if-none-match': '*' as const },
    }),
    downloadLink: async (file, name) => `${at(file).replace('uploads', 'files')}?name=${encodeURIComponent(name)}`,
    sizeOf: async (file) => (areGone ? undefined : uploads.get(at(file))?.content.length),
    keptContentOf: async (file) => (kept.has(at(file)) ? uploads.get(at(file))?.content : undefined),
    scanOf: async (file) => uploads.get(at(file))?.scan,
    async contentOf(file) {
      const upload = uploads.get(at(file));
      if (!upload) throw new Error('An upload has disappeared');
      return upload.content;
    },
    async keep(file, type, keepDays) {
      kept.set(at(file), { type, keepDays });
    },
  };
}
