/** A request of the master that passed the checks, with its confirmations and its refusal. */
import { type Asdu, mirrorAsdu, principalValue } from '../../codec/asdu.js';
import { COT } from '../../codec/causes.js';
import type { TypeDefinition } from '../../codec/types.js';
import type { RequestPort, TelegramStage } from '../ports.js';

/** A request that passed the general checks (`docs/protocol.md` §5). */
export interface Request {
  readonly asdu: Asdu;
  readonly type: TypeDefinition;
  /** The ASDU's octets, a copy. */
  readonly octets: Uint8Array;
  /** Address of the first object. */
  readonly ioa: number;
  /** The addressed object: the row of a command, the point of a read, 0 for types whose IOA is 0. */
  readonly target: number;
  /** When it came, monotonic ms. */
  readonly nowMs: number;
}

/** Mirrors the request with another cause, under the station's own CA (`docs/protocol.md` §5, general checks). */
export function confirm(
  link: RequestPort,
  request: Request,
  cot: number,
  sign: 'positive' | 'negative',
): void {
  const { octets } = request;
  link.replies.reply(mirrorAsdu(octets, cot, sign, link.rtu.ca));
}

/**
 * Shows a telegram to the rows that wait for one, on every port of the station (`docs/behaviour.md` §2, filter). `executed`: it has
 * just been carried out, and its answers are queued.
 */
export function showToFilters(link: RequestPort, asdu: Asdu, stage: TelegramStage, nowMs: number): void {
  for (const rtu of link.rtu.station.awaiting(stage)) {
    for (const { ioa, value } of asdu.objects) {
      const principal = principalValue(asdu.typeId, value) ?? Number.NaN;
      rtu.telegram(link, { typeId: asdu.typeId, ioa, value: principal }, nowMs);
    }
  }
}

/** Refuses a known request that cannot be carried out: one negative actcon (deactcon), no other answer. */
export function refuse(link: RequestPort, request: Request, why: string): void {
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
