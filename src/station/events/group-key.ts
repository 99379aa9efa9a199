/** Which redundancy group a connection is of (`docs/behaviour.md` §1, option `group`). */
import type { GroupMode } from '../parameters.js';

/** A connection, as far as its group is concerned. */
export interface GroupMember {
  /** The peer as `address:port`. */
  readonly peer: string;
  /** Number of its group, where the RTU has groups by peer address; else 0. */
  readonly group: number;
}

/** The number of the group; with `each` the address, so that a peer that comes back is known. */
export function groupKey(mode: GroupMode, { peer, group }: GroupMember): number | string {
  return mode === 'each' ? peer.slice(0, peer.lastIndexOf(':')) : group;
}
