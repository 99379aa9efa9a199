/** What the station tells its log: signals in bulk, everything else one entry at a time. The shell decides where it goes. */
import type { Link } from './link.js';
import type { SignalTable } from './points/signal-table.js';
import type { Rtu } from './rtu.js';

/** Which of the RTU's two logs an entry belongs to (`docs/behaviour.md` §8). */
export type LogKind = 'main' | 'interrogation';

/** Event names of the log's second column. */
export type JournalEvent =
  | 'listen'
  | 'connect'
  | 'refuse'
  | 'disconnect'
  | 'startdt'
  | 'stopdt'
  | 'takeover'
  | 'testfr'
  | 'unexpected'
  | 'initialized'
  | 'interrogation'
  | 'clock'
  | 'read'
  | 'test'
  | 'command'
  | 'select'
  | 'status'
  | 'negative'
  | 'received'
  | 'send'
  | 'filter';

/** One line of the log; what is left out stays empty. */
export interface JournalEntry {
  event: JournalEvent;
  log?: LogKind;
  direction?: 'rx' | 'tx';
  typeId?: number;
  cot?: number;
  ioa?: number;
  value?: string;
  quality?: string;
  timeTag?: string;
  detail?: string;
}

/** The objects of a frame just built, still in the outbox. */
export interface InterrogatedFrame {
  typeId: number;
  cot: number;
  count: number;
  octets: Uint8Array;
  /** Where the first object starts. */
  at: number;
}

/** The log as the station sees it. */
export interface Journal {
  /** Rows `firstRow`…`firstRow+count−1` of the table were sent in one frame of an index send; `wallMs` is their time (and time tag, where the type has one). */
  sent(link: Link, table: SignalTable, firstRow: number, count: number, cot: number, wallMs: number): void;
  /** The same for a frame whose values are not those of its rows: its ASDU, only lent. */
  sentAsdu(link: Link, asdu: Uint8Array, wallMs: number): void;
  /**
   * Points were sent in one frame of an interrogation. `rows` are the rows whose values went out, `NO_ROW` where the value is
   * no row's; absent for counters, whose readings may be frozen ones.
   */
  interrogated(link: Link, table: SignalTable, frame: InterrogatedFrame, rows: Uint32Array | undefined): void;
  /** Anything else. `link` is absent where no connection is concerned. */
  event(rtu: Rtu, link: Link | undefined, entry: JournalEntry): void;
}
