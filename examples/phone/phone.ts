/**
 * A simulated phone system. It uses only Foyer's public API, as a real one would: it asks whom to ring, and reports each call.
 * `docs/voice.md` explains the requests.
 */

export interface Line {
  /** Of Foyer's public API: `https://….execute-api.eu-west-1.amazonaws.com`. */
  address: string;
  /** From `npm run phone-key`. */
  key: string;
}

export interface Wanted {
  queue?: string;
  skill?: string;
  language?: string;
  /** Agents whom the call has rung in vain. */
  except?: string[];
}

interface NextAgent {
  agent: { id: string; name: string; why: string; interrupts: string[] } | null;
  others: { id: string; name: string; why: string }[];
  retryAfterS?: number;
}

export type CallState = 'ringing' | 'in-call' | 'idle';

/** Each request is tried this often, also if no answer comes: repeating any of them is safe. */
const TRIES = 4;
/** Foyer answers within ten seconds. */
const ANSWER_MS = 12_000;

export function createPhone({ address, key }: Line) {
  async function send(method: string, path: string, body: object, tries = 1): Promise<unknown> {
    const response = await fetch(`${address}${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(ANSWER_MS),
    }).catch((error: Error) => {
      if (tries === TRIES) throw error;
    });
    if ((!response || response.status === 429 || response.status >= 500) && tries < TRIES) {
      const waitS = Number(response?.headers.get('retry-after') ?? 2 ** tries / 4);
      await new Promise((resolve) => setTimeout(resolve, waitS * 1000));
      return send(method, path, body, tries + 1);
    }
    if (!response?.ok) throw new Error(`${response?.status}: ${await response?.text()}`);
    return response.json();
  }

  return {
    nextAgent: (callId: string, wanted: Wanted = {}) =>
      send('POST', '/v1/voice/next-agent', { callId, ...wanted }) as Promise<NextAgent>,
    report: (agentId: string, callId: string, state: CallState, at = Date.now()) =>
      send('PUT', `/v1/agents/${encodeURIComponent(agentId)}/voice`, { state, callId, at }) as Promise<{
        state: CallState;
        report: string;
        repeatS: number;
      }>,
  };
}
