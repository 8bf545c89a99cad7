/** Everything that screens are drawn from, given the current chat and website. `website`: the latest answer. */
import type { WebsiteAnswer } from '../../../protocol/visitor.ts';
import type { PageSays } from '../../host.ts';
import { cultureOf, localeOf, timeOfDay } from '../culture.ts';
import type { Chat } from '../engine/chat.ts';
import type { Words } from '../words.ts';

export function look(chat: Chat, words: Words, page: PageSays, website: WebsiteAnswer | undefined) {
  const state = chat.state();
  const own = state.chat;
  const conversation = state.is === 'running' ? state.conversation : undefined;
  const answer = (state.is === 'none' && website) || own?.website;
  const culture = cultureOf(page.culture, own?.culture, answer?.culture, document.documentElement.lang);
  const { language, say } = words(culture);
  const locale = localeOf(language, culture, navigator.languages);
  return {
    say,
    /** Of the texts. */
    language,
    culture,
    /** For formatting times. */
    locale,
    time: timeOfDay(locale),
    /** The website's. */
    name: answer?.name ?? '',
    state,
    /** The running chat's. */
    conversation,
    story: conversation?.story(),
    /** The running chat's, or the latest. */
    answer,
  };
}
