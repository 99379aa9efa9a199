/** The shards and the acknowledgement latency in the last second. */

import type { ShardLatency } from '../channel/latency-table.js';
import { type ShardTimes, shardShares } from '../channel/shard-table.js';
import type { ShardLoad } from '../figures/bottleneck.js';
import {
  type LatencyFigures,
  LatencyHistogram,
  type LatencyNote,
  noteLatencies,
} from '../figures/latency-histogram.js';
import { longestPauseMs } from '../figures/pauses.js';
import type { MonitoredEngine } from './monitored-engine.js';

/** One shard in the last second; shares are 0…1, NaN: unknown. */
export interface ShardFigures extends ShardLoad {
  /** Delays of the event loop, ms. */
  readonly loopDelay: LatencyFigures;
  /** Longest pause since the program's start, ms; 0: there was none. */
  readonly longestPauseMs: number;
  /** For how long the shard has not come round, ms; absent: it answers. */
  readonly hangMs?: number;
}

interface Note extends ShardTimes {
  readonly loopDelay: LatencyNote;
  readonly acknowledgement: LatencyNote;
}

/** Measures the shards, and the acknowledgement latency of all RTUs, between two calls of `look`. */
export class ShardWatch {
  /** The shards between the last two calls. */
  shards: readonly ShardFigures[] = [];
  /** Acknowledgement latency of all RTUs between the last two calls, and since the run began. */
  lately: LatencyFigures;
  run: LatencyFigures;
  /** Longest pause of any thread between the last two calls, ms, also one that lasts. */
  pausedMs = 0;
  private lookedMs = Number.NaN;
  private notes: readonly Note[];
  private readonly histogram = new LatencyHistogram();

  constructor(private readonly engine: MonitoredEngine) {
    this.notes = this.noteAll();
    this.lately = this.histogram.figures();
    this.run = this.histogram.figures();
  }

  /** Measures all shards since the last call; `nowMs` is monotonic. */
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
    this.pausedMs = Number.isNaN(this.lookedMs) ? 0 : longestPauseMs(engine.pauses, this.lookedMs, nowMs);
    this.lookedMs = nowMs;
    this.shards = after.map((note, shard) => this.figuresOf(shard, notes[shard], note, nowMs));
    // A shard that has not written its row since then is measured from its last writing.
    this.notes = after.map((note, shard) => (note.atMs === notes[shard]?.atMs ? notes[shard] : note));
  }

  private figuresOf(shard: number, before: Note | undefined, after: Note, nowMs: number): ShardFigures {
    const loopDelay = this.histogram
      .clear()
      .add(this.engine.latencies.shard(shard, 'loop-delay'), before?.loopDelay)
      .figures();
    const hang = this.engine.hangs().find((one) => one.shard === shard);
    const loop = {
      loopDelay,
      loopDelayP99Ms: loopDelay.p99Ms,
      longestPauseMs: this.engine.pauses.shard(shard).longestMs,
      ...(hang === undefined ? {} : { hangMs: hang.forMs }),
    };
    if (before === undefined || before.atMs === 0 || after.atMs <= before.atMs) {
      // A row that was not written for long means that the event loop is busy with one long task.
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

/** A shard without a new row for this time is stuck: it writes ten rows a second while it works, and four while it is idle. */
const STUCK_MS = 1000;
