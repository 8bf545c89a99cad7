/** Which files a website's visitors and the agents of its chats may send each other. */
import * as z from 'zod/mini';
import { acceptOf, fileKindNames } from './kinds.ts';

export const MEGABYTE = 1024 * 1024;
/** AWS scans larger ones too, but a function reads each file whole to see what it is. */
export const MAX_FILE_MB = 10;
const MAX_FILES = 100;

/** Of one. */
export const FileBytes = z.int().check(z.positive(), z.lte(MAX_FILE_MB * MEGABYTE));

/** The most files with one form: all of them stand in its first commit, which is nearly full. */
export const MAX_ATTACHED = 5;

export const FileKinds = z.array(z.enum(fileKindNames)).check(z.maxLength(fileKindNames.length));
export const MaxMb = z.int().check(z.gte(1), z.lte(MAX_FILE_MB));
const From = z.array(z.enum(['visitor', 'agent'])).check(z.maxLength(2));

/** In a configuration. Without a kind, or without anyone, no files are sent. */
export const Files = z.strictObject({
  /** Who may send them. */
  from: z._default(From, ['visitor', 'agent']),
  kinds: z._default(FileKinds, ['pictures', 'pdf', 'documents']),
  /** The size of one, in MB of 1,048,576 bytes. */
  maxMb: z._default(MaxMb, MAX_FILE_MB),
  /** How many each side may send in one chat. */
  most: z._default(z.int().check(z.gte(1), z.lte(MAX_FILES)), 20),
});

/** As a chat keeps them from its start on. `maxBytes`: of one file. */
export const FileTerms = z.object({ from: From, kinds: FileKinds, maxBytes: z.int(), most: z.int() });
export type FileTerms = z.infer<typeof FileTerms>;

export const fileTermsOf = ({ maxMb, ...terms }: z.infer<typeof Files>): FileTerms => ({
  ...terms,
  maxBytes: maxMb * MEGABYTE,
});

/** What a visitor's page lets them choose: file names that end so, separated by commas, and the size of one. */
export const FilesTaken = z.object({ accept: z.string().check(z.maxLength(300)), maxBytes: z.int() });
export type FilesTaken = z.infer<typeof FilesTaken>;

/** Undefined if visitors send none. */
export const takenFrom = (terms: FileTerms | undefined): FilesTaken | undefined =>
  terms?.from.includes('visitor') && terms.kinds.length > 0
    ? { accept: acceptOf(terms.kinds), maxBytes: terms.maxBytes }
    : undefined;
