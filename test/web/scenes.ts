/** States of a test, to be shown by the page: each as the program would tell it. */
import type { LiveCell, LiveHello, LiveRtu, LiveRun, LiveTick } from '../../src/live/messages.js';
import type { Scene } from './played-page.js';

const AT = Date.UTC(2026, 10, 28, 9, 30);
const COLUMNS: LiveHello['columns'] = [
  { name: 'no', heading: 'No.', align: 'right', help: 'No.: the first cell of the row in the ini file.' },
  { name: 'system', heading: 'System', align: 'left', help: 'System: the name of the RTU.' },
  { name: 'online', heading: 'Online', align: 'left', help: 'Online: whether data transfer is started.' },
  { name: 'ca', heading: 'CA', align: 'right', help: 'CA: the RTU number.' },
  { name: 'port', heading: 'Port', align: 'right', help: 'Port: where it listens.' },
  { name: 'rate', heading: 'Signals/s', align: 'right', help: 'Signals/s: in the last second.' },
  { name: 'unacked', heading: 'Unacked', align: 'right', help: 'Unacked: frames that wait.' },
  { name: 'p99', heading: 'Ack p99', align: 'right', help: 'Ack p99: acknowledgement latency.' },
];

/** `count` RTUs, three connections a station. */
export function rtusOf(
  count: number,
  nameOf = (slot: number): string => `Substation ${slot + 1}`,
): LiveRtu[] {
  return Array.from({ length: count }, (_, slot) => ({
    no: slot + 1,
    name: nameOf(slot),
    ca: 101 + Math.floor(slot / 3),
    port: 2404 + slot,
    bind: '',
  }));
}

/** Values of the charts that rise and fall. */
const wave = (seconds: number, least: number, most: number): number[] =>
  Array.from({ length: seconds }, (_, i) =>
    Math.round(least + ((most - least) * (1 + Math.sin(i / 12))) / 2),
  );

/** A scene with these RTUs; `more`: what is different from a quiet program. */
export function scene(
  rtus: LiveRtu[],
  more: { hello?: Partial<LiveHello>; tick?: Partial<LiveTick>; events?: LiveHello['events'] } = {},
): Scene {
  const count = rtus.length;
  const hello: LiveHello = {
    seq: 0,
    program: { name: 'iec104rs', version: '1.0.0' },
    at: AT,
    startedAt: AT - 600_000,
    may: 'command',
    rtus,
    columns: COLUMNS,
    charts: {
      until: 300,
      signals: wave(300, 0, 24_000),
      ackP50Ms: wave(300, 4, 9),
      ackP99Ms: wave(300, 20, 180),
    },
    marks: [],
    plan: [],
    events: [
      { at: AT - 9000, level: 'info', text: `${count} RTUs listen on 127.0.0.1, ports 2404…${2403 + count}` },
      { at: AT - 5000, level: 'warning', text: 'Substation 7: CLOSED by 10.1.1.8:40112, reason: T1' },
      { at: AT - 1000, level: 'error', text: 'shard 1 died; its RTUs listen again' },
    ],
    ...more.hello,
  };
  const tick: LiveTick = {
    seq: 1,
    at: AT,
    online: count,
    rtus: count,
    listening: count,
    signalsPerSecond: 23_456,
    framesPerSecond: 1234,
    ackP50Ms: 6,
    ackP99Ms: 88,
    runAckP99Ms: 143,
    signals: {
      offered: 1_234_567,
      sent: 1_234_000,
      acknowledged: 1_230_000,
      unsent: 67,
      open: 4500,
      held: 0,
      spoiled: 0,
      text: 'Signals offered 1,234,567, sent 1,234,000, acked 1,230,000; unsent: link 67, ended 0, filter 0',
    },
    limiter: {
      who: 'master',
      text: 'The masters set the pace: 41 % of the time RTUs waited for acknowledgements.',
    },
    signs: 'o'.repeat(count),
    slowest: [],
    sends: [],
    faults: [],
    hangs: [],
    time: { text: '', state: 'good' },
    events: [],
    points: { until: 300, signals: [], ackP50Ms: [], ackP99Ms: [] },
    marks: [],
    ...more.tick,
  };
  const row = (slot: number) => {
    const { no, name, ca, port } = rtus[slot];
    const online: LiveCell = tick.signs[slot] === 'o' ? ['YES', 'good'] : ['NO', 'bad'];
    const cells: LiveCell[] = [String(no), name, online, String(ca), String(port), '153', '4/12', '88 ms'];
    return { slot, cells };
  };
  return { hello, tick, row };
}

const LIMITS: LiveRun['limits'] = [
  { limit: 'ack-p99=200ms', text: 'ack-p99 at most 200 ms: 143 ms', verdict: 'PASS', share: 0.715 },
  { limit: 'ack-max=1s', text: 'ack-max at most 1 s: 640 ms', verdict: 'PASS', share: 0.64 },
  { limit: 'lost=0', text: 'lost at most 0: 0', verdict: 'PASS', share: null },
  { limit: 'online=153', text: 'online at least 153: 153', verdict: 'PASS', share: 1 },
  { limit: 'reconnects=0', text: 'reconnects at most 0: 0', verdict: 'PASS', share: null },
];

function runOf(more: Partial<LiveRun>): LiveRun {
  return {
    state: 'running',
    name: 'index 1 for 60 s',
    elapsedMs: 12_000,
    plannedMs: 60_000,
    limits: LIMITS,
    reports: [],
    ...more,
  };
}

const failed = LIMITS.map((limit, i) =>
  i === 0
    ? { ...limit, text: 'ack-p99 at most 200 ms: 1,240 ms', verdict: 'FAIL' as const, share: 6.2 }
    : i === 4
      ? { ...limit, text: 'reconnects at most 0: 2', verdict: 'FAIL' as const }
      : limit,
);

const r153 = rtusOf(153);
const nobody = {
  online: 0,
  signs: 'x'.repeat(153),
  signalsPerSecond: 0,
  framesPerSecond: 0,
  ackP50Ms: null,
  ackP99Ms: null,
  runAckP99Ms: null,
  signals: {
    ...{ offered: 0, sent: 0, acknowledged: 0, unsent: 0, open: 0, held: 0, spoiled: 0 },
    text: 'Signals offered 0, sent 0, acked 0; unsent: link 0, ended 0, filter 0',
  },
  limiter: { who: 'unknown' as const, text: 'Nothing is sent.' },
};
const empty = {
  until: 300,
  signals: wave(300, 0, 0),
  ackP50Ms: Array<null>(300).fill(null),
  ackP99Ms: Array<null>(300).fill(null),
};

/** The states that a wall screen shows, by name. */
export const SCENES: Readonly<Record<string, Scene>> = {
  nobody: scene(r153, { hello: { charts: empty }, tick: nobody }),
  waiting: scene(r153, {
    tick: {
      signs: 's'.repeat(153),
      run: runOf({}),
      sends: [{ id: 1, text: 'index 1, 0:12 of 1:00', elapsedMs: 12_000, durationMs: 60_000 }],
    },
  }),
  faults: scene(r153, {
    hello: {
      plan: [
        { atMs: 0, durationMs: 600_000, text: 'send index 1 for 600 s, 20 signals/s on each RTU, all RTUs' },
        { atMs: 110_000, durationMs: 0, text: 'fault silent for 40 s (the master must reconnect within t1)' },
        { atMs: 190_000, durationMs: 40_000, text: 'fault reset, 20 times every 2 s' },
        { atMs: 240_000, durationMs: 0, text: 'point 2001 becomes 1, quality NT, all RTUs that have it' },
        { atMs: 300_000, durationMs: 60_000, text: 'time passes for 60 s' },
      ],
      marks: [
        { id: 's1', at: AT - 200_000, kind: 'send', text: 'send 1: index 1' },
        { id: 'f1', at: AT - 90_000, kind: 'fault', text: 'silent for 40 s' },
      ],
    },
    tick: {
      online: 140,
      signs: 'oooof!slxdg'.repeat(14).slice(0, 153),
      run: runOf({ state: 'running', name: 'profiles/faults.csv', elapsedMs: 200_000, plannedMs: 0 }),
      sends: [
        { id: 1, text: 'index 1, 3:20 of 10:00', elapsedMs: 200_000, durationMs: 600_000 },
        { id: 2, text: 'index 7, one pass', elapsedMs: 2000, durationMs: 0 },
      ],
      faults: [
        { id: 1, text: 'silent for 40 s', rtus: 14 },
        { id: 2, text: 'reset, 20 times', rtus: 1 },
      ],
    },
  }),
  pass: scene(r153, {
    tick: {
      run: runOf({ state: 'over', verdict: 'PASS', elapsedMs: 61_000, reports: ['run.html', 'run.json'] }),
    },
  }),
  fail: scene(r153, {
    tick: {
      run: runOf({
        state: 'over',
        verdict: 'FAIL',
        elapsedMs: 61_000,
        limits: failed,
        reports: ['run.html'],
      }),
    },
  }),
  many: scene(rtusOf(10_000), {
    tick: { online: 9998, signs: `ox${'o'.repeat(9000)}s!fldg${'o'.repeat(992)}`, run: runOf({}) },
  }),
};
