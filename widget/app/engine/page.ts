/** What the engine wants to know of the page around it. Each `on…` answers how to stop listening. */
export interface Page {
  isVisible(): boolean;
  /** The network is back, the tab came to the front, the machine woke up: a good moment to try. */
  onWake(run: () => void): () => void;
  onOffline(run: () => void): () => void;
  onVisibility(run: () => void): () => void;
}
