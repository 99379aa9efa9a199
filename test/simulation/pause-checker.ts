/** Whether a shard knows of the times in which its thread was held up. */
import { PAUSE_MS, type PauseRow } from '../../src/channel/pause-table.js';
import type { Thread, World } from './world.js';

/** A time in which a thread was held up, ms. */
interface Hold {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** The hold-ups of one thread against the pauses that it entered. */
export class PauseChecker {
  private readonly holds: Hold[] = [];

  constructor(
    private readonly world: World,
    private readonly thread: Thread,
    private readonly row: PauseRow,
  ) {}

  /** The thread is held up from now until its `heldUntilMs`. A shard that is not watched yet, or no longer, enters no pauses. */
  held(): void {
    const { world, thread, row } = this;
    const last = this.holds.at(-1);
    // A hold-up that another one prolongs is one.
    const goesOn = last !== undefined && last.untilMs >= world.nowMs;
    if (goesOn) this.holds.pop();
    else if (row.beatMs === 0) return;
    // At rest the next beat may be due only later.
    const fromMs = goesOn ? last.fromMs : Math.max(world.nowMs, row.silentFromMs);
    this.holds.push({ fromMs, untilMs: thread.heldUntilMs });
  }

  /** Called when the shard has taken octets: a pause must have been entered before it judged them. */
  check(): void {
    const { world, row } = this;
    if (row.beatMs === 0) return;
    for (const { fromMs, untilMs } of this.holds) {
      if (untilMs > world.nowMs || untilMs - fromMs < PAUSE_MS || row.overlaps(fromMs, untilMs)) continue;
      world.fail(`${this.thread.name} was held up ${untilMs - fromMs} ms and entered no pause`);
    }
  }
}
