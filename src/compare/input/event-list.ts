/** The event list that a SCADA front-end exported (any CSV file with a header), read into columns of numbers. */
import { readDigits } from '../../text/numbers.js';
import { type ColumnPicks, cellOf, pickColumns, type Role } from './columns.js';
import { readRecords } from './csv-records.js';
import { Faults } from './faults.js';
import { float64, int32, makeColumns, takeColumns, uint8, uint16, uint32 } from './number-column.js';
import type { Points } from './points.js';
import { ANY_QUALITY, ANY_TYPE, QUALITY_EXPECTED, readQuality, readType, TYPE_EXPECTED } from './quality.js';
import { ReadingError } from './reading-error.js';
import type { Reduction, SentList } from './sent-list.js';
import { type DateOrder, LocalZone, TIME_EXPECTED, TimeReader } from './times.js';
import { kindOfType, NO_VALUE, VALUE_EXPECTED, ValueReader, type ValueWords } from './values.js';

/** Rows of the event list, oldest first, a number per row in each column. */
export interface EventList {
  readonly rows: number;
  readonly point: Int32Array;
  readonly value: Float64Array;
  /** ms of a wall clock, the offset of the options included; NaN: none. */
  readonly time: Float64Array;
  /** When the front-end received the event, ms of a wall clock; NaN: unknown. */
  readonly received: Float64Array;
  /** `ANY_QUALITY` where unknown. */
  readonly quality: Uint16Array;
  /** `ANY_TYPE` where unknown. */
  readonly type: Uint8Array;
  /** Line of the file. */
  readonly line: Uint32Array;
  readonly picks: ColumnPicks;
  readonly separator: string;
  /** Whether the file has its newest row first; the columns here are reversed. */
  readonly newestFirst: boolean;
  /** Whether most neighbouring rows of a CA are in the order of time; only then the order across points is judged. */
  readonly inOrderOfTime: boolean;
  /** Rows of CAs that the option `--ca-only` left out. */
  readonly filtered: number;
  readonly faults: Faults;
}

/** How an event list is read. */
export interface EventOptions extends Reduction {
  columns: Partial<Record<Role, string>>;
  words: ValueWords;
  dateOrder?: DateOrder;
  /** Added to every time. */
  timeOffsetMs: number;
  cas?: ReadonlySet<number>;
}

/** Reads the list. Points that were never sent get the numbers after those of sent points. Throws `ReadingError`. */
export async function readEventList(
  path: string,
  points: Points,
  sent: SentList,
  options: EventOptions,
): Promise<EventList> {
  const reader = new EventReader(path, points, sent, options);
  const separator = await readRecords(path, reader.faults, (cells, line, mark) =>
    reader.take(cells, line, mark),
  );
  return reader.finish(separator);
}

/** A row during reading. */
interface Row {
  cells: readonly string[];
  line: number;
  picks: ColumnPicks;
}

class EventReader {
  readonly faults: Faults;
  private picks: ColumnPicks | undefined;
  private readonly times: TimeReader;
  private values: ValueReader | undefined;
  private readonly zone = new LocalZone();
  /** The CA of all rows if the list has no column for it. */
  private onlyCa = -1;
  private filtered = 0;
  private readonly columns = makeColumns({
    point: int32,
    value: float64,
    time: float64,
    received: float64,
    quality: uint16,
    type: uint8,
    line: uint32,
  });

  constructor(
    private readonly path: string,
    private readonly points: Points,
    private readonly sent: SentList,
    private readonly options: EventOptions,
  ) {
    this.faults = new Faults(path);
    this.times = new TimeReader(options.dateOrder);
  }

  take(cells: readonly string[], line: number, separator: string): void {
    if (this.picks !== undefined && this.values !== undefined) {
      this.readRow({ cells, line, picks: this.picks }, this.values);
      return;
    }
    this.picks = this.readHeader(cells);
    this.values = new ValueReader(this.options.words, this.options.decimals, separator !== ',');
  }

  finish(separator: string): EventList {
    if (this.picks === undefined) throw new ReadingError(`${this.path}: no header was found`);
    const columns = takeColumns(this.columns);
    const rows = columns.point.length;
    if (rows === 0 && this.faults.rows > 0) {
      throw new ReadingError(
        [...this.faults.texts, `${this.path}: none of ${this.faults.rows} rows can be read`].join('\n'),
      );
    }
    const { rises, falls } = this.countSteps(columns.point, columns.time);
    const newestFirst = falls > rises;
    if (newestFirst) for (const column of Object.values(columns)) column.reverse();
    return {
      rows,
      ...columns,
      picks: this.picks,
      separator,
      newestFirst,
      // A few contradictions are errors to report; many mean that the list is sorted by something else.
      inOrderOfTime: Math.min(rises, falls) <= (rises + falls) / 10,
      filtered: this.filtered,
      faults: this.faults,
    };
  }

  /** Counts neighbouring rows of a CA whose time rises, and those whose time falls. */
  private countSteps(point: Int32Array, time: Float64Array): { rises: number; falls: number } {
    const last = new Float64Array(this.points.cas.length).fill(Number.NaN);
    let rises = 0;
    let falls = 0;
    for (let row = 0; row < point.length; row++) {
      const ms = time[row];
      if (Number.isNaN(ms)) continue;
      const ca = this.points.caIdOfPoint(point[row]);
      if (ms > last[ca]) rises++;
      else if (ms < last[ca]) falls++;
      last[ca] = ms;
    }
    return { rises, falls };
  }

  private readHeader(cells: readonly string[]): ColumnPicks {
    const { columns, ignoreTime, ignoreValue } = this.options;
    const header = cells.map((cell) => cell.replace('\ufeff', ''));
    const { cas } = this.points;
    const needed: Role[] = cas.length === 1 ? ['ioa'] : ['ca', 'ioa'];
    if (!ignoreValue) needed.push('value');
    if (!ignoreTime && this.sent.time.some((time) => !Number.isNaN(time))) needed.push('time');
    const picks = pickColumns(header, columns, needed, this.path);
    if (picks.ca === undefined) this.onlyCa = cas[0];
    return picks;
  }

  private readRow(row: Row, values: ValueReader): void {
    const point = this.readPoint(row);
    if (point === undefined) return;
    const { cells, line, picks } = row;
    const type = this.readType(row);
    const kinds = type === ANY_TYPE ? this.points.kindsOf(point) : kindOfType(type);
    const ownType = type === ANY_TYPE ? this.points.typeOf(point) : type;
    const { ignoreTime, ignoreValue, timeOffsetMs } = this.options;
    // The value of a point that was never sent is not compared; it may be a text of the front-end.
    const fallback = point < this.points.sent ? undefined : NO_VALUE;
    const value = ignoreValue ? 0 : (values.read(cellOf(cells, picks.value), ownType, kinds) ?? fallback);
    const time = ignoreTime ? Number.NaN : this.readTime(cellOf(cells, picks.time), point);
    if (value === undefined) this.refuse(row, 'value', VALUE_EXPECTED);
    else if (time === undefined) this.refuse(row, 'time', TIME_EXPECTED);
    if (value === undefined || time === undefined) return;
    const { columns } = this;
    columns.point.push(point);
    columns.value.push(value);
    columns.time.push(time + timeOffsetMs);
    columns.received.push(this.readReceived(row));
    columns.quality.push(this.readQuality(row));
    columns.type.push(type);
    columns.line.push(line);
  }

  /** The point of the row; `undefined` when the row is filtered out, blank, or unreadable (which is reported). */
  private readPoint(row: Row): number | undefined {
    const { cells, picks } = row;
    const ca = picks.ca === undefined ? this.onlyCa : readDigits(cellOf(cells, picks.ca), 0, 65535);
    const ioa = readDigits(cellOf(cells, picks.ioa), 0, 0xffffff);
    // Spreadsheets end a list with rows of separators.
    if (ioa === undefined && cells.every((cell) => cell.trim() === '')) return undefined;
    if (ca === undefined) return this.refuse(row, 'ca', 'a CA 0…65535');
    if (ioa === undefined) return this.refuse(row, 'ioa', 'an IOA 0…16777215');
    if (this.options.cas?.has(ca) === false) {
      this.filtered++;
      return undefined;
    }
    return this.points.idOf(ca, ioa, 0);
  }

  private refuse({ cells, line, picks }: Row, role: Role, expected: string): undefined {
    this.faults.leaveOut(line, picks[role]?.label ?? '', cellOf(cells, picks[role]), expected);
  }

  private readType({ cells, line, picks }: Row): number {
    const text = cellOf(cells, picks.type);
    const type = readType(text);
    if (type === undefined) this.faults.ignoreCell(line, picks.type?.label ?? '', text, TYPE_EXPECTED);
    return type ?? ANY_TYPE;
  }

  private readQuality({ cells, line, picks }: Row): number {
    if (picks.quality === undefined) return ANY_QUALITY;
    const text = cellOf(cells, picks.quality);
    const quality = readQuality(text);
    if (quality === undefined) this.faults.ignoreCell(line, picks.quality.label, text, QUALITY_EXPECTED);
    return quality ?? ANY_QUALITY;
  }

  /** Wall time in the time zone of the RTU's time tags; `undefined` if the text is not a time. */
  private readTime(text: string, point: number): number | undefined {
    if (text === '') return Number.NaN;
    const ms = this.times.read(text);
    if (Number.isNaN(ms)) return undefined;
    if (!this.times.instant || this.sent.utcCas.has(this.points.caIdOfPoint(point))) return ms;
    return ms + this.zone.aheadMs(ms);
  }

  private readReceived({ cells, line, picks }: Row): number {
    const text = cellOf(cells, picks.received);
    if (text === '') return Number.NaN;
    const ms = this.times.read(text);
    if (Number.isNaN(ms)) this.faults.ignoreCell(line, picks.received?.label ?? '', text, TIME_EXPECTED);
    return this.times.instant ? ms + this.zone.aheadMs(ms) : ms;
  }
}
