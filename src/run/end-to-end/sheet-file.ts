/** The sheet of a walk on disk: a row as soon as its step is judged, the whole at the end. */
import { appendFileSync, renameSync, writeFileSync } from 'node:fs';
import { SHEET_HEADER, sheetRow } from '../../end-to-end/sheet.js';
import type { Outcome, Step } from '../../end-to-end/step.js';

/** What a walk has found before it begins: no step is tested. */
export function untested(steps: readonly Step[]): Outcome[] {
  return steps.map((step) => ({ step, atMs: Number.NaN, result: 'not tested', remark: '' }));
}

/** A whole sheet. */
export function sheetText(outcomes: readonly Outcome[]): string {
  return SHEET_HEADER + outcomes.map(sheetRow).join('');
}

/** A sheet that is being filled in. Its constructor and `add` throw the system's errors. */
export class SheetFile {
  /** `earlier`: what the walk goes on with. */
  constructor(
    private readonly path: string,
    earlier: readonly Outcome[] = [],
  ) {
    if (earlier.length > 0) this.complete(earlier);
    else writeFileSync(path, SHEET_HEADER);
  }

  add(outcome: Outcome): void {
    appendFileSync(this.path, sheetRow(outcome));
  }

  /** Replaces the rows by one for each step: steps that were repeated once, those that were not reached too. */
  complete(outcomes: readonly Outcome[]): void {
    const aside = `${this.path}.new`;
    writeFileSync(aside, sheetText(outcomes));
    renameSync(aside, this.path);
  }
}
