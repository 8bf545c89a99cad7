/**
 * What screens are drawn with. Each separately fetched file has its own copies of these variables, filled in by the code that
 * fetched it. So all of them share one Preact, and no file imports another, which could not be fetched again after a failure
 * (`chunks.ts`).
 */
import type * as header from './panel/header.tsx';
import type * as drawings from './panel/icons.tsx';
import type * as messages from './panel/messages.tsx';
import type * as notHere from './panel/not-here.tsx';
import type * as preact from './preact.ts';

export interface Kit extends Pick<typeof preact, 'h' | 'Fragment'> {
  icons: typeof drawings.icons;
  Header: typeof header.Header;
  Messages: typeof messages.Messages;
  Minimise: typeof header.Minimise;
  NotHere: typeof notHere.NotHere;
  Plate: typeof header.Plate;
}

/** @public The build turns elements into calls of these two. */
export let h: Kit['h'];
/** @public */
export let Fragment: Kit['Fragment'];
export let icons: Kit['icons'];
export let Header: Kit['Header'];
export let Messages: Kit['Messages'];
export let Minimise: Kit['Minimise'];
export let NotHere: Kit['NotHere'];
export let Plate: Kit['Plate'];

export function fill(kit: Kit): void {
  ({ h, Fragment, icons, Header, Messages, Minimise, NotHere, Plate } = kit);
}
