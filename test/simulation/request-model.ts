/** How an RTU must answer a request, and what the request changes (`docs/behaviour.md` §3). */
import { pointKey } from './definitions.js';
import type { LinkChecker } from './link-checker.js';
import type { ExpectedReply } from './reply-checker.js';
import type { RtuModel } from './rtu-model.js';
import { isCommand } from './selection-model.js';
import { plainType, readTag, type WireAsdu } from './wire.js';

/** Types whose changes have COT 11 on the connection that commanded. Changes are sent on every port of the station. */
const RETURN_INFORMATION: ReadonlySet<number> = new Set([1, 3, 5]);

/** Whether a request was carried out. `unknown`: the time at which an interrogation before it ended decides. */
export type Outcome = 'executed' | 'refused' | 'unknown';

/** Handles a request that was read on `link`. `ports`: all RTUs of its number. */
export function takeRequest(link: LinkChecker, asdu: WireAsdu, ports: readonly RtuModel[]): Outcome {
  const { type, cot } = asdu;
  if (type === 101 && cot === 8) {
    // A counter interrogation can't be taken back.
    answer(link, asdu, 45, true);
    return 'refused';
  }
  if (type === 100 || type === 101) {
    takeInterrogation(link, asdu);
    return cot === 8 ? 'refused' : 'unknown';
  }
  if (type === 102) return takeRead(link, asdu);
  if (isCommand(type)) return takeCommand(link, asdu, ports);
  if (type === 103) takeClock(link, asdu);
  else answer(link, asdu, 7, false);
  return 'executed';
}

/** The request itself, with another cause. */
function mirror(
  link: LinkChecker,
  { type, objects }: WireAsdu,
  cot: number,
  isNegative: boolean,
): ExpectedReply {
  const [{ ioa, elements, tag }] = objects;
  return { kind: 'answer', type, ioa, cot, isNegative, elements, tag, atMs: link.rtu.nowMs };
}

function answer(link: LinkChecker, asdu: WireAsdu, cot: number, isNegative: boolean): void {
  link.replies.expect(mirror(link, asdu, cot, isNegative));
}

function takeInterrogation(link: LinkChecker, asdu: WireAsdu): void {
  const { interrogations, replies, rtu } = link;
  const asked = interrogations.request(asdu, rtu.site);
  const settle = (): boolean => {
    const isNegative = interrogations.confirmed(asked);
    // A freeze ends at once.
    if (!isNegative && asked.what === 'freeze') replies.expectFirst(mirror(link, asdu, 10, false));
    return isNegative;
  };
  replies.expect({ ...mirror(link, asdu, asdu.cot + 1, false), settle });
}

function takeRead(link: LinkChecker, asdu: WireAsdu): Outcome {
  const [{ ioa }] = asdu.objects;
  const { site, nowMs } = link.rtu;
  const point = [...site.database.points.values()].find((one) => one.ioa === ioa && one.plain !== 15);
  if (point === undefined) {
    answer(link, asdu, 47, true);
    return 'refused';
  }
  const elements = site.stateOf(point.plain, ioa);
  link.rtu.offeredBeside++;
  link.replies.expect({
    kind: 'answer',
    type: point.plain,
    ioa,
    cot: 5,
    isNegative: false,
    elements,
    tag: '',
    atMs: nowMs,
  });
  return 'executed';
}

/** The confirmation has the RTU's own time from before the clock is set. */
function takeClock(link: LinkChecker, asdu: WireAsdu): void {
  const { rtu } = link;
  const [object] = asdu.objects;
  const ownMs = Math.floor(rtu.wallMs);
  const own = { ...object, elements: rtu.ownTag() };
  answer(link, { ...asdu, objects: [own] }, 7, false);
  if (rtu.parameters.clock === 'follow') rtu.leadMs += readTag(object.elements) - ownMs;
  rtu.synchronized();
}

function takeCommand(link: LinkChecker, asdu: WireAsdu, ports: readonly RtuModel[]): Outcome {
  const { type, objects, cot } = asdu;
  const [{ ioa, elements, tag }] = objects;
  const { arrivedMs } = link;
  const { site, nowMs, wallMs, parameters } = link.rtu;
  const { commandAgeMs } = parameters;
  const isOutdated =
    commandAgeMs > 0 && tag !== '' && Math.abs(Math.floor(wallMs) - readTag(tag)) > commandAgeMs;
  const command = site.database.commands.find((one) => one.type === type && one.ioa === ioa);
  if (command === undefined) {
    answer(link, asdu, 47, true);
    return 'refused';
  }
  const { isNegative, isExecuted } = site.selections.command(link, asdu, { nowMs, arrivedMs, isOutdated });
  answer(link, asdu, cot + 1, isNegative);
  if (!isExecuted) return 'refused';
  const moved = site.move(plainType(type).plain, elements, command.status);
  if (moved !== undefined)
    for (const port of ports)
      for (const other of port.links)
        if (other.state === 'started') expectStatus(other, link, command.status, moved);
  if (moved !== undefined) for (const port of ports) expectHeld(port, command.status, moved);
  answer(link, asdu, 10, false);
  return 'executed';
}

/** Somebody sets a two-state point by hand. Returns the number of connections that it must go out on. */
export function takeHand(rtu: RtuModel, plain: number, ioa: number, elements: string): number {
  rtu.site.sent(plain, ioa, elements);
  const started = rtu.ports.flatMap(({ links }) => [...links]).filter(({ state }) => state === 'started');
  for (const link of started) expectStatus(link, undefined, ioa, { plain, elements });
  for (const port of rtu.ports) expectHeld(port, ioa, { plain, elements });
  return started.length;
}

/** Expects the groups of an RTU without a connection to keep the new state of a point. */
function expectHeld(
  rtu: RtuModel,
  ioa: number,
  { plain, elements }: { plain: number; elements: string },
): void {
  const type = rtu.site.database.points.get(pointKey(plain, ioa))?.statusType ?? plain;
  if (!plainType(type).timed) return;
  rtu.hold({
    kind: 'status',
    type,
    ioa,
    cot: 3,
    isNegative: false,
    elements,
    tag: rtu.ownTag(),
    atMs: rtu.nowMs,
  });
}

/** Expects a connection to send the new state of a point. */
function expectStatus(
  link: LinkChecker,
  commanding: LinkChecker | undefined,
  ioa: number,
  { plain, elements }: { plain: number; elements: string },
): void {
  const { rtu } = link;
  const point = rtu.site.database.points.get(pointKey(plain, ioa));
  rtu.offeredBeside++;
  link.replies.expect({
    kind: 'status',
    type: point?.statusType ?? plain,
    ioa,
    cot: link === commanding && RETURN_INFORMATION.has(plain) ? 11 : 3,
    isNegative: false,
    elements,
    tag: rtu.ownTag(),
    atMs: rtu.nowMs,
  });
}
