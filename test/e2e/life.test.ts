import { describe } from 'vitest';
import { setFloor } from '../support/floor.ts';
import { board } from './life/board.ts';
import { leaving } from './life/leaving.ts';

const floor = setFloor();

describe('the life of a chat', () => {
  leaving(floor);
  board(floor);
});
