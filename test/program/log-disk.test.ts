/** A log disk that does not answer, for real: a FIFO without a reader holds the writer's thread as a hung disk does. */
import { execFileSync } from 'node:child_process';
import { closeSync, constants, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { AppendFile } from '../../src/log-writer/append-files.js';
import type * as LogThreadModule from '../../src/log-writer/log-thread.js';
import { HANG_MS, soon } from '../support/patience.js';
import { importBuilt } from '../support/test-engine.js';

const { LogThread } = await importBuilt<typeof LogThreadModule>('log-writer/log-thread.js');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'iec104rs-hung-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it.skipIf(process.platform === 'win32')(
  'a disk that hangs holds nobody else; what is unwritten is told, and written when it answers',
  async () => {
    const hung = join(folder, 'hung.csv');
    execFileSync('mkfifo', [hung]);
    const logs = new LogThread();
    const told: string[] = [];
    logs.watchDisk(
      (text) => told.push(text),
      () => 0,
    );
    const written: string[] = [];
    const open = (path: string): AppendFile =>
      logs.files.append(path, {
        written: (octets) => written.push(`${path} ${octets}`),
        failed: (error) => written.push(`${path} ${error.message}`),
      });
    const fine = join(folder, 'fine.csv');
    // The disk hangs before the first line of a file: it counts all the same.
    open(hung).write(Buffer.from('zero\n'), 1);
    open(fine).write(Buffer.from('one\ntwo\n'), 2);

    await soon(() => expect(told).toHaveLength(1));
    expect(told[0]).toMatch(
      /^the log disk has not answered for \d+ s: .*hung\.csv; 3 lines wait, 0 dropped$/,
    );
    expect(await logs.close(20)).toEqual({ lines: 3, path: hung });
    // libuv's threads are free: the system answers others.
    expect(await stat(folder)).toBeDefined();
    expect(existsSync(fine)).toBe(false);

    const reader = openSync(hung, constants.O_RDONLY | constants.O_NONBLOCK);
    await logs.finished();
    closeSync(reader);
    expect(readFileSync(fine, 'utf8')).toBe('one\ntwo\n');
    expect(written).toEqual([`${hung} 5`, `${fine} 8`]);
    expect(logs.uncountedLines).toBe(0);
    expect(await logs.close(HANG_MS)).toBeUndefined();
  },
);
