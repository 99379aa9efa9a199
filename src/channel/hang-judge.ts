/** Judges from outside, by its beat, whether a thread hangs. */

/** Time between two looks at a beat, ms. */
export const LOOK_MS = 250;
/** A timer may fire this much too early, ms. */
export const EARLY_MS = 2;
/** A thread without a beat for this long hangs. It is twice the time between two beats at rest. With the time between two looks it is said within 1 s. */
export const HUNG_MS = 500;
/** A hang that lasts is said again after this time, and then each time that it has become twice as long. */
const SAY_AGAIN_MS = 5000;
/** Threads that were stopped together wake up within this time: one that has just woken does not judge the others before. */
export const WAKE_MS = 250;

/** One thread as another one sees it. */
export class HangJudge {
  /** Its last beat, monotonic ms; NaN: it does not hang. */
  sinceMs = Number.NaN;
  private sayAtMs = 0;

  /** Takes the last beat (0: the thread is not watched); `say`: it hangs, and it is time to say so. */
  look(beatMs: number, nowMs: number): 'fine' | 'hangs' | 'say' {
    const forMs = nowMs - beatMs;
    if (beatMs === 0 || forMs < HUNG_MS) {
      this.sinceMs = Number.NaN;
      return 'fine';
    }
    if (this.sinceMs !== beatMs) {
      this.sinceMs = beatMs;
      this.sayAtMs = SAY_AGAIN_MS;
      return 'say';
    }
    if (forMs < this.sayAtMs) return 'hangs';
    this.sayAtMs *= 2;
    return 'say';
  }

  /** Forgets a hang: the thread is gone. */
  forget(): void {
    this.sinceMs = Number.NaN;
  }
}
