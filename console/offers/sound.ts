/** Two soft notes. No file to load, nothing to play before the person has touched the page (browsers refuse it). */
let context: AudioContext | undefined;

export function playOfferSound(): void {
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
