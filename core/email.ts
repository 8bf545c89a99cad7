/**
 * Which addresses mail systems accept: the `Mailbox` of RFC 5321 with the characters of RFC 6531 (any script before the `@`;
 * domains as people write them or as `xn--…`). Quoted names and address literals (`me@[192.0.2.1]`) are left out, because
 * nobody has one. The widget uses this too, so that the form shows at once what the server would refuse.
 */

/**
 * Before the `@`: no specials (RFC 5322, 3.2.3) and nothing invisible, with dots only between words. After it: at least two
 * labels, hyphens only inside, and the last one not a number, which would be an IP address.
 */
const ADDRESS =
  /^(?!\.|.*(\.[.@]|@(.*\.)?-|-\.[^@]*$))[^\p{C}\p{Z}@,:;"<>()[\]\\]+@([\p{L}\p{M}\p{N}-]{1,63}\.)+\p{L}[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}]$/u;

const isWithin = (bytes: number, text = ''): boolean => new TextEncoder().encode(text).length <= bytes;

/** RFC 5321, 4.5.3.1: 64 bytes before the `@`; 254 in total, because a path has two more angle brackets. */
export const isEmail = (text: string): boolean =>
  isWithin(254, text) && isWithin(64, text.split('@')[0]) && ADDRESS.test(text);

/**
 * The address as SES takes it: the domain in ASCII, and nothing else before the `@`, because SES does not support SMTPUTF8
 * (https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_Destination.html). Undefined if it cannot write there.
 */
export function mailboxOf(address: string): string | undefined {
  const at = address.lastIndexOf('@');
  const [local, domain] = [address.slice(0, at), address.slice(at + 1)];
  if (!/^[!-~]+$/.test(local) || !URL.canParse(`https://${domain}`)) return undefined;
  return `${local}@${new URL(`https://${domain}`).hostname}`;
}

/**
 * One spelling for each mailbox, for comparison; also for a mask of addresses. Characters are composed, case is ignored, and
 * the domain is in ASCII, as SES and the DNS use it: `Ana@пример.рф` and `ana@xn--e1afmkfd.xn--p1ai` are the same.
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
