/**
 * An interrogation in progress, of the station, a group or the counters: every point asked for once, untimed, with the value
 * that it has when the frame is built; then actterm. Source: `docs/protocol.md` §5; `docs/behaviour.md` §3.
 */
import { ASDU_HEADER_OCTETS, IOA_OCTETS, mirrorAsdu, writeIoa } from '../../codec/asdu.js';
import { COT } from '../../codec/causes.js';
import type { Link } from '../link.js';
import { COUNTER } from '../measures/counters.js';
import { type Image, NO_ROW } from '../points/image.js';
import { PLAIN_OCTETS } from '../points/type-sizes.js';
import type { Producer } from '../sends/producer.js';

/** Which of the two kinds; one of each may run on a connection. */
export type InterrogationKind = 'station' | 'counter';

/** What an interrogation is made of. */
export interface InterrogationOrder {
  kind: InterrogationKind;
  /** The ASDU that asked for it, a copy. */
  request: Uint8Array;
  /** Cause of the data: 20–36 or 37–41. */
  cot: number;
  /** Points in order. */
  points: Uint32Array;
  image: Image;
  /** Monotonic ms. */
  startMs: number;
}

/** Room for the rows of one frame: no type packs more objects. */
const rows = new Uint32Array(128);

/** One interrogation on one connection. */
export class Interrogation implements Producer {
  readonly kind: InterrogationKind;
  done = false;
  private position = 0;

  constructor(private readonly order: InterrogationOrder) {
    this.kind = order.kind;
  }

  /** Cause of the data. */
  get cot(): number {
    return this.order.cot;
  }

  get ready(): boolean {
    return !this.done;
  }

  nextDeadline(): number {
    return Number.POSITIVE_INFINITY;
  }

  tick(): void {}

  fill(link: Link, room: number, nowMs: number): number {
    if (this.done) return 0;
    const { points, request } = this.order;
    let frames = 0;
    while (frames < room && this.position < points.length) {
      this.writePoints(link, nowMs);
      frames++;
    }
    if (frames < room) {
      link.reply(mirrorAsdu(request, 0, request.length, COT.ACTIVATION_TERM, 'positive', link.rtu.ca));
      this.finish(link, nowMs);
    }
    return frames;
  }

  /** Ends it without actterm: deactivation, or the link is gone. */
  cancel(link: Link, why: string): void {
    if (this.done) return;
    this.done = true;
    link.rtu.counters[COUNTER.INTERROGATING]--;
    const { points } = this.order;
    this.report(
      link,
      `ended by ${why}, ${points.length - this.position} of ${points.length} signals not sent`,
    );
  }

  acknowledged(): void {}

  lost(link: Link, signals: number): void {
    const { counters } = link.rtu;
    counters[COUNTER.UNSENT_LINK] += signals;
    if (this.done) return;
    const left = this.order.points.length - this.position;
    counters[COUNTER.SIGNALS_OFFERED] += left;
    counters[COUNTER.UNSENT_LINK] += left;
    this.cancel(link, 'loss of the link');
  }

  private writePoints(link: Link, nowMs: number): void {
    const { points, image, kind, request, cot } = this.order;
    const { counters, journal, objectLimits } = link.rtu;
    const { pointType, pointIoa } = image.table;
    const first = this.position;
    const typeId = pointType[points[first]];
    const end = Math.min(first + objectLimits[typeId], points.length);
    let count = 1;
    while (first + count < end && pointType[points[first + count]] === typeId) count++;

    const plain = PLAIN_OCTETS[typeId];
    const start = link.session.beginI(ASDU_HEADER_OCTETS + count * plain, nowMs);
    const out = link.outbox.octets;
    out[start] = typeId;
    out[start + 1] = count;
    out[start + 2] = cot;
    out[start + 3] = request[3];
    out[start + 4] = link.caLow;
    out[start + 5] = link.caHigh;
    let at = start + ASDU_HEADER_OCTETS;
    for (let i = 0; i < count; i++) {
      const point = points[first + i];
      writeIoa(out, at, pointIoa[point]);
      rows[i] = this.writeState(link, point, out, at + IOA_OCTETS);
      at += plain;
    }
    this.position = first + count;
    link.sentBy(this, count);
    counters[COUNTER.SIGNALS_OFFERED] += count;
    counters[COUNTER.SIGNALS_SENT] += count;
    counters[COUNTER.SIGNALS_INTERROGATED] += count;
    const frame = { typeId, cot, count, octets: out, at: start + ASDU_HEADER_OCTETS };
    journal.interrogated(link, image.table, frame, kind === 'station' ? rows : undefined);
  }

  /** Writes a point's elements as they are now and returns the row of this table that says so, or `NO_ROW`. */
  private writeState(link: Link, point: number, out: Uint8Array, at: number): number {
    const { image, kind } = this.order;
    const { image: current } = link.rtu;
    if (current !== image) {
      // The database was edited meanwhile: commands and sends move the image of the new one.
      const now = current.findPoint(image.table.pointIoa[point], image.table.pointType[point]);
      if (now >= 0) {
        if (kind === 'counter') out.set(current.counterReading(now), at);
        else current.writeElements(now, out, at);
        return NO_ROW;
      }
    }
    if (kind === 'counter') out.set(image.counterReading(point), at);
    else image.writeElements(point, out, at);
    return image.rowOf[point];
  }

  private finish(link: Link, nowMs: number): void {
    this.done = true;
    const { counters } = link.rtu;
    const durationMs = nowMs - this.order.startMs;
    counters[COUNTER.INTERROGATING]--;
    counters[COUNTER.INTERROGATIONS]++;
    counters[COUNTER.INTERROGATION_MS] = durationMs;
    if (durationMs > counters[COUNTER.INTERROGATION_MAX_MS])
      counters[COUNTER.INTERROGATION_MAX_MS] = durationMs;
    this.report(
      link,
      `${this.order.points.length} signals in ${durationMs.toFixed(1)} ms`,
      COT.ACTIVATION_TERM,
    );
  }

  private report(link: Link, detail: string, cot?: number): void {
    const typeId = this.order.request[0];
    const sent = cot === undefined ? {} : ({ direction: 'tx', cot } as const);
    link.rtu.journal.event(link.rtu, link, {
      event: 'interrogation',
      log: 'interrogation',
      typeId,
      ...sent,
      detail,
    });
  }
}
