/** Jobs that must not overlap, such as reloads and restarts: each starts when the one before has ended, however it ended. */
export class Turns {
  private last: Promise<unknown> = Promise.resolve();

  /** Runs a job after those before; resolves or rejects as it does. */
  take<T>(job: () => Promise<T>): Promise<T> {
    const result = this.last.then(job);
    this.last = result.catch(() => {});
    return result;
  }
}
