/** The send of a made-up RTU before the first port opens, on a clock that the test sets. */
import { devNull } from 'node:os';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Files } from '../../src/log-writer/append-files.js';
import type { RtuParameters } from '../../src/station/parameters.js';
import { warmUp } from '../../src/workers/warm-up.js';
import { PARAMETERS, tableOf } from '../station/station-kit.js';

/** How often the clock was read. */
const clock = vi.hoisted(() => ({ reads: 0, msAt: (_reads: number): number => 0 }));
vi.mock('../../src/channel/clock.js', () => ({ monotonicMs: () => clock.msAt(clock.reads++) }));

let paths: string[];
let text: string;
/** What is called before octets are written. */
let onWrite: () => void;

/** Files that take everything at once. */
const files: Files = {
  makeFolder: () => {},
  append: (path, events) => {
    paths.push(path);
    return {
      write: (octets) => {
        onWrite();
        text += Buffer.from(octets).toString();
        const { length } = octets;
        queueMicrotask(() => events.written(length));
      },
      close: (done) => done(),
    };
  },
};

/** Warms up and returns the events of the lines, with how often each came. */
async function warm(csv: string, more: Partial<RtuParameters> = {}, signals: 'all' | 'none' = 'all') {
  await warmUp({ ...PARAMETERS, ...more }, tableOf(csv), signals, files);
  const counts: Record<string, number> = {};
  for (const line of text.split('\n').slice(0, -1)) {
    const event = line.split(',')[1];
    counts[event] = (counts[event] ?? 0) + 1;
  }
  return counts;
}

beforeEach(() => {
  clock.reads = 0;
  clock.msAt = () => 0;
  paths = [];
  text = '';
  onWrite = () => {};
});

describe('the warm-up', () => {
  it('sends 12,000 frames and what fits into the window behind them, where the clock allows it', async () => {
    // k is 12; eight frames are acknowledged at a time: 1500 times, then four are left.
    expect((await warm('0,,30,1,1\n')).signal).toBe(12_004);
  });

  it('writes the lines that an RTU writes, to the null device', async () => {
    await warm('0,,30,1,1\n');
    expect(new Set(paths)).toEqual(new Set([devNull]));
    const first = (event: string): string | undefined =>
      text
        .split('\n')
        .map((line) => line.slice('2026-11-22 10:03:11.123456'.length))
        .find((line) => line.startsWith(`,${event},`));
    expect(first('connect')).toBe(',connect,127.0.0.1:1,,,,,,,,');
    expect(first('signal')).toMatch(/^,signal,127\.0\.0\.1:1,tx,30,3,1,1,,[0-9-]{10} [0-9:.]{12}( SU)?,$/);
    expect(first('disconnect')).toMatch(/^,disconnect,127\.0\.0\.1:1,.*warm-up/);
  });

  it('begins anew with another RTU where a row waits', async () => {
    // Eight rows that are a frame each, then a wait that would not end: 1500 RTUs, and one more that has nothing left to do.
    const rows = Array.from({ length: 8 }, (_, i) => `0,,${i % 2 === 0 ? 30 : 31},${i + 1},1`);
    const counts = await warm(`${rows.join('\n')},1000`);
    expect(counts).toMatchObject({ signal: 12_000, connect: 1501, disconnect: 1501 });
  });

  it('ends at once where no row can be sent', async () => {
    // The row is of RTU 99 alone.
    expect(await warm('0,,30,1,1,,99\n')).toMatchObject({ connect: 1, disconnect: 1 });
    expect(text).not.toMatch(/signal/);
  });

  it('ends after 100 ms', async () => {
    clock.msAt = (reads) => (reads < 500 ? 0 : 100);
    const { signal } = await warm('0,,30,1,1\n');
    expect(signal).toBeGreaterThan(12);
    expect(signal).toBeLessThan(12_000);
  });

  it('is not over before 100 ms', async () => {
    clock.msAt = () => 99;
    expect((await warm('0,,30,1,1\n')).signal).toBe(12_004);
  });

  it('writes no signals where the logs have none', async () => {
    expect((await warm('0,,30,1,1\n', {}, 'none')).signal).toBeUndefined();
    expect(text).toMatch(/,connect,/);
  });

  it('does not fail, whatever does', async () => {
    onWrite = () => {
      throw new Error('no disk');
    };
    await warm('0,,30,1,1\n');
    expect(text).toBe('');
  });
});
