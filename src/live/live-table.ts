/** Rows of the table of RTUs, as the dashboard shows them. */
import type { Monitor } from '../monitor/monitor.js';
import { RowOrder, type SortKey } from '../monitor/row-order.js';
import { columnsFor, NO_FIGURES, namesOfRtu } from '../monitor/rtu-columns.js';
import { readFigures } from '../monitor/rtu-figures.js';
import { plainText } from '../text/outside-text.js';
import type { LiveCell, LiveColumn, LiveTable, LiveTableWish } from './messages.js';

/** Most rows of one part: more than a screen has. */
export const MOST_ROWS = 200;

/** The table of one page: its order is kept between two ticks. */
export class TableView {
  private readonly order: RowOrder<Monitor['engine']['rtus'][number]>;

  constructor(private readonly monitor: Monitor) {
    this.order = new RowOrder(() => monitor.engine.rtus, namesOfRtu);
  }

  /** The rows that a page asked for, at most `MOST_ROWS`. An unknown column: the order of the ini file. */
  read({ from, count, sort, find }: LiveTableWish): LiveTable {
    const { monitor, order } = this;
    const sorted = order.sorted(keyOf(monitor, sort), monitor.nowMs);
    const slots = find.trim() === '' ? sorted : sorted.filter((slot) => order.finds(slot, find));
    const shown = slots.slice(from, from + Math.min(count, MOST_ROWS));
    const columns = columnsFor(monitor.engine.rtus);
    return {
      from,
      of: slots.length,
      rows: shown.map((slot) => {
        const rtu = monitor.engine.rtus[slot];
        const figures = readFigures(monitor, slot);
        return { slot, cells: columns.map((column) => cellOf(column.cell(rtu, figures))) };
      }),
    };
  }
}

/** The columns of the table. */
export function liveColumns({ engine }: Monitor): LiveColumn[] {
  return columnsFor(engine.rtus).map(({ name, heading, align, help }) => ({ name, heading, align, help }));
}

function keyOf(monitor: Monitor, sort: string): SortKey {
  const direction = sort.startsWith('-') ? 'down' : 'up';
  const name = sort.replace(/^-/, '');
  const column = columnsFor(monitor.engine.rtus).find((one) => one.name === name);
  if (column === undefined) return { column: '', direction: 'up', live: false, value: (slot) => slot };
  return {
    column: name,
    direction,
    live: column.live,
    value: (slot) =>
      column.sortValue(
        monitor.engine.rtus[slot],
        column.live ? readFigures(monitor, slot, 'sort') : NO_FIGURES,
      ),
  };
}

function cellOf({ text, tone = 'plain' }: { text: string; tone?: string }): LiveCell {
  const plain = plainText(text);
  return tone === 'plain' || plain === '' ? plain : ([plain, tone] as LiveCell);
}
