/** Watches what a master does because of one fault on one RTU. */
import type { FaultNews, FaultStep } from '../../channel/shard-protocol.js';
import { COT } from '../../codec/causes.js';
import type { FaultOrder } from '../../faults/fault-order.js';
import type { JournalEntry } from '../../station/journal.js';
import { COUNTER } from '../../station/measures/counters.js';

/** A watch that is over ends so long after the end of the fault, ms: what the master does later has another cause. */
const AFTER_MS = 600_000;
/** The end of a connection counts as a reaction up to so long after the end of the fault, ms: more than t1 mostly is. */
const REACTION_MS = 30_000;

export class FaultWatch {
  private readonly told = new Set<FaultStep>();
  private overMs = Number.NaN;
  /** Started connections after the event before. */
  private started: number;
  /** The connection that ended was a standby: data goes on. */
  private endedStandby = false;

  constructor(
    readonly order: FaultOrder,
    private readonly slot: number,
    /** Row of the stats table of its RTU. */
    private readonly counters: Float64Array,
    private readonly post: (news: FaultNews) => void,
  ) {
    this.started = counters[COUNTER.STARTED];
  }

  /** Whether it needs to hear no more. */
  isDone(nowMs: number): boolean {
    return nowMs > this.overMs + AFTER_MS;
  }

  get isOver(): boolean {
    return !Number.isNaN(this.overMs);
  }

  /** Whether the next acknowledgement is of interest: data goes out again. */
  get awaitsData(): boolean {
    if (this.told.has('data')) return false;
    return this.told.has('closed') ? this.told.has('started') || this.endedStandby : this.isOver;
  }

  applied(nowMs: number): void {
    this.tell('applied', nowMs);
  }

  over(nowMs: number): void {
    this.overMs = nowMs;
    this.tell('over', nowMs);
  }

  data(nowMs: number): void {
    if (this.awaitsData) this.tell('data', nowMs);
  }

  /** An event of the RTU, see `JournalEntry`. */
  hear(entry: JournalEntry, nowMs: number): void {
    if (this.told.has('applied')) this.judge(entry, nowMs);
    this.started = this.counters[COUNTER.STARTED];
  }

  private judge({ event, cot, direction, detail = '' }: JournalEntry, nowMs: number): void {
    switch (event) {
      case 'testfr':
      case 'stopdt':
        if (!this.told.has('closed') && !this.isOver) this.tell(event, nowMs);
        break;
      case 'disconnect':
        if (this.told.has('closed') || nowMs > this.overMs + REACTION_MS) break;
        // The master comes back after this, not before.
        for (const step of ['connected', 'started', 'data', 'interrogated'] as const) this.told.delete(step);
        this.endedStandby = this.started > 0 && this.counters[COUNTER.STARTED] === this.started;
        this.tell('closed', nowMs, detail);
        break;
      case 'connect':
        if (this.told.has('closed')) this.tell('connected', nowMs);
        break;
      case 'startdt':
        // A standby that takes over was connected before.
        if (this.told.has('closed')) this.tell('started', nowMs);
        break;
      case 'interrogation':
        if (direction === 'tx' && cot === COT.ACTIVATION_TERM && (this.told.has('started') || this.isOver))
          this.tell('interrogated', nowMs);
        break;
      default:
    }
  }

  private tell(step: FaultStep, atMs: number, detail = ''): void {
    if (this.told.has(step)) return;
    this.told.add(step);
    const { counters } = this;
    this.post({
      kind: 'fault',
      id: this.order.id,
      slot: this.slot,
      step,
      atMs,
      detail,
      open: counters[COUNTER.SIGNALS_OUTSTANDING],
      resent: counters[COUNTER.SIGNALS_RESENT],
      lost: counters[COUNTER.UNSENT_LINK] + counters[COUNTER.UNSENT_BUFFER],
    });
  }
}
