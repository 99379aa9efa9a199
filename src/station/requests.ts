/**
 * What a controlled station does with a request of the master: the checks and the procedures of `protocol.md` §5.
 * One handler per type; a request that fails a check is mirrored once, P/N = 1, with the cause of the first check failed.
 */
import {
  type Asdu,
  decodeAsdu,
  encodeAsdu,
  GLOBAL_CA,
  isMalformed,
  mirrorAsdu,
  principalValue,
  type UnknownCause,
} from '../codec/asdu.js';
import { COT, causeName } from '../codec/causes.js';
import { cp56FromWallMs, formatCp56, isPossibleTime, wallMsFromCp56 } from '../codec/cp56.js';
import { findType, type TypeDefinition } from '../codec/types.js';
import { COUNTER } from './counters.js';
import { PLAIN_OCTETS } from './frames.js';
import { Interrogation } from './interrogation.js';
import type { Link } from './link.js';

/** A request that came in, with what the handlers need again and again. */
interface Request {
  asdu: Asdu;
  type: TypeDefinition;
  /** The ASDU's octets, a copy. */
  octets: Uint8Array;
  ioa: number;
  nowMs: number;
}

type Handler = (link: Link, request: Request) => void;

/** By type id; a type of the table without an entry is answered with COT 44. */
const HANDLERS: Readonly<Record<number, Handler>> = {
  100: interrogate,
  101: refuse,
  102: read,
  103: synchronizeClock,
  105: refuse,
  107: test,
};

/** Types whose only object has no address of its own (`protocol.md` §2). */
const WITHOUT_IOA: ReadonlySet<number> = new Set([100, 101, 103, 105, 107]);

/** Takes one received ASDU: feeds waiting filters, checks it, answers it. */
export function handleRequest(link: Link, octets: Uint8Array, at: number, end: number, nowMs: number): void {
  const asdu = decodeAsdu(octets, at, end);
  if (isMalformed(asdu)) {
    link.session.close('MALFORMED_ASDU', asdu.detail, nowMs);
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
  const copy = octets.slice(at, end);
  if (type !== undefined) feedFilters(link, asdu);
  const cause = findUnknown(link, asdu, type);
  if (cause !== undefined || type === undefined) {
    refuseUnknown(link, asdu, copy, cause ?? COT.UNKNOWN_TYPE);
    return;
  }
  const handler = type.role === 'command' ? refuse : HANDLERS[type.id];
  handler?.(link, { asdu, type, octets: copy, ioa: asdu.objects[0].ioa, nowMs });
}

/** The first check that the request fails, in the order type, cause, CA, IOA. */
function findUnknown(link: Link, asdu: Asdu, type: TypeDefinition | undefined): UnknownCause | undefined {
  if (type === undefined || !type.legal) return COT.UNKNOWN_TYPE;
  if (type.role !== 'command' && HANDLERS[type.id] === undefined) return COT.UNKNOWN_TYPE;
  if (!type.causes.includes(asdu.cot)) return COT.UNKNOWN_CAUSE;
  const global = asdu.ca === GLOBAL_CA && type.global;
  if (asdu.ca !== link.rtu.ca && !global) return COT.UNKNOWN_CA;
  const { ioa } = asdu.objects[0];
  if (WITHOUT_IOA.has(type.id)) return ioa === 0 ? undefined : COT.UNKNOWN_IOA;
  if (type.id === 102) return readablePoint(link, ioa) === undefined ? COT.UNKNOWN_IOA : undefined;
  return hasCommand(link, type.id, ioa) ? undefined : COT.UNKNOWN_IOA;
}

function hasCommand(link: Link, typeId: number, ioa: number): boolean {
  const { commands, commandType, commandIoa } = link.rtu.table;
  for (let row = 0; row < commands; row++) {
    if (commandIoa[row] === ioa && commandType[row] === typeId) return true;
  }
  return false;
}

function refuseUnknown(link: Link, asdu: Asdu, octets: Uint8Array, cause: UnknownCause): void {
  // A request to the global CA is answered by the station under its own address (`protocol.md` §6, 2) unless the CA itself is what is refused.
  const own = asdu.ca === GLOBAL_CA && cause !== COT.UNKNOWN_CA ? link.rtu.ca : undefined;
  link.reply(mirrorAsdu(octets, 0, octets.length, cause, 'negative', own));
  link.rtu.journal.event(link.rtu, link, {
    event: 'negative',
    direction: 'tx',
    typeId: asdu.typeId,
    cot: cause,
    ...(asdu.objects.length > 0 ? { ioa: asdu.objects[0].ioa } : {}),
    detail: `${causeName(cause)}: type ${asdu.typeId}, cause ${asdu.cot} (${causeName(asdu.cot)}), CA ${asdu.ca}`,
  });
}

/** Every object of every telegram can be what a row waits for (`spec.md` §2). */
function feedFilters(link: Link, asdu: Asdu): void {
  if (!link.rtu.hasWaitingFilters()) return;
  for (const { ioa, value } of asdu.objects) {
    const principal = principalValue(asdu.typeId, value) ?? Number.NaN;
    link.rtu.telegram(link, { typeId: asdu.typeId, ioa, value: principal });
  }
}

function confirm(link: Link, request: Request, cot: number, sign: 'positive' | 'negative'): void {
  const { octets } = request;
  link.reply(mirrorAsdu(octets, 0, octets.length, cot, sign, link.rtu.ca));
}

/** A known request that this station doesn't carry out: actcon (deactcon) negative, nothing else. */
function refuse(link: Link, request: Request): void {
  const { asdu, ioa } = request;
  const cot = asdu.cot === COT.DEACTIVATION ? COT.DEACTIVATION_CON : COT.ACTIVATION_CON;
  confirm(link, request, cot, 'negative');
  link.rtu.journal.event(link.rtu, link, {
    event: 'negative',
    direction: 'tx',
    typeId: asdu.typeId,
    cot,
    ioa,
    detail: 'not carried out',
  });
}

function interrogate(link: Link, request: Request): void {
  const { asdu, octets, nowMs } = request;
  const qoi = asdu.objects[0].value.qoi ?? 0;
  const running = link.findInterrogation();
  if (asdu.cot === COT.DEACTIVATION) {
    confirm(link, request, COT.DEACTIVATION_CON, running === undefined ? 'negative' : 'positive');
    running?.cancel(link, 'deactivation');
    return;
  }
  const refused = qoi !== 20 ? `QOI ${qoi} is not served` : running && 'an interrogation is running';
  link.rtu.journal.event(link.rtu, link, {
    event: 'interrogation',
    log: 'interrogation',
    direction: 'rx',
    typeId: 100,
    cot: asdu.cot,
    value: String(qoi),
    detail: refused ?? `OA ${asdu.oa}`,
  });
  confirm(link, request, COT.ACTIVATION_CON, refused === undefined ? 'positive' : 'negative');
  if (refused !== undefined) return;
  link.rtu.counters[COUNTER.INTERROGATING]++;
  link.addProducer(new Interrogation(octets, qoi, nowMs));
}

/** Confirmed with the RTU's own time before it is set (`spec.md` §3, clock sync). */
function synchronizeClock(link: Link, request: Request): void {
  const { asdu, nowMs } = request;
  const received = asdu.objects[0].time;
  if (received === undefined) return;
  const { zone } = link.rtu.timeTag;
  const ownMs = link.rtu.wallMs(nowMs);
  const own = cp56FromWallMs(ownMs, zone);
  const valid = isPossibleTime(received) && !received.invalid;
  const differenceMs = wallMsFromCp56(received, zone) - Math.floor(ownMs);
  link.rtu.journal.event(link.rtu, link, {
    event: 'clock',
    direction: 'rx',
    typeId: 103,
    cot: asdu.cot,
    timeTag: formatCp56(received),
    detail: valid
      ? `own ${formatCp56(own)}, difference ${differenceMs} ms`
      : `not a valid time, own ${formatCp56(own)}`,
  });
  if (!valid) {
    confirm(link, request, COT.ACTIVATION_CON, 'negative');
    return;
  }
  const { oa, test } = asdu;
  const objects = [{ ioa: 0, value: {}, time: own }];
  link.reply(encodeAsdu({ typeId: 103, cot: COT.ACTIVATION_CON, ca: link.rtu.ca, oa, test, objects }));
}

function test(link: Link, request: Request): void {
  confirm(link, request, COT.ACTIVATION_CON, 'positive');
  link.rtu.journal.event(link.rtu, link, {
    event: 'test',
    direction: 'rx',
    typeId: 107,
    cot: request.asdu.cot,
    value: String(request.asdu.objects[0].value.tsc ?? 0),
  });
}

/** The point that a read command means: the first with that IOA whose type may carry COT 5. */
function readablePoint(link: Link, ioa: number): number | undefined {
  const { pointType } = link.rtu.table;
  return link.rtu.image
    .pointsAt(ioa)
    .find((point) => findType(pointType[point])?.causes.includes(COT.REQUEST) === true);
}

/** The object itself with COT 5, untimed; no actcon, no actterm. */
function read(link: Link, request: Request): void {
  const { asdu, ioa } = request;
  const point = readablePoint(link, ioa);
  if (point === undefined) return;
  const { table, image } = link.rtu;
  const typeId = table.pointType[point];
  const from = table.objectAt[image.rowOf[point]];
  const reply = new Uint8Array(6 + PLAIN_OCTETS[typeId]);
  reply.set([typeId, 1, COT.REQUEST | (asdu.test ? 0x80 : 0), asdu.oa, link.caLow, link.caHigh]);
  reply.set(table.objects.subarray(from, from + PLAIN_OCTETS[typeId]), 6);
  link.reply(reply);
  link.rtu.journal.event(link.rtu, link, { event: 'read', direction: 'rx', typeId: 102, cot: asdu.cot, ioa });
}
