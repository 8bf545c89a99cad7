/** Web addresses in what people write. What a link leads to is what it shows: nothing is completed, decoded or shortened. */

/**
 * `http` and `https` only, so that no text can run a script. No user name before the host, which would let `https://bank.example@evil.example`
 * look like the bank. A closing bracket belongs to the address if it opens in it; a full stop at its end belongs to the sentence,
 * and so does everything from a Chinese or Japanese one on, where no space need follow.
 */
const ADDRESS =
  /\b(https?:\/\/(?![^\s/?#]*@)[\p{L}\p{N}](?:[^\s\p{C}()<>"\\、。，．！？；：（）「」『』《》【】]|\([^\s\p{C}()<>"\\]*\))*(?<![.,:;!?'*_~…»”’\]}]))/iu;

/** The text in parts that read on as it was written: words and addresses by turns, so that every second part is a link. */
export const wordsAndLinks = (text: string): string[] => text.split(ADDRESS);
