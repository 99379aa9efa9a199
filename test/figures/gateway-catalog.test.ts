/** The catalogue of the gateway's counters: every column once, names that say type and unit, totals by their rule. */
import { describe, expect, it } from 'vitest';
import { GatewayTable } from '../../src/channel/gateway/gateway-table.js';
import { LatencyTable } from '../../src/channel/latency-table.js';
import {
  GROUP_CATALOG,
  GROUP_COUNTERS,
  MASTER_COUNTERS,
  masterValue,
} from '../../src/figures/gateway-catalog.js';
import {
  groupTotalOf,
  interrogationsSaved,
  lagOfAll,
  lagOfGroup,
  lagOfMaster,
} from '../../src/figures/gateway-figures.js';
import { GROUP_COUNTER, GROUP_STATES, MASTER_COUNTER } from '../../src/gateway/counters.js';
import { groupDefinition } from '../support/groups.js';

const repeated = (names: readonly (string | undefined)[]): (string | undefined)[] =>
  names.filter((name, i) => name !== undefined && names.indexOf(name) !== i);

describe.each([
  ['a group', GROUP_COUNTERS, GROUP_COUNTER],
  ['a master', MASTER_COUNTERS, MASTER_COUNTER],
] as const)('the counters of %s', (_, counters, columns) => {
  it('are there for every column in its order, none of them twice', () => {
    expect(counters.map(({ name }) => name)).toEqual(Object.keys(columns));
    expect(repeated(counters.map(({ json }) => json))).toEqual([]);
    expect(repeated(counters.map(({ metric }) => metric))).toEqual([]);
  });

  it('have names that say the type and the unit', () => {
    for (const { name, kind, unit, metric, json } of counters) {
      if (metric !== undefined) {
        expect([name, metric.endsWith('_total')]).toEqual([name, kind === 'counter']);
        expect([name, metric.includes('_seconds')]).toEqual([name, unit === 'ms']);
      }
      if (json !== undefined) expect([name, json.endsWith('Ms')]).toEqual([name, unit === 'ms']);
    }
  });
});

it('states of a group are those that begin anew with it', () => {
  const states = GROUP_COUNTERS.filter(({ kind }) => kind === 'gauge' || kind === 'state');
  expect(states.map(({ name }) => name)).toEqual([...GROUP_STATES]);
});

describe('over all groups', () => {
  const table = GatewayTable.allocate([groupDefinition(0), groupDefinition(1)]);
  const set = (name: keyof typeof GROUP_CATALOG, values: readonly number[]): void =>
    values.forEach((value, slot) => {
      table.group(slot)[GROUP_COUNTER[name]] = value;
    });

  it('counts add up, the most of queues is the most of all, and a number of a host has no total', () => {
    set('FROM_RTU', [3, 4]);
    set('QUEUE_MAX', [9, 5]);
    set('RTU_HOST', [1, 1]);
    const total = (name: keyof typeof GROUP_CATALOG) => groupTotalOf(table, { name, ...GROUP_CATALOG[name] });
    expect([total('FROM_RTU'), total('QUEUE_MAX'), total('RTU_HOST')]).toEqual([7, 9, Number.NaN]);
  });

  it('interrogations that were saved are those that did not go to the RTU', () => {
    set('GI_ASKED', [5, 1]);
    set('GI_SENT', [2, 1]);
    expect([interrogationsSaved(table, 0), interrogationsSaved(table, 1)]).toEqual([3, 0]);
  });

  it('lags of places add up to those of their group, and these to all', () => {
    const lags = LatencyTable.allocate(table.masterRows, 1);
    const record = (slot: number, place: number, ms: number) =>
      lags.ownRtu(table.masterRow(slot, place)).record(ms, 1);
    record(0, 0, 1);
    record(0, 1, 3);
    record(1, 0, 5);
    const tables = { table, lags };
    expect(lagOfMaster(tables, 0, 1).total).toBe(1);
    expect(lagOfGroup(tables, 0).total).toBe(2);
    expect(lagOfAll(tables).total).toBe(3);
  });
});

describe('a figure of a master', () => {
  const row = new Float64Array(Object.keys(MASTER_COUNTER).length);

  it('its stall goes on', () => {
    row[MASTER_COUNTER.STALL_MS] = 100;
    expect(masterValue(row, 'STALL_MS', 5000)).toBe(100);
    row[MASTER_COUNTER.STALLED_SINCE_MS] = 4000;
    expect(masterValue(row, 'STALL_MS', 5000)).toBe(1100);
  });

  it('its clock is unknown before its first clock sync, and its TESTFR before its second', () => {
    expect(masterValue(row, 'CLOCK_ERROR_MS', 0)).toBeNaN();
    expect(masterValue(row, 'TESTFR_PERIOD_MS', 0)).toBeNaN();
    row[MASTER_COUNTER.CLOCK_SYNCS] = 1;
    row[MASTER_COUNTER.TESTFR_PERIOD_MS] = 20_000;
    expect(masterValue(row, 'CLOCK_ERROR_MS', 0)).toBe(0);
    expect(masterValue(row, 'TESTFR_PERIOD_MS', 0)).toBe(20_000);
  });
});
