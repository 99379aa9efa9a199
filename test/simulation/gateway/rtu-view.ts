/** One connection to an RTU, as the gateway sees it. */
import type { WireTap } from '../sim-network.js';
import { readAsdu } from './gateway-asdu.js';
import type { GroupBook } from './group-book.js';
import { LinkWatch } from './link-watch.js';

export class RtuView implements WireTap {
  readonly sharesAreChecked = false;
  readonly watch: LinkWatch;
  readonly arrivedMs = Number.NaN;
  /** The gateway has said that it is closed. */
  isClosed = false;
  /** I frames since STARTDT con. */
  frames = 0;

  constructor(readonly book: GroupBook) {
    const { world, limits, thread, timerMs, first } = book;
    this.watch = new LinkWatch(
      world,
      `${book.name} RTU`,
      'controlling',
      limits,
      thread,
      timerMs,
      {
        read: (octets) => book.readFromRtu(this, readAsdu(octets)),
        wrote: (octets) => book.wroteToRtu(readAsdu(octets)),
        acknowledged: () => {},
        started: () => {
          this.frames = 0;
        },
        stopped: () => book.rtuStopped(),
      },
      first,
    );
  }

  attached(): void {}

  /** Of several dials one may have been given up behind the RTU's back. */
  opened(): void {
    this.book.rtu = this;
  }

  missed(): void {}

  refused(): void {}

  written(octets: Uint8Array): void {
    this.watch.writes(octets);
  }

  receiving(octets: Uint8Array): void {
    if (!this.isClosed) this.watch.reads(octets);
  }

  received(): void {}

  dropped(): void {}

  closed(): void {
    if (!this.isClosed) this.book.rtuEnded(this);
  }
}
