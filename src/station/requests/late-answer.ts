import type { Producer } from '../ports.js';

/** A request that is carried out later, unless its connection ends before. */
export class LateAnswer implements Producer {
  readonly kind = 'late';
  readonly ready = false;
  done = false;

  /** `answer` is called once, at `deadlineMs` (monotonic). */
  constructor(
    readonly deadlineMs: number,
    private readonly answer: (nowMs: number) => void,
  ) {}

  fill(): number {
    return 0;
  }

  tick(nowMs: number): void {
    if (this.done || nowMs < this.deadlineMs) return;
    this.done = true;
    this.answer(nowMs);
  }

  acknowledged(): void {}

  spoiled(): void {}

  lost(): void {
    this.done = true;
  }
}
