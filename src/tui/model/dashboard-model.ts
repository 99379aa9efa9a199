/** The model of the dashboard. */
import type { RtuDefinition } from '../../channel/definitions.js';
import { Monitor } from '../../monitor/monitor.js';
import { RowOrder } from '../../monitor/row-order.js';
import { namesOfRtu } from '../../monitor/rtu-columns.js';
import type { EnginePort } from './engine-port.js';
import { LogStore } from './log-store.js';
import { PaneTails } from './log-tail.js';
import { newUi, type Ui } from './ui.js';

/** The column of the list that shows a percentile. */
export const LATENCY_COLUMN = 'ack';

/** Everything that the views draw: the engine, samples of its tables, and the choices of the user. */
export class DashboardModel extends Monitor<EnginePort> {
  readonly ui: Ui;
  readonly order: RowOrder<RtuDefinition>;
  readonly log = new LogStore();
  private readonly paneTails = new PaneTails();
  /** The logs of the two RTUs of tab 2. */
  readonly tails = this.paneTails.tails;
  private knownRtus = 0;
  /** Screen columns that the texts of the RTUs need in the list, by column; `undefined`: to be read again. */
  fits: ReadonlyMap<string, number> | undefined;
  /** Where the live page is; `undefined`: there is none. */
  livePage: string | undefined;

  constructor(engine: EnginePort) {
    super(engine);
    this.ui = newUi(engine.rtus.length);
    this.order = new RowOrder(() => engine.rtus, namesOfRtu);
  }

  override sample(nowMs: number, wallMs: number): void {
    // RTUs that were added may have longer texts.
    if (this.knownRtus !== this.engine.rtus.length) this.fits = undefined;
    this.knownRtus = this.engine.rtus.length;
    super.sample(nowMs, wallMs);
    this.rankShown();
  }

  /** Ranks RTUs by their percentiles, some at a time, if the open tab shows them in that order. */
  rankShown(): void {
    const { tab, list } = this.ui;
    if (tab === 3 || (tab === 1 && list.sortColumn === LATENCY_COLUMN)) this.noteLatencies();
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
