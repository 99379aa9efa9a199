/** The end of a run with reactions or expectations: what is under way has happened, and what must happen soon has had its time. */
import { monotonicMs } from '../channel/clock.js';
import type { ReactionStatus } from '../coordinator/api.js';
import { countOf, formatDuration } from '../text/format.js';

/** A run waits for no reaction that is due later than this, ms. */
export const MOST_DELAY_MS = 60_000;
/** And for all of them, one after another, no longer than this, ms. */
export const MOST_WAIT_MS = 600_000;
const LOOK_MS = 100;
/** A reaction may set off the next one: so many looks without any are the end. */
const QUIET_LOOKS = 5;
/** What the last ones changed is acknowledged within t1 of the standard, or the link ends, ms. A t2 of 10 s would be too short by an instant. */
const MOST_ACK_MS = 15_000;

/** What the wait needs of the run. */
export interface ReactionWaiting {
  readonly reactions: () => readonly Pick<ReactionStatus, 'counts' | 'pending' | 'nextInMs'>[];
  /** Until when something may still happen that an expectation asks for, monotonic ms; −Infinity: nothing has a time. */
  readonly dueMs: () => number;
  /** Signals without acknowledgement. */
  readonly open: () => number;
  /** The run itself has set points: that is acknowledged too. */
  readonly hasSetPoints: boolean;
  readonly ended: AbortSignal;
  readonly tell: (line: string) => void;
  /** Monotonic ms; default: of this machine. */
  readonly now?: () => number;
}

/** Resolves when no reaction is under way and no expectation has time left, or after too long, which is told, or `ended` aborts. */
export async function untilReacted(waiting: ReactionWaiting): Promise<void> {
  const { reactions, dueMs, open, hasSetPoints, ended, tell, now = monotonicMs } = waiting;
  const beganMs = now();
  let before = '';
  let quiet = 0;
  let told = false;
  while (!ended.aborted) {
    const rows = reactions();
    const counts = JSON.stringify(rows.map((row) => row.counts));
    const pending = rows
      .filter(({ nextInMs }) => nextInMs <= MOST_DELAY_MS)
      .reduce((sum, row) => sum + row.pending, 0);
    quiet = pending > 0 || counts !== before ? 0 : quiet + 1;
    before = counts;
    const leftMs = dueMs() - now();
    if (!(leftMs > 0) && (rows.length === 0 || quiet >= QUIET_LOOKS)) break;
    if (now() > beganMs + MOST_WAIT_MS) {
      tell(`after ${formatDuration(MOST_WAIT_MS)} the run ends without ${countOf(pending, 'reaction')}`);
      break;
    }
    if (!told && (pending > 0 || leftMs > 0)) {
      told = true;
      tell(leftMs > 0 ? 'the run goes on for what must happen' : 'the run goes on for its reactions');
    }
    await pause();
  }
  const untilMs = now() + MOST_ACK_MS;
  const awaitsAcks = told || hasSetPoints;
  while (awaitsAcks && open() > 0 && now() < untilMs && !ended.aborted) await pause();
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, LOOK_MS));
}
