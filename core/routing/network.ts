/**
 * Who counts as one asker when addresses are counted. A household or a server is given an IPv6 network of 64 bits at least (RFC 6177)
 * and may take another address from it for every request; of IPv4 it has one address.
 */
export function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.toLowerCase().replace(/%.*$/, '').split('::');
  const before = groupsOf(head);
  const after = groupsOf(tail ?? '');
  const missing = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const groups = [...before, ...Array<string>(missing).fill('0'), ...after];
  return asIpv4(groups) ?? `${groups.slice(0, 4).join(':')}::/64`;
}

function groupsOf(text: string): string[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    const ipv4 = /^(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(group)?.slice(1).map(Number);
    if (!ipv4) return [group.replace(/^0+(?=.)/, '')];
    const [a = 0, b = 0, c = 0, d = 0] = ipv4;
    return [(a * 256 + b).toString(16), (c * 256 + d).toString(16)];
  });
}

/** `::ffff:203.0.113.7`: IPv4, written as IPv6. */
function asIpv4(groups: string[]): string | undefined {
  const isMapped = groups.length === 8 && groups.slice(0, 6).join(':') === '0:0:0:0:0:ffff';
  if (!isMapped) return undefined;
  const bytes = groups.slice(6).flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255]);
  return bytes.join('.');
}
