/**
 * Measures this thread, so that a front-end is never blamed for the tester: how late the event loop comes round, how long it works,
 * what processor time it gets and how long it waits for one.
 */
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { monotonicMs } from '../channel/clock.js';
import { SHARD_COUNTER } from '../channel/shard-table.js';
import type { LatencyRow } from '../station/measures/latency-row.js';

/** How often the event loop is asked to come round: while the shard works, and while it rests, so that silent RTUs cost next to nothing. */
const PROBE_MS = 20;
const RESTING_PROBE_MS = 250;
/** A shard works when its event loop did for this share of the time since the probe before. */
const WORKING = 0.05;
/** While it works, every so many probes the sums are published. */
const PROBES_PER_NOTE = 5;
/** Linux: ns on a processor, ns waiting for one, number of turns. */
const SCHEDULER_FILE = '/proc/thread-self/schedstat';

/** See the file's head. */
export class ShardMeter {
  private timer: NodeJS.Timeout | undefined;
  private dueMs = 0;
  private probedMs: number;
  private busyMs = 0;
  private probes = 0;
  /** A shard that is started again goes on where the one before ended. */
  private readonly before: { busyMs: number; cpuMs: number; waitedMs: number };

  constructor(
    private readonly counters: Float64Array,
    private readonly loopDelay: LatencyRow,
  ) {
    this.before = {
      busyMs: counters[SHARD_COUNTER.BUSY_MS],
      cpuMs: counters[SHARD_COUNTER.CPU_MS],
      waitedMs: counters[SHARD_COUNTER.WAITED_MS],
    };
    this.probedMs = monotonicMs();
    this.note();
    this.ask(PROBE_MS);
  }

  close(): void {
    clearTimeout(this.timer);
  }

  private ask(inMs: number): void {
    this.dueMs = this.probedMs + inMs;
    this.timer = setTimeout(() => this.probe(), inMs);
  }

  /** A timer of Node.js may fire within its ms: only what is later is delay. */
  private probe(): void {
    const nowMs = monotonicMs();
    const delayMs = Math.max(0, nowMs - this.dueMs);
    this.loopDelay.record(delayMs, 1);
    const { counters } = this;
    if (delayMs > counters[SHARD_COUNTER.LOOP_DELAY_MAX_MS])
      counters[SHARD_COUNTER.LOOP_DELAY_MAX_MS] = delayMs;
    const busyMs = performance.eventLoopUtilization().active;
    const isWorking = busyMs - this.busyMs > (nowMs - this.probedMs) * WORKING;
    this.busyMs = busyMs;
    this.probedMs = nowMs;
    if (!isWorking || ++this.probes % PROBES_PER_NOTE === 0) this.note();
    this.ask(isWorking ? PROBE_MS : RESTING_PROBE_MS);
  }

  private note(): void {
    const { counters, before } = this;
    const { cpuMs, waitedMs } = readScheduler();
    this.busyMs = performance.eventLoopUtilization().active;
    counters[SHARD_COUNTER.BUSY_MS] = before.busyMs + this.busyMs;
    counters[SHARD_COUNTER.CPU_MS] = before.cpuMs + cpuMs;
    counters[SHARD_COUNTER.WAITED_MS] = before.waitedMs + waitedMs;
    counters[SHARD_COUNTER.AT_MS] = monotonicMs();
  }
}

/** Of this thread since its start; NaN where the system doesn't tell. */
function readScheduler(): { cpuMs: number; waitedMs: number } {
  try {
    const [cpuNs, waitedNs] = readFileSync(SCHEDULER_FILE, 'latin1').split(' ');
    return { cpuMs: Number(cpuNs) / 1e6, waitedMs: Number(waitedNs) / 1e6 };
  } catch {
    return { cpuMs: Number.NaN, waitedMs: Number.NaN };
  }
}
