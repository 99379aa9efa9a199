/**
 * ASDU: octets ⇄ values, SQ 0 and 1. Source: `docs/protocol.md` §2 and §3.
 * Types outside the table decode to their raw octets, so that they can be mirrored.
 */
import { MAX_ASDU_OCTETS } from './apci.js';
import type { COT } from './causes.js';
import { type Cp56, readCp56, writeCp56 } from './cp56.js';
import { ELEMENTS, type ElementRecord, fractionFromNva, VALUE_FIELDS } from './elements.js';
import { CodecError, requireInteger } from './errors.js';
import { findType, type TypeDefinition, typeOf } from './types.js';

/** Octets of the data unit identifier: type, VSQ, COT, OA, CA. */
export const ASDU_HEADER_OCTETS = 6;
/** Octets of an information object address. */
export const IOA_OCTETS = 3;
/** The global common address: every station. */
export const GLOBAL_CA = 65535;
/** Largest information object address. */
export const MAX_IOA = 16777215;

const NEGATIVE = 0x40;
const TEST = 0x80;
/** SQ, in the octet of the number of objects. */
export const SEQUENCE = 0x80;

/** One information object: address, element values, and a time tag if the type has one. */
export interface InformationObject {
  /** 0…16777215. */
  ioa: number;
  value: ElementRecord;
  time?: Cp56;
}

/** The six octets before the objects. */
export interface AsduHeader {
  /** 0…255. */
  typeId: number;
  /** SQ: one IOA, elements at consecutive addresses. */
  sequence: boolean;
  /** N of the VSQ, 0…127. */
  count: number;
  /** Cause, 0…63. */
  cot: number;
  /** P/N = 1. */
  negative: boolean;
  /** T = 1. */
  test: boolean;
  /** Originator address 0…255. */
  oa: number;
  /** Common address 0…65535. */
  ca: number;
}

/** A decoded ASDU. */
export interface Asdu extends AsduHeader {
  objects: InformationObject[];
  /** Octets after the last object; 0 in a well-formed ASDU. */
  trailingOctets: number;
  /** All octets after the header, for a type outside the table; `objects` is then empty. */
  raw?: Uint8Array;
}

/** Why octets are not an ASDU. */
export interface MalformedAsdu {
  fault: 'HEADER_TRUNCATED' | 'NO_OBJECTS' | 'OBJECTS_TRUNCATED';
  /** In words, with the figures. */
  detail: string;
}

/**
 * A copy of the octets `at…end` in memory of its own. Not `octets.slice`: on a Buffer that is a view, which changes
 * when the buffer is read into again.
 */
export function copyOctets(octets: Uint8Array, at: number, end: number): Uint8Array {
  const copy = new Uint8Array(end - at);
  for (let i = 0; i < copy.length; i++) copy[i] = octets[at + i];
  return copy;
}

/** Whether decoding returned a fault, not an ASDU. */
export function isMalformed(result: Asdu | MalformedAsdu): result is MalformedAsdu {
  return 'fault' in result;
}

/** Reads the header at `at`; the caller has checked that there are six octets. */
export function readAsduHeader(octets: Uint8Array, at: number): AsduHeader {
  return {
    typeId: octets[at],
    sequence: (octets[at + 1] & SEQUENCE) !== 0,
    count: octets[at + 1] & 0x7f,
    cot: octets[at + 2] & 0x3f,
    negative: (octets[at + 2] & NEGATIVE) !== 0,
    test: (octets[at + 2] & TEST) !== 0,
    oa: octets[at + 3],
    ca: readCa(octets, at),
  };
}

/** Writes the six header octets at `at`. */
export function writeAsduHeader(octets: Uint8Array, at: number, header: AsduHeader): void {
  octets[at] = header.typeId;
  octets[at + 1] = header.count | (header.sequence ? SEQUENCE : 0);
  octets[at + 2] = header.cot | (header.negative ? NEGATIVE : 0) | (header.test ? TEST : 0);
  octets[at + 3] = header.oa;
  octets[at + 4] = header.ca & 0xff;
  octets[at + 5] = header.ca >> 8;
}

/** The CA, 0…65535, of the ASDU at `at`. */
export function readCa(octets: Uint8Array, at: number): number {
  return octets[at + 4] | (octets[at + 5] << 8);
}

/** Reads an IOA, 0…16777215. */
export function readIoa(octets: Uint8Array, at: number): number {
  return octets[at] | (octets[at + 1] << 8) | (octets[at + 2] << 16);
}

/** Writes an IOA, three octets. */
export function writeIoa(octets: Uint8Array, at: number, ioa: number): void {
  octets[at] = ioa & 0xff;
  octets[at + 1] = (ioa >> 8) & 0xff;
  octets[at + 2] = (ioa >> 16) & 0xff;
}

/**
 * Decodes `octets[at…end)`. The result shares no memory with `octets`.
 * With SQ=1 the addresses count up from the first; past 16777215 they wrap, as three octets do.
 */
export function decodeAsdu(octets: Uint8Array, at: number, end: number): Asdu | MalformedAsdu {
  const length = end - at;
  if (length < ASDU_HEADER_OCTETS) {
    return { fault: 'HEADER_TRUNCATED', detail: `${length} octets, expected at least ${ASDU_HEADER_OCTETS}` };
  }
  const header = readAsduHeader(octets, at);
  const type = findType(header.typeId);
  const first = at + ASDU_HEADER_OCTETS;
  if (type === undefined) {
    return { ...header, objects: [], trailingOctets: 0, raw: copyOctets(octets, first, end) };
  }
  if (header.count === 0) return { fault: 'NO_OBJECTS', detail: 'the VSQ counts 0 objects' };
  const needed = objectsOctets(type, header);
  if (first + needed > end) {
    return {
      fault: 'OBJECTS_TRUNCATED',
      detail: `${header.count} objects of type ${type.id} take ${needed} octets, found ${end - first}`,
    };
  }
  const objects: InformationObject[] = [];
  let from = first;
  let ioa = 0;
  for (let i = 0; i < header.count; i++) {
    if (i === 0 || !header.sequence) {
      ioa = readIoa(octets, from);
      from += IOA_OCTETS;
    } else {
      ioa = (ioa + 1) & MAX_IOA;
    }
    objects.push(readObject(type, octets, from, ioa));
    from += type.objectOctets;
  }
  return { ...header, objects, trailingOctets: end - from };
}

function objectsOctets(type: TypeDefinition, header: AsduHeader): number {
  return header.sequence
    ? IOA_OCTETS + header.count * type.objectOctets
    : header.count * (IOA_OCTETS + type.objectOctets);
}

function readObject(type: TypeDefinition, octets: Uint8Array, at: number, ioa: number): InformationObject {
  const value = readElements(type, octets, at);
  return type.timeTagged ? { ioa, value, time: readCp56(octets, at + type.elementOctets) } : { ioa, value };
}

/** Reads the elements of an object of this type at `at`, without IOA and time tag. */
export function readElements(type: TypeDefinition, octets: Uint8Array, at: number): ElementRecord {
  const record: ElementRecord = {};
  let from = at;
  for (const name of type.elements) {
    ELEMENTS[name].read(octets, from, record);
    from += ELEMENTS[name].octets;
  }
  return record;
}

/** Writes the elements of a type at `at` (no IOA, no time tag) and returns the offset behind them. */
export function writeElements(
  type: TypeDefinition,
  octets: Uint8Array,
  at: number,
  value: ElementRecord,
): number {
  let to = at;
  for (const name of type.elements) {
    ELEMENTS[name].write(octets, to, value);
    to += ELEMENTS[name].octets;
  }
  return to;
}

/** Input of `encodeAsdu`; an absent field is 0 or false. */
export interface AsduToEncode {
  typeId: number;
  cot: number;
  ca: number;
  objects: readonly InformationObject[];
  sequence?: boolean;
  negative?: boolean;
  test?: boolean;
  oa?: number;
}

/**
 * Encodes an ASDU of a type of the table.
 * Throws `UNKNOWN_TYPE`, `ASDU_TOO_LONG` (more objects than `docs/protocol.md` §2 allows, or none) and `VALUE_RANGE`.
 * With `sequence` the addresses must be consecutive.
 */
export function encodeAsdu(asdu: AsduToEncode): Uint8Array {
  const type = findType(asdu.typeId);
  if (type === undefined)
    throw new CodecError('UNKNOWN_TYPE', `type ${asdu.typeId} is not in the type table`);
  const sequence = asdu.sequence ?? false;
  const count = asdu.objects.length;
  const most = sequence ? type.maxSequence : type.maxObjects;
  if (count < 1 || count > most) {
    throw new CodecError('ASDU_TOO_LONG', `${count} objects of ${type.mnemonic}, expected 1…${most}`);
  }
  const octets = new Uint8Array(MAX_ASDU_OCTETS);
  writeAsduHeader(octets, 0, {
    typeId: asdu.typeId,
    sequence,
    count,
    cot: requireInteger('COT', asdu.cot, 0, 63),
    negative: asdu.negative ?? false,
    test: asdu.test ?? false,
    oa: requireInteger('OA', asdu.oa ?? 0, 0, 255),
    ca: requireInteger('CA', asdu.ca, 0, GLOBAL_CA),
  });
  let to = ASDU_HEADER_OCTETS;
  for (let i = 0; i < count; i++) {
    const object = asdu.objects[i];
    requireInteger('IOA', object.ioa, 0, MAX_IOA);
    if (sequence && object.ioa !== asdu.objects[0].ioa + i) {
      throw new CodecError(
        'VALUE_RANGE',
        `IOA ${object.ioa} breaks the sequence from ${asdu.objects[0].ioa}`,
      );
    }
    if (i === 0 || !sequence) {
      writeIoa(octets, to, object.ioa);
      to += IOA_OCTETS;
    }
    to = writeElements(type, octets, to, object.value);
    if (type.timeTagged) {
      if (object.time === undefined) throw new CodecError('VALUE_RANGE', `${type.mnemonic} needs a time tag`);
      writeCp56(octets, to, object.time);
      to += type.objectOctets - type.elementOctets;
    }
  }
  return octets.slice(0, to);
}

/**
 * The reply that mirrors a request: a copy with the cause replaced and P/N set or cleared; T is kept.
 * With `ca` it names the station itself instead of the request's (global) address. Source: `docs/protocol.md` §5.
 */
export function mirrorAsdu(
  request: Uint8Array,
  cot: number,
  sign: 'positive' | 'negative',
  ca?: number,
): Uint8Array {
  const mirror = copyOctets(request, 0, request.length);
  mirror[2] = (mirror[2] & TEST) | (cot & 0x3f) | (sign === 'negative' ? NEGATIVE : 0);
  if (ca !== undefined) {
    mirror[4] = ca & 0xff;
    mirror[5] = ca >> 8;
  }
  return mirror;
}

/** Causes with which a station refuses an unknown request. */
export type UnknownCause =
  | typeof COT.UNKNOWN_TYPE
  | typeof COT.UNKNOWN_CAUSE
  | typeof COT.UNKNOWN_CA
  | typeof COT.UNKNOWN_IOA;

/**
 * The value of an information object as logs and filters use it: the state, the reading, the qualifier.
 * NVA counts as its fraction. `undefined` if the type has no value (102, 103).
 */
export function principalValue(typeId: number, value: ElementRecord): number | undefined {
  const name = typeOf(typeId).elements[0];
  if (name === undefined) return undefined;
  if (name === 'NVA') return fractionFromNva(value.nva ?? 0);
  const field = VALUE_FIELDS[name];
  return field === undefined ? undefined : value[field];
}
