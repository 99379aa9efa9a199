/** Limits at their edges, and how tests judge one. */

import type { FaultCollateral, FaultHitReport, FaultReport } from '../../src/report/fault-report.js';
import { judgeLimits, parseLimit } from '../../src/report/limits.js';
import type { RunReport } from '../../src/report/run-report.js';
import { type Changes, counts, report, rtu, STARTED_AT, send } from './report-kit.js';

export function judge(text: string, changes: Changes = {}) {
  const limit = parseLimit(text);
  if (typeof limit === 'string') throw new Error(limit);
  return judgeLimits([limit], report(changes))[0];
}

/** One pause of shard 1, 2 s after the start; 0: there was none. */
export function pausesOf(longestMs: number, longestOf = 'shard 1'): NonNullable<RunReport['pauses']> {
  const none = { count: 0, longestMs: 0, totalMs: 0 };
  const one = { count: 1, longestMs, totalMs: longestMs };
  const threads = [
    { thread: 'shard 0', ...none },
    { thread: 'shard 1', ...(longestMs > 0 ? one : none) },
    { thread: 'coordinator', ...none },
  ];
  return longestMs > 0
    ? { longestMs, longestAt: STARTED_AT + 2000, longestOf, threads }
    : { longestMs: 0, longestAt: null, longestOf: null, threads };
}

/** 20 of 3,000 signals were never acknowledged. */
export const lostLink = {
  sends: [send({ signals: counts({ offered: 3000, sent: 2990, acknowledged: 2980, unsentLink: 20 }) })],
  totals: { signals: { acknowledged: 2980, unsentLink: 20 } },
  rtus: [rtu(1), rtu(2), rtu(3, { signals: { ...counts({ acknowledged: 980, unsentLink: 20 }), open: 0 } })],
};

const allReasons = {
  sends: [
    send({ signals: counts({ offered: 2000, acknowledged: 1994, unsentLink: 1, unsentFilter: 5 }) }),
    send({ signals: counts({ offered: 1000, acknowledged: 998, unsentEnded: 2 }) }),
  ],
  totals: { signals: { acknowledged: 2992, unsentLink: 1, unsentEnded: 2, unsentFilter: 5 } },
  rtus: [
    rtu(1, {
      signals: {
        ...counts({ acknowledged: 992, unsentLink: 1, unsentEnded: 2, unsentFilter: 5 }),
        open: 0,
      },
    }),
    rtu(2),
    rtu(3),
  ],
};

const switchover = (longestMs: number, times = 1) => ({
  switchovers: { times, longestMs, lastMs: longestMs, startMs: 2000, interrogatedMs: null, gapMs: 3000 },
});

/** RTUs 1 and 2 switched over, and lost 4 and 5 signals; RTU 1 also 6 answers to an interrogation. */
export const switched = {
  rtus: [
    rtu(1, { ...switchover(2400), signals: { ...counts({ unsentLink: 10 }), open: 0 }, answersLost: 6 }),
    rtu(2, { ...switchover(2500, 3), signals: { ...counts({ unsentLink: 3, unsentBuffer: 2 }), open: 0 } }),
    rtu(3),
  ],
};

const clock = (lowMs: number, highMs: number, longestIntervalMs: number) => ({
  clock: {
    ...{ syncs: 2, lowMs, meanMs: (lowMs + highMs) / 2, highMs, lastMs: highMs },
    ...{ boundMs: null, longestIntervalMs, driftPpm: null },
  },
});

/** The clocks of all were set, that of RTU 3 early by 40 ms once. */
export const synced = {
  rtus: [rtu(1, clock(-2, 5, 60_000)), rtu(2, clock(0, 12, 62_000)), rtu(3, clock(-40, 30, 61_000))],
};

const tags = (commands: number, lowMs: number, highMs: number) => ({
  commandTags: { commands, lowMs, meanMs: (lowMs + highMs) / 2, highMs, lastMs: highMs },
});

/** RTUs 1 and 3 got commands with a time tag, that to RTU 3 once 40 ms behind. */
export const tagged = { rtus: [rtu(1, tags(4, -2, 5)), rtu(2), rtu(3, tags(1, -40, -40))] };

/** What came of a fault on an RTU; `dataMs`: from its end to the next acknowledged I frame. */
export function faultHit(
  no: number,
  asDemanded: FaultHitReport['asDemanded'],
  dataMs: number | null,
): FaultHitReport {
  const reaction = {
    reaction: 'none',
    reactionMs: null,
    ending: '',
    endedMs: null,
    demand: 'stays',
  } as const;
  const back = { connectedMs: null, startedMs: null, dataMs, interrogatedMs: null };
  return {
    ...{ no, name: `System ${no}`, port: 2403 + no, appliedMs: asDemanded === 'not judged' ? null : 1 },
    ...reaction,
    ...{ asDemanded, why: asDemanded === 'no' ? 'the master closed the connection after 1.00 s' : '' },
    ...back,
    ...{ open: 0, resent: 0, lost: 0 },
  };
}

export function fault(
  hits: readonly FaultHitReport[],
  collateral?: Pick<FaultCollateral, 'p99Ms' | 'reconnects'>,
): FaultReport {
  const before = { rtus: 3, p99BeforeMs: 10, reconnectsBefore: 0 };
  return {
    ...{ name: 'profile row 2', word: 'split', what: 'split 1 octets for 5 s', help: 'sends small segments' },
    ...{
      demand: 'the master keeps the connection',
      source: 'our reading',
      times: 1,
      startedAt: STARTED_AT,
      spans: [[STARTED_AT + 500, STARTED_AT + 800]],
      hits,
    },
    ...(collateral === undefined ? {} : { collateral: { ...before, ...collateral } }),
  };
}

/** Two masters did something else, the slowest RTU needed 2 s, and one RTU that was not hit lost its connection. */
const faulty = {
  faults: [
    fault([faultHit(1, 'yes', 2000), faultHit(2, 'no', 1000)], { p99Ms: 50, reconnects: 1 }),
    fault([faultHit(3, 'no', 500)], { p99Ms: 40, reconnects: 0 }),
  ],
};

/** One expectation is met, one is not. */
const expecting = {
  expectations: [
    {
      ...{
        name: 'isolated',
        demanded: '1001 of RTU 31 becomes off: once',
        isMet: true,
        found: 'once after 1.500 s',
      },
      ...{ firstMs: 1500, comment: '', file: 'e.csv', row: 2 },
    },
    {
      ...{
        name: 'restored',
        demanded: '1001 of RTU 34 becomes on: at least once',
        isMet: false,
        found: 'never',
      },
      ...{ firstMs: null, comment: 'by the tie', file: 'e.csv', row: 3 },
    },
  ],
};

/** Name, the limit that is just kept, the one that is just missed, and the words of both. */
export const EDGES: readonly [string, string, Changes, string, string][] = [
  ['ack-p50=2.5ms', 'ack-p50=2.4ms', {}, 'ack-p50 at most 2.5 ms: 2.5 ms', 'ack-p50 at most 2.4 ms: 2.5 ms'],
  ['ack-p90=40ms', 'ack-p90=39.9ms', {}, 'ack-p90 at most 40 ms: 40 ms', 'ack-p90 at most 39.9 ms: 40 ms'],
  ['ack-p99=0.143s', 'ack-p99=142ms', {}, 'ack-p99 at most 143 ms: 143 ms', 'ack-p99 at most 142 ms: 143 ms'],
  [
    'ack-p999=180.5ms',
    'ack-p999=180ms',
    {},
    'ack-p999 at most 180.5 ms: 180.5 ms',
    'ack-p999 at most 180 ms: 180.5 ms',
  ],
  ['ack-max=200ms', 'ack-max=199ms', {}, 'ack-max at most 200 ms: 200 ms', 'ack-max at most 199 ms: 200 ms'],
  [
    'lost=20',
    'lost=19',
    lostLink,
    'lost at most 20 signals: 20 signals',
    'lost at most 19 signals: 20 signals',
  ],
  [
    'unsent=8',
    'unsent=7',
    allReasons,
    'unsent at most 8 signals: 8 signals',
    'unsent at most 7 signals: 8 signals',
  ],
  ['duration=5s', 'duration=4.999s', {}, 'duration at most 5 s: 5 s', 'duration at most 4.999 s: 5 s'],
  ['sending=4s', 'sending=3.999s', {}, 'sending at most 4 s: 4 s', 'sending at most 3.999 s: 4 s'],
  [
    'online=2',
    'online=3',
    { totals: { onlineLeast: 2 } },
    'online at least 2 RTUs: 2 RTUs',
    'online at least 3 RTUs: 2 RTUs',
  ],
  [
    'rate=1.2k',
    'rate=1201',
    { totals: { rate: 1200 } },
    'rate at least 1,200 signals/s: 1,200 signals/s',
    'rate at least 1,201 signals/s: 1,200 signals/s',
  ],
  [
    'links-lost=2',
    'links-lost=1',
    { totals: { disconnects: 2 } },
    'links-lost at most 2 connections: 2 connections',
    'links-lost at most 1 connection: 2 connections',
  ],
  [
    'reconnects=1',
    'reconnects=0',
    { totals: { reconnects: 1 } },
    'reconnects at most 1 connection: 1 connection',
    'reconnects at most 0 connections: 1 connection',
  ],
  [
    'stall=7%',
    'stall=6.9%',
    { totals: { stallShare: 0.07 } },
    'stall at most 7 %: 7 %',
    'stall at most 6.9 %: 7 %',
  ],
  [
    'effective-w=9',
    'effective-w=8',
    { rtus: [rtu(1), rtu(2, { effectiveW: 9 }), rtu(3, { effectiveW: null })] },
    'effective-w at most 9 I frames: 9 I frames (RTU 2 System 2; 2 RTUs of 3 acknowledged)',
    'effective-w at most 8 I frames: 9 I frames (RTU 2 System 2; 2 RTUs of 3 acknowledged)',
  ],
  [
    'command-p99=400ms',
    'command-p99=399ms',
    {},
    'command-p99 at most 400 ms: 400 ms (of 12 commands)',
    'command-p99 at most 399 ms: 400 ms (of 12 commands)',
  ],
  [
    'command-max=0.9s',
    'command-max=0.8s',
    {},
    'command-max at most 900 ms: 900 ms (of 12 commands)',
    'command-max at most 800 ms: 900 ms (of 12 commands)',
  ],
  [
    'gi=2.1s',
    'gi=2s',
    { rtus: [rtu(1, { interrogationMaxMs: 5 }), rtu(2), rtu(3, { interrogationMaxMs: null })] },
    'gi at most 2.1 s: 2.1 s (RTU 2 System 2; 2 RTUs of 3 interrogated)',
    'gi at most 2 s: 2.1 s (RTU 2 System 2; 2 RTUs of 3 interrogated)',
  ],
  [
    'switchover=2.5s',
    'switchover=2.499s',
    switched,
    'switchover at most 2.5 s: 2.5 s (RTU 2 System 2; 2 RTUs of 3 switched over)',
    'switchover at most 2.499 s: 2.5 s (RTU 2 System 2; 2 RTUs of 3 switched over)',
  ],
  [
    'switchover-lost=9',
    'switchover-lost=8',
    switched,
    'switchover-lost at most 9 signals: 9 signals (of 2 RTUs; 6 answers to interrogations beside)',
    'switchover-lost at most 8 signals: 9 signals (of 2 RTUs; 6 answers to interrogations beside)',
  ],
  [
    'clock-error=40ms',
    'clock-error=39ms',
    synced,
    'clock-error at most 40 ms: 40 ms (RTU 3 System 3; 3 RTUs of 3 got one)',
    'clock-error at most 39 ms: 40 ms (RTU 3 System 3; 3 RTUs of 3 got one)',
  ],
  [
    'clock-interval=62s',
    'clock-interval=61s',
    synced,
    'clock-interval at most 62 s: 62 s (RTU 2 System 2; 3 RTUs of 3 got one)',
    'clock-interval at most 61 s: 62 s (RTU 2 System 2; 3 RTUs of 3 got one)',
  ],
  [
    'command-time=40ms',
    'command-time=39ms',
    tagged,
    'command-time at most 40 ms: 40 ms (RTU 3 System 3; 2 RTUs of 3 got one)',
    'command-time at most 39 ms: 40 ms (RTU 3 System 3; 2 RTUs of 3 got one)',
  ],
  [
    'log-lost=7',
    'log-lost=6',
    { totals: { logLinesLost: 3, sentListLost: 4 } },
    'log-lost at most 7 lines: 7 lines',
    'log-lost at most 6 lines: 7 lines',
  ],
  [
    'expected=1',
    'expected=all',
    expecting,
    'expected at most 1 not met: 1 not met (of 2; first restored: never)',
    'expected at most 0 not met: 1 not met (of 2; first restored: never)',
  ],
  [
    'fault-demanded=2',
    'fault-demanded=all',
    faulty,
    'fault-demanded at most 2 not as demanded: 2 not as demanded (of 3; RTU 2 System 2: the master closed the connection after 1.00 s)',
    'fault-demanded at most 0 not as demanded: 2 not as demanded (of 3; RTU 2 System 2: the master closed the connection after 1.00 s)',
  ],
  [
    'fault-recovery=2s',
    'fault-recovery=1999ms',
    faulty,
    'fault-recovery at most 2 s: 2 s (RTU 1 System 1)',
    'fault-recovery at most 1.999 s: 2 s (RTU 1 System 1)',
  ],
  [
    'collateral-p99=50ms',
    'collateral-p99=49ms',
    faulty,
    'collateral-p99 at most 50 ms: 50 ms',
    'collateral-p99 at most 49 ms: 50 ms',
  ],
  [
    'collateral-reconnects=1',
    'collateral-reconnects=0',
    faulty,
    'collateral-reconnects at most 1 connection: 1 connection',
    'collateral-reconnects at most 0 connections: 1 connection',
  ],
  [
    'pause=312ms',
    'pause=311ms',
    { pauses: pausesOf(312) },
    `pause at most 312 ms: 312 ms (the tester itself paused 312 ms at 09:15:12 (shard 1))`,
    `pause at most 311 ms: 312 ms (the tester itself paused 312 ms at 09:15:12 (shard 1))`,
  ],
];
