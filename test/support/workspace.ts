/** A temporary folder for a test of the program: ini file, IOA files, logs. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Registers an action for the end; by default the end of the test. */
export type AtEnd = (action: () => void | Promise<void>) => void;

/** A folder that is removed at the end. */
export class Workspace {
  readonly folder = mkdtempSync(join(tmpdir(), 'iec104rs-test-'));

  constructor(atEnd: AtEnd = onTestFinished) {
    atEnd(() => this.remove());
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  /** Writes a file from a text, or from lines. */
  write(name: string, content: string | readonly string[]): void {
    mkdirSync(dirname(this.path(name)), { recursive: true });
    writeFileSync(this.path(name), typeof content === 'string' ? content : `${content.join('\n')}\n`);
  }

  read(...parts: string[]): string {
    return readFileSync(this.path(...parts), 'utf8');
  }

  /** Names in a folder, sorted; none if there is no such folder. */
  list(name: string): string[] {
    return existsSync(this.path(name)) ? readdirSync(this.path(name)).sort() : [];
  }
}

/** One RTU row of an ini file. */
export interface RtuRow {
  no?: number;
  name?: string;
  ca?: number;
  port?: number;
  hosts?: string;
  k?: number;
  idle?: number;
  file?: string;
  options?: readonly string[];
}

/** The cells of a row; the defaults are RTU 1 with CA 1 on `d.csv`. */
export function rtuRow(row: RtuRow): string {
  const { no = 1, ca = no, port = 1, hosts = '', k = 12, idle = 60, file = 'd.csv', options = [] } = row;
  return [no, row.name ?? `R${no}`, ca, port, hosts, k, idle, file, ...options].join(',');
}

/** `count` single points of one index with IOAs from `firstIoa`; type 30 (time-tagged) by default. */
export function pointRows(index: number, count: number, firstIoa = 1000, typeId = 30): string[] {
  return Array.from({ length: count }, (_, i) => `${index},Y,${typeId},${firstIoa + i},${i % 2},0`);
}
