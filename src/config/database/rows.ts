/** The rows of an IOA file as read, before they are compiled. Source: `docs/behaviour.md` §2. */
import type { Finding } from '../../channel/definitions.js';
import type { ElementRecord } from '../../codec/elements.js';

/** The telegram that an index send awaits before this row; an empty cell sets no condition. */
export interface SignalFilter {
  /** Only RTUs of this number, 1…65535; 0: all. */
  rtuNumber: number;
  /** Type id of the awaited telegram, 1…255; −1: any. */
  typeId: number;
  /** IOA in the awaited telegram, 0…16777215; −1: any. */
  ioa: number;
  /** Value in the awaited telegram; NaN: any. */
  value: number;
  /** Infinity: no time-out. */
  timeoutMs: number;
}

/** One monitored signal. */
export interface SignalRow {
  /** Line of the file, from 1. */
  line: number;
  /** 0…999999999999. */
  index: number;
  /**
   * Interrogations that report the row, from its GI cell above the end of general interrogation: bit 0 the station's
   * (counters: the general one), bit n group n (1…16, counters 1…4); 0: none.
   */
  groups: number;
  /** A monitored process type. */
  typeId: number;
  /** 0…16777215. */
  ioa: number;
  /** Within the ranges of the type's elements. */
  value: ElementRecord;
  /** Its cause in index sends: 1 or 2 where the file says so, else 3; one that its type may have. */
  cot: number;
  /** How long an index send waits after this row, 0 or more. */
  waitMs: number;
  filter: SignalFilter;
  /** At most 53 characters, one line. */
  comment: string;
}

/** One command that the RTU accepts. */
export interface CommandRow {
  /** Line of the file, from 1. */
  line: number;
  /** A command type. */
  typeId: number;
  /** 0…16777215. */
  ioa: number;
  /** IOA of the status signal, 0…16777215; −1: none. */
  statusIoa: number;
  /** At most 53 characters, one line. */
  comment: string;
}

/** A parsed IOA file. */
export interface ParsedIoaFile {
  /** Name in the ini file. */
  file: string;
  /** In file order. */
  signals: SignalRow[];
  /** In file order. */
  commands: CommandRow[];
  /** All findings, in file order. */
  findings: Finding[];
  /** Sentences about the file for `--check`. */
  notes: string[];
}
