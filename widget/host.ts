/** What the loader passes to the app and the app to the loader: all that they know about each other. */
export interface Host {
  root: ShadowRoot;
  launcher: HTMLButtonElement;
  badge: HTMLElement;
  /** Where w.js came from; ends with a slash. */
  base: string;
  token: string;
  /** The same object throughout: what the page says later is added to it. */
  page: PageSays;
  /** The visitor has turned the sound off; undefined until that is looked up. */
  isMuted?: boolean;
}

/** What the page says about the visitor before a chat starts, through the script tag's attributes and `Foyer.set`. */
export interface PageSays {
  /** Takes precedence over the website's. */
  culture?: string | undefined;
  /** Separated by commas in an attribute. */
  tags?: string | string[] | undefined;
  /** The page's own name for this conversation or person. */
  trackingId?: string | undefined;
  variables?: Record<string, string | number | boolean> | undefined;
  /** What it has opened instead of the chat: `form` (A5), `message` (A6) or `callback` (A7). */
  app?: string | undefined;
}

export interface Panel {
  /** Settles when there is something to see, or when it is clear that there will be nothing. */
  open(): Promise<void>;
  close(): void;
  toggle(): unknown;
  /** The page has said more about the visitor. */
  told(): void;
  /** Leaves the chat and clears everything that was typed. */
  reset(): void;
  /** The elements have been removed from the page: closes the socket, and keeps the stored data for the next one. */
  leave(): void;
}

/** What `app.<hash>.js` exports. */
export type Mount = (host: Host) => Promise<Panel>;

/** `window.Foyer`, for the page. */
export interface PageApi {
  /** `app`: of the website; without it, the chat. */
  open(app?: string): void;
  close(): void;
  /** Adds to what the page says about the visitor. */
  set(says: PageSays): void;
  /** Another person is using the device from now on. */
  reset(): void;
  /** The same calls by name. A page may put them in an array before `w.js` has loaded. */
  push(...calls: PageCall[]): void;
}

type Callable = Omit<PageApi, 'push'>;
export type PageCall = { [Name in keyof Callable]: [Name, ...Parameters<Callable[Name]>] }[keyof Callable];

/** Where the loader checks whether a chat is running; the app stores it there. */
export const chatKey = (token: string): string => `foyer:${token}:chat`;

/** The launcher's name, by language. */
export const launcherWords: Record<string, string> = {
  en: 'Chat with us',
  es: 'Chatea con nosotros',
  pt: 'Fale connosco',
};
