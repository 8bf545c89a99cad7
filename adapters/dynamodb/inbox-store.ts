/** The supervisors' inbox (C4, C5). */
import type { InboxStore } from '../stores.ts';
import { query, type Table } from './client.ts';
import * as keys from './keys.ts';
import { readInbox } from './rows.ts';

export const createInboxStore = (place: Table): InboxStore => ({
  list: async (limit, after) => (await query(place, after ? keys.inboxAfter(after) : keys.inbox, limit)).map(readInbox),
});
