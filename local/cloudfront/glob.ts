/** As CloudFront's path patterns and the filters of `aws s3` write it: `*` any run of characters, slashes too, `?` any one. */
export function matchesGlob(text: string, glob: string): boolean {
  const source = glob
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`).test(text);
}
