/** How long a redundancy group is without a connection that works (`docs/behaviour.md` §9, switchover). */
import { type CloseCode, ENDED_BY_RTU } from '../apci/close-reason.js';
import { COUNTER } from '../measures/counters.js';
import type { Peer, RtuPort } from '../ports.js';
import { type GroupMember, groupKey } from './group-key.js';

/** A connection, as it switches over. */
export interface SwitchLink extends Peer, GroupMember {
  readonly isStarted: boolean;
  /** When an I frame was last acknowledged, monotonic ms; NaN: never. */
  readonly lastAckMs: number;
  /** It waits for its next acknowledgement: `Switchovers.acknowledged` is to be called with it. */
  awaitsAck: boolean;
}

/** The loss of a started connection. */
interface Loss {
  readonly atMs: number;
  readonly why: string;
  readonly from: string;
  /** When the group's last I frame was acknowledged before; NaN: none was. */
  readonly lastAckMs: number;
}

/** One group. */
interface State {
  /** The started connection that counts. */
  current: SwitchLink | undefined;
  loss: Loss | undefined;
  /** The loss that `current` came after, until an interrogation has ended on it. */
  uninterrogated: Loss | undefined;
}

/** Measures the switchovers of one RTU; all times are monotonic ms. */
export class Switchovers {
  private readonly states = new Map<number | string, State>();
  /** The run of which `SWITCHOVER_MAX_MS` is the longest, by its start. */
  private longestSinceMs: number;

  constructor(
    private readonly rtu: RtuPort,
    /** All connections of the RTU. */
    private readonly links: Iterable<SwitchLink>,
    /** When the newest run began; 0: there was none yet. */
    private readonly runStartMs: () => number,
  ) {
    this.longestSinceMs = runStartMs();
  }

  /** `link` was started; another one of its group, if any, is still open. */
  started(link: SwitchLink, nowMs: number): void {
    const state = this.stateOf(link);
    const { current } = state;
    if (current !== undefined && current !== link) {
      // A second connection of an address, where each is a group of its own.
      if (this.rtu.parameters.group === 'each') return;
      this.lose(state, current, 'REPLACED', nowMs);
    }
    state.current = link;
    state.uninterrogated = state.loss;
    if (state.loss === undefined) return;
    const { counters } = this.rtu;
    counters[COUNTER.SWITCHOVER_START_MS] = nowMs - state.loss.atMs;
    counters[COUNTER.SWITCHOVER_GI_MS] = 0;
    link.awaitsAck = true;
  }

  /** `link` is no longer started, or has ended. */
  left(link: SwitchLink, end: 'stopped' | CloseCode, nowMs: number): void {
    const state = this.stateOf(link);
    if (state.current !== link) return;
    if (ENDED_BY_RTU.has(end)) {
      this.states.delete(this.keyOf(link));
      return;
    }
    const other = this.rtu.parameters.group === 'each' ? this.otherOf(link) : undefined;
    if (other === undefined)
      this.lose(state, link, end === 'stopped' ? 'STOPDT' : end, this.rtu.arrivedMs(nowMs));
    else {
      // The address still has a connection that works.
      link.awaitsAck = false;
      state.current = other;
      state.loss = undefined;
      state.uninterrogated = undefined;
    }
  }

  /** The first I frame on a connection that switches over was acknowledged. */
  acknowledged(link: SwitchLink, nowMs: number): void {
    link.awaitsAck = false;
    const state = this.stateOf(link);
    const { loss } = state;
    if (state.current !== link || loss === undefined) return;
    state.loss = undefined;
    const { counters, journal } = this.rtu;
    const tookMs = this.rtu.arrivedMs(nowMs) - loss.atMs;
    const gapMs = nowMs - loss.lastAckMs;
    const startMs = counters[COUNTER.SWITCHOVER_START_MS];
    counters[COUNTER.SWITCHOVERS]++;
    counters[COUNTER.SWITCHOVER_MS] = tookMs;
    this.noteLongest(tookMs);
    counters[COUNTER.SWITCHOVER_GAP_MS] = Number.isNaN(gapMs) ? 0 : gapMs;
    const gap = Number.isNaN(gapMs) ? '' : `, ${inSeconds(gapMs)} after the last one before`;
    const detail =
      `from ${loss.from} (${loss.why}): STARTDT after ${inSeconds(startMs)}, ` +
      `first acknowledgement after ${inSeconds(tookMs)}${gap}`;
    journal.event(this.rtu, link, { event: 'switchover', detail });
  }

  /** A station interrogation on `link` has ended. */
  interrogated(link: Peer, nowMs: number): void {
    for (const state of this.states.values()) {
      const { current, uninterrogated } = state;
      if (current !== link || uninterrogated === undefined) continue;
      const { atMs, from, why } = uninterrogated;
      const tookMs = nowMs - atMs;
      this.rtu.counters[COUNTER.SWITCHOVER_GI_MS] = tookMs;
      const detail = `from ${from} (${why}): the interrogation ended after ${inSeconds(tookMs)}`;
      this.rtu.journal.event(this.rtu, link, { event: 'switchover', detail });
      state.uninterrogated = undefined;
      return;
    }
  }

  private noteLongest(tookMs: number): void {
    const { counters } = this.rtu;
    const runStartMs = this.runStartMs();
    const before = runStartMs === this.longestSinceMs ? counters[COUNTER.SWITCHOVER_MAX_MS] : 0;
    this.longestSinceMs = runStartMs;
    counters[COUNTER.SWITCHOVER_MAX_MS] = Math.max(before, tookMs);
  }

  private lose(state: State, link: SwitchLink, why: string, nowMs: number): void {
    link.awaitsAck = false;
    state.current = undefined;
    state.uninterrogated = undefined;
    // A connection that was lost before anything was acknowledged on it does not end the switchover.
    state.loss ??= { atMs: nowMs, why, from: link.peer, lastAckMs: link.lastAckMs };
  }

  /** Another started connection of the group. */
  private otherOf(link: SwitchLink): SwitchLink | undefined {
    const key = this.keyOf(link);
    for (const one of this.links) if (one !== link && one.isStarted && this.keyOf(one) === key) return one;
    return undefined;
  }

  private keyOf(link: SwitchLink): number | string {
    return groupKey(this.rtu.parameters.group, link);
  }

  private stateOf(link: SwitchLink): State {
    const key = this.keyOf(link);
    let state = this.states.get(key);
    if (state === undefined) {
      state = { current: undefined, loss: undefined, uninterrogated: undefined };
      this.states.set(key, state);
    }
    return state;
  }
}

function inSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(3)} s`;
}
