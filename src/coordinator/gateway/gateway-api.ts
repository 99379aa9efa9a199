/** The gateway's interface for the command line, the dashboard and the HTTP API. */
import type { Finding } from '../../channel/definitions.js';
import type { GatewayLinkEvent } from '../../channel/gateway/gateway-protocol.js';
import type { GatewayTable } from '../../channel/gateway/gateway-table.js';
import type { LatencyTable } from '../../channel/latency-table.js';
import type { PauseTable } from '../../channel/pause-table.js';
import type { ShardTable } from '../../channel/shard-table.js';
import type { GroupDefinition } from '../../gateway/definition.js';
import type { Hang, PausedThread, RestartProblem, TimeStatusLine } from '../api.js';
import type { TimeStatus } from '../time/time-status.js';

/** A master that is connected. */
export interface ConnectedMaster {
  /** Its place in the table, and the number of its connection in the group. */
  readonly place: number;
  readonly connection: number;
  /** `address:port`. */
  readonly peer: string;
  /** Of its port in the group, from 0. */
  readonly port: number;
  readonly connectedAt: number;
}

/** Outcome of a restart. A refused one changes nothing: the group goes on as before. */
export type GroupRestart =
  | {
      outcome: 'restarted';
      group: GroupDefinition;
      changed: readonly string[];
      problems: readonly RestartProblem[];
    }
  /** A bad value; a port that is in use; a worker thread that died during the restart. */
  | { outcome: 'refused'; reason: 'parameters' | 'port' | 'shard'; problems: readonly RestartProblem[] };

/** An event, for the program's log and the lines of the command line. */
export type GatewayEvent =
  | { kind: 'started'; groups: number; shards: number; ms: number }
  | (GatewayLinkEvent & { group: GroupDefinition })
  /** `masters`: links to masters that were cut with it. */
  | { kind: 'shard-died'; shard: number; detail: string; groups: number; masters: number }
  | { kind: 'shard-restarted'; shard: number; groups: number; ms: number }
  /** As of the simulator (`EngineEvent`). */
  | { kind: 'hang'; shard: number; forMs: number }
  | { kind: 'pause'; who: 'program' | 'threads'; longestMs: number; threads: readonly PausedThread[] }
  /** A group runs with changed settings; `changed`: their names. */
  | { kind: 'restarted'; group: GroupDefinition; changed: readonly string[]; findings: Finding[] }
  | { kind: 'time'; status: TimeStatus }
  /** `group`: the detail is about this one alone, and names it. */
  | { kind: 'trouble'; detail: string; group?: GroupDefinition };

/** The running gateway. */
export interface Gateway {
  /** By slot, as they run now. */
  readonly groups: readonly GroupDefinition[];
  readonly table: GatewayTable;
  /** Time from the RTU's frame to its write to a master, a row for each place (`GatewayTable.masterRow`). */
  readonly lags: LatencyTable;
  readonly shardCounters: ShardTable;
  readonly pauses: PauseTable;
  readonly shards: number;
  /** Wall time of the program's start, ms since 1970. */
  readonly startedAt: number;
  /** Masters that are connected to a group, in the order of their coming. */
  masters(slot: number): readonly ConnectedMaster[];
  /** `address:port` of the RTU of a group; empty: it is not connected. */
  rtuPeer(slot: number): string;
  /** Groups by shard. */
  readonly placement: readonly (readonly GroupDefinition[])[];
  /**
   * Restarts a group with changed settings: `wish` holds their new texts by the names of the ini file; empty: restarts it unchanged.
   * Its links are closed. Throws `RangeError` if there is no such slot.
   */
  restartGroup(slot: number, wish: Readonly<Record<string, string>>): Promise<GroupRestart>;
  /** Closes the link of a master; false: it has ended already. */
  closeMaster(slot: number, place: number, connection: number): Promise<boolean>;
  /** Path of the log that a group writes now; `undefined`: it has none. */
  logFile(slot: number): string | undefined;
  /** Begins to tell of hangs and pauses. */
  watchThreads(): void;
  hangs(): readonly Hang[];
  timeStatus(): TimeStatusLine;
  /** The wall time of log lines, ms since 1970. */
  wallNow(): number;
  /** Calls `listener` with every event from now on; returns a function that stops this. */
  onEvent(listener: (event: GatewayEvent) => void): () => void;
  /** Closes links and ports, flushes the logs. */
  close(): Promise<void>;
}
