/** Requests for interrogations: station and groups (100), counters with freeze and reset (101). Source: `docs/protocol.md` §5. */
import { COT } from '../../codec/causes.js';
import { isHit } from '../faults/point-share.js';
import type { InterrogationKind, RequestPort } from '../ports.js';
import { Interrogation } from './interrogation.js';
import { confirm, type Request, showToFilters } from './request.js';

/** RQT of a general counter request. */
const GENERAL = 5;

/** Type 100. */
export function interrogateStation(link: RequestPort, request: Request): void {
  const { asdu } = request;
  const qoi = asdu.objects[0].value.qoi ?? 0;
  // Interrogations of different groups run side by side.
  const running = link.findInterrogation('station', qoi);
  if (asdu.cot === COT.DEACTIVATION) {
    logRequest(link, request, 'deactivation');
    confirm(link, request, COT.DEACTIVATION_CON, running === undefined ? 'negative' : 'positive');
    running?.cancel('deactivation');
    return;
  }
  // A QOI is the cause of the data that it requests.
  const served = qoi >= COT.INTERROGATED_STATION && qoi <= COT.INTERROGATED_GROUP_16;
  const refused = served ? running && 'an interrogation is running' : `QOI ${qoi} is not served`;
  logRequest(link, request, refused);
  confirm(link, request, COT.ACTIVATION_CON, refused === undefined ? 'positive' : 'negative');
  if (refused !== undefined) return;
  link.noteInterrogation(request.nowMs);
  const { interrogation } = link.rtu.table;
  start(
    link,
    request,
    'station',
    qoi,
    pointsOf(link, interrogation, qoi - COT.INTERROGATED_STATION, request.nowMs),
  );
  showToFilters(link, request.asdu, 'executed', request.nowMs);
}

/** Type 101: a request reads, a freeze only freezes; actterm follows either (`docs/protocol.md` §5). */
export function interrogateCounters(link: RequestPort, request: Request): void {
  const { rqt = 0, frz = 0 } = request.asdu.objects[0].value;
  const served = rqt >= 1 && rqt <= GENERAL;
  const group = rqt === GENERAL ? 0 : rqt;
  // Groups are read side by side. A freeze would change what a reading has not told yet.
  const running = link.findInterrogation('counter', frz === 0 ? COT.COUNTER_GENERAL + group : undefined);
  const refused = served ? running && 'a counter interrogation is running' : `RQT ${rqt} is not served`;
  logRequest(link, request, refused);
  confirm(link, request, COT.ACTIVATION_CON, refused === undefined ? 'positive' : 'negative');
  if (refused !== undefined) return;
  const { table, image } = link.rtu;
  const points = pointsOf(link, table.counterInterrogation, group, request.nowMs);
  if (frz === 0) {
    start(link, request, 'counter', COT.COUNTER_GENERAL + group, points);
    showToFilters(link, request.asdu, 'executed', request.nowMs);
    return;
  }
  for (const point of points) {
    if (frz === 3) image.resetCounter(point);
    else image.freezeCounter(point, frz === 2 ? 'reset' : 'keep');
  }
  confirm(link, request, COT.ACTIVATION_TERM, 'positive');
  showToFilters(link, request.asdu, 'executed', request.nowMs);
}

/** The points of a group in the order in which they are sent. */
function pointsOf(link: RequestPort, points: Uint32Array, group: number, nowMs: number): Uint32Array {
  const { table, parameters } = link.rtu;
  const { pointGroups, pointType } = table;
  const all = points.filter((point) => (pointGroups[point] & (1 << group)) !== 0);
  const chosen = partOf(link, all, nowMs);
  // One signal a frame: nothing to pack.
  return parameters.packing === 'file' || parameters.objects === 1 ? chosen : byType(chosen, pointType);
}

/** The points that the fault `gi-partial` leaves; all without it. */
function partOf(link: RequestPort, points: Uint32Array, nowMs: number): Uint32Array {
  const { faults, table } = link.rtu;
  const order = faults?.find('gi-partial');
  if (order === undefined) return points;
  faults?.applied(order, nowMs);
  return points.filter((point) => isHit(order, table.pointIoa[point]));
}

/** The points of each type together, the types in the order of their first points, the points of one type in their order. */
function byType(points: Uint32Array, pointType: Uint8Array): Uint32Array {
  // A Map keeps the order in which types first occur.
  const counts = new Map<number, number>();
  for (const point of points) counts.set(pointType[point], (counts.get(pointType[point]) ?? 0) + 1);
  const next = new Map<number, number>();
  let from = 0;
  for (const [type, count] of counts) {
    next.set(type, from);
    from += count;
  }
  const sorted = new Uint32Array(points.length);
  for (const point of points) {
    const at = next.get(pointType[point]) ?? 0;
    sorted[at] = point;
    next.set(pointType[point], at + 1);
  }
  return sorted;
}

function start(
  link: RequestPort,
  { octets, nowMs }: Request,
  kind: InterrogationKind,
  cot: number,
  points: Uint32Array,
): void {
  const { image } = link.rtu;
  const order = { kind, request: octets, cot, points, image, startMs: nowMs };
  link.addProducer(new Interrogation(order, link));
}

function logRequest(link: RequestPort, { asdu }: Request, detail: string | undefined): void {
  const { qoi, rqt, frz } = asdu.objects[0].value;
  link.rtu.journal.event(link.rtu, link, {
    event: 'interrogation',
    log: 'interrogation',
    direction: 'rx',
    typeId: asdu.typeId,
    cot: asdu.cot,
    value: qoi === undefined ? `RQT ${rqt} FRZ ${frz}` : String(qoi),
    detail: detail ?? `OA ${asdu.oa}`,
  });
}
