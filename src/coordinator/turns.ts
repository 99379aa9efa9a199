/** Jobs that must not overlap, such as reloads and restarts: each starts when the one before has ended, even if it failed. */
export class Turns {
  private last: Promise<unknown> = Promise.resolve();

  /** Runs a job after the earlier ones; resolves or rejects like the job. */
  take<T>(job: () => Promise<T>): Promise<T> {
    const result = this.last.then(job);
    this.last = result.catch(() => {});
    return result;
  }
}
