/** The two buckets in memory, for tests that ask what Foyer does with files. S3's own rules are the local endpoint's. */
import type { FileStore, Scan, StoredFile } from '../../adapters/s3/file-store.ts';

export interface MemoryFiles extends FileStore {
  /** As a browser does. A second upload to the same address is refused: then the first stays. */
  put(url: string, content: Uint8Array, scan?: Scan): void;
  /** The scan is over. */
  scanned(url: string, scan: Scan): void;
  /** Types of what was kept, and for how many days, by address. */
  kept: Map<string, { type: string; keepDays: number }>;
}

export function createMemoryFiles(): MemoryFiles {
  const uploads = new Map<string, { content: Uint8Array; scan: Scan }>();
  const kept: MemoryFiles['kept'] = new Map();
  const at = ({ interactionId, upload }: StoredFile) => `https://uploads.example/${interactionId}/${upload}`;
  return {
    kept,
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
