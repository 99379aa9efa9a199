/** Limits of a run that goes on. */
import { describe, expect, it } from 'vitest';
import { type Limit, parseLimit } from '../../src/report/limits.js';
import type { RunReport } from '../../src/report/run-report.js';
import { PresentLimits } from '../../src/run/present-limits.js';
import { report } from '../report/report-kit.js';

const limits = (...texts: string[]): Limit[] => texts.map((text) => parseLimit(text) as Limit);

/** A clock, and a judging that takes so many ms. */
function judging(stated: readonly Limit[], tookMs: number, made: RunReport | undefined) {
  let nowMs = 0;
  let times = 0;
  const present = new PresentLimits(
    stated,
    () => {
      times++;
      nowMs += tookMs;
      return made;
    },
    () => nowMs,
  );
  return {
    present,
    pass: (ms: number) => {
      nowMs += ms;
    },
    times: () => times,
  };
}

describe('limits so far', () => {
  it('are judged as if the run ended now in order, although it has not, and its counts are of several instants', () => {
    const made = report({ ending: 'interrupted', totals: { onlineLeast: 3 } });
    const { present } = judging(limits('online=4', 'online=2'), 0, made);
    expect(present.read()).toEqual([
      { limit: 'online=4', text: 'online at least 4 RTUs: 3 RTUs', verdict: 'FAIL', share: 0.75 },
      { limit: 'online=2', text: 'online at least 2 RTUs: 3 RTUs', verdict: 'PASS', share: 1.5 },
    ]);
  });

  it('have no share of a limit of 0, nor of a figure that was not measured', () => {
    const made = report({ ending: 'interrupted', sends: [] });
    const { present } = judging(limits('lost=0', 'duration=5s'), 0, made);
    expect(present.read().map(({ share }) => share)).toEqual([null, null]);
  });

  it('are judged every 2 s, and more seldom where it takes longer than 0.2 % of that', () => {
    const quick = judging(limits('online=1'), 1, report());
    quick.present.read();
    quick.pass(1998);
    quick.present.read();
    expect(quick.times()).toBe(1);
    quick.pass(2);
    quick.present.read();
    expect(quick.times()).toBe(2);
    const slow = judging(limits('online=1'), 20, report());
    slow.present.read();
    slow.pass(9979);
    slow.present.read();
    expect(slow.times()).toBe(1);
    slow.pass(2);
    slow.present.read();
    expect(slow.times()).toBe(2);
  });

  it('are none before the run has begun, and cost nothing where none is stated', () => {
    expect(judging(limits('online=1'), 0, undefined).present.read()).toEqual([]);
    const none = judging([], 0, report());
    expect(none.present.read()).toEqual([]);
    expect(none.times()).toBe(0);
  });
});
