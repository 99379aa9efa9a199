/** The page of a walk's sheet on disk. */
import { closeSync, openSync, renameSync, writeFileSync } from 'node:fs';
import { tallyOf, verdictOf } from '../../end-to-end/judge.js';
import { expectedOf } from '../../end-to-end/sheet.js';
import type { Outcome, WalkRtu } from '../../end-to-end/step.js';
import { type PageGroup, type PageStep, type SheetPage, sheetPagePieces } from '../../report/sheet-page.js';
import { formatInstant } from '../../text/format.js';
import { formatDateTime, formatTimeOfDay } from '../../text/local-time.js';

/** What a page says besides its steps. */
export interface PageAbout {
  readonly version: string;
  /** Path of the ini file. */
  readonly configuration: string;
}

/** Characters that are written at once. */
const SLICE = 1 << 20;

/** Writes the page, whole or not at all. `atMs`: now, ms since 1970. Throws the system's errors. */
export function writeSheetPage(
  path: string,
  outcomes: readonly Outcome[],
  about: PageAbout,
  atMs: number,
): void {
  const aside = `${path}.new`;
  const file = openSync(aside, 'w');
  try {
    // In slices: the page of a million steps is longer than a text can be.
    let slice = '';
    for (const piece of sheetPagePieces(pageOf(outcomes, about, atMs))) {
      slice += piece;
      if (slice.length < SLICE) continue;
      writeFileSync(file, slice);
      slice = '';
    }
    writeFileSync(file, slice);
  } finally {
    closeSync(file);
  }
  renameSync(aside, path);
}

/** The page of these outcomes. Without any result it is one to be filled in. */
export function pageOf(
  outcomes: readonly Outcome[],
  { version, configuration }: PageAbout,
  atMs: number,
): SheetPage {
  const tally = tallyOf(outcomes);
  const isJudged = tally['not tested'] < outcomes.length;
  return {
    program: { name: 'iec104rs', version },
    written: formatInstant(atMs),
    configuration,
    walked: walkedOf(outcomes),
    verdict: isJudged ? verdictOf(tally) : undefined,
    groups: groupsOf(outcomes),
  };
}

/** From the first step that was sent or asked for to the last one. */
function walkedOf(outcomes: readonly Outcome[]): string | undefined {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { atMs } of outcomes) {
    if (atMs < first) first = atMs;
    if (atMs > last) last = atMs;
  }
  return first <= last ? `${formatDateTime(first)} to ${formatDateTime(last)}` : undefined;
}

function groupsOf(outcomes: readonly Outcome[]): PageGroup[] {
  const groups: { rtu: string; steps: PageStep[] }[] = [];
  let last: WalkRtu | undefined;
  for (const outcome of outcomes) {
    const { rtu } = outcome.step;
    if (rtu !== last) groups.push({ rtu: `RTU ${rtu.no} ${rtu.name}, CA ${rtu.rtuNumber}`, steps: [] });
    last = rtu;
    groups.at(-1)?.steps.push(pageStep(outcome));
  }
  return groups;
}

function pageStep({ step, atMs, result, remark }: Outcome): PageStep {
  const { number, ioa, typeId, comment } = step;
  return {
    step: number,
    ioa,
    type: typeId,
    comment,
    expected: expectedOf(step),
    time: Number.isNaN(atMs) ? '' : formatTimeOfDay(atMs),
    result,
    remark,
  };
}
