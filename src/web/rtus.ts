/** The table of RTUs: the rows that are seen, asked from the program again and again, in its order and with its words. */
import type { LiveEvent, LiveHello, LiveTable } from '../live/messages.js';
import { formatNumber } from '../text/format.js';
import { ask } from './access.js';
import { byId, make, setClass, setText } from './dom.js';
import { RtuDetail } from './rtu-detail.js';

/** Rows that are asked for at once, and the height of one, px. */
const MOST_ROWS = 100;
const ROW_PX = 30;
/** Between two questions while the table is seen, ms. */
const ASK_MS = 1000;

export class RtuTable {
  private sort = 'no';
  private find = '';
  private isShown = false;
  private asked = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private columns: LiveHello['columns'] = [];
  private readonly detail = new RtuDetail();
  private readonly scroller = byId('rtu-scroller');
  private readonly body = byId('rtu-rows');

  constructor() {
    const field = byId('find') as HTMLInputElement;
    field.addEventListener('input', () => {
      this.find = field.value;
      this.scroller.scrollTop = 0;
      void this.refresh();
    });
    this.body.addEventListener('click', ({ target }) => {
      const slot = (target as Element).closest('tr')?.getAttribute('data-slot');
      if (slot !== null && slot !== undefined) this.detail.open(Number(slot));
    });
    this.scroller.addEventListener('scroll', () => void this.refresh());
  }

  /** Takes the columns; a heading sorts. */
  begin(hello: LiveHello): void {
    const { columns } = hello;
    this.columns = columns;
    this.detail.begin(hello);
    const cells = columns.map(({ name, heading, align, help }) => {
      const button = make('button', { type: 'button', title: help }, heading);
      button.addEventListener('click', () => {
        this.sort = this.sort === name ? `-${name}` : name;
        this.markOrder();
        void this.refresh();
      });
      return make('th', { scope: 'col', class: align, 'data-column': name }, [button]);
    });
    byId('rtu-heads').replaceChildren(...cells);
    this.markOrder();
  }

  /** Takes lines of the log. */
  hear(events: readonly LiveEvent[]): void {
    this.detail.hear(events);
  }

  /** Asks for rows only while they are seen. */
  setShown(isShown: boolean): void {
    this.isShown = isShown;
    clearTimeout(this.timer);
    this.detail.setShown(isShown);
    if (isShown) void this.refresh();
  }

  private markOrder(): void {
    for (const head of byId('rtu-heads').children) {
      const name = head.getAttribute('data-column');
      const order = this.sort === name ? 'ascending' : this.sort === `-${name}` ? 'descending' : 'none';
      head.setAttribute('aria-sort', order);
    }
  }

  private async refresh(): Promise<void> {
    clearTimeout(this.timer);
    const asked = ++this.asked;
    const from = Math.max(0, Math.floor(this.scroller.scrollTop / ROW_PX) - 10);
    const query = new URLSearchParams({
      from: String(from),
      count: String(MOST_ROWS),
      sort: this.sort,
      find: this.find,
    });
    const table = await readTable(`/api/live/rows?${query}`);
    // A later question has gone out meanwhile.
    if (asked !== this.asked) return;
    if (table !== undefined) this.draw(table);
    if (this.isShown) this.timer = setTimeout(() => void this.refresh(), ASK_MS);
  }

  private draw({ from, of, rows }: LiveTable): void {
    setText(byId('rtu-count'), `${formatNumber(of)} RTUs`);
    byId('rtu-above').style.height = `${from * ROW_PX}px`;
    byId('rtu-below').style.height = `${Math.max(0, of - from - rows.length) * ROW_PX}px`;
    while (this.body.children.length > rows.length) this.body.lastElementChild?.remove();
    rows.forEach(({ slot, cells }, i) => {
      const row = this.body.children[i] ?? this.body.appendChild(make('tr'));
      row.setAttribute('data-slot', String(slot));
      while (row.children.length > cells.length) row.lastElementChild?.remove();
      cells.forEach((cell, n) => {
        const [text, tone] = typeof cell === 'string' ? [cell, ''] : cell;
        const shown = row.children[n] ?? row.appendChild(n === 0 ? newOpener() : make('td'));
        setText(n === 0 ? shown.children[0] : shown, text);
        setClass(shown, `${this.columns[n]?.align ?? 'left'} ${tone}`.trim());
      });
    });
  }
}

/** The first cell: a button, so that the keyboard opens the details too. */
function newOpener(): HTMLTableCellElement {
  return make('td', {}, [make('button', { type: 'button', class: 'opener' })]);
}

async function readTable(path: string): Promise<LiveTable | undefined> {
  try {
    const answer = await ask(path);
    return answer.ok ? ((await answer.json()) as LiveTable) : undefined;
  } catch {
    return undefined;
  }
}
