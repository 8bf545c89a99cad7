/**
 * Bugs that somebody could make, for `npm run sim -- --mutants`: each is planted alone, and the simulation must notice it. To add
 * one, add a row. If it is not found, something is missing in `truths.ts` or `moves.ts`.
 */
export interface Mutant {
  /** What is wrong then. */
  name: string;
  file: string;
  /** In the file exactly once. */
  replace: string;
  by: string;
}

const topics = 'core/interaction/topics';

export const mutants: readonly Mutant[] = [
  // ---- offers and places ---------------------------------------------------------------------------------------------------
  {
    name: 'an offer expires early',
    file: `${topics}/offers.ts`,
    replace: 'interaction.offers.find(({ expiresAt }) => expiresAt <= now)',
    by: 'interaction.offers.find(({ expiresAt }) => expiresAt > 0)',
  },
  {
    name: 'the timer of a hand-over is not set',
    file: `${topics}/hand-over.ts`,
    replace: "timers: ({ expiresAt }) => [{ brings: 'expire-offer', dueAt: expiresAt }],",
    by: 'timers: () => [],',
  },
  {
    name: 'a chat that somebody is asked for is taken from the list',
    file: `${topics}/offers.ts`,
    replace: "if (stage.is !== 'waiting' || reservedFor(interaction))",
    by: "if (stage.is !== 'waiting')",
  },
  {
    name: 'a chat is taken out of a queue that the agent does not see',
    file: `${topics}/offers.ts`,
    replace: "if (actor.side !== 'agent' || !actor.rights?.queues.includes(place.queueId)) return",
    by: "if (actor.side !== 'agent' || !actor.rights) return",
  },
  {
    name: 'a skill is forgotten when a chat is taken',
    file: `${topics}/offers.ts`,
    replace: "if (unmet(actor.rights, place.requires)) return refuse('requirement_unmet');",
    by: '',
  },
  {
    name: 'whoever passed on a chat is asked again at once',
    file: `${topics}/offers.ts`,
    replace: 'now >= stage.passed.at + OFFER_AGAIN_MS',
    by: 'now >= stage.passed.at',
  },
  {
    name: 'capacity is off by one',
    file: 'core/agent/agent.ts',
    replace: 'used(agent) + weight <= agent.capacity',
    by: 'used(agent) <= agent.capacity',
  },
  {
    name: 'a refused place is not noticed',
    file: 'core/agent/moves.ts',
    replace: 'if (refused) return refused;',
    by: '',
  },
  {
    name: 'a place is not given back when another is taken with it',
    file: 'core/agent/moves.ts',
    replace: 'let next = released.reduce(',
    by: 'let next = (reserved.length > 0 ? [] : released).reduce(',
  },
  {
    name: 'a guest holds no place',
    file: 'core/interaction/holdings.ts',
    replace: '[...(owner ? [owner] : []), ...seatedGuests(interaction)].map(',
    by: '[...(owner ? [owner] : [])].map(',
  },
  {
    name: 'a wrap-up holds no place',
    file: 'core/interaction/holdings.ts',
    replace: "return owner ? [withAgent(interaction, owner.id, 'take')] : [];",
    by: 'return [];',
  },
  {
    name: 'chats are offered to an agent on a call',
    file: 'core/agent/agent.ts',
    replace: "status === 'available' && leaseUntil > now && !isOnCall(phone, now);",
    by: "status === 'available' && leaseUntil > now;",
  },
  {
    name: 'a lease is not looked at',
    file: 'core/agent/agent.ts',
    replace: "status === 'available' && leaseUntil > now && !isOnCall(phone, now);",
    by: "status === 'available' && !isOnCall(phone, now);",
  },
  {
    name: 'an agent with one place left is not found',
    file: 'core/agent/agent.ts',
    replace: 'used(agent) + weight <= agent.capacity',
    by: 'used(agent) + weight < agent.capacity',
  },
  {
    name: 'a weight is forgotten',
    file: 'core/interaction/holdings.ts',
    replace: 'weight: kinds[kind].weight,',
    by: 'weight: 0,',
  },
  // ---- parking and limits --------------------------------------------------------------------------------------------------
  {
    name: 'a parked wrap-up runs on',
    file: `${topics}/ending.ts`,
    replace: "stage.is === 'wrap-up' && !parked && stage.deadline <= now",
    by: "stage.is === 'wrap-up' && stage.deadline <= now",
  },
  {
    name: 'a wrap-up that was extended ends when it would have',
    file: `${topics}/ending.ts`,
    replace: "stage.is === 'wrap-up' && !parked && stage.deadline <= now",
    by: "stage.is === 'wrap-up' && !parked",
  },
  {
    name: 'a resumed wrap-up has no time left',
    file: `${topics}/parking.ts`,
    replace: 'wrapUpUntil: now + (parked.left ?? 0)',
    by: 'wrapUpUntil: now',
  },
  {
    name: 'a question is forgotten when its chat is parked',
    file: `${topics}/parking.ts`,
    replace: '...(talk.isAsked ? replyDue(interaction, now) : [])',
    by: '...(talk.isAsked ? [] : [])',
  },
  {
    name: 'a question in a parked chat sets no timer',
    file: `${topics}/parking.ts`,
    replace: "timers: ({ replyBy }) => [{ brings: 'return-parked', dueAt: replyBy }],",
    by: 'timers: () => [],',
  },
  {
    name: 'a parked chat goes back early',
    file: `${topics}/line.ts`,
    replace: "isIn(interaction, 'handled') && replyBy <= now",
    by: "isIn(interaction, 'handled') && replyBy < Infinity",
  },
  {
    name: 'a call that ends resumes what its agent had parked',
    file: `${topics}/parking.ts`,
    replace: "interaction.parked?.by === 'call'",
    by: 'interaction.parked',
  },
  {
    name: 'parked time is talk',
    file: 'core/interaction/clocks.ts',
    replace: "isIn(interaction, 'handled') && !interaction.parked;",
    by: "isIn(interaction, 'handled');",
  },
  {
    name: 'parked time is silence of the agent',
    file: 'core/interaction/clocks.ts',
    replace: 'return at - Math.max(0, before.parked.since - unanswered);',
    by: 'return unanswered;',
  },
  {
    name: 'an unattended chat ends early',
    file: `${topics}/limits.ts`,
    replace: 'return due <= now\n',
    by: 'return due <= Infinity\n',
  },
  {
    name: 'a late answer still counts as none',
    file: 'core/interaction/clocks.ts',
    replace: "return event.from === 'visitor' ? (unanswered ?? at) : undefined;",
    by: 'return unanswered ?? at;',
  },
  {
    name: 'chat time has passed early',
    file: `${topics}/limits.ts`,
    replace: 'talkedMs(interaction, now) >= limitS * 1000',
    by: 'talkedMs(interaction, now) > 0',
  },
  {
    name: 'chat time is said again',
    file: `${topics}/limits.ts`,
    replace: '!interaction.talk.isLong && ',
    by: '',
  },
  // ---- the end, and after it -----------------------------------------------------------------------------------------------
  {
    name: 'a conversation ends twice',
    file: `${topics}/ending.ts`,
    replace: "    if (isOver(interaction)) return refuse('chat_ended');\n    if (actor.side === 'agent' && ownerOf",
    by: "    if (actor.side === 'agent' && ownerOf",
  },
  {
    name: 'a conversation counts as abandoned',
    file: `${topics}/ending.ts`,
    replace: "isHandled ? 'completed' : leaving(interaction, now)",
    by: 'leaving(interaction, now)',
  },
  {
    name: 'whoever leaves the line at once counts as having waited',
    file: `${topics}/ending.ts`,
    replace: "return isShort ? 'short-abandoned' : 'abandoned';",
    by: "return isShort ? 'abandoned' : 'abandoned';",
  },
  {
    name: 'a chat ends without an outcome',
    file: `${topics}/ending.ts`,
    replace: "stage: { is: 'ended', outcome, at: since,",
    by: "stage: { is: 'ended', at: since,",
  },
  {
    name: 'a guest ends the conversation',
    file: `${topics}/ending.ts`,
    replace:
      "if (actor.side === 'agent' && ownerOf(interaction)?.id !== actor.agentId) return refuse('chat_not_open');",
    by: '',
  },
  {
    name: 'notes are added to what was finished',
    file: `${topics}/ending.ts`,
    replace: 'stage.notesUntil !== undefined && now <= stage.notesUntil',
    by: 'now <= (stage.notesUntil ?? Infinity)',
  },
  {
    name: 'wrap-up sets no timer',
    file: `${topics}/ending.ts`,
    replace: "brings: 'expire-wrap-up', dueAt: wrapUpUntil }],\n      measured",
    by: "brings: 'tell-away', dueAt: wrapUpUntil }],\n      measured",
  },
  {
    name: 'momentum lasts for ever',
    file: `${topics}/reopening.ts`,
    replace: 'now - endedAt(interaction) < momentumS * 1000 &&',
    by: 'momentumS > 0 &&',
  },
  {
    name: 'the next reader is taken for the one before',
    file: `${topics}/reopening.ts`,
    replace: 'now), isOtherReader: true },',
    by: 'now) },',
  },
  {
    name: 'a former reader still hears what is said',
    file: `${topics}/reopening.ts`,
    replace: 'readsFrom: seq, reach: { ...visitor.reach, ids: [] }',
    by: 'readsFrom: seq',
  },
  {
    name: 'a former reader is still served',
    file: 'core/interaction/decide.ts',
    replace: "if (isOfFormerReader(interaction, command)) return refuse('chat_ended');",
    by: '',
  },
  // ---- handing over and watching -------------------------------------------------------------------------------------------
  {
    name: 'a chat goes to a closed queue',
    file: `${topics}/hand-over.ts`,
    replace: "if (!queue.takes && kinds[kind].isLive) return refuse('queue_closed');",
    by: '',
  },
  {
    name: 'a visitor reads whispers',
    file: `${topics}/oversight.ts`,
    replace: "{ agent: 'whole', fold: (interaction, { by }, at)",
    by: "{ visitor: 'whole', agent: 'whole', fold: (interaction, { by }, at)",
  },
  {
    name: 'a transcript is e-mailed twice',
    file: 'functions/desk/transcript.ts',
    replace: " || chat.transcript.is !== 'asked') return;",
    by: ') return;',
  },
  {
    name: 'who comes later has a transcript sent to who was there before',
    file: `${topics}/transcript.ts`,
    replace: 'visitor.readsFrom === 0 &&',
    by: '',
  },
  {
    name: 'how it was is said twice',
    file: `${topics}/feedback.ts`,
    replace: "if (interaction.feedback === 'given') return refuse('feedback_given');",
    by: '',
  },
  {
    name: 'a visitor reads notes',
    file: `${topics}/conversation.ts`,
    replace: "{ agent: 'whole', fold: (interaction, { agent }, at)",
    by: "{ visitor: 'whole', agent: 'whole', fold: (interaction, { agent }, at)",
  },
  {
    name: 'a visitor learns the id of who joined',
    file: `${topics}/hand-over.ts`,
    replace: "visitor: view('joined', Named, named),",
    by: "visitor: 'whole',",
  },
  {
    name: 'agents see who watches',
    file: `${topics}/oversight.ts`,
    replace: "supervisor: 'whole',\n      fold: (interaction, { agent, until })",
    by: "agent: 'whole',\n      fold: (interaction, { agent, until })",
  },
  {
    name: 'whoever watches goes before their time is over',
    file: `${topics}/oversight.ts`,
    replace: 'people.filter((person) => !isPresent(person, now)).map(leaving)',
    by: 'people.filter(({ until }) => until !== undefined).map(leaving)',
  },
  {
    name: 'a supervisor sees every queue',
    file: `${topics}/oversight.ts`,
    replace: "return queues === 'all' || queues.includes(place.queueId) ?",
    by: "return queues === 'all' || queues.length > 0 ?",
  },
  {
    name: 'a former supervisor may go on reading',
    file: `${topics}/people.ts`,
    replace: "  (actor.role ?? 'agent') !== 'agent' &&\n",
    by: '',
  },
  {
    name: 'whoever is only asked may whisper',
    file: `${topics}/oversight.ts`,
    replace: "if (known?.as !== 'monitor' && known?.as !== 'guest') return refuse('chat_not_yours');",
    by: '',
  },
  {
    name: 'an agent supervises',
    file: 'functions/agent/agent-rights.ts',
    replace: "if (role === 'agent' || !published) return undefined;",
    by: 'if (!published) return undefined;',
  },
  // ---- visitors ------------------------------------------------------------------------------------------------------------
  {
    name: 'a visitor has left who has another page open',
    file: `${topics}/people.ts`,
    replace: 'sockets.length === 1 && !isOver(interaction)',
    by: 'sockets.length >= 1 && !isOver(interaction)',
  },
  {
    name: 'a visitor who goes to another page has left',
    file: `${topics}/people.ts`,
    replace: 'return away.since + AWAY_GRACE_MS <= now ?',
    by: 'return away.since <= now ?',
  },
  {
    name: 'a visitor who is away is waited for too short',
    file: `${topics}/people.ts`,
    replace: 'away.endsAt <= now && !isOver(interaction)',
    by: 'away.since <= now && !isOver(interaction)',
  },
  {
    name: 'a chat ends while a mail is planned',
    file: `${topics}/people.ts`,
    replace: 'away !== undefined && !away.mail &&',
    by: 'away !== undefined &&',
  },
  {
    name: 'a visitor reads a text that was taken back',
    file: 'core/interaction/view.ts',
    replace: "viewer === 'visitor' ? withoutOldText(now, event, seq) : event",
    by: 'event',
  },
  // ---- mail ----------------------------------------------------------------------------------------------------------------
  {
    name: 'a mail is sent early',
    file: `${topics}/continuity.ts`,
    replace: 'if (!mail || mail.dueAt > now) return nothing;',
    by: 'if (!mail) return nothing;',
  },
  {
    name: 'a mail sets no timer',
    file: `${topics}/continuity.ts`,
    replace: "timers: ({ dueAt }, at) => [{ brings: 'send-mail', dueAt: coarse(dueAt, at) }],",
    by: 'timers: () => [],',
  },
  {
    name: 'a mail is put off by every message',
    file: `${topics}/continuity.ts`,
    replace: 'visitor.away?.mail || ',
    by: '',
  },
  {
    name: 'a visitor who wants no mail gets some',
    file: `${topics}/continuity.ts`,
    replace: ' || !mailboxFor(contact)) return [];',
    by: ') return [];',
  },
  {
    name: 'a mail is sent twice',
    file: 'functions/desk/mail.ts',
    replace: 'since.some((commit) => commit.id === id || isReturn(commit))',
    by: 'since.some((commit) => isReturn(commit))',
  },
  // ---- what follows --------------------------------------------------------------------------------------------------------
  {
    name: 'nothing follows from a repeated command',
    file: 'functions/desk/execute.ts',
    replace: "return { result: 'repeated', before: unstarted(interactionId),",
    by: "return { result: 'repeated', before,",
  },
  {
    name: 'whoever lets go of a chat is not served',
    file: 'core/interaction/consequences.ts',
    replace: '...letGo(before, after, commit).map(',
    by: '...[].map(',
  },
  {
    name: 'an agent who is rung and has left is not noticed',
    file: 'functions/desk/perform.ts',
    replace: 'if (rungBy(chat).includes(agentId) && !(agent && isOpenToOffers(agent, parts.now())))',
    by: 'if (rungBy(chat).includes(agentId) && !agent)',
  },
  {
    name: 'an agent who is free does not look a second time',
    file: 'functions/desk/serve-agent.ts',
    replace: 'agent ? await serveListed(parts, agent) : []',
    by: 'agent ? [] : []',
  },
  {
    name: 'the next chat of a line does not ring',
    file: 'core/interaction/consequences.ts',
    replace: 'left !== undefined && offersToAll(',
    by: 'left === undefined && offersToAll(',
  },
  {
    name: 'a chat in line when its lane is removed stays there',
    file: 'functions/desk/perform.ts',
    replace: 'return turnedAway.length > 0 ? turnedAway : moveIfStranded(parts, chat);',
    by: 'return turnedAway;',
  },
  {
    name: 'the number of the commit before is wrong',
    file: 'functions/desk/push.ts',
    replace: 'before.stage ? before.visitor.lastVisible : commit.seq - 1',
    by: 'before.stage ? before.visitor.readsFrom : commit.seq - 1',
  },
  {
    name: 'a cursor is off by one',
    file: 'functions/agent/agent-desk.ts',
    replace: 'chats.range(interactionId, after, MAX_RANGE_COMMITS)',
    by: 'chats.range(interactionId, after + 1, MAX_RANGE_COMMITS)',
  },
  {
    name: 'a gap is overlooked',
    file: 'protocol/client.ts',
    replace: 'if (prev <= position) position',
    by: 'if (prev <= seq) position',
  },
  // ---- the phone -----------------------------------------------------------------------------------------------------------
  {
    name: 'a call does not take an offer back',
    file: 'functions/desk/desk.ts',
    replace: '[...forCall.ringing(agentId), {',
    by: '[{',
  },
  {
    name: 'what a call parked stays parked',
    file: 'functions/desk/desk.ts',
    replace: "idle: (agentId) => [{ type: 'resume-after-call', agentId }],",
    by: 'idle: () => [],',
  },
  {
    name: 'a call whose end is not reported is never over',
    file: 'functions/agent/voice.ts',
    replace: "if (said.state !== 'idle') await timers.arm(",
    by: "if (said.state === 'idle') await timers.arm(",
  },
  {
    name: 'only the first of a line stop to ring who leaves',
    file: 'functions/desk/ring.ts',
    replace: 'export const STILL_RINGING = 25;',
    by: 'export const STILL_RINGING = 5;',
  },
  {
    name: 'an agent in wrap-up is rung',
    file: 'core/agent/next-agent.ts',
    replace: "if (has('wrap-up')) return undefined;",
    by: '',
  },
  {
    name: 'an agent is rung for two calls',
    file: 'core/agent/next-agent.ts',
    replace: "held && held.until > now && held.callId !== callId ? 'held' : undefined",
    by: "held && held.until <= now && held.callId !== callId ? 'held' : undefined",
  },
  {
    name: 'an agent with a chat is rung before a free one',
    file: 'core/agent/next-agent.ts',
    replace: 'whyRung.indexOf(a.why) - whyRung.indexOf(b.why) ||',
    by: 'whyRung.indexOf(b.why) - whyRung.indexOf(a.why) ||',
  },
  {
    name: 'a guest in a parked chat is not interrupted',
    file: 'core/interaction/work.ts',
    replace: 'if (interaction.parked && ownerOf(interaction)?.id === agentId) return',
    by: 'if (interaction.parked && ownerOf(interaction)) return',
  },
  // ---- waiting -------------------------------------------------------------------------------------------------------------
  {
    name: 'closing time does not end the wait',
    file: 'core/interaction/waiting.ts',
    replace: 'timeOutS === 0 && closesAt !== undefined ?',
    by: 'timeOutS > 0 && closesAt !== undefined ?',
  },
  {
    name: 'a wait is over early',
    file: `${topics}/line.ts`,
    replace: 'if (at > now) break;',
    by: '',
  },
  {
    name: 'a conversation counts as waiting',
    file: `${topics}/line.ts`,
    replace: 'const waitedFrom = place.waitedFrom + now - stage.since;',
    by: 'const waitedFrom = place.waitedFrom;',
  },
  {
    name: 'limits on waiting come twice as late',
    file: 'core/interaction/waiting.ts',
    replace: 'at: waitedFrom + seconds * 1000 });',
    by: 'at: waitedFrom + seconds * 2000 });',
  },
  {
    name: 'the agent who is idle for longest comes last',
    file: 'core/routing/strategies.ts',
    replace: "'longest-idle': { offersTo: 'one', order: ({ idleSince }) => [idleSince] },",
    by: "'longest-idle': { offersTo: 'one', order: ({ idleSince }) => [1e14 - idleSince] },",
  },
  {
    name: 'the newest chat is served first',
    file: 'core/routing/place.ts',
    replace: 'a.since - b.since ||',
    by: 'b.since - a.since ||',
  },
  {
    name: 'what is urgent waits like anything else',
    file: 'core/routing/place.ts',
    replace: 'b.priority - a.priority ||',
    by: '',
  },
  {
    name: 'a chat that comes back stands at the end of the line',
    file: `${topics}/line.ts`,
    replace: 'queueId, priority, since, waitedFrom, requires, reviewAt: [] },',
    by: 'queueId, priority, since: waitedFrom, waitedFrom, requires, reviewAt: [] },',
  },
  // ---- publishes -----------------------------------------------------------------------------------------------------------
  {
    name: 'whoever is no longer an agent keeps their chats',
    file: 'functions/agent/agent-rights.ts',
    replace: '    if (!agent) return;\n    await leave(agent);',
    by: '    if (!agent) return;',
  },
  {
    name: 'a publish does not reach agents',
    file: 'functions/agent/agent-rights.ts',
    replace: 'return profile ? change(profile) : remove(',
    by: 'return profile ? undefined : remove(',
  },
  {
    name: 'a disabled queue takes chats',
    file: 'functions/desk/routing.ts',
    replace: 'const isOff = !configuration.queues.find(({ id }) => id === queueId)?.enabled;',
    by: 'const isOff = !configuration.queues.some(({ id }) => id === queueId);',
  },
];
