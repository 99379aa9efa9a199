/** Spreads work over the turns of the event loop, in the order in which it came, so that what else is there runs in between. */

export class Pace {
  private readonly waiting: (() => void)[] = [];
  private isDue = false;

  /** So much begins in one turn. */
  constructor(private readonly mostInTurn: number) {}

  /** Resolves in a later turn. */
  turn(): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      this.plan();
    });
  }

  private plan(): void {
    if (this.isDue || this.waiting.length === 0) return;
    this.isDue = true;
    setImmediate(() => {
      this.isDue = false;
      for (const resolve of this.waiting.splice(0, this.mostInTurn)) resolve();
      this.plan();
    });
  }
}
