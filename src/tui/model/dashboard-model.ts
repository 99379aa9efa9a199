/** The model of the dashboard. */
import type { RtuDefinition } from '../../channel/definitions.js';
import { type Bottleneck, findBottleneck } from '../../figures/bottleneck.js';
import { AckPercentiles } from './ack-percentiles.js';
import type { EnginePort } from './engine-port.js';
import { type Flow, readFlow } from './flow.js';
import { History } from './history.js';
import { LogStore } from './log-store.js';
import { PaneTails } from './log-tail.js';
import { type RowNames, RowOrder } from './row-order.js';
import { type Rates, Sampler } from './sampler.js';
import { ShardWatch } from './shard-watch.js';
import { rankSlowest, type SlowRtu } from './slowest.js';
import { newUi, type Ui } from './ui.js';

/** The rates of one chart, second by second. */
export interface RateHistory {
  readonly signals: History;
  readonly frames: History;
}

const newRateHistory = (): RateHistory => ({ signals: new History(), frames: new History() });

/** Time between two points of the charts. */
const POINT_MS = 1000;
/** Longest time that a sample may take for the percentiles of thousands of RTUs, ms; keys wait meanwhile. */
const NOTE_MS = 20;

/** What an RTU is found by in the list and in the log. */
export function namesOfRtu({ no, port, rtuNumber, name }: RtuDefinition): RowNames {
  return { numbers: [no, port, rtuNumber], texts: [name] };
}

/** The column of the list that shows a percentile. */
export const LATENCY_COLUMN = 'ack';

/** Everything that the views draw: the engine, samples of its tables, and the choices of the user. */
export class DashboardModel {
  readonly ui: Ui;
  readonly sampler: Sampler;
  readonly percentiles: AckPercentiles;
  readonly order: RowOrder<RtuDefinition>;
  readonly watch: ShardWatch;
  readonly log = new LogStore();
  readonly total = newRateHistory();
  readonly byShard: readonly RateHistory[];
  /** The rates of the last second, by shard. */
  rates: Rates[] = [];
  /** Shares of this machine's processors used by all programs and by this one in the last second, 0…1; NaN: unknown. */
  load = { machine: Number.NaN, program: Number.NaN };
  /** Waiting RTUs, the bottleneck and the slowest RTUs in the last second. */
  flow: Flow = { sending: 0, stalled: 0 };
  bottleneck: Bottleneck;
  private slow: { atMs: number; rtus: readonly SlowRtu[] } = { atMs: Number.NEGATIVE_INFINITY, rtus: [] };
  private readonly paneTails = new PaneTails();
  /** The logs of the two RTUs of tab 2. */
  readonly tails = this.paneTails.tails;
  /** Wall time and monotonic time of the shown state. */
  nowMs = 0;
  wallMs = 0;
  private knownRtus = 0;
  /** Screen columns that the texts of the RTUs need in the list, by column; `undefined`: to be read again. */
  fits: ReadonlyMap<string, number> | undefined;
  private lastPointMs = Number.NEGATIVE_INFINITY;

  constructor(readonly engine: EnginePort) {
    this.ui = newUi(engine.rtus.length);
    this.sampler = new Sampler(engine.stats);
    this.percentiles = new AckPercentiles(engine);
    this.watch = new ShardWatch(engine);
    this.bottleneck = findBottleneck({ shards: [], ...this.flow });
    this.order = new RowOrder(() => engine.rtus, namesOfRtu);
    this.byShard = Array.from({ length: engine.shards }, newRateHistory);
  }

  /** Samples the stats table, and once a second adds a point to the charts. */
  sample(nowMs: number, wallMs: number): void {
    this.nowMs = nowMs;
    this.wallMs = wallMs;
    this.sampler.sample(nowMs);
    // RTUs that were added may have longer texts.
    if (this.knownRtus !== this.engine.rtus.length) this.fits = undefined;
    this.knownRtus = this.engine.rtus.length;
    this.noteLatencies();
    if (nowMs - this.lastPointMs < POINT_MS - 1) return;
    // Steps of whole seconds, so that the delays of late samples do not add up.
    this.lastPointMs = nowMs - this.lastPointMs < 2 * POINT_MS ? this.lastPointMs + POINT_MS : nowMs;
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
    const { shards, pausedMs } = this.watch;
    this.bottleneck = findBottleneck({ shards, pausedMs, ...this.flow, ...this.load });
  }

  /** The slowest RTUs; ranked again once a second. */
  slowest(): readonly SlowRtu[] {
    const { nowMs } = this;
    if (nowMs - this.slow.atMs >= POINT_MS) {
      this.percentiles.note(NOTE_MS);
      this.slow = { atMs: nowMs, rtus: rankSlowest(this) };
    }
    return this.slow.rtus;
  }

  /** Computes the percentiles of all RTUs, some at a time, if the open tab ranks RTUs by them. */
  noteLatencies(): void {
    const { tab, list } = this.ui;
    if (tab === 3 || (tab === 1 && list.sortColumn === LATENCY_COLUMN)) this.percentiles.note(NOTE_MS);
  }

  /** Opens and reads the logs of the RTUs in tab 2, while it is shown. */
  async followLogs(): Promise<void> {
    await this.paneTails.follow(this.ui.compare.panes, (slot) => this.engine.logFiles(slot).main);
  }

  /** Closes the files of the logs. */
  close(): void {
    this.paneTails.close();
  }
}
