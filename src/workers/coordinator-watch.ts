/** Watches from a shard whether the coordinator comes round: it can't tell of itself while it hangs. */
import { EARLY_MS, HangJudge, HUNG_MS, LOOK_MS, WAKE_MS } from '../channel/hang-judge.js';
import type { PauseTable } from '../channel/pause-table.js';
import type { PauseWatch } from '../channel/pause-watch.js';
import type { Files } from '../log-writer/append-files.js';

/** pino's number for a warning. */
const WARNING = 40;

/**
 * Writes a line to the program's log when the coordinator hangs. The first shard that comes round itself does so for all.
 * The coordinator tells of its pause when it goes on.
 */
export class CoordinatorWatch {
  private readonly judge = new HangJudge();
  private lookedMs = Number.NEGATIVE_INFINITY;

  /** `wallMs`: the wall time of an instant. `log`: path of the program's log. */
  constructor(
    private readonly table: PauseTable,
    private readonly shard: number,
    private readonly files: Files,
    private readonly log: string,
    private readonly wallMs: (monotonicMs: number) => number,
  ) {}

  /** Looks, with the shard's own beat; `own`: the pauses of the shard. */
  beat(nowMs: number, own: PauseWatch): void {
    if (nowMs - this.lookedMs < LOOK_MS - EARLY_MS) return;
    this.lookedMs = nowMs;
    if (own.pausedSince(nowMs - WAKE_MS)) return;
    const { beatMs } = this.table.coordinator;
    if (this.judge.look(beatMs, nowMs) === 'say' && this.speaks(nowMs)) this.say(nowMs, nowMs - beatMs);
  }

  /** Whether no shard with a lower number comes round. */
  private speaks(nowMs: number): boolean {
    for (let shard = 0; shard < this.shard; shard++) {
      if (nowMs - this.table.shard(shard).beatMs < HUNG_MS) return false;
    }
    return true;
  }

  private say(nowMs: number, forMs: number): void {
    const line = {
      level: WARNING,
      time: new Date(this.wallMs(nowMs)).toISOString(),
      thread: 'coordinator',
      forMs: Math.round(forMs),
      toldBy: this.shard,
      msg: 'hang',
    };
    const close = (): void => file.close(() => {});
    // If it fails nobody can be told; the coordinator tells of its pause later.
    const file = this.files.append(this.log, { written: close, failed: close });
    file.write(Buffer.from(`${JSON.stringify(line)}\n`), 1);
  }
}
