/**
 * A station interrogation in progress: every `Y` point once, untimed, COT = QOI, value as it is when the frame is built; then actterm.
 * Source: `protocol.md` §5, station interrogation; `spec.md` §3.
 */
import { ASDU_HEADER_OCTETS, mirrorAsdu } from '../codec/asdu.js';
import { COT } from '../codec/causes.js';
import { COUNTER } from './counters.js';
import { PLAIN_OCTETS } from './frames.js';
import type { Link } from './link.js';
import type { Producer } from './producer.js';

/** Room for the rows of one frame: no type packs more objects. */
const rows = new Uint32Array(128);

/** One interrogation on one connection. */
export class Interrogation implements Producer {
  done = false;
  private position = 0;
  /** Signals that went out with a value and are not acknowledged yet, whether or not the run is over. */
  private readonly oa: number;

  /** `request` is the ASDU that asked for it, a copy. */
  constructor(
    private readonly request: Uint8Array,
    /** QOI, which is also the cause of the data. */
    private readonly qoi: number,
    private readonly startMs: number,
  ) {
    this.oa = request[3];
  }

  get ready(): boolean {
    return !this.done;
  }

  nextDeadline(): number {
    return Number.POSITIVE_INFINITY;
  }

  tick(): void {}

  fill(link: Link, room: number, nowMs: number): number {
    const { interrogation } = link.rtu.table;
    let frames = 0;
    while (frames < room && this.position < interrogation.length) {
      this.writePoints(link, nowMs);
      frames++;
    }
    if (frames < room && !this.done) {
      link.reply(
        mirrorAsdu(this.request, 0, this.request.length, COT.ACTIVATION_TERM, 'positive', link.rtu.ca),
      );
      this.finish(link, nowMs);
    }
    return frames;
  }

  /** Deactivation: nothing more is sent, and no actterm. */
  cancel(link: Link, why: string): void {
    if (this.done) return;
    this.done = true;
    const { counters, journal } = link.rtu;
    counters[COUNTER.INTERROGATING]--;
    const left = link.rtu.table.interrogation.length - this.position;
    journal.event(link.rtu, link, {
      event: 'interrogation',
      log: 'interrogation',
      detail: `ended by ${why}, ${left} of ${link.rtu.table.interrogation.length} signals not sent`,
    });
  }

  acknowledged(): void {}

  lost(link: Link, signals: number): void {
    const { counters } = link.rtu;
    counters[COUNTER.UNSENT_LINK] += signals;
    if (this.done) return;
    const left = link.rtu.table.interrogation.length - this.position;
    counters[COUNTER.SIGNALS_OFFERED] += left;
    counters[COUNTER.UNSENT_LINK] += left;
    this.cancel(link, 'loss of the link');
  }

  private writePoints(link: Link, nowMs: number): void {
    const { table, image, counters, journal, objectLimits } = link.rtu;
    const { interrogation, pointType, pointIoa, objectAt, objects } = table;
    const first = this.position;
    const typeId = pointType[interrogation[first]];
    const end = Math.min(first + objectLimits[typeId], interrogation.length);
    let count = 1;
    while (first + count < end && pointType[interrogation[first + count]] === typeId) count++;

    const plain = PLAIN_OCTETS[typeId];
    let at = link.session.beginI(ASDU_HEADER_OCTETS + count * plain, nowMs);
    const out = link.outbox.octets;
    out[at] = typeId;
    out[at + 1] = count;
    out[at + 2] = this.qoi;
    out[at + 3] = this.oa;
    out[at + 4] = link.caLow;
    out[at + 5] = link.caHigh;
    at += ASDU_HEADER_OCTETS;
    for (let i = 0; i < count; i++) {
      const point = interrogation[first + i];
      const row = image.rowOf[point];
      rows[i] = row;
      const ioa = pointIoa[point];
      out[at] = ioa & 0xff;
      out[at + 1] = (ioa >> 8) & 0xff;
      out[at + 2] = ioa >> 16;
      const from = objectAt[row];
      for (let octet = 3; octet < plain; octet++) out[at + octet] = objects[from + octet];
      at += plain;
    }
    this.position = first + count;
    link.sentBy(this, count);
    counters[COUNTER.SIGNALS_OFFERED] += count;
    counters[COUNTER.SIGNALS_SENT] += count;
    journal.interrogated(link, table, rows, count, this.qoi);
  }

  private finish(link: Link, nowMs: number): void {
    this.done = true;
    const { counters, journal, table } = link.rtu;
    const durationMs = nowMs - this.startMs;
    counters[COUNTER.INTERROGATING]--;
    counters[COUNTER.INTERROGATIONS]++;
    counters[COUNTER.INTERROGATION_MS] = durationMs;
    journal.event(link.rtu, link, {
      event: 'interrogation',
      log: 'interrogation',
      direction: 'tx',
      typeId: 100,
      cot: COT.ACTIVATION_TERM,
      detail: `${table.interrogation.length} signals in ${durationMs.toFixed(1)} ms`,
    });
  }
}
