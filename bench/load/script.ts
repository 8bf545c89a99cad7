/** What visitors and agents say to each other. Every text is unique, names its chat, and quotes what it answers. */

const LAST = 'That was all, thank you.';

export const textOf = (visitor: string, n: number): string => `${visitor}, question ${n}: does the shade fit?`;
export const lastOf = (visitor: string, n: number): string => `${visitor}, ${n}: ${LAST}`;
/** `nth`: of the agent. */
export const answerTo = (text: string, agent: string, nth: number): string => `${agent}, answer ${nth} to “${text}”`;

/** Whether the agent may end it. */
export const isLast = (text: string): boolean => text.endsWith(LAST);
