/** `iec104rs compare sheet.csv events.csv`: ticks the sheet of a walk off by the event list of a SCADA front-end (`docs/behaviour.md` §15). */
import type { TextSink } from '../command-line/parse-words.js';
import type { SheetRow } from '../end-to-end/sheet-rows.js';
import type { Progress } from '../progress/progress.js';
import type { CompareOptions } from './compare-options.js';
import { during, eventOptionsOf } from './event-options.js';
import { readEventList } from './input/event-list.js';
import { Points } from './input/points.js';
import { ReadingError } from './input/reading-error.js';
import { readSheet, sentOfSheet } from './input/sheet-list.js';
import { matchLists } from './matching/match-lists.js';
import { freeName, takenFault, writeJudgedSheet } from './output/judged-sheet.js';
import { findingOf, judgedRow } from './output/sheet-findings.js';
import { formatSheetJson, formatSheetSummary, sheetVerdict } from './output/sheet-summary.js';

const EXIT_PASS = 0;
const EXIT_NOT_PASS = 3;

/** Judges the steps of points, writes the sheet to a new file, and tells the verdict. Returns the exit code. Throws `ReadingError`. */
export async function compareSheet(
  options: CompareOptions,
  out: TextSink,
  progress: Progress,
): Promise<number> {
  const { sentFile: sheetFile, listFile, filter, reduction, details } = options;
  const fault = findFault(options);
  if (fault !== undefined) throw new ReadingError(fault);
  const points = new Points();
  const shown = during(progress);
  const sheet = await shown(`reading ${sheetFile}`, (tell) => readSheet(sheetFile, tell));
  const { sent, rows, toleranceMs } = sentOfSheet(sheet, sheetFile, points, reduction, filter.cas);
  if (sent.rows === 0) throw new ReadingError(nothingSent(sheetFile, filter.cas !== undefined));
  const events = await shown(`reading ${listFile}`, (tell) =>
    readEventList(listFile, points, sent, eventOptionsOf(options), tell),
  );
  const limits = { toleranceMs: options.toleranceMs ?? toleranceMs, reachMs: options.reachMs };
  const ledger = await shown('comparing', (tell) => matchLists(points, sent, events, limits, tell));
  const found = new Map<SheetRow, SheetRow>();
  for (const [at, row] of rows.entries()) found.set(row, judgedRow(row, findingOf(ledger, at)));
  const judged = sheet.rows.map((row) => found.get(row) ?? row);
  const path = options.out ?? freeName(sheetFile);
  writeJudgedSheet(path, sheet, judged, options.csvForm);
  const result = { ledger, rows: judged, sheetFile, listFile, out: path, details };
  out.write(options.json ? formatSheetJson(result) : formatSheetSummary(result));
  return sheetVerdict(judged).verdict === 'PASS' ? EXIT_PASS : EXIT_NOT_PASS;
}

function findFault({ sentFile, filter, out }: CompareOptions): string | undefined {
  if (filter.ports !== undefined || filter.connection !== undefined) {
    return `${sentFile}: a sheet has no ports and connections, so leave out --port and --connection`;
  }
  return out === undefined ? undefined : takenFault(out);
}

function nothingSent(file: string, hasFilter: boolean): string {
  const which = hasFilter ? ' of the CAs of --ca-only' : '';
  return `${file}: no step of a point${which} was sent, so an event list can't judge any; walk first, with --e2e`;
}
