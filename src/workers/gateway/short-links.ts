/** Links to an RTU that end again and again at once, as behind a terminal server without its line: told as dials that fail. */
import type { GatewayLink, GatewayLogEvent } from '../../gateway/ports.js';
import type { Machine, TimerHandle } from '../ports.js';

/** A link that ends sooner was of no use, ms. */
const SHORT_LINK_MS = 10_000;
/** So many in a row are told as links. */
const TOLD_LINKS = 3;

/** An event of a group. */
export interface GroupEvent {
  readonly nowMs: number;
  readonly event: GatewayLogEvent;
  readonly link: GatewayLink | undefined;
  readonly detail: string;
}

/** The links to the RTU of one group. */
export class ShortLinks {
  private inARow = 0;
  private connectedMs = 0;
  /** The beginning of a link that may be a short one. */
  private held: GroupEvent[] = [];
  private timer: TimerHandle | undefined;

  /** `tell`: an event that was held. */
  constructor(
    private readonly timers: Machine['timers'],
    private readonly tell: (event: GroupEvent) => void,
  ) {}

  /** What is to be told of an event now: itself, a dial that failed in its place, or nothing. */
  take(event: GroupEvent): GroupEvent | undefined {
    const isRtu = event.link?.side === 'rtu';
    if (event.event === 'connect' && isRtu) {
      this.connectedMs = event.nowMs;
      if (this.inARow < TOLD_LINKS) return event;
      this.timer = this.timers.setTimeout(() => this.release(), SHORT_LINK_MS);
    }
    const isHeld = this.timer !== undefined;
    if (isHeld && isRtu && event.event === 'disconnect') return this.failed(event);
    if (isHeld && ((isRtu && event.event === 'connect') || event.event === 'listen')) {
      this.held.push(event);
      return undefined;
    }
    this.release();
    if (isRtu && event.event === 'disconnect')
      this.inARow = event.nowMs - this.connectedMs < SHORT_LINK_MS ? this.inARow + 1 : 0;
    return event;
  }

  /** Tells of what is held. */
  release(): void {
    this.timers.clearTimeout(this.timer);
    this.timer = undefined;
    for (const event of this.held.splice(0)) this.tell(event);
  }

  private failed({ nowMs, link, detail }: GroupEvent): GroupEvent {
    this.held.length = 0;
    this.release();
    const text = `${link?.peer}: connected, and ended at once: ${detail}`;
    return { nowMs, event: 'dial', link: undefined, detail: text };
  }
}
