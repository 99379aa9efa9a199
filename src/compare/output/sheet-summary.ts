/** The result of a sheet that was judged by an event list, as text and as JSON. */
import { type Tally, tallyOf, verdictOf, type WalkVerdict } from '../../end-to-end/judge.js';
import type { SheetRow } from '../../end-to-end/sheet-rows.js';
import { badSteps, countLine, verdictLine } from '../../end-to-end/summary.js';
import { countOf, formatExactMs, formatNumber } from '../../text/format.js';
import { plainJson } from '../../text/outside-text.js';
import { FATE, type Ledger } from '../matching/ledger.js';
import { notesOf } from './notes.js';
import { describePicks, unreadableLines } from './summary.js';
import { tallyOf as tallyOfLists } from './tally.js';

/** A sheet that was judged. */
export interface JudgedSheet {
  readonly ledger: Ledger;
  readonly rows: readonly SheetRow[];
  readonly sheetFile: string;
  readonly listFile: string;
  /** Where it was written to. */
  readonly out: string;
  readonly details: number;
}

/** Counts and verdict of a sheet. */
export function sheetVerdict(rows: readonly SheetRow[]): { tally: Tally; verdict: WalkVerdict } {
  const tally = tallyOf(rows);
  return { tally, verdict: verdictOf(tally) };
}

const UNJUDGED = 'steps are not tested; judge them by hand in the sheet';

/** Events that no step has. */
function otherEvents({ eventFate }: Ledger): { repeated: number; unexpected: number; unknownPoint: number } {
  const count = (fate: number): number => eventFate.reduce((sum, each) => sum + (each === fate ? 1 : 0), 0);
  return {
    repeated: count(FATE.DUPLICATE),
    unexpected: count(FATE.UNEXPECTED),
    unknownPoint: count(FATE.UNKNOWN_POINT),
  };
}

/** The summary, with a line end at its end; the verdict comes last. */
export function formatSheetSummary(judged: JudgedSheet): string {
  const { ledger, rows, sheetFile, listFile, out, details } = judged;
  const { sent, events, toleranceMs } = ledger;
  const { tally, verdict } = sheetVerdict(rows);
  const { repeated, unexpected, unknownPoint } = otherEvents(ledger);
  const lines = [
    `sheet       ${sheetFile}: ${countOf(rows.length, 'step')}, of which ${formatNumber(sent.rows)} of points were sent`,
    `event list  ${listFile}: ${countOf(events.rows, 'event')}; ${describePicks(events.picks)}`,
    `tolerance   ${formatExactMs(toleranceMs)}`,
  ];
  const others = repeated + unexpected + unknownPoint;
  if (others > 0) {
    lines.push(
      `            ${countOf(others, 'event')} of the list ${others === 1 ? 'belongs' : 'belong'} to no step: ` +
        `${formatNumber(repeated)} repeated, ${formatNumber(unexpected)} with another value or time, ${formatNumber(unknownPoint)} of other points`,
    );
  }
  const notes = notesOf(ledger, tallyOfLists(ledger));
  if (notes.length > 0) lines.push('', ...notes.map((note) => `note: ${note}`));
  lines.push(...unreadableLines(events.faults, ''), '');
  lines.push(...badSteps(rows, details));
  lines.push(countLine(tally), `Sheet     ${out}`, verdictLine(verdict, UNJUDGED));
  return `${lines.join('\n')}\n`;
}

/** The summary as one line with a JSON object. */
export function formatSheetJson(judged: JudgedSheet): string {
  const { ledger, rows, sheetFile, listFile, out, details } = judged;
  const { tally, verdict } = sheetVerdict(rows);
  const bad = rows.filter(({ result }) => result === 'wrong' || result === 'not seen');
  const summary = {
    verdict,
    sheet: { file: sheetFile, steps: rows.length, sent: ledger.sent.rows },
    list: {
      file: listFile,
      rows: ledger.events.rows,
      leftOut: ledger.events.filtered,
      unreadable: ledger.events.faults.rows,
    },
    toleranceMs: ledger.toleranceMs,
    out,
    results: tally,
    otherEvents: otherEvents(ledger),
    notes: notesOf(ledger, tallyOfLists(ledger)),
    unreadable: ledger.events.faults.texts,
    bad: bad.slice(0, details).map(({ step, rtuNumber, ioa, kind, words, result, remark }) => ({
      step,
      ca: rtuNumber,
      ioa,
      what: kind,
      state: words,
      result,
      remark,
    })),
  };
  return `${plainJson(JSON.stringify(summary))}\n`;
}
