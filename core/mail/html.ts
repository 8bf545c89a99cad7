/** The HTML of an e-mail, in which every text is text and finds its own direction. */

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
export const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);

const inLines = (text: string): string => escaped(text).replaceAll('\n', '<br>');

const QUOTE = 'margin:0 0 12px;padding:10px 14px;border-inline-start:3px solid #E1E6E4;white-space:pre-wrap';
const BUTTON =
  'display:inline-block;padding:12px 20px;border-radius:8px;background:#14201E;color:#FFFFFF;text-decoration:none';
export const SMALL = 'font-size:13px;color:#475553';

export const paragraph = (text: string): string => `<p dir="auto">${inLines(text)}</p>`;
export const quote = (text: string): string => `<blockquote dir="auto" style="${QUOTE}">${inLines(text)}</blockquote>`;
export const small = (text: string): string => `<p dir="auto" style="${SMALL}">${inLines(text)}</p>`;

export const button = (address: string, words: string): string =>
  `<p style="margin:24px 0"><a href="${escaped(address)}" style="${BUTTON}">${escaped(words)}</a></p>`;

export const htmlPage = (language: string, parts: string[]): string =>
  `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark"></head>` +
  `<body style="margin:0;padding:24px;font:15px/1.5 system-ui,sans-serif"><div style="max-width:560px;margin:0 auto">` +
  `${parts.join('')}</div></body></html>`;
