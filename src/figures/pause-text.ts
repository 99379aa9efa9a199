/** Hangs and pauses of this program's threads in words: the same for lines, screen and report. */
import { countOf, formatFigureMs, formatNumber } from '../text/format.js';

/** Threads that one sentence names. */
const MOST_NAMED = 4;

/** A thread that stood still; without `shard`: the coordinator. */
interface Paused {
  readonly shard?: number;
  readonly count: number;
  readonly longestMs: number;
}

/** `shard 1`, `the coordinator`; −1: a thread that has no shard yet. */
export function threadName(shard: number | undefined): string {
  if (shard === undefined) return 'the coordinator';
  return shard < 0 ? 'a worker thread' : `shard ${shard}`;
}

/** `shard 1 has not answered for 3 s`. */
export function describeHang({ shard, forMs }: { readonly shard: number; readonly forMs: number }): string {
  const time = forMs < 10_000 ? `${formatNumber(forMs / 1000, 1)} s` : `${formatNumber(forMs / 1000)} s`;
  return `shard ${shard} has not answered for ${time}`;
}

/** `the program stood still for 20.0 s`, or each thread by itself, the longest pause first. */
export function describePause(pause: {
  readonly who: 'program' | 'threads';
  readonly longestMs: number;
  readonly threads: readonly Paused[];
}): string {
  if (pause.who === 'program') return `the program stood still for ${formatFigureMs(pause.longestMs)}`;
  const sorted = [...pause.threads].sort((a, b) => b.longestMs - a.longestMs);
  const named = sorted.slice(0, MOST_NAMED).map(describeThread);
  const more = sorted.length - named.length;
  if (more > 0) named.push(`${countOf(more, 'thread')} more for less`);
  return named.join('; ');
}

/** `shard 1 stood still 3 times, for 1.2 s at most`. */
export function describeThread({ shard, count, longestMs }: Paused): string {
  const time = formatFigureMs(longestMs);
  const name = threadName(shard);
  return count === 1
    ? `${name} stood still for ${time}`
    : `${name} stood still ${formatNumber(count)} times, for ${time} at most`;
}
