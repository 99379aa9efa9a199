/** Tab 3: who is the limit, who is slow, and the charts' places. */
import { describe, expect, it } from 'vitest';
import { describeLimit, slowestRtus } from '../../src/tui/view/throughput.js';
import { bench, rtu } from './tui-kit.js';

describe('the limit in words', () => {
  const flow = { sending: 10, stalled: 0.9, machine: 0.5, program: 0.3 };
  it.each([
    [{ ...flow, sending: 0 }, /^No index send runs/],
    [flow, /^The masters are the limit: sending RTUs wait 90 % of the time/],
    [
      { ...flow, machine: 0.97, program: 0.7 },
      /used to 97 %, 70 % by the simulator: the simulator, not the master, is the limit/,
    ],
    [{ ...flow, machine: 0.97, program: 0.2 }, /20 % by the simulator: other programs are the limit/],
    [{ ...flow, stalled: 0.1 }, /^Neither is the limit: windows are open 90 % of the time/],
    [{ ...flow, machine: Number.NaN }, /^The masters are the limit/],
  ])('of %j', (given, words) => expect(describeLimit(given).text).toMatch(words));
});

describe('the slowest RTUs', () => {
  it('are those with the least signals a second of those that send', () => {
    const b = bench(Array.from({ length: 14 }, (_, i) => rtu(i + 1)));
    b.pass(1000);
    for (let slot = 0; slot < 13; slot++) b.set(slot, { RUN_STATE: 1, SIGNALS_SENT: 1000 - slot });
    b.pass(1000);
    const { by, rows } = slowestRtus(b.model);
    expect(by).toBe('rate');
    expect(rows.map(({ slot }) => slot)).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3]);
  });

  it('are those with the longest latency where none sends', () => {
    const b = bench([rtu(1), rtu(2), rtu(3)]);
    b.set(0, { ACK_COUNT: 1, ACK_SUM_MS: 5 });
    b.set(2, { ACK_COUNT: 1, ACK_SUM_MS: 50 });
    const { by, rows } = slowestRtus(b.model);
    expect(by).toBe('latency');
    expect(rows.map(({ slot }) => slot)).toEqual([2, 0]);
  });
});

it('draws totals, shards, words and the slowest', () => {
  const b = bench([rtu(1), rtu(2)]);
  b.press('3');
  for (let second = 0; second < 30; second++) {
    b.set(0, {
      SIGNALS_SENT: 1000 * second,
      I_SENT: 100 * second,
      ACK_COUNT: second,
      ACK_SUM_MS: 3 * second,
    });
    b.set(1, { SIGNALS_SENT: 500 * second });
    b.pass(1000);
  }
  const screen = b.screen(160, 50).join('\n');
  expect(screen).toContain('Signals/s, all RTUs: 1,500 now');
  expect(screen).toContain('Frames/s, all RTUs: 100 now');
  expect(screen).toContain('Signals/s, shard 0: 1,000 now');
  expect(screen).toContain('Signals/s, shard 1: 500 now');
  expect(screen).toContain('mean of the last second 3.0 ms');
  expect(screen).toContain('Slowest to be acknowledged');
  // 1,500 of 2,000 is three quarters of a column.
  expect(screen).toContain('2.0 k│');
  expect(b.screen()[4]).toContain('2.0 k│');
});
