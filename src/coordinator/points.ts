/** Points of an RTU, shown and set by hand (`docs/behaviour.md` §7). Their states lie in the RTU's shard. */
import type { PointChange, PointPage } from '../channel/shard-protocol.js';
import type { HandOrder } from '../station/station.js';
import type { ShardPool } from './shard-pool.js';

/** Most points of one answer: a shard that reads them serves no link meanwhile. */
export const MOST_POINTS = 500;

export class Points {
  constructor(private readonly pool: Pick<ShardPool, 'ask' | 'shardOf'>) {}

  /**
   * Points of the slot's RTU as they are now, from `from` on in the order of its file; at most `MOST_POINTS`. `undefined`: its shard does
   * not run.
   */
  async read(slot: number, from: number, count: number): Promise<PointPage | undefined> {
    return this.pool.ask(this.pool.shardOf(slot), (api) =>
      api.points(slot, from, Math.min(count, MOST_POINTS)),
    );
  }

  /** Sets a point by hand, on all ports of the station. `missing`: there is no such point; `undefined`: its shard does not run. */
  async set(slot: number, order: HandOrder): Promise<PointChange | 'missing' | undefined> {
    return this.pool.ask(
      this.pool.shardOf(slot),
      async (api) => (await api.setPoint(slot, order)) ?? ('missing' as const),
    );
  }
}
