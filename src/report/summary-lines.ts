/** A summary of a run in a few lines; the verdict comes last. */
import { unsentOf } from '../figures/books.js';
import { UNSENT_REASONS } from '../figures/counter-rules.js';
import { countOf, formatDuration, formatNumber, formatShare } from '../text/format.js';
import { plainText } from '../text/outside-text.js';
import { clockWords, commandTagWords } from './clock-syncs.js';
import { expectationLines } from './expectations.js';
import { faultWords } from './faults-section.js';
import { describeLongestPause, pauseSentences } from './pause-words.js';
import { formatPlace } from './place.js';
import { findDoubts, findGaps } from './report-checks.js';
import type { LatencySummary, RtuReport, RunReport } from './run-report.js';
import { switchoverWords } from './switchovers.js';

const SLOWEST = 3;

/** Lines without line ends. */
export function summarize(report: RunReport): string[] {
  const { totals, latency, commandRoundTrip, rtus } = report;
  if (report.notBegun !== undefined) return ['Run       not begun', ...judged(report)].map(plainText);
  const lines = [
    `Run       ${runWords(report)}`,
    `Links     ` +
      `${formatNumber(totals.onlineAtStart)} of ${countOf(rtus.length, 'RTU')} online at the start, ` +
      `${formatNumber(totals.onlineLeast)} at the least, ${countOf(totals.disconnects, 'link')} lost`,
    `Signals   ${signalWords(report)}`,
    `Ack       ${latencyWords(latency)}`,
  ];
  const faults = faultWords(report);
  if (faults !== undefined) lines.push(`Faults    ${faults}`);
  const switchovers = switchoverWords(report);
  if (switchovers !== undefined) lines.push(`Switched  ${switchovers}`);
  const clock = clockWords(report);
  if (clock !== undefined) lines.push(`Clock     ${clock}`);
  const tags = commandTagWords(report);
  if (tags !== undefined) lines.push(`Time tags ${tags}`);
  lines.push(...expectationLines(report));
  if (commandRoundTrip.count > 0) lines.push(`Commands  ${latencyWords(commandRoundTrip)}`);
  rtus.slice(0, SLOWEST).forEach((rtu, i) => {
    lines.push(`${i === 0 ? 'Slowest   ' : '          '}${slowWords(rtu)}`);
  });
  lines.push(`Limiter   ${report.limiter.text}`);
  for (const doubt of findDoubts(report)) lines.push(`ERROR     ${doubt}`);
  for (const gap of findGaps(report)) lines.push(`Warning   ${gap}`);
  for (const sentence of pauseSentences(report)) lines.push(`Warning   ${sentence}`);
  return [...lines, ...judged(report)].map(plainText);
}

/** The limits and the verdict. */
function judged(report: RunReport): string[] {
  const lines = report.limits.map(({ verdict, text }) => `${verdict.padEnd(9)} ${text}`);
  const blame = blameOf(report);
  if (blame !== undefined) lines.push(`Note      ${blame}`);
  return [...lines, `Verdict   ${report.verdict}: ${verdictWords(report)}`];
}

/** How long it took: the sends, or where there is none the run itself. */
function runWords(report: RunReport): string {
  const { sends, sendingMs, durationMs } = report;
  if (sends.length === 0) return `no send, lasted ${formatDuration(durationMs)}`;
  return `${sendWords(report)}, sent after ${formatDuration(sendingMs)}, last acknowledged after ${formatDuration(durationMs)}`;
}

/** `13 sends in 6 rows of the profile`: a row may repeat its send. */
function sendWords({ sends }: RunReport): string {
  const times = sends.reduce((sum, send) => sum + send.times, 0);
  const rows = times === sends.length ? '' : ` in ${countOf(sends.length, 'row')} of the profile`;
  return `${countOf(times, 'send')}${rows}`;
}

/** The reason of the verdict: `2 of 5 limits missed`; with the caveat if there is one. */
export function verdictWords(report: RunReport): string {
  const { caveat } = report;
  return caveat === undefined ? reasonOf(report) : `${reasonOf(report)}, with a caveat: ${caveat}`;
}

function reasonOf(report: RunReport): string {
  const { verdict, limits, notBegun } = report;
  if (notBegun !== undefined) return notBegun;
  const number = (of: RunReport['limits'][number]['verdict']): number =>
    limits.filter((limit) => limit.verdict === of).length;
  const unjudged = number('NOT JUDGED');
  switch (verdict) {
    case 'NONE':
      return 'no limit was stated';
    case 'FAIL': {
      const rest = unjudged > 0 ? `, ${formatNumber(unjudged)} not judged` : '';
      return `${formatNumber(number('FAIL'))} of ${countOf(limits.length, 'limit')} missed${rest}`;
    }
    case 'NOT JUDGED':
      return `${formatNumber(unjudged)} of ${countOf(limits.length, 'limit')} could not be judged: ${describeLongestPause(report)}`;
    case 'PASS':
      return limits.length === 1
        ? 'the limit was kept'
        : `all ${formatNumber(limits.length)} limits were kept`;
  }
}

/** Why a missed limit must not be blamed on the front-end; `undefined` if no limit was missed or the front-end may be at fault. */
export function blameOf(report: RunReport): string | undefined {
  const { verdict, limiter } = report;
  if (verdict !== 'FAIL') return undefined;
  if (limiter.who === 'simulator' || limiter.who === 'machine') {
    const whose = limiter.who === 'simulator' ? 'The simulator' : "The simulator's machine";
    return `${whose} was the limit, not the front-end: a missed limit says nothing about the front-end.`;
  }
  if (findDoubts(report).length > 0)
    return "The errors above are not the front-end's: a limit missed because of them says nothing about it.";
  const paused = describeLongestPause(report);
  if (paused !== undefined)
    return `${paused[0].toUpperCase()}${paused.slice(1)}: a limit missed because of it says nothing about the front-end.`;
  if (limiter.who === 'unknown')
    return 'Who was the limit is not known: a missed limit is not proof against the front-end.';
  return undefined;
}

function signalWords({ totals }: RunReport): string {
  const { signals } = totals;
  const why = UNSENT_REASONS.filter(({ field }) => signals[field] !== 0).map(
    ({ field, short }) => `${short} ${formatNumber(signals[field])}`,
  );
  const unsent = `${formatNumber(unsentOf(signals))}${why.length > 0 ? ` (${why.join(', ')})` : ''}`;
  const held = (signals.held ?? 0) > 0 ? `, held ${formatNumber(signals.held ?? 0)}` : '';
  const spoiled = signals.spoiled > 0 ? `, spoiled ${formatNumber(signals.spoiled)}` : '';
  return (
    `offered ${formatNumber(signals.offered)}, acknowledged ${formatNumber(signals.acknowledged)}, unsent ${unsent}, ` +
    `open ${formatNumber(signals.open)}${held}${spoiled}; ${formatNumber(totals.rate)}/s, best second ${formatNumber(totals.peakRate)}/s`
  );
}

function latencyWords(latency: LatencySummary): string {
  if (!(latency.count > 0)) return 'nothing was acknowledged';
  const { p50Ms, p90Ms, p99Ms, p999Ms, maxMs } = latency;
  const figures: [string, number | null][] = [
    ['p50', p50Ms],
    ['p90', p90Ms],
    ['p99', p99Ms],
    ['p99.9', p999Ms],
    ['max', maxMs],
  ];
  return figures.map(([name, ms]) => `${name} ${formatDuration(ms)}`).join(', ');
}

function slowWords(rtu: RtuReport): string {
  return (
    `RTU ${rtu.no} ${rtu.name}, CA ${rtu.ca}, ${rtu.bind === '' ? 'port ' : ''}${formatPlace(rtu)}: ` +
    `${formatNumber(rtu.rate)}/s, ack p99 ${formatDuration(rtu.latency.p99Ms)}, stall ${formatShare(rtu.stallShare)}`
  );
}
