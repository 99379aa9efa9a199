/** The counter catalogue: names are unique, totals follow their rule, descriptions have the unit, the report has its fields. */
import { describe, expect, it } from 'vitest';
import { StatsTable } from '../../src/channel/stats-table.js';
import { COUNTER_CATALOG, COUNTERS, type Counter } from '../../src/figures/counter-catalog.js';
import {
  API_COUNTERS,
  describeCounter,
  describeMetric,
  describeTotal,
  metricScale,
  REPORT_COUNTERS,
  rtuFields,
  signalFields,
  TOTAL_COUNTERS,
  totalOf,
  UNSENT_REASONS,
} from '../../src/figures/counter-rules.js';
import { COUNTER, type CounterName, UNSENT_COUNTERS } from '../../src/station/measures/counters.js';

const repeated = (names: readonly (string | undefined)[]): (string | undefined)[] =>
  names.filter((name, i) => name !== undefined && names.indexOf(name) !== i);

const row = (name: CounterName): Counter => ({ name, ...COUNTER_CATALOG[name] });

describe('names', () => {
  it('are there for every column, none of them twice', () => {
    expect(COUNTERS.map(({ name }) => name).sort()).toEqual(Object.keys(COUNTER).sort());
    expect(repeated(COUNTERS.map(({ json }) => json))).toEqual([]);
    expect(repeated(COUNTERS.map(({ metric }) => metric))).toEqual([]);
    expect(repeated(REPORT_COUNTERS.map(({ report }) => report.field))).toEqual([]);
    expect(repeated(REPORT_COUNTERS.map(({ report }) => report.column))).toEqual([]);
  });

  it('of metrics say the type and the unit', () => {
    for (const { name, kind, unit, metric } of COUNTERS) {
      if (metric === undefined) continue;
      expect([name, metric.endsWith('_total')]).toEqual([name, kind === 'counter']);
      expect([name, metric.includes('_seconds')]).toEqual([name, unit === 'ms']);
    }
  });

  it('in JSON say the unit', () => {
    for (const { name, unit, json } of API_COUNTERS) {
      expect([name, json.endsWith('Ms')]).toEqual([name, unit === 'ms']);
    }
  });
});

describe('a total', () => {
  const stats = StatsTable.allocate(3);
  const set = (name: CounterName, values: readonly number[]): void =>
    values.forEach((value, slot) => {
      stats.row(slot)[COUNTER[name]] = value;
    });

  it('is the sum of counts, the longest of times, the shortest above 0 of periods', () => {
    set('I_SENT', [1, 2, 4]);
    set('ACK_MAX_MS', [3, 0.5, 7]);
    set('TEST_FRAME_PERIOD_MS', [0, 900, 800]);
    expect(totalOf(stats, row('I_SENT'))).toBe(7);
    expect(totalOf(stats, row('ACK_MAX_MS'))).toBe(7);
    expect(totalOf(stats, row('TEST_FRAME_PERIOD_MS'))).toBe(800);
  });

  it('is 0 where nothing was measured, and none of V(S)', () => {
    const empty = StatsTable.allocate(2);
    expect(totalOf(empty, row('TEST_FRAME_PERIOD_MS'))).toBe(0);
    expect(totalOf(empty, row('SEND_STATE'))).toBeNaN();
    expect(TOTAL_COUNTERS.map(({ json }) => json)).not.toContain('sendState');
  });
});

describe('a description', () => {
  it('has the unit and what 0 means; of a metric, in seconds by its name, no unit', () => {
    const period = row('TEST_FRAME_PERIOD_MS');
    const words = 'shortest time between two TESTFR act of one connection';
    expect(describeCounter(period)).toBe(`${words}, ms; 0: not known`);
    expect(describeTotal(period)).toBe(`shortest of all RTUs: ${words}, ms; 0: not known`);
    expect(describeMetric(period, 'rtu')).toBe(`${words}; 0: not known`);
    expect(describeMetric(period, 'all')).toBe(`shortest of all RTUs: ${words}; 0: not known`);
    expect(metricScale(period)).toBe(0.001);
    expect(describeTotal(row('I_SENT'))).toBe('all RTUs: I frames sent');
    expect(metricScale(row('I_SENT'))).toBe(1);
  });
});

describe('the report', () => {
  it('has the account of signals with every reason for unsent ones', () => {
    expect(UNSENT_REASONS.map(({ name }) => name)).toEqual(UNSENT_COUNTERS);
    expect(signalFields(({ name }) => COUNTER[name])).toEqual({
      offered: COUNTER.SIGNALS_OFFERED,
      sent: COUNTER.SIGNALS_SENT,
      acknowledged: COUNTER.SIGNALS_ACKNOWLEDGED,
      unsentLink: COUNTER.UNSENT_LINK,
      unsentEnded: COUNTER.UNSENT_ENDED,
      unsentFilter: COUNTER.UNSENT_FILTER,
      unsentBuffer: COUNTER.UNSENT_BUFFER,
      spoiled: COUNTER.SPOILED,
    });
  });

  it('has counts by their growth, and measured times as they are, null for none', () => {
    const fields = rtuFields(
      () => 5,
      (name) => (name === 'INTERROGATION_MS' ? 44 : 0),
    );
    expect(fields).toEqual({
      answersLost: 5,
      stalls: 5,
      commands: 5,
      testFramePeriodMs: null,
      connectToStartMs: null,
      startToInterrogationMs: null,
      interrogationMs: 44,
      interrogationMaxMs: null,
    });
  });
});
