/** The producers of one connection. */
import type { Producer } from '../ports.js';

/** The producers of one connection, which take turns frame by frame. */
export class Producers {
  private readonly list: Producer[] = [];
  private turn = 0;

  /** All, in the order in which they were added; the list itself, not a copy. */
  get all(): readonly Producer[] {
    return this.list;
  }

  add(...producers: readonly Producer[]): void {
    this.list.push(...producers);
  }

  /** Whether a producer could write a frame if the window allowed it. */
  get anyReady(): boolean {
    for (const producer of this.list) if (producer.ready) return true;
    return false;
  }

  /** When `tick` has to be called next, monotonic ms; Infinity: never. */
  nextDeadline(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const { deadlineMs } of this.list) next = Math.min(next, deadlineMs);
    return next;
  }

  /** Lets each producer do what is due; see `Producer.tick`. */
  tick(nowMs: number, heardMs = nowMs): void {
    // In their order: of two late answers the first request is answered first.
    for (let i = 0; i < this.list.length; i++) {
      const producer = this.list[i];
      if (nowMs >= producer.deadlineMs) producer.tick(nowMs, heardMs);
    }
    this.dropDone();
  }

  /** Lets the next producer write: all `room` frames if it is the only one, else one frame. Returns how many it wrote. */
  fill(room: number, nowMs: number): number {
    const { list } = this;
    let frames = 0;
    if (list.length === 1) {
      frames = list[0].fill(room, nowMs);
    } else {
      for (let tried = 0; tried < list.length && frames === 0; tried++) {
        this.turn = (this.turn + 1) % list.length;
        frames = list[this.turn].fill(1, nowMs);
      }
    }
    this.dropDone();
    return frames;
  }

  /** Empties the list and returns the producers that were in it. */
  takeAll(): Producer[] {
    return this.list.splice(0);
  }

  /** Removes the producers for which `which` is true. */
  remove(which: (producer: Producer) => boolean): void {
    for (let i = this.list.length - 1; i >= 0; i--) {
      if (!which(this.list[i])) continue;
      this.list.splice(i, 1);
      // The turn stays with the same producer, so that none is skipped because another has ended.
      if (i <= this.turn) this.turn--;
    }
  }

  private dropDone(): void {
    for (const producer of this.list) {
      if (!producer.done) continue;
      this.remove(({ done }) => done);
      return;
    }
  }
}
