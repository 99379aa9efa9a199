import { describe, expect, it } from 'vitest';
import { Random } from '../simulation/random.js';
import { FIGURES, judge, judgedLine, type Look } from './figures.js';
import { type Sample, theilSen } from './slope.js';

/** 720 samples over an hour, as a soak takes them. */
function hour(value: (hours: number) => number): Sample[] {
  return Array.from({ length: 720 }, (_, i) => ({ hours: i / 720, value: value(i / 720) }));
}

describe('the slope', () => {
  it('is that of a line', () => {
    expect(theilSen(hour((h) => 100 + 7 * h))?.perHour).toBeCloseTo(7, 9);
  });

  it('does not mind one sample in five that is far off', () => {
    let n = 0;
    const slope = theilSen(hour((h) => (n++ % 5 === 0 ? 10_000 : 100 + 7 * h)));
    expect(slope?.perHour).toBeCloseTo(7, 1);
  });

  it('of noise alone is not surely above 0', () => {
    const random = new Random(7);
    const slope = theilSen(hour(() => random.between(90, 110)));
    expect(slope?.atLeast).toBeLessThan(0);
    expect(Math.abs(slope?.perHour ?? Number.NaN)).toBeLessThan(5);
  });

  it('of fewer than 20 samples is not known', () => {
    expect(theilSen(hour((h) => h).slice(0, 19))).toBeUndefined();
    expect(theilSen(hour((h) => h).slice(0, 20))?.perHour).toBeCloseTo(1, 9);
  });

  it('of 20,000 samples takes a part of them, evenly spread', () => {
    const samples = Array.from({ length: 20_000 }, (_, i) => ({ hours: i, value: 3 * i }));
    expect(theilSen(samples)?.perHour).toBeCloseTo(3, 9);
  });
});

const MB = 2 ** 20;

/** Looks of an hour at a program with garbage collection: memory goes up and down by 20 MB, and grows by `leak` MB an hour. */
function looks(leak: number, leftOpen = 0, seconds = 3600): Look[] {
  const random = new Random(3);
  return Array.from({ length: seconds / 5 }, (_, i) => {
    const at = (i + 1) * 5;
    const saw = 20 * MB * ((i % 17) / 17) + random.between(0, 4 * MB);
    const grown = (leak * MB * at) / 3600;
    // Warm-up: 60 MB more in the first five minutes.
    const warmUp = Math.min(1, at / 300) * 60 * MB;
    return {
      seconds: at,
      rss: 150 * MB + warmUp + saw + grown,
      heap: 40 * MB + saw + grown,
      external: 8 * MB,
      arrayBuffers: 5 * MB,
      descriptors: 120 + Math.round((leftOpen * at) / 3600) + random.int(0, 3),
      handles: 80,
      delayMs: random.between(10, 90),
      logOctets: at * MB,
    };
  });
}

function verdicts(given: readonly Look[]): Record<string, string> {
  return Object.fromEntries(judge(given).map(({ figure, verdict }) => [figure.name, verdict]));
}

describe('the verdict of a soak', () => {
  it('is PASS for a program that only warms up', () => {
    expect(new Set(Object.values(verdicts(looks(0))))).toEqual(new Set(['PASS']));
  });

  it('is FAIL for memory that leaks: 40 MB an hour', () => {
    expect(verdicts(looks(40))).toMatchObject({ rss: 'FAIL', heap: 'FAIL', descriptors: 'PASS' });
  });

  it('is FAIL for descriptors that are left open: 10 an hour', () => {
    expect(verdicts(looks(0, 10))).toMatchObject({ rss: 'PASS', descriptors: 'FAIL' });
  });

  it('has a bound for everything but the logs, and each can fail', () => {
    expect(FIGURES.filter(({ bound }) => bound === undefined).map(({ name }) => name)).toEqual(['logOctets']);
    for (const { name, scale, bound = 0 } of FIGURES.filter((figure) => figure.bound !== undefined)) {
      const growing = looks(0).map((look) => ({
        ...look,
        [name]: look[name] + (2 * bound * scale * look.seconds) / 3600,
      }));
      expect([name, verdicts(growing)[name]]).toEqual([name, 'FAIL']);
    }
  });

  it('of less than ten minutes is NOT JUDGED, with the reason', () => {
    const short = judge(looks(40, 0, 600));
    expect(short.filter(({ verdict }) => verdict === 'FAIL')).toEqual([]);
    expect(judgedLine(short[0])).toMatch(
      /^NOT JUDGED resident memory .*; 4\d\d s after the warm-up, 600 s are needed$/,
    );
  });

  it('of a figure that the system does not tell is NOT JUDGED', () => {
    const blind = looks(0).map((look) => ({ ...look, descriptors: Number.NaN }));
    const line = judgedLine(judge(blind).filter(({ figure }) => figure.name === 'descriptors')[0]);
    expect(line).toBe('NOT JUDGED open descriptors   ?; 0 samples after the warm-up, 20 are needed');
  });
});
