/** The sheet of a walk on disk: a row as soon as its step is judged, the whole at the end. */
import { appendFileSync, existsSync, renameSync, writeFileSync } from 'node:fs';
import { SHEET_HEADER, sheetRow } from '../../end-to-end/sheet.js';
import type { Outcome, Step } from '../../end-to-end/step.js';
import { numberedName } from '../../text/free-name.js';
import { mayBeHeld, systemReason } from '../../text/system-errors.js';

/** What a walk has found before it begins: no step is tested. */
export function untested(steps: readonly Step[]): Outcome[] {
  return steps.map((step) => ({ step, atMs: Number.NaN, result: 'not tested', remark: '' }));
}

/** A whole sheet. */
export function sheetText(outcomes: readonly Outcome[]): string {
  return SHEET_HEADER + outcomes.map(sheetRow).join('');
}

/** What a sheet does with the disk; each throws the system's error. */
export interface SheetDisk {
  write(path: string, text: string): void;
  append(path: string, text: string): void;
  rename(from: string, to: string): void;
}

const nodeDisk: SheetDisk = { write: writeFileSync, append: appendFileSync, rename: renameSync };

/**
 * A sheet that is being filled in. While another program has it open, as a spreadsheet on Windows, the rows wait and the walk goes on. Its
 * constructor and its methods throw other errors of the system.
 */
export class SheetFile {
  /** Rows that the file does not have yet. */
  private waiting = '';
  private isHeld = false;

  /** `earlier`: what the walk goes on with; `tell` hears of a sheet that another program has open. */
  constructor(
    private readonly path: string,
    earlier: readonly Outcome[] = [],
    private readonly tell: (line: string) => void = () => {},
    private readonly disk: SheetDisk = nodeDisk,
  ) {
    if (earlier.length > 0) this.complete(earlier);
    else disk.write(path, SHEET_HEADER);
  }

  add(outcome: Outcome): void {
    const { path } = this;
    this.waiting += sheetRow(outcome);
    try {
      this.disk.append(path, this.waiting);
    } catch (error) {
      if (!mayBeHeld(error)) throw error;
      if (!this.isHeld)
        this.tell(`sheet ${path}: ${systemReason(error, 'write')}; its rows wait, the walk goes on`);
      this.isHeld = true;
      return;
    }
    this.waiting = '';
    if (this.isHeld) this.tell(`sheet ${path}: it has its rows`);
    this.isHeld = false;
  }

  /** Replaces the rows by one for each step: steps that were repeated once, those that were not reached too. */
  complete(outcomes: readonly Outcome[]): void {
    const { path, disk } = this;
    const aside = `${path}.new`;
    disk.write(aside, sheetText(outcomes));
    try {
      disk.rename(aside, path);
    } catch (error) {
      const other = mayBeHeld(error) ? numberedName(path, 2, existsSync) : undefined;
      if (other === undefined) throw error;
      disk.rename(aside, other);
      this.tell(`sheet ${path}: ${systemReason(error, 'write')}; the whole sheet is ${other}`);
    }
  }
}
