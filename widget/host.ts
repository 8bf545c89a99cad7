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
  /** The page says more of the visitor than before. */
  told(): void;
  /** Lets go of the chat and of all that was typed. */
  reset(): void;
  /** Its elements are gone from the page: it holds no socket any more, and what is kept stays for the next. */
  leave(): void;
}

/** What `app.<hash>.js` exports. */
export type Mount = (host: Host) => Promise<Panel>;

/** `window.Foyer`, for the page. */
export interface PageApi {
  open(): void;
  close(): void;
  /** Adds to what the page says of the visitor. */
  set(says: PageSays): void;
  /** Another person is at the device from now on. */
  reset(): void;
  /** The same calls by name, which a page may also leave in an array before `w.js` has come. */
  push(...calls: PageCall[]): void;
}

type Callable = Omit<PageApi, 'push'>;
export type PageCall = { [Name in keyof Callable]: [Name, ...Parameters<Callable[Name]>] }[keyof Callable];

/** Where the loader looks whether a chat is running; the app keeps it there. */
export const chatKey = (token: string): string => `foyer:${token}:chat`;

/** The launcher's name, by language. */
export const launcherWords: Record<string, string> = {
  en: 'Chat with us',
  es: 'Chatea con nosotros',
  pt: 'Fale connosco',
};
