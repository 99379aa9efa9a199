/**
 * An index send on one link: the rows of an index in file order, passed again until the duration is over.
 * Source: `docs/behaviour.md` §4; filters and waits §2.
 */
import { COT } from '../../codec/causes.js';
import type { Link } from '../link.js';
import { COUNTER } from '../measures/counters.js';
import { type Sequence, writeRows } from '../points/row-octets.js';
import { ROW, type SignalTable } from '../points/signal-table.js';
import type { Producer } from './producer.js';
import { Pace, type SendOrder } from './send-order.js';
import type { RowsFrame } from './sent-frames.js';
import { type ValueWalk, writeAgain, writeWalkedRows } from './value-walk.js';

/** Why a run ended. */
export type RunEnd = 'complete' | 'stopped' | 'link';

/** What a run did, in signals. offered = acknowledged + open + unsent…; open is what is sent and still unanswered. */
export interface RunCounts {
  offered: number;
  sent: number;
  acknowledged: number;
  unsentLink: number;
  unsentEnded: number;
  unsentFilter: number;
}

/** The telegram conditions of a row that a run waits for. */
export interface Telegram {
  typeId: number;
  ioa: number;
  /** Principal value of the object; NaN where the type has none. */
  value: number;
}

/** Room enough for any frame, where no rate limits it. */
const NO_LIMIT = 0x7fffffff;

/** `paced`: the next signal is not due yet. */
type Phase = 'ready' | 'waiting' | 'paced' | 'filtering' | 'done';

/** One send on one link. */
export class IndexRun implements Producer {
  readonly kind = 'index';
  readonly counts: RunCounts = {
    offered: 0,
    sent: 0,
    acknowledged: 0,
    unsentLink: 0,
    unsentEnded: 0,
    unsentFilter: 0,
  };
  end: RunEnd | undefined;
  private phase: Phase = 'ready';
  private position: number;
  private untilMs = Number.POSITIVE_INFINITY;
  private readonly endMs: number;
  private lostAfterSending = 0;
  private readonly pace: Pace;

  constructor(
    readonly order: SendOrder,
    readonly table: SignalTable,
    private readonly sequence: Sequence,
    private readonly rtuNumber: number,
    private readonly walk: ValueWalk | undefined,
  ) {
    this.position = sequence.first;
    this.pace = new Pace(order);
    this.endMs = order.durationMs > 0 ? order.startMs + order.durationMs : Number.POSITIVE_INFINITY;
  }

  get done(): boolean {
    return this.phase === 'done';
  }

  get ready(): boolean {
    return this.phase === 'ready';
  }

  /** Nothing of it is under way any more: ended, and every sent signal is answered for. */
  get settled(): boolean {
    return this.phase === 'done' && this.open === 0;
  }

  /** Signals sent, neither acknowledged nor lost. */
  private get open(): number {
    return this.counts.sent - this.counts.acknowledged - this.lostAfterSending;
  }

  /** Brings the run to its first row: filters there count from now. */
  start(link: Link, nowMs: number): void {
    this.settle(link, nowMs);
  }

  fill(link: Link, room: number, nowMs: number): number {
    if (this.phase !== 'ready') return 0;
    if (this.isOver(nowMs)) {
      this.finish(link, 'complete', nowMs);
      return 0;
    }
    const { table, walk } = this;
    const { order, run } = this.sequence;
    const limits = link.rtu.objectLimits;
    const tag = link.timeTag(nowMs);
    const first = this.counts.sent;
    let allowed = this.pace.isSet ? this.pace.due(nowMs) - first : NO_LIMIT;
    let frames = 0;
    if (allowed <= 0) this.awaitPace();
    while (frames < room && this.phase === 'ready') {
      const position = this.position;
      const row = order === undefined ? position : order[position];
      const typeId = table.typeId[row];
      const limit = limits[typeId];
      const count = Math.min(run[position], limit, allowed);
      if (walk === undefined) {
        writeRows(link, table, row, count, tag, nowMs);
        link.sentRows(this, row, count);
        link.rtu.image.take(table, row, count);
        link.rtu.journal.sent(link, table, row, count, COT.SPONTANEOUS, link.tagWallMs);
      } else {
        writeWalkedRows(link, this, walk, row, count, tag, nowMs);
      }
      allowed -= count;
      this.counts.offered += count;
      this.counts.sent += count;
      this.position = position + count;
      frames++;
      if (table.flags[row] & ROW.WAIT) this.hold(table.waitMs[row], nowMs);
      else if (this.position >= this.sequence.end || table.flags[this.row()] !== 0) this.settle(link, nowMs);
      if (allowed <= 0) this.awaitPace();
    }
    const sent = this.counts.sent - first;
    link.rtu.counters[COUNTER.SIGNALS_OFFERED] += sent;
    link.rtu.counters[COUNTER.SIGNALS_SENT] += sent;
    return frames;
  }

  /** Sends rows again, with the time that they had, that another connection of the group sent and nobody acknowledged. */
  fillAgain(link: Link, frame: RowsFrame, nowMs: number): void {
    const { row, count, wallMs, asdu } = frame;
    const tag = link.timeTagOf(wallMs);
    if (asdu === undefined) {
      writeRows(link, this.table, row, count, tag, nowMs);
      link.sentRows(this, row, count);
      link.rtu.journal.sent(link, this.table, row, count, COT.SPONTANEOUS, wallMs);
    } else {
      writeAgain(link, this, row, count, asdu, nowMs);
    }
    link.rtu.counters[COUNTER.SIGNALS_RESENT] += count;
  }

  nextDeadline(): number {
    if (this.phase === 'done') return Number.POSITIVE_INFINITY;
    return Math.min(this.untilMs, this.endMs);
  }

  tick(link: Link, nowMs: number): void {
    if (this.phase === 'done') return;
    // The timer comes late for what was due in the last moment.
    if (nowMs >= this.endMs && !(this.phase === 'paced' && !this.isOver(nowMs))) {
      this.finish(link, 'complete', nowMs);
      return;
    }
    if (nowMs < this.untilMs) return;
    if (this.phase === 'paced') {
      this.phase = 'ready';
      this.untilMs = Number.POSITIVE_INFINITY;
      return;
    }
    if (this.phase === 'filtering') {
      this.offerUnsent(link, 'unsentFilter', COUNTER.UNSENT_FILTER, 1);
      this.reportFilter(link, 'time-out');
      this.position++;
    }
    this.resume(link, nowMs);
  }

  /** A telegram of the master; returns whether the run goes on because of it. */
  telegram(link: Link, telegram: Telegram, nowMs: number): boolean {
    // Read after the time-out is too late, even where the timer has not fired yet.
    if (this.phase !== 'filtering' || nowMs >= this.untilMs) return false;
    const row = this.row();
    if (!meetsConditions(this.table, row, telegram)) return false;
    this.untilMs = Number.POSITIVE_INFINITY;
    this.phase = 'ready';
    this.reportFilter(link, 'met');
    return true;
  }

  /** Ends the run at once; what was sent may still be acknowledged. */
  stop(link: Link, nowMs: number): void {
    if (this.phase !== 'done') this.finish(link, 'stopped', nowMs);
  }

  acknowledged(link: Link, signals: number): void {
    this.counts.acknowledged += signals;
    if (this.phase === 'done' && this.open === 0) link.rtu.runSettled(this);
  }

  lost(link: Link, signals: number, nowMs: number): void {
    this.counts.unsentLink += signals;
    this.lostAfterSending += signals;
    link.rtu.counters[COUNTER.UNSENT_LINK] += signals;
    if (this.phase !== 'done') this.finish(link, 'link', nowMs);
    else if (signals > 0 && this.open === 0) link.rtu.runSettled(this);
  }

  /** Whether its time is over, and all that was due before has been sent. */
  private isOver(nowMs: number): boolean {
    return nowMs >= this.endMs && !(this.pace.isSet && this.pace.due(nowMs) > this.counts.sent);
  }

  private row(): number {
    const { order } = this.sequence;
    return order === undefined ? this.position : order[this.position];
  }

  /** Nothing more is due now. */
  private awaitPace(): void {
    if (this.phase !== 'ready') return;
    this.phase = 'paced';
    this.untilMs = this.pace.dueMs(this.counts.sent);
  }

  private hold(waitMs: number, nowMs: number): void {
    this.phase = 'waiting';
    this.untilMs = nowMs + waitMs;
  }

  private resume(link: Link, nowMs: number): void {
    this.phase = 'ready';
    this.untilMs = Number.POSITIVE_INFINITY;
    this.settle(link, nowMs);
  }

  /** Finds the next row to send: begins a new pass, passes rows of other RTUs, begins a filter's wait. */
  private settle(link: Link, nowMs: number): void {
    const { table } = this;
    let passedWithoutSending = false;
    for (;;) {
      if (this.position >= this.sequence.end) {
        if (passedWithoutSending) {
          // Whatever the rate, nothing was asked of this RTU.
          this.finish(link, 'complete', nowMs, 0);
          return;
        }
        if (this.order.durationMs === 0 || this.isOver(nowMs)) {
          this.finish(link, 'complete', nowMs);
          return;
        }
        this.position = this.sequence.first;
        // A file without a row for this RTU must not turn round for ever.
        passedWithoutSending = true;
      }
      const row = this.row();
      const flags = table.flags[row];
      if (flags & ROW.RTU && table.filterRtu[row] !== this.rtuNumber) {
        this.position++;
        continue;
      }
      if (flags & ROW.FILTER) {
        this.phase = 'filtering';
        this.untilMs = nowMs + table.filterTimeoutMs[row];
      }
      return;
    }
  }

  private finish(link: Link, end: RunEnd, nowMs: number, left = this.left(end, nowMs)): void {
    this.phase = 'done';
    this.end = end;
    this.untilMs = Number.POSITIVE_INFINITY;
    if (left > 0 && end === 'link') this.offerUnsent(link, 'unsentLink', COUNTER.UNSENT_LINK, left);
    else if (left > 0) this.offerUnsent(link, 'unsentEnded', COUNTER.UNSENT_ENDED, left);
    link.rtu.runFinished(this);
    if (this.open === 0) link.rtu.runSettled(this);
  }

  /**
   * Signals that were asked for and will not be sent. One pass asks for every row of this RTU;
   * a send with a duration asks for what fits, so only a row whose filter still waits is left; with a rate it asks for what was due,
   * and without its link for all that would have been.
   */
  private left(end: RunEnd, nowMs: number): number {
    if (this.pace.isSet && this.order.durationMs > 0) {
      // Without its link nothing of what was asked until the end of the send can be sent any more.
      return this.pace.due(end === 'link' ? this.endMs : nowMs) - this.counts.sent;
    }
    if (end === 'complete' || this.order.durationMs > 0) return this.phase === 'filtering' ? 1 : 0;
    let left = 0;
    const { order } = this.sequence;
    for (let position = this.position; position < this.sequence.end; position++) {
      const rtu = this.table.filterRtu[order === undefined ? position : order[position]];
      if (rtu === 0 || rtu === this.rtuNumber) left++;
    }
    return left;
  }

  private offerUnsent(
    link: Link,
    reason: 'unsentLink' | 'unsentEnded' | 'unsentFilter',
    column: number,
    signals: number,
  ): void {
    this.counts.offered += signals;
    this.counts[reason] += signals;
    link.rtu.counters[COUNTER.SIGNALS_OFFERED] += signals;
    link.rtu.counters[column] += signals;
  }

  private reportFilter(link: Link, outcome: 'met' | 'time-out'): void {
    const { table } = this;
    const row = this.row();
    const conditions: string[] = [];
    if (table.filterType[row] >= 0) conditions.push(`type ${table.filterType[row]}`);
    if (table.filterIoa[row] >= 0) conditions.push(`IOA ${table.filterIoa[row]}`);
    if (!Number.isNaN(table.filterValue[row])) conditions.push(`value ${table.filterValue[row]}`);
    const what = conditions.join(' and ');
    const detail =
      outcome === 'met'
        ? `filter met: ${what}`
        : `not sent: no telegram with ${what} within ${table.filterTimeoutMs[row]} ms`;
    link.rtu.journal.event(link.rtu, link, {
      event: 'filter',
      typeId: table.typeId[row],
      ioa: table.ioa[row],
      detail,
    });
  }
}

/** Whether a telegram meets every condition of a row (`docs/behaviour.md` §2, filters). */
function meetsConditions(table: SignalTable, row: number, telegram: Telegram): boolean {
  if (table.filterType[row] >= 0 && table.filterType[row] !== telegram.typeId) return false;
  if (table.filterIoa[row] >= 0 && table.filterIoa[row] !== telegram.ioa) return false;
  const value = table.filterValue[row];
  if (Number.isNaN(value)) return true;
  // A file's decimals meet a binary32 or a normalized value at the precision of these.
  return value === telegram.value || Math.abs(value - telegram.value) <= Math.abs(value) * 1e-6 + 1 / 65536;
}
