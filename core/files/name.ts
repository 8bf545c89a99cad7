/** What a file is called, in any script: on both screens, and on the disk of whoever saves it. */
import * as z from 'zod/mini';
import { cut, isReadable, isVisible, tidyLine } from '../text.ts';

/** File systems allow 255 bytes; in UTF-16 units of three bytes each. */
export const MAX_FILE_NAME_CHARS = 80;
/** Longer names are shortened before anything else, so that none takes long. */
const MAX_GIVEN_CHARS = 1000;

/** Windows allows none of these; a slash would be a folder. */
const FORBIDDEN = /[\\/:*?"<>|]/g;
const CONTROLS = /[\p{Cc}\p{Cs}]/gu;
/** Also those that tidied text may keep: a name has one direction, so that its end is where it seems to be. */
const TURNS = /\p{Bidi_Control}/gu;

/**
 * Composed (NFC), on one line, without what systems forbid or hide, and short enough. The extension stays. A name of which
 * nothing is left is `file`.
 */
export function fileName(given: string): string {
  const whole = tidyLine(ends(given).replace(TURNS, '').replace(CONTROLS, ' ')).replace(FORBIDDEN, '_');
  const name = whole.replace(/^[\s.]+|[\s.]+$/g, '');
  const extension = /\.[A-Za-z0-9]{1,10}$/.exec(name)?.[0] ?? '';
  const base = name.slice(0, name.length - extension.length);
  const kept = cut(base, MAX_FILE_NAME_CHARS - extension.length).replace(/[\s.]+$/, '');
  return `${isVisible(kept) ? kept : 'file'}${extension}`;
}

const ends = (given: string): string =>
  given.length > MAX_GIVEN_CHARS ? given.slice(0, MAX_GIVEN_CHARS / 2) + given.slice(-MAX_GIVEN_CHARS / 2) : given;

export const FileName = z
  .string()
  .check(z.overwrite(fileName), z.maxLength(MAX_FILE_NAME_CHARS), z.refine(isReadable), z.refine(isVisible));
