/** A redundancy group whose events outlive its connections (`docs/behaviour.md` §3). */
import { typeOf } from '../../codec/types.js';
import { COUNTER } from '../measures/counters.js';
import type { Peer, RowsKeeper, RtuPort, Telegram } from '../ports.js';
import type { IndexRun } from '../sends/index-run.js';
import { asInherited, signalsOf, type UnansweredFrame } from '../sends/unanswered.js';
import { EventAccount, type EventSource } from '../sends/waiting-frames.js';
import { type DropReason, HeldEvents, type HeldMemory } from './held-events.js';

/** Signals that arise in one turn of a shard, so that a large file holds up nobody. */
const TURN_SIGNALS = 1024;

/** What a connection leaves to its group. */
export interface Legacy {
  /** Sent and not acknowledged, or inherited and not sent yet: the oldest. */
  readonly frames: readonly UnansweredFrame[];
  /** Not sent yet. */
  readonly events: readonly UnansweredFrame[];
  readonly runs: readonly IndexRun[];
}

/** A connection, as its group sees it. */
export interface GroupLink extends Peer {
  readonly isStarted: boolean;
  /** Sends these events before anything newer; `undefined`: no longer. */
  sendHeld(events: EventSource | undefined): void;
  /** Gives up what it has; `waiting`: without what it has sent, which may still be acknowledged. */
  handOver(part: 'all' | 'waiting'): Legacy;
  /** Runs go on here. */
  continueRuns(runs: readonly IndexRun[]): void;
}

/** The events of a group, and the sends that go on while it has no started connection. */
export class HeldGroup {
  readonly events: HeldEvents;
  /** The started connection that sends the events. */
  serving: GroupLink | undefined;
  private runs: readonly IndexRun[] = [];
  private readonly account: EventAccount;
  /** Signals dropped since the last started connection. */
  private dropped = 0;

  /** `turn`: has the shell call `tick` when it is due. */
  constructor(
    private readonly rtu: RtuPort,
    private readonly most: number,
    memory: HeldMemory,
    private readonly turn: (group: HeldGroup) => void,
  ) {
    this.account = new EventAccount(rtu.counters);
    this.events = new HeldEvents(most, memory, {
      changed: (signals) => {
        rtu.counters[COUNTER.HELD] += signals;
      },
      dropped: (frame, why) => this.drop(frame, why),
    });
  }

  /** Sends that go on without a connection. */
  get waitingRuns(): readonly IndexRun[] {
    return this.runs.filter(({ done }) => !done);
  }

  /** A send begins, or goes on, without a connection. */
  addRun(run: IndexRun): void {
    run.moveTo(undefined);
    this.keepRuns([...this.runs, run]);
    this.turn(this);
  }

  /** Stops one send, or all when `id` is 0. */
  stop(id: number, nowMs: number): void {
    for (const run of this.runs) if (id === 0 || run.order.id === id) run.stop(nowMs);
    this.keepRuns(this.runs);
  }

  /** An event that was not sent yet: kept if it has a time tag. Returns whether it was. */
  keep(asdu: Uint8Array): boolean {
    if (!typeOf(asdu[0]).timeTagged) return false;
    this.rtu.counters[COUNTER.SIGNALS_OFFERED]++;
    this.events.push({ kind: 'event', asdu });
    return true;
  }

  /** A connection of the group was started: it sends what is held, and the sends go on there. */
  serve(link: GroupLink): void {
    this.serving = link;
    link.sendHeld(this.events);
    link.continueRuns(this.takeRuns());
    const { signals } = this.events;
    if (signals > 0 || this.dropped > 0) {
      const dropped = this.dropped > 0 ? `; ${this.dropped} were dropped` : '';
      this.log(link, `${signals} signals of the time without a connection go out first${dropped}`);
    }
    this.dropped = 0;
  }

  /** The connection is no longer started: what it leaves is held. */
  takeBack(link: GroupLink, part: 'all' | 'waiting'): void {
    const { frames, events, runs } = link.handOver(part);
    link.sendHeld(undefined);
    const served = this.serving === link;
    this.serving = undefined;
    this.holdOlder(frames);
    for (const event of this.timed(events)) this.events.push(event);
    for (const run of runs) this.addRun(run);
    const { signals } = this.events;
    if ((served || frames.length > 0) && signals + runs.length > 0) {
      const sends = runs.length > 0 ? `; ${runs.length} sends go on` : '';
      this.log(link, `${signals} signals wait for the next started connection${sends}`);
    }
  }

  /** Frames that a connection has sent and that nobody acknowledged are held before all others. */
  holdOlder(frames: readonly UnansweredFrame[]): void {
    this.events.pushOlder(this.timed(frames));
  }

  /** A telegram came on another port of the station: sends that wait for it go on. */
  telegram(telegram: Telegram, nowMs: number): void {
    let met = false;
    for (const run of this.runs) if (run.telegram(telegram, nowMs)) met = true;
    if (met) this.turn(this);
  }

  /** Lets signals arise that are due. What the master sent before `heardMs` was read, see `Producer.tick`. */
  tick(nowMs: number, heardMs = nowMs): void {
    let room = TURN_SIGNALS;
    for (const run of [...this.runs]) {
      if (nowMs >= run.deadlineMs) run.tick(nowMs, heardMs);
      if (room > 0) room -= run.arise(this.keeperOf(run), room, nowMs);
    }
    this.keepRuns(this.runs);
  }

  /** When `tick` has to be called next, monotonic ms; 0: at once; Infinity: never. */
  nextDeadline(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const run of this.runs) next = Math.min(next, run.mayArise(this.events.room) ? 0 : run.deadlineMs);
    return next;
  }

  /** Gives up what waits; sends go on. */
  dropEvents(reason: 'unsentLink' | 'unsentBuffer'): void {
    for (let frame = this.events.shift(); frame !== undefined; frame = this.events.shift())
      this.settle(frame, reason);
  }

  /** Gives up everything: the RTU starts again or leaves, or the group is forgotten. */
  giveUp(reason: 'unsentLink' | 'unsentBuffer', nowMs: number): void {
    this.dropEvents(reason);
    for (const run of this.takeRuns()) run.lost(0, nowMs);
  }

  /** Keeps these runs but for those that have ended, and counts them. */
  private keepRuns(runs: readonly IndexRun[]): void {
    const kept = runs.filter(({ done }) => !done);
    this.rtu.counters[COUNTER.RUNS_UNCONNECTED] += kept.length - this.runs.length;
    this.runs = kept;
  }

  private takeRuns(): readonly IndexRun[] {
    this.keepRuns(this.runs);
    const taken = this.runs;
    this.keepRuns([]);
    return taken;
  }

  private keeperOf(run: IndexRun): RowsKeeper {
    const { events } = this;
    return {
      get room() {
        return events.room;
      },
      keep: (rows) => events.push({ kind: 'rows', run, sentBefore: false, ...rows }),
    };
  }

  /** The frames that are kept; the others are lost. */
  private timed(frames: readonly UnansweredFrame[]): UnansweredFrame[] {
    const kept: UnansweredFrame[] = [];
    for (const frame of asInherited(frames)) {
      const typeId = frame.kind === 'rows' ? frame.run.table.typeId[frame.row] : frame.asdu[0];
      if (typeOf(typeId).timeTagged) kept.push(frame);
      else this.settle(frame, 'unsentLink');
    }
    return kept;
  }

  private drop(frame: UnansweredFrame, why: DropReason): void {
    const first = this.dropped === 0;
    this.dropped += signalsOf(frame);
    this.settle(frame, 'unsentBuffer');
    if (!first) return;
    const what =
      why === 'limit' ? `${this.most} signals wait` : 'all memory for the events of this shard is in use';
    const detail = `the event buffer is full, ${what}: from now on the oldest are dropped`;
    this.rtu.journal.event(this.rtu, undefined, { event: 'warning', detail });
  }

  /** Counts the signals of a frame that will never be acknowledged. */
  private settle(frame: UnansweredFrame, reason: 'unsentLink' | 'unsentBuffer'): void {
    if (frame.kind === 'rows') frame.run.giveUp(reason, frame.count, frame.sentBefore ? 'sent' : 'arisen');
    else if (reason === 'unsentLink') this.account.lost(1);
    else this.account.dropped(1);
  }

  private log(link: GroupLink, detail: string): void {
    this.rtu.journal.event(this.rtu, link, { event: 'held', detail });
  }
}
