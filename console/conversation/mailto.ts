/** Opens the person's own mail program. An address may contain what a link must not. */
export const mailto = (email: string): string => `mailto:${encodeURIComponent(email).replaceAll('%40', '@')}`;
