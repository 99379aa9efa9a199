/** The event list of the master: a CSV file of what the RTUs sent unasked, as a front-end would export it, for `compare`. */
import { createWriteStream, type WriteStream } from 'node:fs';
import { textCell } from '../text/csv-cell.js';
import { formatClock, formatDay } from '../text/local-time.js';
import { headerInForm, inSpreadsheetForm, type SpreadsheetForm } from '../text/spreadsheet-form.js';
import { systemReason } from '../text/system-errors.js';
import { MasterError } from './master-error.js';
import { isEventCause, type ReceivedValue } from './received-values.js';

/** The columns by names that `compare` finds by itself. `received`: local time, ms. */
const HEADER = 'received,RTU,CA,IOA,type,COT,value,quality,time tag\n';

/** The file; rows are in the order in which they came. */
export class EventListFile {
  /** Rows written so far. */
  rows = 0;
  private readonly stream: WriteStream;
  private fault: string | undefined;

  /** Replaces a file at `path`. `form`: for a spreadsheet. */
  constructor(
    private readonly path: string,
    private readonly form?: SpreadsheetForm,
  ) {
    this.stream = createWriteStream(path);
    this.stream.on('error', (error) => {
      this.fault ??= systemReason(error, 'write');
    });
    this.stream.write(headerInForm(form, HEADER));
  }

  /** Writes those of the values that are events. `name`: of the RTU; `wallMs`: when they came. */
  add(name: string, values: readonly ReceivedValue[], wallMs: number): void {
    if (this.fault !== undefined) return;
    let text = '';
    for (const { ca, ioa, typeId, cot, value, quality, timeTag } of values) {
      if (!isEventCause(cot)) continue;
      this.rows++;
      const cells = [
        `${formatDay(wallMs)} ${formatClock(wallMs)}`,
        textCell(name),
        ca,
        ioa,
        typeId,
        cot,
        value,
        quality,
        timeTag,
      ];
      text += `${cells.join(',')}\n`;
    }
    if (text !== '') this.stream.write(this.form === undefined ? text : inSpreadsheetForm(this.form, text));
  }

  /** Ends the file; throws `EVENT_LIST` if not all of it could be written. */
  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      if (this.fault !== undefined || this.stream.destroyed) resolve();
      this.stream.once('close', resolve);
      this.stream.end();
    });
    if (this.fault !== undefined) {
      throw new MasterError('EVENT_LIST', `${this.path}: ${this.fault}; the event list is not whole`);
    }
  }
}
