/** Judges the interrogations of a group (`gi=shared`): one at a time at the RTU; who asked gets one confirmation, all its data, one end. */
import {
  ACT,
  ACT_CON,
  ACT_TERM,
  type Asdu,
  COUNTER_REQUEST,
  DEACT,
  DEACT_CON,
  INTERROGATION,
} from './gateway-asdu.js';
import type { GroupBook } from './group-book.js';
import type { Item } from './group-items.js';
import type { MasterView } from './master-view.js';

/** An interrogation at the RTU. */
export interface Run {
  readonly key: string;
  /** When it last said something about it; at first when it was asked. */
  lastMs: number;
  readonly items: Item[];
  /** `unsure`: its time was over, and the RTU spoke of it after all. */
  end: 'none' | 'said' | 'refused' | 'deactivated' | 'unsure';
  isConfirmed: boolean;
  isDeactivating: boolean;
  /** Data of an earlier one that was given up may be among its own. */
  isMixed: boolean;
}

/** An interrogation that a master asked for. */
interface Ask {
  readonly oa: number;
  readonly period: number;
  readonly readMs: number;
  state: 'asked' | 'confirmed';
  readonly items: Item[];
  /** The one that it shares; `undefined`: no data have come since. */
  run?: Run;
  /** The RTU has ended it in time: the master must hear of that. */
  mustEnd: boolean;
  /** Asked twice, or deactivated: it is not judged. */
  isLoose: boolean;
}

export class InterrogationJudge {
  asked = 0;
  sent = 0;
  private run: Run | undefined;
  /** Keys of runs that were mixed. */
  private readonly mixed = new Set<string>();
  private readonly asks = new Map<MasterView, Map<string, Ask>>();
  /** What masters have taken back since their start: from then on nobody can tell which answer belongs to which request of theirs. */
  private readonly takenBack = new Set<string>();

  constructor(private readonly book: GroupBook) {}

  /** Whether an ASDU is a request of an interrogation, or about one. */
  static concerns({ type, qualifier }: Asdu): boolean {
    return (type === INTERROGATION || type === COUNTER_REQUEST) && (qualifier & 0xc0) === 0;
  }

  /** The gateway has read a master's request. */
  read(view: MasterView, asdu: Asdu): void {
    const { nowMs } = this.book.world;
    const asks = this.asksOf(view);
    const key = keyOf(asdu);
    const before = asks.get(key);
    if (asdu.cot === DEACT) {
      if (before !== undefined) before.isLoose = true;
      this.takenBack.add(timeOf(view, key));
      return;
    }
    this.asked++;
    const isAskedTwice = before !== undefined && before.period === view.period;
    const isLoose = isAskedTwice || this.takenBack.has(timeOf(view, key));
    asks.set(key, {
      oa: asdu.oa,
      period: view.period,
      readMs: nowMs,
      state: 'asked',
      items: [],
      mustEnd: false,
      isLoose,
    });
  }

  /** The gateway has written to the RTU. */
  wrote(asdu: Asdu): void {
    const { book, run } = this;
    const { nowMs } = book.world;
    if (asdu.cot === DEACT) {
      if (run?.key === keyOf(asdu)) run.isDeactivating = true;
      return;
    }
    if (asdu.cot !== ACT) book.fail(`sent an interrogation with COT ${asdu.cot}`);
    this.sent++;
    if (this.isRunning() && book.settings.gi === 'shared') {
      book.fail(
        `asked ${keyOf(asdu)} while ${run?.key} runs, heard of ${(nowMs - (run?.lastMs ?? 0)).toFixed(0)} ms ago`,
      );
    }
    this.run = {
      key: keyOf(asdu),
      lastMs: nowMs,
      items: [],
      end: 'none',
      isConfirmed: false,
      isDeactivating: false,
      isMixed: false,
    };
  }

  /** Whether one runs at the RTU beyond doubt. */
  isRunning(): boolean {
    const { run, book } = this;
    return run !== undefined && run.end === 'none' && book.world.nowMs < run.lastMs + book.settings.answerMs;
  }

  /** The gateway has read a confirmation or an end of the RTU. */
  answered({ cot, negative, ...asdu }: Asdu): void {
    const { run } = this;
    if (run === undefined || run.key !== keyOf(asdu)) return;
    if (!this.isRunning()) {
      if (run.end === 'none') run.end = 'unsure';
      return;
    }
    // Late answers of an interrogation that was given up.
    const isLate =
      (cot === ACT_CON && run.isConfirmed) ||
      (cot === ACT_TERM && !run.isConfirmed && !run.isMixed) ||
      (cot === DEACT_CON && !run.isDeactivating);
    if (isLate) return;
    run.lastMs = this.book.world.nowMs;
    if (cot === ACT_CON) {
      run.isConfirmed = true;
      this.bind(run);
    }
    if (cot === ACT_TERM) {
      run.end = 'said';
      this.mustEnd(run);
    } else if (cot === DEACT_CON) run.end = 'deactivated';
    else if (negative) run.end = 'refused';
  }

  /** The run that data of this cause belong to, and whether it runs beyond doubt. */
  dataRead(cot: number): { run: Run | undefined; isSure: boolean } {
    const { run } = this;
    if (run === undefined || run.end !== 'none' || run.key !== keyOfCause(cot))
      return { run: undefined, isSure: false };
    if (!this.isRunning()) {
      run.end = 'unsure';
      return { run: undefined, isSure: false };
    }
    if (run.items.length === 0) this.bind(run);
    if (!run.isConfirmed) {
      run.isMixed = true;
      this.mixed.add(run.key);
    }
    const isSure = !run.isDeactivating && !run.isMixed;
    run.lastMs = this.book.world.nowMs;
    return { run, isSure };
  }

  /** The run whose data with this cause a master gets; `undefined`: none that is known. */
  runOf(view: MasterView, cot: number): Run | undefined {
    return this.openAsk(view, keyOfCause(cot))?.run;
  }

  /** Data of an interrogation were written to a master. */
  dataWritten(view: MasterView, item: Item, oa: number): void {
    const { book } = this;
    const ask = this.openAsk(view, keyOfCause(item.asdu.cot));
    if (ask?.isLoose || book.settings.gi === 'each') return;
    if (ask?.state === 'confirmed') {
      ask.items.push(item);
      if (oa !== ask.oa && oa !== item.asdu.oa)
        view.watch.fail(`wrote data with OA ${oa}, asked with ${ask.oa}`);
      return;
    }
    if (ask === undefined && item.isSurelyAsked) {
      view.watch.fail(`wrote data of an interrogation that it did not ask for: ${item.asdu.text}`);
    }
    if (ask?.state === 'asked' && item.isSurelyAsked) {
      // They may be of a run that was there before it asked; those of its own come behind the confirmation.
      const isOwn = item.run !== undefined && ask.items.some(({ run }) => run === item.run);
      if (isOwn) view.watch.fail('wrote data before the confirmation');
    }
  }

  /** A confirmation or an end was written to a master. */
  written(view: MasterView, asdu: Asdu): void {
    const key = keyOf(asdu);
    if (this.book.settings.gi === 'each') {
      // Of several that run at once nobody can tell which one an answer without OA is for.
      if ((view.asked.get(asdu.type) ?? 0) === 0)
        view.watch.fail(`wrote an answer to ${key}, which it never asked`);
      return;
    }
    if (this.takenBack.has(timeOf(view, key))) return;
    const ask = this.openAsk(view, key);
    const what = `cause ${asdu.cot} of ${key}`;
    if (ask === undefined) {
      view.watch.fail(`wrote ${what} that it did not ask for`);
      return;
    }
    if (ask.isLoose) {
      if (asdu.cot === DEACT_CON || asdu.cot === ACT_TERM || asdu.negative) this.asksOf(view).delete(key);
      return;
    }
    if (asdu.oa !== ask.oa) view.watch.fail(`wrote ${what} with OA ${asdu.oa}, asked with ${ask.oa}`);
    if (asdu.cot === ACT_CON) {
      if (ask.state !== 'asked') view.watch.fail(`wrote a second confirmation of ${key}`);
      if (asdu.negative) this.asksOf(view).delete(key);
      else ask.state = 'confirmed';
    } else if (asdu.cot === ACT_TERM) {
      this.asksOf(view).delete(key);
      if (ask.state === 'confirmed') this.judge(view, ask, key);
      else if (!this.mixed.has(key)) view.watch.fail(`wrote ${what} before its confirmation`);
    }
  }

  /** Data transfer with the RTU has ended. */
  forget(): void {
    this.run = undefined;
  }

  /** Everything is quiet: each ask of a master that is still there has its answer. */
  checkEnd(): void {
    for (const [view, asks] of this.asks) {
      if (!view.isStarted) continue;
      for (const [key, ask] of asks) {
        if (ask.period !== view.period || ask.isLoose || this.book.settings.gi === 'each') continue;
        if (ask.state === 'asked') view.watch.fail(`${key} was never confirmed`);
        if (ask.mustEnd) view.watch.fail(`${key} was never ended`);
      }
    }
  }

  /** A confirmation or the first data of a run come: who has asked shares it. */
  private bind(run: Run): void {
    for (const [view, asks] of this.asks) {
      const ask = asks.get(run.key);
      if (ask !== undefined && ask.period === view.period) ask.run ??= run;
    }
  }

  /** A run has ended: who shares it must hear of that. */
  private mustEnd(run: Run): void {
    for (const asks of this.asks.values()) {
      const ask = asks.get(run.key);
      if (ask?.run === run) ask.mustEnd = true;
    }
  }

  /** It has all data of one run, and no others. */
  private judge(view: MasterView, { items, ...ask }: Ask, key: string): void {
    const run = items[0]?.run ?? (this.book.mayBeEmpty ? ask.run : undefined);
    if (run === undefined && this.book.mayBeEmpty) return;
    if (items.some((item) => item.run === undefined || item.run.isMixed)) return;
    if (run === undefined) view.watch.fail(`${key} ended without data`);
    if (items.some((item) => item.run !== run)) view.watch.fail(`${key} has data of two runs`);
    if (items.length !== run.items.length) {
      view.watch.fail(`${key} ended with ${items.length} of ${run.items.length} ASDUs`);
    }
  }

  private asksOf(view: MasterView): Map<string, Ask> {
    const asks = this.asks.get(view) ?? new Map<string, Ask>();
    this.asks.set(view, asks);
    return asks;
  }

  private openAsk(view: MasterView, key: string): Ask | undefined {
    const ask = this.asks.get(view)?.get(key);
    return ask?.period === view.period ? ask : undefined;
  }
}

/** A key in the time since a start of a master. */
function timeOf({ peer, period }: MasterView, key: string): string {
  return `${peer} ${period} ${key}`;
}

function keyOf({ type, qualifier }: Pick<Asdu, 'type' | 'qualifier'>): string {
  return `${type}:${qualifier}`;
}

function keyOfCause(cot: number): string {
  if (cot < 37) return `${INTERROGATION}:${cot}`;
  return `${COUNTER_REQUEST}:${cot === 37 ? 5 : cot - 37}`;
}
