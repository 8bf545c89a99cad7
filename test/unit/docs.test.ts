/** The targets of links in the pages exist: files, and headings in them. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const pages = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...globSync('docs/**/*.md', { cwd: root })];

/** The anchor that GitHub makes from a heading. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

const anchorsOf = (page: string) =>
  Array.from(readFileSync(page, 'utf8').matchAll(/^#+ (.+)$/gm), ([, heading = '']) => anchorOf(heading));

test('every link between the pages leads somewhere', () => {
  const links = pages.flatMap((page) =>
    Array.from(
      readFileSync(join(root, page), 'utf8').matchAll(/\]\((?!https?:)([^)\s#]*)(?:#([^)\s]+))?\)/g),
      (link) => ({
        page,
        target: link[1] ? join(dirname(join(root, page)), link[1]) : join(root, page),
        anchor: link[2],
      }),
    ),
  );
  const broken = links.filter(
    ({ target, anchor }) =>
      !existsSync(target) || (anchor !== undefined && target.endsWith('.md') && !anchorsOf(target).includes(anchor)),
  );
  expect(links.length).toBeGreaterThan(50);
  expect(
    broken.map(({ page, target, anchor }) => `${page}: ${relative(root, target)}${anchor ? `#${anchor}` : ''}`),
  ).toEqual([]);
});

test('every file and folder that a newcomer is sent to exists', () => {
  const named = ['CONTRIBUTING.md', 'docs/architecture.md'].flatMap((page) =>
    Array.from(
      readFileSync(join(root, page), 'utf8').matchAll(
        /`((?:core|functions|widget|console|lib|local|test|docs|protocol|adapters)\/[\w./-]*)`/g,
      ),
      ([, path = '']) => path,
    ),
  );
  expect(named.length).toBeGreaterThan(30);
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

/** Alarms and messages refer to sections too. */
test('every section of a page that the code names is there', () => {
  const sources = globSync('{core,functions,lib,operate,local,console,widget,bin}/**/*.{ts,tsx}', { cwd: root });
  const named = sources.flatMap((source) =>
    Array.from(readFileSync(join(root, source), 'utf8').matchAll(/docs\/[\w/-]+\.md/g), ([page]) => ({ source, page })),
  );
  expect(named.length).toBeGreaterThan(3);
  expect(named.filter(({ page }) => !existsSync(join(root, page)))).toEqual([]);
});
