/** The simulator's state as the HTTP API shows it. Shapes are described in `schemas.ts`. */
import type { RtuDefinition } from '../../channel/definitions.js';
import { RUN_STATE } from '../../station/counters.js';
import type { Engine, SendStatus } from '../interface.js';
import { ADDING_FIELDS, COUNTER_FIELDS } from './counter-fields.js';
import { parametersOf } from './rtu-parameters.js';

const instant = (wallMs: number): string => new Date(wallMs).toISOString();
const known = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** `Sending N`, `N` or `Missing N`; empty before the first send (`spec.md` §4). */
function lastIndexOf({ stats }: Engine, slot: number): string {
  const index = stats.get(slot, 'LAST_INDEX');
  if (index < 0) return '';
  const state = stats.get(slot, 'RUN_STATE');
  if (state === RUN_STATE.SENDING) return `Sending ${index}`;
  return state === RUN_STATE.MISSING ? `Missing ${index}` : String(index);
}

/** One RTU of the list. */
export function viewRtu(engine: Engine, rtu: RtuDefinition) {
  const { stats } = engine;
  const { slot } = rtu;
  const online = stats.get(slot, 'STARTED') > 0;
  return {
    number: rtu.no,
    slot,
    name: rtu.name,
    ca: rtu.rtuNumber,
    port: rtu.port,
    bind: rtu.bind,
    listening: stats.get(slot, 'LISTENING') === 1,
    online,
    connectedSince: online ? instant(stats.get(slot, 'CONNECTED_AT')) : null,
    lastIndex: lastIndexOf(engine, slot),
    counters: Object.fromEntries(COUNTER_FIELDS.map(({ name, column }) => [name, stats.get(slot, column)])),
  };
}

/** One RTU with everything about it. */
export function viewRtuDetail(engine: Engine, rtu: RtuDefinition) {
  const { stats, tables } = engine;
  const count = stats.get(rtu.slot, 'ACK_COUNT');
  const table = tables.get(rtu.ioFile);
  return {
    ...viewRtu(engine, rtu),
    parameters: parametersOf(rtu),
    database: { file: rtu.ioFile, version: table?.version ?? 0, rows: table?.rows ?? 0 },
    ackLatency: {
      count,
      meanMs: count > 0 ? stats.get(rtu.slot, 'ACK_SUM_MS') / count : null,
      maxMs: count > 0 ? stats.get(rtu.slot, 'ACK_MAX_MS') : null,
    },
  };
}

/** One index send. */
export function viewSend(send: SendStatus) {
  return {
    id: send.id,
    index: send.index,
    duration: send.durationMs / 1000,
    startedAt: instant(send.startedAt),
    state: send.state,
    totals: send.totals,
    firstFrameMs: known(send.firstFrameMs),
    lastFirstFrameMs: known(send.lastFirstFrameMs),
    shardsLost: send.shardsLost,
  };
}

/** The whole program. */
export function viewStatus(engine: Engine, version: string) {
  const { stats } = engine;
  const { text, state } = engine.timeStatus();
  return {
    version,
    startedAt: instant(engine.startedAt),
    shards: engine.shards,
    rtus: engine.rtus.length,
    listening: stats.countNonZero('LISTENING'),
    online: stats.countNonZero('STARTED'),
    ntp: { text, state: text === '' ? 'off' : state },
    sendsRunning: engine
      .sends()
      .filter(({ state }) => state !== 'settled')
      .map(viewSend),
    totals: Object.fromEntries(ADDING_FIELDS.map(({ name, column }) => [name, stats.total(column)])),
  };
}
