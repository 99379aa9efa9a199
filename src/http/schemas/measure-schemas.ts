/** JSON schemas of measurements: latencies, round trips, timings, shards. */
import { PAUSE_FIGURES, SHARD_COUNTS, SHARD_TIMES } from '../../figures/shard-catalog.js';
import { instant, maybe, number, object, ref, whole } from './schema-words.js';

const EXACT = 'exact to 8 µs below 8 ms, to 0.1 % above';

const FIGURES = {
  count: whole('how many were measured'),
  meanMs: maybe('number', 'mean, ms; null: none yet'),
  p50Ms: maybe('number', `half of them took at most this, ms, ${EXACT}; null: none yet`),
  p90Ms: maybe('number', '90 % took at most this, ms; null: none yet'),
  p99Ms: maybe('number', '99 % took at most this, ms; null: none yet'),
  p999Ms: maybe('number', '99.9 % took at most this, ms; null: none yet'),
  maxMs: maybe('number', 'longest, ms; null: none yet'),
};

const PAUSES: Record<string, object> = Object.fromEntries(
  PAUSE_FIGURES.map(({ json, help, unit }) => [json, unit === 'ms' ? number(`${help}, ms`) : whole(help)]),
);

/** Named shapes. */
export const MEASURE_SCHEMAS: readonly { $id: string }[] = [
  object('Latency', 'Every time that was measured, merged, none left out.', FIGURES),
  object('AckBrief', 'Time from an I frame to its acknowledgement, since the program started.', {
    count: whole('I frames acknowledged'),
    p50Ms: FIGURES.p50Ms,
    p99Ms: FIGURES.p99Ms,
    maxMs: FIGURES.maxMs,
  }),
  object('RoundTrip', 'Time from the arrival of a command to the acknowledgement of its last confirmation.', {
    count: FIGURES.count,
    meanMs: FIGURES.meanMs,
    maxMs: FIGURES.maxMs,
  }),
  object('Timings', 'How long the master takes.', {
    oldestUnackedMs: number('age of the oldest I frame without acknowledgement, ms; 0: all have it'),
    t1Ms: number('t1, which limits that age, ms'),
    unackedMaxMs: number('longest age of such a frame when its link ended, ms; 0: there was none'),
    connectToStartMs: maybe('number', 'newest connection: from connect to STARTDT act, ms; null: none'),
    startToInterrogationMs: maybe(
      'number',
      'newest connection: from STARTDT act to the first interrogation, ms; null: none',
    ),
    interrogationMs: maybe('number', 'duration of the last interrogation, ms; null: none'),
    interrogationMaxMs: maybe('number', 'duration of the longest interrogation, ms; null: none'),
    testFramePeriodMs: maybe(
      'number',
      'shortest time between two TESTFR act of one connection, ms; null: none',
    ),
  }),
  object('Shard', 'A worker thread, since its start.', {
    shard: whole('number of the thread, from 0'),
    rtus: whole('RTUs on it'),
    ...Object.fromEntries(
      SHARD_TIMES.flatMap(({ json, help, unknown }) =>
        json === undefined
          ? []
          : [[json, maybe('number', `${help}, ms${unknown === undefined ? '' : `; null: ${unknown}`}`)]],
      ),
    ),
    ...Object.fromEntries(SHARD_COUNTS.map(({ json, help }) => [json, whole(help)])),
    loopDelay: ref('Latency'),
    ...PAUSES,
  }),
  object('Coordinator', 'The thread that gives orders and answers requests.', PAUSES),
  object('Hang', 'A worker thread that does not come round: its figures stand still meanwhile.', {
    shard: whole('number of the thread, from 0'),
    forMs: number('for how long it has not come round, ms'),
  }),
];

const RUN_SINCE = instant(
  'when the run began that is shown (ISO 8601, UTC): the newest send that found no other running, or a profile; ' +
    "before any, the program's start",
);

/** In one RTU's details. */
export const RTU_MEASURES: Record<string, object> = {
  ackLatency: ref('Latency'),
  runAckLatency: ref('Latency'),
  runSince: RUN_SINCE,
  commandRoundTrip: ref('RoundTrip'),
  timings: ref('Timings'),
};

/** In the totals. */
export const TOTAL_MEASURES: Record<string, object> = {
  ackLatency: ref('Latency'),
  runAckLatency: ref('Latency'),
  commandRoundTrip: ref('Latency'),
  runCommandRoundTrip: ref('Latency'),
  runSince: RUN_SINCE,
};
