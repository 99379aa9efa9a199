/** What a group uses of its shard, and what its shard uses of the connections of a group. Times `nowMs` are monotonic. */
import type { CloseCode, CloseReason } from '../station/apci/close-reason.js';
import type { Outbox } from '../station/apci/outbox.js';
import type { ReadBudget } from '../station/apci/read-budget.js';
import type { LatencyRow } from '../station/measures/latency-row.js';
import type { RtuHost } from './definition.js';

/** Why a link of a gateway ended: as a station's, or one of these. */
export type GatewayCloseCode =
  | CloseCode
  /** It was a buffer behind the fastest master. */
  | 'LAGGING'
  /** The RTU of its group was lost. */
  | 'RTU_LOST'
  /** A newer master of the same address took its place. */
  | 'SAME_IP'
  /** No STARTDT con or STOPDT con within t1. */
  | 'T1_CONTROL'
  /** The RTU broke a rule of the control field. */
  | 'BAD_CONTROL';

/** Why a link ended, with the figures in words. */
export type GatewayCloseReason = Omit<CloseReason, 'code'> & { code: GatewayCloseCode };

/** One TCP connection of a group, to a master or to the RTU, as the shard serves it. */
export interface GatewayLink {
  readonly side: 'rtu' | 'master';
  /** The other end as `address:port`. */
  readonly peer: string;
  /** Why it ended; the shard closes the socket when this is set. */
  readonly closeReason: GatewayCloseReason | undefined;
  /** Takes octets from the socket (only lent) and returns how many: `length`, or fewer where the budget is spent. */
  receive(octets: Uint8Array, length: number, nowMs: number, budget?: ReadBudget): number;
  /** The socket got at `nowMs` the `octets` octets that the link had put into the outbox. */
  written(octets: number, nowMs: number): void;
  /** Does what is due at `nowMs`; what the peer sent before `heardMs` was read. */
  tick(nowMs: number, heardMs?: number): void;
  /** When `tick` has to be called next, monotonic ms; Infinity: never. */
  nextDeadline(): number;
  /** Writes what waits, as far as the window lets. */
  pump(nowMs: number): void;
  /** Ends the connection; also called when the peer has ended it. */
  close(code: GatewayCloseCode, detail: string, nowMs: number): void;
  /** More octets than this that wait for the peer to read are too many. */
  readonly mostUnreadOctets: number;
}

/** What a group gets from its shard. */
export interface GroupHost {
  /** Only the link that is being served writes to it. */
  readonly outbox: Outbox;
  readonly log: GroupLog;
  /** Own wall time at a monotonic instant, ms since 1970. */
  wallMs(nowMs: number): number;
  /** A number 0…1, for the jitter of pauses. */
  random(): number;
  /** The link has something to send, or was closed: the shard serves it before the event loop comes round. */
  wake(link: GatewayLink): void;
  /** The group's `nextDeadline` may have come nearer. */
  turn(): void;
  /** Connects to the RTU within `t0Ms`; the shard then calls `rtuConnected` or `dialFailed` of the group. */
  dial(host: RtuHost, t0Ms: number): void;
  /** Opens or closes all ports for masters; links stay. */
  listen(): void;
  unlisten(): void;
  /** Whether the filter of this port (from 0) admits an address; whether a network (`address/prefix`) holds it. */
  admits(port: number, address: string): boolean;
  contains(network: string, address: string): boolean;
}

/** Memory that a group counts in. */
export interface GroupMemory {
  /** `GROUP_COUNTER`. */
  readonly group: Float64Array;
  /** `MASTER_COUNTER`, one row for each place; as many as the group may have masters, besides ended ones that are closing. */
  readonly masters: readonly Float64Array[];
  /** From the read of an ASDU of the RTU to its write to a master, by place. */
  readonly lags: readonly LatencyRow[];
}

/** What a line of a group's log is about (`docs/gateway.md` §7). */
export type GatewayLogEvent =
  | 'start'
  | 'dial'
  | 'listen'
  | 'connect'
  | 'refuse'
  | 'startdt'
  | 'stopdt'
  | 'disconnect'
  | 'hold'
  | 'warning'
  | 'request'
  | 'reply'
  | 'data'
  | 'own';

/** The log of a group. */
export interface GroupLog {
  /** Whether ASDUs that the RTU sent unasked are logged too. */
  readonly data: boolean;
  /** An event of a link, or of the group (`link` undefined). */
  event(nowMs: number, event: GatewayLogEvent, link: GatewayLink | undefined, detail: string): void;
  /** The ASDU `octets[at…end)`, only lent, that came from or goes to a link. */
  asdu(
    nowMs: number,
    event: GatewayLogEvent,
    link: GatewayLink,
    direction: 'rx' | 'tx',
    asdu: { octets: Uint8Array; at: number; end: number },
    detail: string,
  ): void;
}

/** A group, as its shard drives it. */
export interface ShardedGroup {
  /** Begins to connect to the RTU. */
  start(nowMs: number): void;
  /** The dial that the host was asked for has come through: the link, whose octets follow. `peer`: `address:port` of the RTU. */
  rtuConnected(peer: string, nowMs: number): GatewayLink;
  /** It has failed; `reason` in words. */
  dialFailed(reason: string, nowMs: number): void;
  /** So many of the ports for masters are open now. */
  listening(open: number, nowMs: number): void;
  /** A master has connected to a port (from 0): its link, or why it is refused. Counted and logged here. */
  admit(port: number, address: string, peerPort: number, nowMs: number): GatewayLink | string;
  /** The masters that are connected, by place; a place without one is absent. */
  master(place: number): GatewayLink | undefined;
  /** Does what is due at `nowMs`: dials, answers that did not come, commands that waited too long. */
  tick(nowMs: number): void;
  /** When `tick` has to be called next, monotonic ms; Infinity: never. */
  nextDeadline(): number;
  /** Ends every link and closes the ports, for good. */
  stop(detail: string, nowMs: number): void;
}
