/** Programs are recorded instead of started: no clock is set here. */
import { describe, expect, it } from 'vitest';
import {
  holdsTimeCapability,
  linuxClockSetter,
  machineClockSetter,
  noClockSetter,
  windowsClockSetter,
} from '../../src/coordinator/time/clock-setter.js';

/** A runner that records its calls; the first `failures.length` calls reject with these texts. */
function recorder(...failures: string[]) {
  const runs: string[][] = [];
  const run = async (file: string, args: readonly string[]): Promise<void> => {
    runs.push([file, ...args]);
    const failure = failures.shift();
    if (failure !== undefined) throw new Error(failure);
  };
  return { runs, run };
}

const isPrivileged = () => true;
const machineWallMs = () => 1_700_000_000_000;

describe('on Linux', () => {
  it.each([
    ['forwards', 1_700_000_009_989.125, 'now +9.989125 seconds'],
    ['backwards', 1_699_996_400_000.5, 'now -3599.999500 seconds'],
    ['not at all', 1_700_000_000_000, 'now +0.000000 seconds'],
    ['by years', 2_085_978_496_000, 'now +385978496.000000 seconds'],
  ])('date steps the clock %s', async (_name, wallMs, step) => {
    const { runs, run } = recorder();
    await linuxClockSetter({ run, machineWallMs, isPrivileged }).set(wallMs);
    expect(runs).toEqual([['date', '-u', '-s', step]]);
  });

  it('a `date` without steps gets the absolute time, and at last whole seconds', async () => {
    const invalid = "Command failed\ndate: invalid date 'x'";
    const { runs, run } = recorder(invalid, invalid);
    // Time passes while the first attempt fails.
    const readings = [1_700_000_000_000, 1_700_000_000_250, 1_700_000_000_600];
    const setter = linuxClockSetter({ run, machineWallMs: () => readings.shift() ?? 0, isPrivileged });
    await setter.set(1_700_000_010_000);
    expect(runs.map((args) => args[3])).toEqual([
      'now +10.000000 seconds',
      '@1700000010.250000',
      '@1700000011',
    ]);
  });

  it('a refusal is reported after one attempt', async () => {
    const { runs, run } = recorder('date: cannot set date: Operation not permitted');
    await expect(linuxClockSetter({ run, machineWallMs, isPrivileged }).set(0)).rejects.toThrow(
      /not permitted/,
    );
    expect(runs).toHaveLength(1);
  });

  it.each([
    ['000001ffffffffff', true],
    ['0000000002000000', true],
    // The usual capabilities of a container.
    ['00000000a80425fb', false],
    ['0000000000000000', false],
  ])('CapEff %s may set the clock: %s', (mask, may) => {
    const status = `Name:\tnode\nCapPrm:\t000001ffffffffff\nCapEff:\t${mask}\nCapBnd:\t000001ffffffffff\n`;
    expect(holdsTimeCapability(status)).toBe(may);
  });

  it('on a system without capabilities only root may set the clock', () => {
    expect(holdsTimeCapability('Name:\tnode\n')).toBe(true);
  });
});

describe('on Windows', () => {
  it.each([
    ['forwards', 1_700_000_009_989.125, '9989.125'],
    ['backwards', 1_699_996_400_000, '-3600000.000'],
  ])('Set-Date steps the clock %s', async (_name, wallMs, step) => {
    const { runs, run } = recorder();
    await windowsClockSetter({ run, machineWallMs, isPrivileged }).set(wallMs);
    const command = `$ErrorActionPreference='Stop'; Set-Date -Date ([DateTime]::UtcNow.AddMilliseconds(${step}).ToLocalTime())`;
    expect(runs).toEqual([['powershell.exe', '-NoProfile', '-NonInteractive', '-Command', command]]);
  });

  it('asks for the privilege once', () => {
    let asked = 0;
    const setter = windowsClockSetter({ isPrivileged: () => ++asked > 1 });
    expect([setter.canSet(), setter.canSet(), asked]).toEqual([false, false, 1]);
  });
});

it('other systems set nothing', async () => {
  expect(machineClockSetter('aix')).toBe(noClockSetter);
  expect(noClockSetter.canSet()).toBe(false);
  await expect(noClockSetter.set(0)).rejects.toThrow(/not supported/);
});
