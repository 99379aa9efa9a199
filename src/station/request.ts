/** A request of the master that passed the checks, and its confirmations. */
import { type Asdu, mirrorAsdu } from '../codec/asdu.js';
import type { TypeDefinition } from '../codec/types.js';
import type { Link } from './link.js';

/** What the procedures need of a request again and again. */
export interface Request {
  asdu: Asdu;
  type: TypeDefinition;
  /** The ASDU's octets, a copy. */
  octets: Uint8Array;
  /** Address of the first object. */
  ioa: number;
  /** When it came, monotonic ms. */
  nowMs: number;
}

/** Mirrors the request with another cause, under the station's own CA (`protocol.md` §5, general checks). */
export function confirm(link: Link, request: Request, cot: number, sign: 'positive' | 'negative'): void {
  const { octets } = request;
  link.reply(mirrorAsdu(octets, 0, octets.length, cot, sign, link.rtu.ca));
}
