/** `npm run sim -- --mutants` plants them, which takes too long for every change. Here: that each still can be planted. */
import { expect, it } from 'vitest';
import { mutants } from '../../simulation/mutants.ts';
import { mutated } from '../../simulation/plant.ts';

it('D10 every planted bug of the simulation changes one place of the source', () => {
  expect(mutants.length).toBeGreaterThanOrEqual(40);
  expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
  for (const mutant of mutants) expect(mutated(mutant)).not.toBe('');
});

it('D10 a planted bug whose text is gone, or is there twice, is named', () => {
  const [mutant] = mutants;
  if (!mutant) throw new Error('There are no mutants');
  expect(() => mutated({ ...mutant, replace: 'no such text' })).toThrow(`"${mutant.name}": its text is in`);
  expect(() => mutated({ ...mutant, replace: 'const ' })).toThrow('must be there exactly once');
});
