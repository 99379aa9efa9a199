/** Redundancy groups without a connection, whose sends go on. */
import type { HeldGroup } from '../station/events/held-group.js';
import { Deadlines, type Due } from './deadlines.js';
import type { Machine } from './ports.js';

/** The deadline of a group. */
class AbsentTurn implements Due {
  heapPlace = -1;
  scheduledMs = Number.POSITIVE_INFINITY;

  constructor(readonly group: HeldGroup) {}

  nextDeadline(): number {
    return this.group.nextDeadline();
  }
}

/** Calls `tick` of each group when it is due. */
export class AbsentTurns {
  private readonly turns = new WeakMap<HeldGroup, AbsentTurn>();
  private readonly deadlines: Deadlines<AbsentTurn>;

  constructor(machine: Pick<Machine, 'clock' | 'timers'>) {
    this.deadlines = new Deadlines(machine, ({ group }, nowMs, polledMs) => group.tick(nowMs, polledMs));
  }

  /** The next deadline of a group may have come nearer. */
  note(group: HeldGroup): void {
    let turn = this.turns.get(group);
    if (turn === undefined) {
      turn = new AbsentTurn(group);
      this.turns.set(group, turn);
    }
    this.deadlines.note(turn);
  }

  close(): void {
    this.deadlines.close();
  }
}
