/** What the engine needs to know about the page around it. Each `on…` returns a function that stops listening. */
export interface Page {
  isVisible(): boolean;
  /** The network is back, the tab came to the front, or the machine woke up: a good moment to retry. */
  onWake(run: () => void): () => void;
  onOffline(run: () => void): () => void;
  onVisibility(run: () => void): () => void;
}
