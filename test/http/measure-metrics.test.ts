/** Measurements as Prometheus text: figures calculated by hand from the records in `measured.ts`. */
import { describe, expect, it } from 'vitest';
import { monotonicMs } from '../../src/channel/clock.js';
import { readListenDrops } from '../../src/figures/listen-drops.js';
import { HALF_STEP, setCells, startMeasured } from './measured.js';
import { parseMetrics } from './prometheus-text.js';
import { type Served, serve } from './support.js';

const read = async ({ http }: Served) => parseMetrics((await http.get('/metrics')).text);

describe('GET /metrics', () => {
  const served = serve(startMeasured, 'all');

  it('has what the machine dropped before any program saw it, where the system tells', async () => {
    const { types, value } = await read(served);
    const known = readListenDrops();
    for (const [what, least] of [
      ['overflows', known?.overflows],
      ['drops', known?.drops],
    ] as const) {
      const name = `iec104rs_machine_listen_${what}_total`;
      expect(types.get(name)).toBe(known === undefined ? undefined : 'counter');
      // Other programs may have caused some in between.
      if (known !== undefined) expect(value(name)).toBeLessThanOrEqual(least ?? 0);
    }
  });

  it('has histograms whose buckets are exact', async () => {
    const { types, samples, value } = await read(served);
    const name = 'iec104rs_ack_latency_seconds';
    expect(types.get(name)).toBe('histogram');
    const buckets = samples
      .filter((sample) => sample.name === `${name}_bucket`)
      .map(({ labels, value }) => [labels.le, value]);
    // Times of 1 and 100 ms lie on an edge: they count in the bucket above it.
    expect(buckets).toEqual([
      ['0.00025', 0],
      ['0.0005', 1],
      ['0.001', 1],
      ['0.002', 51],
      ['0.005', 91],
      ['0.01', 100],
      ['0.02', 101],
      ['0.05', 101],
      ['0.1', 101],
      ['0.2', 102],
      ['0.5', 102],
      ['1', 102],
      ['2', 102],
      ['5', 102],
      ['10', 102],
      ['20', 102],
      ['40', 102],
      ['80', 102],
      ['160', 103],
      ['+Inf', 103],
    ]);
    expect(value(`${name}_count`)).toBe(103);
    expect(value(`${name}_sum`)).toBeCloseTo(100.3458, 12);
    const trip = 'iec104rs_command_round_trip_seconds';
    expect(value(`${trip}_bucket`, { le: '0.005' })).toBe(3);
    expect(value(`${trip}_bucket`, { le: '160' })).toBe(3);
    expect(value(`${trip}_count`)).toBe(4);
    expect(value(`${trip}_sum`)).toBeCloseTo(200.01497, 12);
  });

  it('has a summary of every RTU', async () => {
    const { types, samples, value } = await read(served);
    const name = 'iec104rs_rtu_ack_latency_seconds';
    expect(types.get(name)).toBe('summary');
    const quantiles = (no: number) =>
      samples
        .filter((sample) => sample.name === name && sample.labels.no === String(no))
        .map(({ labels, value }) => [labels.quantile, value]);
    expect(quantiles(1)).toEqual([
      ['0.5', (1 + HALF_STEP) / 1000],
      ['0.9', (3 + HALF_STEP) / 1000],
      ['0.99', (7 + HALF_STEP) / 1000],
      ['0.999', 0.1],
      ['1', 0.1],
    ]);
    expect(quantiles(3)).toEqual([]);
    expect(value(`${name}_sum`, { no: 1 })).toBe(0.333);
    expect(value(`${name}_count`, { no: 1 })).toBe(100);
    expect(value(`${name}_count`, { no: 3 })).toBe(0);
    expect(value('iec104rs_rtu_command_round_trip_seconds_count', { no: 2 })).toBe(4);
    expect(value('iec104rs_rtu_command_round_trip_seconds_sum', { no: 2 })).toBeCloseTo(200.01497, 12);
  });

  it('has the figures of the shards', async () => {
    const { types, value } = await read(served);
    for (const name of ['busy', 'cpu', 'waited']) {
      expect(types.get(`iec104rs_shard_${name}_seconds_total`)).toBe('counter');
    }
    for (const shard of [0, 1]) {
      expect(value('iec104rs_shard_busy_seconds_total', { shard })).toBeGreaterThan(0);
      expect(value('iec104rs_shard_rtus', { shard })).toBe(served.simulator.engine.placement[shard].length);
      expect(value('iec104rs_shard_event_loop_delay_seconds_count', { shard })).toBeGreaterThanOrEqual(0);
      expect(value('iec104rs_shard_event_loop_delay_max_seconds', { shard })).toBeGreaterThanOrEqual(0);
    }
  });

  it('keeps its old names', async () => {
    const { value } = await read(served);
    expect(value('iec104rs_rtu_ack_frames_total', { no: 1 })).toBe(100);
    expect(value('iec104rs_rtu_ack_latency_seconds_total', { no: 1 })).toBeCloseTo(0.333, 12);
    expect(value('iec104rs_rtu_ack_latency_max_seconds', { no: 1 })).toBeCloseTo(0.1, 12);
  });
});

describe('GET /metrics of a simulator that goes on', () => {
  const served = serve(startMeasured, 'each');

  it('has derived figures, and leaves out unknown ones', async () => {
    setCells(served.simulator, 0, { OLDEST_SENT_AT_MS: monotonicMs() - 5000, STALL_MS: 1500 });
    const { value } = await read(served);
    expect(value('iec104rs_rtu_effective_w', { no: 1 })).toBe(4);
    expect(value('iec104rs_rtu_effective_w', { no: 3 })).toBeUndefined();
    expect(value('iec104rs_effective_w')).toBe(103 / 28);
    expect(value('iec104rs_rtu_oldest_unacked_seconds', { no: 1 })).toBeGreaterThanOrEqual(5);
    expect(value('iec104rs_rtu_oldest_unacked_seconds', { no: 2 })).toBe(0);
    expect(value('iec104rs_oldest_unacked_seconds')).toBeGreaterThanOrEqual(5);
    expect(value('iec104rs_rtu_t1_seconds', { no: 1 })).toBe(30);
    expect(value('iec104rs_rtu_stall_seconds_total', { no: 1 })).toBe(1.5);
    expect(value('iec104rs_stall_seconds_total')).toBe(1.5);
    expect(value('iec104rs_rtu_stall_ratio', { no: 1 })).toBeUndefined();
    await served.simulator.master(1);
    const { value: later } = await read(served);
    expect(later('iec104rs_rtu_stall_ratio', { no: 2 })).toBe(0);
    expect(later('iec104rs_rtu_connect_to_start_seconds', { no: 2 })).toBeGreaterThan(0);
  });
});
