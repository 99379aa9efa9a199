/** The pauses of this program's threads in a run. */
import { PAUSE_MS, type Pause, type PauseRow } from '../channel/pause-table.js';
import type { Engine } from '../coordinator/api.js';
import { pauseRows, stillSince } from '../figures/pauses.js';
import type { RunReport } from '../report/run-report.js';

/** Most pauses of a thread that are kept one by one; the others are only counted. */
const MOST_KEPT = 10_000;

/** The pauses of one thread in a run. */
interface ThreadTally {
  readonly row: PauseRow;
  /** `undefined`: the coordinator. */
  readonly shard: number | undefined;
  /** Pauses of the row that are over and in this tally, or were before the run. */
  read: number;
  readonly pauses: Pause[];
  count: number;
  totalMs: number;
}

/**
 * Collects pauses while the run goes on: the table keeps only the latest of each thread. Only the part that lies in the run
 * counts, because before it nobody waited.
 */
export class RunPauses {
  private readonly threads: readonly ThreadTally[];

  /** From now on, at `startMs` (monotonic). */
  constructor(
    { pauses, shards }: Pick<Engine, 'pauses' | 'shards'>,
    private readonly startMs: number,
  ) {
    this.threads = pauseRows(pauses).map((row, i) => ({
      row,
      shard: i < shards ? i : undefined,
      read: row.count,
      pauses: [],
      count: 0,
      totalMs: 0,
    }));
  }

  /** Reads what was entered since the last call. The newest pause of a thread may still go on, so it waits for the next. */
  read(): void {
    for (const thread of this.threads) {
      const before = Math.max(thread.read, thread.row.count - 1);
      this.take(thread, thread.row.since(thread.read).slice(0, -1));
      thread.read = before;
    }
  }

  /** Reads the rest, and what lasts at `nowMs`; call once. */
  end(nowMs: number): void {
    for (const thread of this.threads) {
      const { row } = thread;
      const rest = row.since(thread.read);
      const since = stillSince(row, nowMs);
      this.take(thread, since === undefined ? rest : [...rest, { fromMs: since, toMs: nowMs }]);
    }
  }

  /** The longest pause of any thread that has a moment in common with `fromMs`…`toMs`, ms; 0: none. */
  longestIn(fromMs: number, toMs: number): number {
    const inside = this.threads
      .flatMap(({ pauses }) => pauses)
      .filter((pause) => pause.toMs > fromMs && pause.fromMs < toMs);
    return Math.max(0, ...inside.map(lengthOf));
  }

  /** The pauses as the report has them; `toWall` turns monotonic ms into ms since 1970. */
  report(toWall: (atMs: number) => number): NonNullable<RunReport['pauses']> {
    const threads = this.threads.map(({ shard, count, totalMs, pauses }) => ({
      thread: shard === undefined ? 'coordinator' : `shard ${shard}`,
      count,
      longestMs: Math.max(0, ...pauses.map(lengthOf)),
      totalMs,
    }));
    const longest = this.threads
      .flatMap(({ shard, pauses }) => pauses.map((pause) => ({ shard, pause })))
      .reduce<{ shard: number | undefined; pause: Pause } | undefined>(
        (a, b) => (a === undefined || lengthOf(b.pause) > lengthOf(a.pause) ? b : a),
        undefined,
      );
    if (longest === undefined) return { longestMs: 0, longestAt: null, longestOf: null, threads };
    const { pause, shard } = longest;
    const name = shard === undefined ? 'coordinator' : `shard ${shard}`;
    return {
      longestMs: lengthOf(pause),
      longestAt: toWall(pause.fromMs),
      longestOf: this.allStoodStill(pause) ? 'program' : name,
      threads,
    };
  }

  /** Whether every thread stood still for most of this pause. */
  private allStoodStill(pause: Pause): boolean {
    const most = lengthOf(pause) / 2;
    const watched = this.threads.filter(({ row, pauses }) => row.beatMs > 0 || pauses.length > 0);
    return (
      watched.length > 1 && watched.every(({ pauses }) => pauses.some((own) => commonMs(own, pause) >= most))
    );
  }

  private take(thread: ThreadTally, pauses: readonly Pause[]): void {
    for (const { fromMs, toMs } of pauses) {
      const inRun = { fromMs: Math.max(fromMs, this.startMs), toMs };
      if (lengthOf(inRun) < PAUSE_MS) continue;
      thread.count++;
      thread.totalMs += lengthOf(inRun);
      if (thread.pauses.length < MOST_KEPT) thread.pauses.push(inRun);
    }
  }
}

function lengthOf({ fromMs, toMs }: Pause): number {
  return toMs - fromMs;
}

function commonMs(a: Pause, b: Pause): number {
  return Math.min(a.toMs, b.toMs) - Math.max(a.fromMs, b.fromMs);
}
