/** Patterns as in CloudFront paths and `aws s3` filters: `*` matches any characters, including slashes, `?` exactly one. */
export function matchesGlob(text: string, glob: string): boolean {
  const source = glob
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`).test(text);
}
