/** The watches over the RTUs that faults on purpose have hit. */
import type { FaultNews } from '../../channel/shard-protocol.js';
import type { FaultOrder } from '../../faults/fault-order.js';
import type { JournalEntry } from '../../station/journal.js';
import type { RtuPort } from '../../station/ports.js';
import type { Clock } from '../ports.js';
import type { RtuHost } from '../rtu-host.js';
import { FaultWatch } from './fault-watch.js';

interface Watched {
  readonly host: RtuHost;
  watches: FaultWatch[];
}

export class FaultWatches {
  private readonly byRtu = new Map<RtuPort, Watched>();

  constructor(
    private readonly clock: Pick<Clock, 'monotonicMs'>,
    private readonly post: (news: FaultNews) => void,
  ) {}

  /** A fault begins at an RTU. */
  begin(host: RtuHost, order: FaultOrder): void {
    const nowMs = this.clock.monotonicMs();
    const watches = (this.byRtu.get(host.rtu)?.watches ?? []).filter((watch) => !watch.isDone(nowMs));
    watches.push(new FaultWatch(order, host.definition.slot, host.rtu.counters, this.post));
    this.byRtu.set(host.rtu, { host, watches });
  }

  /** It had an effect. */
  applied(rtu: RtuPort, id: number, atMs = this.clock.monotonicMs()): void {
    this.find(rtu, id)?.applied(atMs);
  }

  /** It is over at the RTU. */
  over({ rtu }: RtuHost, id: number): void {
    this.find(rtu, id)?.over(this.clock.monotonicMs());
    this.awaitData(rtu);
  }

  hear(rtu: RtuPort, entry: JournalEntry): void {
    const watched = this.byRtu.get(rtu);
    if (watched === undefined) return;
    const nowMs = this.clock.monotonicMs();
    watched.watches = watched.watches.filter((watch) => !watch.isDone(nowMs));
    if (watched.watches.length === 0) this.byRtu.delete(rtu);
    for (const watch of watched.watches) watch.hear(entry, nowMs);
    if (entry.event === 'startdt' || entry.event === 'disconnect') this.awaitData(rtu);
  }

  /** On a connection of the RTU whose next acknowledgement was awaited an I frame was acknowledged. */
  data(rtu: RtuPort): void {
    for (const watch of this.byRtu.get(rtu)?.watches ?? []) watch.data(this.clock.monotonicMs());
  }

  private find(rtu: RtuPort, id: number): FaultWatch | undefined {
    return this.byRtu.get(rtu)?.watches.find(({ order }) => order.id === id);
  }

  /** The next acknowledgement on the started connections is of interest. */
  private awaitData(rtu: RtuPort): void {
    const watched = this.byRtu.get(rtu);
    if (watched === undefined || !watched.watches.some(({ awaitsData }) => awaitsData)) return;
    for (const link of watched.host.rtu.links) if (link.isStarted) link.awaitsAck = true;
  }
}
