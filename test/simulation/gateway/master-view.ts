/** One connection of a master, as the gateway sees it: what it reads and writes there, and what it owes. */
import type { WireTap } from '../sim-network.js';
import { readAsdu } from './gateway-asdu.js';
import type { GroupBook } from './group-book.js';
import type { Item } from './group-items.js';
import { LinkWatch } from './link-watch.js';

export class MasterView implements WireTap {
  readonly watch: LinkWatch;
  /** `arriving`: the gateway has not taken it, or refused it. */
  phase: 'arriving' | 'connected' | 'closed' = 'arriving';
  isStarted = false;
  /** As the gateway names it. */
  place = { place: -1, connection: -1 };
  /** Counts its starts. */
  period = 0;
  /** Items below were kept for it when it was started. */
  keptUntil = 0;
  /** Items that the gateway must still write to it, in their order. */
  due: Item[] = [];
  /** What was due when the gateway said that the link ends: of that it may still write some. */
  lastDue: Item[] = [];
  /** What is in its I frames without acknowledgement; `undefined`: an answer of the gateway's own. */
  readonly open: (Item | undefined)[] = [];
  /** How many of them are from before its latest start. */
  older = 0;
  /** Number of the item that was written last. */
  lastN = -1;
  /** I frames since its start. */
  frames = 0;
  /** OA of its requests towards the RTU; −1: none went there. */
  rtuOa = -1;
  /** Whether it is one of those whose rights let them only read. */
  readonly isReader: boolean;
  /** The gateway has said that it is closed. */
  isClosed = false;
  readonly arrivedMs = Number.NaN;
  /** I frames and acknowledgements of the read in progress. */
  private inThisRead = 0;
  /** Requests by type that the gateway has read. */
  readonly asked = new Map<number, number>();

  constructor(
    private readonly book: GroupBook,
    readonly address: string,
    readonly peer: string,
    /** The CA that it uses for the RTU; `undefined`: the RTU's own. */
    private readonly masterCa: number | undefined,
  ) {
    this.isReader = book.isReader(address);
    const { world, limits, thread, timerMs } = book;
    this.watch = new LinkWatch(world, `${book.name} master ${peer}`, 'controlled', limits, thread, timerMs, {
      read: (octets) => book.requests.asked(this, readAsdu(this.asRtu(octets))),
      wrote: (octets) => book.wroteToMaster(this, readAsdu(this.asRtu(octets))),
      acknowledged: (count) => book.acknowledged(this, count),
      started: () => book.masterStarted(this),
      stopped: () => book.masterStopped(this),
    });
  }

  /** An ASDU with the CA that the RTU has for it. */
  private asRtu(octets: Uint8Array): Uint8Array {
    const { masterCa } = this;
    if (masterCa === undefined) return octets;
    const { rtuNumber } = this.book.settings;
    const ca = octets[4] | (octets[5] << 8);
    if (ca === rtuNumber) this.watch.fail(`has CA ${rtuNumber} in an ASDU, expected ${masterCa}`);
    if (ca !== masterCa) return octets;
    const copy = Uint8Array.from(octets);
    copy[4] = rtuNumber & 0xff;
    copy[5] = rtuNumber >> 8;
    return copy;
  }

  attached(): void {}

  missed(): void {}

  refused(): void {
    this.phase = 'closed';
  }

  written(octets: Uint8Array): void {
    if (this.isClosed && this.phase === 'closed') this.watch.fail('wrote to a closed connection');
    this.watch.writes(octets);
  }

  receiving(octets: Uint8Array): void {
    if (this.isClosed) return;
    const { acknowledgedI, readI } = this.watch;
    this.watch.reads(octets);
    this.inThisRead = this.watch.acknowledgedI - acknowledgedI + this.watch.readI - readI;
  }

  received(): void {
    // The gateway has ended the link while it read: of these frames it may have left some.
    if (this.isClosed) this.book.unsure += this.inThisRead;
    this.inThisRead = 0;
  }

  dropped(): void {}

  closed(): void {
    this.phase = 'closed';
  }
}
