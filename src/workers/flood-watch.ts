/** Names connections that flood: that send more than their share, turn after turn (`docs/behaviour.md` §3). */
import type { FrameCounts } from '../station/apci/frame-counts.js';
import { COUNTER } from '../station/measures/counters.js';
import type { ServedLink } from '../station/served-link.js';
import { formatNumber } from '../text/format.js';
import type { Backlog } from './backlog.js';

/** So many full turns in a second are a flood: 1600 frames, or 400 kB. So is a rest that never ends in a second, where many links flood. */
const TURNS_OF_FLOOD = 100;
const SECOND_MS = 1000;
const LINK_ENDED = 'the link has ended';

const NAMES: Readonly<Record<keyof FrameCounts, string>> = {
  iFrames: 'I frames',
  sFrames: 'S frames',
  testFrames: 'TESTFR act',
  starts: 'STARTDT act',
  stops: 'STOPDT act',
  confirmations: 'confirmations',
};

/** A connection. */
export interface Flooder {
  readonly link: ServedLink;
  readonly backlog: Backlog;
}

/** What a connection sent since it first filled a turn. */
interface Watched extends Flooder {
  fromMs: number;
  /** Its latest full turn. */
  lastMs: number;
  /** Full turns in this second. */
  turns: number;
  secondMs: number;
  frames: FrameCounts;
  isFlood: boolean;
}

export class FloodWatch {
  private readonly watched = new Map<ServedLink, Watched>();

  /** The connection has sent more than its share of a turn. */
  note({ link, backlog }: Flooder, nowMs: number): void {
    let one = this.watched.get(link);
    if (one === undefined) {
      one = {
        link,
        backlog,
        fromMs: nowMs,
        lastMs: nowMs,
        turns: 0,
        secondMs: nowMs,
        frames: { ...link.session.received },
        isFlood: false,
      };
      this.watched.set(link, one);
    }
    one.turns++;
    one.lastMs = nowMs;
    if (nowMs - one.secondMs >= SECOND_MS) this.judge(one, nowMs);
  }

  /** Judges what was a second ago; call it now and then. */
  look(nowMs: number): void {
    for (const one of this.watched.values()) if (nowMs - one.secondMs >= SECOND_MS) this.judge(one, nowMs);
  }

  /** The connection ends. */
  gone(link: ServedLink, nowMs: number): void {
    const one = this.watched.get(link);
    if (one === undefined) return;
    this.watched.delete(link);
    if (one.isFlood) this.tell(one, nowMs, LINK_ENDED);
    else if (one.turns >= TURNS_OF_FLOOD) this.begin(one, nowMs, LINK_ENDED);
  }

  private judge(one: Watched, nowMs: number): void {
    const isFlood = one.turns >= TURNS_OF_FLOOD || one.backlog.waitedMs(nowMs) >= SECOND_MS;
    if (isFlood) {
      if (!one.isFlood) this.begin(one, nowMs, 'read in turns with the others');
      one.turns = 0;
      one.secondMs = nowMs;
      return;
    }
    this.watched.delete(one.link);
    if (one.isFlood) this.tell(one, one.lastMs, 'over');
  }

  private begin(one: Watched, nowMs: number, what: string): void {
    one.isFlood = true;
    one.link.rtu.counters[COUNTER.FLOODS]++;
    this.tell(one, nowMs, what);
  }

  private tell({ link, fromMs, frames }: Watched, nowMs: number, what: string): void {
    const { rtu, session } = link;
    const seconds = formatNumber((nowMs - fromMs) / SECOND_MS, 1);
    rtu.journal.event(rtu, link, {
      event: 'flood',
      direction: 'rx',
      detail: `${describeFrames(frames, session.received)} in ${seconds} s: ${what}`,
    });
  }
}

/** `41,233 TESTFR act, 12 I frames`: what was received between two counts, the most first; empty: nothing. */
function describeFrames(before: FrameCounts, now: FrameCounts): string {
  return (Object.keys(NAMES) as (keyof FrameCounts)[])
    .map((kind) => ({ kind, count: now[kind] - before[kind] }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
    .map(({ kind, count }) => `${formatNumber(count)} ${NAMES[kind]}`)
    .join(', ');
}
