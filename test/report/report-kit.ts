/** Run reports made by hand: 3 RTUs, one send of 3,000 signals, all of them acknowledged. */
import type { UnjudgedReport } from '../../src/report/report-checks.js';
import type {
  LatencySummary,
  RtuReport,
  RunReport,
  SendReport,
  SignalCounts,
} from '../../src/report/run-report.js';

/** 2026-11-22 09:15:10.669, local time. */
export const STARTED_AT = new Date(2026, 10, 22, 9, 15, 10, 669).getTime();

export function counts(more: Partial<SignalCounts> = {}): SignalCounts {
  return {
    offered: 1000,
    sent: 1000,
    acknowledged: 1000,
    unsentLink: 0,
    unsentEnded: 0,
    unsentFilter: 0,
    unsentBuffer: 0,
    spoiled: 0,
    ...more,
  };
}

export function latency(more: Partial<LatencySummary> = {}): LatencySummary {
  return {
    count: 500,
    meanMs: 3,
    p50Ms: 2.5,
    p90Ms: 40,
    p99Ms: 143,
    p999Ms: 180.5,
    maxMs: 200,
    ...more,
  };
}

export const NO_LATENCY: LatencySummary = {
  count: 0,
  meanMs: null,
  p50Ms: null,
  p90Ms: null,
  p99Ms: null,
  p999Ms: null,
  maxMs: null,
};

export function rtu(no: number, more: Partial<RtuReport> = {}): RtuReport {
  return {
    no,
    name: `System ${no}`,
    ca: 100 + no,
    port: 2403 + no,
    bind: '',
    ioFile: 'io.csv',
    k: 12,
    answersLost: 0,
    t1Ms: 15_000,
    signals: { ...counts(), open: 0 },
    interrogated: 0,
    resent: 0,
    framesSent: 520,
    framesReceived: 70,
    octetsSent: 30_000,
    octetsReceived: 420,
    rate: 200,
    latency: latency(),
    stallShare: 0.4,
    stalls: 12,
    effectiveW: 7.5,
    oldestUnackedMs: 200,
    testFramePeriodMs: 20_000,
    testFrames: 3,
    connectToStartMs: 1,
    startToInterrogationMs: 2,
    interrogationMs: 2100,
    interrogationMaxMs: 2100,
    interrogations: 1,
    commands: 4,
    commandMeanMs: 80,
    commandMaxMs: 900,
    disconnects: 0,
    reconnects: 0,
    logLinesLost: 0,
    refusedHosts: 0,
    refusedConnections: 0,
    refusedRestart: 0,
    closedUnheard: 0,
    floods: 0,
    takeovers: 0,
    foreignCa: 0,
    framesAcknowledgedOverPause: 0,
    commandsOverPause: 0,
    disconnectsInPause: 0,
    ...more,
  };
}

export function send(more: Partial<SendReport> = {}): SendReport {
  return {
    name: 'send 1',
    index: 1,
    durationMs: 0,
    ratePerRtu: null,
    times: 1,
    startedAt: STARTED_AT,
    finishedAt: STARTED_AT + 4000,
    endedAt: STARTED_AT + 5000,
    rtus: 3,
    missing: 0,
    notStarted: 0,
    signals: counts({ offered: 3000, sent: 3000, acknowledged: 3000 }),
    stopped: 0,
    shardsLost: [],
    ...more,
  };
}

/** What a test changes; `totals` and its `signals` are taken over one by one. */
export interface Changes extends Partial<Omit<UnjudgedReport, 'totals'>> {
  totals?: Partial<Omit<RunReport['totals'], 'signals'>> & {
    signals?: Partial<RunReport['totals']['signals']>;
  };
  limits?: RunReport['limits'];
  verdict?: RunReport['verdict'];
}

export function report({ totals = {}, ...more }: Changes = {}): RunReport {
  const seconds = [1, 2, 3, 4, 5];
  return {
    program: { name: 'iec104rs', version: '0.1.0' },
    machine: {
      host: 'bench-1',
      system: 'Linux 6.1 x64',
      processor: 'Processor @ 2.00GHz',
      processors: 8,
      memoryOctets: 16 * 2 ** 30,
      node: 'v20.20.2',
    },
    configuration: {
      hash: 'ab'.repeat(32),
      files: [{ path: 'iec104rs.csv', octets: 12_345, sha256: 'cd'.repeat(32) }],
      arguments: ['--headless', '--send', '1'],
      rtus: 3,
      rows: 3000,
      shards: 1,
      signalLog: 'all',
      errors: 0,
      warnings: 0,
    },
    startedAt: STARTED_AT,
    endedAt: STARTED_AT + 5200,
    durationMs: 5000,
    sendingMs: 4000,
    rateOverMs: 4000,
    ending: 'complete',
    sends: [send()],
    latency: latency({ count: 1500 }),
    latencyBuckets: [
      [0.5, 100],
      [2.5, 700],
      [40, 600],
      [143, 98],
      [200, 2],
    ],
    commandRoundTrip: latency({ count: 12, p99Ms: 400, maxMs: 900 }),
    series: {
      atMs: seconds.map((second) => second * 1000),
      signalsPerSecond: [1000, 800, 600, 400, 200],
      acknowledgedPerSecond: [900, 850, 620, 400, 230],
      framesPerSecond: [300, 300, 300, 300, 300],
      stallShare: [0.1, 0.2, 0.3, 0.4, 0.5],
      online: [3, 3, 2, 3, 3],
      outstanding: [36, 36, 30, 20, 0],
      ackP50Ms: [2, 3, null, 3, 2],
      ackP99Ms: [100, 143, null, 90, 80],
      shardBusy: [0.5, 0.6, null, 0.5, 0.4],
    },
    rtus: [rtu(3), rtu(1), rtu(2)],
    links: [],
    linksLeftOut: 0,
    shards: [
      {
        shard: 0,
        rtus: 3,
        busy: 0.4,
        busiest: 0.6,
        cpu: 0.5,
        waited: 0.01,
        loopDelay: latency({ count: 99 }),
      },
    ],
    possible: ['Asked are 3,000 signals; this machine has sent 1,300,000 a second.'],
    limiter: { who: 'master', text: 'The masters are the limit: RTUs wait 40 % of the time.' },
    limits: [],
    verdict: 'NONE',
    ...more,
    totals: {
      interrogated: 0,
      resent: 0,
      framesSent: 1560,
      framesReceived: 210,
      octetsSent: 90_000,
      octetsReceived: 1260,
      rate: 600,
      peakRate: 1000,
      stallShare: 0.4,
      effectiveW: 7.5,
      oldestUnackedMs: 200,
      interrogations: 3,
      testFrames: 9,
      disconnects: 0,
      reconnects: 0,
      onlineAtStart: 3,
      onlineLeast: 3,
      logLinesLost: 0,
      refusedHosts: 0,
      refusedConnections: 0,
      refusedRestart: 0,
      closedUnheard: 0,
      floods: 0,
      takeovers: 0,
      foreignCa: 0,
      framesAcknowledgedOverPause: 0,
      commandsOverPause: 0,
      disconnectsInPause: 0,
      listenOverflows: 0,
      listenDrops: 0,
      sentListLost: null,
      ...totals,
      signals: { ...counts({ offered: 3000, sent: 3000, acknowledged: 3000 }), open: 0, ...totals.signals },
    },
  };
}

/** A run on `rtus` RTUs, for as long as `intervals` intervals. */
export function bigReport(rtus: number, intervals: number): RunReport {
  const of = (value: (i: number) => number) => Array.from({ length: intervals }, (_, i) => value(i));
  const all = 1000 * rtus;
  return report({
    rtus: Array.from({ length: rtus }, (_, i) =>
      rtu(rtus - i, { rate: 1000.5 + i, bind: `127.1.${i >> 8}.${i & 255}` }),
    ),
    sends: [send({ signals: counts({ offered: all, sent: all, acknowledged: all }) })],
    totals: { signals: { offered: all, sent: all, acknowledged: all } },
    series: {
      atMs: of((i) => (i + 1) * 1000),
      signalsPerSecond: of((i) => 1e6 + 1234.5 * i),
      acknowledgedPerSecond: of((i) => 1e6 + 1233.4 * i),
      framesPerSecond: of((i) => 5e5 + i),
      stallShare: of((i) => (i % 100) / 100),
      online: of(() => rtus),
      outstanding: of((i) => 12 * rtus - i),
      ackP50Ms: of((i) => 2 + i / 977),
      ackP99Ms: of((i) => 200 + i / 977),
      shardBusy: of((i) => (i % 90) / 100),
    },
    latencyBuckets: Array.from({ length: 5000 }, (_, i) => [0.05 * 1.002 ** i, 5000 - i] as const),
  });
}
