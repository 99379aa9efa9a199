/** Measures the master on one connection; the counters are elsewhere. */

import { COUNTER } from './counters.js';
import type { LatencyRow } from './latency-row.js';

/** Where the connections of one RTU put their measurements. */
export interface MeterGroup {
  /** Row of the stats table, see `COUNTER`. */
  readonly counters: Float64Array;
  /** Acknowledgement latency of this RTU, and of all RTUs of the shard. */
  readonly ackLatency: LatencyRow;
  readonly shardAckLatency: LatencyRow;
  /** Command round trips of all RTUs of the shard. */
  readonly shardCommandTrips: LatencyRow;
  /** The meters of the open connections. */
  readonly meters: Set<LinkMeter>;
  /** Whether this thread stood still after `sinceMs` (monotonic): then a time since is not the master's alone. */
  pausedSince(sinceMs: number): boolean;
}

/** What a meter reads of its session. */
export interface MeteredSession {
  /** Own I frames without acknowledgement. */
  readonly outstanding: number;
  /** When the oldest of them was written, monotonic ms; 0: there is none. */
  readonly oldestSentMs: number;
}

/**
 * How long a master leaves frames unacknowledged, how long signals wait for the closed window, and how long it takes from one
 * step to the next (connect, STARTDT, interrogation; command to its acknowledged answer). All instants are monotonic ms.
 */
export class LinkMeter {
  /** When signals began to wait behind the closed window; NaN: none wait. */
  private stalledSinceMs = Number.NaN;
  private startedMs = Number.NaN;
  private lastTestFrameMs = Number.NaN;
  private interrogated = false;

  /** Joins the group until `closed`. */
  constructor(
    private readonly group: MeterGroup,
    private readonly session: MeteredSession,
    private readonly connectedMs: number,
  ) {
    group.meters.add(this);
  }

  /** Called when data transfer was started for the first time. */
  started(nowMs: number): void {
    this.startedMs = nowMs;
    const { counters } = this.group;
    counters[COUNTER.CONNECT_TO_START_MS] = nowMs - this.connectedMs;
    // Still the value of the connection before: this one has not been interrogated yet.
    counters[COUNTER.START_TO_INTERROGATION_MS] = 0;
  }

  /** An interrogation was requested; only the first one of a connection is measured from STARTDT. */
  interrogationRequested(nowMs: number): void {
    if (this.interrogated) return;
    this.interrogated = true;
    this.group.counters[COUNTER.START_TO_INTERROGATION_MS] = nowMs - this.startedMs;
  }

  /** Signals went out in an I frame; below 0: so many were acknowledged, or their frames were given up. */
  carried(signals: number): void {
    this.group.counters[COUNTER.SIGNALS_OUTSTANDING] += signals;
  }

  /** An acknowledgement of `frames` I frames came. */
  acknowledgement(frames: number, nowMs: number): void {
    const { counters } = this.group;
    counters[COUNTER.ACK_COUNT] += frames;
    counters[COUNTER.ACKS]++;
    this.endStall(nowMs);
  }

  /** `frames` I frames that were written at `writtenMs` were acknowledged at `nowMs`. */
  acknowledged(writtenMs: number, nowMs: number, frames: number): void {
    const { group } = this;
    const { counters, ackLatency, shardAckLatency } = group;
    if (group.pausedSince(writtenMs)) {
      counters[COUNTER.ACKS_PAUSED] += frames;
      return;
    }
    const latencyMs = nowMs - writtenMs;
    counters[COUNTER.ACK_SUM_MS] += latencyMs * frames;
    counters[COUNTER.ACK_MAX_MS] = Math.max(counters[COUNTER.ACK_MAX_MS], latencyMs);
    ackLatency.record(latencyMs, frames, writtenMs);
    shardAckLatency.record(latencyMs, frames, writtenMs);
  }

  /** The last frame of an answer was acknowledged; its command came at `commandMs`. */
  commandAnswered(commandMs: number, nowMs: number): void {
    const { counters, shardCommandTrips } = this.group;
    const tripMs = nowMs - commandMs;
    counters[COUNTER.COMMANDS]++;
    if (this.group.pausedSince(commandMs)) {
      counters[COUNTER.COMMANDS_PAUSED]++;
      return;
    }
    counters[COUNTER.COMMAND_SUM_MS] += tripMs;
    counters[COUNTER.COMMAND_MAX_MS] = Math.max(counters[COUNTER.COMMAND_MAX_MS], tripMs);
    shardCommandTrips.record(tripMs, 1, commandMs);
  }

  /** The window is closed and signals wait. */
  stall(nowMs: number): void {
    if (!Number.isNaN(this.stalledSinceMs)) return;
    this.stalledSinceMs = nowMs;
    this.group.counters[COUNTER.STALLS]++;
    this.noteOldestStall();
  }

  /** The window opened, or no frame waits for it any more. */
  endStall(nowMs: number): void {
    if (Number.isNaN(this.stalledSinceMs)) return;
    this.group.counters[COUNTER.STALL_MS] += nowMs - this.stalledSinceMs;
    this.stalledSinceMs = Number.NaN;
    this.noteOldestStall();
  }

  /** A TESTFR act came; returns the time since the previous one, ms; NaN for the first. */
  testFrame(nowMs: number): number {
    const periodMs = nowMs - this.lastTestFrameMs;
    this.lastTestFrameMs = nowMs;
    return periodMs;
  }

  /** Publishes since when the RTU's oldest unacknowledged I frame waits. */
  noteOldestUnacked(): void {
    const { meters, counters } = this.group;
    // Nearly always this is the only connection.
    if (meters.size === 1 && meters.has(this)) {
      counters[COUNTER.OLDEST_SENT_AT_MS] = this.session.oldestSentMs;
      return;
    }
    let oldestMs = 0;
    for (const { session } of meters) {
      const sentMs = session.oldestSentMs;
      if (sentMs > 0 && (oldestMs === 0 || sentMs < oldestMs)) oldestMs = sentMs;
    }
    counters[COUNTER.OLDEST_SENT_AT_MS] = oldestMs;
  }

  /** The connection ends: frames that are unacknowledged now will never be acknowledged. */
  closed(nowMs: number): void {
    const { session, group } = this;
    const { counters } = group;
    if (session.outstanding > 0) {
      const ageMs = nowMs - session.oldestSentMs;
      counters[COUNTER.UNACKED_MAX_MS] = Math.max(counters[COUNTER.UNACKED_MAX_MS], ageMs);
    }
    this.endStall(nowMs);
    group.meters.delete(this);
    this.noteOldestUnacked();
  }

  private noteOldestStall(): void {
    const { meters, counters } = this.group;
    if (meters.size === 1 && meters.has(this)) {
      counters[COUNTER.STALLED_SINCE_MS] = Number.isNaN(this.stalledSinceMs) ? 0 : this.stalledSinceMs;
      return;
    }
    let oldestMs = 0;
    for (const { stalledSinceMs } of meters) {
      if (!Number.isNaN(stalledSinceMs) && (oldestMs === 0 || stalledSinceMs < oldestMs))
        oldestMs = stalledSinceMs;
    }
    counters[COUNTER.STALLED_SINCE_MS] = oldestMs;
  }
}
