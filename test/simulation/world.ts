/** Simulated time. It decides what happens in which order; this depends on the seed only. */
import { Random } from './random.js';

/** A rule was broken. */
export class SimulationFault extends Error {
  override readonly name = 'SimulationFault';
}

/** One simulated thread. While it is held up, none of its calls is made. */
export interface Thread {
  readonly name: string;
  /** The last time that it was held up. */
  heldFromMs: number;
  heldUntilMs: number;
}

interface Scheduled {
  atMs: number;
  order: number;
  run: (() => void) | undefined;
  thread: Thread | undefined;
}

/** Most lines of a trace; the oldest are dropped. */
const MOST_TRACE_LINES = 100_000;

/** In this time a thread that was held up takes what lay there: timers and sockets, in random order. */
export const COMES_ROUND_MS = 0.01;

/** Calls per `await`: the program uses few promises, and each `await` costs as much as a call. */
const CALLS_PER_AWAIT = 16;

export class World {
  nowMs = 10_000;
  readonly random: Random;
  readonly lines: string[] = [];
  private readonly heap: Scheduled[] = [];
  private readonly microtasks: (() => void)[] = [];
  private order = 0;
  private calls = 0;

  constructor(
    readonly seed: number,
    private readonly tracing: boolean,
  ) {
    this.random = new Random(seed);
  }

  /** Calls `run` in `delayMs`, or later if its thread is held up. */
  after(delayMs: number, run: () => void, thread?: Thread): Scheduled {
    const scheduled = { atMs: this.nowMs + delayMs, order: this.order++, run, thread };
    this.push(scheduled);
    return scheduled;
  }

  cancel(scheduled: object | undefined): void {
    if (scheduled !== undefined) (scheduled as Scheduled).run = undefined;
  }

  microtask(run: () => void): void {
    this.microtasks.push(run);
  }

  /** Number of scheduled calls. */
  get pending(): number {
    return this.heap.filter(({ run }) => run !== undefined).length;
  }

  /** Makes all calls up to `untilMs`, or until `done` returns true; `between` is called after each. */
  async run(untilMs: number, between: () => void, done: () => boolean = () => false): Promise<void> {
    while (!done()) {
      const next = this.pop(untilMs);
      if (next === undefined) break;
      next.run?.();
      for (let i = 0; i < this.microtasks.length; i++) this.microtasks[i]();
      this.microtasks.length = 0;
      // Lets the program's promises continue.
      if (++this.calls % CALLS_PER_AWAIT === 0) await null;
      between();
    }
    for (let i = 0; i < CALLS_PER_AWAIT; i++) await null;
    if (this.nowMs < untilMs && !done()) this.nowMs = untilMs;
  }

  trace(what: () => string): void {
    if (!this.tracing) return;
    if (this.lines.length >= MOST_TRACE_LINES) this.lines.shift();
    this.lines.push(`${this.nowMs.toFixed(3)} ${what()}`);
  }

  fail(what: string): never {
    throw new SimulationFault(`seed ${this.seed} at ${this.nowMs.toFixed(3)} ms: ${what}`);
  }

  private pop(untilMs: number): Scheduled | undefined {
    for (;;) {
      const first = this.heap[0];
      if (first === undefined || first.atMs > untilMs) return undefined;
      this.takeFirst();
      if (first.run === undefined) continue;
      const { thread } = first;
      if (thread !== undefined && thread.heldUntilMs > first.atMs) {
        // After a hold-up the thread handles timers and sockets in random order.
        first.atMs = thread.heldUntilMs + this.random.next() * COMES_ROUND_MS;
        this.push(first);
        continue;
      }
      if (first.atMs > this.nowMs) this.nowMs = first.atMs;
      return first;
    }
  }

  private push(scheduled: Scheduled): void {
    const { heap } = this;
    let at = heap.length;
    heap.push(scheduled);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (isBefore(heap[parent], scheduled)) break;
      heap[at] = heap[parent];
      at = parent;
    }
    heap[at] = scheduled;
  }

  private takeFirst(): void {
    const { heap } = this;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1], heap[child])) child++;
      if (isBefore(last, heap[child])) break;
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = last;
  }
}

function isBefore(a: Scheduled, b: Scheduled): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}
