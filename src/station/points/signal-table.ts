/** The signal table: an IOA file, compiled. */
import { withoutGuard } from '../../text/csv-cell.js';

/** Bits of `flags`. */
export const ROW = {
  /** A wait follows the sending of the row. */
  WAIT: 1,
  /** The row waits for a telegram of the master. */
  FILTER: 2,
  /** The row is for RTUs of one number only. */
  RTU: 4,
} as const;

/** In `commandStatus`: the command has no status signal. */
export const NO_STATUS = 0xffffffff;

/**
 * A compiled IOA file as typed columns in shared memory. The coordinator builds it and every RTU of the file reads it; the
 * station never writes it.
 * A *row* is a monitored signal in file order, counted from 0; commands have columns of their own.
 * Rows with the same IOA and the same untimed type are one *point* (`docs/behaviour.md` §2).
 */
export interface SignalTable {
  /** File name as the ini file gives it. */
  readonly file: string;
  /** Counts the loads of this file, from 1. */
  readonly version: number;

  /** Number of monitored rows. */
  readonly rows: number;
  /** Type id as the file gives it, by row. */
  readonly typeId: Uint8Array;
  /** IOA by row. */
  readonly ioa: Uint32Array;
  /** Point by row. */
  readonly point: Uint32Array;
  /** `ROW` bits by row; 0 is a plain row. */
  readonly flags: Uint8Array;
  /** Cause of transmission in index sends, by row: 1, 2 or 3. */
  readonly cot: Uint8Array;
  /** Where the row's object starts in `objects`; rows+1 entries. */
  readonly objectAt: Uint32Array;
  /** IOA, elements and (for timed types) seven zero octets of every row, in file order without gaps. */
  readonly objects: Uint8Array;
  /** Milliseconds to wait after the row was sent. */
  readonly waitMs: Float64Array;
  /** Only RTUs of this number send the row; 0: all. */
  readonly filterRtu: Uint32Array;
  /** Type id that a telegram must have; −1: any. */
  readonly filterType: Int16Array;
  /** IOA that the telegram must hold; −1: any. */
  readonly filterIoa: Int32Array;
  /** Value that the telegram must carry; NaN: any. */
  readonly filterValue: Float64Array;
  /** Milliseconds to wait for the telegram; Infinity: no time-out. */
  readonly filterTimeoutMs: Float64Array;

  /** Distinct index numbers, ascending. */
  readonly indexes: Float64Array;
  /** Where each index's rows start in `order`; one entry more than `indexes`. */
  readonly indexAt: Uint32Array;
  /** Rows by index, file order within. */
  readonly order: Uint32Array;
  /** By position in `order`: how many plain rows of one type and cause follow each other in the file from this position, 1…127. A row with flags counts 1. */
  readonly orderRun: Uint8Array;
  /** The same count by row, for index 0 (the whole file in file order). */
  readonly fileRun: Uint8Array;

  /** Number of points. */
  readonly points: number;
  /** Untimed type id by point. */
  readonly pointType: Uint8Array;
  /** IOA by point. */
  readonly pointIoa: Uint32Array;
  /** The row whose value the point starts with. */
  readonly pointFirst: Uint32Array;
  /** Interrogations that report the point: bit 0 station (counters: general), bit n group n; 0: none. */
  readonly pointGroups: Uint32Array;
  /** Points that a station interrogation reports, in the order of their first `Y` row. */
  readonly interrogation: Uint32Array;
  /** Counters that a counter interrogation reports, in the order of their first `Y` row. */
  readonly counterInterrogation: Uint32Array;

  /** Number of command rows. */
  readonly commands: number;
  /** Type id by command row. */
  readonly commandType: Uint8Array;
  /** IOA by command row. */
  readonly commandIoa: Uint32Array;
  /** IOA of the status signal by command row, or `NO_STATUS`. */
  readonly commandStatus: Uint32Array;

  /** Where the log text of row r starts: `logAt[2r]` the part `IOA,value,quality,`, `logAt[2r+1]` the part `,comment` and line end; 2·rows+1 entries. */
  readonly logAt: Uint32Array;
  /** UTF-8, RFC 4180 quoting already applied. */
  readonly logText: Uint8Array;
  /** Where the comment of command row c starts in `comments`; commands+1 entries. */
  readonly commentAt: Uint32Array;
  /** Comments of the command rows, UTF-8. */
  readonly comments: Uint8Array;
}

const decoder = new TextDecoder();

/** Comment of the row that gives a point its first value; '' if it has none. */
export function pointComment({ logText, logAt, pointFirst }: SignalTable, point: number): string {
  const row = pointFirst[point];
  // `,comment` and a line end; a copy, because shared memory cannot be decoded.
  const cell = decoder.decode(logText.slice(logAt[2 * row + 1] + 1, logAt[2 * row + 2])).trimEnd();
  return withoutGuard(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
}

/** Comment of a command row; '' if it has none. */
export function commandComment({ comments, commentAt }: SignalTable, row: number): string {
  // A copy: shared memory cannot be decoded.
  return decoder.decode(comments.slice(commentAt[row], commentAt[row + 1]));
}
