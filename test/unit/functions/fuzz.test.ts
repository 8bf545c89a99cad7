/**
 * Frames and bodies that nobody would send, from everyone, with ids that someone could know. `npm run fuzz -- --frames N --seed
 * S` plays longer; a seed that found something stays in the list.
 */
import { expect, it } from 'vitest';
import { fuzz } from '../../support/fuzz/run.ts';

const { FUZZ_FRAMES, FUZZ_SEED } = process.env;
const frames = Number(FUZZ_FRAMES ?? 500);
const seeds = FUZZ_SEED === undefined ? Array.from({ length: 10 }, (_, n) => n + 1) : [Number(FUZZ_SEED)];

it.each(seeds)(
  'E1 F2 B13 nothing fails, nothing leaks, nothing is out of shape: seed %i',
  async (seed) => expect(await fuzz({ seed, frames })).toBeUndefined(),
  60_000 + frames * 60,
);
