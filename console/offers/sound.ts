/**
 * Two soft notes, without a file to load. Browsers play nothing until the person has interacted with the page; until then the
 * page says so.
 */
import { createListeners } from '../live/listeners.ts';

/** A browser that allows sound says so within a moment. */
const STARTING_MS = 1_000;

let context: AudioContext | undefined;
let blocked = false;
const listeners = createListeners();

/** Prepares to play. Returns a function that stops waiting for the first interaction. */
export function prepareSound(): () => void {
  context ??= new AudioContext();
  const audio = context;
  const say = (next: boolean) => {
    if (next === blocked) return;
    blocked = next;
    listeners.tell();
  };
  const touched = () => {
    void audio.resume();
    say(false);
    stop();
  };
  const check = setTimeout(() => say(audio.state !== 'running'), STARTING_MS);
  const stop = () => {
    clearTimeout(check);
    document.removeEventListener('pointerup', touched, true);
    document.removeEventListener('keydown', touched, true);
  };
  document.addEventListener('pointerup', touched, true);
  document.addEventListener('keydown', touched, true);
  return stop;
}

export const soundIsBlocked = { subscribe: listeners.add, now: () => blocked };

export function playSound(): void {
  context ??= new AudioContext();
  void context.resume();
  note(context, 659.25, 0);
  note(context, 880, 0.16);
}

function note(audio: AudioContext, frequency: number, afterS: number): void {
  const start = audio.currentTime + afterS;
  const oscillator = new OscillatorNode(audio, { frequency, type: 'sine' });
  const gain = new GainNode(audio, { gain: 0 });
  gain.gain.linearRampToValueAtTime(0.18, start + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.001, start + 0.5);
  oscillator.connect(gain).connect(audio.destination);
  oscillator.start(start);
  oscillator.stop(start + 0.5);
}
