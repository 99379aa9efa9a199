/** Callers that wait until a number of RTUs have a started connection. */
export class MasterWaiters {
  private waiters: { count: number; resolve: () => void }[] = [];

  /** `started` counts the RTUs with a started connection, `all` those that run: no more can be waited for. */
  constructor(
    private readonly started: () => number,
    private readonly all: () => number,
  ) {}

  /** Resolves as soon as `count` RTUs have one, or all that run. */
  reached(count: number): Promise<void> {
    return new Promise((resolve) => {
      this.waiters.push({ count, resolve });
      this.check();
    });
  }

  /** A connection was started, or an RTU was removed. */
  check(): void {
    if (this.waiters.length === 0) return;
    const started = this.started();
    const all = this.all();
    const isReady = (count: number): boolean => Math.min(count, all) <= started;
    const ready = this.waiters.filter(({ count }) => isReady(count));
    this.waiters = this.waiters.filter(({ count }) => !isReady(count));
    for (const { resolve } of ready) resolve();
  }
}
