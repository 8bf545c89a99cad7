/** Frames to open sockets, through the WebSocket APIs' @connections. */
import {
  ApiGatewayManagementApiClient,
  GoneException,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import type { Side } from '../../core/chat/events.ts';
import type { ConnectionId } from '../../core/ids.ts';
import { clientSettings, lean } from '../lean-client.ts';

/** `urls`: the https endpoint of each side's API that this function may post to. */
export function createConnections(urls: Partial<Record<Side, string>>) {
  const clients: Partial<Record<Side, ApiGatewayManagementApiClient>> = {};
  for (const side of ['visitor', 'agent'] as const) if (urls[side]) clients[side] = createClient(urls[side]);

  async function post(side: Side, connectionId: ConnectionId, frame: unknown): Promise<'sent' | 'gone'> {
    const client = clients[side];
    if (!client) throw new Error(`This function has no endpoint for sockets of the ${side} side`);
    try {
      await client.send(new PostToConnectionCommand({ ConnectionId: connectionId, Data: JSON.stringify(frame) }));
      return 'sent';
    } catch (error) {
      if (error instanceof GoneException) return 'gone';
      throw error;
    }
  }

  return { post };
}

const createClient = (endpoint: string) =>
  lean(new ApiGatewayManagementApiClient({ ...clientSettings, endpoint, maxAttempts: 2 }));
