/** Small file systems of the suite's own: one that is full soon, and one that can be frozen. They leave nothing behind, also after a crash. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LeftOut, type Trial } from './trial.js';

/** A watchdog undoes everything after this time, s, whatever became of the suite. */
const WATCHDOG_S = 150;

export function run(command: string, ...words: string[]): void {
  execFileSync(command, words, { stdio: 'pipe' });
}

/**
 * A folder on a file system of its own that is gone when the trial is over. A process outside the suite waits until the suite's
 * process is gone or the time is over, then thaws and unmounts it.
 */
export function mounted(trial: Trial, make: (folder: string, disk: string) => void): string {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    throw new LeftOut('only root on Linux may mount');
  const base = mkdtempSync(join(tmpdir(), 'iec104rs-mount-'));
  const disk = join(base, 'disk');
  mkdirSync(disk);
  const undo = `fsfreeze --unfreeze '${disk}' 2>/dev/null; umount --lazy '${disk}' 2>/dev/null; rm -rf --one-file-system '${base}'`;
  const script = `for s in $(seq ${WATCHDOG_S}); do kill -0 ${process.pid} 2>/dev/null || break; [ -d '${disk}' ] || exit 0; sleep 1; done; ${undo}`;
  spawn('sh', ['-c', script], { detached: true, stdio: 'ignore' }).unref();
  trial.atEnd(() => {
    try {
      run('umount', disk);
    } catch {
      execFileSync('sh', ['-c', undo], { stdio: 'ignore' });
    }
    rmSync(base, { recursive: true, force: true });
  });
  try {
    make(base, disk);
  } catch (error) {
    throw new LeftOut(`this machine does not let a file system be mounted: ${(error as Error).message}`);
  }
  return disk;
}

/** A disk of so many kB in memory. */
export function smallDisk(trial: Trial, kb: number): string {
  return mounted(trial, (_, disk) =>
    run('mount', '-t', 'tmpfs', '-o', `size=${kb}k`, 'iec104rs-small', disk),
  );
}
