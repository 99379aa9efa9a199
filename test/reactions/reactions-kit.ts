/** Reactions under fake time: what happens goes in, everything that follows goes to one list in its order. */
import { expect } from 'vitest';
import type { NamedText } from '../../src/config/reactions/load-plan.js';
import { parseReactions } from '../../src/config/reactions/load-reactions.js';
import type { ReactionNews, ReactionPlan, ReactionRow } from '../../src/reactions/plan.js';
import type { PointChange } from '../../src/reactions/point-order.js';
import type { PointValue } from '../../src/reactions/point-value.js';
import { Reactions } from '../../src/reactions/reactions.js';
import { tableOf } from '../profile/profile-kit.js';
import { rtuDefinition } from '../support/rtus.js';

/** Points 1001 and 1002 with two states, measurands 3001 (float) and 3002 (scaled), a counter; commands of every kind. */
export const FILE = `
1,Y,31,1001,2
1,Y,30,1002,0
1,Y,36,3001,10
1,Y,11,3002,5
1,Y,9,3003,0.5
1,Y,15,4001,7
5,N,46,5001,1001
5,N,45,5002,1002
5,N,50,5003,3001
5,N,47,5004,3002
5,N,58,5005,1002
`;

const HEAD = 'rule,RTUs,when,and if,after,point,becomes,quality,unless,how often,comment';

/** The plan of rows for RTU numbers 1 to 4 on `FILE`, which must be sound. */
export function planOf(...rows: string[]): ReactionPlan {
  const { plan, findings } = readingOf(rows);
  expect(findings).toEqual([]);
  if (plan === undefined) throw new Error('no plan');
  return plan;
}

export function readingOf(rows: readonly string[], head = HEAD) {
  return parsedOf([{ file: 'r.csv', text: [head, ...rows].join('\n') }]);
}

/** The same, from whole texts. */
export function parsedOf(texts: readonly NamedText[]) {
  const rtus = [1, 2, 3, 4].map((number) => rtuDefinition(number, { rtuNumber: number }));
  return parseReactions(texts, rtus, new Map([['io.csv', tableOf(FILE)]]));
}

/** Types of the points by IOA, untimed. */
const TYPES: Readonly<Record<number, number>> = { 1001: 3, 1002: 1, 3001: 13, 3002: 11, 3003: 9, 4001: 15 };

export class Played {
  nowMs = 0;
  readonly log: string[] = [];
  readonly reactions: Reactions;
  private readonly orders: PointChange[] = [];

  constructor(readonly plan: ReactionPlan) {
    this.reactions = new Reactions(plan, {
      change: (order) => {
        const quality = order.quality === undefined ? '' : ` q${order.quality}`;
        this.log.push(`@${this.nowMs} ${order.rtuNumber}:${order.ioa}=${order.value}${quality}`);
        this.orders.push(order);
      },
      event: ({ step, row, rtuNumber, reactions, detail }) => {
        if (step === 'fired') return;
        this.log.push(
          `@${this.nowMs} ${step} ${row.rule} on ${rtuNumber} ×${reactions}${detail === '' ? '' : `: ${detail}`}`,
        );
      },
    });
  }

  row(rule: string): ReactionRow {
    const row = this.plan.rows.find((one) => one.rule === rule);
    if (row === undefined) throw new Error(`no rule ${rule}`);
    return row;
  }

  /** A point has changed. */
  changed(rtuNumber: number, ioa: number, value: number, quality = 0): void {
    this.point('changed', rtuNumber, ioa, { value, quality });
  }

  /** A shard says what a point is. */
  known(rtuNumber: number, ioa: number, value: number): void {
    this.point('known', rtuNumber, ioa, { value, quality: 0 });
  }

  /** A command was carried out. */
  command(rtuNumber: number, ioa: number, typeId: number, value: number): void {
    this.take({ kind: 'command', rtuNumber, ioa, typeId, value, atMs: this.nowMs });
  }

  /** Time passes; what is due is done at its time. */
  until(ms: number): void {
    for (let next = this.reactions.nextMs; next <= ms; next = this.reactions.nextMs) {
      this.nowMs = Math.max(this.nowMs, next);
      this.reactions.tick(this.nowMs);
    }
    this.nowMs = ms;
  }

  /** The shards carry out what was ordered, in its order, and tell what changed. */
  carryOut(): void {
    for (const { id, rtuNumber, ioa, pointType, value, quality } of this.orders.splice(0)) {
      const atMs = this.nowMs;
      const state = { value, quality: quality ?? 0 };
      const key = `${rtuNumber}:${ioa}`;
      if (this.last.get(key) !== value) {
        this.last.set(key, value);
        this.take({ kind: 'changed', rtuNumber, ioa, pointType, state, cause: id, atMs });
      }
      this.take({ kind: 'done', id, atMs });
    }
  }

  /** The list since the last time. */
  told(): string[] {
    return this.log.splice(0);
  }

  get waiting(): number {
    return this.orders.length;
  }

  private readonly last = new Map<string, number>();

  private point(kind: 'changed' | 'known', rtuNumber: number, ioa: number, state: PointValue): void {
    this.last.set(`${rtuNumber}:${ioa}`, state.value);
    this.take({ kind, rtuNumber, ioa, pointType: TYPES[ioa], state, cause: 0, atMs: this.nowMs });
  }

  private take(news: ReactionNews): void {
    this.reactions.take(news, this.nowMs);
  }
}

export function play(...rows: string[]): Played {
  return new Played(planOf(...rows));
}
