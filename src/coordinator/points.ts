/** Points of an RTU, shown and set by hand (`docs/behaviour.md` §7). Their states lie in the RTU's shard. */
import { monotonicMs } from '../channel/clock.js';
import type { PointChange, PointPage } from '../channel/shard-protocol.js';
import type { SignalTable } from '../station/points/signal-table.js';
import type { HandOrder } from '../station/station.js';
import { findPoint, type PointWish, readWish, typeName } from './point-order.js';
import type { ShardPool } from './shard-pool.js';

/** Most points of one answer: a shard that reads them serves no link meanwhile. */
export const MOST_POINTS = 500;

/** A shard that does not take a request within this time hangs, as it is told within a second (`docs/behaviour.md` §9). */
export const ANSWER_MS = 1000;
/** What it took in time it has answered by then: a request that counts as unanswered is never carried out. */
const GRACE_MS = 250;

/** `gone`: the shard does not run; `silent`: it hangs. */
export type NoAnswer = 'gone' | 'silent';

/** Why there is no answer of the RTU's shard. */
export const NO_ANSWER: Readonly<Record<NoAnswer, string>> = {
  gone: 'the shard of this RTU is not running now',
  silent: `the shard of this RTU has not answered for ${ANSWER_MS / 1000} s, it hangs`,
};

/** Points of the RTUs. */
export class Points {
  /** `now`: monotonic ms, as the shards have it. */
  constructor(
    private readonly pool: Pick<ShardPool, 'ask' | 'shardOf'>,
    private readonly now: () => number = monotonicMs,
  ) {}

  /** Points of the slot's RTU as they are now, from `from` on in the order of its file; at most `MOST_POINTS`. */
  async read(slot: number, from: number, count: number): Promise<PointPage | NoAnswer> {
    return inTime(
      this.pool.ask(this.pool.shardOf(slot), (api) => api.points(slot, from, Math.min(count, MOST_POINTS))),
    );
  }

  /** Sets a point by hand, on all ports of the station. `missing`: there is no such point. */
  async set(slot: number, order: HandOrder): Promise<PointChange | 'missing' | NoAnswer> {
    const untilMs = this.now() + ANSWER_MS;
    return inTime(
      this.pool.ask(
        this.pool.shardOf(slot),
        async (api) => (await api.setPoint(slot, order, untilMs)) ?? ('missing' as const),
      ),
    );
  }

  /** As `set`, for a wish as people write it; the sentence why not, if nothing was set. */
  async change(
    slot: number,
    table: SignalTable | undefined,
    wish: PointWish,
    who: string,
  ): Promise<PointChange | string> {
    if (table === undefined) return NO_ANSWER.gone;
    const read = readWish(table, wish, who);
    if ('refused' in read) return read.detail;
    const change = await this.set(slot, read.order);
    // The file has it, so the RTU is being restarted, or its file was edited just now.
    if (change === 'missing') return 'the RTU has no such point at this moment';
    return typeof change === 'string' ? NO_ANSWER[change] : change;
  }

  /** The point of a table, counted from 0, that a text finds; −1: none. */
  find(table: SignalTable | undefined, text: string, from: number, step: 1 | -1): number {
    return table === undefined ? -1 : findPoint(table, text, from, step);
  }

  /** The standard's name of a type id. */
  typeName(typeId: number): string {
    return typeName(typeId);
  }
}

/** The answer of a shard; `silent` when it has not come in time, or says so itself. */
async function inTime<T>(asked: Promise<T | undefined>): Promise<T | NoAnswer> {
  let timer: NodeJS.Timeout | undefined;
  const silent = new Promise<'silent'>((resolve) => {
    // What came while this thread itself stood still is read before the immediate.
    timer = setTimeout(() => setImmediate(resolve, 'silent'), ANSWER_MS + GRACE_MS);
  });
  try {
    return (await Promise.race([asked, silent])) ?? 'gone';
  } finally {
    clearTimeout(timer);
  }
}
