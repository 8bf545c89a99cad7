import type { ChunkLoader } from './chunks.ts';
import type { Texts } from './texts/en.ts';
import { type Language, languageOf, type Say, sayIn } from './texts/texts.ts';

/** The texts for a culture: the screen keeps its language until those of the new one have loaded. */
export type Words = (culture: string) => { language: Language; say: Say };

export function createWords(have: ChunkLoader['have'], language: Language, texts: Texts): Words {
  return (culture) => {
    const wanted = languageOf(culture);
    const arrived = have(wanted);
    if (arrived) {
      language = wanted;
      texts = arrived.default;
    }
    return { language, say: sayIn(texts) };
  };
}
