/** Log files on a real disk: their contents, and what they report when the disk is full (`docs/behaviour.md` §8). */

import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  unlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { localFiles } from '../../src/log-writer/local-files.js';
import { LOG_HEADER, type LogFile, LogFolder } from '../../src/workers/log-files.js';
import { createNodeMachine } from '../../src/workers/node-machine.js';
import { soon } from '../support/patience.js';

const HEADER = LOG_HEADER.trimEnd();
const LOST = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6},lost,,,,,,,,,(\d+) lines lost$/;

let path: string;
let folder: LogFolder;
const troubles: string[] = [];

beforeEach(async () => {
  path = mkdtempSync(join(tmpdir(), 'iec104rs-log-'));
  troubles.length = 0;
  folder = openFolder();
  // The folder is made by then.
  await new Promise(setImmediate);
});

afterEach(async () => {
  await folder.close();
  rmSync(path, { recursive: true, force: true });
});

function openFolder(): LogFolder {
  return new LogFolder(createNodeMachine(localFiles()), path, (file, detail) =>
    troubles.push(`${file}: ${detail}`),
  );
}

/** A file and the number of lines that it reported as lost. */
function openFile(name: string): { file: LogFile; lost: () => number } {
  let lines = 0;
  const file = folder.file(name, (count) => {
    lines += count;
  });
  return { file, lost: () => lines };
}

/** Writes one line as the shard does; returns whether it was accepted. */
function write(file: LogFile, text: string): boolean {
  const octets = Buffer.from(`${text}\n`);
  const line = file.lineOf(octets.length);
  line?.append(octets);
  if (line !== undefined) line.lines++;
  return line !== undefined;
}

function lines(name: string): string[] {
  const text = readFileSync(join(path, name), 'utf8');
  expect(text.endsWith('\n')).toBe(true);
  return text.slice(0, -1).split('\n');
}

function lostIn(line: string): number {
  return Number(LOST.exec(line)?.[1]);
}

describe('a log file', () => {
  it('has the columns that docs/behaviour.md states', () => {
    expect(HEADER).toBe('time,event,connection,direction,type id,COT,IOA,value,quality,time tag,comment');
  });

  it('is created with its first line, after the header', async () => {
    const { file } = openFile('a.csv');
    openFile('never.csv');
    expect(readdirSync(path)).toEqual([]);
    write(file, 'one');
    write(file, 'zwei, "ü"');
    await folder.close();
    expect(readdirSync(path)).toEqual(['a.csv']);
    expect(lines('a.csv')).toEqual([HEADER, 'one', 'zwei, "ü"']);
  });

  it('is written to the disk soon, without being closed', async () => {
    const { file } = openFile('a.csv');
    write(file, 'one');
    await soon(() => expect(lines('a.csv')).toEqual([HEADER, 'one']));
    write(file, 'two');
    await soon(() => expect(lines('a.csv')).toEqual([HEADER, 'one', 'two']));
  });

  it('creates its folder', async () => {
    folder = new LogFolder(createNodeMachine(localFiles()), join(path, 'not', 'there'), () => {});
    write(openFile('a.csv').file, 'one');
    await folder.close();
    expect(lines('not/there/a.csv')).toEqual([HEADER, 'one']);
  });

  it('keeps order and every line over many chunks, next to other files', async () => {
    const names = ['a.csv', 'b.csv', 'c.csv'];
    const files = names.map((name) => openFile(name).file);
    const expected = Array.from({ length: 6000 }, (_, i) => `${i} ${'x'.repeat((i * 7) % 300)}`);
    for (const [i, text] of expected.entries()) {
      for (const file of files) write(file, text);
      // Meanwhile chunks are lent to the disk and reused.
      if (i % 500 === 0) await new Promise(setImmediate);
    }
    await folder.close();
    for (const name of names) expect(lines(name)).toEqual([HEADER, ...expected]);
  });

  it('continues an existing file without a second header', async () => {
    write(openFile('a.csv').file, 'one');
    await folder.close();
    folder = openFolder();
    write(openFile('a.csv').file, 'two');
    await folder.close();
    expect(lines('a.csv')).toEqual([HEADER, 'one', 'two']);
  });

  it.skipIf(!existsSync('/proc/self/fd'))('is not kept open when it gets few lines', async () => {
    const isOpen = () =>
      readdirSync('/proc/self/fd').some((fd) => {
        try {
          return readlinkSync(`/proc/self/fd/${fd}`) === join(path, 'a.csv');
        } catch {
          return false;
        }
      });
    const { file } = openFile('a.csv');
    for (const expected of [['one'], ['one', 'two']]) {
      write(file, expected.at(-1) ?? '');
      await soon(() => expect(lines('a.csv')).toEqual([HEADER, ...expected]));
      await soon(() => expect(isOpen()).toBe(false));
    }
  });

  it('is one of hundreds, more than may be open at once', async () => {
    const names = Array.from({ length: 600 }, (_, i) => `${i}.csv`);
    const files = names.map((name) => openFile(name).file);
    for (const turn of ['one', 'two']) for (const file of files) write(file, turn);
    await folder.close();
    for (const name of names) expect(lines(name)).toEqual([HEADER, 'one', 'two']);
  });
});

describe('lines that can’t be written', () => {
  it('are counted and reported where they are missing: too long', async () => {
    const { file, lost } = openFile('a.csv');
    expect(write(file, 'one')).toBe(true);
    for (let i = 0; i < 3; i++) expect(write(file, 'x'.repeat(5000))).toBe(false);
    expect(lost()).toBe(3);
    file.flush();
    write(file, 'two');
    await folder.close();
    const [header, one, report, two, ...rest] = lines('a.csv');
    expect([header, one, lostIn(report), two, rest]).toEqual([HEADER, 'one', 3, 'two', []]);
  });

  it('are reported at the end if no line follows', async () => {
    const { file } = openFile('a.csv');
    write(file, 'x'.repeat(5000));
    await folder.close();
    const [header, report, ...rest] = lines('a.csv');
    expect([header, lostIn(report), rest]).toEqual([HEADER, 1, []]);
  });

  it('are lost, without any wait, when too many octets wait for the disk', async () => {
    const { file, lost } = openFile('a.csv');
    // Nothing reaches the disk while this loop runs: 64 MB may wait.
    const text = 'x'.repeat(1000);
    let taken = 0;
    for (let i = 0; i < 80_000; i++) if (write(file, text)) taken++;
    expect(taken).toBeGreaterThan(60_000);
    expect(lost()).toBe(80_000 - taken);
    expect(lost()).toBeGreaterThan(0);
    file.flush();
    await soon(() => expect(folder.full).toBe(false));
    expect(write(file, 'after')).toBe(true);
    await folder.close();
    const all = lines('a.csv');
    expect(all).toHaveLength(1 + taken + 2);
    expect(lostIn(all[taken + 1])).toBe(lost());
    expect(all.at(-1)).toBe('after');
  });

  it.skipIf(!existsSync('/dev/full'))('are lost on a full disk, which is reported once', async () => {
    symlinkSync('/dev/full', join(path, 'a.csv'));
    const { file, lost } = openFile('a.csv');
    for (let i = 1; i <= 3; i++) {
      write(file, 'one');
      write(file, 'two');
      file.flush();
      await soon(() => expect(lost()).toBe(2 * i));
    }
    expect(troubles).toEqual([`${join(path, 'a.csv')}: ENOSPC: no space left on device, write`]);

    unlinkSync(join(path, 'a.csv'));
    write(file, 'three');
    await folder.close();
    const [header, report, three, ...rest] = lines('a.csv');
    expect([header, lostIn(report), three, rest]).toEqual([HEADER, 6, 'three', []]);
    expect(troubles).toHaveLength(1);
  });

  it('are lost while the folder is missing; later lines are written when it exists again', async () => {
    const { file, lost } = openFile('a.csv');
    rmSync(path, { recursive: true });
    write(file, 'one');
    file.flush();
    await soon(() => expect(lost()).toBe(1));
    expect(troubles).toEqual([expect.stringMatching(/a\.csv: ENOENT: no such file or directory/)]);
    openFolder();
    await soon(() => expect(existsSync(path)).toBe(true));
    write(file, 'two');
    await folder.close();
    expect(lines('a.csv').map((line) => line.replace(LOST, 'lost $1'))).toEqual([HEADER, 'lost 1', 'two']);
  });

  it('do not prevent the folder from closing', async () => {
    const files = ['a.csv', 'b.csv'].map(openFile);
    for (const { file } of files) write(file, 'one');
    rmSync(path, { recursive: true });
    await folder.close();
    expect(files.map(({ lost }) => lost())).toEqual([1, 1]);
  });
});
