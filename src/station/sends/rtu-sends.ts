/** The index sends of one RTU. Source: `docs/behaviour.md` §4. */
import { COUNTER, RUN_STATE } from '../measures/counters.js';
import { findSequence } from '../points/row-octets.js';
import type { Peer, Producer, RtuPort, SendPort, Telegram } from '../ports.js';
import { IndexRun, type RunListener } from './index-run.js';
import { newRunCells } from './run-account.js';
import type { SendOrder } from './send-order.js';
import { ValueWalks } from './value-walks.js';

/** The state of a send on one RTU, and on how many connections it runs (more than one with `group=each`). */
export interface SendStart {
  outcome: 'running' | 'missing' | 'not-started';
  runs: number;
}

/** A connection that sends run on. */
export interface SendLink extends SendPort {
  readonly isStarted: boolean;
  addProducer(producer: Producer): void;
  /** Runs that have not ended. */
  runs(): IndexRun[];
  /** Shows a telegram to the runs; returns whether one of them continues. */
  telegram(telegram: Telegram, nowMs: number): boolean;
}

/** A redundancy group that keeps its events, and has no started connection. */
export interface AbsentGroup {
  /** Runs that go on there. */
  readonly waitingRuns: readonly IndexRun[];
  addRun(run: IndexRun): void;
  /** Stops one send, or all when `id` is 0. */
  stop(id: number, nowMs: number): void;
  /** Shows a telegram to its runs. */
  telegram(telegram: Telegram, nowMs: number): void;
}

/** The RTU of the sends, and the shell. */
export interface SendsOwner extends RtuPort {
  readonly links: Iterable<SendLink>;
  readonly absent: readonly AbsentGroup[];
  wake(link: SendLink): void;
}

/** Begins and stops sends on the connections of an RTU, and shows the last one (`LAST_INDEX`, `RUN_STATE`). */
export class RtuSends implements RunListener {
  private readonly walks: ValueWalks;

  /** `listener` is told after the RTU's own counts and log. */
  constructor(
    private readonly rtu: SendsOwner,
    private readonly listener: RunListener,
  ) {
    this.walks = new ValueWalks(rtu.ca);
  }

  /** Begins a send on every started connection. `cells`: its counts, see `RUN_CELLS`. */
  start(order: SendOrder, nowMs: number, cells = newRunCells()): SendStart {
    const { rtu } = this;
    const { table, counters } = rtu;
    const sequence = findSequence(table, order.index);
    if (sequence === undefined) {
      if (counters[COUNTER.RUNS] === 0) this.show(order.index, RUN_STATE.MISSING);
      this.log(undefined, `send ${order.id}: no index ${order.index} in ${table.file}`);
      return { outcome: 'missing', runs: 0 };
    }
    let runs = 0;
    const begin = (link: SendLink | undefined): IndexRun => {
      const walk = order.walk && this.walks.find(order.walk, table, runs);
      runs++;
      counters[COUNTER.RUNS]++;
      this.show(order.index, RUN_STATE.SENDING);
      const run = new IndexRun({ order, table, sequence, walk, cells }, rtu, this);
      this.log(link, `send ${order.id}: index ${order.index} ${describe(order, link)}`);
      return run;
    };
    for (const link of rtu.links) {
      if (!link.isStarted) continue;
      const run = begin(link);
      run.moveTo(link);
      link.addProducer(run);
      run.start(nowMs);
      rtu.wake(link);
    }
    for (const group of rtu.absent) {
      const run = begin(undefined);
      run.start(nowMs);
      group.addRun(run);
    }
    if (runs > 0) return { outcome: 'running', runs };
    this.show(order.index, RUN_STATE.NONE);
    this.log(undefined, `send ${order.id}: no started connection`);
    return { outcome: 'not-started', runs: 0 };
  }

  /** Stops one send, or all when `id` is 0. */
  stop(id: number, nowMs: number): void {
    for (const link of this.rtu.links) {
      for (const run of link.runs()) if (id === 0 || run.order.id === id) run.stop(nowMs);
      this.rtu.wake(link);
    }
    for (const group of this.rtu.absent) group.stop(id, nowMs);
  }

  /** A telegram came on `from`, perhaps on another port of the station: runs that wait for it go on. */
  telegram(from: Peer, telegram: Telegram, nowMs: number): void {
    for (const link of this.rtu.links) {
      if (link.telegram(telegram, nowMs) && link !== from) this.rtu.wake(link);
    }
    for (const group of this.rtu.absent) group.telegram(telegram, nowMs);
  }

  runFinished(run: IndexRun): void {
    const { counters } = this.rtu;
    counters[COUNTER.RUNS]--;
    if (counters[COUNTER.RUNS] === 0) {
      this.show(run.order.index, RUN_STATE.DONE);
    } else if (counters[COUNTER.LAST_INDEX] === run.order.index) {
      // The newest of those that go on; during a takeover none is on a link.
      const others = [
        ...[...this.rtu.links].flatMap((link) => link.runs()),
        ...this.rtu.absent.flatMap(({ waitingRuns }) => waitingRuns),
      ];
      const newest = others.reduce<IndexRun | undefined>(
        (best, next) => (best !== undefined && best.order.id > next.order.id ? best : next),
        undefined,
      );
      if (newest !== undefined) this.show(newest.order.index, RUN_STATE.SENDING);
    }
    this.listener.runFinished(run);
  }

  runSettled(run: IndexRun): void {
    const { counts, order } = run;
    this.log(
      undefined,
      `send ${order.id}: index ${order.index} ended (${run.end}): offered ${counts.offered}, sent ${counts.sent}, ` +
        `acknowledged ${counts.acknowledged}, unsent: link ${counts.unsentLink}, ended ${counts.unsentEnded}, filter ${counts.unsentFilter}` +
        (counts.unsentBuffer > 0 ? `, buffer full ${counts.unsentBuffer}` : '') +
        (counts.spoiled > 0 ? `, spoiled ${counts.spoiled}` : ''),
    );
    this.listener.runSettled(run);
  }

  /** The last index, as the list shows it (`docs/behaviour.md` §4). */
  private show(index: number, state: number): void {
    const { counters } = this.rtu;
    counters[COUNTER.LAST_INDEX] = index;
    counters[COUNTER.RUN_STATE] = state;
  }

  private log(link: Peer | undefined, detail: string): void {
    this.rtu.journal.event(this.rtu, link, { event: 'send', detail });
  }
}

/** How a send goes on a connection; `undefined`: on none. */
function describe({ durationMs, withoutWaits }: SendOrder, link: SendLink | undefined): string {
  const duration = durationMs > 0 ? `for ${durationMs / 1000} s` : 'once';
  const how = withoutWaits ? `${duration}, without waits and filters` : duration;
  return link === undefined ? `${how}; no connection is started: events with a time tag are kept` : how;
}
