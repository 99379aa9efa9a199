/** Rates, the ring of the charts, and what is shown of one RTU. */
import { describe, expect, it } from 'vitest';
import { History } from '../../src/monitor/history.js';
import { readFigures } from '../../src/monitor/rtu-figures.js';
import { bench, rtu } from '../tui/tui-kit.js';

it('counts what moved in the last second', () => {
  const it = bench([rtu(1), rtu(2)]);
  it.pass(200);
  expect(it.model.sampler.perSecond(0, 'SIGNALS_SENT')).toBe(0);
  for (let i = 1; i <= 10; i++) {
    it.set(0, { SIGNALS_SENT: 100 * i });
    it.pass(200);
  }
  // Five steps of 200 ms with 100 signals each.
  expect(it.model.sampler.windowMs).toBe(1000);
  expect(it.model.sampler.perSecond(0, 'SIGNALS_SENT')).toBe(500);
  expect(it.model.sampler.perSecond(1, 'SIGNALS_SENT')).toBe(0);
});

it('adds up by shard, and notes a point of the charts a second', () => {
  const it = bench([rtu(1), rtu(2), rtu(3)]);
  it.pass(1000);
  it.set(0, { SIGNALS_SENT: 10, I_SENT: 5 });
  it.set(1, { SIGNALS_SENT: 20, I_SENT: 5 });
  it.set(2, { SIGNALS_SENT: 70, I_SENT: 7, STALLS: 3 });
  it.pass(1000);
  expect(it.model.rates).toEqual([
    { signals: 30, frames: 10, stalls: 0 },
    { signals: 70, frames: 7, stalls: 3 },
  ]);
  expect(it.model.total.signals.last(9)).toEqual([0, 100]);
  expect(it.model.byShard[1].signals.last(9)).toEqual([0, 70]);
  it.pass(200);
  expect(it.model.total.signals.length).toBe(2);
});

it('never shows a rate below zero', () => {
  const it = bench([rtu(1)]);
  it.set(0, { SIGNALS_SENT: 500 });
  it.pass(200);
  it.set(0, { SIGNALS_SENT: 0 });
  it.pass(200);
  expect(it.model.sampler.perSecond(0, 'SIGNALS_SENT')).toBe(0);
});

it('keeps the newest points', () => {
  const history = new History(3);
  for (const value of [1, 2, 3, 4]) history.push(value);
  expect(history.last(9)).toEqual([2, 3, 4]);
  expect(history.last(2)).toEqual([3, 4]);
});

describe('the figures of an RTU', () => {
  const read = (cells: Parameters<ReturnType<typeof bench>['set']>[1], before = {}) => {
    const it = bench([rtu(1)]);
    it.set(0, before);
    it.pass(1000);
    it.set(0, cells);
    it.pass(1000);
    return readFigures(it.model, 0);
  };

  it('has a window of k for each started connection', () => {
    expect(read({ STARTED: 2, OUTSTANDING: 20 })).toMatchObject({ outstanding: 20, window: 24 });
    expect(read({})).toMatchObject({ outstanding: 0, window: 12 });
  });

  it('counts a stall that is over, and one that runs', () => {
    expect(read({ STALL_MS: 610 }).stalled).toBe(0.61);
    expect(read({ STALL_MS: 5000 }).stalled).toBe(1);
    expect(read({ STALLED_SINCE_MS: 1750 }).stalled).toBe(0.25);
    expect(read({ STALL_MS: 400, STALLED_SINCE_MS: 1900 }).stalled).toBeCloseTo(0.5);
    // It began before the second that is looked at.
    expect(read({ STALLED_SINCE_MS: 10 }, { STALLED_SINCE_MS: 10 }).stalled).toBe(1);
  });

  it('says how long the oldest frame waits', () => {
    expect(read({ OLDEST_SENT_AT_MS: 1500 }).oldestMs).toBe(500);
    expect(read({}).oldestMs).toBe(0);
  });

  it('takes the effective w of the last second, else that since the start', () => {
    const before = { ACK_COUNT: 100, ACKS: 100 };
    expect(read({ ACK_COUNT: 116, ACKS: 102 }, before).effectiveW).toBe(8);
    expect(read({}, before).effectiveW).toBe(1);
    expect(read({}).effectiveW).toBeNaN();
  });

  it('has the mean round trip of commands', () => {
    expect(read({ COMMANDS: 4, COMMAND_SUM_MS: 50 }).commandMs).toBe(12.5);
    expect(read({}).commandMs).toBeNaN();
  });

  it('adds up what was not sent', () => {
    const unsent = { unsent: 7 };
    expect(read({ UNSENT_LINK: 1, UNSENT_ENDED: 2, UNSENT_FILTER: 4 })).toMatchObject(unsent);
  });
});
