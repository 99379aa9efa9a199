/** An interrogation in progress. Source: `docs/protocol.md` §5; `docs/behaviour.md` §3. */
import { ASDU_HEADER_OCTETS, IOA_OCTETS, mirrorAsdu, SEQUENCE, writeIoa } from '../../codec/asdu.js';
import { COT } from '../../codec/causes.js';
import { COUNTER } from '../measures/counters.js';
import { type Image, NO_ROW } from '../points/image.js';
import { PLAIN_OCTETS } from '../points/type-sizes.js';
import type { InterrogationKind, RunningInterrogation, SendPort } from '../ports.js';
import { meetsFault } from './request-faults.js';

/** The points that an interrogation reports, and the cause. */
export interface InterrogationOrder {
  kind: InterrogationKind;
  /** The ASDU of the request, a copy. */
  request: Uint8Array;
  /** Cause of the data: 20–36 or 37–41. */
  cot: number;
  /** Points in order. */
  points: Uint32Array;
  image: Image;
  /** Monotonic ms. */
  startMs: number;
}

/** Rows of the frame being built: no type packs more objects. */
const rows = new Uint32Array(128);
/** Rows that have the comments of its points. */
const firstRows = new Uint32Array(128);

/**
 * An interrogation of the station, a group or the counters on one connection: every point once, untimed, with its state
 * when the frame is built; then actterm.
 */
export class Interrogation implements RunningInterrogation {
  readonly kind: InterrogationKind;
  /** It waits for the window only. */
  readonly deadlineMs = Number.POSITIVE_INFINITY;
  done = false;
  private position = 0;

  /** Counts as running from here on. */
  constructor(
    private readonly order: InterrogationOrder,
    private readonly link: SendPort,
  ) {
    this.kind = order.kind;
    link.rtu.counters[COUNTER.INTERROGATING]++;
  }

  get cot(): number {
    return this.order.cot;
  }

  get ready(): boolean {
    return !this.done;
  }

  tick(): void {}

  fill(room: number, nowMs: number): number {
    if (this.done) return 0;
    const { link } = this;
    const { points, request } = this.order;
    let frames = 0;
    while (frames < room && this.position < points.length) {
      this.writePoints(nowMs);
      frames++;
    }
    if (frames < room) {
      const { ca } = link.rtu;
      const ends = !meetsFault(link, 'gi-no-end', nowMs);
      if (ends) link.replies.reply(mirrorAsdu(request, COT.ACTIVATION_TERM, 'positive', ca));
      this.finish(nowMs, ends);
    }
    return frames;
  }

  cancel(why: string): void {
    this.done = true;
    this.link.rtu.counters[COUNTER.INTERROGATING]--;
    const { points } = this.order;
    this.report(`ended by ${why}, ${points.length - this.position} of ${points.length} signals not sent`);
  }

  acknowledged(signals: number): void {
    this.link.rtu.counters[COUNTER.SIGNALS_ACKNOWLEDGED] += signals;
  }

  spoiled(signals: number): void {
    this.link.rtu.counters[COUNTER.SPOILED] += signals;
  }

  lost(signals: number): void {
    const { counters } = this.link.rtu;
    counters[COUNTER.UNSENT_LINK] += signals;
    counters[COUNTER.ANSWERS_LOST] += signals;
    if (this.done) return;
    const left = this.order.points.length - this.position;
    counters[COUNTER.SIGNALS_OFFERED] += left;
    counters[COUNTER.UNSENT_LINK] += left;
    counters[COUNTER.ANSWERS_LOST] += left;
    this.cancel('loss of the link');
  }

  /** How many of the next points are of one type, at most `most`; `consecutive`: and have addresses that follow each other. */
  private together(most: number, consecutive: boolean): number {
    const { points, image } = this.order;
    const { pointType, pointIoa } = image.table;
    const first = this.position;
    const point = points[first];
    const end = Math.min(most, points.length - first);
    let count = 1;
    for (; count < end; count++) {
      const next = points[first + count];
      if (pointType[next] !== pointType[point]) break;
      if (consecutive && pointIoa[next] !== pointIoa[point] + count) break;
    }
    return count;
  }

  private writePoints(nowMs: number): void {
    const { link } = this;
    const { writer } = link;
    const { points, image, kind, request, cot } = this.order;
    const { counters, journal, objectLimits, parameters } = link.rtu;
    const { pointType, pointIoa, pointFirst } = image.table;
    const first = this.position;
    const typeId = pointType[points[first]];
    const { sq } = parameters;
    const single = sq === '1' ? 0 : this.together(objectLimits.single[typeId], false);
    const consecutive = sq === '0' ? 0 : this.together(objectLimits.sequence[typeId], true);
    // Where both hold as many, the sequence is shorter; a single object is not.
    const isSequence = sq === '1' || (consecutive > 1 && consecutive >= single);
    const count = isSequence ? consecutive : single;

    const plain = PLAIN_OCTETS[typeId];
    const addresses = isSequence ? IOA_OCTETS : count * IOA_OCTETS;
    const asduOctets = ASDU_HEADER_OCTETS + addresses + count * (plain - IOA_OCTETS);
    const start = writer.session.beginI(asduOctets, nowMs);
    const out = writer.outbox.octets;
    out[start] = typeId;
    out[start + 1] = isSequence ? count | SEQUENCE : count;
    out[start + 2] = cot;
    out[start + 3] = request[3];
    out[start + 4] = writer.caLow;
    out[start + 5] = writer.caHigh;
    let at = start + ASDU_HEADER_OCTETS;
    for (let i = 0; i < count; i++) {
      const point = points[first + i];
      if (i === 0 || !isSequence) {
        writeIoa(out, at, pointIoa[point]);
        at += IOA_OCTETS;
      }
      rows[i] = this.writeState(point, out, at);
      firstRows[i] = pointFirst[point];
      at += plain - IOA_OCTETS;
    }
    this.position = first + count;
    link.sent.signals(this, count);
    counters[COUNTER.SIGNALS_OFFERED] += count;
    counters[COUNTER.SIGNALS_SENT] += count;
    counters[COUNTER.SIGNALS_INTERROGATED] += count;
    const frame = { typeId, cot, count, octets: out, at: start + ASDU_HEADER_OCTETS, isSequence };
    journal.interrogated(link, image.table, frame, kind === 'station' ? rows : undefined, firstRows);
  }

  /** Writes a point's elements as they are now and returns the row that has these values, or `NO_ROW`. */
  private writeState(point: number, out: Uint8Array, at: number): number {
    const { image, kind } = this.order;
    const { image: current } = this.link.rtu;
    if (current !== image) {
      // The database was edited meanwhile: commands and sends now change the image of the new one.
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

  /** `ends`: actterm goes out. */
  private finish(nowMs: number, ends: boolean): void {
    this.done = true;
    const { counters } = this.link.rtu;
    const durationMs = nowMs - this.order.startMs;
    counters[COUNTER.INTERROGATING]--;
    if (!ends) {
      this.report(`${this.order.points.length} signals; its end is left out, a fault on purpose`);
      return;
    }
    counters[COUNTER.INTERROGATIONS]++;
    counters[COUNTER.INTERROGATION_MS] = durationMs;
    counters[COUNTER.INTERROGATION_MAX_MS] = Math.max(counters[COUNTER.INTERROGATION_MAX_MS], durationMs);
    if (this.kind === 'station') this.link.noteInterrogated(nowMs);
    this.report(`${this.order.points.length} signals in ${durationMs.toFixed(1)} ms`, COT.ACTIVATION_TERM);
  }

  private report(detail: string, cot?: number): void {
    const { link } = this;
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
