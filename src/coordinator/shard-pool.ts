/** The simulator's shards: each has RTUs, their tables and their ports. */
import type { RtuDefinition } from '../channel/definitions.js';
import type {
  ListenResult,
  MeasureMemory,
  ShardApi,
  ShardEvent,
  ShardTask,
  SignalLogOptions,
} from '../channel/shard-protocol.js';
import type { WatchList } from '../reactions/plan.js';
import type { SignalTable } from '../station/points/signal-table.js';
import type { ShardThreads } from './shard-threads.js';
import { TaskPool, type TaskPoolOptions } from './task-pool.js';

/** The parts that a pool needs from the engine. */
export interface ShardPoolOptions extends TaskPoolOptions<RtuDefinition, ShardEvent, ListenResult> {
  measures: MeasureMemory;
  log: SignalLogOptions;
  /** What reactions watch; absent: there are none. */
  watched?: WatchList;
  wallOffsetMs: () => number;
  /** Tables in use, by file name; read at each start of a shard. */
  tables: ReadonlyMap<string, SignalTable>;
  /** Stamps of the log names of RTUs that were restarted, by slot; read at each start of a shard. */
  stamps: ReadonlyMap<number, string>;
}

/** A shard that starts again listens on the ports of its RTUs again. */
export class ShardPool extends TaskPool<RtuDefinition, ShardTask, ShardApi, ShardEvent, ListenResult> {
  /** `threads`: default worker threads. */
  constructor(options: ShardPoolOptions, threads?: ShardThreads<ShardTask>) {
    super(
      options,
      {
        file: new URL('../workers/shard.js', import.meta.url),
        name: 'runShard',
        taskOf: (common) => ({
          ...common,
          measures: options.measures,
          wallOffsetMs: options.wallOffsetMs(),
          log: options.log,
          ...(options.watched === undefined ? {} : { watched: options.watched }),
        }),
        begin: async (api, rtus) => {
          const files = new Set(rtus.map((rtu) => rtu.ioFile));
          const tables = [...options.tables.values()].filter((table) => files.has(table.file));
          await api.load({ rtus: [...rtus], tables, stamps: options.stamps });
          return api.listen();
        },
        again: {
          isNeeded: (results) => results.some(({ error }) => error !== undefined),
          retry: async (api, results) => [
            ...results.filter(({ error }) => error === undefined),
            ...(await api.listen()),
          ],
        },
      },
      threads,
    );
  }

  /** The shard that serves this RTU number on a slot other than `exceptSlot`, or `undefined`. */
  shardOfNumber(rtuNumber: number, exceptSlot: number): number | undefined {
    const shard = this.placement.findIndex((rtus) =>
      rtus.some((rtu) => rtu.rtuNumber === rtuNumber && rtu.slot !== exceptSlot),
    );
    return shard < 0 ? undefined : shard;
  }

  /** The shard with the fewest RTUs. */
  get emptiest(): number {
    const counts = this.placement.map(({ length }) => length);
    return counts.indexOf(Math.min(...counts));
  }

  /** Gives an edited table to the shards that use its file; returns how many RTUs use it now. */
  async reload(table: SignalTable): Promise<number> {
    const { placement } = this;
    const using = [...placement.keys()].filter((shard) =>
      placement[shard].some((rtu) => rtu.ioFile === table.file),
    );
    const taken = await Promise.all(using.map((shard) => this.ask(shard, (api) => api.reload(table))));
    return taken.reduce<number>((sum, rtus) => sum + (rtus ?? 0), 0);
  }
}
