/** The edges of a run: sends under way at its start or its end, a clock that is set, a shard that dies. */
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { monotonicMs } from '../../src/channel/clock.js';
import { findGaps, findMismatches } from '../../src/report/report-checks.js';
import { buildReport } from '../../src/run/build-report.js';
import { untilWritten } from '../../src/run/run-lines.js';
import { RunRecorder } from '../../src/run/run-recorder.js';
import { HANG_MS, soon } from '../support/patience.js';
import type { RawPeer } from '../support/raw-peer.js';
import { startSimulator, type TestEngine } from '../support/test-engine.js';
import { runFacts } from './run-kit.js';

/** Index 3 has 20 signals, index 5 has one; each signal is a frame, and 12 frames fit into the window. */
const ROWS = [...Array.from({ length: 20 }, (_, i) => `3,,1,${100 + i},1`), '5,,1,200,1'];

let simulator: TestEngine;
let master: RawPeer;

beforeEach(async () => {
  simulator = await startSimulator({
    rtus: ['A,1,a.csv,objects=1'],
    files: { 'a.csv': `${ROWS.join('\n')}\n` },
    shards: 1,
  });
  onTestFinished(() => simulator.close());
  master = await simulator.master(0);
});

const counter = (name: 'I_SENT' | 'SIGNALS_ACKNOWLEDGED'): number => simulator.engine.stats.get(0, name);

/** Acknowledges all frames below `nr`. */
function acknowledge(nr: number): void {
  master.send(`68 04 01 00 ${(2 * nr).toString(16).padStart(2, '0')} 00`);
}

describe('a send that began before the run', () => {
  it('is not one of its sends, and its signals contradict nothing', async () => {
    const { engine } = simulator;
    const old = engine.send(3, 0);
    await soon(() => expect(counter('I_SENT')).toBe(12));
    acknowledge(5);
    await soon(() => expect(counter('I_SENT')).toBe(17));
    const recorder = new RunRecorder(engine);
    const own = engine.send(5, 0);
    acknowledge(17);
    await soon(() => expect(counter('I_SENT')).toBe(21));
    acknowledge(21);
    await engine.settled(own.id);
    await engine.settled(old.id);
    await untilWritten(engine, HANG_MS);
    const report = buildReport(engine, recorder, recorder.end(), runFacts());
    expect(findMismatches(report)).toEqual([]);
    expect(report.verdict).toBe('PASS');
    expect(report.sends.map(({ name, signals }) => [name, signals.offered])).toEqual([['send 2', 1]]);
    // 12 of the old send were open at the start, 3 more and the run's own came in the run.
    expect(report.totals.signals).toMatchObject({ offered: 16, sent: 16, acknowledged: 16, open: 0 });
    expect(report.rtus[0].signals).toMatchObject({ offered: 16, sent: 16, acknowledged: 16, open: 0 });
    // Latencies are those of the four frames that were written in the run.
    expect([report.latency.count, report.rtus[0].latency.count]).toEqual([4, 4]);
    expect(report.startedAt).toBeGreaterThanOrEqual(recorder.start.wallMs);
    expect(findGaps(report)).toEqual([
      '1 send that began before the run: send 1 (index 3). Not counted among the sends of the run; what was sent meanwhile is in the totals and the latencies.',
    ]);
  });

  it('may settle after the run', async () => {
    const { engine } = simulator;
    engine.send(3, 0);
    await soon(() => expect(counter('I_SENT')).toBe(12));
    const recorder = new RunRecorder(engine);
    const late = engine.send(3, 60_000);
    const report = buildReport(engine, recorder, recorder.end(), runFacts());
    expect(findMismatches(report)).toEqual([]);
    expect(report.otherSends).toEqual([
      { send: 1, index: 3, when: 'before' },
      { send: late.id, index: 3, when: 'after' },
    ]);
    expect(report.totals.signals).toMatchObject({ offered: 12, open: 12 });
    expect(findGaps(report)[1]).toMatch(
      /^1 send that had not ended when the run was over: send 2 \(index 3\)\. /,
    );
  });
});

describe('a frame that was written before the run', () => {
  it('and acknowledged late in it is in none of its latencies', async () => {
    const { engine } = simulator;
    const old = engine.send(5, 0);
    await soon(() => expect(counter('I_SENT')).toBe(1));
    const writtenMs = engine.stats.get(0, 'OLDEST_SENT_AT_MS');
    await soon(() => expect(monotonicMs() - writtenMs).toBeGreaterThan(300));
    const recorder = new RunRecorder(engine);
    const own = engine.send(5, 0);
    await soon(() => expect(counter('I_SENT')).toBe(2));
    acknowledge(2);
    await engine.settled(own.id);
    await engine.settled(old.id);
    // Nothing that is counted after the end changes the report.
    const bounds = recorder.end();
    const report = buildReport(engine, recorder, bounds, runFacts());
    const ownMs = engine.stats.get(0, 'ACK_SUM_MS') - engine.stats.get(0, 'ACK_MAX_MS');
    expect(report.latency.count).toBe(1);
    expect(report.latency.maxMs).toBeCloseTo(ownMs, 0);
    expect(report.rtus[0].latency.maxMs).toBeCloseTo(ownMs, 0);
    expect(engine.stats.get(0, 'ACK_MAX_MS')).toBeGreaterThan(300);
    expect(engine.runMark.rtu(0)?.counts).toEqual(Uint32Array.of(1));
  });

  it('keeps its place: a send in a recorded run begins no other run', () => {
    const { engine } = simulator;
    const recorder = new RunRecorder(engine);
    const mark = engine.runMark;
    engine.send(5, 0);
    expect(engine.runMark).toBe(mark);
    recorder.end();
  });
});

describe('a clock that is set in the run', () => {
  it.each([
    [7_200_000, 'the clock was set forward by 2 h 00 min 00 s'],
    [-7_200_000, 'the clock was set back by 2 h 00 min 00 s'],
  ])('by %d ms changes no duration', async (stepMs, words) => {
    const { engine } = simulator;
    const now = { offsetMs: engine.wallNow() - monotonicMs() };
    engine.wallNow = () => monotonicMs() + now.offsetMs;
    const recorder = new RunRecorder(engine);
    const { id } = engine.send(5, 0);
    now.offsetMs += stepMs;
    await soon(() => expect(counter('I_SENT')).toBe(1));
    acknowledge(1);
    await engine.settled(id);
    const report = buildReport(engine, recorder, recorder.end(), runFacts());
    for (const ms of [
      report.durationMs,
      report.sendingMs,
      report.sends[0].endedAt - report.sends[0].startedAt,
    ]) {
      expect(ms).toBeGreaterThan(0);
      expect(ms).toBeLessThan(7_000_000);
    }
    expect(report.changes?.[0]).toContain(words);
  });
});

describe('a shard that dies in the run', () => {
  it('has its links lost, its signals unsent and its lines missing; all counts add up', async () => {
    const { engine } = simulator;
    const recorder = new RunRecorder(engine);
    const { id } = engine.send(3, 0);
    await soon(() => expect(counter('I_SENT')).toBe(12));
    acknowledge(5);
    await soon(() => expect(counter('I_SENT')).toBe(17));
    await simulator.killThreads();
    await engine.settled(id);
    const report = buildReport(engine, recorder, recorder.end(), runFacts());
    expect(findMismatches(report)).toEqual([]);
    const signals = { offered: 17, acknowledged: 5, unsentLink: 12 };
    expect(report.sends[0]).toMatchObject({ signals, shardsLost: [0] });
    expect(report.totals).toMatchObject({ signals, disconnects: 1 });
    expect(report.links.map(({ no, reason }) => [no, reason])).toEqual([
      [1, 'SHARD_DIED: the worker thread of this RTU died'],
    ]);
    const [{ logLines, ...losses }] = report.shardLosses ?? [];
    expect(losses).toEqual({ shard: 0, links: 1, signals: 12, sentListLines: 0 });
    expect(report.totals.logLinesLost).toBe(logLines);
    // It sent 17 signals, and no flush came since.
    expect(findGaps(report)[0]).toMatch(
      /^With shard 0 went 1 link, 12 signals under way, and at most \d+ lines? of the logs and 0 lines of the sent list\.$/,
    );
    expect(report.verdict).toBe('FAIL');
    await simulator.event('shard-restarted');
  });
});

describe('a switchover', () => {
  /** The master goes, comes again, and acknowledges a signal: that is one. */
  async function switchOver(no: number): Promise<void> {
    master.reset();
    await soon(() => expect(simulator.engine.stats.get(0, 'CONNECTIONS')).toBe(0));
    master = await simulator.master(0);
    const sent = counter('I_SENT');
    simulator.engine.send(5, 0);
    await soon(() => expect(counter('I_SENT')).toBe(sent + 1));
    acknowledge(1);
    await soon(() => expect(simulator.engine.stats.get(0, 'SWITCHOVERS')).toBe(no));
  }

  it('is in the report of the run that it was in, and in no other', async () => {
    const { engine } = simulator;
    await switchOver(1);
    const quiet = new RunRecorder(engine);
    const none = { longestMs: null, lastMs: null, startMs: null, interrogatedMs: null, gapMs: null };
    expect(buildReport(engine, quiet, quiet.end(), runFacts()).rtus[0].switchovers).toEqual({
      times: 0,
      ...none,
    });
    const recorder = new RunRecorder(engine);
    await switchOver(2);
    const { switchovers } = buildReport(engine, recorder, recorder.end(), runFacts()).rtus[0];
    const lastMs = engine.stats.get(0, 'SWITCHOVER_MS');
    expect(switchovers).toMatchObject({ times: 1, lastMs, interrogatedMs: null });
    // Whatever the one before the run took.
    expect(switchovers?.longestMs).toBe(lastMs);
    expect(switchovers?.gapMs).toBeGreaterThanOrEqual(lastMs);
  });
});
