/**
 * The counters of an RTU: one number per column, in a row that only its shard writes and anyone may read (`docs/behaviour.md` §9).
 * Signals are monitored information objects, whatever their cause.
 * When no signal is open: OFFERED = ACKNOWLEDGED + the sum of the UNSENT columns.
 */

/** Columns by name; the numbers are the layout, without gaps. */
export const COUNTER = {
  /** 1 while the listener is open. */
  LISTENING: 0,
  /** Connections that are open. */
  CONNECTIONS: 1,
  /** Connections with data transfer started. */
  STARTED: 2,
  /** Wall time in ms of the newest STARTDT; 0: none. */
  CONNECTED_AT: 3,
  /** Connections accepted since the start. */
  ACCEPTED: 4,
  /** Connections refused since the start (address or number). */
  REFUSED: 5,
  /** V(S) and V(R) of the connection that moved last. */
  SEND_STATE: 6,
  RECEIVE_STATE: 7,
  /** I frames without acknowledgement, over all connections. */
  OUTSTANDING: 8,
  I_SENT: 9,
  I_RECEIVED: 10,
  OCTETS_SENT: 11,
  OCTETS_RECEIVED: 12,
  SIGNALS_OFFERED: 13,
  SIGNALS_SENT: 14,
  SIGNALS_ACKNOWLEDGED: 15,
  /** Offered, never acknowledged: the link was lost or stopped. */
  UNSENT_LINK: 16,
  /** Offered, not sent: the send was stopped, or its time was over, behind a closed window. */
  UNSENT_ENDED: 17,
  /** Offered, not sent: the filter's telegram did not come in time. */
  UNSENT_FILTER: 18,
  /** Station and group interrogations that ran to their end. */
  INTERROGATIONS: 19,
  /** Interrogations running now. */
  INTERROGATING: 20,
  /** Duration of the last interrogation, ms. */
  INTERROGATION_MS: 21,
  /** Index of the last send; −1: none. */
  LAST_INDEX: 22,
  /** See `RUN_STATE`. */
  RUN_STATE: 23,
  /** Index sends under way. */
  RUNS: 24,
  TEST_FRAMES: 25,
  /** Shortest time between two TESTFR act of one connection, ms; 0: none. */
  TEST_FRAME_PERIOD_MS: 26,
  /** How often signals waited behind a closed window, and for how long in all, ms. */
  STALLS: 27,
  STALL_MS: 28,
  /** Acknowledgement latency: frames measured, their sum and largest, ms. The histogram is `LatencyRow`. */
  ACK_COUNT: 29,
  ACK_SUM_MS: 30,
  ACK_MAX_MS: 31,
  /** Log lines lost because the disk could not keep up. */
  LOG_LOST: 32,
  /** Sent a second time, on the connection that took over. */
  SIGNALS_RESENT: 33,
  /** Acknowledgements: N(R) that covered something new. `ACK_COUNT` / `ACKS` is the master's effective w. */
  ACKS: 34,
  /** Since when the oldest unacknowledged I frame waits, monotonic ms; 0: all frames are acknowledged. */
  OLDEST_SENT_AT_MS: 35,
  /** Longest time that an I frame was unacknowledged when its link ended, ms. */
  UNACKED_MAX_MS: 36,
  /** Since when signals wait for the window to open, monotonic ms; 0: none wait. `STALL_MS` counts the waits that are over. */
  STALLED_SINCE_MS: 37,
  /** Of the newest connection: connect to STARTDT act, STARTDT act to the first interrogation, ms; 0: none. */
  CONNECT_TO_START_MS: 38,
  START_TO_INTERROGATION_MS: 39,
  /** Longest interrogation, ms. */
  INTERROGATION_MAX_MS: 40,
  /** Commands whose last confirmation was acknowledged; from their arrival to there, sum and largest, ms. */
  COMMANDS: 41,
  COMMAND_SUM_MS: 42,
  COMMAND_MAX_MS: 43,
  /** Connections that ended, and those that came in place of one that had. */
  DISCONNECTS: 44,
  RECONNECTS: 45,
  /** Of `SIGNALS_SENT`: in answer to interrogations. */
  SIGNALS_INTERROGATED: 46,
  /** Lines that the sent list lost. */
  SENT_LIST_LOST: 47,
  /** Of `REFUSED`: the address is not among `hosts`; `connections` were open already. */
  REFUSED_HOSTS: 48,
  REFUSED_CONNECTIONS: 49,
  /** Connections closed unread, because their RTU was being restarted or closed. */
  REFUSED_RESTART: 50,
  /** Connections that ended before their first octet came, accepted or not. */
  CLOSED_UNHEARD: 51,
  /**
   * Of `ACK_COUNT` and `COMMANDS`: this thread stood still between the frame and its acknowledgement, so how long the master took is
   * unknown. They are in no sum, maximum or histogram.
   */
  ACKS_PAUSED: 52,
  COMMANDS_PAUSED: 53,
  /** Of `DISCONNECTS`: the peer ended the connection while this thread stood still; whose fault it was is unknown. */
  DISCONNECTS_PAUSED: 54,
  /** Floods: times that a connection began to send more than its share, turn after turn for a second. */
  FLOODS: 55,
  /** STARTDT on a second connection of the group, which takes over. */
  TAKEOVERS: 56,
  /** Requests for another CA. */
  FOREIGN_CA: 57,
  /** Signals in I frames without acknowledgement, over all connections. */
  SIGNALS_OUTSTANDING: 58,
  /** Signals that wait for a connection to start, and those that no event buffer had room for. */
  HELD: 59,
  UNSENT_BUFFER: 60,
  /** Peers whose events are no longer kept, because others came. */
  PEERS_FORGOTTEN: 61,
  /** Of `RUNS`: sends that go on without a connection. */
  RUNS_UNCONNECTED: 62,
  /** Switchovers: a started connection was lost, and on the next one of its group an I frame was acknowledged. */
  SWITCHOVERS: 63,
  /** Of the last: from the loss to that acknowledgement, to STARTDT, to the end of the interrogation; from the last acknowledgement before it, ms. */
  SWITCHOVER_MS: 64,
  SWITCHOVER_START_MS: 65,
  SWITCHOVER_GI_MS: 66,
  SWITCHOVER_GAP_MS: 67,
  /** The longest since the newest run began, ms. */
  SWITCHOVER_MAX_MS: 68,
  /** Clock syncs with a valid time; when the last came, monotonic ms, 0: none. */
  CLOCK_SYNCS: 69,
  CLOCK_SYNC_AT_MS: 70,
  /** Of the last: time received minus own time, and a round trip of its connection, 0: not known, ms. */
  CLOCK_ERROR_MS: 71,
  CLOCK_BOUND_MS: 72,
  /** Since the newest run began: syncs, when the first came, lowest and highest difference, longest time to a sync, ms. */
  CLOCK_RUN_SYNCS: 73,
  CLOCK_RUN_FIRST_MS: 74,
  CLOCK_ERROR_LOW_MS: 75,
  CLOCK_ERROR_HIGH_MS: 76,
  CLOCK_INTERVAL_MAX_MS: 77,
  /** Sums over these syncs, for the mean and the drift: difference e, time since the first t, t², t·e. */
  CLOCK_SUM_E: 78,
  CLOCK_SUM_T: 79,
  CLOCK_SUM_TT: 80,
  CLOCK_SUM_TE: 81,
  /** Signals in frames that a fault on purpose has spoiled, and how many faults are on now. */
  SPOILED: 82,
  FAULTS: 83,
  /** Commands with a valid time tag; when the last came, monotonic ms, 0: none; how far its tag was ahead of the RTU's time, ms. */
  COMMAND_TAGS: 84,
  COMMAND_TAG_AT_MS: 85,
  COMMAND_TAG_ERROR_MS: 86,
  /** Since the newest run began: such commands, lowest and highest difference, and the sum of the differences, ms. */
  COMMAND_TAG_RUN: 87,
  COMMAND_TAG_LOW_MS: 88,
  COMMAND_TAG_HIGH_MS: 89,
  COMMAND_TAG_SUM_MS: 90,
  /** Of `UNSENT_LINK`: answers to interrogations, which a master asks for again. */
  ANSWERS_LOST: 91,
} as const;

/** A column's name. */
export type CounterName = keyof typeof COUNTER;

/** Number of columns. */
export const COUNTER_COLUMNS = Object.keys(COUNTER).length;

/**
 * Columns with a present state: they are 0 again when an RTU starts. The other columns continue to count.
 * `figures/counter-catalog.ts` describes each column for readers and says how it adds up.
 */
export const STATE_COUNTERS = [
  'LISTENING',
  'CONNECTIONS',
  'STARTED',
  'CONNECTED_AT',
  'SEND_STATE',
  'RECEIVE_STATE',
  'OUTSTANDING',
  'SIGNALS_OUTSTANDING',
  'HELD',
  'INTERROGATING',
  'RUNS',
  'RUNS_UNCONNECTED',
  'RUN_STATE',
  'FAULTS',
  'OLDEST_SENT_AT_MS',
  'STALLED_SINCE_MS',
] as const satisfies readonly CounterName[];

/** A column with a present state. */
export type StateCounterName = (typeof STATE_COUNTERS)[number];

/** Columns of signals that were offered and will never be acknowledged, one for each reason. */
export const UNSENT_COUNTERS = [
  'UNSENT_LINK',
  'UNSENT_ENDED',
  'UNSENT_FILTER',
  'UNSENT_BUFFER',
] as const satisfies readonly CounterName[];

/** The column of a reason. */
export type UnsentCounterName = (typeof UNSENT_COUNTERS)[number];

/** Values of `RUN_STATE`: what the list shows as last index (`docs/behaviour.md` §4). */
export const RUN_STATE = { NONE: 0, SENDING: 1, DONE: 2, MISSING: 3 } as const;

/** A row of its own, for tests and for RTUs without a table. */
export function newCounters(): Float64Array {
  const counters = new Float64Array(COUNTER_COLUMNS);
  counters[COUNTER.LAST_INDEX] = -1;
  return counters;
}
