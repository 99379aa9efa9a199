/** Faults of data that send of themselves: `quality` and `chatter`. */
import type { FaultOrder } from '../../faults/fault-order.js';
import { Chatter } from '../../station/faults/chatter.js';
import { pointsWithQuality } from '../../station/faults/object-edits.js';
import type { Station } from '../../station/station.js';
import type { Machine, TimerHandle } from '../ports.js';
import type { RtuHost } from '../rtu-host.js';

/** Changes are not made one by one above this rate, ms. */
const LEAST_STEP_MS = 10;

interface Running {
  readonly chatter: Chatter;
  timer: TimerHandle | undefined;
}

export class DataFaults {
  /** By the number of the fault, then by station: its points chatter once, however many ports it has. */
  private readonly running = new Map<number, Map<Station, Running>>();

  constructor(
    private readonly machine: Pick<Machine, 'clock' | 'timers'>,
    /** The fault changed something at an RTU. */
    private readonly applied: (host: RtuHost, order: FaultOrder) => void,
  ) {}

  begin(host: RtuHost, order: FaultOrder): void {
    if (order.word === 'quality') this.announce(host, order);
    else if (order.word === 'chatter') this.beginChatter(host, order);
  }

  /** The fault is over at an RTU: after it acts on nothing that goes out. */
  end(host: RtuHost, order: FaultOrder): void {
    if (order.word === 'quality') this.announce(host, order);
    const stations = this.running.get(order.id);
    const one = stations?.get(host.rtu.station);
    if (one === undefined) return;
    this.machine.timers.clearTimeout(one.timer);
    one.chatter.end();
    stations?.delete(host.rtu.station);
    if (stations?.size === 0) this.running.delete(order.id);
  }

  close(): void {
    for (const stations of this.running.values())
      for (const { timer } of stations.values()) this.machine.timers.clearTimeout(timer);
    this.running.clear();
  }

  /** Sends every point that it hits: its quality goes out as the fault says, or as it is. */
  private announce({ rtu }: RtuHost, order: FaultOrder): void {
    const cause = `fault ${order.id}: quality`;
    rtu.station.announce(rtu, pointsWithQuality(rtu.image, order), cause, this.machine.clock.monotonicMs());
  }

  private beginChatter(host: RtuHost, order: FaultOrder): void {
    const { rtu } = host;
    const stations = this.running.get(order.id) ?? new Map<Station, Running>();
    this.running.set(order.id, stations);
    if (stations.has(rtu.station)) return;
    const by = { fault: `fault ${order.id}: chatter` };
    const chatter = new Chatter(order, rtu.image, (change) =>
      rtu.station.publish({ ...change, by, nowMs: this.machine.clock.monotonicMs() }),
    );
    const one: Running = { chatter, timer: undefined };
    stations.set(rtu.station, one);
    this.next(host, order, one);
  }

  private next(host: RtuHost, order: FaultOrder, one: Running): void {
    const { clock, timers } = this.machine;
    const { nextMs } = one.chatter;
    if (nextMs === Number.POSITIVE_INFINITY) return;
    const delayMs = Math.max(LEAST_STEP_MS, Math.ceil(nextMs - clock.monotonicMs()));
    one.timer = timers.setTimeout(() => {
      if (one.chatter.tick(clock.monotonicMs()) > 0) this.applied(host, order);
      this.next(host, order, one);
    }, delayMs);
  }
}
