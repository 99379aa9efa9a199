/** How the lines of log files are handed to the disk, and what a disk that is slow or fails does to them (`docs/behaviour.md` §8). */
import { beforeEach, describe, expect, it } from 'vitest';
import { SHARD_COUNTER } from '../../src/channel/shard-table.js';
import { LineBooks } from '../../src/workers/line-books.js';
import {
  type FileShape,
  LOG_HEADER,
  LOG_SHAPE,
  type LogFile,
  LogFolder,
} from '../../src/workers/log-files.js';
import { RecordedMachine } from './recorded-files.js';

const SMALL = 4096;
const LARGE = 65_536;

let machine: RecordedMachine;
let folder: LogFolder;
let troubles: string[];
let lost: number;
let cells: Float64Array;

function openFolder(shape: FileShape = LOG_SHAPE): void {
  cells = new Float64Array(Object.keys(SHARD_COUNTER).length);
  const trouble = (file: string, detail: string) => troubles.push(`${file}: ${detail}`);
  folder = new LogFolder(machine, 'log', trouble, shape, new LineBooks(cells, 'log'));
}

function openFile(name = 'a.csv'): LogFile {
  return folder.file(name, (lines) => {
    lost += lines;
  });
}

/** Writes a line of so many octets, with its end; returns whether it was taken. */
function write(file: LogFile, octets: number): boolean {
  const line = file.lineOf(octets);
  line?.append(Buffer.from(`${'x'.repeat(octets - 1)}\n`));
  if (line !== undefined) line.lines++;
  return line !== undefined;
}

const books = (): { due: number; handed: number; done: number } => ({
  due: cells[SHARD_COUNTER.LOG_LINES],
  handed: cells[SHARD_COUNTER.LOG_LINES_HANDED],
  done: cells[SHARD_COUNTER.LOG_LINES_DONE],
});

beforeEach(() => {
  machine = new RecordedMachine();
  troubles = [];
  lost = 0;
  openFolder();
});

describe('a chunk of lines', () => {
  it('goes to the disk 200 ms after its first line, or when the next line does not fit', () => {
    const file = openFile();
    for (let i = 0; i < 4; i++) write(file, SMALL / 4);
    expect(machine.opened).toEqual([]);
    expect(machine.delays).toEqual([200]);
    write(file, 10);
    expect(machine.file.lent.map(({ length }) => length)).toEqual([SMALL]);
    expect([machine.file.path, machine.file.header]).toEqual(['log/a.csv', LOG_HEADER]);
    machine.fire();
    expect(machine.file.lent.map(({ length }) => length)).toEqual([SMALL, 10]);
    expect(machine.file.lines).toBe(5);
    expect(machine.delays).toEqual([]);
  });

  it('is small and copied where a file gets few lines, large and in shared memory where it gets many', () => {
    const file = openFile();
    const chunk = (octets: number): { octets: number; isShared: boolean } => {
      for (let left = octets; left > 0; left -= 1024) write(file, Math.min(left, 1024));
      file.flush();
      const { buffer } = machine.file.lent.at(-1) as Uint8Array;
      return { octets: buffer.byteLength, isShared: buffer instanceof SharedArrayBuffer };
    };
    expect(chunk(2048)).toEqual({ octets: SMALL, isShared: false });
    // Not more than a half of the last one was filled.
    expect(chunk(2049)).toEqual({ octets: SMALL, isShared: false });
    expect(chunk(2049)).toEqual({ octets: LARGE, isShared: true });
    expect(chunk(10)).toEqual({ octets: LARGE, isShared: true });
    expect(chunk(10)).toEqual({ octets: SMALL, isShared: false });
  });

  it('is used again when it was written, 256 of them at most', () => {
    const file = openFile();
    /** Fills chunks to the last octet, and returns their memories. */
    const fill = (chunks: number): Set<ArrayBufferLike> => {
      for (let i = 0; i < chunks * 32; i++) write(file, LARGE / 32);
      file.flush();
      return new Set(machine.file.lent.filter(({ length }) => length === LARGE).map(({ buffer }) => buffer));
    };
    write(file, 3000);
    const before = fill(258);
    expect(before.size).toBe(258);
    machine.file.take();
    const after = fill(258);
    expect(after.size).toBe(258);
    expect([...after].filter((memory) => before.has(memory))).toHaveLength(256);
  });

  it('that is small is not used again', () => {
    const file = openFile();
    write(file, 3000);
    machine.fire();
    machine.file.take();
    write(file, 10);
    file.flush();
    expect(machine.file.lent[0].buffer.byteLength).toBe(LARGE);
  });

  it('is not lent again while a part of it is not written', () => {
    const file = openFile();
    write(file, 3000);
    file.flush();
    write(file, 10);
    file.flush();
    // One octet of the second chunk.
    machine.file.take(3001);
    write(file, 20);
    file.flush();
    expect(new Set(machine.file.lent.map(({ buffer }) => buffer)).size).toBe(2);
  });
});

describe('lines for a disk that is too slow', () => {
  it('are lost from the octet on that is the last to wait', () => {
    openFolder({ ...LOG_SHAPE, mostOctetsWaiting: 3000 });
    const file = openFile();
    write(file, 2999);
    file.flush();
    expect(folder.full).toBe(false);
    expect(write(file, 1)).toBe(true);
    file.flush();
    expect(folder.full).toBe(true);
    expect(write(file, 1)).toBe(false);
    expect(lost).toBe(1);
    machine.file.take(2999);
    expect(folder.full).toBe(false);
  });

  it('may have 3584 octets each, and not one more', () => {
    const file = openFile();
    expect(write(file, 3584)).toBe(true);
    expect(write(file, 3585)).toBe(false);
    expect(lost).toBe(1);
  });
});

describe('the books', () => {
  it('have a line as due, as handed to the writer, and as done when all octets of its chunk are written', () => {
    const file = openFile();
    write(file, 10);
    write(file, 10);
    expect(books()).toEqual({ due: 2, handed: 0, done: 0 });
    file.flush();
    expect(books()).toEqual({ due: 2, handed: 2, done: 0 });
    machine.file.take(19);
    expect(books()).toEqual({ due: 2, handed: 2, done: 0 });
    machine.file.take(1);
    expect(books()).toEqual({ due: 2, handed: 2, done: 2 });
  });

  it('have a line that was never taken as handed and done', () => {
    write(openFile(), 5000);
    expect(books()).toEqual({ due: 1, handed: 1, done: 1 });
  });

  it('have the lines of a file that fails as done, once', () => {
    const file = openFile();
    write(file, 10);
    file.flush();
    write(file, 10);
    machine.file.fail('no disk');
    // What the writer had is lost; what came since waits for the next flush.
    expect([lost, books()]).toEqual([1, { due: 2, handed: 1, done: 1 }]);
    machine.file.closed();
    machine.fire();
    machine.file.take();
    expect([lost, books()]).toEqual([1, { due: 2, handed: 2, done: 2 }]);
  });

  it('have what the writer did not get yet as handed and done when the file fails while it closes', () => {
    const file = openFile();
    write(file, 10);
    file.flush();
    machine.file.take();
    file.closeWhenWritten();
    write(file, 10);
    file.flush();
    expect(books()).toEqual({ due: 2, handed: 1, done: 1 });
    machine.file.fail('no disk');
    expect([lost, books()]).toEqual([1, { due: 2, handed: 2, done: 2 }]);
  });

  it('count no line as due that was counted before', () => {
    openFolder({ header: '', mostOctetsWaiting: 1000, lines: 'due-before' });
    write(openFile(), 10);
    expect(books()).toEqual({ due: 0, handed: 0, done: 0 });
  });
});

describe('a file that fails', () => {
  it('is reported once, and again after lines were written', () => {
    const file = openFile();
    const attempt = (): void => {
      write(file, 10);
      file.flush();
    };
    const fail = (): void => {
      machine.file.fail('no disk');
      machine.file.closed();
    };
    attempt();
    fail();
    attempt();
    fail();
    expect(troubles).toEqual(['log/a.csv: no disk']);
    attempt();
    machine.file.take();
    write(file, 10);
    file.flush();
    fail();
    expect(troubles).toEqual(['log/a.csv: no disk', 'log/a.csv: no disk']);
    expect(machine.opened).toHaveLength(3);
  });

  it('loses the lines that are not whole in it, and those that wait behind', () => {
    const file = openFile();
    write(file, 10);
    write(file, 10);
    write(file, 10);
    file.flush();
    write(file, 10);
    file.flush();
    machine.file.take(15);
    machine.file.fail('no disk');
    expect(lost).toBe(3);
    machine.file.closed();
    write(file, 10);
    file.flush();
    expect(machine.file.text).toBe(
      `2026-11-22 10:03:11.125000,lost,,,,,,,,,3 lines lost\n${'x'.repeat(9)}\n`,
    );
  });

  it('counts the lines of a report that was lost again', () => {
    const file = openFile();
    write(file, 5000);
    write(file, 10);
    file.flush();
    machine.file.fail('no disk');
    machine.file.closed();
    // Two lines: the one that was too long, and the one behind the report.
    expect(lost).toBe(2);
    write(file, 10);
    file.flush();
    expect(machine.file.text).toContain(',2 lines lost\n');
  });

  it('does not count the lines of a report that is in the file', () => {
    const file = openFile();
    write(file, 5000);
    write(file, 10);
    file.flush();
    machine.file.take('2026-11-22 10:03:11.125000,lost,,,,,,,,,1 lines lost\n'.length);
    machine.file.fail('no disk');
    machine.file.closed();
    expect(lost).toBe(2);
    write(file, 10);
    file.flush();
    expect(machine.file.text).toContain(',1 lines lost\n');
  });

  it('has no report in the sent list', () => {
    openFolder({ header: '', mostOctetsWaiting: 1000, lines: 'due-before' });
    const file = openFile();
    write(file, 5000);
    write(file, 10);
    file.flush();
    expect([machine.file.text, machine.file.header]).toEqual([`${'x'.repeat(9)}\n`, undefined]);
  });
});

it('a folder is made before its first file is opened', () => {
  expect([machine.folders, machine.opened]).toEqual([['log'], []]);
});

describe('a folder that closes', () => {
  /** Closes the folder; says whether it has closed. */
  function close(): { readonly isOver: () => Promise<boolean> } {
    let over = false;
    void folder.close().then(() => {
      over = true;
    });
    return {
      isOver: async () => {
        await new Promise(setImmediate);
        return over;
      },
    };
  }

  it('is closed at once where nothing was written', async () => {
    openFile();
    expect(await close().isOver()).toBe(true);
    expect(machine.delays).toEqual([]);
  });

  it('waits for every file, and leaves no timer', async () => {
    write(openFile('a.csv'), 10);
    write(openFile('b.csv'), 10);
    const closing = close();
    expect(machine.opened.map(({ path }) => path)).toEqual(['log/a.csv', 'log/b.csv']);
    expect(machine.delays).toEqual([1000]);
    const [a, b] = machine.opened;
    expect([a.isClosing, b.isClosing]).toEqual([false, false]);
    a.take();
    a.closed();
    expect(await closing.isOver()).toBe(false);
    b.take();
    expect(await closing.isOver()).toBe(false);
    b.closed();
    expect(await closing.isOver()).toBe(true);
    expect(machine.delays).toEqual([]);
  });

  it('waits for no disk longer than a second', async () => {
    write(openFile(), 10);
    const closing = close();
    machine.fire();
    expect(await closing.isOver()).toBe(true);
  });

  it('closes a file that is open and has nothing to write', async () => {
    const file = openFile();
    write(file, 10);
    file.flush();
    machine.file.take();
    expect(machine.file.isClosing).toBe(false);
    const closing = close();
    expect(machine.file.isClosing).toBe(true);
    machine.file.closed();
    expect(await closing.isOver()).toBe(true);
  });

  it('reports lines that are lost meanwhile in a file that it opens anew', async () => {
    write(openFile(), 10);
    const closing = close();
    machine.file.fail('no disk');
    machine.file.closed();
    expect(machine.opened).toHaveLength(2);
    expect(machine.file.text).toBe('2026-11-22 10:03:11.125000,lost,,,,,,,,,1 lines lost\n');
    expect(await closing.isOver()).toBe(false);
    machine.file.take();
    machine.file.closed();
    expect(await closing.isOver()).toBe(true);
  });

  it('gives a report up that is lost as well', async () => {
    write(openFile(), 10);
    const closing = close();
    machine.file.fail('no disk');
    machine.file.closed();
    machine.file.fail('no disk');
    machine.file.closed();
    expect(await closing.isOver()).toBe(true);
    expect([machine.opened.length, lost]).toEqual([2, 1]);
  });
});
