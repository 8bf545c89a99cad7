/**
 * Files that the visitor has chosen on this page. They stay on the device until they are sent, and cannot be stored there: a
 * reload forgets them.
 */
import { isShown } from '../../../../core/files/kinds.ts';
import type { FilesTaken } from '../../../../core/files/terms.ts';

export interface Chosen {
  key: number;
  file: globalThis.File;
  /** The address of its picture, if it is one. */
  seen?: string | undefined;
  /** How much has been uploaded, 0 to 1; undefined before. */
  part?: number | undefined;
  /** A refusal's code, `file_empty` or `network`. */
  failed?: string | undefined;
  stop?(): void;
}

let chosenSoFar = 0;

const endOf = (name: string) => /\.\w+$/.exec(name)?.[0].toLowerCase() ?? '';

/** What would be refused is not sent. */
export function choose(file: globalThis.File, { accept, maxBytes }: FilesTaken): Chosen {
  const failed = !accept.split(',').includes(endOf(file.name))
    ? 'file_type_refused'
    : file.size > maxBytes
      ? 'file_too_large'
      : file.size === 0
        ? 'file_empty'
        : undefined;
  const key = ++chosenSoFar;
  return { key, file, failed, seen: !failed && isShown(file.type) ? URL.createObjectURL(file) : undefined };
}

export function letGo({ stop, seen }: Chosen): void {
  stop?.();
  if (seen) URL.revokeObjectURL(seen);
}

/** `fetch` cannot tell how far an upload has got. Answers whether it is there. */
export function put(
  chosen: Chosen,
  { url, headers }: { url: string; headers: Record<string, string> },
  changed: () => void,
): Promise<boolean> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    chosen.part = 0;
    chosen.stop = () => request.abort();
    request.open('PUT', url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => {
      chosen.part = loaded / total;
      changed();
    };
    // 412: an earlier attempt got through, and its answer did not.
    request.onloadend = () => resolve(request.status === 200 || request.status === 412);
    request.send(chosen.file);
  });
}
