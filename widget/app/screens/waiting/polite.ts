/** What a screen reader announces: the latest text, but not too often. */
const EVERY_MS = 30_000;

/** `changed` is called when a delayed text may be announced. */
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
