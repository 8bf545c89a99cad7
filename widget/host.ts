/** What the loader hands to the app, and the app to the loader: all that the two know of each other. */
export interface Host {
  root: ShadowRoot;
  launcher: HTMLButtonElement;
  badge: HTMLElement;
  /** Where w.js came from; ends in a slash. */
  base: string;
  token: string;
  /** `data-culture` of the script tag; it goes before the website's. */
  culture: string | undefined;
}

export interface Panel {
  open(): void;
  close(): void;
  toggle(): void;
}

/** What `app.<hash>.js` exports. */
export type Mount = (host: Host) => Promise<Panel>;

/** `window.Foyer`, for the page. */
export type PageApi = Pick<Panel, 'open' | 'close'>;

/** Where the loader looks whether a chat is running; the app keeps it there. */
export const chatKey = (token: string): string => `foyer:${token}:chat`;
