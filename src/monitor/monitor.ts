/** The engine, watched: samples of its tables, and what follows from them. The dashboard and the live page show the same one. */
import { type Bottleneck, findBottleneck } from '../figures/bottleneck.js';
import type { ProcessorLoad } from '../figures/processor-load.js';
import { AckPercentiles } from './ack-percentiles.js';
import { type Flow, readFlow } from './flow.js';
import { History } from './history.js';
import type { MonitoredEngine } from './monitored-engine.js';
import { type Rates, Sampler } from './sampler.js';
import { ShardWatch } from './shard-watch.js';
import { rankSlowest, type SlowRtu } from './slowest.js';

/** The rates of one chart, second by second. */
export interface RateHistory {
  readonly signals: History;
  readonly frames: History;
}

/** The charts of all RTUs: beside the rates the acknowledgement latency of each second, ms; NaN: nothing was acknowledged. */
export interface TotalHistory extends RateHistory {
  readonly ackP50Ms: History;
  readonly ackP99Ms: History;
}

const newRateHistory = (): RateHistory => ({ signals: new History(), frames: new History() });

/** Time between two points of the charts. */
const POINT_MS = 1000;
/** Longest time that a sample may take for the percentiles of thousands of RTUs, ms; keys and requests wait meanwhile. */
const NOTE_MS = 20;

/** Samples of the engine's tables, for as long as somebody looks. Sampled by its owner, a few times a second. */
export class Monitor<Watched extends MonitoredEngine = MonitoredEngine> {
  readonly sampler: Sampler;
  readonly percentiles: AckPercentiles;
  readonly watch: ShardWatch;
  readonly total: TotalHistory = { ...newRateHistory(), ackP50Ms: new History(), ackP99Ms: new History() };
  /** Points that were added to the charts. */
  points = 0;
  readonly byShard: readonly RateHistory[];
  /** The rates of the last second, by shard. */
  rates: Rates[] = [];
  /** Shares of this machine's processors used by all programs and by this one in the last second, 0…1; NaN: unknown. */
  load: ProcessorLoad = { machine: Number.NaN, program: Number.NaN };
  /** Waiting RTUs, the bottleneck and the slowest RTUs in the last second. */
  flow: Flow = { sending: 0, stalled: 0 };
  bottleneck: Bottleneck;
  /** Monotonic time and wall time of the shown state, ms. */
  nowMs = 0;
  wallMs = 0;
  private slow: { atMs: number; rtus: readonly SlowRtu[] } = { atMs: Number.NEGATIVE_INFINITY, rtus: [] };
  private lastPointMs = Number.NEGATIVE_INFINITY;

  constructor(readonly engine: Watched) {
    this.sampler = new Sampler(engine.stats);
    this.percentiles = new AckPercentiles(engine);
    this.watch = new ShardWatch(engine);
    this.bottleneck = findBottleneck({ shards: [], ...this.flow });
    this.byShard = Array.from({ length: engine.shards }, newRateHistory);
  }

  /** Samples the stats table, and once a second adds a point to the charts. */
  sample(nowMs: number, wallMs: number): void {
    this.nowMs = nowMs;
    this.wallMs = wallMs;
    this.sampler.sample(nowMs);
    if (nowMs - this.lastPointMs < POINT_MS - 1) return;
    // Steps of whole seconds, so that the delays of late samples do not add up.
    this.lastPointMs = nowMs - this.lastPointMs < 2 * POINT_MS ? this.lastPointMs + POINT_MS : nowMs;
    this.addPoint(nowMs);
  }

  /** The slowest RTUs; ranked again once a second. */
  slowest(): readonly SlowRtu[] {
    const { nowMs } = this;
    if (nowMs - this.slow.atMs >= POINT_MS) {
      this.noteLatencies();
      this.slow = { atMs: nowMs, rtus: rankSlowest(this) };
    }
    return this.slow.rtus;
  }

  /** Computes the percentiles of all RTUs, some at a time. */
  noteLatencies(): void {
    this.percentiles.note(NOTE_MS);
  }

  private addPoint(nowMs: number): void {
    const { engine } = this;
    this.rates = this.sampler.ratesByShard(engine.placement);
    let signals = 0;
    let frames = 0;
    this.rates.forEach((rates, shard) => {
      this.byShard[shard]?.signals.push(rates.signals);
      this.byShard[shard]?.frames.push(rates.frames);
      signals += rates.signals;
      frames += rates.frames;
    });
    this.total.signals.push(signals);
    this.total.frames.push(frames);
    this.flow = readFlow(this);
    this.watch.look(nowMs);
    this.total.ackP50Ms.push(this.watch.lately.p50Ms);
    this.total.ackP99Ms.push(this.watch.lately.p99Ms);
    this.points++;
    const { shards, pausedMs } = this.watch;
    this.bottleneck = findBottleneck({ shards, pausedMs, ...this.flow, ...this.load });
  }
}
