/**
 * Reading an IOA file in a thread of its own, and what crosses to the thread that asked for it: the table lies in shared memory, findings go
 * as octets in blocks, so that a file full of errors does not hold up the other thread either.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Finding } from '../channel/definitions.js';
import type { SignalTable } from '../station/points/signal-table.js';
import type { AddressForm } from '../text/octet-address.js';
import type { AwaitedCommand } from './awaited-commands.js';
import type { NamedStatus } from './command-statuses.js';
import { loadTable } from './load.js';
import { endsWithLineEnd } from './text-file.js';

/** Findings that are unpacked in one turn of the event loop. */
const BLOCK = 500;

/** Which file; `version` counts the loads of this file, from 1. */
export interface TableRequest {
  folder: string;
  file: string;
  version: number;
  /** How addresses are written by their octets; absent: as usual. */
  addresses?: AddressForm;
}

/** A file as read, in the form in which it crosses. */
export interface PackedTable {
  /** Absent: the file can't be read. */
  table?: SignalTable;
  /** The file is there, and the system refuses it. */
  isRefused?: true;
  /** Blocks of findings, JSON in UTF-8. */
  findings: Uint8Array[];
  notes: string[];
  awaits: readonly AwaitedCommand[];
  statuses: readonly NamedStatus[];
  /** Whether the last row has its line end. */
  lineEnd: 'ended' | 'open';
}

/** The task of the thread: reads and compiles a file. */
export function readTable({ folder, file, version, addresses }: TableRequest): PackedTable {
  const {
    table,
    isRefused,
    findings,
    notes = [],
    awaits = [],
    statuses = [],
  } = loadTable(folder, file, version, addresses);
  const lineEnd = endsWithLineEnd(folder, file) ? 'ended' : 'open';
  return {
    ...(table === undefined ? {} : { table }),
    ...(isRefused ? { isRefused } : {}),
    findings: pack(findings),
    notes,
    awaits,
    statuses,
    lineEnd,
  };
}

function pack(findings: readonly Finding[]): Uint8Array[] {
  const blocks: Uint8Array[] = [];
  for (let from = 0; from < findings.length; from += BLOCK)
    blocks.push(new TextEncoder().encode(JSON.stringify(findings.slice(from, from + BLOCK))));
  return blocks;
}

/** The findings in their order. Other work of the thread gets its turns between the blocks. */
export async function unpackFindings(blocks: readonly Uint8Array[]): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const block of blocks) {
    findings.push(...(JSON.parse(new TextDecoder().decode(block)) as Finding[]));
    await nextTurn();
  }
  return findings;
}
