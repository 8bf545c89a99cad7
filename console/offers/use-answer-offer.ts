import { useNavigate } from '@tanstack/react-router';
import type { ChatIn } from '../live/chat.ts';
import { useLive } from '../live/use-live.tsx';

/** Accepting opens the conversation, because the agent asked for it. */
export function useAnswerOffer() {
  const live = useLive();
  const navigate = useNavigate();
  return {
    accept: (chat: ChatIn<'offered'>) => {
      live.accept(chat);
      void navigate({ to: '/chats/$interactionId', params: { interactionId: chat.id } });
    },
    pass: (chat: ChatIn<'offered'>) => live.pass(chat),
  };
}
