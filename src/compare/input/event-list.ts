/** The event list that a SCADA front-end exported (any CSV file with a header), read into columns of numbers. */
import { readDigits } from '../../text/numbers.js';
import { type AddressForm, addressDigits } from '../../text/octet-address.js';
import { type ColumnPicks, cellOf, isHeader, pickColumns, type Role } from './columns.js';
import { type FileForm, readRecords, type TellShare } from './csv-records.js';
import { Faults } from './faults.js';
import { float64, int32, makeColumns, takeColumns, uint8, uint16, uint32 } from './number-column.js';
import type { Points } from './points.js';
import {
  ANY_QUALITY,
  ANY_TYPE,
  QUALITY_EXPECTED,
  QualityColumn,
  type QualityForm,
  readType,
  TYPE_EXPECTED,
} from './quality.js';
import { ReadingError } from './reading-error.js';
import type { Reduction, SentList } from './sent-list.js';
import { type DateOrder, TIME_EXPECTED, TimeReader, Zone } from './times.js';
import { kindOfType, NO_VALUE, VALUE_EXPECTED, ValueReader, type ValueWords } from './values.js';

/** Rows of the event list, oldest first, a number per row in each column. */
export interface EventList {
  readonly rows: number;
  readonly point: Int32Array;
  readonly value: Float64Array;
  /** ms of a wall clock, the offset of the options included; NaN: none. */
  readonly time: Float64Array;
  /** The other time that the text may mean, in the hour that comes twice when summer time ends; NaN: there is none. */
  readonly later: Float64Array;
  /** When the front-end received the event, ms of a wall clock; NaN: unknown. */
  readonly received: Float64Array;
  /** `ANY_QUALITY` where unknown. */
  readonly quality: Uint16Array;
  /** `ANY_TYPE` where unknown. */
  readonly type: Uint8Array;
  /** Line of the file. */
  readonly line: Uint32Array;
  readonly picks: ColumnPicks;
  /** How the file was read. */
  readonly form: FileForm;
  /** Whether the file has its newest row first; the columns here are reversed. */
  readonly newestFirst: boolean;
  /** Whether most neighbouring rows of a CA are in the order of time; only then the order across points is judged. */
  readonly inOrderOfTime: boolean;
  /** Rows of CAs that the option `--ca-only` left out. */
  readonly filtered: number;
  /** The numbers of the quality column are read as OPC quality. */
  readonly hasOpcQuality: boolean;
  /** Rows without CA and IOA: no events. `first` is the first of them, as `events.csv:7 "operator logged in"`. */
  readonly pointless: { readonly count: number; readonly first: string };
  /** Points of rows that can't be read, with the number of these rows. */
  readonly unread: ReadonlyMap<number, number>;
  readonly faults: Faults;
}

/** How an event list is read. */
export interface EventOptions extends Reduction {
  columns: Partial<Record<Role, string>>;
  words: ValueWords;
  dateOrder?: DateOrder;
  /** How numbers in the quality column are meant; absent: found by the numbers. */
  qualityForm?: QualityForm;
  ignoreQuality: boolean;
  /** The zone of times that name none; absent: the zone of the time tags. */
  zone?: Zone;
  /** Added to every time. */
  timeOffsetMs: number;
  cas?: ReadonlySet<number>;
  /** How addresses are written by their octets. */
  addresses: AddressForm;
}

/** Reads the list. Points that were never sent get the numbers after those of sent points. Throws `ReadingError`. */
export async function readEventList(
  path: string,
  points: Points,
  sent: SentList,
  options: EventOptions,
  tell?: TellShare,
): Promise<EventList> {
  const reader = new EventReader(path, points, sent, options);
  const form = await readRecords(
    path,
    reader.faults,
    (cells) => isHeader(cells, options.columns),
    (cells, line, mark) => reader.take(cells, line, mark),
    tell,
  );
  return reader.finish(form);
}

/** Lines above the header that are looked at. */
const MOST_TITLES = 50;
const CA_EXPECTED = 'a CA 0…65535, or the name of one RTU of the sent list';

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
  private readonly local = Zone.local();
  private readonly qualities: QualityColumn;
  /** The CA of all rows if the list has no column for it. */
  private onlyCa = -1;
  private filtered = 0;
  /** Rows above the header. */
  private readonly titles: (readonly string[])[] = [];
  private readonly pointless = { count: 0, first: '' };
  private readonly unread = new Map<number, number>();
  private readonly columns = makeColumns({
    point: int32,
    value: float64,
    time: float64,
    later: float64,
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
    this.qualities = new QualityColumn(options.qualityForm);
  }

  take(cells: readonly string[], line: number, separator: string): void {
    if (this.picks !== undefined && this.values !== undefined) {
      this.readRow({ cells, line, picks: this.picks }, this.values);
      return;
    }
    const isTitle = this.titles.length < MOST_TITLES && !isHeader(cells, this.options.columns);
    if (isTitle) {
      this.titles.push(cells);
      return;
    }
    this.begin(cells, separator);
  }

  private begin(header: readonly string[], separator: string): void {
    this.picks = this.readHeader(header);
    this.values = new ValueReader(this.options.words, this.options.decimals, separator !== ',');
  }

  finish(form: FileForm): EventList {
    // Without a header under a usual name, the first row says best what the file has.
    if (this.picks === undefined) this.begin(this.titles[0] ?? [], form.separator);
    if (this.picks === undefined) throw new ReadingError(`${this.path}: no header was found`);
    const columns = takeColumns(this.columns);
    const rows = columns.point.length;
    this.qualities.settle(columns.quality);
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
      form,
      newestFirst,
      // A few contradictions are errors to report; many mean that the list is sorted by something else.
      inOrderOfTime: Math.min(rises, falls) <= (rises + falls) / 10,
      filtered: this.filtered,
      pointless: this.pointless,
      hasOpcQuality: this.qualities.isOpc,
      unread: this.unread,
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
    const { cas } = this.points;
    const needed: Role[] = cas.length === 1 ? ['ioa'] : ['ca', 'ioa'];
    if (!ignoreValue) needed.push('value');
    if (!ignoreTime && this.sent.time.some((time) => !Number.isNaN(time))) needed.push('time');
    const picks = pickColumns(cells, columns, needed, this.path);
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
    if (value === undefined || time === undefined) {
      this.unread.set(point, (this.unread.get(point) ?? 0) + 1);
      return;
    }
    const { columns } = this;
    columns.point.push(point);
    columns.value.push(value);
    columns.time.push(time + timeOffsetMs);
    columns.later.push(ignoreTime ? Number.NaN : this.laterTime + timeOffsetMs);
    columns.received.push(this.readReceived(row));
    columns.quality.push(this.readQuality(row));
    columns.type.push(type);
    columns.line.push(line);
  }

  /** The point of the row; `undefined` when the row is filtered out, blank, or unreadable (which is reported). */
  private readPoint(row: Row): number | undefined {
    const { cells, picks } = row;
    const ca = picks.ca === undefined ? this.onlyCa : this.readCa(cellOf(cells, picks.ca));
    const ioaText = cellOf(cells, picks.ioa);
    const ioa = readDigits(addressDigits(ioaText, 3, this.options.addresses), 0, 0xffffff);
    // Log-ins, messages of the system and footers name no point. Spreadsheets end a list with rows of separators.
    if (ioaText === '' && (picks.ca === undefined || ca === undefined)) return this.passOver(row);
    if (ca === undefined) return this.refuse(row, 'ca', CA_EXPECTED);
    if (ioa === undefined) return this.refuse(row, 'ioa', 'an IOA 0…16777215');
    if (this.options.cas?.has(ca) === false) {
      this.filtered++;
      return undefined;
    }
    return this.points.idOf(ca, ioa, 0);
  }

  /** A CA, or the name that an RTU has in the sent list. */
  private readCa(text: string): number | undefined {
    const ca = readDigits(addressDigits(text, 2, this.options.addresses), 0, 65535);
    if (ca !== undefined || text === '') return ca;
    const named = this.sent.caOfName.get(text.toUpperCase());
    return named === undefined || named < 0 ? undefined : named;
  }

  /** Counts a row that is no event. */
  private passOver({ cells, line }: Row): undefined {
    const text = cells.map((cell) => cell.trim()).filter((cell) => cell !== '');
    if (text.length === 0) return undefined;
    if (this.pointless.count++ === 0)
      this.pointless.first = `${this.path}:${line} ${JSON.stringify(text.join(' '))}`;
    return undefined;
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
    if (picks.quality === undefined || this.options.ignoreQuality) return ANY_QUALITY;
    const text = cellOf(cells, picks.quality);
    const quality = this.qualities.read(text);
    if (quality === undefined) this.faults.ignoreCell(line, picks.quality.label, text, QUALITY_EXPECTED);
    return quality ?? ANY_QUALITY;
  }

  /** Wall time in the time zone of the RTU's time tags; `undefined` if the text is not a time. */
  private readTime(text: string, point: number): number | undefined {
    this.laterTime = Number.NaN;
    if (text === '') return Number.NaN;
    const ms = this.readInstant(text);
    if (Number.isNaN(ms)) return undefined;
    const later = this.laterInstant;
    if (!this.isInstant || this.sent.utcCas.has(this.points.caIdOfPoint(point))) {
      this.laterTime = later;
      return ms;
    }
    this.laterTime = later + this.local.aheadMs(later);
    return ms + this.local.aheadMs(ms);
  }

  private readReceived({ cells, line, picks }: Row): number {
    const text = cellOf(cells, picks.received);
    if (text === '') return Number.NaN;
    const ms = this.readInstant(text);
    if (Number.isNaN(ms)) this.faults.ignoreCell(line, picks.received?.label ?? '', text, TIME_EXPECTED);
    return this.isInstant ? ms + this.local.aheadMs(ms) : ms;
  }

  /** Whether the time read last is an instant, not the wall time of the time tags. */
  private isInstant = false;

  /** Of the time read last: the later instant, and what it gives as `EventList.later`; NaN: there is none. */
  private laterInstant = Number.NaN;
  private laterTime = Number.NaN;

  private readInstant(text: string): number {
    const ms = this.times.read(text);
    const { zone } = this.options;
    this.laterInstant = this.times.instant || zone === undefined ? Number.NaN : zone.laterMs(ms);
    this.isInstant = this.times.instant || zone !== undefined;
    return this.times.instant || zone === undefined ? ms : zone.instantMs(ms);
  }
}
