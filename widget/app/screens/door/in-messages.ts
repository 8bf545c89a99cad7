/** Text returned from a refused start may be longer than one message: it is split between words. */
export const inMessages = (text: string): string[] =>
  (text.match(/(?=\S)(.{1,4000}(?!\S)|.{1,3999}(?![\udc00-\udfff]))/gs) ?? []).map((part) => part.trim());
