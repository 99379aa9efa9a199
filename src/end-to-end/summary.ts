/** The result of a walk in lines. */
import { countOf, formatNumber } from '../text/format.js';
import { plainText } from '../text/outside-text.js';
import type { Tally, WalkVerdict } from './judge.js';
import type { StepResult } from './step.js';

/** What a line says of a step. */
export interface JudgedStep {
  readonly step: number;
  readonly rtuNumber: number;
  readonly ioa: number;
  readonly kind: 'point' | 'command';
  readonly words: string;
  readonly result: StepResult;
  readonly remark: string;
}

/** Steps that are wrong or not seen, at most `most` by name. */
export function badSteps(steps: readonly JudgedStep[], most: number): string[] {
  const bad = steps.filter(({ result }) => result === 'wrong' || result === 'not seen');
  const lines = bad.slice(0, most).map(({ step, rtuNumber, ioa, kind, words, result, remark }) => {
    const why = remark === '' ? '' : `: ${remark}`;
    return `${result.padEnd(9)} step ${step}, CA ${rtuNumber}, IOA ${ioa}, ${kind} ${words}${why}`;
  });
  if (bad.length > most) lines.push(`          and ${formatNumber(bad.length - most)} more`);
  return lines.map(plainText);
}

/** `Walk      24 steps: 20 OK, 1 wrong, 0 not seen, 3 not tested`. */
export function countLine(tally: Tally): string {
  const counts = Object.entries(tally).map(([result, count]) => `${formatNumber(count)} ${result}`);
  const steps = Object.values(tally).reduce((sum, count) => sum + count, 0);
  return `Walk      ${countOf(steps, 'step')}: ${counts.join(', ')}`;
}

/** The last line. `unjudged`: what to do where steps are not tested. */
export function verdictLine(verdict: WalkVerdict, unjudged: string): string {
  const words = {
    PASS: 'every step is OK',
    FAIL: 'steps are wrong or were not seen',
    'NOT JUDGED': unjudged,
  };
  return `Verdict   ${verdict}: ${words[verdict]}`;
}
