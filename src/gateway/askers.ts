/** Who has asked, as recipients and in words for the log (`docs/gateway.md` §7). */
import { COT } from '../codec/causes.js';
import type { Recipients } from './asdu-ring.js';
import type { Master } from './parties.js';
import type { OpenRequest } from './request-table.js';

const NOBODY_LEFT = 'nobody who is still there';

export function peerOf({ master }: OpenRequest): string {
  return master === undefined ? NOBODY_LEFT : master.peer;
}

/** Those who share something. */
export function peersOf(sharers: readonly { readonly master: Master }[]): string {
  return sharers.length === 0 ? NOBODY_LEFT : sharers.map(({ master }) => master.peer).join(', ');
}

/** Why a request goes to the RTU: what the gateway itself sends takes selections back. */
export function purposeOf(request: OpenRequest): string {
  const { asked, sent } = request;
  const isOwn = asked === sent && sent.cot === COT.DEACTIVATION;
  return isOwn ? 'takes back what a master had selected that has gone' : `for ${peerOf(request)}`;
}

export function recipientsOf({ master, asked }: OpenRequest): Recipients<Master> {
  return master === undefined ? [] : [{ master, oa: asked.oa }];
}
