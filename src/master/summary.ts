/** A run as text for a test engineer, and as one JSON line. */
import { causeName } from '../codec/causes.js';
import { findType } from '../codec/types.js';
import { formatDuration, formatFigure, formatMegabytes, formatNumber } from '../text/format.js';
import { type JudgedKind, judgeEndings, judgeViolations } from './judgement.js';
import { interrogationFigures, isClean, type RunRecord, ratesBetween } from './run-record.js';
import type { LinkReport, StationTotals } from './station-totals.js';

const MOST_LISTED = 20;

/** One line for the second that passed. */
export function rateLine(second: number, before: StationTotals, now: StationTotals, spanMs: number): string {
  const rates = ratesBetween(before, now, spanMs);
  const violations = now.violations > 0 ? `  violations ${now.violations}` : '';
  return (
    `${String(second).padStart(4)} s  started ${now.started}/${now.rtus}` +
    `  ${formatNumber(rates.apdus)} APDU/s  ${formatNumber(rates.signals)} signals/s  ${formatMegabytes(rates.octets)}/s${violations}`
  );
}

/** The summary, lines without a newline at the end. `judge`: with what it saw of the RTUs' faults. */
export function summaryText(record: RunRecord, judge: 'judge' | 'summary' = 'summary'): string {
  const { begin, end, countedMs } = record;
  const { traffic } = end;
  const rates = ratesBetween(begin, end, countedMs);
  const lines = [
    `RTUs        ${record.connected} connected, ${record.started} started, ${record.failures.length} failed, of ${record.rtus}`,
    ...failureLines(record),
    ...interrogationLines(record),
    ...requestLines(record),
    ...scriptLines(record),
    ...(record.withheld > 0 ? [`withheld    ${record.withheld} commands were not sent`] : []),
    ...(record.failedActive === undefined
      ? []
      : [`failed      ${record.failedActive} active connections, closed at one instant`]),
    ...(end.reconnects > 0 ? [`reconnects  ${end.reconnects}`] : []),
    ...(end.switches > 0 ? [`switched    ${end.switches} times to the other connection`] : []),
    `received    ${formatNumber(traffic.apdus)} APDUs, ${formatNumber(traffic.signals)} signals, ${formatMegabytes(traffic.octets)}`,
    `per second  ${formatNumber(rates.apdus)} APDUs, ${formatNumber(rates.signals)} signals, ${formatMegabytes(rates.octets)}` +
      ` (over ${formatDuration(countedMs)})`,
  ];
  if (traffic.apdus > 0) {
    const span = formatDuration(traffic.lastMs - traffic.firstMs);
    lines.push(
      `arrival     ${span} from first to last, longest silence of a link ${formatDuration(traffic.maxGapMs)}`,
    );
    lines.push(...trafficLines(end));
  }
  if (end.unmatchedReplies > 0)
    lines.push(`unmatched   ${end.unmatchedReplies} replies that answer no request`);
  lines.push(...violationLines(record));
  if (judge === 'judge') lines.push(...judgeLines(record));
  return lines.join('\n');
}

/** The run as plain data; times in ms. */
export function summaryData(record: RunRecord): Record<string, unknown> {
  const { station, begin, end, countedMs } = record;
  const { traffic } = end;
  const rates = ratesBetween(begin, end, countedMs);
  return {
    clean: isClean(record),
    rtus: record.rtus,
    connected: record.connected,
    started: record.started,
    failures: record.failures.map(({ link, reason }) => ({ rtu: link.label, reason })),
    interrogations: interrogationFigures(record.interrogations),
    clocks: outcomes(record.clocks),
    commands: record.commands.map(({ command, report }) => ({
      command: command.text,
      outcome: report?.outcome ?? 'no started RTU',
      cot: report?.cot ?? 0,
      afterMs: report?.endedAfterMs ?? null,
    })),
    script: record.script.map(({ step, reports }) => ({
      second: step.atMs / 1000,
      ca: step.ca ?? null,
      request: step.text,
      outcomes: outcomes(reports),
    })),
    reconnects: end.reconnects,
    failedActive: record.failedActive ?? 0,
    withheld: record.withheld,
    switches: end.switches,
    countedMs,
    apdus: traffic.apdus,
    signals: traffic.signals,
    octets: traffic.octets,
    sFrames: traffic.sFrames,
    uFrames: traffic.uFrames,
    apdusPerSecond: Math.round(rates.apdus),
    signalsPerSecond: Math.round(rates.signals),
    octetsPerSecond: Math.round(rates.octets),
    spanMs: traffic.apdus > 0 ? traffic.lastMs - traffic.firstMs : 0,
    maxGapMs: traffic.maxGapMs,
    byType: Object.fromEntries(traffic.objectsByType()),
    byCot: Object.fromEntries(traffic.objectsByCot()),
    traffic: traffic.cells(),
    unmatchedReplies: end.unmatchedReplies,
    violations: station.totals().violations,
    violationDetails: station.violations(MOST_LISTED).map(({ link, code, detail }) => {
      return { rtu: link.label, code, detail };
    }),
    judged: judgeViolations(station.everyLink),
    endings: judgeEndings(station.everyLink),
  };
}

function failureLines(record: RunRecord): string[] {
  return listed(record.failures.map(({ link, reason }) => `  ${link.label}: ${reason}`));
}

function interrogationLines(record: RunRecord): string[] {
  if (record.interrogations.length === 0) return [];
  const figures = interrogationFigures(record.interrogations);
  const lines = [
    `GI          ${figures.done} done, ${figures.refused} refused, ${figures.unanswered} unanswered; ${formatNumber(figures.objects)} objects`,
  ];
  if (figures.slowestMs !== undefined && figures.medianMs !== undefined) {
    lines.push(
      `            median ${formatDuration(figures.medianMs)}, slowest ${formatDuration(figures.slowestMs)} ${figures.slowestRtu}`,
    );
  }
  return [...lines, ...listed(notDone(record.interrogations))];
}

function requestLines(record: RunRecord): string[] {
  const lines: string[] = [];
  if (record.clocks.length > 0) {
    const done = record.clocks.filter(({ report }) => report.outcome === 'done').length;
    lines.push(`clock       ${done} of ${record.clocks.length} confirmed`, ...listed(notDone(record.clocks)));
  }
  for (const { command, report } of record.commands) {
    const cause = report !== undefined && report.cot > 0 ? ` (${causeName(report.cot)})` : '';
    const after = report?.endedAfterMs === undefined ? '' : ` after ${formatDuration(report.endedAfterMs)}`;
    lines.push(
      `command     ${command.text}: ${report?.outcome ?? 'no started RTU has this CA'}${cause}${after}`,
    );
  }
  return lines;
}

function scriptLines(record: RunRecord): string[] {
  return record.script.flatMap(({ step, reports }) => {
    const counts = Object.entries(outcomes(reports)).map(([outcome, count]) => `${count} ${outcome}`);
    const result = counts.length === 0 ? 'no started RTU has this CA' : counts.join(', ');
    const where = step.ca === undefined ? 'every RTU' : `CA ${step.ca}`;
    return [
      `script      ${formatFigure(step.atMs / 1000)} s, ${where}, ${step.text}: ${result}`,
      ...listed(notDone(reports)),
    ];
  });
}

function trafficLines(end: StationTotals): string[] {
  const lines = ['type                 cause               ASDUs        objects'];
  for (const { typeId, cot, asdus, objects } of end.traffic.cells()) {
    const name = `${String(typeId).padStart(3)} ${findType(typeId)?.mnemonic ?? ''}`;
    const cause = `${String(cot).padStart(2)} ${causeName(cot)}`;
    lines.push(
      `${name.padEnd(20)} ${cause.padEnd(16)} ${formatNumber(asdus).padStart(8)} ${formatNumber(objects).padStart(14)}`,
    );
  }
  return lines;
}

function violationLines(record: RunRecord): string[] {
  const total = record.station.totals().violations;
  const details = record.station.violations(MOST_LISTED);
  const lines = details.map(({ link, code, detail }) => `  ${link.label}: ${code} ${detail}`);
  if (total > details.length) lines.push(`  and ${total - details.length} more`);
  return [`violations  ${total}`, ...lines];
}

function judgeLines({ station }: RunRecord): string[] {
  const kinds = judgeViolations(station.everyLink);
  const ends = judgeEndings(station.everyLink).map(
    ({ reason, count }) => `ended       ${formatNumber(count)} × ${reason}`,
  );
  const seen = kinds.length === 0 ? ['judged      no RTU violated the protocol'] : kinds.map(judgeLine);
  return [...seen, ...ends];
}

function judgeLine({ code, what, count, rtus }: JudgedKind): string {
  const most = rtus.length === 1 ? rtus[0].rtu : `${rtus.length} RTUs, most of ${rtus[0].rtu}`;
  return `judged      ${code.padEnd(14)} ${formatNumber(count).padStart(6)}  ${what}; ${most}`;
}

function notDone(reports: readonly LinkReport[]): string[] {
  return reports
    .filter(({ report }) => report.outcome !== 'done')
    .map(
      ({ rtu, report }) =>
        `  ${rtu.label}: ${report.outcome}${report.cot > 0 ? ` (${causeName(report.cot)})` : ''}`,
    );
}

function listed(lines: string[]): string[] {
  if (lines.length <= MOST_LISTED) return lines;
  return [...lines.slice(0, MOST_LISTED), `  and ${lines.length - MOST_LISTED} more`];
}

function outcomes(reports: readonly LinkReport[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { report } of reports) counts[report.outcome] = (counts[report.outcome] ?? 0) + 1;
  return counts;
}
