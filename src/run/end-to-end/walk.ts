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
  /** What an earlier walk has found, one for each step; absent: there was none. Its steps are skipped, but keys go back to them. */
  readonly earlier?: readonly Outcome[] | undefined;
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
  const { earlier = [], pace } = setup;
  const found: Finding[] = steps.map((_, i) => earlier[i] ?? UNTESTED);
  const isDone = steps.map((_, i) => earlier[i] !== undefined && isWalked(earlier[i], pace));
  for (let at = openFrom(isDone, 0); at < steps.length && !ended.aborted; ) {
    const step = steps[at];
    setup.tell(stepWords(step, steps.length));
    const { finding, to } = await stepOnce(setup, step);
    // A key that judges nothing takes no result away.
    const isKept = finding.result === 'not tested' && (to === 'repeat' || found[at].result !== 'not tested');
    if (!isKept) {
      found[at] = finding;
      take({ step, ...finding });
    }
    if (finding.result !== 'not tested') {
      setup.tell(`  ${finding.result}${finding.remark === '' ? '' : `: ${finding.remark}`}`);
    }
    if (to === 'end') break;
    at = placeAfter(steps, isDone, at, to);
  }
  const outcomes = steps.map((step, i) => ({ ...found[i], step }));
  const tally = tallyOf(outcomes);
  return { outcomes, tally, verdict: verdictOf(tally) };
}

type Move = 'next' | 'repeat' | 'back' | 'skip RTU' | 'end';

/** Whether a step need not be walked again. `pace`: a number of ms, else a person walks by keys. At a pace nobody judges a point: it is done when it was sent. */
export function isWalked({ step, atMs, result }: Outcome, pace: unknown): boolean {
  if (result !== 'not tested') return true;
  return typeof pace === 'number' && step.kind === 'point' && !Number.isNaN(atMs);
}

/** The first step from `at` on that is not done; the number of steps: all are. */
function openFrom(isDone: readonly boolean[], at: number): number {
  const next = isDone.indexOf(false, at);
  return next < 0 ? isDone.length : next;
}

function placeAfter(
  steps: readonly Step[],
  isDone: readonly boolean[],
  at: number,
  to: Exclude<Move, 'end'>,
): number {
  if (to === 'repeat') return at;
  if (to === 'back') return Math.max(0, at - 1);
  if (to === 'next') return openFrom(isDone, at + 1);
  const next = steps.findIndex(({ rtu }, i) => i > at && rtu.rtuNumber !== steps[at].rtu.rtuNumber);
  return next < 0 ? steps.length : openFrom(isDone, next);
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
