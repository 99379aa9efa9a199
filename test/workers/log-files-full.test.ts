/** Log files on a disk that is full for a time (`docs/behaviour.md` §8). */
import { expect, it } from 'vitest';
import type { AppendEvents, AppendFile, Files } from '../../src/log-writer/append-files.js';
import { localFiles } from '../../src/log-writer/local-files.js';
import { LOG_HEADER, type LogFile, LogFolder } from '../../src/workers/log-files.js';
import { createNodeMachine } from '../../src/workers/node-machine.js';

/** One file in memory. `room`: octets that fit; what does not fit fails after the part that does. */
class SmallDisk implements Files {
  text = '';
  room = Number.POSITIVE_INFINITY;
  private readonly calls: (() => void)[] = [];

  makeFolder(): void {}

  append(_path: string, events: AppendEvents): void {
    this.calls.push(() => events.opened(this.appendTo(events)));
  }

  /** Carries out the pending operations. */
  work(): void {
    for (let next = this.calls.shift(); next !== undefined; next = this.calls.shift()) next();
  }

  private appendTo(events: AppendEvents): AppendFile {
    return {
      isEmpty: this.text === '',
      write: (octets) => {
        this.calls.push(() => {
          const fits = Math.min(octets.length, this.room);
          this.room -= fits;
          this.text += Buffer.from(octets.subarray(0, fits)).toString();
          if (fits > 0) events.written(fits);
          if (fits < octets.length) events.failed(new Error('ENOSPC'));
        });
      },
      close: (done) => this.calls.push(done),
    };
  }
}

function write(file: LogFile, text: string): void {
  const line = file.lineOf(text.length + 1);
  if (line === undefined) throw new Error('the line is lost');
  line.append(Buffer.from(`${text}\n`));
  line.lines++;
}

it('a partial line is ended before the next one, even if the disk stays full for longer', async () => {
  const disk = new SmallDisk();
  const folder = new LogFolder({ ...createNodeMachine(localFiles()), files: disk }, 'log', () => {});
  let lost = 0;
  const file = folder.file('rtu.csv', (lines) => {
    lost += lines;
  });
  const attempt = (text: string, room: number): void => {
    disk.room = room;
    write(file, text);
    file.flush();
    disk.work();
  };
  attempt('first', LOG_HEADER.length + 3);
  attempt('second', 0);
  attempt('third', Number.POSITIVE_INFINITY);
  const closed = folder.close();
  disk.work();
  await closed;
  const [, cut, report, third, ...rest] = disk.text.split('\n');
  expect(cut).toBe('fir');
  expect(report).toMatch(/,lost,,,,,,,,,2 lines lost$/);
  expect([third, ...rest]).toEqual(['third', '']);
  expect(lost).toBe(2);
});

it('lines lost while others wait in memory are reported at the end too', async () => {
  const disk = new SmallDisk();
  const folder = new LogFolder({ ...createNodeMachine(localFiles()), files: disk }, 'log', () => {});
  const file = folder.file('rtu.csv', () => {});
  disk.room = 0;
  write(file, 'first');
  file.flush();
  write(file, 'second');
  disk.work();
  disk.room = Number.POSITIVE_INFINITY;
  const closed = folder.close();
  disk.work();
  await closed;
  const [, second, report] = disk.text.split('\n');
  expect(second).toBe('second');
  expect(report).toMatch(/,lost,,,,,,,,,1 lines lost$/);
});
