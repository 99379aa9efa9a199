/** Log files on a disk that the test moves by hand. */
import { SHARD_COUNTER } from '../../src/channel/shard-table.js';
import { LineBooks } from '../../src/workers/line-books.js';
import { type FileShape, LOG_SHAPE, type LogFile, LogFolder } from '../../src/workers/log-files.js';
import { RecordedMachine } from './recorded-files.js';

/** The shape of the sent list: no header, and so no line about lost lines. */
export const LIST_SHAPE: FileShape = { header: '', mostOctetsWaiting: 1000, lines: 'due-before' };

export class LogKit {
  readonly machine = new RecordedMachine();
  /** Troubles that were reported. */
  readonly troubles: string[] = [];
  /** Lines that were reported as lost. */
  lost = 0;
  readonly folder: LogFolder;
  private readonly cells = new Float64Array(Object.keys(SHARD_COUNTER).length);

  constructor(shape: FileShape = LOG_SHAPE) {
    const trouble = (file: string, detail: string) => this.troubles.push(`${file}: ${detail}`);
    this.folder = new LogFolder(this.machine, 'log', trouble, shape, new LineBooks(this.cells, 'log'));
  }

  openFile(name = 'a.csv'): LogFile {
    return this.folder.file(name, (lines) => {
      this.lost += lines;
    });
  }

  /** The lines in the books. */
  get books(): { due: number; handed: number; done: number } {
    return {
      due: this.cells[SHARD_COUNTER.LOG_LINES],
      handed: this.cells[SHARD_COUNTER.LOG_LINES_HANDED],
      done: this.cells[SHARD_COUNTER.LOG_LINES_DONE],
    };
  }
}

/** Writes a line of so many octets, with its end; returns whether it was taken. */
export function write(file: LogFile, octets: number): boolean {
  const line = file.lineOf(octets);
  line?.append(Buffer.from(`${'x'.repeat(octets - 1)}\n`));
  if (line !== undefined) line.lines++;
  return line !== undefined;
}
