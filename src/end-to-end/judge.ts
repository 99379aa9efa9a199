/** What came of commands, and the verdict of a walk. */
import type { CameCommand, CommandStep, Outcome, StepResult } from './step.js';

/** Difference of a set-point's value that is still the same: a step of a normalized value. */
const NEAR = 1 / 32768;

/** Judges the first command that was carried out in a step. Time-tagged and untimed commands of one kind are different types. */
export function judgeCommand(
  step: CommandStep,
  came: CameCommand,
): { result: 'OK' | 'wrong'; remark: string } {
  const { rtu, ioa, typeId, wanted } = step;
  const isPlace = came.rtuNumber === rtu.rtuNumber && came.ioa === ioa && came.typeId === typeId;
  if (isPlace && Math.abs(came.value - wanted) <= NEAR) return { result: 'OK', remark: '' };
  const place = isPlace ? '' : ` CA ${came.rtuNumber}, IOA ${came.ioa}, type ${came.typeId},`;
  return { result: 'wrong', remark: `there came${place} value ${came.value}` };
}

/** How many steps have each result. */
export type Tally = Readonly<Record<StepResult, number>>;

export type WalkVerdict = 'PASS' | 'FAIL' | 'NOT JUDGED';

export function tallyOf(outcomes: Iterable<Pick<Outcome, 'result'>>): Tally {
  const tally = { OK: 0, wrong: 0, 'not seen': 0, 'not tested': 0 };
  for (const { result } of outcomes) tally[result]++;
  return tally;
}

/** One step that is wrong or not seen fails the walk; without one, a step that nobody judged leaves it without a verdict. */
export function verdictOf(tally: Tally): WalkVerdict {
  if (tally.wrong + tally['not seen'] > 0) return 'FAIL';
  return tally['not tested'] > 0 || tally.OK === 0 ? 'NOT JUDGED' : 'PASS';
}
