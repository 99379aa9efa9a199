/** The masters of a group, as the tables of requests know them. */

import type { GatewayLink } from './ports.js';

/** A master that is connected, or was when it asked. */
export interface Master {
  /** Its connection, for the log. */
  readonly link: GatewayLink;
  /** The other end as `address:port`. */
  readonly peer: string;
  /** Address without port. */
  readonly address: string;
  /** OA towards the RTU; 0: none of its own. */
  readonly oa: number;
  /** Whether data transfer is started. */
  readonly isStarted: boolean;
  /** Queues an ASDU of the gateway's own, behind everything that the RTU has said until now. */
  reply(asdu: Uint8Array): void;
}
