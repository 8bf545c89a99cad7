/** What a chat requires of its agent, and how that is relaxed while it waits (B5). */
import * as z from 'zod/mini';
import { Language, Proficiency, slug } from '../words.ts';

export const Requirement = z.object({
  skill: z.exactOptional(slug),
  /** The least proficiency in the skill; any if left out. */
  proficiency: z.exactOptional(Proficiency),
  language: z.exactOptional(Language),
});
export type Requirement = z.infer<typeof Requirement>;

/** Relaxed when a chat has waited `afterS`: a lower proficiency, or no skill, proficiency or language at all. */
export const Relaxation = z.strictObject({
  afterS: z.int().check(z.gte(1), z.lte(86_400)),
  proficiency: z.exactOptional(Proficiency),
  drop: z.exactOptional(z.array(z.enum(['skill', 'proficiency', 'language'])).check(z.minLength(1), z.maxLength(3))),
});
export type Relaxation = z.infer<typeof Relaxation>;

/** In chronological order, however they were written: each step defines a lane. */
export const Relaxations = z.array(Relaxation).check(
  z.maxLength(5),
  z.overwrite((steps) => steps.toSorted((a, b) => a.afterS - b.afterS)),
);

/** Normalized: no proficiency without a skill, and none that everyone has. */
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
