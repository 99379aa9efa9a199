/**
 * Rows of the older form: `group id, sys name, port no, rtu no, master, hosts`, one with N for the RTU of a group and one with Y for each of
 * its masters. Source: `docs/gateway.md` §2.
 */
import type { GroupDefinition, MasterPort } from '../../gateway/definition.js';
import type { CsvRow } from '../csv-rows.js';
import { columnName, type FindingCollector } from '../findings.js';
import { HOSTS, OLDER_FILTER, OLDER_NAME, PORT, RTU_NUMBER } from './group-cells.js';
import { GroupPorts } from './group-ports.js';
import { readId } from './group-rows.js';
import { groupOf } from './group-settings.js';
import type { RowReader, RowReading } from './row-reader.js';

/** Column of the first option cell, from 1. */
const FIRST_OPTION = 7;

/** The row of an RTU, and what belongs to it. */
interface OlderGroup {
  readonly id: number;
  readonly reading: RowReading;
  readonly ports: MasterPort[];
}

/** The row of a master that stood above that of its RTU, or has none. */
interface Orphan {
  readonly id: number;
  readonly line: number;
  readonly text: string;
}

/** Whether a row is one of this form: digits, and Y or N in its fifth cell. */
export function isOlderRow(cells: readonly string[]): boolean {
  return /^\d+$/.test(cells[0]) && /^[yn]$/i.test(cells[4] ?? '');
}

/** Reads the rows one after the other; their problems go to the findings. */
export class OlderRows {
  private readonly rtus = new Map<number, OlderGroup>();
  private readonly orphans: Orphan[] = [];
  private readonly ports = new GroupPorts();

  constructor(
    private readonly findings: FindingCollector,
    private readonly reader: RowReader,
  ) {}

  add(csv: CsvRow): void {
    const { line, cells } = csv;
    const id = readId(this.findings, line, cells[0]);
    if (id === undefined) return;
    const kind = (cells[4] ?? '').toUpperCase();
    if (kind === 'N') this.addRtu(id, csv);
    else if (kind === 'Y') this.addMaster(id, csv);
    else {
      const expected = 'N in the row of an RTU, Y in that of a master';
      this.findings.error(line, columnName(5, 'master'), cells[4] ?? '', expected);
    }
  }

  /** The groups without an error, in the order of their RTUs; `slot` counts them from 0. Call it once, after the last row. */
  finish(): GroupDefinition[] {
    for (const { id, line, text } of this.orphans) {
      const rtu = this.rtus.get(id)?.reading.line;
      const expected =
        rtu === undefined
          ? `a row of its RTU (N) with id ${id} above`
          : `the row of its RTU (N) above; it stands below, in row ${rtu}`;
      this.findings.error(line, columnName(1, 'group id'), text, expected);
    }
    const groups: GroupDefinition[] = [];
    for (const { id, reading, ports } of this.rtus.values()) {
      if (reading.unread.size > 0) continue;
      const { line, row, given } = reading;
      if (ports.length === 0) {
        const expected = 'at least one row of a master (Y) with this id below';
        this.findings.error(line, columnName(1, 'group id'), String(id), expected);
        continue;
      }
      this.reader.settle(reading);
      if (!given.has('connections')) row.connections = Math.max(row.connections, ports.length);
      groups.push({ ...groupOf(row, { slot: groups.length, id, line }), ports });
    }
    return groups;
  }

  private addRtu(id: number, { line, cells }: CsvRow): void {
    const other = this.rtus.get(id);
    if (other !== undefined) {
      const expected = `one RTU (N) in a group; row ${other.reading.line} has it`;
      this.findings.error(line, columnName(1, 'group id'), cells[0], expected);
      return;
    }
    const reading = this.reader.begin(line);
    this.reader.readCell(reading, OLDER_NAME, 2, cells[1] ?? '');
    this.reader.readCell(reading, RTU_NUMBER, 4, cells[3] ?? '');
    this.reader.readCell(reading, HOSTS, 6, cells[5] ?? '');
    this.reader.readOptions(reading, cells, FIRST_OPTION);
    this.rtus.set(id, { id, reading, ports: [] });
  }

  private addMaster(id: number, { line, cells }: CsvRow): void {
    const group = this.rtus.get(id);
    if (group === undefined) {
      this.orphans.push({ id, line, text: cells[0] });
      return;
    }
    const rtu = group.reading;
    const reading = this.reader.begin(line);
    reading.row.bind = rtu.row.bind;
    this.reader.readCell(reading, OLDER_NAME, 2, cells[1] ?? '');
    this.reader.readCell(reading, PORT, 3, cells[2] ?? '');
    this.reader.readCell(reading, RTU_NUMBER, 4, cells[3] ?? '');
    this.reader.readCell(reading, OLDER_FILTER, 6, cells[5] ?? '');
    this.reader.readOptions(reading, cells, FIRST_OPTION);
    this.refuseGroupOptions(reading, rtu.line);
    if (reading.unread.size > 0) return;
    if (rtu.unread.size > 0) {
      const expected = `a row of its RTU (N) that loads; that of row ${rtu.line} is left out`;
      this.findings.error(line, columnName(1, 'group id'), cells[0], expected);
      return;
    }
    const { port, bind, name, filter, admitsNobody, rtuNumber } = reading.row;
    const fault = this.ports.take({ line, bind, port });
    if (fault !== undefined) {
      this.findings.error(line, columnName(3, PORT.label), String(port), fault);
      return;
    }
    const own = rtuNumber === rtu.row.rtuNumber ? {} : { masterCa: rtuNumber };
    group.ports.push({ port, bind, name, filter, admitsNobody, ...own });
  }

  /** A master has an address of its own; all else is of the group. */
  private refuseGroupOptions({ line, columns, unread }: RowReading, rtuLine: number): void {
    for (const [name, column] of columns) {
      if (OWN_FIELDS.has(name)) continue;
      this.findings.error(line, column, name, `this option in the row of the RTU (row ${rtuLine})`);
      unread.add(name);
    }
  }
}

/** What the row of a master may set. */
const OWN_FIELDS: ReadonlySet<string> = new Set(['name', 'port', 'rtuNumber', 'filter', 'bind']);
