/**
 * A message that comes while the page is hidden is heard, and stands in the page's title (F4). The sound is made here, so nothing
 * more is fetched for it, and a page that nobody has used yet stays silent: browsers would refuse.
 */
import { isMuted } from './sound.ts';
import type { Ui } from './ui.ts';

/** What came earlier, for example before a reload, is no news. */
const NEW_MS = 60_000;

let told = 0;
/** The page's own title, and ours in its place. */
let title: { own: string; ours: string } | undefined;

/** Call with each change: the newest message is told once, in one tab. */
export function alert({ story, host, say }: Ui): void {
  if (!story || !document.hidden || story.newest <= told) return;
  told = story.newest;
  const newest = story.lines.findLast((line) => line.is === 'message' && line.from === 'agent');
  if (newest?.is === 'message' && newest.at < Date.now() - NEW_MS) return;
  const own = title?.ours === document.title ? title.own : document.title;
  title = { own, ours: say('unread', story.unread) };
  document.title = title.ours;
  if (isFirst(`foyer:${host.token}:told`) && !isMuted(host) && navigator.userActivation?.hasBeenActive !== false)
    sound();
}

document.addEventListener('visibilitychange', () => {
  // Unless the page has changed it since.
  if (!document.hidden && title?.ours === document.title) document.title = title.own;
});

/** Whether no other tab has told it. Removed with everything else of the chat. */
function isFirst(key: string): boolean {
  try {
    if (Number(localStorage[key]) >= told) return false;
    localStorage[key] = `${told}`;
  } catch {
    // Then each tab tells it.
  }
  return true;
}

/** Two soft tones. */
function sound(): void {
  try {
    const audio = new AudioContext();
    const gain = audio.createGain();
    gain.connect(audio.destination);
    const at = audio.currentTime;
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(0.12, at + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.001, at + 0.5);
    const tone = audio.createOscillator();
    tone.connect(gain);
    tone.frequency.setValueAtTime(660, at);
    tone.frequency.setValueAtTime(880, at + 0.12);
    tone.onended = () => void audio.close();
    tone.start(at);
    tone.stop(at + 0.5);
  } catch {
    // No sound on this device.
  }
}
