/**
 * Every refusal that a person or a program can meet: its code, its HTTP status, and a sentence that says what to do.
 * A socket sends `{ t: 'refused', id?, code, message }`, HTTP answers the status with `{ code, message }`, and says with
 * `retryAfterS` (and the header Retry-After) when it is worth to ask again.
 */
export const errors = {
  website_unknown: [404, 'No website has this token. Copy the snippet again from the website’s settings.'],
  website_revoked: [403, 'This website token was revoked. Copy the new snippet from the website’s settings.'],
  origin_refused: [403, 'This page’s domain is not among the website’s allowed domains. Add it to `domains`.'],
  token_expired: [401, 'The visitor token has expired. Ask POST /v1/chats/token for a new one.'],
  token_invalid: [401, 'The token was not issued by this Foyer, or is for another use. Start again.'],
  role_missing: [
    403,
    'You are signed in, but have none of the roles agent, supervisor, admin. Ask your administrator.',
  ],
  session_over: [401, 'The sign-in of this connection has ended. Open another with a new ticket from GET /v1/session.'],
  email_missing: [
    403,
    'You are signed in, but your sign-in names no e-mail address. Ask your administrator to let the issuer put `email` into the ID token.',
  ],
  email_unverified: [
    403,
    'You are signed in, but the issuer does not say that your e-mail address is verified. Ask your administrator: `npm run user -- add` marks it in Foyer’s user pool; another issuer must send `email_verified`.',
  ],
  agent_unknown: [
    403,
    'You are signed in, but no agent has your e-mail address. Ask your administrator to add you to the agents.',
  ],
  body_malformed: [400, 'The body does not have the expected shape.'],
  frame_malformed: [400, 'The frame is not JSON of the expected shape.'],
  frame_unknown: [400, 'No frame has this `t`. See protocol/ for those that exist.'],
  message_empty: [400, 'A message needs at least one visible character.'],
  message_unreadable: [
    400,
    'The message has characters that cannot be shown, such as a control character. Take them out and send it again.',
  ],
  message_too_long: [400, 'A message may have 4,000 characters at most. Send it in parts.'],
  rate_limited: [429, 'Too many messages within ten seconds. Wait a moment and send again.'],
  starts_limited: [429, 'Too many chats were started from this address. Start again after `retryAfterS` seconds.'],
  chat_unknown: [404, 'There is no such chat.'],
  chat_not_yours: [403, 'This chat is not with you.'],
  chat_taken: [409, 'Another agent has this chat already.'],
  chat_ended: [409, 'This chat has ended.'],
  chat_not_open: [409, 'The chat is not in a state that allows this now.'],
  too_many_sockets: [
    409,
    'As many newer sockets are open as Foyer keeps, so this one is closed. Open it again when somebody looks at it.',
  ],
  behind: [
    409,
    'The chat went on without you. Ask for what you missed, look for this command in it, and send it again from there.',
  ],
  offer_over: [409, 'This offer is over: it expired, was answered, or went to another agent.'],
  queue_not_yours: [403, 'This queue is not among the queues you serve.'],
  requirement_unmet: [409, 'This chat asks for a skill or a language that you do not have.'],
  receipt_unknown: [404, 'This chat has no decision that could be explained, or its configuration is gone.'],
  agent_full: [409, 'You have as many chats as you may have. Finish one first.'],
  tenant_full: [409, 'There are as many chats as this Foyer may have at once. Try again when one has ended.'],
  agent_away: [409, 'You are not available. Set yourself available first.'],
  disposition_unknown: [400, 'The queue has no such disposition.'],
  unavailable: [503, 'Foyer could not answer just now. Send the same again; nothing happens twice.'],
} as const satisfies Record<string, readonly [status: number, message: string]>;

export type ErrorCode = keyof typeof errors;
