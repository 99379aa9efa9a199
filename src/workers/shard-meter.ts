/** Measures the thread of a shard. */
import { BEAT_MS, REST_BEAT_MS } from '../channel/pause-table.js';
import type { PauseWatch } from '../channel/pause-watch.js';
import { SHARD_COUNTER } from '../channel/shard-table.js';
import type { LatencyRow } from '../station/measures/latency-row.js';
import type { Machine, TimerHandle } from './ports.js';

/** Time between two probes while the shard works. */
const PROBE_MS = 20;
/** Time between two probes while the shard rests; long, so that silent RTUs cost next to nothing. */
const RESTING_PROBE_MS = REST_BEAT_MS;
/** Time between two probes while it does little, so that its pauses are seen. */
const ACTIVE_PROBE_MS = BEAT_MS;
/** A shard works if its event loop was busy for this share of the time since the probe before. */
const WORKING = 0.05;
/** Unless it rests, the sums are published with every fifth probe. */
const PROBES_PER_PUBLISH = 5;

/**
 * Measures how late the event loop comes round, how long it works, how much processor time the thread gets and how long it
 * waits for a processor: so that a front-end is never blamed for delays of the tester itself. Its probes are the beats by which
 * pauses of the thread are noticed; `onProbe` is called with each of them.
 */
export class ShardMeter {
  private timer: TimerHandle | undefined;
  private dueMs = 0;
  private probedMs: number;
  private busyMs = 0;
  private probes = 0;
  /** Sums at the start: a restarted shard continues the sums of the one before. */
  private readonly before: { busyMs: number; cpuMs: number; waitedMs: number };

  constructor(
    private readonly counters: Float64Array,
    private readonly loopDelay: LatencyRow,
    private readonly pauses: PauseWatch,
    private readonly machine: Pick<Machine, 'clock' | 'timers' | 'load'>,
    private readonly onProbe: (nowMs: number) => void = () => {},
  ) {
    this.before = {
      busyMs: counters[SHARD_COUNTER.BUSY_MS],
      cpuMs: counters[SHARD_COUNTER.CPU_MS],
      waitedMs: counters[SHARD_COUNTER.WAITED_MS],
    };
    this.probedMs = machine.clock.monotonicMs();
    this.publish();
    this.schedule(PROBE_MS);
  }

  close(): void {
    this.machine.timers.clearTimeout(this.timer);
  }

  private schedule(inMs: number): void {
    this.dueMs = this.probedMs + inMs;
    this.timer = this.machine.timers.setTimeout(() => this.probe(), inMs);
  }

  /** Only the time after the due instant is delay; a timer of Node.js may fire up to 1 ms early. */
  private probe(): void {
    const nowMs = this.machine.clock.monotonicMs();
    const delayMs = Math.max(0, nowMs - this.dueMs);
    this.loopDelay.record(delayMs, 1);
    const { counters } = this;
    if (delayMs > counters[SHARD_COUNTER.LOOP_DELAY_MAX_MS])
      counters[SHARD_COUNTER.LOOP_DELAY_MAX_MS] = delayMs;
    const busyMs = this.machine.load.busyMs();
    const isWorking = busyMs - this.busyMs > (nowMs - this.probedMs) * WORKING;
    this.busyMs = busyMs;
    this.probedMs = nowMs;
    const nextInMs = isWorking ? PROBE_MS : this.pauses.isActive(nowMs) ? ACTIVE_PROBE_MS : RESTING_PROBE_MS;
    this.pauses.beat(nowMs, nextInMs);
    if (nextInMs === RESTING_PROBE_MS || ++this.probes % PROBES_PER_PUBLISH === 0) this.publish();
    this.schedule(nextInMs);
    this.onProbe(nowMs);
  }

  private publish(): void {
    const { counters, before } = this;
    const { clock, load } = this.machine;
    const { cpuMs, waitedMs } = load.scheduler();
    this.busyMs = load.busyMs();
    counters[SHARD_COUNTER.BUSY_MS] = before.busyMs + this.busyMs;
    counters[SHARD_COUNTER.CPU_MS] = before.cpuMs + cpuMs;
    counters[SHARD_COUNTER.WAITED_MS] = before.waitedMs + waitedMs;
    counters[SHARD_COUNTER.AT_MS] = clock.monotonicMs();
  }
}
