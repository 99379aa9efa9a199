/** Watches from the coordinator whether every shard comes round, and tells when threads of this program stood still. */
import { EARLY_MS, HangJudge, LOOK_MS, WAKE_MS } from '../channel/hang-judge.js';
import { PAUSE_MS, type Pause, type PauseRow, type PauseTable } from '../channel/pause-table.js';
import { PauseWatch } from '../channel/pause-watch.js';
import type { Hang, PausedThread } from './api.js';
import { type BeatMachine, BeatTimer } from './beat-timer.js';

/** Pauses are told at most this often; those in between are joined. */
const TELL_MS = 1000;

/** What the watchdog says. */
export type WatchdogNews =
  | { readonly kind: 'hang'; readonly shard: number; readonly forMs: number }
  | {
      readonly kind: 'pause';
      readonly who: 'program' | 'threads';
      readonly longestMs: number;
      readonly threads: readonly PausedThread[];
    };

/**
 * A shard that hangs is named while it hangs. What stood still is told when it goes on: pauses of all threads at one time as
 * one pause of the program.
 */
export class Watchdog {
  /** The coordinator's own pauses. */
  private readonly own: PauseWatch;
  private readonly timer: BeatTimer;
  private readonly rows: readonly PauseRow[];
  /** By shard. */
  private readonly judges: readonly HangJudge[];
  /** Pauses told so far, by row. */
  private readonly told: number[];
  private toldAtMs = Number.NEGATIVE_INFINITY;
  private lookedMs = Number.NEGATIVE_INFINITY;

  /** `isActive`: whether sends are under way, so that short pauses matter. */
  constructor(
    private readonly table: PauseTable,
    private readonly machine: BeatMachine,
    isActive: () => boolean,
    private readonly tell: (news: WatchdogNews) => void,
  ) {
    this.own = new PauseWatch(table.coordinator);
    this.timer = new BeatTimer(this.own, machine, isActive, (nowMs) => this.beat(nowMs));
    this.rows = [
      ...Array.from({ length: table.shards }, (_, shard) => table.shard(shard)),
      table.coordinator,
    ];
    this.judges = Array.from({ length: table.shards }, () => new HangJudge());
    this.told = this.rows.map(() => 0);
  }

  /** Begins to watch, when the shards run. */
  begin(): void {
    this.timer.begin();
  }

  close(): void {
    this.timer.close();
    for (const judge of this.judges) judge.forget();
  }

  /** The thread of a shard is gone: it does not hang. */
  forget(shard: number): void {
    this.table.shard(shard).unwatch();
    this.judges[shard].forget();
  }

  /** The shards that hang now. */
  hangs(): Hang[] {
    const nowMs = this.machine.monotonicMs();
    return this.judges.flatMap(({ sinceMs }, shard) =>
      Number.isNaN(sinceMs) ? [] : [{ shard, forMs: nowMs - sinceMs }],
    );
  }

  private beat(nowMs: number): void {
    if (nowMs - this.lookedMs < LOOK_MS - EARLY_MS) return;
    this.lookedMs = nowMs;
    // After a pause of the coordinator itself the others may have been stopped with it: they get the time to wake up.
    if (!this.own.pausedSince(nowMs - WAKE_MS)) this.lookAtBeats(nowMs);
    this.tellPauses(nowMs);
  }

  private lookAtBeats(nowMs: number): void {
    this.judges.forEach((judge, shard) => {
      const { beatMs } = this.rows[shard];
      if (judge.look(beatMs, nowMs) === 'say') this.tell({ kind: 'hang', shard, forMs: nowMs - beatMs });
    });
  }

  private tellPauses(nowMs: number): void {
    if (nowMs - this.toldAtMs < TELL_MS) return;
    const fresh = this.rows.map((row, i) => row.since(this.told[i]));
    const all = fresh.flat();
    if (all.length === 0) return;
    const ends = all.map(({ toMs }) => toMs);
    // A thread that was stopped together with others may not have entered its pause yet.
    if (nowMs - Math.max(...ends) < WAKE_MS && nowMs - Math.min(...ends) < TELL_MS) return;
    this.toldAtMs = nowMs;
    fresh.forEach((pauses, i) => {
      this.told[i] += pauses.length;
    });
    const threads = fresh.flatMap((pauses, i) =>
      pauses.length === 0 ? [] : [{ ...this.nameOf(i), count: pauses.length, longestMs: longestOf(pauses) }],
    );
    const togetherMs = this.togetherMs(fresh);
    if (togetherMs >= PAUSE_MS) this.tell({ kind: 'pause', who: 'program', longestMs: togetherMs, threads });
    else {
      const longestMs = Math.max(...threads.map((thread) => thread.longestMs));
      this.tell({ kind: 'pause', who: 'threads', longestMs, threads });
    }
  }

  /** How long all threads stood still at the same time, ms. */
  private togetherMs(fresh: readonly Pause[][]): number {
    const watched = fresh.filter((pauses, i) => pauses.length > 0 || this.rows[i].beatMs > 0);
    if (watched.length < 2 || watched.some((pauses) => pauses.length === 0)) return 0;
    const longest = watched.map((pauses) => pauses.reduce((a, b) => (lengthOf(b) > lengthOf(a) ? b : a)));
    const fromMs = Math.max(...longest.map((pause) => pause.fromMs));
    const toMs = Math.min(...longest.map((pause) => pause.toMs));
    return Math.max(0, toMs - fromMs);
  }

  private nameOf(row: number): Pick<PausedThread, 'shard'> {
    return row < this.table.shards ? { shard: row } : {};
  }
}

function lengthOf({ fromMs, toMs }: Pause): number {
  return toMs - fromMs;
}

function longestOf(pauses: readonly Pause[]): number {
  return Math.max(...pauses.map(lengthOf));
}
