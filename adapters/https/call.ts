/**
 * Makes a scenario's call (B4): one HTTPS POST with JSON in both directions. The address comes from the configuration, so calls
 * to anything inside the account are refused here: only hosts allowed by name, and only public addresses. The name is resolved
 * once and the connection uses the checked addresses, so that a name that resolves differently the second time (DNS rebinding)
 * gains nothing.
 */
import { lookup as lookupInDns } from 'node:dns';
import type { IncomingMessage } from 'node:http';
import { type Agent, request } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isAmong } from '../../core/configuration/hosts.ts';
import { isPublic } from '../addresses.ts';

interface Call {
  url: string;
  body: unknown;
  timeoutS: number;
}

/** `because` is for the log, so it contains nothing that was sent or received. */
export type Called = { ok: true; answer: unknown } | { ok: false; because: string };

interface Given {
  /** `api.example.com`, or `*.example.com` for all its subdomains; lower case. */
  allowedHosts: readonly string[];
  lookup?: LookupFunction;
  /** Without an agent each call opens its own connection, because a kept one might not have been checked here. */
  agent?: Agent;
}

const MAX_ANSWER_BYTES = 64 * 1024;

export function createCaller({ allowedHosts, lookup = lookupInDns, agent }: Given) {
  /** `timeoutS` covers everything, from the DNS lookup to the last byte of the answer. Never throws. */
  return async ({ url, body, timeoutS }: Call): Promise<Called> => {
    const signal = AbortSignal.timeout(timeoutS * 1000);
    try {
      return { ok: true, answer: await post(allowed(url, allowedHosts), body, signal) };
    } catch (error) {
      if (error instanceof Refused) return { ok: false, because: error.message };
      return {
        ok: false,
        because: signal.aborted ? `no answer within ${timeoutS} s` : `it failed: ${nameOf(error)}`,
      };
    }
  };

  async function post(url: URL, body: unknown, signal: AbortSignal): Promise<unknown> {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      request(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        agent: agent ?? false,
        lookup: publicOnly(lookup),
        signal,
      })
        .on('response', resolve)
        .on('error', reject)
        .end(JSON.stringify(body));
    });
    return readJson(response);
  }
}

/** An expected failure; the message is safe to log. */
class Refused extends Error {}

function allowed(url: string, hosts: readonly string[]): URL {
  if (!URL.canParse(url)) throw new Refused('the address is not a URL');
  const parsed = new URL(url);
  const { protocol, hostname } = parsed;
  if (protocol !== 'https:') throw new Refused('only https addresses may be called');
  // An IP address needs no lookup, so it would pass unchecked.
  if (isIP(hostname) !== 0 || hostname.startsWith('['))
    throw new Refused('only named hosts may be called, not IP addresses');
  if (!isAmong(hosts, hostname)) throw new Refused('the host is not one that may be called');
  return parsed;
}

/** Refuses a name if even one of its addresses is not public: there is no honest reason for such a mix. */
function publicOnly(lookup: LookupFunction): LookupFunction {
  return (hostname, options, answer) =>
    lookup(hostname, options, (error, found, family) => {
      const addresses = typeof found === 'string' ? [found] : (found ?? []).map(({ address }) => address);
      const refused = error ?? (addresses.every(isPublic) ? null : new Refused('the host’s address is not public'));
      answer(refused, found, family);
    });
}

/** A redirect is an answer like any other that is not 2xx: nothing follows it. */
async function readJson(response: IncomingMessage): Promise<unknown> {
  const { statusCode = 0, headers } = response;
  try {
    if (statusCode < 200 || statusCode > 299) throw new Refused(`the answer's status was ${statusCode}`);
    if (!/^application\/([\w.-]+\+)?json\b/i.test(headers['content-type'] ?? '')) throw new Refused(notJson);
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of response) {
      bytes += chunk.length;
      if (bytes > MAX_ANSWER_BYTES) throw new Refused('the answer was larger than 64 KB');
      chunks.push(chunk);
    }
    return parsed(Buffer.concat(chunks).toString());
  } finally {
    response.destroy();
  }
}

const notJson = 'the answer was not JSON';

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the answer.
    throw new Refused(notJson);
  }
}

/** Never the message, which may quote what was sent. */
const nameOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : 'an error without a code';
