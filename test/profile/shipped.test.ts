/** The files of `profiles/`: they load without findings, and their loads are those that they state. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { makeTacomaSet, TACOMA_SEED } from '../../bench/samples/tacoma.js';
import { loadConfiguration } from '../../src/config/load.js';
import { measurePass } from '../../src/run/profile/capability.js';
import { checkFaults } from '../../src/run/profile/check-faults.js';
import { checkProfile } from '../../src/run/profile/check-profile.js';
import { describePossible } from '../../src/run/profile/describe-possible.js';
import { loadProfile } from '../../src/run/profile/load-profile.js';
import { type Loaded, loadsOfProfile } from '../../src/run/profile/loads.js';
import type { Profile, ProfileStep } from '../../src/run/profile/profile.js';
import { expandProfile, profileDurationMs } from '../../src/run/profile/schedule.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Loads both without a finding. */
function load(file: string, ini: string, data: string): { profile: Profile; loaded: Loaded } {
  const { profile, findings } = loadProfile(join(root, file));
  const configuration = loadConfiguration({ iniFile: join(root, ini), dataDir: join(root, data) });
  expect([...findings, ...configuration.findings]).toEqual([]);
  if (profile === undefined) throw new Error(`${file} holds no step`);
  expect(checkProfile(profile, configuration.rtus, configuration.tables)).toEqual([]);
  expect(checkFaults(profile, configuration.rtus)).toEqual([]);
  return { profile, loaded: configuration };
}

/** Signals of one repetition over all RTUs of a step. */
function signalsOf(step: ProfileStep, { rtus, tables }: Loaded): number {
  let signals = 0;
  for (const rtu of rtus) {
    if (step.rtuNumbers.length > 0 && !step.rtuNumbers.includes(rtu.rtuNumber)) continue;
    const table = tables.get(rtu.ioFile);
    if (table !== undefined) signals += measurePass(table, step.index, rtu)?.signals ?? 0;
  }
  return signals;
}

describe('profiles/tacoma.csv', () => {
  const { profile, loaded } = load(
    'profiles/tacoma.csv',
    'profiles/tacoma/iec104rs.csv',
    'profiles/tacoma/data',
  );

  /** Signals of an index whose passes start in `fromMs` ≤ t < `untilMs`. */
  const asked = (index: number, fromMs: number, untilMs: number): number => {
    let sum = 0;
    for (const { step, startMs } of expandProfile(profile)) {
      if ('index' in step && step.index === index && startMs >= fromMs && startMs < untilMs)
        sum += signalsOf(step, loaded);
    }
    return sum;
  };

  it('equals the output of the generator', () => {
    for (const [path, text] of makeTacomaSet(TACOMA_SEED)) {
      expect(
        readFileSync(join(root, path), 'utf8') === text,
        `${path}: node build/samples/tacoma-write.js .`,
      ).toBe(true);
    }
  });

  it('has 98 RTUs, each with its own number and port', () => {
    expect(loaded.rtus).toHaveLength(98);
    expect(new Set(loaded.rtus.map(({ rtuNumber }) => rtuNumber)).size).toBe(98);
    expect(new Set(loaded.rtus.map(({ port }) => port)).size).toBe(98);
  });

  it('sends 5,000 status changes in every minute', () => {
    const minutes = [0, 1, 2, 3, 4].map((minute) => asked(1, minute * 60_000, (minute + 1) * 60_000));
    expect(minutes).toEqual([5000, 5000, 5000, 5000, 5000]);
  });

  it('spreads them over the minute, and ends before the next', () => {
    for (const { index, rtu, ratePerRtu, table } of loadsOfProfile(profile, loaded)) {
      if (index !== 1) continue;
      const { signals } = measurePass(table, index, rtu) ?? { signals: 0 };
      expect(signals / ratePerRtu).toBeGreaterThan(57);
      expect(signals / ratePerRtu).toBeLessThan(59);
    }
  });

  it('sends 10,000 analogs every 2 s and 15,000 every 6 s, for five minutes', () => {
    for (const second of [0, 2, 4, 298]) {
      expect(asked(2, second * 1000, second * 1000 + 2000)).toBe(10_000);
    }
    expect([0, 6, 294].map((second) => asked(3, second * 1000, second * 1000 + 6000))).toEqual([
      15_000, 15_000, 15_000,
    ]);
    expect([asked(2, 0, 1e9), asked(3, 0, 1e9)]).toEqual([1_500_000, 750_000]);
    expect(profileDurationMs(profile)).toBe(298_000);
  });

  it('changes the values: every alarm comes and goes, every analog walks', () => {
    for (const table of loaded.tables.values()) {
      const at = table.indexes.indexOf(1);
      const rows = [...table.order.subarray(table.indexAt[at], table.indexAt[at + 1])];
      // SIQ is the fourth octet of the object.
      const values = rows.map((row) => `${table.ioa[row]}=${table.objects[table.objectAt[row] + 3]}`);
      const points = [...new Set(rows.map((row) => table.ioa[row]))];
      expect(values).toEqual([...points.map((ioa) => `${ioa}=1`), ...points.map((ioa) => `${ioa}=0`)]);
    }
    for (const step of profile.steps) expect(step.walkPercent > 0).toBe(step.index !== 1);
  });
});

describe('profiles/steady-plus-avalanche.csv', () => {
  const { profile, loaded } = load('profiles/steady-plus-avalanche.csv', 'iec104rs.csv', 'data');

  it('lasts three minutes, with the avalanche in the second one', () => {
    expect(profileDurationMs(profile)).toBe(180_000);
    const [avalanche] = profile.steps.filter(({ index }) => index === 1);
    expect(avalanche).toMatchObject({
      startMs: 60_000,
      durationMs: 30_000,
      ratePerRtu: Number.POSITIVE_INFINITY,
    });
    const steady = profile.steps.filter(({ startMs }) => startMs < 60_000);
    expect(steady.map(({ walkPercent }) => walkPercent)).toEqual([1, 0]);
  });

  it('sends on every RTU in each step without RTU numbers, and no filter delays it', () => {
    for (const step of profile.steps) {
      const passes = loaded.rtus.map((rtu) => {
        const table = loaded.tables.get(rtu.ioFile);
        return table === undefined ? undefined : measurePass(table, step.index, rtu);
      });
      expect(passes.every((pass) => pass !== undefined && pass.signals > 0 && pass.filtered === 0)).toBe(
        true,
      );
    }
  });

  it('is described in two lines', () => {
    expect(describePossible(loadsOfProfile(profile, loaded), () => Number.NaN)).toHaveLength(2);
  });
});

describe('faults', () => {
  it('are a plan of sends and faults for the sample RTUs, without a doubt', () => {
    const { profile } = load('profiles/faults.csv', 'iec104rs.csv', 'data');
    expect(profile.faults.length).toBeGreaterThan(10);
    expect(profileDurationMs(profile)).toBe(180_000);
  });
});
