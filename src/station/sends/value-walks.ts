/** The value walks of one RTU, kept from one send to the next. */
import type { SignalTable } from '../points/signal-table.js';
import type { WalkPlan } from './send-order.js';
import { ValueWalk } from './value-walk.js';

/** Most walks kept; a profile has one per row. Above this number the least recently used walk is dropped; it would begin again. */
export const MOST_WALKS = 1000;

/** The walks by seed and percent, so that sends with an equal walk continue it. */
export class ValueWalks {
  /** The least recently used first. One plan has several if an RTU has several started links: each link sees the same walk. */
  private readonly byPlan = new Map<string, ValueWalk[]>();

  constructor(private readonly rtuNumber: number) {}

  /** The walk of the started link number `place` (from 0); it begins again on another table. */
  find(plan: WalkPlan, table: SignalTable, place: number): ValueWalk {
    const key = `${plan.seed} ${plan.percent}`;
    const walks = this.byPlan.get(key) ?? [];
    this.byPlan.delete(key);
    this.byPlan.set(key, walks);
    if (this.byPlan.size > MOST_WALKS) {
      const [oldest] = this.byPlan.keys();
      this.byPlan.delete(oldest);
    }
    const known = walks[place];
    if (known?.table === table) return known;
    const walk = new ValueWalk(table, plan, this.rtuNumber);
    walks[place] = walk;
    return walk;
  }
}
