/** The signal tables in use, which follow edits of their IOA files while the program runs (`docs/behaviour.md` §2). */
import { join } from 'node:path';
import type { Finding } from '../../channel/definitions.js';
import type { LoadedTable } from '../../config/load.js';
import { endsWithLineEnd } from '../../config/text-file.js';
import type { SignalTable } from '../../station/points/signal-table.js';
import { DatabaseWatch, type RestReply } from './database-watch.js';
import { startTableReader, type TableReader, type TableReading } from './table-reader.js';

/** A file may be missing for this long while it is replaced. */
const GONE_MS = 300;
/** A file that looks half written has this much time to be completed. */
const UNFINISHED_MS = 500;

/** News about a file in use. */
export type DatabaseNews =
  | {
      kind: 'reloaded';
      table: SignalTable;
      /** Findings that the content before did not have. */
      findings: Finding[];
    }
  | {
      kind: 'kept';
      file: string;
      /** The version that stays in use. */
      version: number;
      reason: string;
      /** Errors because of which the new content is refused. */
      findings: Finding[];
    };

/** A file in use. */
interface InUse {
  /** How often each finding of the content in use occurs, by `keyOf`. */
  known: Map<string, number>;
  lineEnd: 'ended' | 'open';
  /** Why the newest content of the file is not used; empty: it is used. */
  kept: string;
}

/**
 * Reads a file again when it has changed, and uses the new content unless the file is broken. A file is broken if it
 *
 * - cannot be read (missing, empty, not a text; one that another program holds is tried again until it lets go),
 * - holds no signal although it held some before,
 * - has an error that the content in use does not have (an old error does not hold back later edits),
 * - looks half written: its last row has lost its line end, and rows are missing.
 */
export class DatabaseStore {
  /** Tables in use, by file name. */
  readonly tables: Map<string, SignalTable>;
  private readonly inUse = new Map<string, InUse>();
  /** Version by file name; numbers continue when a file is dropped and used again. */
  private readonly lastVersion = new Map<string, number>();
  private readonly watch: DatabaseWatch;
  private isClosed = false;

  /**
   * `tables` were compiled from files of `folder`, read at `readAtMs` (wall time, ms since 1970) or later, with these `findings`.
   */
  constructor(
    private readonly folder: string,
    tables: ReadonlyMap<string, SignalTable>,
    findings: readonly Finding[],
    readAtMs: number,
    private readonly onNews: (news: DatabaseNews) => void,
    private readonly reader: TableReader = startTableReader(),
  ) {
    this.tables = new Map(tables);
    this.watch = new DatabaseWatch(folder, (file, restedMs) => this.onRest(file, restedMs));
    for (const [file, table] of tables) {
      const path = join(folder, file);
      this.use(
        file,
        table,
        findings.filter((finding) => finding.file === path),
        endsWithLineEnd(folder, file) ? 'ended' : 'open',
        readAtMs,
      );
    }
  }

  /** The table of a file. A file that is not in use yet is read now and watched from then on. */
  async open(file: string): Promise<LoadedTable> {
    const table = this.tables.get(file);
    if (table !== undefined) return { table, findings: [] };
    const readAtMs = Date.now();
    const loaded = await this.read(file);
    if (loaded.table !== undefined && !this.isClosed)
      this.use(file, loaded.table, loaded.findings, loaded.lineEnd, readAtMs);
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

  /** Stops watching. */
  close(): void {
    this.isClosed = true;
    this.watch.close();
    this.reader.close();
  }

  /** Reads a file. Never rejects: if the reading itself fails, that is a finding. */
  private async read(file: string): Promise<TableReading> {
    const { folder } = this;
    try {
      return await this.reader.read({ folder, file, version: this.nextVersion(file) });
    } catch (error) {
      const expected = `a file that can be read; the thread that read it failed: ${(error as Error).message}`;
      const finding = {
        severity: 'error',
        file: join(folder, file),
        row: 0,
        column: '',
        found: '',
        expected,
      } as const;
      return { findings: [finding], lineEnd: 'ended' };
    }
  }

  private use(
    file: string,
    table: SignalTable,
    findings: readonly Finding[],
    lineEnd: InUse['lineEnd'],
    readAtMs: number,
  ): void {
    this.tables.set(file, table);
    this.lastVersion.set(file, table.version);
    this.inUse.set(file, { known: countFindings(findings), lineEnd, kept: '' });
    void this.watch.add(file, readAtMs);
  }

  private nextVersion(file: string): number {
    return (this.lastVersion.get(file) ?? 0) + 1;
  }

  private async onRest(file: string, restedMs: number): Promise<RestReply> {
    const before = this.tables.get(file);
    const known = this.inUse.get(file);
    if (before === undefined || known === undefined) return 'done';
    const loaded = await this.read(file);
    // It was dropped meanwhile, perhaps used again.
    if (this.isClosed || this.inUse.get(file) !== known) return 'done';
    if (loaded.table === undefined && restedMs < GONE_MS) return 'wait';
    const news = newFindings(known.known, loaded.findings);
    const errors = news.filter(({ severity }) => severity === 'error');
    const broken = whyBroken(before, loaded.table, errors.length);
    if (broken !== undefined || loaded.table === undefined) {
      this.keep(file, before, known, broken ?? '', errors);
      // When the other program lets go, nothing of the file changes.
      return loaded.isRefused ? 'held' : 'done';
    }
    const { table } = loaded;
    if (known.lineEnd === 'ended' && loaded.lineEnd === 'open') {
      if (restedMs < UNFINISHED_MS) return 'wait';
      if (rowsOf(table) < rowsOf(before)) {
        const reason = 'it looks half written: its last row has no line end, and rows are missing';
        this.keep(file, before, known, reason, []);
        return 'done';
      }
    }
    if (known.kept === '' && isSame(before, table)) {
      known.lineEnd = loaded.lineEnd;
      return 'done';
    }
    this.use(file, table, loaded.findings, loaded.lineEnd, 0);
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

/** A finding without its row, because an edit may move the row. */
function keyOf({ severity, column, found, expected }: Finding): string {
  return [severity, column, found, expected].join('\n');
}

function countFindings(findings: readonly Finding[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const finding of findings) counts.set(keyOf(finding), (counts.get(keyOf(finding)) ?? 0) + 1);
  return counts;
}

/** The findings that `known` does not have, or has fewer times. */
function newFindings(known: ReadonlyMap<string, number>, findings: readonly Finding[]): Finding[] {
  const left = new Map(known);
  return findings.filter((finding) => {
    const count = left.get(keyOf(finding)) ?? 0;
    if (count > 0) left.set(keyOf(finding), count - 1);
    return count === 0;
  });
}

/** Whether two tables are equal to the octet, apart from their versions. */
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
