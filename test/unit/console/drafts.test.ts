import { beforeEach, describe, expect, it, vi } from 'vitest';
import { draftsOf } from '../../../console/live/drafts.ts';
import { InteractionId } from '../../../core/ids.ts';

/** Its keys are its properties, as in a browser. */
const storage = () =>
  Object.create({
    getItem(this: Record<string, string>, key: string) {
      return this[key] ?? null;
    },
    setItem(this: Record<string, string>, key: string, value: string) {
      this[key] = value;
    },
    removeItem(this: Record<string, string>, key: string) {
      delete this[key];
    },
  }) as Storage;

beforeEach(() => void vi.stubGlobal('sessionStorage', storage()));

describe('drafts', () => {
  const interactionId = InteractionId.parse('c1');
  const write = (agentId: string, field: string, text: string) =>
    sessionStorage.setItem(`foyer:draft:${agentId}:${interactionId}:${field}`, text);

  it('F5 E1 belong to one agent: someone else who signs in at the same window finds none', () => {
    write('ines', 'note', ' Asks again on Monday ');
    write('ines', 'disposition', 'solved');
    expect(draftsOf('ines').wrapUp(interactionId)).toEqual({ disposition: 'solved', note: 'Asks again on Monday' });
    expect(draftsOf('ines').inWrapUp()).toEqual([interactionId, interactionId]);
    for (const other of ['rui', 'ine', 'ines:c1', '']) {
      expect(draftsOf(other).wrapUp(interactionId)).toEqual({ disposition: '', note: '' });
      expect(draftsOf(other).inWrapUp()).toEqual([]);
    }
  });

  it('D6 go with the chat, those of the agent alone', () => {
    for (const agentId of ['ines', 'rui']) write(agentId, 'note', agentId);
    write('ines', 'reply', 'Hello');
    draftsOf('ines').forget(interactionId);
    expect(Object.keys(sessionStorage)).toEqual(['foyer:draft:rui:c1:note']);
  });
});
