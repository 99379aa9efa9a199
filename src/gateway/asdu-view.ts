/** What the gateway reads of an ASDU: header, first IOA, select bit. The rest passes unread. */
import { ASDU_HEADER_OCTETS, copyOctets, IOA_OCTETS, mirrorAsdu, readCa, readIoa } from '../codec/asdu.js';
import { COT } from '../codec/causes.js';
import { findType } from '../codec/types.js';

/** An ASDU of its own memory, with what routing needs of it. */
export interface AsduView {
  /** Its octets; OA and CA as they go to the RTU. */
  readonly octets: Uint8Array;
  readonly typeId: number;
  readonly cot: number;
  readonly negative: boolean;
  readonly oa: number;
  readonly ca: number;
  /** Of the first object; −1: it has none. */
  readonly ioa: number;
  /** The S/E bit of commands that have one: 0 execute, 1 select; −1: it has none. */
  readonly select: number;
  /** QOI or QCC of an interrogation; −1: it is none. */
  readonly qualifier: number;
}

export const INTERROGATION = 100;
export const COUNTER_REQUEST = 101;
export const READ = 102;
export const CLOCK_SYNC = 103;
export const RESET = 105;
export const TEST = 107;
export const INITIALIZED = 70;
const FIRST_PARAMETER = 110;
const LAST_PARAMETER = 113;
const FIRST_FILE_TYPE = 120;
export const DIRECTORY = 126;
const LAST_FILE_TYPE = 127;
/** QOI, QCC or QRP behind the header and the IOA. */
const QUALIFIER_AT = ASDU_HEADER_OCTETS + IOA_OCTETS;
/** Freeze and reset of a counter request, in its QCC. */
const FREEZE = 0xc0;

/** Reads the ASDU `octets[at…end)`, at least six octets, into memory of its own. */
export function viewAsdu(octets: Uint8Array, at: number, end: number): AsduView {
  return viewOwn(copyOctets(octets, at, end));
}

/** The view of octets that nobody else changes. */
function viewOwn(octets: Uint8Array): AsduView {
  const typeId = octets[0];
  const hasObject = octets.length >= QUALIFIER_AT;
  const hasQualifier =
    octets.length > QUALIFIER_AT && (typeId === INTERROGATION || typeId === COUNTER_REQUEST);
  return {
    octets,
    typeId,
    cot: octets[2] & 0x3f,
    negative: (octets[2] & 0x40) !== 0,
    oa: octets[3],
    ca: readCa(octets, 0),
    ioa: hasObject ? readIoa(octets, ASDU_HEADER_OCTETS) : -1,
    select: selectOf(octets),
    qualifier: hasQualifier ? octets[QUALIFIER_AT] : -1,
  };
}

/** The same with another OA and CA. */
export function withAddresses(view: AsduView, oa: number, ca: number): AsduView {
  const octets = copyOctets(view.octets, 0, view.octets.length);
  octets[3] = oa;
  octets[4] = ca & 0xff;
  octets[5] = ca >> 8;
  return { ...view, octets, oa, ca };
}

/** What the gateway itself says to a request of a master: its mirror, with this cause. */
export function answerTo(request: AsduView, cot: number, sign: 'positive' | 'negative'): Uint8Array {
  return mirrorAsdu(request.octets, cot, sign);
}

/** The refusal of a request: not confirmed. */
export function refusalOf(request: AsduView): Uint8Array {
  return answerTo(
    request,
    request.cot === COT.DEACTIVATION ? COT.DEACTIVATION_CON : COT.ACTIVATION_CON,
    'negative',
  );
}

/** The request that takes this one back. */
export function deactivationOf({ octets }: AsduView): AsduView {
  const copy = copyOctets(octets, 0, octets.length);
  copy[2] = (copy[2] & 0x80) | COT.DEACTIVATION;
  return viewOwn(copy);
}

/** Whether the type is a command to the process (45–51, 58–64). */
export function isCommandType(typeId: number): boolean {
  return findType(typeId)?.role === 'command';
}

/** Whether a request acts on the process or the RTU: a command, a reset, a parameter. */
export function isActingType(typeId: number): boolean {
  return isCommandType(typeId) || typeId === RESET || (typeId >= FIRST_PARAMETER && typeId <= LAST_PARAMETER);
}

/** Whether only an RTU sends this type. */
export function isMonitorType(typeId: number): boolean {
  if (typeId === DIRECTORY) return true;
  const role = findType(typeId)?.role;
  return role === 'monitor' || role === 'initialization';
}

export function isFileType(typeId: number): boolean {
  return typeId >= FIRST_FILE_TYPE && typeId <= LAST_FILE_TYPE;
}

/** Whether an interrogation can be shared: it only reads. */
export function onlyReads({ typeId, qualifier }: AsduView): boolean {
  return typeId === INTERROGATION || (typeId === COUNTER_REQUEST && (qualifier & FREEZE) === 0);
}

/** The type and qualifier of the interrogation whose data have this cause; `undefined`: it is no such cause. */
export function interrogationOf(cot: number): { typeId: number; qualifier: number } | undefined {
  if (cot >= COT.INTERROGATED_STATION && cot <= COT.INTERROGATED_GROUP_16) {
    return { typeId: INTERROGATION, qualifier: cot };
  }
  // RQT 5 asks for all counters, 1…4 for those of a group (`docs/protocol.md` §3).
  if (cot === COT.COUNTER_GENERAL) return { typeId: COUNTER_REQUEST, qualifier: 5 };
  if (cot > COT.COUNTER_GENERAL && cot <= COT.COUNTER_GROUP_4) {
    return { typeId: COUNTER_REQUEST, qualifier: cot - COT.COUNTER_GENERAL };
  }
  return undefined;
}

function selectOf(octets: Uint8Array): number {
  const type = findType(octets[0]);
  if (type?.selectable !== true) return -1;
  // The bit is the highest of the last element, a command's or a set-point's qualifier.
  return octets[QUALIFIER_AT + type.elementOctets - 1] >> 7;
}
