/** Sends frames to open sockets, through the WebSocket APIs' @connections. */
import {
  ApiGatewayManagementApiClient,
  ApiGatewayManagementApiServiceException,
  DeleteConnectionCommand,
  GoneException,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import type { ConnectionId } from '../../core/ids.ts';
import type { Side } from '../../core/interaction/facts.ts';
import { clientSettings, lean, patience } from '../lean-client.ts';

/** `unsent`: API Gateway was overloaded or did not answer, twice. A push is only a hint, so nobody has to wait for it. */
export type Posted = 'sent' | 'gone' | 'unsent';

/** Whether the failure is temporary: due to the service or the network rather than the request. */
function passes(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { httpStatusCode } = error instanceof ApiGatewayManagementApiServiceException ? error.$metadata : {};
  return httpStatusCode === undefined ? isOfNetwork(error) : httpStatusCode === 429 || httpStatusCode >= 500;
}

const isOfNetwork = (error: Error): boolean => error.name === 'TimeoutError' || ('code' in error && 'syscall' in error);

/** `urls`: for each side, the https endpoint of the API that this function may post to. */
export function createConnections(urls: Partial<Record<Side, string>>) {
  const clients: Partial<Record<Side, ApiGatewayManagementApiClient>> = {};
  for (const side of ['visitor', 'agent'] as const) if (urls[side]) clients[side] = createClient(urls[side]);

  function clientOf(side: Side): ApiGatewayManagementApiClient {
    const client = clients[side];
    if (!client) throw new Error(`This function has no endpoint for ${side} sockets`);
    return client;
  }

  async function post(side: Side, connectionId: ConnectionId, frame: unknown): Promise<Posted> {
    const command = new PostToConnectionCommand({ ConnectionId: connectionId, Data: JSON.stringify(frame) });
    try {
      await clientOf(side).send(command);
      return 'sent';
    } catch (error) {
      if (error instanceof GoneException) return 'gone';
      if (passes(error)) return 'unsent';
      throw error;
    }
  }

  /** A connection that is already closed counts as closed. */
  async function close(side: Side, connectionId: ConnectionId): Promise<void> {
    try {
      await clientOf(side).send(new DeleteConnectionCommand({ ConnectionId: connectionId }));
    } catch (error) {
      if (!(error instanceof GoneException)) throw error;
    }
  }

  return { post, close };
}

const createClient = (endpoint: string) =>
  lean(new ApiGatewayManagementApiClient({ ...clientSettings, endpoint, maxAttempts: patience.attempts.sockets }));
