/** JSON schemas that the APIs of the simulator and of the gateway share. */
import { PAUSE_FIGURES, SHARD_TIMES, type ShardCount } from '../../figures/shard-catalog.js';
import { maybe, number, object, ref, text, whole } from './schema-words.js';

const EXACT = 'exact to 8 µs below 8 ms, to 0.1 % above';

/** Figures of a histogram of times. */
export const FIGURES = {
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

const PROBLEM = {
  field: text('parameter'),
  found: text('what was given'),
  expected: text('what is expected'),
};

const FINDING = {
  severity: { type: 'string', enum: ['error', 'warning'], description: 'error: the row is left out' },
  file: text('path of the file'),
  row: whole('line of the file, from 1; 0: the whole file'),
  column: text('column, as number and name; empty: the whole row'),
  found: text('the cell as found'),
  expected: text('what is expected'),
};

/** The NTP line. */
export const NTP = {
  type: 'object',
  description: 'the NTP line',
  properties: {
    text: text('status in words; empty: no time server is used'),
    state: { type: 'string', enum: ['good', 'bad', 'busy', 'off'], description: 'what the words mean' },
    detail: text(
      "servers that gave no time, with their reasons, and whether the machine's clock was left; may be empty",
    ),
  },
};

/** Named shapes. `owned`: what a worker thread serves, with its description; `counts`: what it counts. */
export function sharedSchemas(
  owned: string,
  ownedHelp: string,
  counts: readonly ShardCount[],
): readonly { $id: string }[] {
  return [
    object('Error', 'Why a request was not carried out.', {
      error: text('what kind of refusal, one word'),
      detail: text('what exactly is wrong, for people'),
    }),
    object('Latency', 'Every time that was measured, merged, none left out.', FIGURES),
    object('Shard', 'A worker thread, since its start.', {
      shard: whole('number of the thread, from 0'),
      [owned]: whole(ownedHelp),
      ...Object.fromEntries(
        SHARD_TIMES.flatMap(({ json, help, unknown }) =>
          json === undefined
            ? []
            : [[json, maybe('number', `${help}, ms${unknown === undefined ? '' : `; null: ${unknown}`}`)]],
        ),
      ),
      ...Object.fromEntries(counts.map(({ json, help }) => [json, whole(help)])),
      loopDelay: ref('Latency'),
      ...PAUSES,
    }),
    object('Coordinator', 'The thread that gives orders and answers requests.', PAUSES),
    object('Hang', 'A worker thread that does not come round: its figures stand still meanwhile.', {
      shard: whole('number of the thread, from 0'),
      forMs: number('for how long it has not come round, ms'),
    }),
    object('Api', "The API's own connections, and those it has closed since the program's start.", {
      connections: whole('open now, the one that asks included'),
      mostConnections: whole('the most at a time; fewer where the process may have few descriptors'),
      refused: whole('closed at once, because the most were open'),
      timedOut: whole('closed because a request, or the taking of an answer, took too long'),
      malformed: whole('closed because what came was no HTTP request'),
      busy: whole('requests refused because too many waited for long answers'),
    }),
    object('Problem', 'Something about a parameter.', PROBLEM),
    object('Finding', 'Something about a row of a file.', FINDING),
  ];
}
