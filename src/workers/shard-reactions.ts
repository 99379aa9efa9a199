/** The part of a shard in reactions: tells what they watch, and changes points for them (`docs/behaviour.md` §14). */
import type { ShardEvent } from '../channel/shard-protocol.js';
import { commandValue } from '../reactions/new-value.js';
import type { ReactionNews, WatchList } from '../reactions/plan.js';
import type { PointOrder } from '../reactions/point-order.js';
import { pointValue, qualityRecord, recordOf } from '../reactions/point-value.js';
import { PointWatch } from '../station/points/point-watch.js';
import type { Station, StationWatch } from '../station/station.js';
import type { Machine } from './ports.js';

/** This long before their instant orders stop sleeping and watch the clock. */
const WATCH_MS = 1.5;

/** What it uses of its shard. */
export interface ReactionShard {
  readonly machine: Pick<Machine, 'clock' | 'timers'>;
  /** The station of an RTU number, if it is here and has an RTU. */
  station(rtuNumber: number): Station | undefined;
  post(event: ShardEvent): void;
}

export class ShardReactions {
  private news: ReactionNews[] = [];
  /** In the order in which they came, which is that of their instants. */
  private readonly orders: PointOrder[] = [];
  private isWaiting = false;
  /** Number of the order that is being carried out; 0: none. */
  private cause = 0;

  constructor(
    private readonly list: WatchList,
    private readonly shard: ReactionShard,
  ) {}

  /** What sees a station; `undefined`: no reaction reads it. */
  watchOf(rtuNumber: number): StationWatch | undefined {
    const places = this.list.places.filter((place) => place.rtuNumber === rtuNumber);
    if (places.length === 0) return undefined;
    const points = new PointWatch(
      places.filter(({ pointType }) => pointType !== 0),
      (kind, ioa, pointType, elements) => {
        const atMs = this.shard.machine.clock.monotonicMs();
        const state = pointValue(pointType, elements);
        this.tell({ kind, rtuNumber, ioa, pointType, state, cause: this.cause, atMs });
      },
    );
    const commands = new Set(places.flatMap(({ ioa, pointType }) => (pointType === 0 ? [ioa] : [])));
    return {
      points,
      commanded: (typeId, ioa, record, atMs) => {
        if (!commands.has(ioa)) return;
        this.tell({ kind: 'command', rtuNumber, ioa, typeId, value: commandValue(typeId, record), atMs });
      },
    };
  }

  /** Changes a point at its instant, after those that were ordered before. */
  take(order: PointOrder): void {
    if (this.shard.station(order.rtuNumber) === undefined) return;
    this.orders.push(order);
    if (!this.isWaiting) this.wait();
  }

  private wait(): void {
    const { clock, timers } = this.shard.machine;
    this.isWaiting = true;
    const sleepMs = Math.floor(this.orders[0].startMs - clock.monotonicMs() - WATCH_MS);
    if (sleepMs >= 1) timers.setTimeout(() => this.wait(), sleepMs);
    else this.watch();
  }

  private watch(): void {
    const { clock, timers } = this.shard.machine;
    while (this.orders.length > 0 && this.orders[0].startMs <= clock.monotonicMs()) {
      const order = this.orders.shift();
      if (order !== undefined) this.carryOut(order);
    }
    this.isWaiting = this.orders.length > 0;
    if (this.isWaiting) timers.setImmediate(() => this.wait());
  }

  private carryOut({ id, row, rtuNumber, ioa, pointType, value, quality }: PointOrder): void {
    const nowMs = this.shard.machine.clock.monotonicMs();
    const station = this.shard.station(rtuNumber);
    const own = [...(station?.rtus ?? [])].find(({ image }) => image.findPoint(ioa, pointType) >= 0);
    this.cause = id;
    const set =
      own === undefined
        ? undefined
        : station?.setPoint(
            {
              ioa,
              pointType,
              value: {
                ...recordOf(pointType, value),
                ...(quality === undefined ? {} : qualityRecord(pointType, quality)),
              },
              rest: 'kept',
              who: this.list.rules[row] ?? '',
              by: 'reaction',
            },
            own.image,
            nowMs,
          );
    this.cause = 0;
    this.tell({ kind: set === undefined ? 'missing' : 'done', id, atMs: nowMs });
  }

  /** What happens in one turn of the event loop goes to the coordinator in one message. */
  private tell(news: ReactionNews): void {
    if (this.news.push(news) > 1) return;
    this.shard.machine.timers.setImmediate(() => {
      const { news: all } = this;
      this.news = [];
      this.shard.post({ kind: 'reactions', news: all });
    });
  }
}
