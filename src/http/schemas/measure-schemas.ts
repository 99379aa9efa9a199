/** JSON schemas of measurements: latencies, round trips, timings. */
import { instant, maybe, number, object, ref, whole } from './schema-words.js';
import { FIGURES } from './shared-schemas.js';

/** Named shapes. */
export const MEASURE_SCHEMAS: readonly { $id: string }[] = [
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
