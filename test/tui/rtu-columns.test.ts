/** The columns of the list: which fit, what their cells say. */
import { describe, expect, it } from 'vitest';
import type { CounterName } from '../../src/channel/stats-table.js';
import { columnsFor } from '../../src/monitor/rtu-columns.js';
import { type RtuFigures, readFigures } from '../../src/monitor/rtu-figures.js';
import { type ColumnFits, nextColumn, placeColumns } from '../../src/tui/view/place-columns.js';
import { bench, rtu } from './tui-kit.js';

const RTU = rtu(1);
const COLUMNS = columnsFor([RTU]);

/** What the sample's names and its indexes of three digits need. */
const FITS = new Map([
  ['system', 16],
  ['index', 11],
]);

const headings = (width: number, focus = 'no', fits: ColumnFits = FITS) =>
  placeColumns(COLUMNS, width, focus, fits).map(({ column }) => column.heading);

describe('columns', () => {
  it('show what matters most on a small screen', () => {
    expect(headings(78)).toEqual([
      'No.',
      'System',
      'Online',
      'RTU',
      'Port',
      'GI',
      'Last index',
      'Sent/s',
      'Unacked',
    ]);
    // Shorter names leave room.
    const shorter = new Map([...FITS, ['system', 7]]);
    expect(headings(78, 'no', shorter).slice(-2)).toEqual(['Unacked', 'Ack p99']);
  });

  it('are as wide as their contents: names of 16 characters and indexes of six digits are whole', () => {
    const names = ['Umspannwerk Nord', '変電所変電所変電所変電所変電所変'];
    const b = bench(names.map((name, i) => rtu(i + 1, { name })));
    const tables = new Map([
      ['io.csv', { rows: 1, indexes: Float64Array.of(7, 123456), flags: Uint8Array.of(0) }],
    ]);
    Object.assign(b.model.engine, { tables });
    b.set(0, { STARTED: 1, RUN_STATE: 1, RUNS: 1, LAST_INDEX: 123456 });
    b.pass(200);
    const screen = b.screen(80, 24).join('\n');
    expect(screen).toContain(' Sending 123456 ');
    for (const name of names) expect(screen).toContain(`${name} `);
  });

  it('show an RTU whose row was removed as gone', () => {
    const b = bench([RTU, rtu(2, { removed: true })]);
    b.set(0, { LISTENING: 1 });
    b.pass(200);
    expect(b.screen(80, 24)[4]).toContain(' NO ');
    expect(b.screen(80, 24)[5]).toContain(' GONE ');
    expect(b.screen(80, 24)[0]).toContain('1 RTU, 0 online');
  });

  it('have masters with another CA on every screen as soon as there is one', () => {
    const b = bench([RTU, rtu(2)]);
    b.pass(200);
    expect(b.screen(80, 24)[3]).not.toContain('Other CA');
    b.set(1, { FOREIGN_CA: 1234 });
    for (const width of [72, 80, 160]) {
      const lines = b.screen(width, 24);
      expect(lines[3]).toContain('Other CA');
      expect(lines[4]).not.toContain('1,234');
      expect(lines[5]).toContain('1,234');
    }
    b.press('down', 'enter');
    const said = '1,234 requests for another CA than 102: the master has another one.';
    expect(b.screen(160, 24).join('\n')).toContain(said);
    b.press('b');
    expect(b.screen(80, 24).join('\n')).toContain(' B  RTU 2 System 2  OFFLINE  other CA 1,234 ');
  });

  it('show what the README shows on 112 columns', () => {
    expect(headings(110).slice(-6)).toEqual([
      'Connected at',
      'Sent/s',
      'Unacked',
      'Ack p99',
      'Stall',
      'Ack max',
    ]);
  });

  it('show all on a wide one, and none twice', () => {
    expect(headings(320)).toEqual(COLUMNS.map(({ heading }) => heading));
  });

  it('always show the one that has the focus', () => {
    expect(headings(78, 'testfr')).toContain('TESTFR');
    expect(headings(78, 'connected')).toContain('Connected at');
  });

  it.each([58, 78, 100, 158, 300])('never take more than %i columns', (width) => {
    const placed = placeColumns(COLUMNS, width, 'no');
    const used = placed.reduce((sum, column) => sum + column.width + 1, -1);
    expect(used).toBeLessThanOrEqual(width);
  });

  it('have the address only where an RTU has its own', () => {
    expect(COLUMNS.map(({ name }) => name)).not.toContain('bind');
    expect(columnsFor([RTU, rtu(2, { bind: '127.0.0.2' })]).map(({ name }) => name)).toContain('bind');
  });

  it('are gone through one by one, up to the ends', () => {
    expect(nextColumn(COLUMNS, 'no', 1)).toBe('system');
    expect(nextColumn(COLUMNS, 'no', -1)).toBe('no');
    expect(nextColumn(COLUMNS, 'foreign', 1)).toBe('foreign');
  });

  it.each(COLUMNS.map(({ heading, help }) => [heading, help]))('explain %s in one line', (heading, help) => {
    expect(help.startsWith(heading)).toBe(true);
    expect(help.length).toBeLessThanOrEqual(78);
  });
});

describe('a cell', () => {
  const figures = (more: Partial<RtuFigures>): RtuFigures => {
    const { model } = bench([RTU]);
    return { ...readFigures(model, 0), ...more };
  };
  const cell = (name: string, more: Partial<RtuFigures>) =>
    COLUMNS.find((column) => column.name === name)?.cell(RTU, figures(more));

  /** Counters of the stats table; those that are not named are 0. */
  const counts = (cells: Partial<Record<CounterName, number>>): Partial<RtuFigures> => ({
    counter: (name) => cells[name] ?? 0,
  });

  it.each([
    ['online', { started: 1 }, { text: 'YES', tone: 'good' }],
    ['online', { started: 2 }, { text: 'YES 2', tone: 'good' }],
    ['online', { connections: 1 }, { text: 'LINK', tone: 'warning' }],
    ['online', {}, { text: 'NO', tone: 'bad' }],
    ['online', { listening: false }, { text: 'DOWN', tone: 'bad' }],
    ['gi', { interrogating: true }, { text: 'RUN', tone: 'warning' }],
    ['gi', counts({ INTERROGATIONS: 3 }), { text: '3', tone: 'faint' }],
    ['index', { run: 'sending', lastIndex: 0 }, { text: 'Sending 0', tone: 'good' }],
    ['index', { run: 'done', lastIndex: 301 }, { text: '301', tone: 'plain' }],
    ['index', { run: 'missing', lastIndex: 7 }, { text: 'Missing 7', tone: 'warning' }],
    ['index', { run: 'none', lastIndex: -1 }, { text: '', tone: 'plain' }],
    ['sent', { signalsPerSecond: 5412 }, { text: '5,412' }],
    ['unacked', { started: 1, outstanding: 12, window: 12 }, { text: '12/12', tone: 'warning' }],
    ['unacked', { started: 1, outstanding: 4, window: 12 }, { text: '4/12', tone: 'plain' }],
    ['unacked', {}, { text: '' }],
    ['ack', { ackP99Ms: 3.14 }, { text: '3.1 ms' }],
    ['ack', { ackP99Ms: Number.NaN }, { text: '' }],
    ['oldest', { oldestMs: 3210 }, { text: '3.2/15 s', tone: 'plain' }],
    ['oldest', { oldestMs: 12_400 }, { text: '12/15 s', tone: 'warning' }],
    ['oldest', { oldestMs: 12 }, { text: '', tone: 'plain' }],
    ['effw', { effectiveW: 7.96 }, { text: '8.0' }],
    ['gitime', counts({ INTERROGATION_MS: 349.4 }), { text: '349 ms' }],
    ['command', { commandMs: 12.5 }, { text: '12.5 ms' }],
    ['command', {}, { text: '' }],
    ['reconnects', counts({ RECONNECTS: 2 }), { text: '2', tone: 'warning' }],
    ['filtered', counts({ UNSENT_FILTER: 1234 }), { text: '1,234', tone: 'warning' }],
    ['held', counts({ HELD: 9000 }), { text: '9,000', tone: 'warning' }],
    ['buffer', counts({ UNSENT_BUFFER: 12 }), { text: '12', tone: 'warning' }],
    ['all-offered', counts({ SIGNALS_OFFERED: 12_345 }), { text: '12,345' }],
    ['all-sent', counts({ SIGNALS_SENT: 12_344 }), { text: '12,344' }],
    ['all-acknowledged', counts({ SIGNALS_ACKNOWLEDGED: 0 }), { text: '' }],
    ['ack-p50', { ackAtMs: (share: number) => share * 100 }, { text: '50.0 ms' }],
    ['ack-p99.9', { ackAtMs: (share: number) => share * 100 }, { text: '99.9 ms' }],
    ['tostart', counts({ CONNECT_TO_START_MS: 12.5 }), { text: '12.5 ms' }],
    ['togi', counts({ START_TO_INTERROGATION_MS: 0 }), { text: '' }],
    ['refused', counts({ REFUSED: 3 }), { text: '3', tone: 'warning' }],
    ['floods', counts({ FLOODS: 2 }), { text: '2', tone: 'warning' }],
    ['stall', { stalled: 0.61 }, { text: '61 %' }],
    ['testfr', counts({ TEST_FRAME_PERIOD_MS: 10_003 }), { text: '10.0 s' }],
    ['connected', { connectedAt: new Date(2026, 10, 22, 10, 4, 2, 118).getTime() }, { text: '10:04:02.118' }],
  ] as [string, Partial<RtuFigures>, object][])('%s of %j', (name, more, expected) => {
    expect(cell(name, more)).toEqual(expected);
  });

  it.each([
    ['reconnects', 'RECONNECTS', [5, 2, 0]],
    ['gitime', 'INTERROGATION_MS', [300, 20, 0]],
    ['testfr', 'TEST_FRAME_PERIOD_MS', [800, 900, 0]],
  ] as const)('%s sorts the worst first, and nothing last', (name, counter, values) => {
    const column = COLUMNS.find((each) => each.name === name);
    const keys = values.map((value) => Number(column?.sortValue(RTU, figures(counts({ [counter]: value })))));
    expect(keys).toEqual([...keys].sort((a, b) => a - b));
    expect(new Set(keys).size).toBe(3);
  });
});
