/** Events that callers of a link can wait for. */
export type LinkEvent = 'connect' | 'start' | 'stop' | 'test' | 'closed';

interface Waiter {
  resolve: () => void;
  reject: (error: Error) => void;
  timer: NodeJS.Timeout | undefined;
}

/** Promises for the events of one link. Several callers may wait for the same event. */
export class Waiters {
  private readonly byEvent = new Map<LinkEvent, Waiter[]>();

  /**
   * Resolves with the event. After `deadlineMs` it rejects with the error of `late`;
   * without a deadline the session's own (t1) ends the link and so the wait.
   */
  wait(event: LinkEvent, deadlineMs?: number, late?: () => Error): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiter: Waiter = { resolve, reject, timer: undefined };
      if (deadlineMs !== undefined && late !== undefined) {
        waiter.timer = setTimeout(() => {
          this.drop(event, waiter);
          reject(late());
        }, deadlineMs);
      }
      const waiting = this.byEvent.get(event);
      if (waiting === undefined) this.byEvent.set(event, [waiter]);
      else waiting.push(waiter);
    });
  }

  resolve(event: LinkEvent): void {
    const waiting = this.byEvent.get(event) ?? [];
    this.byEvent.delete(event);
    for (const waiter of waiting) {
      clearTimeout(waiter.timer);
      waiter.resolve();
    }
  }

  rejectAll(error: Error): void {
    const all = [...this.byEvent.values()].flat();
    this.byEvent.clear();
    for (const waiter of all) {
      clearTimeout(waiter.timer);
      waiter.reject(error);
    }
  }

  private drop(event: LinkEvent, waiter: Waiter): void {
    const waiting = this.byEvent.get(event)?.filter((other) => other !== waiter) ?? [];
    this.byEvent.set(event, waiting);
  }
}
