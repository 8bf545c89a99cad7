/** A visitor's socket closed. With the last one the visitor is away, and the agent is told. */
import { CommandId } from '../core/ids.ts';
import type { Desk } from './desk/desk.ts';
import { onDisconnect } from './edge/socket.ts';
import { VisitorWho } from './visitor/visitor-who.ts';
import { desk, dynamo, sockets } from './wiring.ts';

export const createHandler = ({ desk }: { desk: Desk }) =>
  onDisconnect(VisitorWho, async ({ who: { interactionId }, connectionId }) => {
    // Identified by the connection, because API Gateway may call twice.
    const id = CommandId.parse(`gone-${connectionId.replace(/[^\w-]/g, '_')}`.padEnd(16, '_'));
    await desk.run({ interactionId, id, command: { type: 'disconnect', side: 'visitor', connectionId } }, connectionId);
  });

export const handler = createHandler({ desk: desk(dynamo(), sockets()) });
