/** The deadlines of a shard's connections. */
import type { Machine, TimerHandle } from './ports.js';

/** The longest that a timer of Node.js can wait. */
const MOST_DELAY_MS = 0x7fffffff;

/** A poll that takes so long may have been interrupted by a pause of the thread, ms. */
const LONG_POLL_MS = 50;

/** A thing with a next deadline. */
export interface Due {
  /** The next deadline, monotonic ms; Infinity: never. */
  nextDeadline(): number;
  /** Place in the heap, −1: not in it. Owned by `Deadlines`. */
  heapPlace: number;
  /** Its key in the heap, monotonic ms, never later than `nextDeadline`. Owned by `Deadlines`. */
  scheduledMs: number;
}

/**
 * A heap with one timer. To move a deadline later costs nothing: its place is corrected when the old one is reached.
 * `fire` does the work that is due; afterwards `nextDeadline` is read again.
 *
 * A deadline is judged after the sockets were read: the timer fires, the event loop polls every socket once, then what is still
 * due is done. So what lay in a socket while this thread stood still came in time (`docs/behaviour.md` §9). What came during that poll
 * may not have been read: `fire` is told when the poll began.
 */
export class Deadlines<T extends Due> {
  private readonly heap: T[] = [];
  private timer: TimerHandle | undefined;
  private timerMs = Number.POSITIVE_INFINITY;
  /** Set from the timer to the end of the poll. */
  private judging: TimerHandle | undefined;
  /** When the poll before the judgement began, monotonic ms. */
  private polledMs = 0;

  constructor(
    private readonly machine: Pick<Machine, 'clock' | 'timers'>,
    private readonly fire: (due: T, nowMs: number, polledMs: number) => void,
  ) {}

  /** Reads `nextDeadline`; call after anything that may have brought it nearer. Cheap if the deadline only moved away. */
  note(due: T): void {
    const deadlineMs = due.nextDeadline();
    if (due.heapPlace >= 0 && deadlineMs >= due.scheduledMs) return;
    if (deadlineMs === Number.POSITIVE_INFINITY) return;
    due.scheduledMs = deadlineMs;
    if (due.heapPlace < 0) {
      due.heapPlace = this.heap.length;
      this.heap.push(due);
    }
    this.up(due.heapPlace);
    this.arm();
  }

  /** Removes an entry from the heap. */
  drop(due: T): void {
    const place = due.heapPlace;
    if (place < 0) return;
    due.heapPlace = -1;
    const last = this.heap.pop();
    if (last === undefined || last === due) return;
    this.heap[place] = last;
    last.heapPlace = place;
    this.up(place);
    this.down(last.heapPlace);
  }

  /** Stops the timer and empties the heap. */
  close(): void {
    this.machine.timers.clearTimeout(this.timer);
    this.machine.timers.clearImmediate(this.judging);
    this.judging = undefined;
    this.timerMs = Number.POSITIVE_INFINITY;
    for (const due of this.heap.splice(0)) due.heapPlace = -1;
  }

  private arm(): void {
    const first = this.heap[0];
    // After the poll the timer is set for what is left.
    if (first === undefined || first.scheduledMs >= this.timerMs || this.judging !== undefined) return;
    const { clock, timers } = this.machine;
    timers.clearTimeout(this.timer);
    this.timerMs = first.scheduledMs;
    // A timer may fire early within its ms, so round up. A deadline beyond the longest timer needs a second timer.
    const delayMs = Math.min(Math.max(0, Math.ceil(first.scheduledMs - clock.monotonicMs())), MOST_DELAY_MS);
    this.timer = timers.setTimeout(() => this.expire(), delayMs);
  }

  /** The event loop reads every socket between a timer and the immediates that it sets. */
  private expire(): void {
    this.timerMs = Number.POSITIVE_INFINITY;
    this.poll(() => {
      // A thread that was stopped in the middle of the poll has read only a part of the sockets: once more.
      if (this.machine.clock.monotonicMs() - this.polledMs < LONG_POLL_MS) this.judge();
      else this.poll(() => this.judge());
    });
  }

  private poll(then: () => void): void {
    this.polledMs = this.machine.clock.monotonicMs();
    this.judging = this.machine.timers.setImmediate(then);
  }

  private judge(): void {
    this.judging = undefined;
    const nowMs = this.machine.clock.monotonicMs();
    const batch: T[] = [];
    for (let first = this.heap[0]; first !== undefined && first.scheduledMs <= nowMs; first = this.heap[0]) {
      this.drop(first);
      batch.push(first);
    }
    // An entry that is due again at once is served in a later turn, so that the others need not wait for it.
    for (const due of batch) {
      if (due.nextDeadline() <= nowMs) this.fire(due, nowMs, this.polledMs);
      this.note(due);
    }
    this.arm();
  }

  private up(from: number): void {
    const { heap } = this;
    const due = heap[from];
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (heap[parent].scheduledMs <= due.scheduledMs) break;
      heap[place] = heap[parent];
      heap[place].heapPlace = place;
      place = parent;
    }
    heap[place] = due;
    due.heapPlace = place;
  }

  private down(from: number): void {
    const { heap } = this;
    const due = heap[from];
    let place = from;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && heap[child + 1].scheduledMs < heap[child].scheduledMs) child++;
      if (heap[child].scheduledMs >= due.scheduledMs) break;
      heap[place] = heap[child];
      heap[place].heapPlace = place;
      place = child;
    }
    heap[place] = due;
    due.heapPlace = place;
  }
}
