/** What is told of a disk that does not answer, and of logs that grow. */
import { expect, it } from 'vitest';
import { DiskWatch } from '../../src/log-writer/disk-watch.js';

const idle = { busySinceMs: 0, path: 'log/a.csv', waitingLines: 0, writtenOctets: 0 };

/** Looks every 500 ms from `fromMs` to `toMs`; returns what was told, with the time. */
function look(watch: DiskWatch, fromMs: number, toMs: number, lost = 0): string[] {
  const told: string[] = [];
  for (let ms = fromMs; ms <= toMs; ms += 500)
    told.push(...watch.look(ms, lost).map((text) => `${ms}: ${text}`));
  return told;
}

it('a disk that does not answer is told of after 3 s, twice as late each time, and when it answers', () => {
  const state = { ...idle };
  const watch = new DiskWatch(state, false, 0);
  expect(look(watch, 0, 1000)).toEqual([]);
  state.busySinceMs = 1100;
  state.waitingLines = 1234;
  expect(look(watch, 1500, 4000, 7)).toEqual([]);
  expect(look(watch, 4500, 12_000, 7)).toEqual([
    '4500: the log disk has not answered for 3 s: log/a.csv; 1,234 lines wait, 0 dropped',
    '7500: the log disk has not answered for 6 s: log/a.csv; 1,234 lines wait, 0 dropped',
  ]);
  state.busySinceMs = 0;
  expect(look(watch, 12_500, 20_000, 50)).toEqual([
    '12500: the log disk answers again after 11 s; 43 lines were dropped meanwhile',
  ]);
});

it('calls that each take less are not told of', () => {
  const state = { ...idle };
  const watch = new DiskWatch(state, false, 0);
  for (let ms = 0; ms < 20_000; ms += 500) {
    state.busySinceMs = 1 + Math.floor(ms / 2500) * 2500;
    expect(watch.look(ms, 0)).toEqual([]);
  }
});

it('a pause of the whole program is not the disk’s', () => {
  const state = { ...idle };
  const watch = new DiskWatch(state, false, 0);
  look(watch, 0, 1000);
  state.busySinceMs = 1100;
  expect(look(watch, 1500, 1500)).toEqual([]);
  expect(look(watch, 21_500, 22_500)).toEqual([]);
});

it('logs without a limit are told of at 1 GB and at each doubling, with the rate', () => {
  const state = { ...idle, writtenOctets: 0.99e9 };
  const watch = new DiskWatch(state, false, 0);
  expect(watch.look(700_000, 0)).toEqual([]);
  state.writtenOctets = 1e9;
  expect(watch.look(720_000, 0)).toEqual([
    'logs and sent list have grown by 1.0 GB in 12 min, 83 MB/min; --log-size limits the logs',
  ]);
  expect(watch.look(721_000, 0)).toEqual([]);
  state.writtenOctets = 2e9;
  expect(watch.look(1_440_000, 0)).toHaveLength(1);
  expect(new DiskWatch(state, true, 0).look(720_000, 0)).toEqual([]);
});
