/** `npm run bench -- widget`: the widget's size in bytes, by compression. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildWidget, chatFiles, widgetLimits } from '../widget/build.ts';
import { table } from './table.ts';

export async function widget(): Promise<void> {
  const sizes = await buildWidget(join(mkdtempSync(join(tmpdir(), 'foyer-widget-')), 'widget'));
  const rows = Object.entries(sizes).map(([name, size]) => ({ ...size, bound: widgetLimits[name] ?? '' }));
  const sum = (of: 'brotli' | 'edge') => chatFiles.reduce((bytes, name) => bytes + (sizes[name]?.[of] ?? 0), 0);
  const chat = {
    file: chatFiles.join(' + '),
    raw: '',
    gzip: '',
    brotli: sum('brotli'),
    edge: sum('edge'),
    bound: widgetLimits.chat ?? '',
  };
  process.stdout.write(`${table([...rows, chat])}\n`);
  const figures = { bench: 'widget', loaderBrotli: sizes.loader?.brotli, chatBrotli: chat.brotli, chatEdge: chat.edge };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
}
