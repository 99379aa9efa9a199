/** Reads the sent list that the simulator wrote (`src/channel/sent-list-format.ts`) into columns of numbers. */
import { SENT_LIST_COLUMNS, type SentListColumn } from '../../channel/sent-list-format.js';
import type { RowTest } from '../../csv/separators.js';
import { readDigits } from '../../text/numbers.js';
import { readRecords, type TellShare } from './csv-records.js';
import { Faults } from './faults.js';
import { float64, int32, makeColumns, takeColumns, uint8, uint16, uint32 } from './number-column.js';
import type { Points } from './points.js';
import { QUALITY_EXPECTED, readQuality } from './quality.js';
import { ReadingError } from './reading-error.js';
import { TIME_EXPECTED, TimeReader, Zone } from './times.js';
import { kindOfType, ValueReader } from './values.js';

/** The rows of the sent list that pass the filters, a number per row in each column. */
export interface SentList {
  readonly rows: number;
  /** Number of the point. */
  readonly point: Int32Array;
  readonly value: Float64Array;
  /** Time tag in ms of a wall clock; NaN: none. */
  readonly time: Float64Array;
  /** When the row was written to the socket, ms of the simulator's wall clock; NaN: not known. */
  readonly written: Float64Array;
  readonly quality: Uint16Array;
  readonly type: Uint8Array;
  /** Bits of `SENT`. */
  readonly flags: Uint8Array;
  /** Number of the connection. */
  readonly link: Int32Array;
  /** Position in the order of the connection; rows with the same time tag share one. */
  readonly rank: Int32Array;
  /** Line of the file. */
  readonly line: Uint32Array;
  /** How many connections. */
  readonly links: number;
  /** Ports with several connections at one time. */
  readonly twins: readonly Twins[];
  readonly rtus: number;
  /** Ports that sent for each CA, by CA number. */
  readonly portsOfCa: readonly ReadonlySet<number>[];
  /** CA numbers whose time tags are UTC although the simulator's clock was not. */
  readonly utcCas: ReadonlySet<number>;
  /** The CA of each RTU by its name in upper case; −1: several CAs have the name. */
  readonly caOfName: ReadonlyMap<string, number>;
  /** How many rows the filters left out. */
  readonly filtered: number;
  readonly faults: Faults;
}

/** A port that sent to several connections at one time. */
export interface Twins {
  readonly port: number;
  /** CA number. */
  readonly ca: number;
  /** Two of the connections, as address and port. */
  readonly peers: readonly [string, string];
}

/** Bits of `SentList.flags`. */
export const SENT = { ACKNOWLEDGED: 1, TIME_INVALID: 2 } as const;

/** Which rows are compared; an absent filter passes all. */
export interface SentFilter {
  ports?: ReadonlySet<number>;
  cas?: ReadonlySet<number>;
  /** Text that the connection must contain. */
  connection?: string;
}

/** Which parts of the rows of both lists are compared. */
export interface Reduction {
  ignoreValue: boolean;
  ignoreTime: boolean;
  decimals?: number;
}

/** The columns that must be there; the RTU's name only serves lists that name stations. */
const COLUMNS: readonly SentListColumn[] = SENT_LIST_COLUMNS.filter((column) => column !== 'name');
const QUARTER_MS = 900_000;

/** Reads the list and enters its points into `points`. Throws `ReadingError`. */
export async function readSentList(
  path: string,
  points: Points,
  filter: SentFilter,
  reduction: Reduction,
  tell?: TellShare,
): Promise<SentList> {
  const reader = new SentReader(path, points, filter, reduction);
  await readRecords(path, reader.faults, isSentHeader, (cells, line) => reader.take(cells, line), tell);
  return reader.finish();
}

/** Enough columns to tell the simulator's list from another one: what is missing is said by name. */
const isSentHeader: RowTest = (cells) => {
  const names = cells.map((cell) => cell.trim().toLowerCase());
  return names.includes('ca') && names.includes('ioa');
};

/** A row as read. */
interface SentRow {
  rtu: string;
  name: string;
  port: number;
  ca: number;
  ioa: number;
  type: number;
  value: number;
  quality: number;
  time: number;
  written: number;
  flags: number;
  peer: string;
}

/** A connection, and when its first and last row were written, ms. */
interface SentLink {
  port: number;
  ca: number;
  peer: string;
  fromMs: number;
  toMs: number;
}

/** One entry for each port of which two connections overlap in time. */
function findTwins(links: readonly SentLink[]): Twins[] {
  const twins: Twins[] = [];
  // Connections come in the order of their first rows.
  const latest = new Map<string, SentLink>();
  const found = new Set<string>();
  for (const link of links) {
    const key = `${link.ca} ${link.port}`;
    const before = latest.get(key);
    if (before !== undefined && link.fromMs < before.toMs && !found.has(key)) {
      found.add(key);
      twins.push({ port: link.port, ca: link.ca, peers: [before.peer, link.peer] });
    }
    if (before === undefined || link.toMs > before.toMs) latest.set(key, link);
  }
  return twins;
}

/** What is kept of each sent signal, as columns of numbers. */
export const SENT_COLUMNS = {
  point: int32,
  value: float64,
  time: float64,
  written: float64,
  quality: uint16,
  type: uint8,
  flags: uint8,
  link: int32,
  rank: int32,
  line: uint32,
};

class SentReader {
  readonly faults: Faults;
  private hasHeader = false;
  private at = {} as Record<SentListColumn, number>;
  private readonly times = new TimeReader();
  private readonly values: ValueReader;
  private readonly zone = Zone.local();
  private readonly linkIds = new Map<string, number>();
  private readonly lastTime: number[] = [];
  private readonly lastRank: number[] = [];
  private readonly rtuTexts = new Set<string>();
  private readonly ports: Set<number>[] = [];
  /** Rows with UTC tags minus rows with local tags, by CA number. */
  private readonly utcVotes: number[] = [];
  private readonly links: SentLink[] = [];
  private readonly caOfName = new Map<string, number>();
  private filtered = 0;
  private readonly columns = makeColumns(SENT_COLUMNS);

  constructor(
    private readonly path: string,
    private readonly points: Points,
    private readonly filter: SentFilter,
    private readonly reduction: Reduction,
  ) {
    this.faults = new Faults(path);
    this.values = new ValueReader({ all: new Map(), ofType: new Map() }, reduction.decimals, true);
  }

  take(cells: string[], line: number): void {
    if (!this.hasHeader) this.readHeader(cells);
    else this.readRow(cells, line);
  }

  finish(): SentList {
    this.points.sent = this.points.count;
    const columns = takeColumns(this.columns);
    return {
      rows: columns.point.length,
      ...columns,
      links: this.linkIds.size,
      twins: findTwins(this.links),
      rtus: this.rtuTexts.size,
      portsOfCa: this.ports,
      caOfName: this.caOfName,
      utcCas: new Set([...this.utcVotes.keys()].filter((ca) => this.utcVotes[ca] > 0)),
      filtered: this.filtered,
      faults: this.faults,
    };
  }

  private readHeader(cells: readonly string[]): void {
    this.hasHeader = true;
    const names = cells.map((cell) => cell.trim().toLowerCase());
    const missing = COLUMNS.filter((column) => !names.includes(column));
    if (missing.length > 0) {
      throw new ReadingError(
        `${this.path}: no column ${missing.join(', ')}; columns found: ${names.map((name) => JSON.stringify(name)).join(', ')}; ` +
          `expected the simulator's list of sent events: ${COLUMNS.join(',')}`,
      );
    }
    for (const column of SENT_LIST_COLUMNS) this.at[column] = names.indexOf(column);
  }

  private readRow(cells: readonly string[], line: number): void {
    const row = this.readCells(cells, line);
    if (row === undefined) return;
    const point = this.points.idOf(row.ca, row.ioa, row.type);
    this.points.addType(point, row.type);
    const caId = this.points.caIdOfPoint(point);
    this.ports[caId] ??= new Set();
    this.ports[caId].add(row.port);
    this.voteZone(caId, row.time, row.written);
    const time = this.reduction.ignoreTime ? Number.NaN : row.time;
    const { columns } = this;
    columns.point.push(point);
    columns.value.push(row.value);
    columns.time.push(time);
    columns.written.push(row.written);
    columns.quality.push(row.quality);
    columns.type.push(row.type);
    columns.flags.push(row.flags);
    columns.line.push(line);
    this.place(`${row.rtu} ${row.port} ${row.ca} ${row.peer}`, time, row);
  }

  /** The row; `undefined` if it is filtered out or a cell can't be read (which is reported). */
  private readCells(cells: readonly string[], line: number): SentRow | undefined {
    const cell = (column: SentListColumn): string => cells[this.at[column]]?.trim() ?? '';
    const refuse = (column: SentListColumn, expected: string): undefined => {
      this.faults.leaveOut(line, `${this.at[column] + 1} (${column})`, cell(column), expected);
    };
    const port = readDigits(cell('port'), 0, 65535);
    if (port === undefined) return refuse('port', 'a port 0…65535');
    const ca = readDigits(cell('ca'), 0, 65535);
    if (ca === undefined) return refuse('ca', 'a CA 0…65535');
    const peer = cell('connection');
    if (!this.isWanted(port, ca, peer)) {
      this.filtered++;
      return undefined;
    }
    const ioa = readDigits(cell('ioa'), 0, 0xffffff);
    if (ioa === undefined) return refuse('ioa', 'an IOA 0…16777215');
    const type = readDigits(cell('type'), 1, 255);
    if (type === undefined) return refuse('type', 'a type id 1…255');
    const value = this.reduction.ignoreValue ? 0 : this.values.read(cell('value'), type, kindOfType(type));
    if (value === undefined) return refuse('value', 'a number, or -5 T');
    const quality = readQuality(cell('quality'));
    if (quality === undefined) return refuse('quality', QUALITY_EXPECTED);
    const tag = cell('time tag');
    const time = tag === '' ? Number.NaN : this.times.read(tag);
    if (tag !== '' && Number.isNaN(time)) return refuse('time tag', TIME_EXPECTED);
    const isInvalid = tag !== '' && this.times.invalid;
    const isAcknowledged = cell('acknowledged') !== '';
    const flags = (isAcknowledged ? SENT.ACKNOWLEDGED : 0) | (isInvalid ? SENT.TIME_INVALID : 0);
    const written = this.times.read(cell('written'));
    return {
      rtu: cell('rtu'),
      name: cell('name'),
      port,
      ca,
      ioa,
      type,
      value,
      quality,
      time,
      written,
      flags,
      peer,
    };
  }

  private isWanted(port: number, ca: number, peer: string): boolean {
    const { ports, cas, connection } = this.filter;
    return ports?.has(port) !== false && cas?.has(ca) !== false && peer.includes(connection ?? '');
  }

  private place(key: string, time: number, row: SentRow): void {
    const { rtu, name, ca } = row;
    let link = this.linkIds.get(key);
    if (link === undefined) {
      link = this.linkIds.size;
      // A copy, because a substring keeps the whole chunk of the file in memory.
      this.linkIds.set(Buffer.from(key).toString(), link);
      this.rtuTexts.add(Buffer.from(rtu).toString());
      const known = Buffer.from(name.toUpperCase()).toString();
      if (known !== '') this.caOfName.set(known, (this.caOfName.get(known) ?? ca) === ca ? ca : -1);
      this.lastTime.push(Number.NaN);
      this.lastRank.push(0);
      const peer = Buffer.from(row.peer).toString();
      this.links.push({
        port: row.port,
        ca: this.points.findCa(ca),
        peer,
        fromMs: row.written,
        toMs: row.written,
      });
    }
    // A comparison with NaN is false.
    if (row.written > this.links[link].toMs) this.links[link].toMs = row.written;
    if (time !== this.lastTime[link]) this.lastRank[link]++;
    this.lastTime[link] = time;
    this.columns.link.push(link);
    this.columns.rank.push(this.lastRank[link]);
  }

  /** Votes for UTC if the tag differs from the local time of writing by exactly the zone's offset, else against it. */
  private voteZone(caId: number, time: number, written: number): void {
    if (Number.isNaN(time) || Number.isNaN(written)) return;
    const off = Math.round((time - written) / QUARTER_MS) * QUARTER_MS;
    const ahead = this.zone.aheadMs(time);
    this.utcVotes[caId] = (this.utcVotes[caId] ?? 0) + (off !== 0 && off === -ahead ? 1 : -1);
  }
}
