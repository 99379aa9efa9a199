/** Checks and answers the requests of the master (the procedures of `docs/protocol.md` §5). */
import {
  ASDU_HEADER_OCTETS,
  type Asdu,
  copyOctets,
  decodeAsdu,
  encodeAsdu,
  GLOBAL_CA,
  IOA_OCTETS,
  isMalformed,
  mirrorAsdu,
  type UnknownCause,
  writeAsduHeader,
  writeIoa,
} from '../../codec/asdu.js';
import { COT, causeName } from '../../codec/causes.js';
import { cp56DifferenceMs, formatCp56, isPossibleTime } from '../../codec/cp56.js';
import { findType, type TypeDefinition } from '../../codec/types.js';
import { PLAIN_OCTETS } from '../points/type-sizes.js';
import type { RequestPort } from '../ports.js';
import { findCommand, handleCommand } from './commands.js';
import { interrogateCounters, interrogateStation } from './interrogation-requests.js';
import { confirm, type Request, refuse, showToFilters } from './request.js';
import { isSpoiltRequest } from './request-faults.js';

type Handler = (link: RequestPort, request: Request) => void;

/** Handlers of system types by id; a type that is neither here nor a command is answered with COT 44. */
const HANDLERS: Readonly<Record<number, Handler>> = {
  100: interrogateStation,
  101: interrogateCounters,
  102: read,
  103: synchronizeClock,
  105: resetProcess,
  107: test,
};

/** Types whose only object has no address of its own (`docs/protocol.md` §2). */
const WITHOUT_IOA: ReadonlySet<number> = new Set([100, 101, 103, 105, 107]);

/** The RTU has no object at the request's address. */
const NONE = -1;

/**
 * Takes one received ASDU: shows it to the filters that wait, checks it and has it answered.
 * A request that fails a check is mirrored once, P/N = 1, with the cause of the first failed check.
 */
export function handleRequest(
  link: RequestPort,
  octets: Uint8Array,
  at: number,
  end: number,
  nowMs: number,
): void {
  const asdu = decodeAsdu(octets, at, end);
  if (isMalformed(asdu)) {
    link.close('MALFORMED_ASDU', asdu.detail, nowMs);
    return;
  }
  if (asdu.trailingOctets > 0) {
    link.rtu.journal.event(link.rtu, link, {
      event: 'received',
      direction: 'rx',
      typeId: asdu.typeId,
      cot: asdu.cot,
      detail: `${asdu.trailingOctets} octets behind the last object, ignored`,
    });
  }
  const type = findType(asdu.typeId);
  const copy = copyOctets(octets, at, end);
  showToFilters(link, asdu, 'received', nowMs);
  const cause = findUnknown(link, asdu, type);
  if (cause !== undefined || type === undefined) {
    refuseUnknown(link, asdu, copy, cause ?? COT.UNKNOWN_TYPE);
    return;
  }
  const { ioa } = asdu.objects[0];
  const target = findTarget(link, type, ioa);
  if (target === NONE) {
    refuseUnknown(link, asdu, copy, COT.UNKNOWN_IOA);
    return;
  }
  const request = { asdu, type, octets: copy, ioa, target, nowMs };
  if (asdu.count !== 1 || asdu.sequence) refuseObjects(link, request);
  else if (!isSpoiltRequest(link, request, (ms) => answer(link, { ...request, nowMs: ms })))
    answer(link, request);
}

function answer(link: RequestPort, request: Request): void {
  const { type } = request;
  if (type.role === 'command') handleCommand(link, request);
  else HANDLERS[type.id]?.(link, request);
}

/** Checks type, cause and CA, in this order; returns the COT of the first check that fails. The IOA is checked later. */
function findUnknown(
  link: RequestPort,
  asdu: Asdu,
  type: TypeDefinition | undefined,
): UnknownCause | undefined {
  if (type === undefined || !type.legal) return COT.UNKNOWN_TYPE;
  if (type.role !== 'command' && HANDLERS[type.id] === undefined) return COT.UNKNOWN_TYPE;
  if (!type.causes.includes(asdu.cot)) return COT.UNKNOWN_CAUSE;
  const global = asdu.ca === GLOBAL_CA && type.global;
  return asdu.ca === link.rtu.ca || global ? undefined : COT.UNKNOWN_CA;
}

/** Finds the object of the IOA: the row of a command, the point of a read, 0 for types whose IOA is 0; `NONE` if there is none. */
function findTarget(link: RequestPort, type: TypeDefinition, ioa: number): number {
  if (WITHOUT_IOA.has(type.id)) return ioa === 0 ? 0 : NONE;
  if (type.id === 102) return readablePoint(link, ioa);
  return findCommand(link.rtu.table, type.id, ioa);
}

function refuseUnknown(
  link: RequestPort,
  asdu: Asdu,
  octets: Uint8Array,
  cause: UnknownCause,
  why = `type ${asdu.typeId}, cause ${asdu.cot} (${causeName(asdu.cot)}), CA ${asdu.ca}`,
): void {
  // A request to the global CA is answered under the station's own (`docs/protocol.md` §6, 2) unless the CA itself is refused.
  const own = asdu.ca === GLOBAL_CA && cause !== COT.UNKNOWN_CA ? link.rtu.ca : undefined;
  if (cause === COT.UNKNOWN_CA) link.rtu.noteForeignCa(link, asdu.ca);
  link.replies.reply(mirrorAsdu(octets, cause, 'negative', own));
  link.rtu.journal.event(link.rtu, link, {
    event: 'negative',
    direction: 'tx',
    typeId: asdu.typeId,
    cot: cause,
    ...(asdu.objects.length > 0 ? { ioa: asdu.objects[0].ioa } : {}),
    detail: `${causeName(cause)}: ${why}`,
  });
}

/** Refuses a request that does not hold exactly one object. A read has no actcon: no object has such an address (47). */
function refuseObjects(link: RequestPort, request: Request): void {
  const { asdu, type, octets } = request;
  const what = `${asdu.count} ${asdu.count === 1 ? 'object' : 'objects'}, expected one with SQ 0`;
  if (type.causes.includes(COT.ACTIVATION)) refuse(link, request, what);
  else refuseUnknown(link, asdu, octets, COT.UNKNOWN_IOA, what);
}

/** QRP (`docs/protocol.md` §4). */
const GENERAL_RESET = 1;
const DROP_EVENTS = 2;

/** Reset process (`docs/behaviour.md` §3). */
function resetProcess(link: RequestPort, request: Request): void {
  const { qrp = 0 } = request.asdu.objects[0].value;
  const known = qrp === GENERAL_RESET || qrp === DROP_EVENTS;
  if (!known || link.rtu.parameters.reset === 'refuse') {
    refuse(link, request, `reset process, QRP ${qrp}, is not carried out`);
    return;
  }
  confirm(link, request, COT.ACTIVATION_CON, 'positive');
  showToFilters(link, request.asdu, 'executed', request.nowMs);
  if (qrp === GENERAL_RESET) link.restartWhenAnswered();
  else link.dropHeldEvents();
}

/** Confirms with the RTU's own time before it sets the new one (`docs/behaviour.md` §3, clock sync). */
function synchronizeClock(link: RequestPort, request: Request): void {
  const { asdu, nowMs } = request;
  const received = asdu.objects[0].time;
  if (received === undefined) return;
  const own = link.rtu.clock.timeAt(nowMs);
  const valid = isPossibleTime(received) && !received.invalid;
  link.rtu.journal.event(link.rtu, link, {
    event: 'clock',
    direction: 'rx',
    typeId: 103,
    cot: asdu.cot,
    timeTag: formatCp56(received),
    detail: valid
      ? `own ${formatCp56(own)}, difference ${cp56DifferenceMs(received, own)} ms`
      : `not a valid time, own ${formatCp56(own)}`,
  });
  if (!valid) {
    confirm(link, request, COT.ACTIVATION_CON, 'negative');
    return;
  }
  const { oa, test } = asdu;
  const objects = [{ ioa: 0, value: {}, time: own }];
  const { ca } = link.rtu;
  link.replies.reply(encodeAsdu({ typeId: 103, cot: COT.ACTIVATION_CON, ca, oa, test, objects }));
  link.rtu.clockMeter.synchronized({
    errorMs: cp56DifferenceMs(received, own),
    roundTripMs: link.writer.session.trips.shortestMs(nowMs),
    nowMs,
  });
  link.rtu.clock.synchronize(received, nowMs);
  showToFilters(link, asdu, 'executed', nowMs);
}

function test(link: RequestPort, request: Request): void {
  confirm(link, request, COT.ACTIVATION_CON, 'positive');
  link.rtu.journal.event(link.rtu, link, {
    event: 'test',
    direction: 'rx',
    typeId: 107,
    cot: request.asdu.cot,
    value: String(request.asdu.objects[0].value.tsc ?? 0),
  });
  showToFilters(link, request.asdu, 'executed', request.nowMs);
}

/** The point that a read command names: the first with that IOA whose type may carry COT 5. */
function readablePoint(link: RequestPort, ioa: number): number {
  const { pointType } = link.rtu.table;
  const isReadable = (point: number) => findType(pointType[point])?.causes.includes(COT.REQUEST) === true;
  return link.rtu.image.pointsAt(ioa).find(isReadable) ?? NONE;
}

/** Answers with the object itself, COT 5, untimed; no actcon, no actterm. */
function read(link: RequestPort, request: Request): void {
  const { asdu, ioa, target: point, nowMs } = request;
  const { table, image } = link.rtu;
  const typeId = table.pointType[point];
  const reply = new Uint8Array(ASDU_HEADER_OCTETS + PLAIN_OCTETS[typeId]);
  const { oa, test } = asdu;
  const header = {
    typeId,
    sequence: false,
    count: 1,
    cot: COT.REQUEST,
    negative: false,
    test,
    oa,
    ca: link.rtu.ca,
  };
  writeAsduHeader(reply, 0, header);
  writeIoa(reply, ASDU_HEADER_OCTETS, ioa);
  image.writeElements(point, reply, ASDU_HEADER_OCTETS + IOA_OCTETS);
  link.replies.event(reply, nowMs);
  link.rtu.journal.event(link.rtu, link, { event: 'read', direction: 'rx', typeId: 102, cot: asdu.cot, ioa });
  showToFilters(link, asdu, 'executed', nowMs);
}
