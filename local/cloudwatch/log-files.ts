/** Log groups as files on this machine: `/aws/lambda/demo-foyer-timer` is `demo-foyer-timer.log`. */
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

export const logFile = (directory: string, logGroup: string): string => join(directory, `${basename(logGroup)}.log`);

/** Returns the lines written since the last call; the first call starts at the file's current end. */
export function newLinesOf(file: string): () => string[] {
  let position = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  return () => {
    const bytes = readFrom(file, position);
    // An incomplete last line is left for the next call.
    const whole = bytes.subarray(0, bytes.lastIndexOf('\n') + 1);
    position += whole.length;
    return whole.toString().split('\n').filter(Boolean);
  };
}

function readFrom(file: string, position: number): Buffer {
  if (!statSync(file, { throwIfNoEntry: false })) return Buffer.alloc(0);
  const descriptor = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(Math.max(0, fstatSync(descriptor).size - position));
    readSync(descriptor, bytes, 0, bytes.length, position);
    return bytes;
  } finally {
    closeSync(descriptor);
  }
}
