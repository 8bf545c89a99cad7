/**
 * Two buckets. What people upload is in quarantine, where nobody but the function that checks it reads, and is deleted after a
 * day. What is clean is copied to the files.
 */
import * as z from 'zod/mini';
import { kindOfName } from '../../core/files/kinds.ts';
import { type CommandId, InteractionId } from '../../core/ids.ts';
import { defaultProvider } from '../environment-credentials.ts';
import { keepClass } from './kept.ts';
import { signed, type ToSign } from './signed.ts';

/** `uploads`, `files`: addresses of the buckets. `downloads`: of the distribution in front of the files. */
export const FilePlaces = z.object({
  ...{ uploads: z.string(), files: z.string(), downloads: z.string(), region: z.string() },
});
export type FilePlaces = z.infer<typeof FilePlaces>;

/** An upload of 10 MB takes that long over the slowest mobile network. */
const UPLOAD_S = 15 * 60;
/** Long enough to begin a download: it goes on when the link has run out. */
const DOWNLOAD_S = 5 * 60;
const OWN_S = 60;
/** Of one request of a function's own. */
const PATIENCE_MS = 8000;

export interface StoredFile {
  interactionId: InteractionId;
  /** The id of the command that asked to upload it. */
  upload: CommandId;
}

/** Ids are of characters that need no escape in any address, or are escaped here once. */
const keyOf = ({ interactionId, upload }: StoredFile): string =>
  `${Buffer.from(interactionId).toString('hex')}/${upload}`;

/** The file that an object's key names; undefined for an object that is nobody's. */
export function fileOfKey(key: string): { interactionId: InteractionId; upload: string } | undefined {
  const [, chat, upload] = /^((?:[0-9a-f]{2})+)\/([\w-]{16,64})$/.exec(key) ?? [];
  const interactionId = InteractionId.safeParse(Buffer.from(chat ?? '', 'hex').toString());
  return interactionId.success && upload ? { interactionId: interactionId.data, upload } : undefined;
}

/** `unscanned`: not yet. `unreadable`: AWS could not scan it, for example because it has a password. */
export type Scan = 'clean' | 'malware' | 'unreadable' | 'unscanned';

const scans: Record<string, Scan> = {
  NO_THREATS_FOUND: 'clean',
  THREATS_FOUND: 'malware',
  UNSUPPORTED: 'unreadable',
  ACCESS_DENIED: 'unreadable',
  FAILED: 'unreadable',
};

export function createFileStore(
  { uploads, files, downloads, region }: FilePlaces,
  keepClasses: readonly number[],
  now: () => number,
) {
  const credentialsOf = defaultProvider();
  const sign = async (ask: Omit<ToSign, 'region' | 'credentials' | 'now'>) =>
    signed({ ...ask, region, credentials: await credentialsOf(), now: now() });

  async function ask(what: Omit<ToSign, 'region' | 'credentials' | 'now' | 'expiresS'>): Promise<Response> {
    const { method, headers = {} } = what;
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const answer = await fetch(await sign({ ...what, expiresS: OWN_S }), { method, headers, signal });
    if (!answer.ok && answer.status !== 404) throw new Error(`S3 answered ${method} with ${answer.status}`);
    return answer;
  }

  return {
    /**
     * Where to PUT it, with which headers. S3 refuses another size or type, and a second upload: what was scanned is what is
     * there. https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
     */
    async uploadLink(file: StoredFile, { name, bytes }: { name: string; bytes: number }) {
      const headers = {
        'content-type': kindOfName(name)?.type ?? 'application/octet-stream',
        'if-none-match': '*' as const,
      };
      const url = await sign({
        ...{ method: 'PUT', base: uploads, key: keyOf(file), expiresS: UPLOAD_S },
        headers: { ...headers, 'content-length': String(bytes) },
      });
      return { url, headers };
    },

    /** Saved under this name, never shown as a page. The address is that of the distribution; S3 checks the signature. */
    async downloadLink(file: StoredFile, name: string): Promise<string> {
      const url = await sign({
        ...{ method: 'GET', base: files, key: keyOf(file), expiresS: DOWNLOAD_S },
        query: {
          'response-content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, '_')}`,
        },
      });
      return downloads + url.slice(files.length);
    },

    /** In bytes; undefined if nothing was uploaded. */
    async sizeOf(file: StoredFile): Promise<number | undefined> {
      const answer = await ask({ method: 'HEAD', base: uploads, key: keyOf(file) });
      return answer.status === 404 ? undefined : Number(answer.headers.get('content-length'));
    },

    /** Undefined if nothing was uploaded. */
    async scanOf(file: StoredFile): Promise<Scan | undefined> {
      const answer = await ask({ method: 'GET', base: uploads, key: keyOf(file), query: { tagging: '' } });
      if (answer.status === 404) return undefined;
      const [, status = ''] =
        /<Key>GuardDutyMalwareScanStatus<\/Key>\s*<Value>(\w+)<\/Value>/.exec(await answer.text()) ?? [];
      return scans[status] ?? 'unscanned';
    },

    async contentOf(file: StoredFile): Promise<Uint8Array> {
      const answer = await ask({ method: 'GET', base: uploads, key: keyOf(file) });
      if (answer.status === 404) throw new Error('An upload has disappeared');
      return answer.bytes();
    },

    /** A clean one; undefined if it is no longer kept. */
    async keptContentOf(file: StoredFile): Promise<Uint8Array | undefined> {
      const answer = await ask({ method: 'GET', base: files, key: keyOf(file) });
      return answer.status === 404 ? undefined : answer.bytes();
    },

    /** From quarantine to the files. `keepDays`: 0 = forever. */
    async keep(file: StoredFile, type: string, keepDays: number): Promise<void> {
      const kept = keepClass(keepDays, keepClasses);
      const source = new URL(uploads);
      const bucket = source.pathname === '/' ? source.host.split('.')[0] : source.pathname.slice(1);
      const answer = await ask({
        ...{ method: 'PUT', base: files, key: keyOf(file) },
        headers: {
          'content-type': type,
          'x-amz-copy-source': `/${bucket}/${keyOf(file)}`,
          'x-amz-metadata-directive': 'REPLACE',
          ...(kept === undefined ? {} : { 'x-amz-tagging': `keep=${kept}`, 'x-amz-tagging-directive': 'REPLACE' }),
        },
      });
      // A copy can fail after S3 has begun to answer.
      if (answer.status === 404 || (await answer.text()).includes('<Error>'))
        throw new Error('S3 did not copy an upload');
    },
  };
}
export type FileStore = ReturnType<typeof createFileStore>;
