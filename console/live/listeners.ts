/** Runs it. What it throws is reported as an uncaught error is, and keeps nothing else from happening. */
export function safely(run: () => void): void {
  try {
    run();
  } catch (error) {
    reportError(error);
  }
}

/** Those who want to hear that something changed. One that throws does not keep the next from hearing. */
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
