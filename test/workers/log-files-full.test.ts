/** Log files on a disk that is full for a time (`docs/behaviour.md` §8). */
import { expect, it } from 'vitest';
import type { Files } from '../../src/log-writer/append-files.js';
import { localFiles } from '../../src/log-writer/local-files.js';
import { LOG_HEADER, type LogFile, LogFolder } from '../../src/workers/log-files.js';
import { createNodeMachine } from '../../src/workers/node-machine.js';
import { soon } from '../support/patience.js';
import { SmallDisk } from '../support/small-disk.js';

const PATH = 'log/rtu.csv';

function write(file: LogFile, text: string): void {
  const line = file.lineOf(text.length + 1);
  if (line === undefined) throw new Error('the line is lost');
  line.append(Buffer.from(`${text}\n`));
  line.lines++;
}

it('lines that a full disk refuses are counted, and reported before the next line', async () => {
  const disk = new SmallDisk();
  const folder = folderOn(disk);
  let lost = 0;
  const file = folder.file('rtu.csv', (lines) => {
    lost += lines;
  });
  const attempt = (text: string, room: number): void => {
    disk.room = room;
    write(file, text);
    file.flush();
  };
  attempt('first', LOG_HEADER.length + 3);
  await soon(() => expect(lost).toBe(1));
  attempt('second', 0);
  await soon(() => expect(lost).toBe(2));
  attempt('third', Number.POSITIVE_INFINITY);
  await folder.close();
  const [header, report, third, ...rest] = (disk.texts.get(PATH) ?? '').split('\n');
  expect(`${header}\n`).toBe(LOG_HEADER);
  expect(report).toMatch(/,lost,,,,,,,,,2 lines lost$/);
  expect([third, ...rest]).toEqual(['third', '']);
  expect(lost).toBe(2);
});

it('lines lost while others wait in memory are reported at the end too', async () => {
  const disk = new SmallDisk();
  const folder = folderOn(disk);
  let lost = 0;
  const file = folder.file('rtu.csv', (lines) => {
    lost += lines;
  });
  disk.room = 0;
  write(file, 'first');
  file.flush();
  write(file, 'second');
  await soon(() => expect(lost).toBe(1));
  disk.room = Number.POSITIVE_INFINITY;
  await folder.close();
  const [, second, report] = (disk.texts.get(PATH) ?? '').split('\n');
  expect(second).toBe('second');
  expect(report).toMatch(/,lost,,,,,,,,,1 lines lost$/);
});

it('lines lost while the folder closes are reported too', async () => {
  const disk = new SmallDisk();
  const folder = folderOn(disk);
  const file = folder.file('rtu.csv', () => {
    disk.room = Number.POSITIVE_INFINITY;
  });
  disk.room = 0;
  write(file, 'first');
  await folder.close();
  const [, report, ...rest] = (disk.texts.get(PATH) ?? '').split('\n');
  expect(report).toMatch(/,lost,,,,,,,,,1 lines lost$/);
  expect(rest).toEqual(['']);
});

it('a disk that does not answer does not hold a folder that closes: its lines lie with the writer', async () => {
  const calls: (() => void)[] = [];
  const machine = createNodeMachine(localFiles({ mostOpen: 4 }, new SmallDisk()));
  const files: Files = {
    makeFolder: () => {},
    append: (_path, events) => ({
      write: (octets) => calls.push(() => events.written(octets.length)),
      close: (done) => done(),
    }),
  };
  const timers: (() => void)[] = [];
  const set = (run: () => void): (() => void) => {
    timers.push(run);
    return run;
  };
  const folder = new LogFolder(
    { ...machine, files, timers: { ...machine.timers, setTimeout: set, clearTimeout: () => {} } },
    'log',
    () => {},
  );
  let lost = 0;
  write(
    folder.file('rtu.csv', (lines) => (lost += lines)),
    'first',
  );
  const closed = folder.close();
  expect(calls).toHaveLength(1);
  for (const run of timers) run();
  await closed;
  expect(lost).toBe(0);
});

function folderOn(disk: SmallDisk): LogFolder {
  return new LogFolder(createNodeMachine(localFiles({ mostOpen: 4 }, disk)), 'log', () => {});
}
