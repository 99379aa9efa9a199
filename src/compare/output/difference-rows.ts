/** Single differences as lines of the summary, rows of a CSV file, and JSON. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { quoteCell } from '../../text/csv-cell.js';
import { headerInForm, inSpreadsheetForm, type SpreadsheetForm } from '../../text/spreadsheet-form.js';
import { systemReason } from '../../text/system-errors.js';
import type { TellShare } from '../input/csv-records.js';
import { ANY_QUALITY, formatQuality } from '../input/quality.js';
import { ReadingError } from '../input/reading-error.js';
import { formatTime } from '../input/times.js';
import { formatValue } from '../input/values.js';
import { FATE, type Ledger } from '../matching/ledger.js';
import { KINDS, type Kind, rowsOfKind } from './kinds.js';
import { isPair } from './tally.js';

/** One difference; the cells of a list without the event are empty. Times include the offset of the options. */
export interface Difference {
  kind: string;
  ca: number;
  ioa: number;
  type: number;
  /** Lines of the files, `''` for none. */
  sentRow: number | '';
  listRow: number | '';
  valueSent: string;
  valueInList: string;
  timeSent: string;
  timeInList: string;
  /** Time in the list minus time sent, ms; `''` if one is missing. */
  offMs: number | '';
  qualitySent: string;
  qualityInList: string;
}

const HEADER =
  'kind,ca,ioa,type,sent row,list row,value sent,value in list,time sent,time in list,off ms,quality sent,quality in list';
const ROWS_PER_WRITE = 5000;

/** The difference of a row of `kind.side`. */
export function differenceOf(ledger: Ledger, kind: Kind, row: number): Difference {
  const { points, sent, events } = ledger;
  const event = kind.side === 'list' ? row : -1;
  const from = kind.side === 'sent' ? row : ledger.partnerOfEvent[row];
  const point = kind.side === 'sent' ? sent.point[row] : events.point[row];
  const type = from >= 0 ? sent.type[from] : points.typeOf(point);
  const off = from >= 0 && event >= 0 ? ledger.offMs(event) : Number.NaN;
  const quality = event >= 0 ? events.quality[event] : ANY_QUALITY;
  return {
    kind: kind.name,
    ca: points.caOf(point),
    ioa: points.ioaOf(point),
    type,
    sentRow: from >= 0 ? sent.line[from] : '',
    listRow: event >= 0 ? events.line[event] : '',
    valueSent: from >= 0 ? formatValue(sent.value[from], type) : '',
    valueInList: event >= 0 ? formatValue(events.value[event], type) : '',
    timeSent: from >= 0 ? formatTime(sent.time[from]) : '',
    timeInList: event >= 0 ? formatTime(events.time[event]) : '',
    offMs: Number.isNaN(off) ? '' : off,
    qualitySent: from >= 0 ? formatQuality(sent.quality[from]) : '',
    qualityInList: quality === ANY_QUALITY ? '' : formatQuality(quality),
  };
}

/** `CA 101 IOA 2001: sent row 17: 1 at 2026-11-22 10:04:02.118; list row 21: …`. */
export function describeDifference(ledger: Ledger, kind: Kind, row: number): string {
  const each = differenceOf(ledger, kind, row);
  const parts: string[] = [];
  const part = (place: string, value: string, quality: string, time: string): string =>
    `${place}: ${[value === '' ? 'no value' : value, quality].join(' ').trim()}${time === '' ? '' : ` at ${time}`}`;
  if (each.sentRow !== '') {
    const isRepeated = kind.side === 'list' && !isPair(ledger.eventFate[row]);
    const place = `${isRepeated ? 'repeats ' : ''}sent row ${each.sentRow}`;
    parts.push(part(place, each.valueSent, each.qualitySent, each.timeSent));
  }
  if (each.listRow !== '') {
    parts.push(part(`list row ${each.listRow}`, each.valueInList, each.qualityInList, each.timeInList));
  }
  const isTimeless = ledger.eventFate[row] === FATE.WRONG_TIME && kind.side === 'list' && each.offMs === '';
  const off = each.offMs === '' || each.offMs === 0 ? '' : ` (${each.offMs > 0 ? '+' : ''}${each.offMs} ms)`;
  return `CA ${each.ca} IOA ${each.ioa}: ${parts.join('; ')}${off}${isTimeless ? ' (no time)' : ''}`;
}

/** Writes every difference to a CSV file; `tell` hears how much of the kinds is written; `form`: for a spreadsheet. Throws `ReadingError` when the file can't be written. */
export function writeDifferences(
  path: string,
  ledger: Ledger,
  tell: TellShare = () => {},
  form?: SpreadsheetForm,
): void {
  try {
    const file = openSync(path, 'w');
    try {
      writeSync(file, headerInForm(form, `${HEADER}\n`));
      let lines: string[] = [];
      const flush = (): void => {
        const text = lines.map((line) => `${line}\n`).join('');
        writeSync(file, form === undefined ? text : inSpreadsheetForm(form, text));
        lines = [];
      };
      for (const [at, kind] of KINDS.entries()) {
        for (const row of rowsOfKind(ledger, kind)) {
          lines.push(
            Object.values(differenceOf(ledger, kind, row))
              .map((cell) => quoteCell(String(cell)))
              .join(','),
          );
          if (lines.length < ROWS_PER_WRITE) continue;
          flush();
          tell(at / KINDS.length);
        }
      }
      flush();
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw new ReadingError(`${path}: ${systemReason(error, 'write')}, expected a file that can be written`);
  }
}
