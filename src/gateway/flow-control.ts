/** How far masters may be apart, and when the RTU has to wait (`docs/gateway.md` §6). */
import type { AsduRing } from './asdu-ring.js';
import { GROUP_COUNTER, MASTER_COUNTER } from './counters.js';
import type { MasterLink } from './master-link.js';
import type { Master } from './parties.js';

/** The masters that are started. */
export interface StartedMasters {
  readonly started: readonly MasterLink[];
}

/** What it asks of the RTU's link. */
export interface HoldPort {
  holdBack(isOn: boolean, nowMs: number): void;
}

/**
 * The RTU goes at the pace of the fastest master: when even that one is a buffer behind, the RTU gets no acknowledgements, its
 * window closes, and it keeps its events itself. A master that is a buffer behind the fastest is a laggard and must go, so that it never holds up
 * the others and nothing is lost in silence.
 */
export class FlowControl {
  /** Below are no ASDUs for the next master: some master has acknowledged them, or they are counted as undelivered. */
  private delivered = 0;
  /** The last master that was started, once it has stopped. */
  private keeper: MasterLink | undefined;
  private isHeld = false;
  private heldSinceMs = 0;

  constructor(
    /** ASDUs, at least 1. */
    private readonly buffer: number,
    private readonly ring: AsduRing<Master>,
    private readonly masters: StartedMasters,
    /** `GROUP_COUNTER`. */
    private readonly counters: Float64Array,
    private readonly port: HoldPort,
  ) {}

  /** A master has acknowledged, or got something. Of those that have stopped only the last one's acknowledgements say what the next one gets. */
  noteMoved(master: MasterLink): void {
    if (master === this.keeper && master.acknowledged > this.delivered) this.delivered = master.acknowledged;
  }

  /** The last master has stopped: what it has not acknowledged is for the next one, whoever else had got it. */
  keep(master: MasterLink): void {
    this.keeper = master;
    this.delivered = Math.max(master.acknowledged, this.ring.tail);
  }

  /**
   * Some place in the ring has moved. `unacknowledged`: ASDUs that the RTU has no acknowledgement for; `undefined`: it is lost, and nothing is
   * to be held. Returns the laggards.
   */
  settle(unacknowledged: number | undefined, nowMs: number): readonly MasterLink[] {
    const { ring, counters } = this;
    const { started } = this.masters;
    let fastest = started.length === 0 ? this.delivered : 0;
    let slowest = ring.head;
    let kept = started.length === 0 ? this.delivered : ring.head;
    for (const { next, acknowledged } of started) {
      if (next > fastest) fastest = next;
      if (next < slowest) slowest = next;
      if (acknowledged < kept) kept = acknowledged;
    }
    ring.release(kept);
    if (ring.tail > this.delivered) this.delivered = ring.tail;
    const queue = ring.head - (started.length === 0 ? ring.tail : slowest);
    counters[GROUP_COUNTER.QUEUE] = queue;
    if (queue > counters[GROUP_COUNTER.QUEUE_MAX]) counters[GROUP_COUNTER.QUEUE_MAX] = queue;
    counters[GROUP_COUNTER.AT_RISK] = ring.waitingBelow(ring.head - (unacknowledged ?? 0));
    if (unacknowledged !== undefined) this.hold(ring.head - fastest, nowMs);
    return this.laggards(fastest);
  }

  /** The RTU's link has ended: the next one is not held. */
  reset(nowMs: number): void {
    if (this.isHeld) this.note(false, nowMs);
  }

  private laggards(fastest: number): readonly MasterLink[] {
    const { started } = this.masters;
    let isAnyLate = false;
    for (const master of started) {
      const behind = master.behind(fastest);
      master.identity.counters[MASTER_COUNTER.BEHIND] = behind;
      if (behind >= this.buffer) isAnyLate = true;
    }
    return isAnyLate ? started.filter((master) => master.behind(fastest) >= this.buffer) : NONE;
  }

  /** Held from a whole buffer on, until a quarter of it is free: not one change for each ASDU. */
  private hold(behind: number, nowMs: number): void {
    const isFull = behind >= this.buffer;
    const isFree = behind <= this.buffer - Math.max(1, this.buffer >> 2);
    if (this.isHeld ? !isFree : !isFull) return;
    this.note(!this.isHeld, nowMs);
    this.port.holdBack(this.isHeld, nowMs);
  }

  private note(isHeld: boolean, nowMs: number): void {
    const { counters } = this;
    this.isHeld = isHeld;
    counters[GROUP_COUNTER.HELD_BACK] = isHeld ? 1 : 0;
    if (isHeld) {
      this.heldSinceMs = nowMs;
      counters[GROUP_COUNTER.HOLDS]++;
    } else counters[GROUP_COUNTER.HOLD_MS] += nowMs - this.heldSinceMs;
  }
}

const NONE: readonly MasterLink[] = [];
