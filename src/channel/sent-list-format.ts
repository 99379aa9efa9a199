/** The columns of the sent list: one line for each spontaneous signal, written by the simulator and read by `compare`. */

/**
 * In the order of a line. `rtu`: no. of the RTU; `name`, `port`, `ca`: of the RTU; `ioa`, `type` (type id), `value`, `quality`,
 * `time tag` (`2026-11-22 10:04:02.118`, empty for types without): of the signal; `written`, `acknowledged`: local time in µs,
 * empty if never acknowledged; `connection`: the master's address and port.
 */
export const SENT_LIST_COLUMNS = [
  'rtu',
  'name',
  'port',
  'ca',
  'ioa',
  'type',
  'value',
  'quality',
  'time tag',
  'written',
  'acknowledged',
  'connection',
] as const;

/** The name of a column. */
export type SentListColumn = (typeof SENT_LIST_COLUMNS)[number];

/** The first line of the file. */
export const SENT_LIST_HEADER = `${SENT_LIST_COLUMNS.join(',')}\n`;
