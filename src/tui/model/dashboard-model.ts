/** Everything that the views draw: the simulator, what was noted of it, and what the user has chosen. */
import { type Bottleneck, findBottleneck } from '../../figures/bottleneck.js';
import { AckPercentiles } from './ack-percentiles.js';
import type { EnginePort } from './engine-port.js';
import { type Flow, readFlow } from './flow.js';
import { History } from './history.js';
import { LogStore } from './log-store.js';
import { LogTail } from './log-tail.js';
import { RowOrder } from './row-order.js';
import { type Rates, Sampler } from './sampler.js';
import { ShardWatch } from './shard-watch.js';
import { rankSlowest, type SlowRtu } from './slowest.js';
import { newUi, type Ui } from './ui.js';

/** One line of the charts. */
export interface RateHistory {
  readonly signals: History;
  readonly frames: History;
}

const newRateHistory = (): RateHistory => ({ signals: new History(), frames: new History() });

/** Between two points of the charts. */
const POINT_MS = 1000;
/** What a sample may spend on percentiles of thousands of RTUs, ms: keys wait for it. */
const NOTE_MS = 20;

/** The column of the list that shows a percentile. */
export const LATENCY_COLUMN = 'ack';

/** See the file's head. */
export class DashboardModel {
  readonly ui: Ui;
  readonly sampler: Sampler;
  readonly percentiles: AckPercentiles;
  readonly order: RowOrder;
  readonly watch: ShardWatch;
  readonly log = new LogStore();
  readonly total = newRateHistory();
  readonly byShard: readonly RateHistory[];
  /** The rates of the last second: of all RTUs, and by shard. */
  rates: Rates[] = [];
  /** Share of the time of this machine's processors that anyone, and that this program used in the last second; NaN: not known. */
  load = { machine: Number.NaN, program: Number.NaN };
  /** Who waits, who is the limit, and who is slow, as of the last second. */
  flow: Flow = { sending: 0, stalled: 0 };
  bottleneck: Bottleneck;
  private slow: { atMs: number; rtus: readonly SlowRtu[] } = { atMs: Number.NEGATIVE_INFINITY, rtus: [] };
  /** The logs of the two RTUs of tab 2. */
  readonly tails: [LogTail | undefined, LogTail | undefined] = [undefined, undefined];
  /** Wall time and monotonic time of what is shown. */
  nowMs = 0;
  wallMs = 0;
  private lastPointMs = Number.NEGATIVE_INFINITY;

  constructor(readonly engine: EnginePort) {
    this.ui = newUi(engine.rtus.length);
    this.sampler = new Sampler(engine.stats);
    this.percentiles = new AckPercentiles(engine);
    this.watch = new ShardWatch(engine);
    this.bottleneck = findBottleneck({ shards: [], ...this.flow });
    this.order = new RowOrder(engine.rtus);
    this.byShard = Array.from({ length: engine.shards }, newRateHistory);
  }

  /** Notes the stats table; once a second a point of the charts. */
  sample(nowMs: number, wallMs: number): void {
    this.nowMs = nowMs;
    this.wallMs = wallMs;
    this.sampler.sample(nowMs);
    this.noteLatencies();
    if (nowMs - this.lastPointMs < POINT_MS - 1) return;
    // Steps of whole seconds, so that late samples don't add up.
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
    this.bottleneck = findBottleneck({ shards: this.watch.shards, ...this.flow, ...this.load });
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

  /** Notes the percentiles of all RTUs, some at a time, where what is shown is ranked by them. */
  noteLatencies(): void {
    const { tab, list } = this.ui;
    if (tab === 3 || (tab === 1 && list.sortColumn === LATENCY_COLUMN)) this.percentiles.note(NOTE_MS);
  }

  /** Opens, changes and reads the logs of tab 2 while it is shown. */
  async followLogs(): Promise<void> {
    const { panes } = this.ui.compare;
    await Promise.all(
      panes.map(async ({ slot }, i) => {
        const path = this.engine.logFiles(slot).main;
        if (this.tails[i]?.path !== path) {
          this.tails[i]?.close();
          this.tails[i] = new LogTail(path);
          panes[i].bottom = undefined;
        }
        await this.tails[i]?.poll();
      }),
    );
  }

  /** Gives the logs' files back. */
  close(): void {
    for (const tail of this.tails) tail?.close();
    this.tails[0] = undefined;
    this.tails[1] = undefined;
  }
}
