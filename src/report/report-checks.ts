/** Checks of a report: interrupted runs, and counts that do not add up. */
import { describeMisfit, findMisfits } from '../figures/books.js';
import { countOf, formatNumber } from '../text/format.js';
import type { RunReport } from './run-report.js';

/** Most sends that a sentence names. */
const MOST_NAMED = 5;

/** A report before its limits are judged. */
export type UnjudgedReport = Omit<RunReport, 'limits' | 'verdict' | 'caveat'>;

/** Numbers of the shards that died during the run, ascending. */
export function lostShards(report: UnjudgedReport): number[] {
  const lost = new Set(report.shardsLost ?? []);
  for (const send of report.sends) for (const shard of send.shardsLost) lost.add(shard);
  return [...lost].sort((a, b) => a - b);
}

/** Why the counts of the run cannot be trusted, as half a sentence; `undefined`: it was complete and no shard died. */
export function whyUntrusted(report: UnjudgedReport): string | undefined {
  if (report.ending !== 'complete') return 'the run was interrupted before the last signal was accounted for';
  const stopped = report.sends.find((send) => (send.stopped ?? 0) > 0);
  if (stopped !== undefined) return `${stopped.name} was stopped before its end`;
  const lost = lostShards(report);
  if (lost.length === 0) return undefined;
  return `shard ${lost.join(', ')} died during the run, and its RTUs did not send to the end`;
}

/** One sentence for every count that contradicts another. */
export function findMismatches({ totals, sends, rtus, ending }: UnjudgedReport): string[] {
  // In an interrupted run signals of a send may still be open, which is no contradiction.
  const state = ending === 'interrupted' ? 'open' : 'settled';
  const books = {
    whole: totals.signals,
    sends: sends.map(({ name, signals }) => ({ name, signals, state }) as const),
    rtus: rtus.map(({ no, name, signals }) => ({ name: `RTU ${no} ${name}`, signals })),
  };
  return findMisfits(books).map(describeMisfit);
}

/** Everything that makes the report doubtful, as sentences. They must come before any figure. */
export function findDoubts(report: UnjudgedReport): string[] {
  const doubts: string[] = [];
  const untrusted = whyUntrusted(report);
  if (untrusted !== undefined) doubts.push(`${untrusted[0].toUpperCase()}${untrusted.slice(1)}.`);
  return [...doubts, ...findMismatches(report)];
}

/** What is missing from the evidence although the counts are right, as sentences. */
export function findGaps(report: UnjudgedReport): string[] {
  const { totals, configuration } = report;
  const gaps: string[] = [];
  if (configuration.errors > 0) {
    gaps.push(
      `The loader reported ${countOf(configuration.errors, 'error')}: the rows concerned took no part in the run.`,
    );
  }
  for (const change of report.changes ?? []) gaps.push(`During the run: ${change}.`);
  for (const when of ['before', 'after'] as const) {
    const others = (report.otherSends ?? []).filter((other) => other.when === when);
    if (others.length > 0) gaps.push(describeOthers(others, when));
  }
  const idle = Math.max(0, ...report.sends.map(({ notStarted }) => notStarted));
  if (idle > 0) {
    gaps.push(
      `${countOf(idle, 'RTU')} had no started connection when a send began, and did not take part in it.`,
    );
  }
  const held = totals.signals.held ?? 0;
  if (held > 0) {
    gaps.push(
      `${countOf(held, 'signal waits', 'signals wait')} in event buffers for masters: neither acknowledged nor lost when the run ended.`,
    );
  }
  gaps.push(...(report.shardLosses ?? []).map(describeLosses), ...refusedGaps(totals));
  if (totals.logLinesLost > 0) {
    gaps.push(
      `The logs lost ${countOf(totals.logLinesLost, 'line')}, because the disk could not keep up. The counts are not concerned.`,
    );
  }
  if ((totals.sentListLost ?? 0) > 0) {
    gaps.push(
      `The sent list lost ${countOf(totals.sentListLost, 'line')}: what is missing in it may have been sent all the same.`,
    );
  }
  const waiting = waitingLines(totals);
  if (waiting > 0) {
    gaps.push(
      `The disk had not taken ${countOf(waiting, 'line')} of the logs and the sent list yet when this report was made.`,
    );
  }
  return gaps;
}

/** Lines that were not on the disk yet when the report was made. */
export function waitingLines({ logLinesWaiting = 0, sentListWaiting = 0 }: RunReport['totals']): number {
  return logLinesWaiting + sentListWaiting;
}

/** What went with a shard that died, as a sentence. */
function describeLosses(losses: NonNullable<RunReport['shardLosses']>[number]): string {
  const { shard, links, signals, logLines, sentListLines } = losses;
  return (
    `With shard ${shard} went ${countOf(links, 'link')}, ${countOf(signals, 'signal')} under way, and at most ` +
    `${countOf(logLines, 'line')} of the logs and ${countOf(sentListLines, 'line')} of the sent list.`
  );
}

/** Masters that were kept out, as sentences. */
function refusedGaps(totals: RunReport['totals']): string[] {
  const { refusedHosts = 0, refusedConnections = 0, refusedRestart = 0, closedUnheard = 0 } = totals;
  const { listenOverflows, listenDrops } = totals;
  const gaps: string[] = [];
  const refused = refusedHosts + refusedConnections + refusedRestart;
  if (refused > 0) {
    const why: string[] = [];
    if (refusedHosts > 0) why.push(`address not among the hosts ${formatNumber(refusedHosts)}`);
    if (refusedConnections > 0) why.push(`too many connections ${formatNumber(refusedConnections)}`);
    if (refusedRestart > 0) why.push(`RTU restarted or closed ${formatNumber(refusedRestart)}`);
    gaps.push(`${countOf(refused, 'connection')} refused: ${why.join(', ')}.`);
  }
  if (closedUnheard > 0) {
    gaps.push(`${countOf(closedUnheard, 'connection')} ended before the first octet came.`);
  }
  if ((listenOverflows ?? 0) > 0 || (listenDrops ?? 0) > 0) {
    gaps.push(
      `Listen queue overflows of this machine since the run began: ${formatNumber(listenOverflows)}, connections dropped: ` +
        `${formatNumber(listenDrops)}; other programs may have caused them.`,
    );
  }
  return gaps;
}

/** Names the sends that are not the run's. */
function describeOthers(others: NonNullable<RunReport['otherSends']>, when: 'before' | 'after'): string {
  const named = others.slice(0, MOST_NAMED).map(({ send, index }) => `send ${send} (index ${index})`);
  const rest = others.length - named.length;
  if (rest > 0) named.push(`${formatNumber(rest)} more`);
  const what = when === 'before' ? 'began before the run' : 'had not ended when the run was over';
  return (
    `${countOf(others.length, 'send')} that ${what}: ${named.join(', ')}. Not counted among the sends of the run; ` +
    `what was sent meanwhile is in the totals and the latencies.`
  );
}
