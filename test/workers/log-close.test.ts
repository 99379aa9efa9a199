/** The end of log files: all lines are written or counted, and nothing waits for a disk that does not answer (`docs/behaviour.md` §8). */
import { beforeEach, describe, expect, it } from 'vitest';
import type { FileShape } from '../../src/workers/log-files.js';
import { LIST_SHAPE, LogKit, write } from './log-kit.js';
import type { RecordedMachine } from './recorded-files.js';

let kit: LogKit;
let machine: RecordedMachine;

function openFolder(shape?: FileShape): void {
  kit = new LogKit(shape);
  ({ machine } = kit);
}

beforeEach(() => openFolder());

it('a folder is made before its first file is opened', () => {
  expect([machine.folders, machine.opened]).toEqual([['log'], []]);
});

describe('a folder that closes', () => {
  /** Closes the folder; says whether it has closed. */
  function close(): { readonly isOver: () => Promise<boolean> } {
    let over = false;
    void kit.folder.close().then(() => {
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
    kit.openFile();
    expect(await close().isOver()).toBe(true);
    expect(machine.delays).toEqual([]);
  });

  it('waits for every file, and leaves no timer', async () => {
    write(kit.openFile('a.csv'), 10);
    write(kit.openFile('b.csv'), 10);
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
    write(kit.openFile(), 10);
    const closing = close();
    machine.fire();
    expect(await closing.isOver()).toBe(true);
  });

  it('closes a file that is open and has nothing to write', async () => {
    const file = kit.openFile();
    write(file, 10);
    file.flush();
    machine.file.take();
    expect(machine.file.isClosing).toBe(false);
    const closing = close();
    expect(machine.file.isClosing).toBe(true);
    machine.file.closed();
    expect(await closing.isOver()).toBe(true);
  });

  it('reports lines that were lost and that no line has reported', async () => {
    const file = kit.openFile();
    write(file, 10);
    write(file, 5000);
    const closing = close();
    expect(machine.file.text).toBe(
      `${'x'.repeat(9)}\n2026-11-22 10:03:11.125000,lost,,,,,,,,,1 lines lost\n`,
    );
    machine.file.take();
    machine.file.closed();
    expect(await closing.isOver()).toBe(true);
  });

  it('reports no lines that a line has reported', async () => {
    const file = kit.openFile();
    write(file, 5000);
    write(file, 10);
    file.flush();
    machine.file.take();
    const { text } = machine.file;
    const closing = close();
    expect([machine.file.text, machine.file.lent, machine.file.isClosing]).toEqual([text, [], true]);
    machine.file.closed();
    expect(await closing.isOver()).toBe(true);
  });

  it('reports no lines of the sent list', async () => {
    openFolder(LIST_SHAPE);
    write(kit.openFile(), 5000);
    expect(await close().isOver()).toBe(true);
    expect(machine.opened).toEqual([]);
  });

  it('writes lines that come while a file closes into the same file, opened anew', async () => {
    const file = kit.openFile();
    write(file, 10);
    file.flush();
    machine.file.take();
    file.closeWhenWritten();
    write(file, 20);
    file.flush();
    expect(machine.opened).toHaveLength(1);
    machine.file.closed();
    expect(machine.opened).toHaveLength(2);
    expect(machine.file.text).toBe(`${'x'.repeat(19)}\n`);
    const closing = close();
    machine.file.take();
    machine.file.closed();
    expect(await closing.isOver()).toBe(true);
  });

  it('reports lines that are lost meanwhile in a file that it opens anew', async () => {
    write(kit.openFile(), 10);
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
    write(kit.openFile(), 10);
    const closing = close();
    machine.file.fail('no disk');
    machine.file.closed();
    machine.file.fail('no disk');
    machine.file.closed();
    expect(await closing.isOver()).toBe(true);
    expect([machine.opened.length, kit.lost]).toEqual([2, 1]);
  });
});
