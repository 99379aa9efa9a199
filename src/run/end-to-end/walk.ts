/** A walk from end to end on a running engine: one step after another, at a pace or by keys (`docs/behaviour.md` §15). */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine } from '../../coordinator/api.js';
import { judgeCommand, type Tally, tallyOf, verdictOf, type WalkVerdict } from '../../end-to-end/judge.js';
import { stepWords } from '../../end-to-end/sheet.js';
import type {
  CameCommand,
  CommandStep,
  Outcome,
  PointStep,
  Step,
  StepResult,
} from '../../end-to-end/step.js';

/** What a person wants after a step. */
export type WalkKey =
  | { readonly key: 'next' | 'OK' | 'repeat' | 'back' | 'skip RTU' | 'end' }
  | { readonly key: 'wrong'; readonly remark: string };

/** Gives one key press after another; `ended` takes the wish back. */
export type ReadKey = (ended: AbortSignal) => Promise<WalkKey>;

/** What a walk needs. */
export interface WalkSetup {
  readonly engine: Pick<Engine, 'points' | 'wallNow' | 'reactions'>;
  readonly steps: readonly Step[];
  /** Time of a point's step, ms, or a person's keys. */
  readonly pace: number | ReadKey;
  /** How long a command is waited for at a pace, ms. */
  readonly commandTimeoutMs: number;
  readonly tell: (line: string) => void;
  /** Takes each outcome at once; of several of one step the last counts. */
  readonly take: (outcome: Outcome) => void;
  /** Ends the walk early. */
  readonly ended: AbortSignal;
}

/** What a walk has found. */
export interface WalkResult {
  /** One for each step, in the order of the plan. */
  readonly outcomes: readonly Outcome[];
  readonly tally: Tally;
  readonly verdict: WalkVerdict;
}

type Finding = Pick<Outcome, 'atMs' | 'result' | 'remark'>;

const UNTESTED: Finding = { atMs: Number.NaN, result: 'not tested', remark: '' };
/** Whoever set a point, in the RTU's log. */
const WHO = 'end to end';

/** Goes through all steps; resolves when the last one is judged, or `ended` aborts. */
export async function walk(setup: WalkSetup): Promise<WalkResult> {
  const { steps, ended, take } = setup;
  const found: Finding[] = steps.map(() => UNTESTED);
  for (let at = 0; at < steps.length && !ended.aborted; ) {
    const step = steps[at];
    setup.tell(stepWords(step, steps.length));
    const { finding, to } = await stepOnce(setup, step);
    if (to !== 'repeat' || finding.result !== 'not tested') {
      found[at] = finding;
      take({ step, ...finding });
    }
    if (finding.result !== 'not tested') {
      setup.tell(`  ${finding.result}${finding.remark === '' ? '' : `: ${finding.remark}`}`);
    }
    if (to === 'end') break;
    at = placeAfter(steps, at, to);
  }
  const outcomes = steps.map((step, i) => ({ step, ...found[i] }));
  const tally = tallyOf(outcomes);
  return { outcomes, tally, verdict: verdictOf(tally) };
}

type Move = 'next' | 'repeat' | 'back' | 'skip RTU' | 'end';

function placeAfter(steps: readonly Step[], at: number, to: Exclude<Move, 'end'>): number {
  if (to === 'repeat') return at;
  if (to === 'back') return Math.max(0, at - 1);
  if (to === 'next') return at + 1;
  const next = steps.findIndex(({ rtu }, i) => i > at && rtu.rtuNumber !== steps[at].rtu.rtuNumber);
  return next < 0 ? steps.length : next;
}

function stepOnce(setup: WalkSetup, step: Step): Promise<{ finding: Finding; to: Move }> {
  return step.kind === 'point' ? pointOnce(setup, step) : commandOnce(setup, step);
}

async function pointOnce(setup: WalkSetup, step: PointStep): Promise<{ finding: Finding; to: Move }> {
  const { engine, pace, ended } = setup;
  const atMs = engine.wallNow();
  const { ioa, pointType, record } = step;
  const change = await engine.points.set(step.rtu.slot, {
    ioa,
    pointType,
    value: record,
    rest: 'zero',
    who: WHO,
  });
  const fault = typeof change === 'string' ? REFUSALS[change] : change.connections > 0 ? '' : NOBODY;
  const sent: Finding = fault === '' ? { ...UNTESTED, atMs } : { atMs, result: 'not seen', remark: fault };
  if (fault !== '') setup.tell(`  ${fault}`);
  if (typeof pace !== 'number') return answered(await pace(ended), sent);
  await sleep(pace, undefined, { signal: ended }).catch(() => {});
  return { finding: sent, to: 'next' };
}

const NOBODY = 'no connection of this RTU is started: nothing was sent';
const REFUSALS = {
  missing: 'the RTU has no such point any more',
  gone: "the RTU's thread does not run",
  silent: "the RTU's thread does not answer",
} as const;

async function commandOnce(setup: WalkSetup, step: CommandStep): Promise<{ finding: Finding; to: Move }> {
  const { engine, pace, ended } = setup;
  const atMs = engine.wallNow();
  const over = new AbortController();
  const until = AbortSignal.any([ended, over.signal]);
  let stop = (): void => {};
  const came = new Promise<CameCommand>((resolve) => {
    stop = engine.reactions.onCommand(resolve);
  });
  const judged = came.then((command) => ({ ...judgeCommand(step, command), atMs }));
  const person = typeof pace === 'number' ? undefined : pace(until);
  const late = sleep(setup.commandTimeoutMs, 'late' as const, { signal: until }).catch(() => 'late' as const);
  const first = await Promise.race([judged, person ?? late]);
  stop();
  over.abort();
  if (first === 'late') {
    const finding: Finding = ended.aborted
      ? { ...UNTESTED, atMs }
      : { atMs, result: 'not seen', remark: 'the command did not come' };
    return { finding, to: 'next' };
  }
  if ('result' in first) return { finding: first, to: 'next' };
  // Whoever goes on has given the command, but it did not come: only the program can see that it did.
  return answered(first.key === 'OK' ? { key: 'next' } : first, {
    atMs,
    result: 'not seen',
    remark: 'the command did not come',
  });
}

/** What a key makes of a step that is `sent`. */
function answered(pressed: WalkKey, sent: Finding): { finding: Finding; to: Move } {
  const { atMs } = sent;
  const as = (result: StepResult, remark: string): Finding => ({ atMs, result, remark });
  switch (pressed.key) {
    case 'OK':
      return { finding: as('OK', sent.remark), to: 'next' };
    case 'wrong':
      return { finding: as('wrong', pressed.remark), to: 'next' };
    case 'next':
      return { finding: sent, to: 'next' };
    default:
      return { finding: { ...UNTESTED, atMs }, to: pressed.key };
  }
}
