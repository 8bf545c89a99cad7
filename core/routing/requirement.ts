/** What a chat asks of its agent, and how that is given up while it waits (B5). */
import * as z from 'zod/mini';
import { Language, Proficiency, slug } from '../words.ts';

export const Requirement = z.object({
  skill: z.exactOptional(slug),
  /** Least proficiency in the skill; any where it is left out. */
  proficiency: z.exactOptional(Proficiency),
  language: z.exactOptional(Language),
});
export type Requirement = z.infer<typeof Requirement>;

/** Given up when a chat has waited `afterS`: a lower proficiency, or no skill, proficiency or language at all. */
export const Relaxation = z.strictObject({
  afterS: z.int().check(z.gte(1), z.lte(86_400)),
  proficiency: z.exactOptional(Proficiency),
  drop: z.exactOptional(z.array(z.enum(['skill', 'proficiency', 'language'])).check(z.minLength(1), z.maxLength(3))),
});
export type Relaxation = z.infer<typeof Relaxation>;

/** In the order in which they come, however they were written: lanes are what is left after each. */
export const Relaxations = z.array(Relaxation).check(
  z.maxLength(5),
  z.overwrite((steps) => steps.toSorted((a, b) => a.afterS - b.afterS)),
);

/** In one spelling: no proficiency without a skill, none that everybody has. */
export function requirementOf(given: { [K in keyof Requirement]?: Requirement[K] | undefined }): Requirement {
  const { skill, proficiency = 1, language } = given;
  return {
    ...(skill !== undefined && { skill }),
    ...(skill !== undefined && proficiency > 1 && { proficiency }),
    ...(language !== undefined && { language }),
  };
}

export function relaxed({ skill, proficiency = 1, language }: Requirement, step: Relaxation): Requirement {
  const drops = (what: NonNullable<Relaxation['drop']>[number]) => step.drop?.includes(what) ?? false;
  return requirementOf({
    skill: drops('skill') ? undefined : skill,
    proficiency: drops('proficiency') ? undefined : Math.min(proficiency, step.proficiency ?? 100),
    language: drops('language') ? undefined : language,
  });
}
