/** A log disk that does not answer: the protocol goes on, and no line is lost. */
import { strict as assert } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withTimeout } from '../outside/program.js';
import { diskSetup, sendAll } from './disks.js';
import { mounted, run } from './mounts.js';
import { LeftOut, type Scenario, type Trial } from './trial.js';

/** A disk in a file; `freeze` holds every write to it until `thaw`. */
function freezingDisk(trial: Trial): { folder: string; freeze: () => void; thaw: () => void } {
  let isFrozen = false;
  const thaw = (): void => {
    if (!isFrozen) return;
    isFrozen = false;
    try {
      run('fsfreeze', '--unfreeze', folder);
    } catch (error) {
      throw new Error('the watchdog thawed the disk: the program stood still until then', { cause: error });
    }
  };
  const folder = mounted(trial, (base, disk) => {
    const image = join(base, 'image');
    run('truncate', '-s', '1G', image);
    run('mkfs.ext4', '-q', image);
    run('mount', '-o', 'loop', image, disk);
  });
  // Before the unmount, and before the program is ended: a write that hangs holds it.
  trial.atEnd(thaw);
  const freeze = (): void => {
    try {
      run('fsfreeze', '--freeze', folder);
    } catch (error) {
      throw new LeftOut(`this machine does not let a file system be frozen: ${(error as Error).message}`);
    }
    isFrozen = true;
  };
  return { folder, freeze, thaw };
}

export const frozenDisk: Scenario = {
  name: 'disk-frozen',
  promise:
    'while the disk does not answer, sends, interrogations and the API go on, and links close on SIGTERM, the verdict is told; every line and the report are written when it answers',
  kind: 'fixed',
  run: async (trial) => {
    const { folder, freeze, thaw } = freezingDisk(trial);
    const logs = join(folder, 'log');
    const sentList = join(folder, 'sent.csv');
    const report = join(folder, 'run.json');
    // Index 2 is in no file: a run without a signal, over when the masters are there, and its report.
    const run = ['--send', '2', '--report', report];
    const program = await trial.start(diskSetup(logs, ['--sent-list', sentList, ...run]));
    trial.atEnd(thaw);
    freeze();
    const signals = await sendAll(trial, program);
    const master = await trial.master(program, 0);
    program.signal('SIGTERM');
    await withTimeout('the link closes', master.whenClosed);
    await program.says(
      /the disk has not taken [\d,]+ lines of the logs yet: .*; the process stays until it has/,
    );
    assert.equal(program.isOver, false);
    assert.match(
      program.output,
      /^Verdict(?:.|\n)*\nreport .*run\.json: the disk has not taken it yet, it follows$/m,
    );
    thaw();
    const { code } = await withTimeout('the end', program.ended);
    assert.equal(code, 0, program.said.slice(-1500));
    assert.equal(JSON.parse(readFileSync(report, 'utf8')).ending, 'complete');
    const listed = readFileSync(sentList, 'utf8').trimEnd().split('\n').slice(1);
    const logged = linesOf(logs, /-\d{8}T\d{6}\.csv$/).filter((line) => line.includes(',signal,'));
    assert.deepEqual(
      [listed.length, logged.length],
      [signals, signals],
      'lines of the sent list and of the logs',
    );
    const [last] = linesOf(logs, /^iec104rs\.log$/).slice(-1);
    assert.equal(JSON.parse(last).msg, 'ended');
    trial.note(
      `${listed.length} signals were sent while the disk was frozen, all of them written afterwards`,
    );
  },
};

function linesOf(folder: string, name: RegExp): string[] {
  return readdirSync(folder)
    .filter((file) => name.test(file))
    .flatMap((file) => readFileSync(join(folder, file), 'utf8').trimEnd().split('\n'));
}
