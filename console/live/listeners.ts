/** Runs it. An exception is reported like an uncaught error, and does not stop anything else. */
export function safely(run: () => void): void {
  try {
    run();
  } catch (error) {
    reportError(error);
  }
}

/** A set of listeners. An exception in one does not stop the others. */
export interface Listeners {
  add(listener: () => void): () => void;
  tell(): void;
}

export function createListeners(): Listeners {
  const all = new Set<() => void>();
  return {
    add: (listener) => {
      all.add(listener);
      return () => all.delete(listener);
    },
    tell: () => {
      for (const listener of [...all]) safely(listener);
    },
  };
}
