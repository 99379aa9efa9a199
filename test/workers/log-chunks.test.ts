/** How the lines of log files are handed to the disk, and what a disk that is slow or fails does to them (`docs/behaviour.md` §8). */
import { beforeEach, describe, expect, it } from 'vitest';
import { type FileShape, LOG_HEADER, LOG_SHAPE } from '../../src/workers/log-files.js';
import { LIST_SHAPE, LogKit, write } from './log-kit.js';
import type { RecordedMachine } from './recorded-files.js';

const SMALL = 4096;
const LARGE = 65_536;

let kit: LogKit;
let machine: RecordedMachine;

function openFolder(shape?: FileShape): void {
  kit = new LogKit(shape);
  ({ machine } = kit);
}

beforeEach(() => openFolder());

describe('a chunk of lines', () => {
  it('goes to the disk 200 ms after its first line, or when the next line does not fit', () => {
    const file = kit.openFile();
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
    const file = kit.openFile();
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
    const file = kit.openFile();
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
    const file = kit.openFile();
    write(file, 3000);
    machine.fire();
    machine.file.take();
    write(file, 10);
    file.flush();
    expect(machine.file.lent[0].buffer.byteLength).toBe(LARGE);
  });

  it('is not lent again while a part of it is not written', () => {
    const file = kit.openFile();
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
    const file = kit.openFile();
    write(file, 2999);
    file.flush();
    expect(kit.folder.full).toBe(false);
    expect(write(file, 1)).toBe(true);
    file.flush();
    expect(kit.folder.full).toBe(true);
    expect(write(file, 1)).toBe(false);
    expect(kit.lost).toBe(1);
    machine.file.take(2999);
    expect(kit.folder.full).toBe(false);
  });

  it('may have 3584 octets each, and not one more', () => {
    const file = kit.openFile();
    expect(write(file, 3584)).toBe(true);
    expect(write(file, 3585)).toBe(false);
    expect(kit.lost).toBe(1);
  });
});

describe('the books', () => {
  it('have a line as due, as handed to the writer, and as done when all octets of its chunk are written', () => {
    const file = kit.openFile();
    write(file, 10);
    write(file, 10);
    expect(kit.books).toEqual({ due: 2, handed: 0, done: 0 });
    file.flush();
    expect(kit.books).toEqual({ due: 2, handed: 2, done: 0 });
    machine.file.take(19);
    expect(kit.books).toEqual({ due: 2, handed: 2, done: 0 });
    machine.file.take(1);
    expect(kit.books).toEqual({ due: 2, handed: 2, done: 2 });
  });

  it('have a line that was never taken as handed and done', () => {
    write(kit.openFile(), 5000);
    expect(kit.books).toEqual({ due: 1, handed: 1, done: 1 });
  });

  it('have the lines of a file that fails as done, once', () => {
    const file = kit.openFile();
    write(file, 10);
    file.flush();
    write(file, 10);
    machine.file.fail('no disk');
    // What the writer had is lost; what came since waits for the next flush.
    expect([kit.lost, kit.books]).toEqual([1, { due: 2, handed: 1, done: 1 }]);
    machine.file.closed();
    machine.fire();
    machine.file.take();
    expect([kit.lost, kit.books]).toEqual([1, { due: 2, handed: 2, done: 2 }]);
  });

  it('have what the writer did not get yet as handed and done when the file fails while it closes', () => {
    const file = kit.openFile();
    write(file, 10);
    file.flush();
    machine.file.take();
    file.closeWhenWritten();
    write(file, 10);
    file.flush();
    expect(kit.books).toEqual({ due: 2, handed: 1, done: 1 });
    machine.file.fail('no disk');
    expect([kit.lost, kit.books]).toEqual([1, { due: 2, handed: 2, done: 2 }]);
  });

  it('count no line as due that was counted before', () => {
    openFolder(LIST_SHAPE);
    write(kit.openFile(), 10);
    expect(kit.books).toEqual({ due: 0, handed: 0, done: 0 });
  });
});

describe('a file that fails', () => {
  it('is reported once, and again after lines were written', () => {
    const file = kit.openFile();
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
    expect(kit.troubles).toEqual(['log/a.csv: no disk']);
    attempt();
    machine.file.take();
    write(file, 10);
    file.flush();
    fail();
    expect(kit.troubles).toEqual(['log/a.csv: no disk', 'log/a.csv: no disk']);
    expect(machine.opened).toHaveLength(3);
  });

  it('loses the lines that are not whole in it, and those that wait behind', () => {
    const file = kit.openFile();
    write(file, 10);
    write(file, 10);
    write(file, 10);
    file.flush();
    write(file, 10);
    file.flush();
    machine.file.take(15);
    machine.file.fail('no disk');
    expect(kit.lost).toBe(3);
    machine.file.closed();
    write(file, 10);
    file.flush();
    expect(machine.file.text).toBe(
      `2026-11-22 10:03:11.125000,lost,,,,,,,,,3 lines lost\n${'x'.repeat(9)}\n`,
    );
  });

  it('counts the lines of a report that was lost again', () => {
    const file = kit.openFile();
    write(file, 5000);
    write(file, 10);
    file.flush();
    machine.file.fail('no disk');
    machine.file.closed();
    // Two lines: the one that was too long, and the one behind the report.
    expect(kit.lost).toBe(2);
    write(file, 10);
    file.flush();
    expect(machine.file.text).toContain(',2 lines lost\n');
  });

  it('does not count the lines of a report that is in the file', () => {
    const file = kit.openFile();
    write(file, 5000);
    write(file, 10);
    file.flush();
    machine.file.take('2026-11-22 10:03:11.125000,lost,,,,,,,,,1 lines lost\n'.length);
    machine.file.fail('no disk');
    machine.file.closed();
    expect(kit.lost).toBe(2);
    write(file, 10);
    file.flush();
    expect(machine.file.text).toContain(',1 lines lost\n');
  });

  it('does not hurry the lines of another', () => {
    const [a, b] = [kit.openFile('a.csv'), kit.openFile('b.csv')];
    write(a, 10);
    a.flush();
    write(b, 10);
    machine.file.fail('no disk');
    machine.file.closed();
    expect(machine.opened).toHaveLength(1);
    machine.fire();
    expect(machine.opened.map(({ path }) => path)).toEqual(['log/a.csv', 'log/b.csv']);
  });

  it('after it was closed has no lines to lose', () => {
    const file = kit.openFile();
    write(file, 10);
    file.flush();
    machine.file.take();
    file.closeWhenWritten();
    machine.file.closed();
    machine.file.fail('no disk');
    expect([kit.troubles, kit.lost]).toEqual([[], 0]);
  });

  it('has no report in the sent list', () => {
    openFolder(LIST_SHAPE);
    const file = kit.openFile();
    write(file, 5000);
    write(file, 10);
    file.flush();
    expect([machine.file.text, machine.file.header]).toEqual([`${'x'.repeat(9)}\n`, undefined]);
  });
});
