/**
 * Which events one commit can contain, by the command that causes it: the most of each, without alternatives. If it makes the
 * chat wait, an offer may be included.
 */
import { MAX_ATTACHED } from '../../core/files/terms.ts';
import type { Command } from '../../core/interaction/commands.ts';
import type { InteractionEvent } from '../../core/interaction/events.ts';
import { MAX_GUESTS, MAX_MONITORS, MAX_UNCHECKED } from '../../core/interaction/state.ts';

/** An offer included with what made a chat wait goes to one agent. */
export const TO_ONE = 'offered to one';
/** What the visitor sends names no agent. */
export const BY_VISITOR = 'message of the visitor';
export const FILE_BY_VISITOR = 'file of the visitor';
/** Supervisors who have said nothing any more. */
const LAPSED = [
  ...Array.from({ length: MAX_GUESTS }, () => 'left' as const),
  ...Array.from({ length: MAX_MONITORS }, () => 'unmonitored' as const),
];
/** What came with a form. */
const FILES = Array.from({ length: MAX_ATTACHED }, () => FILE_BY_VISITOR as typeof FILE_BY_VISITOR);
type Together = readonly (InteractionEvent['type'] | typeof TO_ONE | typeof BY_VISITOR | typeof FILE_BY_VISITOR)[];

export const together: Record<Command['type'], readonly Together[]> = {
  start: [
    ['started', 'screened', BY_VISITOR, ...FILES, 'routed', 'said', 'queued', TO_ONE],
    ['started', 'screened', BY_VISITOR, ...FILES, 'routed', 'ended'],
    ['started', 'screened', BY_VISITOR, ...FILES, 'said', 'scripted', 'stepped', 'ended'],
    ['started', 'screened', 'message-left', ...FILES, 'forward-requested'],
    ['started', 'screened', 'message-left', ...FILES, 'call-planned'],
  ],
  person: [['stepped']],
  called: [['stepped', 'ended']],
  place: [['routed', 'queued', TO_ONE], ['routed', 'ended'], ['set-aside']],
  offer: [['offered']],
  accept: [
    ['said', 'accepted', 'greeted', 'connected', 'watched'],
    ['joined', 'connected'],
  ],
  reject: [['offer-rejected']],
  'withdraw-offer': [['offer-rejected']],
  take: [['said', 'accepted', 'greeted', 'connected', 'watched']],
  message: [
    ['message', 'stepped', 'ended'],
    ['message', 'reply-due', 'watched'],
    ['resumed', 'message', 'mail-planned', 'watched'],
    ['reopened', 'connected', 'message'],
    ['resumed', 'message', 'letter-requested', 'watched'],
  ],
  park: [['parked', 'reply-due']],
  resume: [['resumed', 'watched']],
  'park-for-call': [['parked', 'reply-due']],
  'resume-after-call': [['resumed', 'watched']],
  unattended: [['ended'], ['watched']],
  'chat-time': [['chat-time-passed']],
  reopen: [
    ['reopened', 'message'],
    ['message', 'stepped', 'ended'],
    ['message', 'reply-due', 'watched'],
  ],
  extend: [['extended']],
  'return-parked': [
    ['queued', 'proposed'],
    ['said', 'accepted', 'watched'],
  ],
  upload: [['uploading']],
  file: [
    ['file', 'reply-due', 'watched'],
    ['resumed', 'file', 'mail-planned', 'watched'],
  ],
  'check-file': [['file-checked', 'forward-requested']],
  unchecked: [[...Array.from({ length: MAX_UNCHECKED }, () => 'file-checked' as const), 'forward-requested']],
  revise: [['revised']],
  note: [['note']],
  connect: [['connected', 'visitor-returned']],
  disconnect: [
    ['disconnected', 'mail-planned'],
    ['disconnected', 'monitored'],
  ],
  return: [['queued', 'proposed'], ['offer-expired'], ['left'], ['said', 'accepted', 'watched'], ['resumed']],
  transfer: [
    ['transferred', 'queued', 'proposed'],
    ['proposed'],
    ['transferred', 'said', 'accepted', 'watched'],
    ['transferred', 'said', 'queued', TO_ONE],
  ],
  invite: [['proposed']],
  withdraw: [['offer-expired']],
  leave: [['left'], ['unmonitored']],
  watch: [['monitored', 'connected']],
  whisper: [['whispered']],
  join: [['joined', 'connected']],
  'take-over': [['said', 'accepted', 'connected', 'watched']],
  lapse: [LAPSED],
  move: [['routed', 'queued', TO_ONE]],
  'turn-away': [['ended']],
  end: [['resumed', 'ended']],
  finish: [['finished'], ['noted']],
  review: [['queued', TO_ONE], ['ended'], ['overflow-closed']],
  'expire-offer': [['offer-expired']],
  'expire-wrap-up': [['finished']],
  'tell-away': [['visitor-left']],
  'auto-finish': [['ended']],
  'send-mail': [['mail-requested']],
  mailed: [['mailed']],
  'fail-mail': [['mail-failed']],
  'decline-mail': [['mail-declined']],
  settle: [['settled', 'ended']],
  'forward-again': [['forward-requested']],
  forwarded: [['forwarded']],
  'fail-forward': [['forward-failed']],
  'give-up': [['settled'], ['ended']],
  feedback: [['rated']],
  transcript: [['transcript-requested']],
  transcribed: [['transcribed']],
  'fail-transcript': [['transcript-failed']],
  reply: [['reopened', BY_VISITOR]],
  'letter-sent': [['letter-sent']],
  'fail-letter': [['letter-failed']],
  'call-due': [['call-came-due'], ['call-planned']],
  'call-made': [['called', 'ended']],
};

/** Whether all of the events are listed there, each at most as often. */
export const comeTogether = (command: Command['type'], events: readonly InteractionEvent[]): boolean =>
  together[command].some((allowed) => {
    const left = [...allowed];
    return events.every((event) => {
      const isToOne = event.type === 'offered' && event.agents.length === 1 && left.includes(TO_ONE);
      const isByVisitor = event.type === 'message' && !event.agent && left.includes(BY_VISITOR);
      const isFile = event.type === 'file' && !event.agent && left.includes(FILE_BY_VISITOR);
      const name = isToOne ? TO_ONE : isByVisitor ? BY_VISITOR : isFile ? FILE_BY_VISITOR : event.type;
      const at = left.indexOf(name);
      if (at >= 0) left.splice(at, 1);
      return at >= 0;
    });
  });
