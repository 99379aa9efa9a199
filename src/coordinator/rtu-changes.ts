/** What changes about RTUs while the others run: restarts, additions, removals, edited IOA files. One after the other. */
import { monotonicMs } from '../channel/clock.js';
import { settleRow } from '../channel/dead-shard.js';
import { type RtuDefinition, withoutRemoved } from '../channel/definitions.js';
import type { StatsTable } from '../channel/stats-table.js';
import type { LoadedTable } from '../config/load.js';
import type { SignalTable } from '../station/points/signal-table.js';
import { addRtu } from './add-rtu.js';
import type { AddResult, EngineEvent, Hang, RemovalResult, RestartResult, RestartWish } from './api.js';
import type { DatabaseNews, DatabaseStore } from './databases/database-store.js';
import type { LogStamps } from './log-stamps.js';
import { removalProblem, restartRtu } from './restart.js';
import type { ShardPool } from './shard-pool.js';
import { Turns } from './turns.js';

/** Rows of the tables for RTUs that are added while the program runs. Nobody touches their memory before. */
export const SPARE_ROWS = 64;

const REMOVED = 'the row of the RTU was taken out of the ini file';

/** The parts of the engine that these changes use. */
export interface ChangedEngine {
  /** By slot. */
  readonly rtus: RtuDefinition[];
  readonly stats: StatsTable;
  readonly pool: ShardPool;
  readonly stamps: LogStamps;
  /** Tables in use, by IOA file. */
  readonly tables: ReadonlyMap<string, SignalTable>;
  /** Absent: files are not read again. */
  readonly databases: DatabaseStore | undefined;
  hangs(): readonly Hang[];
  /** An RTU has left its slot. */
  left(slot: number): void;
  emit(event: EngineEvent): void;
}

export class RtuChanges {
  private readonly turns = new Turns();

  constructor(private readonly engine: ChangedEngine) {}

  /** See `Engine.restartRtu`. */
  restart(slot: number, wish: RestartWish): Promise<RestartResult> {
    return this.turns.take(async () => {
      const result = await restartRtu(this.context(), slot, wish);
      this.dropTables();
      if (result.outcome === 'restarted') {
        const { rtu, changed, findings } = result;
        this.engine.emit({ kind: 'restarted', rtu, changed, findings: [...findings] });
      }
      return result;
    });
  }

  /** See `Engine.addRtu`. */
  add(definition: RtuDefinition): Promise<AddResult> {
    return this.turns.take(async () => {
      const result = await addRtu({ ...this.context(), mostRtus: this.engine.stats.rows }, definition);
      this.dropTables();
      if (result.outcome === 'added') {
        const { rtu, findings } = result;
        this.engine.emit({ kind: 'added', rtu, findings: [...findings] });
      }
      return result;
    });
  }

  /** See `Engine.removeRtu`. */
  remove(slot: number, together: ReadonlySet<number> = new Set()): Promise<RemovalResult> {
    return this.turns.take(async () => {
      const { engine } = this;
      const { rtus, pool, stats } = engine;
      const before = rtus[slot];
      if (before === undefined) throw new RangeError(`no RTU has slot ${slot}`);
      const problem = removalProblem(this.context(), before, together);
      if (problem !== undefined) return { outcome: 'refused', problems: [problem] };
      // First, so that no send, fault or point is meant for it any more.
      const rtu = { ...before, removed: true as const };
      rtus[slot] = rtu;
      await pool.ask(pool.shardOf(slot), (api) => api.release(slot, REMOVED, 'leaves'));
      // Not before: if the shard dies meanwhile, what the RTU had open is settled with the others of the shard.
      pool.displace(slot);
      settleRow(stats.row(slot), monotonicMs());
      engine.left(slot);
      this.dropTables();
      engine.emit({ kind: 'removed', rtu });
      return { outcome: 'removed', rtu };
    });
  }

  /** An IOA file was edited: its RTUs use the new table from now on. */
  reload(news: DatabaseNews): void {
    void this.turns.take(async () => {
      const { engine } = this;
      if (news.kind === 'kept') {
        engine.emit(news);
        return;
      }
      const { table, findings } = news;
      const rtus = await engine.pool.reload(table);
      const { file, version, rows } = table;
      engine.emit({ kind: 'reloaded', file, version, rows, rtus, findings });
    });
  }

  private context() {
    const { rtus, pool, stamps } = this.engine;
    return {
      rtus,
      pool,
      stamps,
      openTable: (file: string): Promise<LoadedTable> => this.openTable(file),
      hangs: (shard: number) => this.engine.hangs().some((hang) => hang.shard === shard),
    };
  }

  private async openTable(file: string): Promise<LoadedTable> {
    const { tables, databases } = this.engine;
    const table = tables.get(file);
    if (table !== undefined) return { table, findings: [] };
    return databases?.open(file) ?? { findings: [] };
  }

  /** Forgets the tables that no RTU uses any more. */
  private dropTables(): void {
    const { databases, rtus } = this.engine;
    databases?.keepOnly(new Set(withoutRemoved(rtus).map(({ ioFile }) => ioFile)));
  }
}
