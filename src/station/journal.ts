/** What the station tells its log: signals in bulk, everything else one entry at a time. The shell decides where it goes. */
import type { Link } from './link.js';
import type { Rtu } from './rtu.js';
import type { SignalTable } from './signal-table.js';

/** Which of the RTU's two logs an entry belongs to (`spec.md` §8). */
export type LogKind = 'main' | 'interrogation';

/** Event names of the log's second column. */
export type JournalEvent =
  | 'listen'
  | 'connect'
  | 'refuse'
  | 'disconnect'
  | 'startdt'
  | 'stopdt'
  | 'testfr'
  | 'unexpected'
  | 'initialized'
  | 'interrogation'
  | 'clock'
  | 'read'
  | 'test'
  | 'command'
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

/** The log as the station sees it. */
export interface Journal {
  /** Rows `firstRow`…`firstRow+count−1` of the table were sent in one frame of an index send; `wallMs` is their time (and time tag, where the type has one). */
  sent(link: Link, table: SignalTable, firstRow: number, count: number, cot: number, wallMs: number): void;
  /** Points, one row each, were sent in one frame of an interrogation; `rows[at…at+count)` are the rows whose values went out. */
  interrogated(link: Link, table: SignalTable, rows: Uint32Array, count: number, cot: number): void;
  /** Anything else. `link` is absent where no connection is concerned. */
  event(rtu: Rtu, link: Link | undefined, entry: JournalEntry): void;
}
