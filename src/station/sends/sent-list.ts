/** What became of every signal that was sent without being asked for: the list that a SCADA's event list is held against. */
import type { Link } from '../link.js';
import type { SignalTable } from '../points/signal-table.js';

/** When a frame was written and acknowledged, monotonic ms; NaN: never acknowledged. */
export interface SentTimes {
  writtenMs: number;
  acknowledgedMs: number;
}

/** Hears of each frame once, when it is acknowledged or its link is lost. */
export interface SentList {
  /** A frame with `count` rows of a table from `firstRow`; `tagWallMs` is their time tag, ms since 1970. */
  rows(
    link: Link,
    table: SignalTable,
    firstRow: number,
    count: number,
    tagWallMs: number,
    times: SentTimes,
  ): void;
  /** A frame whose ASDU was kept, only lent. */
  asdu(link: Link, asdu: Uint8Array, times: SentTimes): void;
}
