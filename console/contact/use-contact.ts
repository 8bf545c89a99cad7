/** Who a chat is with, as Foyer has it on file. */
import { useQuery } from '@tanstack/react-query';
import { ContactAnswer } from '../../protocol/agent.ts';
import type { InteractionId } from '../live/ids.ts';
import { useApi } from '../sign-in/api.ts';
import { useWords } from '../texts/texts.tsx';

/** It changes rarely, and whoever comes back to a chat sees at once what they saw before. */
const FRESH_MS = 60_000;

export type Asked = ReturnType<typeof useContact>;

export function useContact(interactionId: InteractionId) {
  const api = useApi();
  const { culture } = useWords();
  const path = `/v1/interactions/${encodeURIComponent(interactionId)}/contact?culture=${encodeURIComponent(culture)}`;
  return useQuery({
    queryKey: ['contact', interactionId],
    queryFn: () => api(path, ContactAnswer),
    staleTime: FRESH_MS,
    // The person sees the failure and has a button.
    retry: false,
  });
}
