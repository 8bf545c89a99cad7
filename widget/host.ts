/** What the loader hands to the app, and the app to the loader: all that the two know of each other. */
export interface Host {
  root: ShadowRoot;
  launcher: HTMLButtonElement;
  badge: HTMLElement;
  /** Where w.js came from; ends in a slash. */
  base: string;
  token: string;
  /** One object for good: what the page says later is in it too. */
  page: PageSays;
}

/** What the page says of the visitor, by the script tag's attributes and by `Foyer.set`, before a chat starts. */
export interface PageSays {
  /** It goes before the website's. */
  culture?: string | undefined;
  /** In an attribute separated by commas. */
  tags?: string | string[] | undefined;
  /** The page's own name for this conversation or person. */
  trackingId?: string | undefined;
  variables?: Record<string, string | number | boolean> | undefined;
}

export interface Panel {
  /** Settles when there is something to see, or nothing will be. */
  open(): Promise<void>;
  close(): void;
  toggle(): unknown;
}

/** What `app.<hash>.js` exports. */
export type Mount = (host: Host) => Promise<Panel>;

/** `window.Foyer`, for the page. */
export interface PageApi {
  open(): void;
  close(): void;
  /** Adds to what the page says of the visitor. */
  set(says: PageSays): void;
}

/** Where the loader looks whether a chat is running; the app keeps it there. */
export const chatKey = (token: string): string => `foyer:${token}:chat`;

/** The launcher's name, by language. */
export const launcherWords: Record<string, string> = {
  en: 'Chat with us',
  es: 'Chatea con nosotros',
  pt: 'Fale connosco',
};
