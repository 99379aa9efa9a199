/** An index send on one connection. Source: `docs/behaviour.md` §4; filters and waits §2. */
import { COT } from '../../codec/causes.js';
import { typeOf } from '../../codec/types.js';
import { type Sequence, writeRows } from '../points/row-octets.js';
import { ROW, type SignalTable } from '../points/signal-table.js';
import type { Producer, RowsAccount, RowsKeeper, RtuPort, SendPort, SentRows, Telegram } from '../ports.js';
import { describeFilter, meetsConditions } from './row-filter.js';
import { type HeldOrigin, RunAccount, type RunCounts } from './run-account.js';
import { Pace, type SendOrder } from './send-order.js';
import type { ValueWalk } from './value-walk.js';

/** Why a run ended. */
export type RunEnd = 'complete' | 'stopped' | 'link';

/** The content of a run. */
export interface RunSetup {
  readonly order: SendOrder;
  readonly table: SignalTable;
  readonly sequence: Sequence;
  /** Absent: the values of the file. */
  readonly walk: ValueWalk | undefined;
  /** Cells of the send, see `RUN_CELLS`. */
  readonly cells: Float64Array;
}

/** Is called when a run ends. */
export interface RunListener {
  /** The run can send no more; its last signals may still wait for acknowledgement. */
  runFinished(run: IndexRun): void;
  /** Every signal of the run is acknowledged or counted as unsent. This is the last call. */
  runSettled(run: IndexRun): void;
}

/** More signals than any frame holds: used if the run has no rate. */
const NO_LIMIT = 0x7fffffff;

/** `waiting`: in the wait after a row; `paced`: the next signal is not due yet; `filtering`: a row's filter waits for a telegram. */
type Phase = 'ready' | 'waiting' | 'paced' | 'filtering' | 'done';

/** One send on one connection: the rows of an index in file order, again and again until the duration is over. */
export class IndexRun implements Producer, RowsAccount {
  readonly kind = 'index';
  readonly order: SendOrder;
  readonly table: SignalTable;
  /** Why the run ended; `undefined` while it runs. */
  end: RunEnd | undefined;
  private readonly sequence: Sequence;
  private readonly walk: ValueWalk | undefined;
  private readonly account: RunAccount;
  private readonly rtuNumber: number;
  private link: SendPort | undefined;
  private readonly pace: Pace;
  private readonly endMs: number;
  /** Bits of the rows' flags that this send heeds. */
  private readonly heeded: number;
  private phase: Phase = 'ready';
  /** Position of the next row in the sequence. */
  private position: number;
  /** End of the phase, monotonic ms. */
  private untilMs = Number.POSITIVE_INFINITY;

  constructor(
    { order, table, sequence, walk, cells }: RunSetup,
    private readonly rtu: RtuPort,
    private readonly listener: RunListener,
  ) {
    this.order = order;
    this.table = table;
    this.sequence = sequence;
    this.walk = walk;
    this.account = new RunAccount(rtu.counters, cells);
    this.rtuNumber = rtu.ca;
    this.position = sequence.first;
    this.heeded = order.withoutWaits ? ROW.RTU : ROW.RTU | ROW.WAIT | ROW.FILTER;
    this.pace = new Pace(order);
    this.endMs = order.durationMs > 0 ? order.startMs + order.durationMs : Number.POSITIVE_INFINITY;
  }

  get counts(): RunCounts {
    return this.account.counts;
  }

  get done(): boolean {
    return this.phase === 'done';
  }

  get ready(): boolean {
    return this.phase === 'ready';
  }

  get deadlineMs(): number {
    return this.phase === 'done' ? Number.POSITIVE_INFINITY : Math.min(this.untilMs, this.endMs);
  }

  /** The cause of a row's frame. */
  private cotOf(row: number): number {
    const { table, order } = this;
    const { cot } = order;
    if (cot === undefined) return table.cot[row];
    return typeOf(table.typeId[row]).causes.includes(cot) ? cot : COT.SPONTANEOUS;
  }

  /** Goes to the first row; if that has a filter, its time-out counts from now. */
  start(nowMs: number): void {
    this.settle(nowMs);
  }

  /** Runs on a connection of the RTU from now on; `undefined`: on none. */
  moveTo(link: SendPort | undefined): void {
    this.link = link;
  }

  fill(room: number, nowMs: number): number {
    if (this.phase !== 'ready') return 0;
    if (this.isOver(nowMs)) {
      this.finish('complete', nowMs);
      return 0;
    }
    const { table, walk, link, account, heeded } = this;
    if (link === undefined) return 0;
    const { order, run } = this.sequence;
    const { writer, sent, rtu } = link;
    const { objectLimits } = rtu;
    writer.setTag(rtu.wallMs(nowMs), rtu.clock.at(nowMs));
    let allowed = this.pace.isSet ? this.pace.due(nowMs) - account.passed : NO_LIMIT;
    let frames = 0;
    if (allowed <= 0) this.awaitPace();
    while (frames < room && this.phase === 'ready') {
      const position = this.position;
      const row = order === undefined ? position : order[position];
      const count = Math.min(run[position], objectLimits.single[table.typeId[row]], allowed);
      const cot = this.cotOf(row);
      if (walk === undefined) {
        writeRows(writer, table, row, count, cot, nowMs);
        sent.rows(this, row, count);
        rtu.image.take(table, row, count);
        rtu.journal.sent(link, table, row, count, cot);
      } else {
        walk.writeRows(link, this, { row, count, cot }, nowMs);
      }
      allowed -= count;
      account.sent(count);
      this.position = position + count;
      frames++;
      if (table.flags[row] & heeded & ROW.WAIT) this.hold(table.waitMs[row], nowMs);
      else if (this.position >= this.sequence.end || (table.flags[this.row()] & heeded) !== 0)
        this.settle(nowMs);
      if (allowed <= 0) this.awaitPace();
    }
    sent.due(account.publishSent());
    return frames;
  }

  /** Sends rows with their former time tag: they arose without a connection, or were sent and not acknowledged on another one. */
  fillAgain(rows: SentRows & { readonly sentBefore: boolean }, link: SendPort, nowMs: number): void {
    const { table, rtu } = this;
    const { writer, sent } = link;
    const { row, count, asdu } = rows;
    writer.setTag(rows.wallMs, rows.clock);
    if (asdu === undefined) {
      const cot = this.cotOf(row);
      writeRows(writer, table, row, count, cot, nowMs);
      sent.rows(this, row, count);
      rtu.journal.sent(link, table, row, count, cot);
    } else {
      writer.writeAsdu(asdu, nowMs);
      sent.rows(this, row, count);
      sent.keep(asdu);
      rtu.journal.sentAsdu(link, table, row, asdu);
    }
    sent.due(count);
    if (rows.sentBefore) this.account.sentAgain(count);
    else this.account.sentArisen(count);
  }

  /** Whether rows may arise while there is no connection: those of a repeated send without a rate come as fast as a window lets. */
  mayArise(room: number): boolean {
    return this.phase === 'ready' && (this.pace.isSet || (this.order.durationMs === 0 && room > 0));
  }

  /**
   * Without a connection: lets at most `most` signals arise that are due; returns how many. Those with a time tag are kept, the others
   * are lost. Without a rate it ends where there is no more room.
   */
  arise(keeper: RowsKeeper, most: number, nowMs: number): number {
    if (this.phase === 'ready' && this.isOver(nowMs)) this.finish('complete', nowMs);
    const { table, walk, account, rtu, heeded } = this;
    const { order, run } = this.sequence;
    const clock = rtu.clock.at(nowMs);
    const wallMs = rtu.wallMs(nowMs);
    const isPaced = this.pace.isSet;
    let allowed = isPaced ? this.pace.due(nowMs) - account.passed : NO_LIMIT;
    let left = most;
    if (allowed <= 0) this.awaitPace();
    while (left > 0 && this.mayArise(keeper.room)) {
      const position = this.position;
      const row = order === undefined ? position : order[position];
      const room = isPaced ? NO_LIMIT : keeper.room;
      const count = Math.min(run[position], rtu.objectLimits.single[table.typeId[row]], allowed, room, left);
      rtu.image.take(table, row, count);
      const asdu = walk?.asduOf(rtu, { row, count, cot: this.cotOf(row) }, clock, wallMs);
      if (typeOf(table.typeId[row]).timeTagged) {
        account.arise(count);
        keeper.keep({ row, count, wallMs, clock, ...(asdu === undefined ? {} : { asdu }) });
      } else {
        account.ariseInVain(count);
      }
      allowed -= count;
      left -= count;
      this.position = position + count;
      if (table.flags[row] & heeded & ROW.WAIT) this.hold(table.waitMs[row], nowMs);
      else if (this.position >= this.sequence.end || (table.flags[this.row()] & heeded) !== 0)
        this.settle(nowMs);
      if (allowed <= 0) this.awaitPace();
    }
    return most - left;
  }

  /** Signals of this run wait for a connection from now on; a negative number: they do no longer. */
  noteHeld(signals: number): void {
    this.account.hold(signals);
  }

  /** Signals that waited for a connection, or were sent on one that was lost, will never be acknowledged; the run goes on. */
  giveUp(reason: 'unsentLink' | 'unsentBuffer', signals: number, origin: HeldOrigin): void {
    this.account.giveUp(reason, signals, origin);
    if (this.phase === 'done' && this.account.open === 0) this.listener.runSettled(this);
  }

  tick(nowMs: number, heardMs: number): void {
    if (this.phase === 'done') return;
    // If a timer fires late, signals that were due before the end must still be sent.
    if (nowMs >= this.endMs && !(this.phase === 'paced' && !this.isOver(nowMs))) {
      this.finish('complete', nowMs);
      return;
    }
    if (nowMs < this.untilMs) return;
    if (this.phase === 'paced') {
      this.phase = 'ready';
      this.untilMs = Number.POSITIVE_INFINITY;
      return;
    }
    if (this.phase === 'filtering') {
      if (heardMs < this.untilMs) return;
      this.account.unsent('unsentFilter', 1);
      this.reportFilter('time-out');
      this.position++;
    }
    this.resume(nowMs);
  }

  /** A telegram of the master; returns whether the run continues because of it. */
  telegram(telegram: Telegram, nowMs: number): boolean {
    // A telegram that is read after the time-out is too late, even if the timer has not fired yet.
    if (this.phase !== 'filtering' || this.rtu.arrivedMs(nowMs) >= this.untilMs) return false;
    if (!meetsConditions(this.table, this.row(), telegram)) return false;
    this.untilMs = Number.POSITIVE_INFINITY;
    this.phase = 'ready';
    this.reportFilter('met');
    return true;
  }

  /** Ends the run at once; signals that were sent may still be acknowledged. */
  stop(nowMs: number): void {
    if (this.phase !== 'done') this.finish('stopped', nowMs);
  }

  acknowledged(signals: number): void {
    this.account.acknowledged(signals);
    if (this.phase === 'done' && this.account.open === 0) this.listener.runSettled(this);
  }

  lost(signals: number, nowMs: number): void {
    this.account.lost(signals);
    if (this.phase !== 'done') this.finish('link', nowMs);
    else if (signals > 0 && this.account.open === 0) this.listener.runSettled(this);
  }

  spoiled(signals: number): void {
    this.account.spoiled(signals);
    if (this.phase === 'done' && this.account.open === 0) this.listener.runSettled(this);
  }

  /** Whether the run's time is over and everything that was due before its end has been sent. */
  private isOver(nowMs: number): boolean {
    return nowMs >= this.endMs && !(this.pace.isSet && this.pace.due(nowMs) > this.account.passed);
  }

  private row(): number {
    const { order } = this.sequence;
    return order === undefined ? this.position : order[this.position];
  }

  /** Waits until the next signal is due. */
  private awaitPace(): void {
    if (this.phase !== 'ready') return;
    this.phase = 'paced';
    this.untilMs = this.pace.dueMs(this.account.passed);
  }

  private hold(waitMs: number, nowMs: number): void {
    this.phase = 'waiting';
    this.untilMs = nowMs + waitMs;
  }

  private resume(nowMs: number): void {
    this.phase = 'ready';
    this.untilMs = Number.POSITIVE_INFINITY;
    this.settle(nowMs);
  }

  /** Finds the next row to send: begins a new pass, skips rows for other RTUs, begins the wait of a filter. */
  private settle(nowMs: number): void {
    const { table } = this;
    let passedWithoutSending = false;
    for (;;) {
      if (this.position >= this.sequence.end) {
        if (passedWithoutSending) {
          // No row is for this RTU: no signal was due, at any rate.
          this.finish('complete', nowMs, 0);
          return;
        }
        if (this.order.durationMs === 0 || this.isOver(nowMs)) {
          this.finish('complete', nowMs);
          return;
        }
        this.position = this.sequence.first;
        // A file without a row for this RTU must not be passed again and again.
        passedWithoutSending = true;
      }
      const row = this.row();
      const flags = table.flags[row] & this.heeded;
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

  private finish(end: RunEnd, nowMs: number, left = this.left(end, nowMs)): void {
    this.phase = 'done';
    this.end = end;
    this.untilMs = Number.POSITIVE_INFINITY;
    if (left > 0) this.account.unsent(end === 'link' ? 'unsentLink' : 'unsentEnded', left);
    this.listener.runFinished(this);
    if (this.account.open === 0) this.listener.runSettled(this);
  }

  /**
   * Signals that should have been sent and will not be:
   * - duration and rate: due until now − sent (connection lost: due until the end of the send − sent);
   * - duration without rate: 1 if a filter waits, else 0;
   * - one pass, stopped or connection lost: all rows for this RTU that are left.
   */
  private left(end: RunEnd, nowMs: number): number {
    const { order } = this.sequence;
    if (this.pace.isSet && this.order.durationMs > 0) {
      return this.pace.due(end === 'link' ? this.endMs : nowMs) - this.account.passed;
    }
    if (end === 'complete' || this.order.durationMs > 0) return this.phase === 'filtering' ? 1 : 0;
    let left = 0;
    for (let position = this.position; position < this.sequence.end; position++) {
      const rtu = this.table.filterRtu[order === undefined ? position : order[position]];
      if (rtu === 0 || rtu === this.rtuNumber) left++;
    }
    return left;
  }

  private reportFilter(outcome: 'met' | 'time-out'): void {
    const { table, link, rtu } = this;
    const row = this.row();
    rtu.journal.event(rtu, link, {
      event: 'filter',
      typeId: table.typeId[row],
      ioa: table.ioa[row],
      detail: describeFilter(table, row, outcome),
    });
  }
}
