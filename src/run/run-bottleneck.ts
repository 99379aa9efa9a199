/** The bottleneck of a run, judged second by second: an avalanche is short, and a run may be long. */

import { shardShares } from '../channel/shard-table.js';
import { type Bottleneck, type BottleneckInput, findBottleneck } from '../figures/bottleneck.js';
import { processorLoad } from '../figures/processor-load.js';
import type { RunReport, ShardReport } from '../report/run-report.js';
import { formatFigureMs } from '../text/format.js';
import { type RunSample, shareOf } from './run-samples.js';

/** Shortest stretch that is judged, ms; it has several samples. */
const STRETCH_MS = 900;
/** The bottleneck of at least this share of the sending time is named: simulator and machine, then a pause of ours, before the masters. */
const SPOILT = 0.1;

/** Longest pause of any thread of this program with a moment in common with `fromMs`…`toMs` (monotonic), ms; 0: none. */
type PausedMs = (fromMs: number, toMs: number) => number;

/** One stretch of a run in which something was sent. */
interface Judged {
  readonly spanMs: number;
  readonly bottleneck: Bottleneck;
}

/** Judges a run from its samples. The delays of the event loops come from `shards`, for the whole run. */
export function findRunBottleneck(
  samples: readonly RunSample[],
  shards: readonly ShardReport[],
  pausedMs: PausedMs,
): RunReport['limiter'] {
  const lateMs = shards.map(({ loopDelay }) => loopDelay.p99Ms ?? Number.NaN);
  const stretches = judgeStretches(samples, lateMs, pausedMs);
  const sendingMs = stretches.reduce((sum, { spanMs }) => sum + spanMs, 0);
  if (sendingMs === 0) return { who: 'unknown', text: 'Too little was sent to tell who was the limit.' };
  const time = (who: Bottleneck['who']): number =>
    stretches.filter(({ bottleneck }) => bottleneck.who === who).reduce((sum, { spanMs }) => sum + spanMs, 0);
  const tester = time('simulator') >= time('machine') ? 'simulator' : 'machine';
  const testerMs = time('simulator') + time('machine');
  const counts = (ofMs: number): boolean => ofMs >= sendingMs * SPOILT;
  const paused = stretches.filter(({ bottleneck }) => bottleneck.pausedMs !== undefined);
  const worst = paused.reduce<Bottleneck | undefined>(
    (a, { bottleneck: b }) => ((b.pausedMs ?? 0) > (a?.pausedMs ?? 0) ? b : a),
    undefined,
  );
  // A pause of our own for so long is told before anybody is named, except by a limit of our own.
  if (worst !== undefined && !counts(testerMs) && counts(paused.reduce((sum, { spanMs }) => sum + spanMs, 0)))
    return { who: worst.who, text: worst.text };
  const rest = time('ask') >= time('unknown') ? 'ask' : 'unknown';
  // A profile is idle most of the time: the bottleneck of its avalanche counts, even if that was short.
  const who = counts(testerMs) ? tester : counts(time('master')) ? 'master' : rest;
  const ofIt = stretches.filter(({ bottleneck }) => bottleneck.who === who);
  const ms = ofIt.reduce((sum, { spanMs }) => sum + spanMs, 0);
  // The sentence of the longest stretch.
  const { bottleneck } = ofIt.reduce((a, b) => (b.spanMs > a.spanMs ? b : a));
  const seconds = (of: number): string => (of / 1000).toFixed(of < 10_000 ? 1 : 0);
  const part = ms >= sendingMs * 0.99 ? '' : ` So it was in ${seconds(ms)} of ${seconds(sendingMs)} s.`;
  const pause =
    worst?.pausedMs === undefined ? '' : ` The simulator paused ${formatFigureMs(worst.pausedMs)} meanwhile.`;
  return { who, text: `${bottleneck.text}${part}${pause}` };
}

function judgeStretches(
  samples: readonly RunSample[],
  lateMs: readonly number[],
  pausedMs: PausedMs,
): Judged[] {
  const judged: Judged[] = [];
  let from = 0;
  for (let to = 1; to < samples.length; to++) {
    const spanMs = samples[to].atMs - samples[from].atMs;
    // The last stretch may be shorter.
    if (spanMs < STRETCH_MS && to < samples.length - 1) continue;
    const stretch = samples.slice(from, to + 1);
    // Several sends on one connection share its window.
    const sending = (sample: RunSample): number => Math.min(sample.runs, sample.started);
    const runs = stretch.reduce((sum, sample) => sum + sending(sample), 0) / stretch.length;
    if (runs > 0)
      judged.push({ spanMs, bottleneck: findBottleneck(inputOf(stretch, runs, lateMs, pausedMs)) });
    from = to;
  }
  return judged;
}

function inputOf(
  stretch: readonly RunSample[],
  runs: number,
  lateMs: readonly number[],
  pausedMs: PausedMs,
): BottleneckInput {
  const [first] = stretch;
  const last = stretch[stretch.length - 1];
  return {
    shards: last.shards.map((shard, i) => ({
      ...shardShares(first.shards[i], shard),
      loopDelayP99Ms: lateMs[i],
    })),
    sending: Math.ceil(runs),
    pausedMs: pausedMs(first.atMs, last.atMs),
    stalled: shareOf(last.stallMs - first.stallMs, (last.atMs - first.atMs) * runs),
    ...processorLoad(first.processors, last.processors),
  };
}
