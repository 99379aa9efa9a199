/** Who has asked, as recipients and in words for the log. */
import type { Recipients } from './asdu-ring.js';
import type { Run } from './interrogations.js';
import type { Master } from './parties.js';
import type { OpenRequest } from './request-table.js';

export const NOBODY_LEFT = 'nobody who is still there';

export function peerOf({ master }: OpenRequest): string {
  return master === undefined ? NOBODY_LEFT : master.peer;
}

export function recipientsOf({ master, asked }: OpenRequest): Recipients<Master> {
  return master === undefined ? [] : [{ master, oa: asked.oa }];
}

export function sharersOf({ sharers }: Run): string {
  return sharers.length === 0
    ? `for ${NOBODY_LEFT}`
    : `for ${sharers.map(({ master }) => master.peer).join(', ')}`;
}
