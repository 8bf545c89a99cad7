/** What a visitor leaves without a conversation: instead of a chat (C4), or by an app of the page (A5, A6, A7). */
export const leftKinds = ['offline', 'form', 'message', 'callback'] as const;
export type LeftKind = (typeof leftKinds)[number];
