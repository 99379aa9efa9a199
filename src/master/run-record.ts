/** What a run of the master leaves for its summary. */
import type { AddressedCommand } from './command-text.js';
import type { ControllingStation } from './controlling-station.js';
import type { ExchangeReport } from './exchange.js';
import type { ScriptStep } from './script.js';
import type { LinkFailure, LinkReport, StationTotals } from './station-totals.js';

/** A command's outcome; `undefined`: no started RTU has the CA. */
export interface CommandResult {
  command: AddressedCommand;
  report: ExchangeReport | undefined;
}

/** A step of the script and the answers of its RTUs; none: no started RTU has the CA. */
export interface ScriptResult {
  step: ScriptStep;
  reports: LinkReport[];
}

/** Everything that a run recorded, for the summary. */
export interface RunRecord {
  station: ControllingStation;
  /** RTUs that were to be opened. */
  rtus: number;
  connected: number;
  started: number;
  failures: LinkFailure[];
  clocks: LinkReport[];
  interrogations: LinkReport[];
  commands: CommandResult[];
  /** Steps of the script that were due, in their order. */
  script: ScriptResult[];
  /** Totals at the start and the end of counting. */
  begin: StationTotals;
  end: StationTotals;
  countedMs: number;
  /** Active connections that it closed as a server that fails; `undefined`: that was not asked for. */
  failedActive: number | undefined;
  /** Commands that were not sent, because it behaves so. */
  withheld: number;
}

/** Whether nothing failed and no RTU violated the protocol. */
export function isClean(record: RunRecord): boolean {
  return (
    record.failures.length === 0 &&
    record.station.totals().violations === 0 &&
    record.clocks.every(({ report }) => report.outcome === 'done') &&
    record.interrogations.every(({ report }) => report.outcome === 'done') &&
    record.commands.every(({ report }) => report?.outcome === 'done') &&
    record.script.every(
      ({ reports }) => reports.length > 0 && reports.every(({ report }) => report.outcome === 'done'),
    )
  );
}

/** Rates of received traffic in the counted time, per second. */
export interface Rates {
  apdus: number;
  signals: number;
  octets: number;
}

/** Rates between two readings `spanMs` apart. */
export function ratesBetween(begin: StationTotals, end: StationTotals, spanMs: number): Rates {
  const perSecond = (count: number) => (spanMs > 0 ? (count * 1000) / spanMs : 0);
  return {
    apdus: perSecond(end.traffic.apdus - begin.traffic.apdus),
    signals: perSecond(end.traffic.signals - begin.traffic.signals),
    octets: perSecond(end.traffic.octets - begin.traffic.octets),
  };
}

/** Figures of the interrogations of a run; times in ms, `undefined` if none was done. */
export interface InterrogationFigures {
  done: number;
  refused: number;
  unanswered: number;
  objects: number;
  medianMs: number | undefined;
  slowestMs: number | undefined;
  slowestRtu: string;
}

/** Sums up interrogations; `refused` includes COT 44–47, `unanswered` is time-outs and lost links. */
export function interrogationFigures(reports: readonly LinkReport[]): InterrogationFigures {
  const done = reports
    .filter(({ report }) => report.outcome === 'done')
    .sort((a, b) => (a.report.endedAfterMs ?? 0) - (b.report.endedAfterMs ?? 0));
  const refused = reports.filter(
    ({ report }) => report.outcome === 'refused' || report.outcome === 'unknown',
  );
  return {
    done: done.length,
    refused: refused.length,
    unanswered: reports.length - done.length - refused.length,
    objects: reports.reduce((sum, { report }) => sum + report.dataObjects, 0),
    medianMs: done[done.length >> 1]?.report.endedAfterMs,
    slowestMs: done.at(-1)?.report.endedAfterMs,
    slowestRtu: done.at(-1)?.rtu.label ?? '',
  };
}
