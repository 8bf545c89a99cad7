/**
 * Files that people send each other. An upload is asked for first, so that it is counted before anything is stored. Whoever has
 * uploaded it then sends it, and it is in the conversation, but nobody gets it before it has been checked.
 */
import * as z from 'zod/mini';
import { kept, MAX_SEQ } from '../../bounds.ts';
import { kindOfName } from '../../files/kinds.ts';
import { FileName } from '../../files/name.ts';
import { FileBytes } from '../../files/terms.ts';
import { CommandId } from '../../ids.ts';
import type { Commit, InteractionEvent } from '../events.ts';
import { AgentRef, Side } from '../facts.ts';
import { forwardNow } from '../forwarding.ts';
import { counted, writesTooFast } from '../pace.ts';
import { type Interaction, MAX_UNCHECKED } from '../state.ts';
import { type Actor, asked, event, happens, own, type Refusal, refuse, view } from '../topic.ts';
import { resumedBy, shownInLine, unseen, whyNotWrite, writerFor } from './conversation.ts';
import { awaited, unawaited } from './parking.ts';

/** After that it is no longer there to be sent (`lib/files.ts`): an upload that nobody sends is deleted. */
const SENT_WITHIN_MS = 60 * 60_000;
/** A check takes seconds. Whoever waits longer is told that the file did not get through. */
export const CHECK_MS = 10 * 60_000;

const KeptName = kept(z.string(), FileName);
const Of = z.int().check(z.positive(), z.lte(MAX_SEQ));

/** Why nobody gets a file. `unchecked`: in ten minutes no result came. `missing`: nothing was uploaded. */
const WhyRefused = z.enum(['malware', 'content', 'unreadable', 'missing', 'unchecked']);

/** `type`: what the content is, whatever its name says. */
export const Verdict = z.discriminatedUnion('is', [
  z.object({ is: z.literal('clean'), type: kept(z.string(), 100) }),
  z.object({ is: z.literal('refused'), because: WhyRefused }),
]);
export type Verdict = z.infer<typeof Verdict>;

const sent = { id: CommandId, upload: CommandId, name: KeptName, bytes: FileBytes };
const toVisitor = { ...sent, from: Side, agent: z.exactOptional(z.object({ name: AgentRef.shape.name })) };

interface Sent {
  id: CommandId;
  upload: CommandId;
  name: string;
  bytes: number;
  from: Side;
  agent?: AgentRef;
}

export const filesEvents = {
  /** Somebody may upload a file now. Nobody sees that: it may never arrive. */
  uploading: event(
    { id: CommandId, agent: z.exactOptional(AgentRef), name: KeptName, bytes: FileBytes },
    {
      fold: ({ files, ...interaction }, { agent }, at) => {
        const side = agent ? 'agent' : 'visitor';
        const uploads = { ...files.uploads, [side]: files.uploads[side] + 1 };
        return counted({ ...interaction, files: { ...files, uploads } }, agent, at);
      },
    },
  ),
  /** It was uploaded, and is checked now. */
  file: event(
    { ...sent, from: Side, agent: z.exactOptional(AgentRef) },
    {
      visitor: view('file', toVisitor, ({ agent, ...file }: Sent) => ({
        ...file,
        ...(agent ? { agent: { name: agent.name } } : {}),
      })),
      agent: 'whole',
      fold: (interaction, { upload, name, from, agent }, at) => {
        const heard = from === 'agent' ? unawaited(interaction) : interaction;
        const of = interaction.seq + 1;
        const file = { id: upload, of, until: at + CHECK_MS };
        const files = { ...heard.files, unchecked: [...heard.files.unchecked, file] };
        return shownInLine(counted({ ...heard, files }, agent, at), from, { of, text: name });
      },
      timers: (_, at) => [{ brings: 'unchecked', dueAt: at + CHECK_MS }],
    },
  ),
  'file-checked': event(
    { upload: CommandId, verdict: Verdict },
    {
      visitor: 'whole',
      agent: 'whole',
      fold: ({ files, ...interaction }, { upload }) => ({
        ...interaction,
        files: { ...files, unchecked: files.unchecked.filter((each) => each.id !== upload) },
      }),
    },
  ),
};

function whyNotUpload(
  { origin: { files: terms }, files: { uploads } }: Interaction,
  side: Side,
  { name, bytes }: { name: string; bytes: number },
): Refusal | undefined {
  if (!terms?.from.includes(side)) return 'files_refused';
  const named = kindOfName(name);
  if (!named || !terms.kinds.includes(named.kind)) return 'file_type_refused';
  if (bytes > terms.maxBytes) return 'file_too_large';
  return uploads[side] >= terms.most ? 'files_too_many' : undefined;
}

/** What this actor asked to upload with that commit. */
function uploadIn(original: Commit | undefined, actor: Actor, now: number) {
  if (!original || original.at + SENT_WITHIN_MS <= now) return undefined;
  if (actor.side === 'visitor' && original.seq <= actor.readsFrom) return undefined;
  const agentId = actor.side === 'agent' ? actor.agentId : undefined;
  return original.events.find((event) => event.type === 'uploading' && event.agent?.id === agentId);
}

type Unchecked = Interaction['files']['unchecked'][number];

/** With the last one, the e-mail that has waited for them is asked for. */
function checked({ files, forwarding }: Interaction, verdict: Verdict, isIt: (file: Unchecked) => boolean) {
  const these = files.unchecked.filter(isIt);
  const isLast = these.length > 0 && these.length === files.unchecked.length;
  return happens(
    // An upload may have been sent twice.
    ...[...new Set(these.map(({ id }) => id))].map(
      (upload): InteractionEvent => ({ type: 'file-checked', upload, verdict }),
    ),
    ...(isLast && forwarding?.is === 'held' ? [forwardNow(forwarding)] : []),
  );
}

/** Files that came with a form, already uploaded: the upload's id names each. */
export type Attached = Pick<Sent, 'upload' | 'name' | 'bytes'>;
export const attaches = (files: readonly Attached[] = []): InteractionEvent[] =>
  files.map((file) => ({ type: 'file', id: file.upload, ...file, from: 'visitor' }));

export const filesCommands = {
  /** Answered with a link for the upload. The command's id names the file from then on. */
  upload: asked(
    { from: ['visitor', 'agent'], fields: { id: CommandId, name: FileName, bytes: FileBytes }, looksBack: true },
    (interaction, { actor, id, name, bytes }, now) => {
      const writer = writerFor(interaction, actor);
      const refused = whyNotWrite(interaction, actor) ?? whyNotUpload(interaction, actor.side, { name, bytes });
      if (refused) return refuse(refused);
      if (writesTooFast(interaction, writer, now)) return refuse('rate_limited');
      return happens({ type: 'uploading', id, ...(writer ? { agent: writer.agent } : {}), name, bytes });
    },
  ),
  /** After the upload. `of`: the number of the commit that allowed it. */
  file: asked(
    { from: ['visitor', 'agent'], fields: { id: CommandId, of: Of }, looksBack: true, needs: ['original'] },
    (interaction, { actor, id, original }, now) => {
      const refused = whyNotWrite(interaction, actor);
      if (refused) return refuse(refused);
      const writer = writerFor(interaction, actor);
      const upload = uploadIn(original, actor, now);
      if (upload?.type !== 'uploading') return refuse('upload_unknown');
      const isBusy = interaction.files.unchecked.length >= MAX_UNCHECKED;
      if (isBusy || writesTooFast(interaction, writer, now)) return refuse('rate_limited');
      const { name, bytes } = upload;
      const file = { type: 'file', id, upload: upload.id, from: actor.side, name, bytes } as const;
      return writer
        ? happens(...resumedBy(writer, interaction, now), { ...file, agent: writer.agent }, ...unseen(interaction, now))
        : happens(file, ...awaited(interaction, now));
    },
  ),
  'check-file': own<{ upload: CommandId; verdict: Verdict }>((interaction, { upload, verdict }) =>
    // Not sent yet: then it is checked after that. Or checked before.
    checked(interaction, verdict, ({ id }) => id === upload),
  ),
  unchecked: own((interaction, _, now) =>
    checked(interaction, { is: 'refused', because: 'unchecked' }, ({ until }) => until <= now),
  ),
};
