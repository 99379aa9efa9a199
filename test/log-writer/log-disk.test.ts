/** The files of the logs on a disk that is full, short of descriptors, or that files are put aside on (`docs/behaviour.md` §8). */
import { beforeEach, describe, expect, it } from 'vitest';
import { LogClient } from '../../src/log-writer/log-client.js';
import { LogDesk, type Sender } from '../../src/log-writer/log-desk.js';
import { LogDisk, type LogDiskOptions, WriteFault } from '../../src/log-writer/log-disk.js';
import { LogState } from '../../src/log-writer/log-state.js';
import type { FromWriter } from '../../src/log-writer/messages.js';
import { SmallDisk } from '../support/small-disk.js';

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

describe('the header', () => {
  it('is the first line of an empty file only', () => {
    append(logsOn(), 'a', 'one\n', 'head\n');
    append(logsOn(), 'a', 'two\n', 'head\n');
    expect(disk.texts.get('a')).toBe('head\none\ntwo\n');
  });

  it('that a full disk takes in part is taken off again, and no line counts as written', () => {
    const logs = logsOn();
    disk.room = 3;
    expect(append(logs, 'a', 'one\n', 'head\n')).toBe(0);
    expect(disk.texts.get('a')).toBe('');
    disk.room = 100;
    expect(append(logs, 'a', 'two\n', 'head\n')).toBe(4);
    expect(disk.texts.get('a')).toBe('head\ntwo\n');
  });

  it('that can’t be taken off again is ended before the next line', () => {
    const logs = logsOn();
    disk.truncates = false;
    disk.room = 3;
    append(logs, 'a', 'one\n', 'head\n');
    disk.room = 100;
    append(logs, 'a', 'two\n', 'head\n');
    expect(disk.texts.get('a')).toBe('hea\ntwo\n');
  });
});

describe('lines that nobody has counted', () => {
  it('are those that were lost and whose sender has not heard of it', () => {
    const state = LogState.allocate();
    const desk = new LogDesk(logsOn(), state, () => nowMs);
    const answers: FromWriter[] = [];
    const client = new LogClient((message) => desk.take(sender, message), state);
    const sender: Sender = { openings: new Map(), answer: (message) => answers.push(message) };
    const told: string[] = [];
    const file = client.append('a', {
      written: (octets) => told.push(`written ${octets}`),
      failed: (error) => told.push(error.message),
    });
    // A chunk may begin with a line about lost ones, which does not count.
    file.write(Buffer.from('7 lost\none\ntwo\n'), 2);
    file.write(Buffer.from('three\n'), 1);
    expect([state.waitingLines, state.unheardLines]).toEqual([3, 0]);
    disk.room = 12;
    desk.work();
    expect(disk.texts.get('a')).toBe('7 lost\none\n');
    expect([state.waitingLines, state.unheardLines]).toEqual([0, 2]);
    for (const answer of answers) client.take(answer);
    expect(told).toEqual(['written 11', 'ENOSPC']);
    expect([state.waitingLines, state.unheardLines]).toEqual([0, 0]);
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
    expect(answers.map(({ kind, id }) => `${kind} ${id}`)).toEqual(['written 1', 'written 2', 'written 1']);
    expect(state.waitingLines).toBe(0);
  });
});

describe('a file that is put aside by its size', () => {
  it('goes on in a new one with the header; no line is lost or split; the oldest go', () => {
    const logs = logsOn({ sizeOctets: 12, keptFiles: 2 });
    for (const n of [1, 2, 3, 4, 5, 6, 7, 8]) append(logs, 'x/a', `no${n}\n`, 'head\n');
    expect(Object.fromEntries(disk.texts)).toEqual({
      'x/a.6': 'head\nno6\n',
      'x/a.7': 'head\nno7\n',
      'x/a': 'head\nno8\n',
    });
  });

  it('gets its header on a disk that was full when the new file began', () => {
    const logs = logsOn({ sizeOctets: 12 });
    append(logs, 'x/a', 'no1\n', 'head\n');
    disk.room = 2;
    expect(append(logs, 'x/a', 'no2\n', 'head\n')).toBe(0);
    disk.room = 100;
    append(logs, 'x/a', 'no3\n', 'head\n');
    expect(Object.fromEntries(disk.texts)).toEqual({ 'x/a.1': 'head\nno1\n', 'x/a': 'head\nno3\n' });
  });

  it('gets its header when no descriptor was free for the new file', () => {
    const logs = logsOn({ sizeOctets: 12 });
    append(logs, 'x/a', 'no1\n', 'head\n');
    disk.takesDescriptorsAtRename = true;
    expect(append(logs, 'x/a', 'no2\n', 'head\n')).toBe(0);
    disk.descriptors = 9;
    append(logs, 'x/a', 'no3\n', 'head\n');
    expect(Object.fromEntries(disk.texts)).toEqual({ 'x/a.1': 'head\nno1\n', 'x/a': 'head\nno3\n' });
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

describe('in the form of a German spreadsheet', () => {
  const form = { separator: ';', decimal: ',' } as const;
  const LINE = '2026-11-26 01:36:06.694635,1.5\n';
  const SHOWN = '2026-11-26 01:36:06,694;1,5\n';

  function desk() {
    const answers: FromWriter[] = [];
    const state = LogState.allocate();
    const sender: Sender = { openings: new Map(), answer: (message) => answers.push(message) };
    const work = new LogDesk(logsOn({ sizeOctets: 100 }), state, () => nowMs, form);
    let id = 0;
    return {
      answers,
      write: (path: string, text: string, lines: number, header?: string) => {
        state.addWaiting(lines);
        work.take(sender, { kind: 'open', id: ++id, path, ...(header === undefined ? {} : { header }) });
        work.take(sender, { kind: 'write', id, octets: Buffer.from(text), lines });
        work.work();
      },
    };
  }

  it('are logs, also those that take over, with a byte order mark, and the sent list', () => {
    const { write, answers } = desk();
    write('a.csv', LINE.repeat(2), 2, 'time,value\n');
    write('a.csv', LINE.repeat(2), 2, 'time,value\n');
    write('sent.csv', LINE, 1);
    expect(Object.fromEntries(disk.texts)).toEqual({
      'a.csv.1': `\ufefftime;value\n${SHOWN.repeat(2)}`,
      'a.csv': `\ufefftime;value\n${SHOWN.repeat(2)}`,
      'sent.csv': SHOWN,
    });
    // Memory that was lent is given back as it was lent.
    expect(answers).toEqual([
      { kind: 'written', id: 1, octets: 2 * LINE.length },
      { kind: 'written', id: 2, octets: 2 * LINE.length },
      { kind: 'written', id: 3, octets: LINE.length },
    ]);
  });

  it("is not the program's own log", () => {
    desk().write('own.log', '{"a":1.5,"b":2}\n', 1, '');
    expect(disk.texts.get('own.log')).toBe('{"a":1.5,"b":2}\n');
  });

  it('lines count as ever on a full disk', () => {
    const { write, answers } = desk();
    disk.room = SHOWN.length + 5;
    write('a.csv', LINE.repeat(3), 3);
    expect(disk.texts.get('a.csv')).toBe(SHOWN);
    expect(answers).toMatchObject([
      { kind: 'written', octets: LINE.length },
      { kind: 'failed', lines: 2 },
    ]);
  });
});
