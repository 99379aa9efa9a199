/** ASDUs as cells of a group's log (`docs/gateway.md` §7). */
import {
  ASDU_HEADER_OCTETS,
  type Asdu,
  decodeAsdu,
  type InformationObject,
  isMalformed,
  principalValue,
  readAsduHeader,
} from '../../codec/asdu.js';
import { formatCp56 } from '../../codec/cp56.js';
import { findType } from '../../codec/types.js';
import { formatObjectQuality, formatValue } from '../../codec/value-text.js';

/** One object of an ASDU: the cells `type id` to `value`, and words for `detail`. */
export interface AsduCells {
  readonly typeId: string;
  readonly cot: string;
  readonly oa: string;
  readonly ca: string;
  /** Empty: the ASDU's objects can't be read. */
  readonly ioa: string;
  readonly value: string;
  readonly words: readonly string[];
}

/** The objects of the ASDU `octets[at…end)`, only lent. Of a type without a row in the type table: one, its octets in hex. */
export function cellsOf(octets: Uint8Array, at: number, end: number): AsduCells[] {
  if (end - at < ASDU_HEADER_OCTETS) {
    const none = { typeId: '', cot: '', oa: '', ca: '', ioa: '' };
    return [{ ...none, value: hexOf(octets, at, end), words: ['header incomplete'] }];
  }
  const header = readAsduHeader(octets, at);
  const { typeId, cot, oa, ca } = header;
  const common = { typeId: String(typeId), cot: String(cot), oa: String(oa), ca: String(ca) };
  const marks = [...(header.negative ? ['negative'] : []), ...(header.test ? ['test'] : [])];
  const asdu = decodeAsdu(octets, at, end);
  if (isMalformed(asdu) || asdu.raw !== undefined) {
    const words = isMalformed(asdu) ? [...marks, asdu.detail] : marks;
    return [{ ...common, ioa: '', value: hexOf(octets, at + ASDU_HEADER_OCTETS, end), words }];
  }
  return asdu.objects.map((object) => ({
    ...common,
    ioa: String(object.ioa),
    value: valueText(asdu, object),
    words: [...marks, ...wordsOf(asdu, object)],
  }));
}

/** As the logs of RTUs write it; of requests their qualifier, of a clock sync the time. */
function valueText({ typeId }: Asdu, { value, time }: InformationObject): string {
  const type = findType(typeId);
  if (type?.role === 'monitor' || type?.role === 'command') return formatValue(typeId, value);
  const principal = principalValue(typeId, value);
  if (principal !== undefined) return String(principal);
  return time === undefined ? '' : formatCp56(time);
}

function wordsOf({ typeId }: Asdu, { value, time }: InformationObject): string[] {
  const type = findType(typeId);
  const words: string[] = [];
  if (value.select === 1) words.push('select');
  if (value.frz !== undefined && value.frz > 0) words.push(`freeze ${value.frz}`);
  const quality = type?.role === 'monitor' ? formatObjectQuality(value) : '';
  if (quality !== '') words.push(quality);
  if (time !== undefined && type !== undefined && type.elementOctets > 0) words.push(formatCp56(time));
  return words;
}

function hexOf(octets: Uint8Array, at: number, end: number): string {
  return Buffer.from(octets.buffer, octets.byteOffset + at, end - at)
    .toString('hex')
    .toUpperCase();
}
