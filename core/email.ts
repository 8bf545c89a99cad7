/**
 * Which addresses mail systems take: the `Mailbox` of RFC 5321 with the letters of RFC 6531 (any script before the `@`; domains as
 * people write them or as `xn--…`). Quoted names and addresses of machines (`me@[192.0.2.1]`) are left out: nobody has one.
 * The widget runs this too, so that the form says at once what the server would refuse.
 */

/**
 * Before the `@` no specials (RFC 5322, 3.2.3) and nothing that cannot be seen, dots only between words; behind it two labels or
 * more, hyphens only inside, the last no number, which would be an address of a machine.
 */
const ADDRESS =
  /^(?!\.|.*(\.[.@]|@(.*\.)?-|-\.[^@]*$))[^\p{C}\p{Z}@,:;"<>()[\]\\]+@([\p{L}\p{M}\p{N}-]{1,63}\.)+\p{L}[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}]$/u;

const isWithin = (bytes: number, text = ''): boolean => new TextEncoder().encode(text).length <= bytes;

/** RFC 5321, 4.5.3.1: 64 bytes before the `@`; 254 in all, since a path has two angle brackets more. */
export const isEmail = (text: string): boolean =>
  isWithin(254, text) && isWithin(64, text.split('@')[0]) && ADDRESS.test(text);

/**
 * One spelling for each mailbox, to compare by; of a mask of addresses too. Letters composed, no case, and the domain in ASCII, as SES
 * and the DNS take it: `Ana@пример.рф` and `ana@xn--e1afmkfd.xn--p1ai` are one.
 */
export function emailKey(address: string): string {
  const key = address.trim().toLowerCase();
  if (/^[ -~]*$/.test(key)) return key;
  const composed = key.normalize('NFC');
  const [, local, domain = ''] = /^(.*)@([^@:/?#\\\s]+)$/su.exec(composed) ?? [];
  return local !== undefined && URL.canParse(`https://${domain}`)
    ? `${local}@${new URL(`https://${domain}`).hostname}`
    : composed;
}
