/**
 * The state of all reactions (`docs/behaviour.md` §14): takes what happens in one order and says what follows. No clock and no timer: the time
 * comes with each call.
 */
import { newState } from './new-value.js';
import { commandedBy, holds, OccurrenceIndex } from './occurrences.js';
import { type PendingReaction, PendingReactions } from './pending.js';
import {
  type CommandNews,
  type PointNews,
  pointKey,
  type ReactionInstance,
  type ReactionNews,
  type ReactionPlan,
  type ReactionRow,
} from './plan.js';
import type { PointChange } from './point-order.js';
import type { PointValue } from './point-value.js';

/** Most reactions that lead from one to the next, each less than `SOON_MS` after the one before. */
export const MOST_DEPTH = 32;
/** A longer delay begins a new chain: what comes back so slowly harms nobody. */
export const SOON_MS = 100;
/** Most reactions whose delay is not over. */
export const MOST_PENDING = 100_000;
/** An order that was not carried out within this time after its instant never will be: no shard has its RTU. */
const ANSWER_MS = 2000;

/**
 * - `fired`: a point is set; `stopped`: what its `unless` says has come first; `restarted`: the delay begins anew;
 * - `cut`: not begun, because `MOST_DEPTH` reactions have led to it; `full`: not begun, because `MOST_PENDING` wait;
 * - `failed`: the point can't be set, or was not; `detail` says why.
 */
export type ReactionStep = 'fired' | 'stopped' | 'restarted' | 'cut' | 'full' | 'failed';

/** Something that came of a row. `reactions`: how many of them. */
export interface ReactionEvent {
  readonly step: ReactionStep;
  readonly row: ReactionRow;
  /** RTU number of the point. */
  readonly rtuNumber: number;
  readonly reactions: number;
  readonly detail: string;
}

/** Hears what the reactions do. */
export interface ReactionListener {
  /** A point is to be changed; `startMs`: when it is due, perhaps some time ago. */
  change(change: PointChange): void;
  event(event: ReactionEvent): void;
}

/** A row for one RTU number. */
interface Affected {
  readonly row: ReactionRow;
  readonly instance: ReactionInstance;
}

/** An order that no shard has answered yet. */
interface Issued {
  readonly row: ReactionRow;
  readonly point: number;
  readonly depth: number;
  readonly atMs: number;
}

/** How often each step happened. */
export type StepCounts = Readonly<Record<ReactionStep, number>>;

export class Reactions {
  /** By place: what the shards told last, and what the orders under way will make of it. */
  private readonly states: PointValue[];
  private readonly expected: PointValue[];
  /** By place: orders under way. */
  private readonly underWay: number[];
  private readonly places = new Map<string, number>();
  private readonly begins: OccurrenceIndex<Affected>;
  private readonly stops: OccurrenceIndex<Affected>;
  private readonly pending = new PendingReactions();
  private readonly issued = new Map<number, Issued>();
  private readonly spent = new Set<ReactionInstance>();
  private readonly counts = new Map<ReactionRow, Record<ReactionStep, number>>();
  private readonly rowPlaces: ReadonlyMap<ReactionRow, number>;
  private lastId = 0;

  constructor(
    private readonly plan: ReactionPlan,
    private readonly listener: ReactionListener,
  ) {
    const { rows, points } = plan;
    this.states = points.map(({ first }) => first);
    this.expected = [...this.states];
    this.underWay = points.map(() => 0);
    for (const [place, point] of points.entries()) this.places.set(pointKey(point), place);
    const all = rows.flatMap((row) => row.instances.map((instance) => ({ row, instance })));
    this.begins = new OccurrenceIndex(all.map((one) => [one, one.instance.when]));
    this.stops = new OccurrenceIndex(all.map((one) => [one, one.instance.unless]));
    this.rowPlaces = new Map(rows.map((row, place) => [row, place]));
    for (const row of rows) this.counts.set(row, noSteps());
  }

  /** When `tick` has something to do, monotonic ms; Infinity: never. */
  get nextMs(): number {
    let next = this.pending.nextMs;
    for (const { atMs } of this.issued.values()) {
      // They ascend.
      next = Math.min(next, atMs + ANSWER_MS);
      break;
    }
    return next;
  }

  /** What shards have told, in their order. What is due by `nowMs` is ordered at once. */
  take(news: ReactionNews, nowMs: number): void {
    switch (news.kind) {
      case 'known':
      case 'changed':
        this.takePoint(news);
        break;
      case 'command':
        this.occur(this.stops.ofCommand(news), this.begins.ofCommand(news), news.atMs, 0, news);
        break;
      default:
        this.takeAnswer(news.id, news.kind === 'missing' ? 'the RTU has no such point any more' : undefined);
    }
    this.tick(nowMs);
  }

  /** Does what is due by `nowMs`. */
  tick(nowMs: number): void {
    for (const reaction of this.pending.takeDue(nowMs)) this.fire(reaction, nowMs);
    for (const [id, { atMs }] of this.issued) {
      if (atMs + ANSWER_MS > nowMs) break;
      this.takeAnswer(id, 'no shard has an RTU of this number now');
    }
  }

  /** What happened on a row so far. */
  countsOf(row: ReactionRow): StepCounts {
    return this.counts.get(row) ?? noSteps();
  }

  /** The reactions of a row whose delay is not over, the next one first. */
  pendingOf(row: ReactionRow): readonly PendingReaction[] {
    return this.pending.of(row);
  }

  private takePoint(news: PointNews): void {
    const { state, cause, atMs } = news;
    const place = this.places.get(pointKey(news));
    if (place === undefined) return;
    const before = this.states[place];
    this.states[place] = state;
    if (this.underWay[place] === 0 || (cause !== 0 && this.underWay[place] === 1))
      this.expected[place] = state;
    if (news.kind === 'known') return;
    const depth = cause === 0 ? 0 : (this.issued.get(cause)?.depth ?? 0);
    this.occur(
      this.stops.ofChange(place, before, state),
      this.begins.ofChange(place, before, state),
      atMs,
      depth,
    );
  }

  private occur(
    stopped: ReadonlySet<Affected>,
    begun: ReadonlySet<Affected>,
    atMs: number,
    depth: number,
    command?: CommandNews,
  ): void {
    for (const { row, instance } of stopped) {
      const reactions = this.pending.drop(instance);
      if (reactions > 0) this.tell('stopped', row, instance, reactions);
    }
    for (const { row, instance } of begun) this.begin(row, instance, atMs, depth, command);
  }

  private begin(
    row: ReactionRow,
    instance: ReactionInstance,
    atMs: number,
    depthBefore: number,
    command: CommandNews | undefined,
  ): void {
    const { pending, spent } = this;
    if (!instance.conditions.every((condition) => holds(condition, this.states[condition.point]))) return;
    if (row.howOften === 'once' && (spent.has(instance) || pending.has(instance))) return;
    if (row.howOften === 'restart') {
      const dropped = pending.drop(instance);
      if (dropped > 0) this.tell('restarted', row, instance, dropped);
    }
    const depth = row.delayMs >= SOON_MS ? 0 : depthBefore + 1;
    if (depth > MOST_DEPTH) {
      const detail = `${MOST_DEPTH} reactions have led from one to the next within ${SOON_MS} ms each: it is a loop, stopped here`;
      this.tell('cut', row, instance, 1, detail);
    } else if (pending.size >= MOST_PENDING) {
      this.tell('full', row, instance, 1, `${MOST_PENDING} reactions wait for the end of their delay`);
    } else pending.add({ row, instance, command: commandedBy(command), dueMs: atMs + row.delayMs, depth });
  }

  private fire({ row, instance, command, depth, dueMs }: PendingReaction, nowMs: number): void {
    const { target, value } = instance;
    const { points } = this.plan;
    const { rtuNumber, ioa, pointType } = points[target];
    const next = newState(target, value, row.quality, { points, states: this.expected, command });
    if ('fault' in next) {
      this.tell('failed', row, instance, 1, next.fault);
      return;
    }
    if (row.howOften === 'once') this.spent.add(instance);
    this.expected[target] = next;
    this.underWay[target]++;
    const id = ++this.lastId;
    this.issued.set(id, { row, point: target, depth, atMs: nowMs });
    const place = this.rowPlaces.get(row) ?? 0;
    const quality = row.quality === 'kept' ? undefined : next.quality;
    this.tell('fired', row, instance, 1);
    this.listener.change({
      id,
      row: place,
      rtuNumber,
      ioa,
      pointType,
      value: next.value,
      quality,
      startMs: dueMs,
    });
  }

  /** An order was carried out, or never will be. */
  private takeAnswer(id: number, fault: string | undefined): void {
    const order = this.issued.get(id);
    if (order === undefined) return;
    this.issued.delete(id);
    const { row, point } = order;
    this.underWay[point]--;
    if (this.underWay[point] === 0) this.expected[point] = this.states[point];
    if (fault === undefined) return;
    this.count('failed', row, 1);
    const { rtuNumber } = this.plan.points[point];
    this.listener.event({ step: 'failed', row, rtuNumber, reactions: 1, detail: fault });
  }

  private tell(
    step: ReactionStep,
    row: ReactionRow,
    { target }: ReactionInstance,
    reactions: number,
    detail = '',
  ): void {
    this.count(step, row, reactions);
    const { rtuNumber } = this.plan.points[target];
    this.listener.event({ step, row, rtuNumber, reactions, detail });
  }

  private count(step: ReactionStep, row: ReactionRow, reactions: number): void {
    const counts = this.counts.get(row);
    if (counts !== undefined) counts[step] += reactions;
  }
}

function noSteps(): Record<ReactionStep, number> {
  return { fired: 0, stopped: 0, restarted: 0, cut: 0, full: 0, failed: 0 };
}
