/** What the configuration holds for the engine and the shards: plain data that crosses threads. */
import type { RtuParameters } from '../station/parameters.js';
import { quotedText } from '../text/outside-text.js';

/** One loaded row of the ini file. */
export interface RtuDefinition extends RtuParameters {
  /** Row of the stats table, from 0, in ini order. */
  slot: number;
  /** First cell of the ini row (not necessarily unique). */
  no: number;
  /** At most 16 characters. */
  name: string;
  /** TCP port 0…65535; 0 lets the system choose (tests). */
  port: number;
  /** Address to listen on; empty: all addresses. */
  bind: string;
  /** Addresses and networks (`address/prefix`) that may connect; empty: any. */
  hosts: string[];
  /** The hosts cell has entries, but none is valid: no master is admitted. */
  admitsNobody: boolean;
  /** Plain file name of the IOA file. */
  ioFile: string;
  /** Line of the ini file, from 1. */
  line: number;
  /** Its row was taken out of the ini file while the program ran: it is closed for good, its slot and its counts stay. Absent: it runs. */
  removed?: true;
}

/** The RTUs that run: without those that were removed. */
export function withoutRemoved<T extends Pick<RtuDefinition, 'removed'>>(rtus: readonly T[]): readonly T[] {
  return rtus.filter(({ removed }) => removed === undefined);
}

/** Names the listener of an RTU: RTUs with the same name share it and every connection. Port 0 is never shared. */
export function listenerOf({ slot, bind, port }: Pick<RtuDefinition, 'slot' | 'bind' | 'port'>): string {
  return port === 0 ? `slot ${slot}` : `${bind} port ${port}`;
}

/** The address of an RTU's port, in words. */
export function addressWords({ bind }: Pick<RtuDefinition, 'bind'>): string {
  return bind === '' ? 'all addresses' : bind;
}

/** `error`: something was left out because of the finding; `warning`: nothing was left out. */
export type FindingSeverity = 'error' | 'warning';

/** A fault in an input file, for people to read. */
export interface Finding {
  severity: FindingSeverity;
  /** Path as the user gave it. */
  file: string;
  /** Line from 1; 0: the whole file. */
  row: number;
  /** Column as `4 (port)`: number from 1 and name; empty: the whole row. */
  column: string;
  /** The cell as found. */
  found: string;
  expected: string;
}

/** `iec104rs.csv:20 column 4 (port): found "70000", expected a whole number 1…65535`; a warning begins with `warning: `. */
export function formatFinding(finding: Finding): string {
  const place = finding.row > 0 ? `${finding.file}:${finding.row}` : finding.file;
  const column = finding.column === '' ? '' : ` column ${finding.column}`;
  const weight = finding.severity === 'warning' ? 'warning: ' : '';
  return `${weight}${place}${column}: found ${quotedText(finding.found)}, expected ${finding.expected}`;
}
