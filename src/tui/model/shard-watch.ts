/** What the shards did in the last second: their event loops, their processor time, and how soon masters acknowledged. */

import type { ShardLatency } from '../../channel/latency-table.js';
import { type ShardTimes, shardShares } from '../../channel/shard-table.js';
import type { ShardLoad } from '../../figures/bottleneck.js';
import {
  type LatencyFigures,
  LatencyHistogram,
  type LatencyNote,
  noteLatencies,
} from '../../figures/latency-histogram.js';
import type { EnginePort } from './engine-port.js';

/** One shard; shares 0…1, NaN: not known. */
export interface ShardFigures extends ShardLoad {
  /** How late its event loop came round, ms. */
  readonly loopDelay: LatencyFigures;
}

interface Note extends ShardTimes {
  readonly loopDelay: LatencyNote;
  readonly acknowledgement: LatencyNote;
}

/** See the file's head. */
export class ShardWatch {
  /** From the last look but one to the last. */
  shards: readonly ShardFigures[] = [];
  /** Acknowledgement latency of all shards in that time, and since the run began that the engine marks. */
  lately: LatencyFigures;
  run: LatencyFigures;
  private notes: readonly Note[];
  private readonly histogram = new LatencyHistogram();

  constructor(private readonly engine: EnginePort) {
    this.notes = this.noteAll();
    this.lately = this.histogram.figures();
    this.run = this.histogram.figures();
  }

  /** Looks at all shards; `nowMs` is monotonic. */
  look(nowMs: number): void {
    const { engine, histogram, notes } = this;
    const { runMark } = engine;
    const acknowledged = (before: (shard: number) => LatencyNote | undefined): LatencyFigures => {
      histogram.clear();
      for (let shard = 0; shard < engine.shards; shard++) {
        histogram.add(engine.latencies.shard(shard, 'acknowledgement'), before(shard));
      }
      return histogram.figures();
    };
    this.lately = acknowledged((shard) => notes[shard]?.acknowledgement);
    this.run = acknowledged((shard) => runMark.shard(shard, 'acknowledgement'));
    const after = this.noteAll();
    this.shards = after.map((note, shard) => this.figuresOf(shard, notes[shard], note, nowMs));
    // A shard that has told nothing new is measured from when it did.
    this.notes = after.map((note, shard) => (note.atMs === notes[shard]?.atMs ? notes[shard] : note));
  }

  private figuresOf(shard: number, before: Note | undefined, after: Note, nowMs: number): ShardFigures {
    const loopDelay = this.histogram
      .clear()
      .add(this.engine.latencies.shard(shard, 'loop-delay'), before?.loopDelay)
      .figures();
    const loop = { loopDelay, loopDelayP99Ms: loopDelay.p99Ms };
    if (before === undefined || before.atMs === 0 || after.atMs <= before.atMs) {
      // Its event loop has not come round since: it works on something long.
      const stuck = after.atMs > 0 && nowMs - after.atMs > STUCK_MS;
      return { busy: stuck ? 1 : Number.NaN, cpu: Number.NaN, waited: Number.NaN, ...loop };
    }
    return { ...shardShares(before, after), ...loop };
  }

  private noteAll(): Note[] {
    const { latencies, shardCounters, shards } = this.engine;
    return Array.from({ length: shards }, (_, shard) => {
      const row = (what: ShardLatency): LatencyNote => noteLatencies(latencies.shard(shard, what));
      return {
        ...shardCounters.times(shard),
        loopDelay: row('loop-delay'),
        acknowledgement: row('acknowledgement'),
      };
    });
  }
}

/** A shard tells of itself ten times a second while it works, four times while it rests. */
const STUCK_MS = 1000;
