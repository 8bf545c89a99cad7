/** Hosts as the configuration names them: `shop.example`, or `*.shop.example` for every subdomain of it. */
export const isAmong = (hosts: readonly string[], hostname: string): boolean =>
  hosts.some((host) =>
    host.startsWith('*.') ? hostname.endsWith(host.slice(1)) && hostname.length >= host.length : hostname === host,
  );

/** A2: whether a page's Origin is among a website's domains. */
export function isAllowedOrigin(domains: readonly string[], origin: string | undefined): boolean {
  if (!origin || !URL.canParse(origin)) return false;
  const { protocol, hostname } = new URL(origin);
  return (protocol === 'https:' || protocol === 'http:') && isAmong(domains, hostname);
}
