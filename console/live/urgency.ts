/** Time is a colour: plain below half of the limit, amber from half, red above it. */
export type Urgency = 'fine' | 'soon' | 'late';

export function urgency(ageMs: number, limitS: number): Urgency {
  const limitMs = limitS * 1000;
  if (ageMs > limitMs) return 'late';
  return ageMs >= limitMs / 2 ? 'soon' : 'fine';
}
