/** Hosts as written in the configuration: `shop.example`, or `*.shop.example` for all its subdomains. */
import * as z from 'zod/mini';

export function isAmong(hosts: readonly string[], hostname: string): boolean {
  const asked = withoutDot(hostname);
  return hosts.some((host) =>
    host.startsWith('*.') ? asked.endsWith(host.slice(1)) && asked.length >= host.length : asked === host,
  );
}

/** A2: whether a page's Origin is one of a website's domains. */
export function isAllowedOrigin(domains: readonly string[], origin: string | undefined): boolean {
  if (!origin || !URL.canParse(origin)) return false;
  const { protocol, hostname } = new URL(origin);
  return (protocol === 'https:' || protocol === 'http:') && isAmong(domains, hostname);
}

/** A name may end with the root's dot: `shop.example.` is `shop.example`. */
const withoutDot = (hostname: string): string => hostname.replace(/\.$/, '');

/** A host that someone wrote, in the form browsers use in an Origin; or else what to write instead. */
export function readHost(written: string): { host: string } | { expected: string } {
  const [, scheme = '', wildcard = '', rest = ''] = /^(https?:\/\/)?(\*\.)?(.*)$/is.exec(written) ?? [];
  const name = scheme === '' ? rest : rest.replace(/\/$/, '');
  if (/[/?#\\@]/.test(name)) return { expected: 'only a host, such as "shop.example", without a path or user' };
  const bracketed = /^[\da-f]*:[\da-f.]*:[\da-f:.]*$/i.test(name) ? `[${name}]` : name;
  const port = /^(.+):\d*$/.exec(bracketed);
  if (port && !/^\[[^\]]*$/.test(port[1] ?? '')) {
    return { expected: `a host without a port, because it applies to every port: write "${wildcard}${port[1]}"` };
  }
  const url = `https://${bracketed}`;
  if (/[\s*]|^\.|\.\./.test(bracketed) || !URL.canParse(url)) return { expected: HOST };
  return { host: wildcard + withoutDot(new URL(url).hostname) };
}

const HOST = 'a host such as "shop.example", or "*.shop.example" for every subdomain of it';

/** Stored in the form browsers use: lower case, and other scripts in ASCII. */
export const Host = z.string().check(z.maxLength(255), (read) => {
  const result = readHost(read.value);
  if ('host' in result) read.value = result.host;
  else read.issues.push({ code: 'custom', message: result.expected, input: read.value });
});

/** A name without a dot belongs to the caller's own network. */
export const CallHost = Host.check(
  z.refine((host) => /^(\*\.)?[^.*]+\./.test(host), 'a host such as "api.example.com"'),
);
