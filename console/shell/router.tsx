import { createRootRoute, createRoute, createRouter, Navigate } from '@tanstack/react-router';
import { ConversationPage } from '../conversation/conversation-page.tsx';
import { NoChatPage } from '../conversation/no-chat-page.tsx';
import type { InteractionId } from '../live/ids.ts';
import { MessagesPage } from '../messages/messages-page.tsx';
import { WaitingPage } from '../waiting/waiting-page.tsx';
import { WallboardPage } from '../wallboard/wallboard-page.tsx';
import { Shell } from './shell.tsx';

const shell = createRootRoute({ component: Shell, notFoundComponent: () => <Navigate to="/" replace /> });

const inbox = createRoute({ getParentRoute: () => shell, path: '/', component: NoChatPage });

const chat = createRoute({
  getParentRoute: () => shell,
  path: '/chats/$interactionId',
  component: function ChatRoute() {
    const { interactionId } = chat.useParams();
    // A new chat is a new page: no state of the previous one remains.
    return <ConversationPage key={interactionId} interactionId={interactionId as InteractionId} />;
  },
});

const waiting = createRoute({ getParentRoute: () => shell, path: '/waiting', component: WaitingPage });

const wallboard = createRoute({ getParentRoute: () => shell, path: '/wallboard', component: WallboardPage });

const messages = createRoute({ getParentRoute: () => shell, path: '/messages', component: MessagesPage });

const routeTree = shell.addChildren([inbox, chat, waiting, messages, wallboard]);

export const createConsoleRouter = () => createRouter({ routeTree });

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>;
  }
}
