/** Entries of an RTU's log (`docs/behaviour.md` §8); `ports.ts` has the log itself. */

/** Which of the RTU's two logs an entry belongs to (`docs/behaviour.md` §8). */
export type LogKind = 'main' | 'interrogation';

/** Event words of the log's second column. */
export type JournalEvent =
  | 'listen'
  | 'connect'
  | 'refuse'
  | 'disconnect'
  | 'startdt'
  | 'stopdt'
  | 'takeover'
  | 'warning'
  | 'reset'
  | 'testfr'
  | 'unexpected'
  | 'flood'
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
  | 'filter'
  | 'held'
  | 'switchover'
  | 'fault';

/** One line of the log. A field that is absent gives an empty cell. */
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
  /** SQ 1: only the first object has an address, the others follow it. */
  isSequence: boolean;
}
