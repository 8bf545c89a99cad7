import type { ConsoleSession } from '../../protocol/agent.ts';
import type { Requirement } from '../live/chat.ts';

/** The part of a chat's requirements that the agent does not meet; undefined if all are met. */
export function lacking(
  { skill, proficiency, language }: Requirement,
  { skills, languages }: Pick<NonNullable<ConsoleSession['agent']>, 'skills' | 'languages'>,
): Requirement | undefined {
  const noSkill = skill !== undefined && (skills[skill] ?? 0) < (proficiency ?? 1);
  const noLanguage = language !== undefined && languages[language] === undefined;
  if (!noSkill && !noLanguage) return undefined;
  return {
    ...(noSkill ? { skill, ...(proficiency === undefined ? {} : { proficiency }) } : {}),
    ...(noLanguage ? { language } : {}),
  };
}
