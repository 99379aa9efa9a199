/** A log disk that does not answer, for real: a FIFO without a reader holds the writer's thread as a hung disk does. */
import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
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
    const open = (path: string): Promise<AppendFile> =>
      new Promise((resolve, reject) =>
        logs.files.append(path, {
          opened: resolve,
          written: (octets) => written.push(`${path} ${octets}`),
          failed: reject,
        }),
      );
    const fine = join(folder, 'fine.csv');
    const file = await open(fine);
    const hanging = open(hung);
    file.write(Buffer.from('one\ntwo\n'), 2);

    await soon(() => expect(told).toHaveLength(1));
    expect(told[0]).toMatch(
      /^the log disk has not answered for \d+ s: .*hung\.csv; 2 lines wait, 0 dropped$/,
    );
    expect(await logs.close(20)).toEqual({ lines: 2, path: hung });
    // libuv's threads are free: the system answers others.
    expect(readFileSync(fine, 'utf8')).toBe('');

    const reader = openSync(hung, constants.O_RDONLY | constants.O_NONBLOCK);
    await hanging;
    await logs.finished();
    closeSync(reader);
    expect(readFileSync(fine, 'utf8')).toBe('one\ntwo\n');
    expect(written).toEqual([`${fine} 8`]);
    expect(await logs.close(HANG_MS)).toBeUndefined();
  },
);
