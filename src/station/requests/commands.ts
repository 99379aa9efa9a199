/**
 * Commands: select, execute, cancel.
 * Source: `docs/behaviour.md` §3 (command), `docs/protocol.md` §5 (direct command, select before operate, cancel, command refused).
 */
import { ASDU_HEADER_OCTETS, copyOctets, IOA_OCTETS } from '../../codec/asdu.js';
import { COT, causeName } from '../../codec/causes.js';
import { type Cp56, cp56DifferenceMs, formatCp56 } from '../../codec/cp56.js';
import type { ElementRecord } from '../../codec/elements.js';
import { formatValue } from '../../codec/value-text.js';
import { commandComment, NO_STATUS, type SignalTable } from '../points/signal-table.js';
import type { RequestPort, RtuPort } from '../ports.js';
import { applyCommand, commandFault } from './command-effect.js';
import { confirm, type Request, refuse, showToFilters } from './request.js';
import { meetsFault, opposite } from './request-faults.js';

/** QU 0…3 (`docs/protocol.md` §4); the values above have names by range. */
const QUALIFIERS = ['no pulse definition', 'short pulse', 'long pulse', 'persistent'];

function qualifierName(qu: number): string {
  return QUALIFIERS[qu] ?? (qu <= 8 ? 'reserved' : qu <= 15 ? 'predefined' : 'private');
}

/** Row of the command in the table, or −1. */
export function findCommand(
  { commands, commandType, commandIoa }: SignalTable,
  typeId: number,
  ioa: number,
): number {
  for (let row = 0; row < commands; row++) {
    if (commandIoa[row] === ioa && commandType[row] === typeId) return row;
  }
  return -1;
}

/** Carries out a command whose type, cause, CA and IOA were checked, and measures its round trip. */
export function handleCommand(link: RequestPort, request: Request): void {
  carryOut(link, request);
  link.replies.timeLast(request.nowMs);
}

function carryOut(link: RequestPort, request: Request): void {
  const { asdu, type, ioa, nowMs } = request;
  const { value } = asdu.objects[0];
  const selecting = value.select === 1;
  logCommand(link, request, selecting ? 'select' : 'execute');
  if (asdu.cot === COT.DEACTIVATION) {
    cancel(link, request);
    return;
  }
  const refused =
    commandFault(type.untimedId, value) ??
    ageFault(link, request) ??
    (selecting ? selectFault(link, request) : undefined);
  if (refused !== undefined) {
    refuse(link, request, refused);
    return;
  }
  if (selecting) {
    const untilMs = nowMs + link.rtu.parameters.selectTimeoutMs;
    link.held.select({ ioa, typeId: type.id, elements: requestElements(request), untilMs });
    confirm(link, request, COT.ACTIVATION_CON, 'positive');
    return;
  }
  execute(link, request, value);
}

/** Why the command's own time is too far from the RTU's, or `undefined`; how far it is, is measured. */
function ageFault(link: RequestPort, { asdu, nowMs }: Request): string | undefined {
  const { time } = asdu.objects[0];
  const { rtu } = link;
  const { commandAgeMs } = rtu.parameters;
  if (time === undefined) return undefined;
  const ageMs = cp56DifferenceMs(rtu.clock.timeAt(nowMs), time);
  const isValid = !time.invalid && !Number.isNaN(ageMs);
  if (isValid) rtu.clockMeter.commanded(-ageMs, nowMs);
  if (commandAgeMs === 0 || (isValid && Math.abs(ageMs) <= commandAgeMs)) return undefined;
  const age = isValid ? `age ${(ageMs / 1000).toFixed(3)} s` : 'no valid time tag';
  return `${age}, and command_age is ${commandAgeMs / 1000} s`;
}

/** Why the point cannot be selected (the S/E bit is set, so the type has one): another connection, perhaps to another port of the station, holds it. */
function selectFault(link: RequestPort, request: Request): string | undefined {
  const { ioa, nowMs } = request;
  const selection = link.held.find(ioa, link.rtu.arrivedMs(nowMs));
  return selection !== undefined && selection.holder !== link.held
    ? `selected by ${selection.holder.peer}`
    : undefined;
}

function execute(link: RequestPort, request: Request, value: ElementRecord): void {
  const { type, asdu, nowMs } = request;
  const { station, table } = link.rtu;
  const status = table.commandStatus[request.target];
  const refused = executeFault(link, request);
  const wanted = meetsFault(link, 'command-opposite', nowMs) ? opposite(value) : value;
  const effect = refused ?? findEffect(link.rtu, type.untimedId, wanted, status);
  if (typeof effect === 'string') {
    refuse(link, request, effect);
    return;
  }
  confirm(link, request, COT.ACTIVATION_CON, 'positive');
  // A test command is confirmed but does not move the process (`docs/protocol.md` §2, T).
  if (effect !== undefined && !asdu.test && !meetsFault(link, 'command-no-status', nowMs)) {
    station.publish({ ...effect, ioa: status, by: { commanding: link, oa: asdu.oa }, nowMs });
  }
  if (!meetsFault(link, 'command-no-end', nowMs)) confirm(link, request, COT.ACTIVATION_TERM, 'positive');
  if (asdu.test) return;
  station.commanded(type.id, request.ioa, value, nowMs);
  showToFilters(link, asdu, 'executed', nowMs);
}

/** Why an execute does not match the selection, or `undefined`. The selection is used up in both cases. */
function executeFault(link: RequestPort, request: Request): string | undefined {
  const { ioa, type, nowMs } = request;
  const selection = link.held.find(ioa, link.rtu.arrivedMs(nowMs));
  if (selection === undefined) {
    return type.selectable && link.rtu.parameters.select === 'required' ? 'not selected' : undefined;
  }
  if (selection.holder !== link.held) return `selected by ${selection.holder.peer}`;
  link.held.release(ioa);
  const elements = requestElements(request);
  const same = selection.typeId === type.id && selection.elements.every((octet, i) => octet === elements[i]);
  return same ? undefined : 'not what was selected; the selection is gone';
}

/** New state of the status point; `undefined` if the command has no status signal; a text if the command cannot be carried out. */
function findEffect(
  { image: own, station }: RtuPort,
  commandId: number,
  value: ElementRecord,
  status: number,
): { pointType: number; elements: Uint8Array } | string | undefined {
  if (status === NO_STATUS) return undefined;
  let refused: string | undefined;
  // The file of another port may have a point that this port's file lacks.
  const image = station.findImage(status, own);
  for (const point of image.pointsAt(status)) {
    const pointType = image.table.pointType[point];
    const effect = applyCommand(commandId, value, pointType, image.elements(point));
    if ('elements' in effect) return { pointType, elements: effect.elements };
    refused ??= effect.refused;
  }
  return refused;
}

/** Cancels a selection; a deactivation without a selection is refused. */
function cancel(link: RequestPort, request: Request): void {
  const { ioa, nowMs } = request;
  const found = link.held.find(ioa, link.rtu.arrivedMs(nowMs))?.holder === link.held;
  if (found) link.held.release(ioa);
  confirm(link, request, COT.DEACTIVATION_CON, found ? 'positive' : 'negative');
}

/** Element octets of the request with the S/E bit cleared: a select and its execute have the same ones. */
function requestElements({ octets, type }: Request): Uint8Array {
  const from = ASDU_HEADER_OCTETS + IOA_OCTETS;
  const elements = copyOctets(octets, from, from + type.elementOctets);
  if (type.selectable) elements[elements.length - 1] &= 0x7f;
  return elements;
}

/** One line per command: select or execute, qualifier, value, the command's own time and its age, the comment of its row (`docs/behaviour.md` §2 and §3). */
function logCommand(link: RequestPort, request: Request, mode: 'select' | 'execute'): void {
  const { asdu, type, ioa } = request;
  const { value, time } = asdu.objects[0];
  const comment = commandComment(link.rtu.table, request.target);
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
    detail: `${causeName(asdu.cot)} ${parts.join(', ')}, OA ${asdu.oa}${comment === '' ? '' : `; ${comment}`}`,
  });
}

function describeAge(link: RequestPort, time: Cp56, nowMs: number): string {
  const { rtu } = link;
  const ageMs = cp56DifferenceMs(rtu.clock.timeAt(nowMs), time);
  const summer = time.summer ? 'summer time' : 'no summer time';
  return Number.isNaN(ageMs) ? `impossible time tag, ${summer}` : `age ${Math.round(ageMs)} ms, ${summer}`;
}
