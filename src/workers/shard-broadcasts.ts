/** Carries out broadcasts on a shard: index sends begin and stop, the clock is corrected, the shard ends. */
import type { Broadcast } from '../channel/broadcast-ring.js';
import type { SendOrder } from '../station/sends/send-order.js';
import type { StationHost } from '../station/station-host.js';
import type { ShardFaults } from './faults/shard-faults.js';
import type { Machine } from './ports.js';
import type { Sends } from './sends.js';
import type { ShardReactions } from './shard-reactions.js';
import type { ShardRtus } from './shard-rtus.js';
import type { ShardServing } from './shard-serving.js';
import { WaitingOrders } from './waiting-orders.js';

export class ShardBroadcasts {
  private readonly waiting: WaitingOrders<SendOrder>;

  constructor(
    private readonly machine: Machine,
    private readonly station: StationHost,
    private readonly rtus: ShardRtus,
    private readonly serving: ShardServing,
    private readonly sends: Sends,
    private readonly faults: ShardFaults,
    private readonly reactions: ShardReactions | undefined,
  ) {
    this.waiting = new WaitingOrders(machine, (order) => this.begin(order));
  }

  /** Takes the next broadcast; returns `end` if the shard is to close. */
  take(broadcast: Broadcast): 'go-on' | 'end' {
    switch (broadcast.kind) {
      case 'send':
        this.waiting.add(broadcast.order);
        return 'go-on';
      case 'stop':
        this.stop(broadcast.id);
        return 'go-on';
      case 'clock':
        this.station.wallOffsetMs = broadcast.wallOffsetMs;
        return 'go-on';
      case 'fault':
        this.faults.take(broadcast.order);
        return 'go-on';
      case 'fault-end':
        this.faults.end(broadcast.id);
        return 'go-on';
      case 'point':
        this.reactions?.take(broadcast.order);
        return 'go-on';
      case 'shutdown':
        return 'end';
    }
  }

  /** Stops one send, or all when `id` is 0. */
  stop(id: number): void {
    this.waiting.cancel(id, (waiting) => this.sends.cancelled(waiting.id));
    for (const { rtu } of this.rtus.active) rtu.stopSend(id, this.machine.clock.monotonicMs());
    this.serving.serveWoken();
  }

  private begin(order: SendOrder): void {
    this.faults.beginUntil(order.startMs);
    const all = this.rtus.active.map(({ rtu }) => rtu);
    const named = order.rtuNumbers && new Set(order.rtuNumbers);
    const rtus = named === undefined ? all : all.filter(({ ca }) => named.has(ca));
    this.sends.start(
      order,
      rtus,
      () => this.machine.clock.monotonicMs(),
      () => this.serving.serveWoken(),
    );
  }
}
