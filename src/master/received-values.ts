/** The process information in a received ASDU as rows of text, for the event list and for the eye. */
import { decodeAsdu, isMalformed } from '../codec/asdu.js';
import { COT } from '../codec/causes.js';
import { formatCp56 } from '../codec/cp56.js';
import { formatObjectQuality, formatValue } from '../codec/value-text.js';
import { isSignalType } from './asdu-check.js';

/** One received object. */
export interface ReceivedValue {
  ca: number;
  ioa: number;
  typeId: number;
  cot: number;
  /** As in an IOA file. */
  value: string;
  /** `IV NT`; empty if no bit is set. */
  quality: string;
  /** `2026-11-22 10:04:02.118 SU`; empty without a time tag. */
  timeTag: string;
}

/** Causes of what a station sends unasked: periodic, background, spontaneous, return information. */
const EVENT_CAUSES: ReadonlySet<number> = new Set([
  COT.PERIODIC,
  COT.BACKGROUND,
  COT.SPONTANEOUS,
  COT.RETURN_INFO_REMOTE,
  COT.RETURN_INFO_LOCAL,
]);

/** Whether an ASDU with this cause holds events, not an answer. */
export function isEventCause(cot: number): boolean {
  return EVENT_CAUSES.has(cot);
}

/** The objects of `octets[at…end)`; none if it carries no process information or can't be read. */
export function receivedValues(octets: Uint8Array, at: number, end: number): ReceivedValue[] {
  if (end - at < 2 || !isSignalType(octets[at])) return [];
  const asdu = decodeAsdu(octets, at, end);
  if (isMalformed(asdu)) return [];
  const { ca, typeId, cot } = asdu;
  return asdu.objects.map(({ ioa, value, time }) => ({
    ca,
    ioa,
    typeId,
    cot,
    value: formatValue(typeId, value),
    quality: formatObjectQuality(value),
    timeTag: time === undefined ? '' : formatCp56(time),
  }));
}
