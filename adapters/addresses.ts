/** What an IP address tells us: whether it may be called, and which requests count together. */
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** All of IPv6 that has been allocated. The library knows the special ranges inside it; outside it nothing is in use. */
const handedOut = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Whether it is a public address. False for anything that is not an address, and for ranges that embed an IPv4 address (6to4,
 * Teredo, NAT64).
 */
export function isPublic(text: string): boolean {
  // The library also accepts `127.1`.
  if (isIP(text) === 0) return false;
  const address = ipaddr.parse(text);
  return address.range() === 'unicast' && (address.kind() === 'ipv4' || address.match(handedOut));
}

/**
 * The caller that an address is counted as. A household or server gets an IPv6 network of at least 64 bits (RFC 6177) and can
 * use a new address from it for every request. An IPv4 address counts alone, also when written as IPv6.
 */
export function networkOf(text: string): string {
  if (isIP(text) === 0) return text;
  const address = ipaddr.process(text);
  if (address.kind() === 'ipv4') return address.toString();
  return `${address.toNormalizedString().split(':').slice(0, 4).join(':')}::/64`;
}
