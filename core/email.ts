/**
 * Which addresses mail systems take: the `Mailbox` of RFC 5321 with the letters of RFC 6531 (any script before the `@`; domains as
 * people write them or as `xn--…`). Quoted names and addresses of machines (`me@[192.0.2.1]`) are left out: nobody has one.
 * The widget runs this too, so that the form says at once what the server would refuse.
 */

/** RFC 5321, 4.5.3.1: 64 bytes before the `@`; 254 in all, since a path has two angle brackets more. */
const MAX_NAME_BYTES = 64;
const MAX_BYTES = 254;

/** Words between dots: no specials (RFC 5322, 3.2.3), nothing that cannot be seen. */
const NAME = /^[^\p{C}\p{Z}@.,:;"<>()[\]\\]+(\.[^\p{C}\p{Z}@.,:;"<>()[\]\\]+)*$/u;
/** Two labels or more; the last is no number, which would be an address of a machine. */
const DOMAIN = /^(?!.*(^|\.)-|.*-\.)([\p{L}\p{M}\p{N}-]{1,63}\.)+\p{L}[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}]$/u;

const bytes = (text: string): number => new TextEncoder().encode(text).length;

export function isEmail(text: string): boolean {
  const at = text.lastIndexOf('@');
  const name = text.slice(0, Math.max(at, 0));
  return (
    bytes(text) <= MAX_BYTES && bytes(name) <= MAX_NAME_BYTES && NAME.test(name) && DOMAIN.test(text.slice(at + 1))
  );
}
