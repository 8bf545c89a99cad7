import type { Wait } from '../engine/wait.ts';
import type { Say } from './texts.ts';

export const waitInWords = (say: Say, { from, to, isLonger }: Wait): string =>
  from ? say(isLonger ? 'waitLonger' : 'wait', from, to) : say('waitSoon');
