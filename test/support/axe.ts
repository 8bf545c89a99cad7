/** axe on pages without frames. With its own page for each result, and with what is right in it, it takes four times as long. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

export const axeOn = (page: Page): AxeBuilder =>
  new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
