/** The failure of the active server: every active connection is closed at one instant, once. */
import type { ActiveFailurePlan } from './behaviour.js';
import type { ControllingStation } from './controlling-station.js';

/** Watches a station until the failure is due. */
export class ActiveFailure {
  /** Connections that were closed. */
  closed = 0;
  private time = 0;
  private areAllAway = true;
  private timer: NodeJS.Timeout | undefined;

  /** `failed` is called with the number of connections. */
  constructor(
    private readonly station: Pick<ControllingStation, 'isConnected' | 'isStarted' | 'failActive'>,
    private readonly plan: ActiveFailurePlan,
    private readonly failed: (connections: number) => void,
  ) {}

  /** Call after changes of the links. */
  look(): void {
    if (!this.station.isConnected) {
      this.areAllAway = true;
      this.stop();
    } else if (this.areAllAway && this.station.isStarted) {
      this.areAllAway = false;
      if (++this.time === this.plan.time) this.timer = setTimeout(() => this.fail(), this.plan.afterMs);
    }
  }

  /** It does not fail any more. */
  stop(): void {
    clearTimeout(this.timer);
  }

  private fail(): void {
    this.closed = this.station.failActive();
    this.failed(this.closed);
  }
}
