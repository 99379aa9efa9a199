/** Who is the limit: the measurements that the thresholds were set by, and what is not known. */
import { describe, expect, it } from 'vitest';
import { type BottleneckInput, findBottleneck, type ShardLoad } from '../../src/figures/bottleneck.js';

const shard = (busy: number, cpu = busy, waited = 0, loopDelayP99Ms = 1): ShardLoad => ({
  busy,
  cpu,
  waited,
  loopDelayP99Ms,
});

const input = (
  shards: ShardLoad[],
  stalled: number,
  more: Partial<BottleneckInput> = {},
): BottleneckInput => ({
  shards,
  sending: 150,
  stalled,
  ...more,
});

/** Two processors, 150 RTUs, one object a frame. */
const MEASURED: readonly (readonly [string, BottleneckInput, string])[] = [
  ['one shard, a quick master on the other processor', input([shard(0.99, 0.99, 0)], 0.53), 'simulator'],
  ['the same, processors nearly taken', input([shard(0.89, 0.86, 0.13)], 0.61), 'simulator'],
  [
    'two shards, the master on the same processors',
    input([shard(0.7, 0.74, 0.08), shard(0.46, 0.48, 0.33)], 0.87, { machine: 0.88, program: 0.61 }),
    'machine',
  ],
  [
    'the same, other programs on both processors',
    input([shard(0.46, 0.33, 0.44), shard(0.46, 0.33, 0.42)], 0.8, { machine: 1, program: 0.33 }),
    'machine',
  ],
  ['one shard, other programs on both processors', input([shard(0.55, 0.28, 0.6)], 0.67), 'machine'],
  [
    'a master that acknowledges after 50 ms',
    input([shard(0.04, 0.04, 0.02), shard(0.04, 0.04, 0.03)], 1),
    'master',
  ],
  [
    'the same, other programs on both processors',
    input([shard(0.03, 0.03, 0.03), shard(0.03, 0.03, 0.02)], 1, { machine: 1, program: 0.04 }),
    'master',
  ],
  [
    'a master that acknowledges after 2 ms',
    input([shard(0.16, 0.17, 0.11), shard(0.16, 0.17, 0.06)], 0.97),
    'master',
  ],
  ['a file that waits 50 ms after every signal', input([shard(0.03, 0.03, 0.01), shard(0.03)], 0), 'ask'],
  [
    'the same, other programs on both processors',
    input([shard(0.04, 0.02, 0.04), shard(0.04, 0.02, 0.03)], 0, { machine: 1, program: 0.03 }),
    'ask',
  ],
];

it.each(MEASURED)('%s', (_, given, who) => expect(findBottleneck(given).who).toBe(who));

describe('the verdict', () => {
  it('is that of the busiest shard, however many are idle', () => {
    const { who, text } = findBottleneck(input([shard(0.1), shard(0.97), shard(0.1)], 0.9));
    expect(who).toBe('simulator');
    expect(text).toBe('The simulator is the limit, not the master: shard 1 works 97 % of the time.');
  });

  it('is the simulator where it has all processors itself', () => {
    const shards = [shard(0.7, 0.6, 0.4), shard(0.7, 0.6, 0.4), shard(0.7, 0.6, 0.4)];
    expect(findBottleneck(input(shards, 0.9, { machine: 1, program: 0.97 })).who).toBe('simulator');
  });

  it('does not blame the machine while windows are open', () => {
    const shards = [shard(0.4, 0.4, 0.3)];
    expect(findBottleneck(input(shards, 0.1)).who).toBe('ask');
    expect(findBottleneck(input(shards, 0.9)).who).toBe('machine');
  });

  it('warns of latencies that may be its own', () => {
    const { text } = findBottleneck(input([shard(0.2, 0.2, 0.1, 180)], 0.9));
    expect(text).toContain('wait 90 % of the time for acknowledgements, the busiest shard works 20 %.');
    expect(text).toContain('Up to 180 ms of a latency can be the simulator');
  });

  it('goes by the load of the processors if the time that threads wait is unknown', () => {
    const shards = [shard(0.7, Number.NaN, Number.NaN, Number.NaN)];
    expect(findBottleneck(input(shards, 0.9, { machine: 0.95, program: 0.6 })).who).toBe('machine');
    expect(findBottleneck(input(shards, 0.9, { machine: 0.5, program: 0.4 })).who).toBe('master');
    expect(findBottleneck(input(shards, 0.9)).who).toBe('master');
  });

  it('is none where nothing is sent or measured', () => {
    expect(findBottleneck(input([shard(0.1)], 0, { sending: 0 })).text).toMatch(/^No index send runs/);
    expect(findBottleneck(input([shard(Number.NaN)], 0.9)).text).toMatch(/not measured yet/);
    expect(findBottleneck(input([], 0.9)).who).toBe('unknown');
    // Interrogations can fill a shard as well.
    expect(findBottleneck(input([shard(0.99)], 0, { sending: 0 })).who).toBe('simulator');
  });
});

describe('a pause of the simulator itself', () => {
  const idle = [shard(0.01), shard(0.01)];

  it('of 20 s: nobody is named, though windows are closed and shards idle', () => {
    const { who, text } = findBottleneck(input(idle, 0.95, { pausedMs: 20_000 }));
    expect(who).toBe('unknown');
    expect(text).toBe('The simulator paused 20 s: nobody is named the limit.');
  });

  it('of 250 ms is one, of 249 ms is none', () => {
    expect(findBottleneck(input(idle, 0.95, { pausedMs: 250 })).text).toMatch(/^The simulator paused 250 ms/);
    expect(findBottleneck(input(idle, 0.95, { pausedMs: 249 })).who).toBe('master');
  });

  it('counts while windows are open as well', () => {
    expect(findBottleneck(input(idle, 0, { pausedMs: 300 })).who).toBe('unknown');
  });

  it('that is short does not excuse a shard at its limit, nor a full machine', () => {
    expect(findBottleneck(input([shard(0.97)], 0.9, { pausedMs: 400 })).who).toBe('simulator');
    const scarce = [shard(0.55, 0.28, 0.6)];
    expect(findBottleneck(input(scarce, 0.67, { pausedMs: 400 })).who).toBe('machine');
  });

  it('of a second is the whole story, whatever a shard that was stopped says of its work', () => {
    expect(findBottleneck(input([shard(0.99)], 0.9, { pausedMs: 1_000 })).who).toBe('unknown');
    expect(findBottleneck(input([shard(Number.NaN)], 0.9, { pausedMs: 1_000 })).text).toMatch(/paused 1 s/);
  });
});
