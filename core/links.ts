/** Web addresses in what people write. A link leads to what it shows: nothing is completed, decoded or shortened. */

/**
 * Only `http` and `https`, so that no text can run a script. No user name before the host, which would make
 * `https://bank.example@evil.example` look like the bank. A closing bracket belongs to the address if it is opened there. A
 * full stop at the end belongs to the sentence, as does everything from a Chinese or Japanese one on, which need not be
 * followed by a space.
 */
const ADDRESS =
  /\b(https?:\/\/(?![^\s/?#]*@)[\p{L}\p{N}](?:[^\s\p{C}()<>"\\、。，．！？；：（）「」『』《》【】]|\([^\s\p{C}()<>"\\]*\))*(?<![.,:;!?'*_~…»”’\]}]))/iu;

/** The text in alternating parts, plain text and addresses, so that every second part is a link. */
export const wordsAndLinks = (text: string): string[] => text.split(ADDRESS);
