/**
 * Every refusal that a person or a program can get: its code, its HTTP status, and a sentence that says what to do. A socket
 * sends `{ t: 'refused', id?, code, message }`. HTTP returns the status with `{ code, message }`. If it makes sense to try
 * again, `retryAfterS` (and the header Retry-After) says when.
 */
export const errors = {
  website_unknown: [404, 'No website has this token. Copy the snippet again from the website’s settings.'],
  website_revoked: [403, 'This website token was revoked. Copy the new snippet from the website’s settings.'],
  app_unknown: [404, 'This website does not have this app. Add it to `apps` in the website’s settings.'],
  slot_gone: [
    409,
    'Nobody can be called at this time (any more). Get the times from GET /v1/websites/{token}, and ask again.',
  ],
  origin_refused: [403, 'This page’s domain is not one of the website’s allowed domains. Add it to `domains`.'],
  token_expired: [401, 'The visitor token has expired. Ask POST /v1/chats/token for a new one.'],
  token_invalid: [401, 'This token was not issued by this Foyer, or is meant for another use. Start again.'],
  link_expired: [401, 'The link in the email has expired. Start a new chat on the website.'],
  link_invalid: [401, 'This Foyer did not issue the link, or a part of it is missing. Open it again from the email.'],
  role_missing: [
    403,
    'You are signed in, but you do not have any of the roles agent, supervisor and admin. Ask your administrator for one.',
  ],
  session_over: [
    401,
    'The session behind this connection has ended. Connect again with a new ticket from GET /v1/session.',
  ],
  email_missing: [
    403,
    'You are signed in, but your ID token has no e-mail address. Ask your administrator to have the issuer include `email` in it.',
  ],
  email_unverified: [
    403,
    'You are signed in, but the issuer does not confirm that your e-mail address is verified. Ask your administrator: `npm run user -- add` marks it as verified in Foyer’s user pool; any other issuer must send `email_verified`.',
  ],
  supervisors_only: [
    403,
    'Only supervisors and administrators see the wallboard and the messages. Ask your administrator for the role.',
  ],
  agent_unknown: [
    403,
    'You are signed in, but no agent has your e-mail address. Ask your administrator to add you as an agent.',
  ],
  key_invalid: [
    401,
    'This request needs a valid key of your phone system: `Authorization: Bearer foyer_voice_…`. Create one with `npm run phone-key`.',
  ],
  agent_not_found: [404, 'No agent has this id. Use an id from `agents` in the configuration in force.'],
  queue_not_found: [404, 'No queue has this id. Use an id from `queues` in the configuration in force.'],
  agents_too_many: [
    400,
    'More than 1,000 agents could take this call. Give a queue, a skill or a language, so that fewer are looked at.',
  ],
  message_not_yours: [403, 'You did not write this message, so you cannot change it or take it back.'],
  message_final: [
    409,
    'This message can no longer be changed or taken back: too much time has passed, or it was taken back before. Write another one.',
  ],
  answers_wrong: [
    400,
    'Answers are missing or not what the form asks for. Correct those in brackets: GET /v1/websites/{token} describes the form.',
  ],
  answers_too_long: [400, 'The answers are too long together. Shorten them to 8,000 bytes of JSON.'],
  form_changed: [
    409,
    'The website has another form by now, without the answers in brackets. Get it from GET /v1/websites/{token}, and ask again.',
  ],
  contact_unknown: [404, 'Nothing that the visitor said leads to a contact, so there is none to change.'],
  contact_changed: [409, 'Somebody else has changed this contact. Get it again, and repeat what you changed.'],
  contact_taken: [
    409,
    'Another contact is known by this. Correct it, or merge the two if they are the same person. Nothing was changed.',
  ],
  contact_too_large: [409, 'Together the two are more than one contact can be. Nothing was changed.'],
  body_malformed: [400, 'The body does not have the expected shape.'],
  frame_malformed: [400, 'The frame is not JSON in the expected shape.'],
  frame_unknown: [400, 'There is no frame with this `t`. See protocol/ for the list.'],
  message_empty: [400, 'A message needs at least one visible character.'],
  message_unreadable: [
    400,
    'The message contains characters that cannot be shown, such as control characters. Remove them and send it again.',
  ],
  message_too_long: [400, 'A message can have at most 4,000 characters. Split it into parts.'],
  files_refused: [409, 'No files can be sent in this chat.'],
  file_type_refused: [
    400,
    'Files of this kind cannot be sent here. Send one of the kinds that `files` lists, with its extension in the name.',
  ],
  file_too_large: [400, 'The file is larger than `files.maxBytes` allows. Make it smaller, or send it in parts.'],
  files_too_many: [409, 'No more files can be sent in this chat: the website’s limit is reached.'],
  file_unknown: [404, 'There is no such file in this chat, or it is not yours to read.'],
  upload_unknown: [
    404,
    'There is no such upload: it was sent before, or it is more than 15 minutes old. Ask for another.',
  ],
  rate_limited: [429, 'Too many messages in ten seconds. Wait a moment and send it again.'],
  replies_limited: [429, 'Too many replies came by this link. Try again after `retryAfterS` seconds.'],
  starts_limited: [429, 'Too many chats were started from this address. Try again after `retryAfterS` seconds.'],
  chat_unknown: [404, 'There is no such chat.'],
  chat_not_yours: [403, 'This chat is not assigned to you.'],
  chat_taken: [409, 'Another agent already has this chat.'],
  chat_ended: [409, 'This chat has ended.'],
  chat_not_open: [409, 'This is not possible at the current stage of the chat.'],
  too_many_sockets: [
    409,
    'Foyer keeps only your newest connections, and this one is too old. Connect again when someone uses it.',
  ],
  behind: [
    409,
    'The chat has moved on. Fetch the events you missed. If this command is not among them, send it again.',
  ],
  offer_over: [409, 'This offer is over: it expired, was answered, or went to another agent.'],
  queue_not_yours: [403, 'You do not serve this queue.'],
  not_supervisor: [403, 'Only supervisors can do this. Ask your administrator for the role.'],
  target_unknown: [404, 'There is no such agent, or they have never signed in. Choose someone else.'],
  target_in_chat: [409, 'This person is in the chat already, or it waits there already. Choose someone else.'],
  target_lacks_queue: [
    409,
    'This agent does not see the chat’s queue. Choose someone else, or transfer it to a queue.',
  ],
  target_full: [409, 'This agent is at capacity. Choose someone else, or transfer the chat to a queue.'],
  target_away: [409, 'This agent is not available. Choose someone else, or transfer the chat to a queue.'],
  queue_unknown: [404, 'There is no such queue any more. Choose another.'],
  queue_closed: [409, 'This queue takes no chats now: it is closed or switched off. Choose another.'],
  transfer_under_way: [409, 'Someone has already been asked. Wait for the answer, or withdraw the request.'],
  chat_crowded: [409, 'No more people can join this chat. Wait until someone has left.'],
  requirement_unmet: [409, 'This chat needs a skill or a language that you do not have.'],
  receipt_unknown: [404, 'This chat has no decisions to explain, or its configuration no longer exists.'],
  agent_full: [409, 'You are at capacity. Finish a chat first.'],
  tenant_full: [409, 'This Foyer has reached its limit of open chats. Try again when one has ended.'],
  agent_away: [409, 'You are not available. Set your status to Available first.'],
  disposition_unknown: [400, 'This queue does not have that disposition.'],
  pause_reason_unknown: [400, 'The configuration does not have this reason for a pause. Use one of those in brackets.'],
  no_conversation: [
    409,
    'Nobody reads along here, and there is no address for an answer by e-mail. Call them, and write a note about it.',
  ],
  not_aside: [409, 'Someone has closed this already, or given it to a queue or an agent.'],
  mail_under_way: [409, 'The e-mail is being sent. If it has not gone in ten minutes, send it again.'],
  wrap_up_extended: [409, 'Wrap-up cannot be extended again. Finish it with what you have: you can add a note later.'],
  feedback_given: [409, 'The visitor has said how this conversation was. It can be said once.'],
  transcript_refused: [
    409,
    'This conversation is not e-mailed: the website does not offer it, no address was given, no agent has answered, or it was sent three times.',
  ],
  unavailable: [503, 'Foyer could not respond. Send the same request again; repeating it is safe.'],
} as const satisfies Record<string, readonly [status: number, message: string]>;

export type ErrorCode = keyof typeof errors;
