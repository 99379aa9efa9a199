/** Rows with all 16 cells, one for each group. Source: `docs/gateway.md` §2. */
import type { GroupDefinition } from '../../gateway/definition.js';
import type { CsvRow } from '../csv-rows.js';
import { columnName, type FindingCollector } from '../findings.js';
import { GROUP_CELLS, PORT } from './group-cells.js';
import { GroupPorts } from './group-ports.js';
import { groupOf } from './group-settings.js';
import type { RowReader } from './row-reader.js';

/** Column of the first option cell, from 1. */
const FIRST_OPTION = 2 + GROUP_CELLS.length;
const PORT_COLUMN = columnName(2 + GROUP_CELLS.indexOf(PORT), PORT.label);

/** Reads the rows one after the other; their problems go to the findings. */
export class GroupRows {
  /** The rows without an error, in file order; `slot` counts them from 0. */
  readonly groups: GroupDefinition[] = [];
  private readonly ports = new GroupPorts();
  /** Line of each group by its id. */
  private readonly lines = new Map<number, number>();

  constructor(
    private readonly findings: FindingCollector,
    private readonly reader: RowReader,
  ) {}

  /** `id, sys name, port no, …`: a group. */
  add({ line, cells }: CsvRow): void {
    const id = readId(this.findings, line, cells[0]);
    const taken = id === undefined ? undefined : this.lines.get(id);
    if (taken !== undefined) {
      const expected = `an id of its own; row ${taken} has it`;
      this.findings.error(line, columnName(1, 'id'), cells[0], expected);
    }
    const reading = this.reader.begin(line);
    for (const [i, field] of GROUP_CELLS.entries()) {
      this.reader.readCell(reading, field, i + 2, cells[i + 1] ?? '');
    }
    this.reader.readOptions(reading, cells, FIRST_OPTION);
    const { row, unread } = reading;
    this.reader.settle(reading);
    if (id === undefined || taken !== undefined || unread.size > 0) return;
    const fault = this.ports.take({ line, bind: row.bind, port: row.port });
    if (fault !== undefined) {
      this.findings.error(line, PORT_COLUMN, String(row.port), fault);
      return;
    }
    this.lines.set(id, line);
    this.groups.push(groupOf(row, { slot: this.groups.length, id, line }));
  }
}

/** The id of a row that begins with digits; `undefined` after an error. */
export function readId(findings: FindingCollector, line: number, text: string): number | undefined {
  const id = Number(text);
  if (Number.isSafeInteger(id)) return id;
  findings.error(line, columnName(1, 'id'), text, 'at most 15 digits');
  return undefined;
}
