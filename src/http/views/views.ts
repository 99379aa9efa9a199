/** The simulator's state in the form of the HTTP API. `schemas.ts` describes the shapes. */
import { monotonicMs } from '../../channel/clock.js';
import { type RtuDefinition, withoutRemoved } from '../../channel/definitions.js';
import { cyclicWordOf } from '../../codec/causes.js';
import type { Engine, SendStatus } from '../../coordinator/api.js';
import { API_COUNTERS, type ApiCounter, TOTAL_COUNTERS, totalOf } from '../../figures/counter-rules.js';
import { summarizeAll, summarizeRtu, summarizeRtuAcks } from '../../figures/latency-summaries.js';
import { SHARD_COUNTS } from '../../figures/shard-catalog.js';
import { known } from '../../figures/summary.js';
import { RUN_STATE } from '../../station/measures/counters.js';
import type { Installed } from '../api-server.js';
import { DERIVED_FIELDS, type DerivedSource } from './derived-fields.js';
import type { LinkWatch } from './link-watch.js';
import { parametersOf } from './rtu-parameters.js';
import {
  type ApiContext,
  instant,
  type LiveCounts,
  type ThreadSource,
  viewApi,
  viewLive,
  viewPauses,
  viewShards,
} from './thread-views.js';

/** The engine, and the waiting times of its links. */
export interface ViewContext {
  readonly engine: Engine;
  readonly watch: LinkWatch;
}

/** `Sending N`, `N` or `Missing N`; empty before the first send (`docs/behaviour.md` §4). */
function lastIndexOf({ stats }: Engine, slot: number): string {
  const index = stats.get(slot, 'LAST_INDEX');
  if (index < 0) return '';
  const state = stats.get(slot, 'RUN_STATE');
  if (state === RUN_STATE.SENDING) return `Sending ${index}`;
  return state === RUN_STATE.MISSING ? `Missing ${index}` : String(index);
}

/**
 * Reads counters from the last to the first, but writes them in order. Signals are sent during the reading, and none may
 * appear acknowledged before it is sent, or sent before it is offered.
 */
function readBackwards(
  counters: readonly ApiCounter[],
  into: Record<string, number | null>,
  read: (counter: ApiCounter) => number,
): void {
  const values = new Map([...counters].reverse().map((counter) => [counter, read(counter)]));
  for (const counter of counters) into[counter.json] = values.get(counter) ?? 0;
}

function viewCounters(context: ViewContext, slot: number) {
  const { stats } = context.engine;
  const counters: Record<string, number | null> = {};
  readBackwards(API_COUNTERS, counters, ({ name }) => stats.get(slot, name));
  const source: DerivedSource = { ...context, nowMs: monotonicMs() };
  for (const field of DERIVED_FIELDS) counters[field.name] = known(field.ofRtu(source, slot));
  return counters;
}

/** One RTU of the list. */
export function viewRtu(context: ViewContext, rtu: RtuDefinition) {
  const { engine } = context;
  const { stats } = engine;
  const { slot } = rtu;
  const online = stats.get(slot, 'STARTED') > 0;
  return {
    no: rtu.no,
    // The former name of `no`, kept for clients.
    number: rtu.no,
    slot,
    name: rtu.name,
    ca: rtu.rtuNumber,
    port: rtu.port,
    bind: rtu.bind,
    removed: rtu.removed === true,
    listening: stats.get(slot, 'LISTENING') === 1,
    online,
    connectedSince: online ? instant(stats.get(slot, 'CONNECTED_AT')) : null,
    lastIndex: lastIndexOf(engine, slot),
    counters: viewCounters(context, slot),
    ackLatency: summarizeRtuAcks(engine, slot),
  };
}

/** One RTU with all its details. */
export function viewRtuDetail(context: ViewContext, rtu: RtuDefinition) {
  const { engine } = context;
  const table = engine.tables.get(rtu.ioFile);
  const view = viewRtu(context, rtu);
  const { counters } = view;
  return {
    ...view,
    parameters: parametersOf(rtu),
    database: { file: rtu.ioFile, version: table?.version ?? 0, rows: table?.rows ?? 0 },
    ...summarizeRtu(engine, rtu.slot),
    runSince: viewRunSince(engine),
    timings: {
      oldestUnackedMs: counters.oldestUnackedMs,
      t1Ms: rtu.t1Ms,
      unackedMaxMs: counters.unackedMaxMs,
      // 0 in the table: not measured yet.
      connectToStartMs: counters.connectToStartMs || null,
      startToInterrogationMs: counters.startToInterrogationMs || null,
      interrogationMs: counters.interrogations ? counters.interrogationMs : null,
      interrogationMaxMs: counters.interrogations ? counters.interrogationMaxMs : null,
      testFramePeriodMs: counters.testFramePeriodMs || null,
    },
  };
}

/** One index send. */
export function viewSend(send: SendStatus) {
  return {
    id: send.id,
    index: send.index,
    duration: send.durationMs / 1000,
    rate: send.ratePerRtu ?? null,
    rtuNumbers: send.rtuNumbers ?? [],
    cot: send.cot === undefined ? null : cyclicWordOf(send.cot),
    withoutWaits: send.withoutWaits === true,
    startedAt: instant(send.startedAt),
    settledAt: Number.isNaN(send.settledAt) ? null : instant(send.settledAt),
    state: send.state,
    totals: send.totals,
    firstFrameMs: known(send.firstFrameMs),
    lastFirstFrameMs: known(send.lastFirstFrameMs),
    shardsLost: send.shardsLost,
  };
}

function viewTotals({ engine, watch }: ViewContext) {
  const { stats } = engine;
  const totals: Record<string, number | null> = {};
  readBackwards(TOTAL_COUNTERS, totals, (counter) => totalOf(stats, counter));
  const source: DerivedSource = { engine, watch, nowMs: monotonicMs() };
  for (const field of DERIVED_FIELDS) totals[field.name] = known(field.ofAll(source));
  return {
    ...totals,
    ...summarizeAll(engine),
    runSince: viewRunSince(engine),
  };
}

/** The worker threads of the engine. */
export function threadsOf(engine: Engine): ThreadSource {
  const { shards, shardCounters, latencies, pauses } = engine;
  const owned = {
    name: 'rtus',
    help: 'RTUs',
    count: (shard: number) => engine.placement[shard]?.length ?? 0,
  };
  const counts = SHARD_COUNTS;
  return { shards, shardCounters, latencies, pauses, counts, hangs: () => engine.hangs(), owned };
}

/** When the run of the shown figures began (ISO 8601, UTC). */
function viewRunSince(engine: Engine): string {
  return instant(engine.wallNow() - (monotonicMs() - engine.runMark.atMs));
}

/** The whole program. */
export function viewStatus(
  context: ViewContext & ApiContext & { readonly live?: LiveCounts | undefined },
  program: Partial<Installed> & { readonly version: string },
) {
  const { engine } = context;
  const { stats } = engine;
  const { text, state, beside } = engine.timeStatus();
  return {
    ...program,
    startedAt: instant(engine.startedAt),
    shards: viewShards(threadsOf(engine)),
    coordinator: viewPauses(engine.pauses.coordinator),
    hangs: engine.hangs(),
    api: viewApi(context),
    live: viewLive(context.live),
    rtus: withoutRemoved(engine.rtus).length,
    listening: stats.countNonZero('LISTENING'),
    online: stats.countNonZero('STARTED'),
    ntp: { text, state: text === '' ? 'off' : state, detail: beside },
    sendsRunning: engine
      .sends()
      .filter(({ state }) => state !== 'settled')
      .map(viewSend),
    totals: viewTotals(context),
  };
}
