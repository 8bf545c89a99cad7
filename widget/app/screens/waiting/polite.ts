/** What is told to a screen reader: the newest text, but no more often than it bears. */
const EVERY_MS = 30_000;

/** `changed` is called when a text that had to wait may be told. */
export function createPolite(after: (ms: number, run: () => void) => void, changed: () => void) {
  let told = '';
  let isResting = false;
  return (text: string): string => {
    if (isResting || text === told) return told;
    told = text;
    isResting = true;
    after(EVERY_MS, () => {
      isResting = false;
      changed();
    });
    return told;
  };
}
