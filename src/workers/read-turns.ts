/** Takes turns among the connections that have sent more than their share, so that none keeps its neighbours waiting (`docs/behaviour.md` §3). */
import type { Backlog } from './backlog.js';
import type { Machine, TimerHandle } from './ports.js';

/** So long these connections are served in a turn of the event loop; the one that is being served then still gets its share, ms. */
const SLICE_MS = 0.5;
/** And not more shares than this: a clock that stands still ends no slice. */
const MOST_SHARES = 16;
/** Then the thread is free for all others, ms. A thread that is always busy would also be the last to get a processor. */
const REST_MS = 1;

/** A connection whose octets may wait. */
export interface TurnTaker {
  readonly backlog: Backlog;
  /** Takes a share of the octets that wait; returns whether none are left. */
  takeRest(nowMs: number): boolean;
}

/** The connections of a shard that have octets left. Each is served again after all the others. */
export class ReadTurns<T extends TurnTaker> {
  private readonly waiting: T[] = [];
  private asking: T[] = [];
  private rest: TimerHandle | undefined;
  /** When the latest turn was over: the sockets were polled after it. */
  private turnedMs = 0;

  /** `schedule`: lets `take` follow the next poll of the sockets. */
  constructor(
    private readonly machine: Pick<Machine, 'clock' | 'timers'>,
    private readonly schedule: () => void,
  ) {}

  /** The connection has octets left. */
  add(taker: T): void {
    if (taker.backlog.state === 'left') return;
    taker.backlog.state = 'left';
    this.waiting.push(taker);
    if (this.rest === undefined) this.schedule();
  }

  /** Serves for one turn of the event loop, after its poll. */
  take(): void {
    if (this.waiting.length === 0 && this.asking.length === 0) return;
    // The sockets were polled since they were asked: what had come by then was read.
    for (const taker of this.asking) if (taker.backlog.state === 'asking') taker.backlog.end(this.turnedMs);
    this.asking = [];
    if (this.rest === undefined) this.slice();
    this.turnedMs = this.machine.clock.monotonicMs();
    if (this.asking.length > 0) this.schedule();
  }

  close(): void {
    this.machine.timers.clearTimeout(this.rest);
    this.waiting.length = 0;
    this.asking = [];
  }

  private slice(): void {
    const { clock, timers } = this.machine;
    const { waiting } = this;
    const untilMs = clock.monotonicMs() + SLICE_MS;
    for (let shares = 0; shares < MOST_SHARES && clock.monotonicMs() < untilMs; shares++) {
      const taker = waiting.shift();
      if (taker === undefined) return;
      if (taker.takeRest(clock.monotonicMs())) {
        taker.backlog.state = 'asking';
        this.asking.push(taker);
      } else waiting.push(taker);
    }
    if (waiting.length === 0) return;
    this.rest = timers.setTimeout(() => {
      this.rest = undefined;
      this.schedule();
    }, REST_MS);
  }
}
