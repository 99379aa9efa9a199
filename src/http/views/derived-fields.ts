/** Figures of an RTU, and of all RTUs, that are computed from several counters or from the time now. */
import type { Engine } from '../../coordinator/api.js';
import type { LinkWatch } from './link-watch.js';

/** Sources of the figures. `nowMs` is monotonic. */
export interface DerivedSource {
  readonly engine: Pick<Engine, 'rtus' | 'stats'>;
  readonly watch: LinkWatch;
  readonly nowMs: number;
}

/** One figure; NaN: unknown. */
export interface DerivedField {
  /** Name in JSON. */
  readonly name: string;
  /** Name after `iec104rs_rtu_` and `iec104rs_`, `ms` there in seconds. */
  readonly metric: string;
  readonly unit: 'number' | 'ms';
  /** With the unit. */
  readonly description: string;
  readonly totalDescription: string;
  ofRtu(source: DerivedSource, slot: number): number;
  ofAll(source: DerivedSource): number;
}

const STALL_TIME: DerivedField = {
  name: 'stallMs',
  metric: 'stall_seconds_total',
  unit: 'ms',
  description: 'time that signals waited behind a closed window, those that wait now included, ms',
  totalDescription:
    'all RTUs: time that signals waited behind a closed window, those that wait now included, ms',
  ofRtu: ({ watch, nowMs }, slot) => watch.stallMs(slot, nowMs),
  ofAll: (source) => sumOf(source, (slot) => source.watch.stallMs(slot, source.nowMs)),
};

const STALL_SHARE: DerivedField = {
  name: 'stallShare',
  metric: 'stall_ratio',
  unit: 'number',
  description:
    'share of the time since the newest STARTDT with the window closed and signals waiting, 0…1; null: no connection is started',
  totalDescription:
    'RTUs with a started connection: share of their time since the newest STARTDT with the window closed and signals waiting, 0…1; null: there is none',
  ofRtu({ watch, nowMs }, slot) {
    const since = watch.sinceStart(slot, nowMs);
    return since === undefined ? Number.NaN : since.stallMs / since.allMs;
  },
  ofAll({ engine, watch, nowMs }) {
    let stallMs = 0;
    let allMs = 0;
    for (const { slot } of engine.rtus) {
      const since = watch.sinceStart(slot, nowMs);
      stallMs += since?.stallMs ?? 0;
      allMs += since?.allMs ?? 0;
    }
    return stallMs / allMs;
  },
};

const EFFECTIVE_W: DerivedField = {
  name: 'effectiveW',
  metric: 'effective_w',
  unit: 'number',
  description: "I frames per acknowledgement: the master's effective w; null: none yet",
  totalDescription: "all RTUs: I frames per acknowledgement: the masters' effective w; null: none yet",
  ofRtu: ({ engine: { stats } }, slot) => stats.get(slot, 'ACK_COUNT') / stats.get(slot, 'ACKS'),
  ofAll: ({ engine: { stats } }) => stats.total('ACK_COUNT') / stats.total('ACKS'),
};

const OLDEST_UNACKED: DerivedField = {
  name: 'oldestUnackedMs',
  metric: 'oldest_unacked_seconds',
  unit: 'ms',
  description: 'age of the oldest I frame without acknowledgement, which t1 limits, ms; 0: all have it',
  totalDescription:
    'longest of all RTUs: age of the oldest I frame without acknowledgement, ms; 0: all have it',
  ofRtu: oldestUnackedMs,
  ofAll(source) {
    let oldestMs = 0;
    for (const { slot } of source.engine.rtus) oldestMs = Math.max(oldestMs, oldestUnackedMs(source, slot));
    return oldestMs;
  },
};

/** In the order of the API. */
export const DERIVED_FIELDS: readonly DerivedField[] = [STALL_TIME, STALL_SHARE, EFFECTIVE_W, OLDEST_UNACKED];

function oldestUnackedMs({ engine, nowMs }: DerivedSource, slot: number): number {
  return engine.stats.oldestUnackedMs(slot, nowMs);
}

function sumOf({ engine }: DerivedSource, read: (slot: number) => number): number {
  let sum = 0;
  for (const { slot } of engine.rtus) sum += read(slot);
  return sum;
}
