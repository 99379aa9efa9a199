/** A run from the command line: wait for the masters, play the sends or the profile, judge the limits, write the reports. */
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { monotonicMs } from '../channel/clock.js';
import { withoutRemoved } from '../channel/definitions.js';
import type { FaultStatus } from '../coordinator/api.js';
import type { LiveRun } from '../live/messages.js';
import type { RunReport } from '../report/run-report.js';
import { summarize } from '../report/summary-lines.js';
import { countOf } from '../text/format.js';
import { awaitMasters, describeLate } from './await-masters.js';
import { buildReport, type RunFacts } from './build-report.js';
import { CollateralMeter } from './fault-collateral.js';
import { untilFaultsOver } from './fault-wait.js';
import { untilSettledOrHeld } from './held-wait.js';
import { liveLimits, PresentLimits } from './present-limits.js';
import { pointTargets } from './profile/point-targets.js';
import type { PlannedFault, PlannedPoint, Profile, ProfileStep } from './profile/profile.js';
import { playProfile } from './profile/profile-runner.js';
import { countFaults, countPoints, countSends, profileDurationMs } from './profile/schedule.js';
import { untilReacted } from './reaction-wait.js';
import { untilWritten } from './run-lines.js';
import type { SendRequest } from './run-options.js';
import { showRun } from './run-progress.js';
import { RunRecorder } from './run-recorder.js';
import { RunReports } from './run-reports.js';
import type { RunSetup } from './run-setup.js';
import { describeTested, possibleOf, type Tested } from './tested.js';
import { untilAborted, whenRoom } from './waits.js';

/** An interrupted run waits at most this long for the counts of its sends. */
const SETTLE_MS = 500;

/** The shards stop sends within this time (`docs/behaviour.md` §4). */
const STOP_MS = 100;

/** Longest wait for the disk to take the lines of the run, before its report. A program that is ended has no more time. */
const WRITTEN_MS = { complete: 2000, interrupted: 300 } as const;

/** Longest reading of the acknowledgements of every RTU. */
const ACKS_MS = { complete: 5000, interrupted: 200 } as const;

/** Longest wait for the reports before the verdict of a run that is ended: a disk may never answer. */
const REPORTS_MS = 1000;

/** One run of the program, from the wait for its masters to its reports. */
export class Run {
  private readonly ended = new AbortController();
  private facts: Tested | undefined;
  private recorder: RunRecorder | undefined;
  /** Profile rows by the numbers of their sends, and of their faults. */
  private readonly rows = { sends: new Map<number, ProfileStep>(), faults: new Map<number, PlannedFault>() };
  private collateral: CollateralMeter | undefined;
  private possible: readonly string[] = [];
  private late: string | undefined;
  /** Nothing happened from then on, but signals waited for masters, monotonic ms; NaN: everything was settled. */
  private quietSinceMs = Number.NaN;
  private over = false;
  /** The judging and the writing of the reports, once it has begun. */
  private conclusion: Promise<void> | undefined;
  /** The summary with the verdict was handed over. */
  private readonly told = new AbortController();
  private hideProgress = (): void => {};
  /** `undefined`: the limits are not judged yet. */
  private verdict: RunReport['verdict'] | undefined;

  /** The whole run as it is planned, ms; 0: not known. */
  private plannedMs = 0;
  private made: RunReport | undefined;
  private reports: RunReports | undefined;
  private readonly present: PresentLimits;

  constructor(private readonly setup: RunSetup) {
    this.present = new PresentLimits(setup.options.limits, () => this.reportSoFar());
  }

  /** Whether a limit was missed, or could not be judged because the run was ended early or never began. */
  get missedLimit(): boolean {
    if (this.verdict === 'FAIL' || this.notBegun !== undefined) return true;
    return this.setup.options.limits.length > 0 && this.verdict !== 'PASS';
  }

  /** Why nothing was sent, where the masters did not come in time. */
  get notBegun(): string | undefined {
    return this.late;
  }

  /** Plays the run to its end; resolves when the reports are written. */
  async play(): Promise<void> {
    const { engine, options, tell } = this.setup;
    const masters = options.awaitMasters ?? withoutRemoved(engine.rtus).length;
    const started = engine.stats.countNonZero('STARTED');
    if (started < masters) {
      tell(
        `waiting for ${countOf(masters, 'RTU')} with a started connection before the send, ${started} now`,
      );
    }
    const waited = await awaitMasters(engine, masters, {
      timeoutMs: options.awaitTimeoutMs,
      ended: this.ended.signal,
      tell: (line) => tell(line, 'passing'),
    });
    if (this.ended.signal.aborted) return;
    if (waited === 'late') return this.giveUp(describeLate(engine, masters, options.awaitTimeoutMs));
    this.possible = possibleOf(this.setup);
    for (const line of this.possible) tell(line);
    this.facts = describeTested(this.setup);
    if (this.setup.profile === undefined) await this.playSends();
    else await this.playWholeProfile(this.setup.profile);
    if (!this.ended.signal.aborted) await this.conclude('complete');
  }

  /** Ends the run early: stops its sends and judges what they did so far. Resolves when the verdict is known; the reports may follow. */
  async interrupt(): Promise<void> {
    this.ended.abort();
    // A run that is over may still wait for the disk, with the lines of the run or the reports.
    if (this.over) return Promise.race([this.conclusion, untilAborted(this.told.signal)]);
    const { recorder } = this;
    if (recorder === undefined) {
      this.setup.tell('ended before the masters were there: nothing was sent, no report is written');
      return;
    }
    const { engine } = this.setup;
    const open = engine.sends().filter(({ state }) => state !== 'settled');
    const settled = Promise.all(open.map(({ id }) => engine.settled(id)));
    const tooLong = AbortSignal.timeout(SETTLE_MS);
    await whenRoom(() => engine.stopSends(), tooLong);
    for (const { id, state } of this.ownFaults()) if (state === 'running') engine.faults.end(id);
    await Promise.race([settled, untilAborted(tooLong)]);
    await Promise.race([this.conclude('interrupted'), untilAborted(this.told.signal)]);
  }

  /** How the run stands, for a live page. */
  live(): LiveRun {
    const { options, profile } = this.setup;
    const { recorder, made: report } = this;
    const name = profile?.file ?? sendsInWords(options.sends);
    if (report !== undefined) {
      return {
        state: 'over',
        name,
        elapsedMs: report.durationMs,
        plannedMs: this.plannedMs,
        verdict: this.verdict ?? report.verdict,
        ...(report.ending === 'interrupted' ? { interrupted: true } : {}),
        limits: liveLimits(options.limits, report),
        reports: this.reports?.done.map((path) => basename(path)) ?? [],
      };
    }
    const elapsedMs = recorder === undefined ? 0 : Math.max(0, monotonicMs() - recorder.start.atMs);
    const state = recorder === undefined ? 'waiting' : 'running';
    return { state, name, elapsedMs, plannedMs: this.plannedMs, limits: this.present.read() };
  }

  /** Resolves when the reports are written, or could not be written. */
  async written(): Promise<void> {
    await this.conclusion;
  }

  /** Ends a run whose masters did not come: with reports that say so, and that judge nothing. */
  private async giveUp(late: string): Promise<void> {
    this.late = late;
    this.facts = describeTested(this.setup);
    this.recorder = new RunRecorder(this.setup.engine);
    await this.conclude('complete');
  }

  private async playSends(): Promise<void> {
    const { engine, options } = this.setup;
    this.record(Math.max(...options.sends.map(({ durationMs }) => durationMs)));
    engine.reactions.expectations.begin(monotonicMs());
    const settled: Promise<unknown>[] = [];
    for (const { index, durationMs } of options.sends) {
      const send = await whenRoom(() => engine.send(index, durationMs), this.ended.signal);
      if (send === undefined) return;
      settled.push(engine.settled(send.id));
    }
    await this.untilOver(Promise.all(settled));
    await this.untilReacted();
  }

  private async playWholeProfile(profile: Profile): Promise<void> {
    const { engine, tell } = this.setup;
    const durationMs = profileDurationMs(profile);
    const seconds = Math.round(durationMs / 1000);
    const counts = [
      [countSends(profile), 'send'],
      [countFaults(profile), 'fault'],
      [countPoints(profile), 'change of a point', 'changes of points'],
    ] as const;
    const what = counts.filter(([count]) => count > 0).map(([count, one, more]) => countOf(count, one, more));
    tell(`${profile.file}: ${what.join(', ')} in ${seconds} s, seed ${profile.seed}`);
    this.record(durationMs);
    const collateral = new CollateralMeter(engine, profile);
    this.collateral = collateral;
    await playProfile(engine, profile, this.rows, this.ended.signal, {
      begins: (zeroMs) => {
        collateral.begin(zeroMs);
        engine.reactions.expectations.begin(zeroMs + profile.expectFromMs);
      },
      setPoint: (row) => this.setPoint(row, profile),
      untilOver: async (settled) => {
        await this.untilOver(settled);
        await untilFaultsOver({
          faults: () => this.ownFaults(),
          end: (id) => engine.faults.end(id),
          ended: this.ended.signal,
          tell,
        });
        await this.untilReacted();
      },
    });
  }

  /** Sets the point of a row on every RTU number that it is for; what could not be set is told, and stands in the report. */
  private async setPoint(row: PlannedPoint, { file }: Profile): Promise<void> {
    const { engine, tell } = this.setup;
    const who = `${file}, row ${row.line}`;
    const { rtus } = pointTargets(row, withoutRemoved(engine.rtus), engine.tables);
    const results = await Promise.all(
      rtus.map(async (rtu) => ({
        rtu,
        change: await engine.points.change(rtu.slot, engine.tables.get(rtu.ioFile), row.wish, who),
      })),
    );
    for (const { rtu, change } of results) {
      if (typeof change !== 'string') continue;
      const words = `${who}: point ${row.wish.ioa} of RTU number ${rtu.rtuNumber} was not set: ${change}`;
      tell(words);
      this.recorder?.changes.push(words);
    }
  }

  /** Faults on purpose that the profile has begun. */
  private ownFaults(): FaultStatus[] {
    return this.setup.engine.faults.list().filter(({ id }) => this.rows.faults.has(id));
  }

  /** Waits for the last signals of the run, but not for masters that are not there. */
  private async untilOver(settled: Promise<unknown>): Promise<void> {
    const { engine, tell } = this.setup;
    const quietSinceMs = await untilSettledOrHeld(engine, settled, { ended: this.ended.signal, tell });
    if (Number.isNaN(quietSinceMs)) return;
    this.quietSinceMs = quietSinceMs;
    // Sends that a full buffer holds up.
    await whenRoom(() => engine.stopSends(), AbortSignal.timeout(SETTLE_MS));
    await sleep(STOP_MS, undefined, { ref: false });
  }

  /** Waits for reactions that are under way, and for what must happen within a time. */
  private untilReacted(): Promise<void> {
    const { engine, tell } = this.setup;
    return untilReacted({
      reactions: () => engine.reactions.list(),
      dueMs: () => engine.reactions.expectations.dueMs(),
      open: () => engine.stats.total('SIGNALS_OUTSTANDING'),
      hasSetPoints: (this.setup.profile?.points.length ?? 0) > 0,
      ended: this.ended.signal,
      tell,
    });
  }

  /** Begins to record the run and to show how far it is. */
  private record(durationMs: number): void {
    const { engine, options, progress } = this.setup;
    const clockLimit = options.limits.find(({ name }) => name === 'clock-interval');
    const recorder = new RunRecorder(
      engine,
      clockLimit?.value,
      options.reports.length > 0 ? 'with acks' : 'without acks',
    );
    this.recorder = recorder;
    this.plannedMs = durationMs;
    this.hideProgress = showRun(
      progress,
      { start: recorder.start, counts: () => recorder.counts() },
      durationMs,
    );
  }

  private conclude(ending: RunReport['ending']): Promise<void> | undefined {
    if (!this.over) this.conclusion = this.judge(ending);
    return this.conclusion;
  }

  private async judge(ending: RunReport['ending']): Promise<void> {
    const { recorder, facts } = this;
    if (recorder === undefined || facts === undefined) return;
    this.over = true;
    const { engine } = this.setup;
    const bounds = recorder.end();
    this.collateral?.end();
    this.hideProgress();
    await recorder.acks?.end(ACKS_MS[ending]);
    await untilWritten(engine, WRITTEN_MS[ending], ending === 'complete' ? this.ended.signal : undefined);
    const report = buildReport(engine, recorder, bounds, this.factsOf(facts, ending));
    this.verdict = report.verdict;
    this.made = report;
    await this.report(report);
  }

  private factsOf(facts: Tested, ending: RunReport['ending']): RunFacts {
    const { options, program } = this.setup;
    return {
      program: {
        name: 'iec104rs',
        version: program.version,
        ...(program.package === undefined ? {} : { package: program.package }),
      },
      ...facts,
      cover: options.cover,
      ending,
      ...(this.late === undefined ? {} : { notBegun: this.late }),
      steps: this.rows.sends,
      faultRows: this.rows.faults,
      collateral: (fault) => this.collateral?.of(fault),
      possible: this.possible,
      quietSinceMs: this.quietSinceMs,
      limits: options.limits,
      sentList: options.sentList === undefined ? 'none' : 'written',
    };
  }

  /** A report of the run up to now, with its sends as they stand; `undefined`: it has not begun. */
  private reportSoFar(): RunReport | undefined {
    const { recorder, facts } = this;
    if (recorder === undefined || facts === undefined) return undefined;
    const { engine } = this.setup;
    return buildReport(engine, recorder, recorder.boundsSoFar(), this.factsOf(facts, 'interrupted'));
  }

  /** Writes the reports and tells the summary, last; but a disk that does not answer delays no verdict of a run that is ended. */
  private async report(report: RunReport): Promise<void> {
    const { options, program, tell, tellResult, progress } = this.setup;
    const reports = new RunReports(report, options.reports, tell, progress, {
      form: program.csvForm,
      ...(options.paper === undefined ? {} : { paper: options.paper }),
    });
    this.reports = reports;
    const enough = untilAborted(this.ended.signal).then(() => sleep(REPORTS_MS, undefined, { ref: false }));
    await Promise.race([reports.written, enough]);
    const late = reports.unfinished;
    // A report that could not be written counts as a missed limit.
    if (reports.failed > 0) this.verdict = 'FAIL';
    const waiting =
      late === undefined ? reports.complaint : [`report ${late}: the disk has not taken it yet, it follows`];
    tellResult([...summarize(report), ...waiting]);
    this.told.abort();
    if (late === undefined) return;
    await reports.written;
    if (reports.failed > 0) this.verdict = 'FAIL';
    tellResult(reports.complaint);
  }
}

/** `index 1 for 60 s`, `index 0 once`. */
function sendsInWords(sends: readonly SendRequest[]): string {
  return sends
    .map(
      ({ index, durationMs }) => `index ${index} ${durationMs > 0 ? `for ${durationMs / 1000} s` : 'once'}`,
    )
    .join(', ');
}
