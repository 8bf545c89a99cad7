/** What a chat needs from its agent, in words: `returns ≥ 60`, `Spanish`. */
import type { Requirement } from '../live/chat.ts';
import { nameOfCulture } from './name-of-culture.ts';

type SkillWords = (skill: string, least: number | undefined) => string;

const short: SkillWords = (skill, least) => (least === undefined ? skill : `${skill} ≥ ${least}`);

export function asks({ skill, proficiency, language }: Requirement, inCulture?: string, skillWords = short): string[] {
  return [
    ...(skill === undefined ? [] : [skillWords(skill, proficiency)]),
    ...(language === undefined ? [] : [nameOfCulture(language, inCulture)]),
  ];
}
