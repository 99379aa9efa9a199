/**
 * What is measured of the master on one connection, beside the counts: how long it leaves frames unacknowledged, how long signals
 * wait behind a closed window, and how long it takes from one step to the next (connect, STARTDT, interrogation).
 */

import type { Session } from '../apci/session.js';
import type { Link } from '../link.js';
import type { Producer } from '../sends/producer.js';
import { COUNTER } from './counters.js';

/** See the file's head. Instants are monotonic ms. */
export class LinkMeter {
  /** When signals began to wait behind the closed window; NaN: none wait. */
  stalledSinceMs = Number.NaN;
  private startedMs = Number.NaN;
  private lastTestFrameMs = Number.NaN;
  private interrogated = false;

  constructor(
    private readonly link: Link,
    private readonly connectedMs: number,
  ) {}

  /** Data transfer was started for the first time. */
  started(nowMs: number): void {
    this.startedMs = nowMs;
    const { counters } = this.link.rtu;
    counters[COUNTER.CONNECT_TO_START_MS] = nowMs - this.connectedMs;
    // Of the connection before: this one has not been interrogated yet.
    counters[COUNTER.START_TO_INTERROGATION_MS] = 0;
  }

  /** The master interrogates; only its first interrogation is measured from STARTDT. */
  interrogationAsked(nowMs: number): void {
    if (this.interrogated) return;
    this.interrogated = true;
    this.link.rtu.counters[COUNTER.START_TO_INTERROGATION_MS] = nowMs - this.startedMs;
  }

  /** `frames` I frames that were written at one instant were acknowledged `latencyMs` after it. */
  acknowledged(latencyMs: number, frames: number): void {
    const { rtu } = this.link;
    const { counters } = rtu;
    counters[COUNTER.ACK_SUM_MS] += latencyMs * frames;
    if (latencyMs > counters[COUNTER.ACK_MAX_MS]) counters[COUNTER.ACK_MAX_MS] = latencyMs;
    rtu.ackLatency.record(latencyMs, frames);
    rtu.shardAckLatency.record(latencyMs, frames);
  }

  /** The window is closed and signals wait. */
  stall(nowMs: number): void {
    if (!Number.isNaN(this.stalledSinceMs)) return;
    this.stalledSinceMs = nowMs;
    this.link.rtu.counters[COUNTER.STALLS]++;
    this.noteOldestStall();
  }

  /** The window opened, or nothing waits for it any more. */
  endStall(nowMs: number): void {
    if (Number.isNaN(this.stalledSinceMs)) return;
    this.link.rtu.counters[COUNTER.STALL_MS] += nowMs - this.stalledSinceMs;
    this.stalledSinceMs = Number.NaN;
    this.noteOldestStall();
  }

  /** TESTFR act came; returns the time since the one before, ms, NaN for the first. */
  testFrame(nowMs: number): number {
    const periodMs = nowMs - this.lastTestFrameMs;
    this.lastTestFrameMs = nowMs;
    return periodMs;
  }

  /** Publishes since when the RTU's oldest I frame has no acknowledgement. */
  noteOldestUnacked(): void {
    const { rtu, session } = this.link;
    const { links, counters } = rtu;
    // Nearly always there is this one: nothing to go through.
    if (links.size === 1 && links.has(this.link)) {
      counters[COUNTER.OLDEST_SENT_AT_MS] = oldestOf(session);
      return;
    }
    let oldest = 0;
    for (const link of links) {
      const sentMs = oldestOf(link.session);
      if (sentMs > 0 && (oldest === 0 || sentMs < oldest)) oldest = sentMs;
    }
    counters[COUNTER.OLDEST_SENT_AT_MS] = oldest;
  }

  /** The link ends: frames that are unacknowledged now will stay so. */
  closed(nowMs: number): void {
    const { session, rtu } = this.link;
    const { counters } = rtu;
    if (session.outstanding > 0) {
      const ageMs = nowMs - session.sentAtMs[session.acknowledgeState & session.ringMask];
      if (ageMs > counters[COUNTER.UNACKED_MAX_MS]) counters[COUNTER.UNACKED_MAX_MS] = ageMs;
    }
    this.endStall(nowMs);
  }

  private noteOldestStall(): void {
    const { rtu } = this.link;
    let oldest = 0;
    if (rtu.links.size === 1 && rtu.links.has(this.link)) {
      rtu.counters[COUNTER.STALLED_SINCE_MS] = Number.isNaN(this.stalledSinceMs) ? 0 : this.stalledSinceMs;
      return;
    }
    for (const { meter } of rtu.links) {
      const { stalledSinceMs } = meter;
      if (!Number.isNaN(stalledSinceMs) && (oldest === 0 || stalledSinceMs < oldest)) oldest = stalledSinceMs;
    }
    rtu.counters[COUNTER.STALLED_SINCE_MS] = oldest;
  }
}

/** When the oldest unacknowledged I frame of a session was written, monotonic ms; 0: there is none. */
function oldestOf(session: Session): number {
  const { acknowledgeState } = session;
  if (acknowledgeState === session.sendState) return 0;
  return session.sentAtMs[acknowledgeState & session.ringMask];
}

/** Measures a command: from its arrival to the acknowledgement of the last frame that answers it. */
export class CommandTrip implements Producer {
  readonly kind = 'command';
  readonly done = true;
  readonly ready = false;

  constructor(private readonly askedMs: number) {}

  fill(): number {
    return 0;
  }

  nextDeadline(): number {
    return Number.POSITIVE_INFINITY;
  }

  tick(): void {}

  acknowledged({ rtu }: Link, _signals: number, nowMs: number): void {
    const { counters } = rtu;
    const tripMs = nowMs - this.askedMs;
    counters[COUNTER.COMMANDS]++;
    counters[COUNTER.COMMAND_SUM_MS] += tripMs;
    if (tripMs > counters[COUNTER.COMMAND_MAX_MS]) counters[COUNTER.COMMAND_MAX_MS] = tripMs;
    rtu.shardCommandTrips.record(tripMs, 1);
  }

  lost(): void {}
}
