/** What the visitor sends in the running chat, and the links that were asked for in it. */

import type { FilesTaken } from '../../../../core/files/terms.ts';
import type { Chat } from '../../engine/chat.ts';
import type { Conversation } from '../../engine/conversation.ts';
import type { Kept, KeptCommand } from '../../engine/kept.ts';
import { type Chosen, choose, letGo, put } from './chosen.ts';

/** What is needed of the screen in which a chat runs. */
export interface InChat {
  conversation: Conversation;
  chat: Pick<Chat, 'state'>;
  kept: Kept;
  answer: { files?: FilesTaken } | undefined;
  /** Draws again. */
  set(change: object): void;
}

/** `asked`, `sent`: the ids of the commands `upload` and `file`. */
interface Sending extends Chosen {
  asked?: string | undefined;
  sent?: string | undefined;
}

interface Here {
  chosen: Sending[];
  /** By their upload: the id under which their link was asked for, and when. */
  pictures: Map<string, { id: string; at: number; hasFailed: boolean }>;
  /** Files to be saved as soon as their link is here, by the id under which it was asked for. */
  saving: Set<string>;
}

type Linked = Conversation['asked'][string];

const all = new WeakMap<Conversation, Here>();

export function hereIn(conversation: Conversation): Here {
  const here = all.get(conversation) ?? { chosen: [], pictures: new Map(), saving: new Set() };
  all.set(conversation, here);
  return here;
}

/** Gives the command's id, which is the newest; nothing once the chat is over, of which nothing may stay on the device. */
export function ask(
  { chat, conversation, kept }: InChat,
  type: 'upload' | 'file' | 'file-link',
  fields: object,
): string {
  const state = chat.state();
  if (state.is !== 'running' || state.conversation !== conversation) return '';
  conversation.ask(type, JSON.stringify(fields));
  return kept.commands().at(-1)?.id ?? '';
}

export function add(ui: InChat, files: Iterable<globalThis.File>): void {
  const taken = ui.answer?.files;
  if (taken) hereIn(ui.conversation).chosen.push(...[...files].map((file) => choose(file, taken)));
  ui.set({});
}

export function remove(ui: InChat, sending: Sending): void {
  const here = hereIn(ui.conversation);
  here.chosen = here.chosen.filter((each) => each !== sending);
  letGo(sending);
  ui.kept.removeCommand(sending.sent ?? sending.asked ?? '');
  ui.set({});
}

/** Asks first: Foyer says where to, or why not. */
export function send(ui: InChat, sending: Sending): void {
  if (sending.asked || (sending.failed && sending.failed !== 'network')) return;
  const { name, size: bytes } = sending.file;
  Object.assign(sending, { failed: undefined, part: 0, stop: undefined });
  sending.asked = ask(ui, 'upload', { name, bytes });
  ui.set({});
}

/** What Foyer has allowed is uploaded, what has been uploaded is sent, and what is in the conversation is forgotten here. */
export function goOn(ui: InChat): void {
  const { conversation, kept } = ui;
  const here = hereIn(conversation);
  const commands = new Map<string, KeptCommand>(kept.commands().map((command) => [command.id, command]));
  for (const sending of here.chosen) {
    const command = commands.get(sending.sent ?? sending.asked ?? '');
    const allowed = conversation.asked[sending.asked ?? ''];
    if (command?.refused) {
      kept.removeCommand(command.id);
      Object.assign(sending, { failed: command.refused.code, asked: undefined, sent: undefined });
    } else if (sending.sent && !command) {
      here.chosen = here.chosen.filter((each) => each !== sending);
      letGo(sending);
    } else if (sending.asked && !sending.stop && allowed?.t === 'upload') void upload(ui, sending, allowed);
    else if (sending.asked && !command && !allowed) {
      // Another tab got the answer. Not while drawing, which asking begins again.
      sending.asked = undefined;
      setTimeout(() => here.chosen.includes(sending) && send(ui, sending));
    }
  }
}

async function upload(ui: InChat, sending: Sending, allowed: Extract<Linked, { t: 'upload' }>): Promise<void> {
  const isThere = await put(sending, allowed, () => ui.set({}));
  if (!hereIn(ui.conversation).chosen.includes(sending)) return;
  if (isThere) sending.sent = ask(ui, 'file', { of: allowed.of });
  else Object.assign(sending, { failed: 'network', asked: undefined });
  ui.set({});
}
