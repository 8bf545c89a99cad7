/** Makes the call that a chat's scenario waits for, and gives the chat the result. */
import type { Called } from '../../adapters/https/call.ts';
import type { ChatStore } from '../../adapters/stores.ts';
import type { CommandId, InteractionId } from '../../core/ids.ts';
import { isIn } from '../../core/interaction/state.ts';
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
    if (!isIn(chat, 'arriving') || !chat.stage.script?.run) return;
    const { scenario, run } = chat.stage.script;
    const call = callOf(scenario, run, chat.facts);
    if (!call) return;
    const { configuration } = await routing.pinned(chat);
    const called = await post(configuration.callHosts, call);
    const command = { type: 'called' as const, step: run.step, ...called };
    await desk.run({ interactionId, id, command });
  };
