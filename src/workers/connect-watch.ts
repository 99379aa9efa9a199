/** Names RTUs that are flooded with connections (`docs/behaviour.md` §3). */
import { COUNTER } from '../station/measures/counters.js';
import type { RtuPort } from '../station/ports.js';
import { formatNumber } from '../text/format.js';

/** So many connections of one RTU in a second are a flood. A front-end that looks for its RTU tries once a second, or less often. */
const CONNECTS_OF_FLOOD = 50;
const SECOND_MS = 1000;

/** The connections of an RTU since the first that was not long after another. */
interface Watched {
  readonly fromMs: number;
  connects: number;
  /** The latest of them. */
  lastMs: number;
  /** Since `secondMs`. */
  inSecond: number;
  secondMs: number;
  isFlood: boolean;
}

export class ConnectWatch {
  private readonly watched = new Map<RtuPort, Watched>();

  /** A master connects, whether it is taken or not. */
  note(rtu: RtuPort, nowMs: number): void {
    let one = this.watched.get(rtu);
    if (one === undefined) {
      one = { fromMs: nowMs, connects: 0, lastMs: nowMs, inSecond: 0, secondMs: nowMs, isFlood: false };
      this.watched.set(rtu, one);
    }
    one.connects++;
    one.inSecond++;
    one.lastMs = nowMs;
  }

  /** Judges what was a second ago; call it now and then. */
  look(nowMs: number): void {
    for (const [rtu, one] of this.watched) if (nowMs - one.secondMs >= SECOND_MS) this.judge(rtu, one, nowMs);
  }

  private judge(rtu: RtuPort, one: Watched, nowMs: number): void {
    if ((one.inSecond * SECOND_MS) / (nowMs - one.secondMs) < CONNECTS_OF_FLOOD) {
      this.watched.delete(rtu);
      if (one.isFlood) tell(rtu, one, one.lastMs, 'over');
      return;
    }
    if (!one.isFlood) {
      rtu.counters[COUNTER.FLOODS]++;
      tell(rtu, one, nowMs, 'opened in turns with those of the others');
    }
    one.isFlood = true;
    one.inSecond = 0;
    one.secondMs = nowMs;
  }
}

function tell(rtu: RtuPort, { fromMs, connects }: Watched, untilMs: number, what: string): void {
  const seconds = formatNumber((untilMs - fromMs) / SECOND_MS, 1);
  rtu.journal.event(rtu, undefined, {
    event: 'flood',
    direction: 'rx',
    detail: `${formatNumber(connects)} connections in ${seconds} s: ${what}`,
  });
}
