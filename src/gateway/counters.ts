/** The counters of a group and of each of its masters: one number per column, in rows that only their shard writes and anyone may read. */

/** Columns of a group. */
export const GROUP_COUNTER = {
  /** 1 while the TCP connection to the RTU is open; while its data transfer is started. */
  RTU_CONNECTED: 0,
  RTU_STARTED: 1,
  /** Wall times, ms since 1970, of the connection and of STARTDT con; 0: none. */
  RTU_CONNECTED_AT: 2,
  RTU_STARTED_AT: 3,
  /** Number of the host that is connected, or was tried last, from 0. */
  RTU_HOST: 4,
  /** Ports of the group that are open. */
  LISTENING: 5,
  /** Masters that are connected, and started. */
  MASTERS: 6,
  MASTERS_STARTED: 7,
  /** ASDUs of the RTU that not every started master has got, and the most there were. */
  QUEUE: 8,
  QUEUE_MAX: 9,
  /** 1 while the RTU gets no acknowledgements, because even the fastest master is a buffer behind. */
  HELD_BACK: 10,
  /** Requests that wait for the RTU. */
  OPEN_REQUESTS: 11,
  /** ASDUs that the RTU has an acknowledgement for and no master has acknowledged: what a crash now would lose. */
  AT_RISK: 12,
  /** Attempts to connect to the RTU, those that failed, connections, connections that were lost. */
  DIALS: 13,
  DIALS_FAILED: 14,
  RTU_CONNECTS: 15,
  RTU_LOSSES: 16,
  /** I frames from and to the RTU. */
  FROM_RTU: 17,
  TO_RTU: 18,
  /** I frames to and from masters, over all of them; acknowledged ones; ASDUs for a master whose link ended before it got them. */
  TO_MASTERS: 19,
  FROM_MASTERS: 20,
  ACKNOWLEDGED: 21,
  UNDELIVERED: 22,
  /** Masters that connected; that were refused, by each rule; that were closed because they were a buffer behind. */
  ACCEPTED: 23,
  REFUSED_FILTER: 24,
  REFUSED_RTU_IP: 25,
  REFUSED_CONNECTIONS: 26,
  REFUSED_SAME_IP: 27,
  LAGGING: 28,
  /** Requests of masters; refused because of their rights, their CA or type, another master's command, the time they waited. */
  REQUESTS: 29,
  REFUSED_RIGHTS: 30,
  REFUSED_REQUESTS: 31,
  CONFLICTS: 32,
  EXPIRED: 33,
  /** Requests without an answer; answers of the RTU that belong to no request. */
  UNANSWERED: 34,
  UNMATCHED: 35,
  /** Interrogations and plain counter requests that masters asked for, and those that went to the RTU. */
  GI_ASKED: 36,
  GI_SENT: 37,
  /** How often acknowledging was held back, and how long, ms. */
  HOLDS: 38,
  HOLD_MS: 39,
  OCTETS_FROM_RTU: 40,
  OCTETS_TO_RTU: 41,
  OCTETS_FROM_MASTERS: 42,
  OCTETS_TO_MASTERS: 43,
  /** Two masters' clocks differed by more than a second. */
  CLOCK_WARNINGS: 44,
  LOG_LOST: 45,
} as const;

/** Columns of a master: a place for one connection of a group. They begin anew with each connection. */
export const MASTER_COUNTER = {
  /** 1 while a connection has the place; while its data transfer is started. */
  CONNECTED: 0,
  STARTED: 1,
  /** Number of the connection, counted over the group from 1: which one the figures are of. */
  CONNECTION: 2,
  /** Wall times, ms since 1970; 0: none. */
  CONNECTED_AT: 3,
  STARTED_AT: 4,
  /** Port of the group that it came to, from 0. */
  PORT: 5,
  /** OA towards the RTU, 0: none. */
  OA: 6,
  /** ASDUs that wait for it, the most there were, how far it is behind the fastest master. */
  QUEUE: 7,
  QUEUE_MAX: 8,
  BEHIND: 9,
  /** I frames to it, acknowledged ones, and without acknowledgement; I frames from it. */
  FRAMES: 10,
  ACKNOWLEDGED: 11,
  OUTSTANDING: 12,
  RECEIVED: 13,
  /** How often, and how long, ASDUs waited behind its closed window, ms; since when they wait, monotonic ms, 0: they do not. */
  STALLS: 14,
  STALL_MS: 15,
  STALLED_SINCE_MS: 16,
  /** Requests; refused because of rights, CA or type; because of another master's command. */
  REQUESTS: 17,
  REFUSED: 18,
  CONFLICTS: 19,
  GI_ASKED: 20,
  /** Clock syncs; of the last: received time minus ours, ms. */
  CLOCK_SYNCS: 21,
  CLOCK_ERROR_MS: 22,
  /** Shortest time between two of its TESTFR act, ms; 0: not known. */
  TESTFR_PERIOD_MS: 23,
} as const;

export type GroupCounterName = keyof typeof GROUP_COUNTER;
export type MasterCounterName = keyof typeof MASTER_COUNTER;

export const GROUP_COLUMNS = Object.keys(GROUP_COUNTER).length;
export const MASTER_COLUMNS = Object.keys(MASTER_COUNTER).length;

/** Columns of a group with a present state: they are 0 again when the group starts. The other columns continue to count. */
export const GROUP_STATES = [
  'RTU_CONNECTED',
  'RTU_STARTED',
  'RTU_CONNECTED_AT',
  'RTU_STARTED_AT',
  'RTU_HOST',
  'LISTENING',
  'MASTERS',
  'MASTERS_STARTED',
  'QUEUE',
  'HELD_BACK',
  'OPEN_REQUESTS',
  'AT_RISK',
] as const satisfies readonly GroupCounterName[];
