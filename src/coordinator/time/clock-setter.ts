/** Sets the machine's clock (`docs/behaviour.md` §5). It changes nothing unless `set` is called. */
import { execFile, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { machineWallOffsetMs, monotonicMs } from '../../channel/clock.js';

/** Sets the machine's clock, or says that it can't. */
export interface ClockSetter {
  /** Whether this process has the privilege, as far as it can be known without trying. */
  canSet(): boolean;
  /** Sets the machine's clock to `wallMs` (ms since 1970) now. Rejects with the reason if that fails. */
  set(wallMs: number): Promise<void>;
}

/** Runs a program to its end; rejects if it can't be started or fails. */
export type RunProgram = (file: string, args: readonly string[]) => Promise<void>;

/** The parts of the machine that setters use; tests replace each of them. */
export interface ClockSetterParts {
  run?: RunProgram;
  /** The machine's clock, ms since 1970. */
  machineWallMs?: () => number;
  /** Whether this process may set the clock. */
  isPrivileged?: () => boolean;
}

/** Longest that the setting may take. */
const RUN_TIMEOUT_MS = 10_000;
/** CAP_SYS_TIME, linux/capability.h. */
const CAP_SYS_TIME = 25n;

const execFileAsync = promisify(execFile);

async function runProgram(file: string, args: readonly string[]): Promise<void> {
  // With the C locale, messages and numbers have the expected form.
  const env = { ...process.env, LC_ALL: 'C' };
  await execFileAsync(file, args, { timeout: RUN_TIMEOUT_MS, windowsHide: true, env });
}

/** Exact to some µs; `Date.now` alone is up to 1 ms behind. */
function readMachineWallMs(): number {
  const offsetMs = machineWallOffsetMs();
  return monotonicMs() + offsetMs;
}

/** The setter of this machine. There is none for systems other than Linux and Windows. */
export function machineClockSetter(platform: NodeJS.Platform = process.platform): ClockSetter {
  if (platform === 'linux') return linuxClockSetter();
  if (platform === 'win32') return windowsClockSetter();
  return noClockSetter;
}

/** The setter for other systems: it never sets anything. */
export const noClockSetter: ClockSetter = {
  canSet: () => false,
  set: () => Promise.reject(new Error('setting the clock is not supported on this system')),
};

/**
 * By `date`. The time is given as a step from the clock as it is, in µs: however long the program takes to start, the
 * result is exact. A `date` that knows no steps (BusyBox) gets the time itself, in whole seconds if it must be.
 */
export function linuxClockSetter(parts: ClockSetterParts = {}): ClockSetter {
  const { run = runProgram, machineWallMs = readMachineWallMs, isPrivileged = hasTimeCapability } = parts;
  return {
    canSet: isPrivileged,
    async set(wallMs) {
      const stepMs = wallMs - machineWallMs();
      const sign = stepMs < 0 ? '-' : '+';
      const targetSec = () => (machineWallMs() + stepMs) / 1000;
      const forms = [
        () => `now ${sign}${(Math.abs(stepMs) / 1000).toFixed(6)} seconds`,
        () => `@${targetSec().toFixed(6)}`,
        () => `@${targetSec().toFixed(0)}`,
      ];
      let reason: unknown;
      for (const form of forms) {
        try {
          await run('date', ['-u', '-s', form()]);
          return;
        } catch (error) {
          reason = error;
          // Another form can only help if this form was not understood.
          if (!/invalid date/i.test((error as Error).message)) break;
        }
      }
      throw reason;
    },
  };
}

/**
 * By PowerShell's `Set-Date`, which needs the privilege of an administrator. The step is added by PowerShell itself:
 * it takes some 100 ms to start. From UTC to local time there, so that a step across the change of daylight saving
 * time keeps its length.
 */
export function windowsClockSetter(parts: ClockSetterParts = {}): ClockSetter {
  const { run = runProgram, machineWallMs = readMachineWallMs, isPrivileged = isAdministrator } = parts;
  // The check starts a program; its result is valid as long as the process lives.
  let privileged: boolean | undefined;
  return {
    canSet() {
      privileged ??= isPrivileged();
      return privileged;
    },
    async set(wallMs) {
      const stepMs = (wallMs - machineWallMs()).toFixed(3);
      const time = `[DateTime]::UtcNow.AddMilliseconds(${stepMs}).ToLocalTime()`;
      const command = `$ErrorActionPreference='Stop'; Set-Date -Date (${time})`;
      await run('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', command]);
    },
  };
}

/**
 * Root, and with the right to set the clock: in a container root mostly lacks it. A user other than root who has it can't
 * hand it on to `date`.
 */
function hasTimeCapability(): boolean {
  if (process.geteuid?.() !== 0) return false;
  try {
    return holdsTimeCapability(readFileSync('/proc/self/status', 'latin1'));
  } catch {
    return true;
  }
}

/** Whether the effective capabilities in the text of `/proc/self/status` hold CAP_SYS_TIME; without such a line: yes. */
export function holdsTimeCapability(status: string): boolean {
  const match = /^CapEff:\s*([0-9a-f]+)/m.exec(status);
  return match === null || ((BigInt(`0x${match[1]}`) >> CAP_SYS_TIME) & 1n) === 1n;
}

/** `fltmc` works only for administrators, changes nothing and needs no service. */
function isAdministrator(): boolean {
  try {
    execFileSync('fltmc.exe', { stdio: 'ignore', windowsHide: true, timeout: RUN_TIMEOUT_MS });
    return true;
  } catch {
    return false;
  }
}
