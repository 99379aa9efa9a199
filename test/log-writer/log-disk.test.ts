/** The files of the logs on a disk that is full, short of descriptors, or that files are put aside on (`docs/behaviour.md` §8). */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Disk } from '../../src/log-writer/disk.js';
import { LogDesk, type Sender } from '../../src/log-writer/log-desk.js';
import { LogDisk, type LogDiskOptions, WriteFault } from '../../src/log-writer/log-disk.js';
import { LogState } from '../../src/log-writer/log-state.js';
import type { FromWriter } from '../../src/log-writer/messages.js';

/** Files in memory. */
class SmallDisk implements Disk {
  readonly texts = new Map<string, string>();
  readonly open_ = new Map<number, string>();
  /** Octets that still fit. */
  room = Number.POSITIVE_INFINITY;
  /** Descriptors in all. */
  descriptors = Number.POSITIVE_INFINITY;
  truncates = true;
  mostOpen = 0;
  private lastFd = 0;

  makeFolder(): void {}

  open(path: string): number {
    if (this.open_.size >= this.descriptors) throw fault('EMFILE');
    this.open_.set(++this.lastFd, path);
    this.mostOpen = Math.max(this.mostOpen, this.open_.size);
    if (!this.texts.has(path)) this.texts.set(path, '');
    return this.lastFd;
  }

  size(fd: number): number {
    return this.textOf(fd).length;
  }

  write(fd: number, octets: Uint8Array): number {
    if (this.room === 0) throw fault('ENOSPC');
    const fits = Math.min(octets.length, this.room);
    this.room -= fits;
    this.set(fd, this.textOf(fd) + Buffer.from(octets.subarray(0, fits)).toString());
    return fits;
  }

  truncate(fd: number, octets: number): void {
    if (!this.truncates) throw fault('EINVAL');
    this.set(fd, this.textOf(fd).slice(0, octets));
  }

  close(fd: number): void {
    this.open_.delete(fd);
  }

  rename(from: string, to: string): void {
    this.texts.set(to, this.texts.get(from) ?? '');
    this.texts.delete(from);
  }

  remove(path: string): void {
    this.texts.delete(path);
  }

  list(): string[] {
    return [...this.texts.keys()].map((path) => path.replace(/^.*\//, ''));
  }

  private textOf(fd: number): string {
    return this.texts.get(this.open_.get(fd) ?? '') ?? '';
  }

  private set(fd: number, text: string): void {
    this.texts.set(this.open_.get(fd) ?? '', text);
  }
}

function fault(code: string): Error {
  return Object.assign(new Error(code), { code });
}

let disk: SmallDisk;
let nowMs: number;

beforeEach(() => {
  disk = new SmallDisk();
  nowMs = 0;
});

const logsOn = (options: Partial<LogDiskOptions> = {}): LogDisk =>
  new LogDisk(disk, { mostOpen: 3, ...options }, () => nowMs);

/** Octets of the lines that were written. */
function append(logs: LogDisk, path: string, text: string, header?: string): number {
  try {
    logs.append(logs.file(path, header), Buffer.from(text));
    return text.length;
  } catch (error) {
    if (error instanceof WriteFault) return error.written;
    throw error;
  }
}

describe('a full disk', () => {
  it('keeps whole lines only: what it took of a line is taken off again', () => {
    const logs = logsOn();
    disk.room = 10;
    expect(append(logs, 'a', 'one\ntwo\nthree\n')).toBe(8);
    disk.room = 100;
    expect(append(logs, 'a', 'four\n')).toBe(5);
    expect(disk.texts.get('a')).toBe('one\ntwo\nfour\n');
  });

  it('that would not shorten a file gets a line end before the next line, once', () => {
    const logs = logsOn();
    disk.truncates = false;
    disk.room = 6;
    expect(append(logs, 'a', 'one\ntwo\n')).toBe(4);
    expect(append(logs, 'a', 'three\n')).toBe(0);
    disk.room = 100;
    expect(append(logs, 'a', 'four\n')).toBe(5);
    expect(append(logs, 'a', 'five\n')).toBe(5);
    expect(disk.texts.get('a')).toBe('one\ntw\nfour\nfive\n');
  });
});

describe('descriptors', () => {
  it('are few: the file that was used longest ago is closed for the next, and none loses a line', () => {
    const logs = logsOn();
    for (const line of ['1\n', '2\n']) for (const path of 'abcdefgh') append(logs, path, line);
    expect(disk.mostOpen).toBe(3);
    for (const path of 'abcdefgh') expect(disk.texts.get(path)).toBe('1\n2\n');
  });

  it('are given back when a file is not used', () => {
    const logs = logsOn();
    append(logs, 'a', '1\n');
    nowMs = 600;
    append(logs, 'b', '1\n');
    nowMs = 1000;
    logs.closeIdle(1000);
    expect([...disk.open_.values()]).toEqual(['b']);
    append(logs, 'a', '2\n');
    expect(disk.texts.get('a')).toBe('1\n2\n');
  });

  it('that others have taken are waited for: lines stay in their order', () => {
    const answers: FromWriter[] = [];
    const state = LogState.allocate();
    const desk = new LogDesk(logsOn(), state, () => nowMs);
    const sender: Sender = { openings: new Map(), answer: (message) => answers.push(message) };
    const write = (id: number, text: string): void => {
      state.addWaiting(1);
      desk.take(sender, { kind: 'write', id, octets: Buffer.from(text), lines: 1 });
    };
    disk.descriptors = 0;
    for (const [id, path] of [
      [1, 'a'],
      [2, 'b'],
    ] as const) {
      desk.take(sender, { kind: 'open', id, path });
      write(id, '1\n');
    }
    expect(desk.work()).toBe('wait');
    expect(answers).toEqual([]);
    expect(state.waitingLines).toBe(2);
    disk.descriptors = 1;
    expect(desk.work()).toBe('done');
    write(1, '2\n');
    expect(desk.work()).toBe('done');
    expect(Object.fromEntries(disk.texts)).toEqual({ a: '1\n2\n', b: '1\n' });
    expect(answers.map(({ kind, id }) => `${kind} ${id}`)).toEqual([
      'opened 1',
      'written 1',
      'opened 2',
      'written 2',
      'written 1',
    ]);
    expect(state.waitingLines).toBe(0);
  });
});

describe('a file that is put aside by its size', () => {
  it('goes on in a new one with the header; no line is lost or split; the oldest go', () => {
    const logs = logsOn({ sizeOctets: 12, keptFiles: 2 });
    append(logs, 'x/a', 'head\n', 'head\n');
    for (const n of [1, 2, 3, 4, 5, 6, 7, 8]) append(logs, 'x/a', `no${n}\n`, 'head\n');
    expect(Object.fromEntries(disk.texts)).toEqual({
      'x/a.6': 'head\nno6\n',
      'x/a.7': 'head\nno7\n',
      'x/a': 'head\nno8\n',
    });
  });

  it('goes on counting where an earlier start has stopped', () => {
    disk.texts.set('x/a.9', 'old\n');
    disk.texts.set('x/a.txt', 'another\n');
    const logs = logsOn({ sizeOctets: 6 });
    append(logs, 'x/a', 'one\n', '');
    append(logs, 'x/a', 'two\n', '');
    expect(disk.texts.get('x/a.10')).toBe('one\n');
    expect(disk.texts.get('x/a')).toBe('two\n');
  });

  it('is never a file without a header, such as the sent list', () => {
    const logs = logsOn({ sizeOctets: 6 });
    append(logs, 'sent', 'one\n');
    append(logs, 'sent', 'two\n');
    expect(Object.fromEntries(disk.texts)).toEqual({ sent: 'one\ntwo\n' });
  });
});
