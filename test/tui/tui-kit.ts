/** A simulator made of nothing but its numbers, and keys as words. */
import type { RtuDefinition } from '../../src/channel/definitions.js';
import { LatencyTable } from '../../src/channel/latency-table.js';
import { PauseTable } from '../../src/channel/pause-table.js';
import { SHARD_COUNTER, type ShardCounterName, ShardTable } from '../../src/channel/shard-table.js';
import { type CounterName, StatsTable } from '../../src/channel/stats-table.js';
import type { FaultStatus, ReloadRefusal, ReloadResult } from '../../src/coordinator/api.js';
import { noteLatencies } from '../../src/figures/latency-histogram.js';
import { COUNTER } from '../../src/station/measures/counters.js';
import type { Context, FileRequest } from '../../src/tui/control/context.js';
import { takeKey } from '../../src/tui/control/dashboard-control.js';
import { DashboardModel } from '../../src/tui/model/dashboard-model.js';
import type { EnginePort, RestartResult, SendStatus, ShownPoint } from '../../src/tui/model/engine-port.js';
import { type Glyphs, UNICODE_GLYPHS } from '../../src/tui/view/glyphs.js';
import { drawScreen } from '../../src/tui/view/screen-view.js';

/** 2026-11-22 10:03:11, local time. */
export const STARTED_AT = new Date(2026, 10, 22, 10, 3, 11).getTime();

export { rtuDefinition as rtu } from '../support/rtus.js';

/** A send that runs since the start. */
export function send(id: number, more: Partial<SendStatus> = {}): SendStatus {
  const totals = { running: 0, missing: 0, notStarted: 0, offered: 0, sent: 0, acknowledged: 0 };
  return {
    id,
    index: 0,
    durationMs: 60_000,
    startMs: 0,
    startedAt: STARTED_AT,
    finishedAt: Number.NaN,
    settledAt: Number.NaN,
    finishedMs: Number.NaN,
    settledMs: Number.NaN,
    state: 'running',
    totals: {
      ...totals,
      unsentLink: 0,
      unsentEnded: 0,
      unsentFilter: 0,
      unsentBuffer: 0,
      spoiled: 0,
      held: 0,
    },
    firstFrameMs: Number.NaN,
    lastFirstFrameMs: Number.NaN,
    stopped: false,
    shardsLost: [],
    ...more,
  };
}

/** What was asked of the simulator, in order. */
export type Call = readonly [string, ...unknown[]];

/** The simulator and everything around a model of it. */
export interface Bench {
  readonly model: DashboardModel;
  readonly context: Context;
  readonly calls: Call[];
  readonly rtus: RtuDefinition[];
  running: SendStatus[];
  hanging: { shard: number; forMs: number }[];
  time: { text: string; state: 'good' | 'bad' | 'busy'; beside?: string };
  answer: RestartResult | Error;
  /** What comes of reading the ini file again, and of only comparing it. */
  reload: Record<'read' | 'check', ReloadResult | ReloadRefusal | Error>;
  /** The points of every RTU, or why there is no answer. */
  points: ShownPoint[] | 'gone' | 'silent';
  /** What comes of setting one; where one is found. */
  pointAnswer: Awaited<ReturnType<EnginePort['points']['change']>>;
  found: number;
  /** Faults on purpose that were begun. */
  readonly faults: FaultStatus[];
  /** Sets cells of an RTU. */
  set(slot: number, cells: Partial<Record<CounterName, number>>): void;
  /** Frames of an RTU of shard 0 are acknowledged after so many ms. */
  acknowledge(slot: number, ms: number, frames?: number): void;
  /** A run begins: what the histograms hold now was before it. */
  mark(): void;
  /** A shard tells of itself at the time that is shown. */
  tell(shard: number, cells: Partial<Record<ShardCounterName, number>>): void;
  /** Lets time pass, then notes the table. */
  pass(ms: number): void;
  /** Presses keys: words for special ones, else each character of the text. */
  press(...keys: string[]): void;
  /** The screen's lines. */
  screen(width?: number, height?: number, glyphs?: Glyphs): string[];
}

const SPECIAL =
  /^(up|down|left|right|home|end|pageup|pagedown|enter|escape|tab|S-tab|backspace|delete|f\d|C-.)$/;

/** Indexes in the IOA file of every RTU of a bench; `io-9.csv` has index 9 only. */
const INDEXES = [7, 301];

function tablesOf(rtus: readonly RtuDefinition[]): EnginePort['tables'] {
  const tables = rtus.map(({ ioFile }) => {
    const indexes = Float64Array.from(ioFile === 'io-9.csv' ? [9] : INDEXES);
    return [ioFile, { rows: 1, indexes, flags: Uint8Array.of(0) }] as const;
  });
  return new Map(tables) as unknown as EnginePort['tables'];
}

/** Makes a bench with these RTUs on two shards, all listening. */
export function bench(rtus: RtuDefinition[]): Bench {
  const stats = StatsTable.allocate(rtus.length);
  const calls: Call[] = [];
  const half = Math.ceil(rtus.length / 2);
  const latencies = LatencyTable.allocate(rtus.length, 2);
  const shardCounters = ShardTable.allocate(2);
  let runMark: EnginePort['runMark'] = { atMs: 0, rtu: () => undefined, shard: () => undefined };
  const engine: EnginePort = {
    rtus,
    tables: tablesOf(rtus),
    stats,
    latencies,
    shardCounters,
    pauses: PauseTable.allocate(2),
    hangs: () => it.hanging,
    get runMark() {
      return runMark;
    },
    shards: 2,
    startedAt: STARTED_AT,
    placement: [rtus.slice(0, half), rtus.slice(half)],
    send(index, durationMs, options = {}) {
      calls.push(['send', index, durationMs, ...(Object.keys(options).length === 0 ? [] : [options])]);
      return send(1, { index, durationMs, ...options });
    },
    stopSend(id) {
      calls.push(['stop', id]);
      return true;
    },
    stopSends() {
      calls.push(['stop all']);
    },
    sends: () => it.running,
    async restartRtu(slot, fields) {
      calls.push(['restart', slot, fields]);
      if (it.answer instanceof Error) throw it.answer;
      return it.answer;
    },
    logFiles: (slot) => ({ main: `log/${slot}.csv`, interrogation: `log/${slot}-gi.csv` }),
    dataFile: (slot) => `data/${rtus[slot]?.ioFile}`,
    timeStatus: () => ({ beside: '', ...it.time }),
    wallNow: () => STARTED_AT,
    points: {
      read: async (slot, from, count) => {
        calls.push(['points', slot, from, count]);
        if (typeof it.points === 'string') return it.points;
        return { total: it.points.length, points: it.points.slice(from, from + count) };
      },
      change: async (slot, _table, wish, who) => {
        calls.push(['point', slot, wish, who]);
        return it.pointAnswer;
      },
      find: (_table, text, from) => {
        calls.push(['find', text, from]);
        return it.found;
      },
      typeName: (typeId) => (typeId === 30 ? 'M_SP_TB_1' : String(typeId)),
    },
    faults: {
      start(request) {
        const { word, value, durationMs, slots } = request;
        calls.push(['fault', word, value, durationMs, slots]);
        const id = it.faults.length + 1;
        const fault = {
          ...request,
          id,
          startMs: 0,
          startedAt: STARTED_AT,
          state: 'running',
          hits: [],
        } as const;
        it.faults.push(fault);
        return fault;
      },
      end(id) {
        calls.push(['end fault', id]);
        return true;
      },
      list: () => it.faults,
    },
  };
  const model = new DashboardModel(engine);
  const context: Context = {
    model,
    glyphs: UNICODE_GLYPHS,
    reload: {
      async read(check) {
        calls.push(['reload', check ? 'check' : 'read']);
        const result = it.reload[check ? 'check' : 'read'];
        if (result instanceof Error) throw result;
        return result;
      },
    },
    effects: {
      openFile: (request: FileRequest) => void calls.push(['open', request.how, request.path]),
      interrupt: () => void calls.push(['interrupt']),
      redraw: () => {},
    },
  };
  const it: Bench = {
    model,
    faults: [],
    context,
    calls,
    rtus,
    running: [],
    hanging: [],
    time: { text: '', state: 'busy' },
    answer: new Error('not expected'),
    reload: { read: new Error('not expected'), check: new Error('not expected') },
    points: [],
    pointAnswer: 'not expected',
    found: -1,
    set(slot, cells) {
      for (const [name, value] of Object.entries(cells))
        stats.row(slot)[COUNTER[name as CounterName]] = value;
    },
    acknowledge(slot, ms, frames = 1) {
      latencies.rtu(slot).record(ms, frames);
      latencies.shard(0, 'acknowledgement').record(ms, frames);
      stats.row(slot)[COUNTER.ACK_COUNT] += frames;
    },
    mark() {
      const ofRtus = rtus.map((_, slot) => noteLatencies(latencies.rtu(slot)));
      const ofShards = [0, 1].map((shard) => noteLatencies(latencies.shard(shard, 'acknowledgement')));
      runMark = { atMs: model.nowMs, rtu: (slot) => ofRtus[slot], shard: (shard) => ofShards[shard] };
    },
    tell(shard, cells) {
      const row = shardCounters.row(shard);
      row[SHARD_COUNTER.AT_MS] = model.nowMs;
      for (const [name, value] of Object.entries(cells)) row[SHARD_COUNTER[name as ShardCounterName]] = value;
    },
    pass(ms) {
      model.sample(model.nowMs + ms, STARTED_AT + model.nowMs + ms);
    },
    press(...keys) {
      for (const key of keys) {
        if (SPECIAL.test(key)) takeKey(context, { name: key, char: '' });
        else for (const char of key) takeKey(context, { name: char, char });
      }
    },
    screen: (width = 80, height = 24, glyphs = UNICODE_GLYPHS) =>
      drawScreen(model, width, height, glyphs).rows(),
  };
  rtus.forEach((_, slot) => {
    it.set(slot, { LISTENING: 1 });
  });
  return it;
}
