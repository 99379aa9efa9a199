/** Long work on a terminal: a bar in the last line, which goes away when the work is over. */
import { clearLine, cursorTo } from 'node:readline';
import { MultiBar, type SingleBar } from 'cli-progress';
import { formatShare } from '../text/format.js';
import { plainText } from '../text/outside-text.js';
import type { Progress, Work } from './progress.js';

/** Work that is over sooner shows no bar, ms. */
export const SHOWN_AFTER_MS = 1000;
/** Time between two pictures of the bar, ms. */
const PICTURE_MS = 250;
const BAR_CELLS = 30;

/** What the bars need of a terminal. */
export type BarTerminal = NodeJS.WritableStream & {
  readonly isTTY: boolean;
  readonly columns: number;
  /** Octets that nobody has read yet. */
  readonly writableLength: number;
};

/** A bar on a terminal. Other lines go through `line`, so that they stand above it. */
export class BarProgress implements Progress {
  private bars: MultiBar | undefined;

  /** `now`: a monotonic clock, ms. */
  constructor(
    private readonly terminal: BarTerminal,
    private readonly now: () => number,
  ) {}

  begin(what: string): Work {
    const fromMs = this.now();
    let bar: SingleBar | undefined;
    let drawnMs = fromMs;
    return {
      at: (share, detail = '') => {
        const nowMs = this.now();
        if (nowMs - fromMs < SHOWN_AFTER_MS) return;
        const shown = { what: plainText(what), share, detail };
        if (bar === undefined) bar = this.show(shown);
        else if (nowMs - drawnMs < PICTURE_MS) return;
        drawnMs = nowMs;
        bar.update(Number.isNaN(share) ? 0 : share, shown);
        // Work without a pause leaves the library's timer no turn.
        if (this.terminal.writableLength === 0) this.bars?.update();
      },
      end: () => {
        if (bar === undefined) return;
        this.bars?.stop();
        this.bars = undefined;
        bar = undefined;
      },
    };
  }

  /** Takes the bar out of the way of a line, which the caller writes now. The bar's next picture stands below it. */
  makeWay(): void {
    if (this.bars === undefined) return;
    cursorTo(this.terminal, 0);
    clearLine(this.terminal, 0);
  }

  private show(payload: Shown): SingleBar {
    this.bars = new MultiBar({
      stream: this.terminal,
      format: (_options, _params, shown: Shown) => pictureOf(shown),
      fps: 1000 / PICTURE_MS,
      // A line may have come in between.
      forceRedraw: true,
      clearOnComplete: true,
      linewrap: true,
    });
    return this.bars.create(1, 0, payload);
  }
}

/** What the bar shows. */
interface Shown {
  readonly what: string;
  readonly share: number;
  readonly detail: string;
}

/** `reading events.csv [======--------] 42 %, 1,234 rows`; without a known share there is no bar. */
export function pictureOf({ what, share, detail }: Shown): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * BAR_CELLS);
  const bar = Number.isNaN(share)
    ? '…'
    : `[${'='.repeat(full)}${'-'.repeat(BAR_CELLS - full)}] ${formatShare(share)}`;
  return [`${what} ${bar}`, detail].filter((part) => part !== '').join(', ');
}
