/** A request of the master that passed the checks, its confirmations and its refusal. */
import { type Asdu, mirrorAsdu } from '../../codec/asdu.js';
import { COT } from '../../codec/causes.js';
import type { TypeDefinition } from '../../codec/types.js';
import type { Link } from '../link.js';

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

/** Mirrors the request with another cause, under the station's own CA (`docs/protocol.md` §5, general checks). */
export function confirm(link: Link, request: Request, cot: number, sign: 'positive' | 'negative'): void {
  const { octets } = request;
  link.reply(mirrorAsdu(octets, 0, octets.length, cot, sign, link.rtu.ca));
}

/** A known request that can't be carried out as it is: actcon (deactcon) negative, nothing else. */
export function refuse(link: Link, request: Request, why: string): void {
  const { asdu, ioa } = request;
  const cot = asdu.cot === COT.DEACTIVATION ? COT.DEACTIVATION_CON : COT.ACTIVATION_CON;
  confirm(link, request, cot, 'negative');
  link.rtu.journal.event(link.rtu, link, {
    event: 'negative',
    direction: 'tx',
    typeId: asdu.typeId,
    cot,
    ioa,
    detail: why,
  });
}
