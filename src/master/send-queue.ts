import type { ControllingSession } from '../controlling/controlling-session.js';
import type { FrameOut } from '../controlling/frame-out.js';

/** An ASDU on its way: every callback is called at most once. */
export interface QueuedAsdu {
  readonly asdu: Uint8Array;
  /** It was sent. */
  readonly sent?: (nowMs: number) => void;
  /** The RTU acknowledged it. */
  readonly acknowledged?: () => void;
  /** It will not be sent, or will not be acknowledged. */
  readonly lost?: () => void;
}

/** Own I frames of one link: parked while the window is closed, then kept until N(R) covers them. */
export class SendQueue {
  private readonly parked: QueuedAsdu[] = [];
  /** ASDUs in the session's window, oldest first. */
  private readonly unacknowledged: QueuedAsdu[] = [];

  put(queued: QueuedAsdu): void {
    this.parked.push(queued);
  }

  /** Settles the acknowledged ASDUs, then fills the window. */
  advance(session: ControllingSession, nowMs: number, out: FrameOut): void {
    while (this.unacknowledged.length > session.outstanding) this.unacknowledged.shift()?.acknowledged?.();
    while (this.parked.length > 0 && session.windowOpen) {
      const next = this.parked.shift() as QueuedAsdu;
      session.send(next.asdu, nowMs, out);
      this.unacknowledged.push(next);
      next.sent?.(nowMs);
    }
  }

  /** Gives up the ASDUs that were not sent. */
  dropParked(): void {
    for (const queued of this.parked.splice(0)) queued.lost?.();
  }

  /** Gives up everything. */
  dropAll(): void {
    for (const queued of this.unacknowledged.splice(0)) queued.lost?.();
    this.dropParked();
  }
}
