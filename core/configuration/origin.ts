/** A2: whether a page's Origin is among a website's domains. */
export function isAllowedOrigin(domains: readonly string[], origin: string | undefined): boolean {
  if (!origin || !URL.canParse(origin)) return false;
  const { protocol, hostname } = new URL(origin);
  if (protocol !== 'https:' && protocol !== 'http:') return false;
  return domains.some((domain) =>
    domain.startsWith('*.')
      ? hostname.endsWith(domain.slice(1)) && hostname.length > domain.length - 1
      : hostname === domain,
  );
}
