import { describe } from 'vitest';
import { setFloor } from '../support/floor.ts';
import { apps } from './life/apps.ts';
import { board } from './life/board.ts';
import { files } from './life/files.ts';
import { leaving } from './life/leaving.ts';
import { mail } from './life/mail.ts';
import { offline } from './life/offline.ts';
import { park } from './life/park.ts';
import { people } from './life/people.ts';
import { talk } from './life/talk.ts';
import { voice } from './life/voice.ts';

const floor = setFloor();

describe('the life of a chat', () => {
  leaving(floor);
  board(floor);
  mail(floor);
  offline(floor);
  apps(floor);
  voice(floor);
  park(floor);
  people(floor);
  talk(floor);
  files(floor);
});
