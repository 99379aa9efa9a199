/** Everything that the views draw: the simulator, what was noted of it, and what the user has chosen. */
import type { EnginePort } from './engine-port.js';
import { History } from './history.js';
import { LogStore } from './log-store.js';
import { LogTail } from './log-tail.js';
import { RowOrder } from './row-order.js';
import { type Rates, Sampler } from './sampler.js';
import { newUi, type Ui } from './ui.js';

/** One line of the charts. */
export interface RateHistory {
  readonly signals: History;
  readonly frames: History;
}

const newRateHistory = (): RateHistory => ({ signals: new History(), frames: new History() });

/** Between two points of the charts. */
const POINT_MS = 1000;

/** See the file's head. */
export class DashboardModel {
  readonly ui: Ui;
  readonly sampler: Sampler;
  readonly order: RowOrder;
  readonly log = new LogStore();
  readonly total = newRateHistory();
  readonly byShard: readonly RateHistory[];
  /** The rates of the last second: of all RTUs, and by shard. */
  rates: Rates[] = [];
  /** Share of the time of this machine's processors that anyone, and that this program used in the last second; NaN: not known. */
  load = { machine: Number.NaN, program: Number.NaN };
  /** The logs of the two RTUs of tab 2. */
  readonly tails: [LogTail | undefined, LogTail | undefined] = [undefined, undefined];
  /** Wall time and monotonic time of what is shown. */
  nowMs = 0;
  wallMs = 0;
  private lastPointMs = Number.NEGATIVE_INFINITY;

  constructor(readonly engine: EnginePort) {
    this.ui = newUi(engine.rtus.length);
    this.sampler = new Sampler(engine.stats);
    this.order = new RowOrder(engine.rtus);
    this.byShard = Array.from({ length: engine.shards }, newRateHistory);
  }

  /** Notes the stats table; once a second a point of the charts. */
  sample(nowMs: number, wallMs: number): void {
    this.nowMs = nowMs;
    this.wallMs = wallMs;
    this.sampler.sample(nowMs);
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
