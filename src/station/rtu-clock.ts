/** The clock of one RTU (`docs/behaviour.md` §1, clock, time, time_valid; §3, clock sync). */
import { type Cp56, fieldsMs } from '../codec/cp56.js';
import type { RtuParameters } from './parameters.js';
import type { TagClock, TagValidity, TimeTags } from './time-tag.js';

type ClockParameters = Pick<RtuParameters, 'clock' | 'time' | 'timeValid' | 'timeHoldMs'>;

/** Shows the simulator's own time, or the time of the master that set it last; its time tags may be invalid. */
export class RtuClock {
  private now: TagClock;
  /** Jumps on purpose that are in what it shows, ms, by the number of the fault. */
  private readonly jumps = new Map<number, number>();
  /** Time tags are valid until then, monotonic ms; NaN: they are not. */
  private validUntilMs: number;

  /** `wallMs`: the simulator's own wall time at a monotonic instant, ms since 1970. */
  constructor(
    private readonly parameters: ClockParameters,
    private readonly tags: TimeTags,
    private readonly wallMs: (nowMs: number) => number,
  ) {
    const validity: TagValidity = parameters.timeValid === 'always' ? 'valid' : 'invalid';
    this.validUntilMs = validity === 'valid' ? Infinity : Number.NaN;
    this.now = { tag: tags[validity][parameters.time], leadMs: 0 };
  }

  /** What time tags are taken from at a monotonic instant. */
  at(nowMs: number): TagClock {
    if (nowMs >= this.validUntilMs) {
      this.validUntilMs = Number.NaN;
      this.now = { tag: this.tags.invalid[this.now.tag.zone], leadMs: this.now.leadMs };
    }
    return this.now;
  }

  /** A fault on purpose, by its number, lets it jump by so many ms. */
  jump(fault: number, byMs: number): void {
    this.jumps.set(fault, byMs);
    this.now = { tag: this.now.tag, leadMs: this.now.leadMs + byMs };
  }

  /** The fault is over: it jumps back, unless a master has set it meanwhile. */
  jumpBack(fault: number): void {
    const byMs = this.jumps.get(fault) ?? 0;
    this.jumps.delete(fault);
    this.now = { tag: this.now.tag, leadMs: this.now.leadMs - byMs };
  }

  /** What it shows at a monotonic instant. */
  timeAt(nowMs: number): Cp56 {
    const { tag, leadMs } = this.at(nowMs);
    return tag.timeOf(this.wallMs(nowMs) + leadMs);
  }

  /**
   * A master says at `nowMs` that it is `time`, a possible date. The clock shows that time if it follows, and goes on from there, with the
   * summer bit of `time`; its time tags are valid from now on.
   */
  synchronize(time: Cp56, nowMs: number): void {
    const { clock, timeValid, timeHoldMs } = this.parameters;
    if (timeValid === 'synced') this.validUntilMs = timeHoldMs > 0 ? nowMs + timeHoldMs : Infinity;
    const { valid } = this.tags;
    if (clock === 'follow') this.jumps.clear();
    this.now =
      clock === 'follow'
        ? {
            tag: valid[time.summer ? 'summer' : 'utc'],
            leadMs: fieldsMs(time) - Math.floor(this.wallMs(nowMs)),
          }
        : { tag: valid[this.now.tag.zone], leadMs: this.now.leadMs };
  }
}
