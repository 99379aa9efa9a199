/**
 * The IOA databases in use, kept up with their files while the program runs (`docs/behaviour.md` §2, edited on disk while running).
 *
 * New content is taken unless it is broken. Broken is what can't be read at all (gone, empty, no text), what holds no signal
 * where there were some, what has an error that the content in use has not (so that an old error in some row doesn't hold
 * back every later edit), and what looks half written: its last row has no line end, where there was one, and rows are missing.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '../../channel/definitions.js';
import { type LoadedTable, loadTable } from '../../config/load.js';
import type { SignalTable } from '../../station/points/signal-table.js';
import { DatabaseWatch, type Verdict } from './database-watch.js';

/** A file stays out of sight for a moment while it is replaced. */
const GONE_MS = 300;
/** What may be half written gets this long to be written on. */
const UNFINISHED_MS = 500;

/** What happened to a file in use. */
export type DatabaseNews =
  | {
      kind: 'reloaded';
      table: SignalTable;
      /** What the content before did not have. */
      findings: Finding[];
    }
  | {
      kind: 'kept';
      file: string;
      /** Version that stays in use. */
      version: number;
      reason: string;
      /** Errors that hold the new content back. */
      findings: Finding[];
    };

/** What is known of a file in use. */
interface InUse {
  /** Findings of the content in use, by `keyOf`, how often each. */
  known: Map<string, number>;
  lineEnd: 'ended' | 'open';
  /** Why the file's newest content is not in use; empty while it is. */
  kept: string;
}

/** See the file's head. */
export class DatabaseStore {
  /** In use, by file name. */
  readonly tables: Map<string, SignalTable>;
  private readonly inUse = new Map<string, InUse>();
  /** Versions go on counting when a file is dropped and used again. */
  private readonly lastVersion = new Map<string, number>();
  private readonly watch: DatabaseWatch;

  /**
   * `tables` were compiled from files of `folder` that were read at `readAtMs` (wall time) or later, `findings` came with them.
   */
  constructor(
    private readonly folder: string,
    tables: ReadonlyMap<string, SignalTable>,
    findings: readonly Finding[],
    readAtMs: number,
    private readonly onNews: (news: DatabaseNews) => void,
  ) {
    this.tables = new Map(tables);
    this.watch = new DatabaseWatch(folder, (file, restedMs) => this.rested(file, restedMs));
    for (const [file, table] of tables) {
      const path = join(folder, file);
      this.use(
        file,
        table,
        findings.filter((finding) => finding.file === path),
        readAtMs,
      );
    }
  }

  /** The table of a file; one that isn't in use yet is read now, and watched from then on. */
  open(file: string): LoadedTable {
    const table = this.tables.get(file);
    if (table !== undefined) return { table, findings: [] };
    const readAtMs = Date.now();
    const loaded = loadTable(this.folder, file, this.nextVersion(file));
    if (loaded.table !== undefined) this.use(file, loaded.table, loaded.findings, readAtMs);
    return loaded;
  }

  /** Drops every file that is not among `files`. */
  keepOnly(files: ReadonlySet<string>): void {
    for (const file of [...this.tables.keys()].filter((name) => !files.has(name))) {
      this.watch.remove(file);
      this.tables.delete(file);
      this.inUse.delete(file);
    }
  }

  /** Watches no more. */
  close(): void {
    this.watch.close();
  }

  private use(file: string, table: SignalTable, findings: readonly Finding[], readAtMs: number): void {
    this.tables.set(file, table);
    this.lastVersion.set(file, table.version);
    const lineEnd = endsWithLineEnd(join(this.folder, file)) ? 'ended' : 'open';
    this.inUse.set(file, { known: countFindings(findings), lineEnd, kept: '' });
    void this.watch.add(file, readAtMs);
  }

  private nextVersion(file: string): number {
    return (this.lastVersion.get(file) ?? 0) + 1;
  }

  private rested(file: string, restedMs: number): Verdict {
    const before = this.tables.get(file);
    const known = this.inUse.get(file);
    if (before === undefined || known === undefined) return 'done';
    const loaded = loadTable(this.folder, file, this.nextVersion(file));
    if (loaded.table === undefined && restedMs < GONE_MS) return 'wait';
    const news = newFindings(known.known, loaded.findings);
    const errors = news.filter(({ severity }) => severity === 'error');
    const broken = whyBroken(before, loaded.table, errors.length);
    if (broken !== undefined || loaded.table === undefined) {
      this.keep(file, before, known, broken ?? '', errors);
      return 'done';
    }
    const { table } = loaded;
    const ended = endsWithLineEnd(join(this.folder, file));
    if (known.lineEnd === 'ended' && !ended) {
      if (restedMs < UNFINISHED_MS) return 'wait';
      if (rowsOf(table) < rowsOf(before)) {
        const reason = 'it looks half written: its last row has no line end, and rows are missing';
        this.keep(file, before, known, reason, []);
        return 'done';
      }
    }
    if (known.kept === '' && isSame(before, table)) {
      known.lineEnd = ended ? 'ended' : 'open';
      return 'done';
    }
    this.use(file, table, loaded.findings, 0);
    this.onNews({ kind: 'reloaded', table, findings: news });
    return 'done';
  }

  private keep(file: string, before: SignalTable, known: InUse, reason: string, findings: Finding[]): void {
    const whole = [reason, ...findings.map((finding) => `${finding.row} ${keyOf(finding)}`)].join('\n');
    if (known.kept === whole) return;
    known.kept = whole;
    this.onNews({ kind: 'kept', file, version: before.version, reason, findings });
  }
}

function whyBroken(
  before: SignalTable,
  table: SignalTable | undefined,
  newErrors: number,
): string | undefined {
  if (table === undefined) return 'it cannot be read';
  if (newErrors > 0) return newErrors === 1 ? 'it has a new error' : `it has ${newErrors} new errors`;
  if (rowsOf(table) === 0 && rowsOf(before) > 0) return 'it holds no signal';
  return undefined;
}

function rowsOf({ rows, commands }: SignalTable): number {
  return rows + commands;
}

/** What a finding says, wherever its row has moved to. */
function keyOf({ severity, column, found, expected }: Finding): string {
  return [severity, column, found, expected].join('\n');
}

function countFindings(findings: readonly Finding[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const finding of findings) counts.set(keyOf(finding), (counts.get(keyOf(finding)) ?? 0) + 1);
  return counts;
}

/** The findings that `known` has not, or not as often. */
function newFindings(known: ReadonlyMap<string, number>, findings: readonly Finding[]): Finding[] {
  const left = new Map(known);
  return findings.filter((finding) => {
    const count = left.get(keyOf(finding)) ?? 0;
    if (count > 0) left.set(keyOf(finding), count - 1);
    return count === 0;
  });
}

/** Whether the tables are alike to the octet, apart from their versions. */
function isSame(a: SignalTable, b: SignalTable): boolean {
  for (const [name, value] of Object.entries(a)) {
    const other: unknown = b[name as keyof SignalTable];
    if (ArrayBuffer.isView(value)) {
      if (!ArrayBuffer.isView(other) || Buffer.compare(octetsOf(value), octetsOf(other)) !== 0) return false;
    } else if (name !== 'version' && value !== other) return false;
  }
  return true;
}

function octetsOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function endsWithLineEnd(path: string): boolean {
  let handle: number | undefined;
  try {
    handle = openSync(path, 'r');
    const last = new Uint8Array(1);
    const { size } = fstatSync(handle);
    return size > 0 && readSync(handle, last, 0, 1, size - 1) === 1 && (last[0] === 10 || last[0] === 13);
  } catch {
    return true;
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}
