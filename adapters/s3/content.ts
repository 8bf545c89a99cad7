/** What a file is, by its content. Neither its name nor its sender is believed. */
import { fileTypeFromBuffer } from 'file-type';

/** Not of text: control characters other than tab, line feed, form feed and carriage return. */
const BINARY = /(?![\t\n\f\r])[\p{Cc}--[\u0080-\u009f]]/v;

/** A media type; undefined for what is neither known nor text. */
export async function typeOfContent(content: Uint8Array): Promise<string | undefined> {
  const known = await fileTypeFromBuffer(content);
  if (known) return known.mime;
  try {
    // Formats of text have no mark of their own: HTML is text too, and its name says what it would be opened as.
    return BINARY.test(new TextDecoder('utf-8', { fatal: true }).decode(content)) ? undefined : 'text/plain';
  } catch {
    return undefined;
  }
}
