import { describe, expect, it } from 'vitest';
import { beginState, StatsTable } from '../../src/channel/stats-table.js';
import { COUNTER, COUNTER_COLUMNS, type CounterName } from '../../src/station/measures/counters.js';

describe('the stats table', () => {
  it('starts with zeros, and with no last index', () => {
    const table = StatsTable.allocate(3);
    const expected = new Float64Array(COUNTER_COLUMNS);
    expected[COUNTER.LAST_INDEX] = -1;
    expect([0, 1, 2].map((slot) => table.row(slot))).toEqual([expected, expected, expected]);
  });

  it('shows the same counts in every view of the memory', () => {
    const table = StatsTable.allocate(2);
    const other = new StatsTable(table.memory, table.rows);
    table.row(1)[COUNTER.SIGNALS_SENT] = 2 ** 53;
    expect(other.get(1, 'SIGNALS_SENT')).toBe(2 ** 53);
    expect(other.get(0, 'SIGNALS_SENT')).toBe(0);
  });

  it('keeps rows apart, each on cache lines of its own', () => {
    const table = StatsTable.allocate(3);
    table.row(1).fill(7);
    expect(table.row(0).every((cell) => cell !== 7)).toBe(true);
    expect(table.row(2).every((cell) => cell !== 7)).toBe(true);
    for (const slot of [0, 1, 2]) expect(table.row(slot).byteOffset % 64).toBe(0);
  });

  it('copies a row as it was at one instant, although its shard counts on between two cells', () => {
    const table = StatsTable.allocate(1);
    const counts = (offered: number, acknowledged: number): Float64Array => {
      const row = new Float64Array(COUNTER_COLUMNS);
      row[COUNTER.SIGNALS_OFFERED] = offered;
      row[COUNTER.SIGNALS_ACKNOWLEDGED] = acknowledged;
      return row;
    };
    // The first reading saw 5 offered, and then 7 acknowledged.
    const readings = [counts(5, 7), counts(8, 7), counts(8, 8), counts(8, 8)];
    table.row = () => ({ slice: () => readings.shift() }) as unknown as Float64Array;
    expect(table.copyRow(0)).toEqual(counts(8, 8));
    expect(readings).toEqual([]);
  });

  it('adds up and counts columns', () => {
    const table = StatsTable.allocate(4);
    for (const [slot, started] of [1, 0, 2, 0].entries()) table.row(slot)[COUNTER.STARTED] = started;
    expect(table.total('STARTED')).toBe(3);
    expect(table.countNonZero('STARTED')).toBe(2);
    const names = Object.keys(COUNTER) as CounterName[];
    expect(names.filter((name) => table.countNonZero(name) > 0)).toEqual(['STARTED', 'LAST_INDEX']);
  });

  it('may have no row at all', () => {
    const table = StatsTable.allocate(0);
    expect(table.rows).toBe(0);
    expect(table.total('I_SENT')).toBe(0);
  });

  it('keeps the counts of an RTU that restarts, and resets its state', () => {
    const row = StatsTable.allocate(1).row(0).fill(7);
    beginState(row);
    const state: CounterName[] = [
      'LISTENING',
      'STARTED',
      'OUTSTANDING',
      'SIGNALS_OUTSTANDING',
      'RUNS',
      'OLDEST_SENT_AT_MS',
      'STALLED_SINCE_MS',
    ];
    const kept: CounterName[] = [
      'ACCEPTED',
      'I_SENT',
      'SIGNALS_ACKNOWLEDGED',
      'LAST_INDEX',
      'LOG_LOST',
      'ACK_MAX_MS',
    ];
    expect(state.map((name) => row[COUNTER[name]])).toEqual([0, 0, 0, 0, 0, 0, 0]);
    expect(kept.map((name) => row[COUNTER[name]])).toEqual([7, 7, 7, 7, 7, 7]);
  });
});
