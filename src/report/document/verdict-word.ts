/** A verdict as a word for people, and as a class of the style. */
import type { RunReport } from '../run-report.js';

export const VERDICT_WORDS = {
  PASS: 'PASS',
  FAIL: 'FAIL',
  'NOT JUDGED': 'NOT JUDGED',
  NONE: 'NO LIMITS STATED',
} as const;

/** The class of a verdict in the style. */
export function verdictClass(verdict: RunReport['verdict']): string {
  return verdict.toLowerCase().replace(' ', '-');
}
