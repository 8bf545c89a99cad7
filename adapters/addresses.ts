/** What an IP address tells: whether it may be called, and whose requests count together. */
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** All that is handed out of IPv6. The library knows what is special, and what is left outside it is nobody's. */
const handedOut = ipaddr.IPv6.parseCIDR('2000::/3');

/** Whether anybody can reach it. False for anything but an address, and for ranges that hold an IPv4 address (6to4, Teredo, NAT64). */
export function isPublic(text: string): boolean {
  // The library also reads `127.1`.
  if (isIP(text) === 0) return false;
  const address = ipaddr.parse(text);
  return address.range() === 'unicast' && (address.kind() === 'ipv4' || address.match(handedOut));
}

/**
 * Who counts as one asker when addresses are counted. A household or a server is given an IPv6 network of 64 bits at least (RFC 6177)
 * and may take another address from it for every request; of IPv4 it has one address, also when that is written as IPv6.
 */
export function networkOf(text: string): string {
  if (isIP(text) === 0) return text;
  const address = ipaddr.process(text);
  if (address.kind() === 'ipv4') return address.toString();
  return `${address.toNormalizedString().split(':').slice(0, 4).join(':')}::/64`;
}
