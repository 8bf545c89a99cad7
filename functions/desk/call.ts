/** Makes the call that a chat's scenario waits for, and gives the chat the result. */
import type { Called } from '../../adapters/https/call.ts';
import type { ChatStore } from '../../adapters/stores.ts';
import type { CommandId, InteractionId } from '../../core/ids.ts';
import { type Interaction, isIn, type Unstarted } from '../../core/interaction/state.ts';
import { callOf } from '../../core/scenario/run.ts';
import type { Desk } from './desk.ts';
import type { Routing } from './routing.ts';

interface Parts {
  chats: ChatStore;
  desk: Desk;
  routing: Pick<Routing, 'pinned'>;
  /** `hosts`: those that may be called. */
  post(hosts: string[], call: { url: string; body: unknown; timeoutS: number }): Promise<Called>;
}

/** `id` identifies the result: a call that is made twice counts once. */
export const createCall =
  ({ chats, desk, routing, post }: Parts) =>
  async (interactionId: InteractionId, id: CommandId): Promise<void> => {
    const { chat } = await chats.load(interactionId);
    await desk.run({ interactionId, id, command: { type: 'called', ...(await answerOf(chat)) } });

    /** Without a call that waits, the result is in the log already, and what should have followed from it follows now. */
    async function answerOf(chat: Interaction | Unstarted): Promise<Called & { step: string }> {
      const script = isIn(chat, 'arriving') ? chat.stage.script : undefined;
      const run = script?.run;
      const call = chat.stage && run && callOf(script.scenario, run, chat.facts);
      if (!call) return { step: '', ok: false, because: 'it was made before' };
      const { configuration } = await routing.pinned(chat);
      return { step: run.step, ...(await post(configuration.callHosts, call)) };
    }
  };
