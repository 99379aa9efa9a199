/** The part of a shard in reactions: tells what they watch, and changes points for them (`docs/behaviour.md` §14). */
import type { ShardEvent } from '../channel/shard-protocol.js';
import { commandValue } from '../reactions/new-value.js';
import type { ReactionNews, WatchedPlace, WatchList } from '../reactions/plan.js';
import type { PointChange, PointOrder } from '../reactions/point-order.js';
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
  /** By RTU number. */
  private readonly places = new Map<number, WatchedPlace[]>();
  /** In the order in which they came, which is that of their instants. */
  private readonly changes: PointChange[] = [];
  private isWaiting = false;
  /** Number of the order that is being carried out; 0: none. */
  private cause = 0;

  constructor(
    private readonly list: WatchList,
    private readonly shard: ReactionShard,
  ) {
    for (const place of list.places) {
      const known = this.places.get(place.rtuNumber);
      if (known === undefined) this.places.set(place.rtuNumber, [place]);
      else known.push(place);
    }
  }

  /** What sees a station; `undefined`: no reaction reads it. */
  watchOf(rtuNumber: number): StationWatch | undefined {
    const places = this.places.get(rtuNumber);
    if (places === undefined) return undefined;
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

  /** Changes the points that are here at their instant, after those that were ordered before. */
  take({ rtuNumbers, ...order }: PointOrder): void {
    for (const [i, rtuNumber] of rtuNumbers.entries()) {
      if (this.shard.station(rtuNumber) === undefined) continue;
      this.changes.push({ ...order, rtuNumber, id: order.id + i });
    }
    if (!this.isWaiting && this.changes.length > 0) this.wait();
  }

  private wait(): void {
    const { clock, timers } = this.shard.machine;
    this.isWaiting = true;
    const sleepMs = Math.floor(this.changes[0].startMs - clock.monotonicMs() - WATCH_MS);
    if (sleepMs >= 1) timers.setTimeout(() => this.wait(), sleepMs);
    else this.watch();
  }

  private watch(): void {
    const { clock, timers } = this.shard.machine;
    const nowMs = clock.monotonicMs();
    let due = 0;
    while (due < this.changes.length && this.changes[due].startMs <= nowMs) due++;
    for (const change of this.changes.splice(0, due)) this.carryOut(change);
    this.isWaiting = this.changes.length > 0;
    if (this.isWaiting) timers.setImmediate(() => this.wait());
  }

  private carryOut({ id, row, rtuNumber, ioa, pointType, value, quality }: PointChange): void {
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
