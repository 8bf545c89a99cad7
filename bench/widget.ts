/** `npm run bench -- widget`: how many bytes the widget weighs, by compression. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildWidget, widgetLimits } from '../widget/build.ts';
import { table } from './table.ts';

export async function widget(): Promise<void> {
  const { loader, app } = await buildWidget(join(mkdtempSync(join(tmpdir(), 'foyer-widget-')), 'widget'));
  const rows = [
    { ...loader, 'brotli limit': widgetLimits.loader },
    { ...app, 'brotli limit': widgetLimits.app },
  ];
  process.stdout.write(`${table(rows)}\n`);
  const figures = { bench: 'widget', loaderBrotli: loader.brotli, appBrotli: app.brotli };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
}
