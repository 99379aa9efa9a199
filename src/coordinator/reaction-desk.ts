/** The reactions of the program: what shards tell goes in, orders for points go out (`docs/behaviour.md` §14). */
import type { Broadcast } from '../channel/broadcast-ring.js';
import { Expectations, NO_EXPECTATIONS } from '../reactions/expectations.js';
import {
  type CommandNews,
  pointKey,
  type ReactionNews,
  type ReactionPlan,
  type WatchedPlace,
  type WatchList,
  watchListOf,
} from '../reactions/plan.js';
import { joinChanges, type PointChange } from '../reactions/point-order.js';
import { Reactions } from '../reactions/reactions.js';
import type { ReactionOutcome, ReactionStatus } from './api.js';
import { ReactionLines } from './reaction-lines.js';
import type { SendClock } from './send-registry.js';

/** Orders go out so long before they are due, so that every shard has time to wake up and watch the clock. */
const LEAD_MS = 2;
/** What is due so soon is ordered now: a timer may be late by its ms. */
const SOON_MS = LEAD_MS + 1;
/** And later by 1 ms for so many of them. */
const ORDERS_PER_MS = 100;

/** What the desk uses of the engine. */
export interface ReactionEngine {
  publish(broadcast: Broadcast): void;
  readonly clock: SendClock;
  report(outcome: ReactionOutcome): void;
}

export const NO_REACTIONS: ReactionPlan = { rows: [], points: [] };

export class ReactionDesk {
  private readonly reactions: Reactions;
  private changes: PointChange[] = [];
  private readonly lines: ReactionLines;
  private timer: NodeJS.Timeout | undefined;
  private timerMs = Number.POSITIVE_INFINITY;
  /** By row: wall time, ms since 1970. */
  private readonly firedAt = new Map<number, number>();
  private lastStartMs = 0;
  private isClosed = false;
  private readonly listeners = new Set<(command: CommandNews) => void>();

  /** `commands`: watched besides those of the plan; `expectations`: hear what is told. */
  constructor(
    private readonly plan: ReactionPlan,
    private readonly engine: ReactionEngine,
    private readonly commands: readonly WatchedPlace[] = [],
    readonly expectations = new Expectations(NO_EXPECTATIONS),
  ) {
    this.lines = new ReactionLines((outcome) => engine.report(outcome));
    this.reactions = new Reactions(plan, {
      change: (change) => {
        this.changes.push(change);
        this.firedAt.set(change.row, engine.clock.wallMs());
      },
      event: (event) => this.lines.add(event),
    });
  }

  /** For the shards; nothing if there is nothing to watch. */
  get watched(): { watched?: WatchList } {
    const { places, rules } = watchListOf(this.plan);
    const all = [...places, ...this.commands, ...this.expectations.watched];
    const once = new Map(all.map((place) => [pointKey(place), place]));
    return once.size === 0 ? {} : { watched: { places: [...once.values()], rules } };
  }

  /** Takes what a shard tells. */
  take(news: readonly ReactionNews[]): void {
    if (this.isClosed) return;
    for (const one of news) {
      this.expectations.take(one);
      this.reactions.take(one, this.soonMs());
      if (one.kind === 'command') for (const listener of this.listeners) listener(one);
    }
    this.passOn();
  }

  onCommand(listener: (command: CommandNews) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  list(): ReactionStatus[] {
    const nowMs = this.engine.clock.monotonicMs();
    return this.plan.rows.map((row, place) => {
      const pending = this.reactions.pendingOf(row);
      return {
        file: row.file,
        row: row.line,
        rule: row.rule,
        words: row.words,
        comment: row.comment,
        rtuNumbers: [...new Set(row.instances.map(({ own }) => own))].filter((own) => own !== 0),
        counts: this.reactions.countsOf(row),
        firedAt: this.firedAt.get(place) ?? Number.NaN,
        pending: pending.length,
        nextInMs: pending.length > 0 ? Math.max(0, pending[0].dueMs - nowMs) : Number.NaN,
      };
    });
  }

  /** Nothing is ordered any more. */
  close(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
    this.lines.close();
  }

  /** Orders of one instant begin together on all shards. */
  private passOn(): void {
    const { engine } = this;
    const orders = joinChanges(this.changes);
    this.changes = [];
    const earliestMs = engine.clock.monotonicMs() + LEAD_MS + orders.length / ORDERS_PER_MS;
    for (const order of orders) {
      // Never before an order that went out earlier.
      this.lastStartMs = Math.max(this.lastStartMs, earliestMs, order.startMs);
      engine.publish({ kind: 'point', order: { ...order, startMs: this.lastStartMs } });
    }
    this.arm();
  }

  private arm(): void {
    const { nextMs } = this.reactions;
    if (nextMs === this.timerMs) return;
    clearTimeout(this.timer);
    this.timerMs = nextMs;
    if (nextMs === Number.POSITIVE_INFINITY) return;
    // A timer may fire early within its ms.
    const delayMs = Math.min(Math.max(0, Math.ceil(nextMs - this.soonMs())), 0x7fffffff);
    this.timer = setTimeout(() => {
      this.timerMs = Number.POSITIVE_INFINITY;
      this.reactions.tick(this.soonMs());
      this.passOn();
    }, delayMs);
  }

  /** What is due until then is ordered now. */
  private soonMs(): number {
    return this.engine.clock.monotonicMs() + SOON_MS;
  }
}
