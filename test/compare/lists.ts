/** Small lists for tests: written to files, compared, with the command's output. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCompare } from '../../src/compare/compare.js';

export const SENT_HEADER = 'rtu,name,port,ca,ioa,type,value,quality,time tag,written,acknowledged,connection';

/** A row of the sent list; fields that a test doesn't set have defaults. */
export interface SentRow {
  rtu?: number;
  port?: number;
  ca?: number;
  ioa?: number;
  type?: number;
  value?: string | number;
  quality?: string;
  /** Time tag; `10:04:02.118` is of 2026-11-22. */
  time?: string;
  written?: string;
  acknowledged?: 'yes' | 'no';
  connection?: string;
}

/** A row as the simulator writes it. */
export function sentLine(row: SentRow): string {
  const time = row.time === undefined || row.time === '' ? '' : fullTime(row.time);
  const written = row.written ?? (time === '' ? '' : `${time.slice(0, 23)}456`);
  return [
    row.rtu ?? 1,
    'Ahornbach 110',
    row.port ?? 2404,
    row.ca ?? 101,
    row.ioa ?? 2001,
    row.type ?? 30,
    row.value ?? 1,
    row.quality ?? '',
    time,
    written,
    row.acknowledged === 'no' ? '' : written || '2026-11-22 10:05:00.000000',
    row.connection ?? '127.0.0.1:43934',
  ].join(',');
}

/** `10:04:02.118` → `2026-11-22 10:04:02.118`. */
export function fullTime(time: string): string {
  return /^\d\d:/.test(time) ? `2026-11-22 ${time}` : time;
}

export function sentText(rows: readonly SentRow[]): string {
  return [SENT_HEADER, ...rows.map(sentLine), ''].join('\n');
}

/** An event list `CA,IOA,value,time tag` of cells. */
export function listText(
  rows: readonly (readonly (string | number)[])[],
  header = 'CA,IOA,value,time tag',
): string {
  return [header, ...rows.map((row) => row.join(',')), ''].join('\n');
}

/** An event as `IOA value time` of CA 101. */
export function event(ioa: number, value: string | number, time: string): (string | number)[] {
  return [101, ioa, value, time === '' ? '' : fullTime(time)];
}

/** Exit code and output of a run of the command. */
export interface Outcome {
  exitCode: number;
  out: string;
  err: string;
  /** Content of the file of `--out`. */
  file: string;
}

/** The JSON of a comparison, as far as tests use it. */
export interface Report {
  matches: boolean;
  sent: { rows: number; acknowledged: number; leftOut: number; unreadable: number };
  list: { rows: number; leftOut: number; unreadable: number };
  matched: number;
  differences: Record<string, number>;
  unacknowledged: { rows: number; inList: number };
  wrongTime: { count: number; medianMs: number; largestMs: number; withoutTime: number };
  delay?: { count: number; medianMs: number; largestMs: number };
  shifts: { ca: number; ms: number; events: number }[];
  notes: string[];
  unreadable: string[];
  examples: Record<string, Record<string, unknown>[]>;
}

/** Runs the command on two files with these contents; the word `OUT` stands for the path of an output file. */
export async function run(
  sent: string | Uint8Array,
  list: string | Uint8Array,
  words: readonly string[] = [],
): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'compare-'));
  try {
    const [sentFile, listFile, outFile] = ['sent.csv', 'events.csv', 'out.csv'].map((name) =>
      join(folder, name),
    );
    writeFileSync(sentFile, sent);
    writeFileSync(listFile, list);
    const said = { out: [] as string[], err: [] as string[] };
    const exitCode = await runCompare(
      [sentFile, listFile, ...words.map((word) => (word === 'OUT' ? outFile : word))],
      { write: (text) => said.out.push(text) },
      { write: (text) => said.err.push(text) },
    );
    const short = (text: string): string => text.replaceAll(`${folder}/`, '');
    const file = words.includes('OUT') && exitCode !== 1 ? readFileSync(outFile, 'utf8') : '';
    return { exitCode, out: short(said.out.join('')), err: short(said.err.join('')), file };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Runs the command with `--json`. Throws if its exit code is not 0 or 3. */
export async function compare(
  sent: readonly SentRow[] | string,
  list: string | Uint8Array,
  words: readonly string[] = [],
): Promise<Report> {
  const text = typeof sent === 'string' ? sent : sentText(sent);
  const { exitCode, out, err } = await run(text, list, ['--json', ...words]);
  if (exitCode !== 0 && exitCode !== 3) throw new Error(`exit code ${exitCode}: ${err}`);
  const report = JSON.parse(out) as Report;
  if (report.matches !== (exitCode === 0)) throw new Error(`exit code ${exitCode} for ${out}`);
  return report;
}

/** The differences that aren't 0. */
export function found(report: Report): Record<string, number> {
  return Object.fromEntries(Object.entries(report.differences).filter(([, count]) => count > 0));
}
