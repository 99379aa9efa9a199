/**
 * Commands: select, execute, cancel, and the return information on every RTU of the same number.
 * Source: `docs/behaviour.md` §3 (command), `docs/protocol.md` §5 (direct command, select before operate, cancel, command refused).
 */
import { ASDU_HEADER_OCTETS, copyOctets, IOA_OCTETS, writeAsduHeader, writeIoa } from '../../codec/asdu.js';
import { COT, causeName } from '../../codec/causes.js';
import {
  CP56_OCTETS,
  type Cp56,
  cp56FromWallMs,
  formatCp56,
  wallMsFromCp56,
  writeCp56,
} from '../../codec/cp56.js';
import type { ElementRecord } from '../../codec/elements.js';
import { typeOf } from '../../codec/types.js';
import { formatElements, formatValue } from '../../codec/value-text.js';
import type { Link } from '../link.js';
import { NO_STATUS } from '../points/signal-table.js';
import type { Rtu } from '../rtu.js';
import type { Selection } from '../site.js';
import { applyCommand, commandFault } from './command-effect.js';
import { confirm, type Request, refuse } from './request.js';

/** QU 0…3 (`docs/protocol.md` §4); what follows goes by ranges. */
const QUALIFIERS = ['no pulse definition', 'short pulse', 'long pulse', 'persistent'];

function qualifierName(qu: number): string {
  return QUALIFIERS[qu] ?? (qu <= 8 ? 'reserved' : qu <= 15 ? 'predefined' : 'private');
}

/** Row of the command in the table, or −1. */
export function findCommand(rtu: Rtu, typeId: number, ioa: number): number {
  const { commands, commandType, commandIoa } = rtu.table;
  for (let row = 0; row < commands; row++) {
    if (commandIoa[row] === ioa && commandType[row] === typeId) return row;
  }
  return -1;
}

/** Carries out a command whose type, cause, CA and IOA were checked, and measures its round trip. */
export function handleCommand(link: Link, request: Request): void {
  carryOut(link, request);
  link.timeLastReply(request.nowMs);
}

function carryOut(link: Link, request: Request): void {
  const { asdu, type, ioa, nowMs } = request;
  const { value } = asdu.objects[0];
  const selecting = value.select === 1;
  logCommand(link, request, selecting ? 'select' : 'execute');
  if (asdu.cot === COT.DEACTIVATION) {
    cancel(link, request);
    return;
  }
  const refused = commandFault(type.untimedId, value) ?? (selecting ? selectFault(link, request) : undefined);
  if (refused !== undefined) {
    refuse(link, request, refused);
    return;
  }
  if (selecting) {
    const untilMs = nowMs + link.rtu.parameters.selectTimeoutMs;
    link.held.select({ link, ioa, typeId: type.id, elements: requestElements(request), untilMs });
    confirm(link, request, COT.ACTIVATION_CON, 'positive');
    return;
  }
  execute(link, request, value);
}

/** Who holds the point now. A request may be read before the timer of a selection that is over. */
function findSelection({ rtu }: Link, { ioa, nowMs }: Request): Selection | undefined {
  const held = rtu.site.selections.get(ioa);
  if (held === undefined || nowMs < held.untilMs) return held;
  held.link.held.expire(held);
  return undefined;
}

/** Select: refused when another connection, or another port of the station, holds the point. */
function selectFault(link: Link, request: Request): string | undefined {
  const { type } = request;
  if (!type.selectable) return `${type.mnemonic} is direct only`;
  const held = findSelection(link, request);
  return held !== undefined && held.link !== link ? `selected by ${held.link.peer}` : undefined;
}

function execute(link: Link, request: Request, value: ElementRecord): void {
  const { ioa, type } = request;
  const { site, parameters } = link.rtu;
  const selection = findSelection(link, request);
  if (selection !== undefined && selection.link !== link) {
    refuse(link, request, `selected by ${selection.link.peer}`);
    return;
  }
  if (selection !== undefined) {
    link.held.free(ioa);
    const elements = requestElements(request);
    const same =
      selection.typeId === type.id && selection.elements.every((octet, i) => octet === elements[i]);
    if (!same) {
      refuse(link, request, 'not what was selected; the selection is gone');
      return;
    }
  } else if (type.selectable && parameters.select === 'required') {
    refuse(link, request, 'not selected');
    return;
  }
  const status = link.rtu.table.commandStatus[findCommand(link.rtu, type.id, ioa)];
  const effect = findEffect(link.rtu, type.untimedId, value, status);
  if (typeof effect === 'string' && effect !== '') {
    refuse(link, request, effect);
    return;
  }
  confirm(link, request, COT.ACTIVATION_CON, 'positive');
  // A test command is confirmed but doesn't move the process (`docs/protocol.md` §2, T).
  if (!request.asdu.test && typeof effect !== 'string') {
    for (const rtu of site.rtus) returnStatus(rtu, link, request, status, effect.pointType, effect.elements);
  }
  confirm(link, request, COT.ACTIVATION_TERM, 'positive');
}

/**
 * The status point's new elements; '' when there is no status signal; else why not.
 * A point that this port's file lacks may stand in the file of another port of the station.
 */
function findEffect(
  rtu: Rtu,
  commandId: number,
  value: ElementRecord,
  status: number,
): { pointType: number; elements: Uint8Array } | string {
  if (status === NO_STATUS) return '';
  let refused = '';
  const has = ({ image }: Rtu): boolean => image.pointsAt(status).length > 0;
  const { image } = has(rtu) ? rtu : ([...rtu.site.rtus].find(has) ?? rtu);
  for (const point of image.pointsAt(status)) {
    const pointType = image.table.pointType[point];
    const effect = applyCommand(commandId, value, pointType, image.elements(point));
    if ('elements' in effect) return { pointType, elements: effect.elements };
    refused ||= effect.refused;
  }
  return refused;
}

/** The new status on one RTU of the number: into its image, and out on its started connections. */
function returnStatus(
  rtu: Rtu,
  commanding: Link,
  request: Request,
  ioa: number,
  pointType: number,
  elements: Uint8Array,
): void {
  const point = rtu.image.findPoint(ioa, pointType);
  if (point < 0) return;
  rtu.image.set(point, elements);
  const typeId = rtu.table.typeId[rtu.table.pointFirst[point]];
  const type = typeOf(typeId);
  // The time tag is in the connection's own time; log and frame say the same.
  const tag = type.timeTagged ? cp56FromWallMs(rtu.wallMs(request.nowMs), rtu.parameters.time) : undefined;
  for (const link of rtu.links) {
    if (!link.isStarted) continue;
    const own = link === commanding;
    // Measurands may not carry return information; their changes are spontaneous everywhere (`docs/protocol.md` §3.1).
    const cot =
      own && type.causes.includes(COT.RETURN_INFO_REMOTE) ? COT.RETURN_INFO_REMOTE : COT.SPONTANEOUS;
    const asdu = new Uint8Array(ASDU_HEADER_OCTETS + IOA_OCTETS + type.objectOctets);
    const oa = cot === COT.RETURN_INFO_REMOTE ? request.asdu.oa : 0;
    writeAsduHeader(asdu, 0, {
      typeId,
      sequence: false,
      count: 1,
      cot,
      negative: false,
      test: false,
      oa,
      ca: rtu.ca,
    });
    writeIoa(asdu, ASDU_HEADER_OCTETS, ioa);
    asdu.set(elements, ASDU_HEADER_OCTETS + IOA_OCTETS);
    if (tag !== undefined) writeCp56(asdu, asdu.length - CP56_OCTETS, tag);
    link.sendEvent(asdu);
    rtu.journal.event(rtu, link, {
      event: 'status',
      direction: 'tx',
      typeId,
      cot,
      ioa,
      ...formatElements(typeId, elements),
      ...(tag === undefined ? {} : { timeTag: formatCp56(tag) }),
      detail: own ? 'after a command' : `after a command of ${commanding.peer}`,
    });
  }
}

/** Cancel of a selection; a deactivation that finds none is refused. */
function cancel(link: Link, request: Request): void {
  const { ioa } = request;
  const held = findSelection(link, request);
  const found = held !== undefined && held.link === link;
  if (found) link.held.free(ioa);
  confirm(link, request, COT.DEACTIVATION_CON, found ? 'positive' : 'negative');
}

/** Element octets of the request with the S/E bit cleared: what select and execute must have in common. */
function requestElements({ octets, type }: Request): Uint8Array {
  const from = ASDU_HEADER_OCTETS + IOA_OCTETS;
  const elements = copyOctets(octets, from, from + type.elementOctets);
  if (type.selectable) elements[elements.length - 1] &= 0x7f;
  return elements;
}

/** One line per command: select or execute, qualifier, value, the command's own time and its age (`docs/behaviour.md` §3). */
function logCommand(link: Link, request: Request, mode: 'select' | 'execute'): void {
  const { asdu, type, ioa } = request;
  const { value, time } = asdu.objects[0];
  const parts = [asdu.cot === COT.DEACTIVATION ? `cancel ${mode}` : mode];
  if (value.qu !== undefined) parts.push(`QU ${value.qu} (${qualifierName(value.qu)})`);
  if (value.ql !== undefined) parts.push(`QL ${value.ql}`);
  if (asdu.test) parts.push('test');
  if (time !== undefined) parts.push(describeAge(link, time, request.nowMs));
  link.rtu.journal.event(link.rtu, link, {
    event: 'command',
    direction: 'rx',
    typeId: type.id,
    cot: asdu.cot,
    ioa,
    value: formatValue(type.id, value),
    ...(time === undefined ? {} : { timeTag: formatCp56(time) }),
    detail: `${causeName(asdu.cot)} ${parts.join(', ')}, OA ${asdu.oa}`,
  });
}

function describeAge(link: Link, time: Cp56, nowMs: number): string {
  const { rtu } = link;
  const ageMs = rtu.wallMs(nowMs) - wallMsFromCp56(time, rtu.parameters.time);
  const summer = time.summer ? 'summer time' : 'no summer time';
  return Number.isNaN(ageMs) ? `impossible time tag, ${summer}` : `age ${Math.round(ageMs)} ms, ${summer}`;
}
