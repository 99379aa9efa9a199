/** Parts of a shard that have deadlines and no connection: redundancy groups whose sends go on, groups of a gateway. */
import { Deadlines, type Due } from './deadlines.js';
import type { Machine } from './ports.js';

/** A thing that does something by itself at times. Times are monotonic ms. */
export interface TimedPart {
  /** When `tick` has to be called next; Infinity: never. */
  nextDeadline(): number;
  /** Does what is due at `nowMs`; what the sockets told before `polledMs` was read. */
  tick(nowMs: number, polledMs: number): void;
}

/** The deadline of a part. */
class AbsentTurn<T extends TimedPart> implements Due {
  heapPlace = -1;
  scheduledMs = Number.POSITIVE_INFINITY;

  constructor(readonly part: T) {}

  nextDeadline(): number {
    return this.part.nextDeadline();
  }
}

/** Calls `tick` of each part when it is due. */
export class AbsentTurns<T extends TimedPart> {
  private readonly turns = new WeakMap<T, AbsentTurn<T>>();
  private readonly deadlines: Deadlines<AbsentTurn<T>>;

  constructor(machine: Pick<Machine, 'clock' | 'timers'>) {
    this.deadlines = new Deadlines(machine, ({ part }, nowMs, polledMs) => part.tick(nowMs, polledMs));
  }

  /** The next deadline of a part may have come nearer. */
  note(part: T): void {
    let turn = this.turns.get(part);
    if (turn === undefined) {
      turn = new AbsentTurn(part);
      this.turns.set(part, turn);
    }
    this.deadlines.note(turn);
  }

  close(): void {
    this.deadlines.close();
  }
}
