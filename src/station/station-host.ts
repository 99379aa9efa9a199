/** What an RTU gets from outside: the parts that its shard shares among its RTUs, and the memory that it counts in. */
import type { Outbox } from './apci/outbox.js';
import type { HeldMemory } from './events/held-events.js';
import type { HeldGroup } from './events/held-group.js';
import type { Link } from './link.js';
import { newCounters } from './measures/counters.js';
import { LatencyRow, newLatencyCells } from './measures/latency-row.js';
import type { Journal, RtuPort, SentList } from './ports.js';
import type { RunListener } from './sends/index-run.js';
import type { TimeTags } from './time-tag.js';

/** What every RTU gets from its shard. */
export interface StationHost extends RunListener {
  readonly outbox: Outbox;
  readonly journal: Journal;
  /** Absent: no list is written. */
  readonly sentList: SentList | undefined;
  /** Time tags by their rule, shared by all RTUs of the shard. */
  readonly timeTags: TimeTags;
  /** Over all RTUs of the shard: acknowledgement latency, command round trips. */
  readonly ackLatency: LatencyRow;
  readonly commandTrips: LatencyRow;
  /** Wall time = monotonic ms + this. */
  wallOffsetMs: number;
  /** For the events of all RTUs that keep them. */
  readonly heldMemory: HeldMemory;
  /** See `RtuPort.arrivedMs` and `MeterGroup.pausedSince`. */
  arrivedMs(nowMs: number): number;
  pausedSince(sinceMs: number): boolean;
  /** On a connection of `rtu` whose `awaitsAck` was set an I frame was acknowledged. */
  dataAgain(rtu: RtuPort): void;
  /**
   * The link has something to send, or was closed. Only the link being served writes to the outbox;
   * the shell serves the woken ones after it, each with a write of its own.
   */
  wake(link: Link): void;
  /** The shell calls `tick` of a group when its `nextDeadline` comes, which may have come nearer. */
  turn(group: HeldGroup): void;
}

/** The memory that an RTU counts in. */
export interface RtuMemory {
  /** Row of the stats table, see `COUNTER`. */
  counters: Float64Array;
  ackLatency: LatencyRow;
}

/** Memory outside the shared tables, for tests and for RTUs that have no row in them. */
export function newRtuMemory(): RtuMemory {
  return { counters: newCounters(), ackLatency: new LatencyRow(newLatencyCells()) };
}
