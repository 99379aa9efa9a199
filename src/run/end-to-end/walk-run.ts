/** A walk from the command line: wait for the masters, walk, write the sheet, tell the result. */
import { withoutRemoved } from '../../channel/definitions.js';
import type { Engine } from '../../coordinator/api.js';
import type { Outcome, Step } from '../../end-to-end/step.js';
import { badSteps, countLine, verdictLine } from '../../end-to-end/summary.js';
import { countOf } from '../../text/format.js';
import { plainText } from '../../text/outside-text.js';
import { systemReason } from '../../text/system-errors.js';
import { awaitMasters, describeLate } from '../await-masters.js';
import { findSheetLoss } from './earlier-sheet.js';
import { SheetFile } from './sheet-file.js';
import { type PageAbout, writeSheetPage } from './sheet-page-file.js';
import { type ReadKey, type WalkResult, walk } from './walk.js';

/** What the walk of a command line needs. */
export interface WalkRunSetup {
  readonly engine: Engine;
  readonly steps: readonly Step[];
  readonly pace: number | ReadKey;
  readonly commandTimeoutMs: number;
  /** `undefined`: all RTUs. */
  readonly awaitMasters: number | undefined;
  readonly awaitTimeoutMs: number;
  /** `undefined`: no sheet. */
  readonly sheet: string | undefined;
  /** What an earlier walk has found, with which this one goes on; `undefined`: it begins anew. */
  readonly earlier: readonly Outcome[] | undefined;
  /** The sheet as a page; `undefined`: none. */
  readonly page: { readonly path: string; readonly about: PageAbout } | undefined;
  readonly tell: (line: string) => void;
  readonly tellResult: (lines: readonly string[]) => void;
}

export class WalkRun {
  private readonly ended = new AbortController();
  private playing: Promise<void> | undefined;
  private isPassed = false;
  /** Why it was not begun: the masters were too late, or a sheet would be lost. `undefined`: it was. */
  notBegun: string | undefined;

  constructor(private readonly setup: WalkRunSetup) {}

  /** Whether every step was judged and is as it should be. */
  get passed(): boolean {
    return this.isPassed;
  }

  play(): Promise<void> {
    this.playing ??= this.walkAll();
    return this.playing;
  }

  /** Ends the walk; what is judged so far is kept. */
  async interrupt(): Promise<void> {
    this.ended.abort();
    await this.playing;
  }

  private async walkAll(): Promise<void> {
    const { engine, steps, tell, tellResult, awaitTimeoutMs: timeoutMs } = this.setup;
    const masters = this.setup.awaitMasters ?? withoutRemoved(engine.rtus).length;
    const ended = this.ended.signal;
    if (engine.stats.countNonZero('STARTED') < masters) {
      tell(`waiting for ${countOf(masters, 'RTU')} with a started connection before the walk`);
    }
    const aborted = new Promise<'ended'>((resolve) => {
      ended.addEventListener('abort', () => resolve('ended'), { once: true });
    });
    const come = await Promise.race([awaitMasters(engine, masters, { timeoutMs, ended, tell }), aborted]);
    if (come !== 'come') {
      const why =
        come === 'late' ? describeLate(engine, masters, timeoutMs) : 'ended before the masters were there';
      if (come === 'late') this.notBegun = why;
      tellResult([`Verdict   NOT JUDGED: ${plainText(why)}`]);
      return;
    }
    const { pace, commandTimeoutMs, earlier } = this.setup;
    // It may have been filled in while the masters were waited for.
    const loss = earlier === undefined && this.setup.sheet !== undefined && findSheetLoss(this.setup.sheet);
    if (typeof loss === 'string') {
      this.notBegun = loss;
      tellResult([`Verdict   NOT JUDGED: ${plainText(loss)}`]);
      return;
    }
    try {
      const sheet =
        this.setup.sheet === undefined ? undefined : new SheetFile(this.setup.sheet, earlier, tell);
      const take = (outcome: Parameters<SheetFile['add']>[0]) => sheet?.add(outcome);
      const result = await walk({ engine, steps, earlier, pace, commandTimeoutMs, tell, take, ended });
      sheet?.complete(result.outcomes);
      const fault = this.writePage(result);
      this.isPassed = result.verdict === 'PASS' && fault === undefined;
      const lines = walkSummary(result);
      tellResult(fault === undefined ? lines : [...lines.slice(0, -1), fault]);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error;
      tellResult([writeFault(this.setup.sheet, error)]);
    }
  }

  /** Writes the page, if there is one; a verdict in its place if it can't be written. */
  private writePage({ outcomes }: WalkResult): string | undefined {
    const { page, engine } = this.setup;
    if (page === undefined) return undefined;
    try {
      writeSheetPage(page.path, outcomes, page.about, engine.wallNow());
      return undefined;
    } catch (error) {
      return writeFault(page.path, error);
    }
  }
}

function writeFault(path: string | undefined, error: unknown): string {
  return plainText(`Verdict   FAIL: sheet ${path}: ${systemReason(error, 'write')}`);
}

const MOST_NAMED = 20;
const UNJUDGED =
  'nobody has judged every step; iec104rs compare SHEET EVENTS ticks the sheet off by the event list of the front-end';

/** The result in lines; the verdict comes last. */
export function walkSummary({ outcomes, tally, verdict }: WalkResult): string[] {
  const steps = outcomes.map(({ step, result, remark }) => {
    const { number, rtu, ioa, kind, words } = step;
    return { step: number, rtuNumber: rtu.rtuNumber, ioa, kind, words, result, remark };
  });
  return [...badSteps(steps, MOST_NAMED), countLine(tally), verdictLine(verdict, UNJUDGED)];
}
