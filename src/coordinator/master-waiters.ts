/** Callers that wait until a number of RTUs have a started connection. */
export class MasterWaiters {
  private waiters: { count: number; resolve: () => void }[] = [];

  /** `started` counts the RTUs with a started connection. */
  constructor(private readonly started: () => number) {}

  /** Resolves as soon as `count` RTUs have one. */
  reached(count: number): Promise<void> {
    return new Promise((resolve) => {
      this.waiters.push({ count, resolve });
      this.check();
    });
  }

  /** A connection was started. */
  check(): void {
    if (this.waiters.length === 0) return;
    const started = this.started();
    const ready = this.waiters.filter(({ count }) => count <= started);
    this.waiters = this.waiters.filter(({ count }) => count > started);
    for (const { resolve } of ready) resolve();
  }
}
