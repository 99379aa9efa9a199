/** Tab 3: rates, latencies, shards, who is the limit, who is slow. */
import { describe, expect, it } from 'vitest';
import { takeWheel } from '../../src/tui/control/dashboard-control.js';
import { busiestShards } from '../../src/tui/view/flow-lines.js';
import { drawScreen } from '../../src/tui/view/screen-view.js';
import { STYLE } from '../../src/tui/view/style.js';
import { bench, rtu } from './tui-kit.js';

/** Two RTUs for half a minute: the first is acknowledged, shard 0 works half of the time, shard 1 a tenth. */
function halfMinute() {
  const b = bench([rtu(1), rtu(2)]);
  b.press('3');
  for (let second = 0; second < 30; second++) {
    b.set(0, { SIGNALS_SENT: 1000 * second, I_SENT: 100 * second });
    b.set(1, { SIGNALS_SENT: 500 * second });
    if (second === 10) b.mark();
    b.acknowledge(0, second < 10 ? 900 : second < 29 ? 20 : 3, 100);
    b.model.engine.latencies.shard(0, 'loop-delay').record(second === 29 ? 7 : 70, 50);
    b.tell(0, { BUSY_MS: 500 * second, CPU_MS: 400 * second, WAITED_MS: 20 * second });
    b.tell(1, { BUSY_MS: 100 * second, CPU_MS: 90 * second, WAITED_MS: 0 });
    b.pass(1000);
  }
  return b;
}

describe('on a large screen', () => {
  const screen = halfMinute().screen(160, 50);
  const line = (pattern: RegExp) => screen.find((each) => pattern.test(each)) ?? '';

  it('there are rates in all and by shard', () => {
    const text = screen.join('\n');
    expect(text).toContain('Signals/s, all RTUs: 1,500 now');
    expect(text).toContain('Frames/s, all RTUs: 100 now');
    expect(text).toContain('Signals/s, shard 0: 1,000 now');
    expect(text).toContain('Signals/s, shard 1: 500 now');
    // 1,500 of 2,000 is three quarters of a column.
    expect(text).toContain('2.0 k│');
  });

  it('there are latencies of the last second and of the run, and the shards beside them', () => {
    expect(line(/Ack times/)).toMatch(/p50 +p99 +max Shard +busy +CPU lag p50 +p99 +max/);
    expect(line(/last 1 s/)).toMatch(
      /last 1 s +3\.0 ms +3\.0 ms +3\.0 ms +0 +50 % +40 % +7\.0 ms +7\.0 ms +7\.0 ms/,
    );
    expect(line(/ all {4}/)).toMatch(/all +20\.0 ms +20\.0 ms +20\.0 ms +1 +10 % +9 % /);
  });

  it('the slowest are listed by percentile', () => {
    const at = screen.findIndex((each) => each.includes('Slowest to be acknowledged, since the start'));
    expect(screen[at + 1]).toMatch(/No\. System +Ack p99 +Ack max +Oldest +Sent\/s +Unacked +Stall/);
    expect(screen[at + 2]).toMatch(/1 System 1 +20\.0 ms +20\.0 ms +1,000 +0\/12 +0 %/);
  });
});

it('has the whole account of signals on 80 columns, with large numbers', () => {
  const b = bench([rtu(1)]);
  b.press('3');
  b.set(0, { SIGNALS_OFFERED: 12_598_328, SIGNALS_SENT: 12_598_328, SIGNALS_ACKNOWLEDGED: 12_594_769 });
  b.set(0, { UNSENT_LINK: 1_234_567, UNSENT_ENDED: 234_567, UNSENT_FILTER: 34_567 });
  b.pass(1000);
  const words = b
    .screen()
    .join(' ')
    .replaceAll(/[│\s]+/g, ' ');
  expect(words).toContain(
    'Signals offered 12,598,328, sent 12,598,328, acked 12,594,769; unsent: link 1,234,567, ended 234,567, filter 34,567',
  );
});

it('has the same on 80 columns, uncut', () => {
  const screen = halfMinute().screen();
  expect(screen[4]).toContain('2.0 k│');
  const at = screen.findIndex((line) => line.includes('Ack times'));
  for (const line of screen.slice(at, at + 3)) expect(line).not.toContain('…');
  expect(screen[at + 1]).toMatch(/7\.0 ms +7\.0 ms +7\.0 ms │$/);
});

describe('the limit in words', () => {
  const judged = (busy: number, stalledSinceMs: number) => {
    const b = bench([rtu(1)]);
    b.press('3');
    b.tell(0, { BUSY_MS: 0 });
    b.pass(1000);
    b.tell(0, { BUSY_MS: 0 });
    b.set(0, { RUNS: 1, RUN_STATE: 1, STALLED_SINCE_MS: stalledSinceMs });
    b.pass(1000);
    b.tell(0, { BUSY_MS: 1000 * busy });
    b.pass(1000);
    const canvas = drawScreen(b.model, 160, 50, b.context.glyphs);
    const rows = canvas.rows();
    const y = rows.findIndex((line) => / limit/.test(line));
    return { text: rows[y] ?? '', style: canvas.styles[y * 160 + 4], rows };
  };

  it('is a shard that works all the time, though windows are closed', () => {
    const { text, style } = judged(0.98, 100);
    expect(text).toContain('The simulator is the limit, not the master: shard 0 works 98 % of the time.');
    expect(style).toBe(STYLE.BAD);
  });

  it('are the masters where shards are idle behind closed windows', () => {
    const { text, style, rows } = judged(0.04, 100);
    expect(text).toContain('The masters are the limit: sending RTUs wait 100 % of the time');
    expect(style).toBe(STYLE.GOOD);
    expect(rows.join('\n')).toContain('1 RTU sends, waiting 100 % of the time');
  });

  it('is neither while windows are open', () => {
    expect(judged(0.04, 0).text).toContain('Neither is the limit: waits, filters and rates set the pace.');
  });
});

it('shows no load for a shard that reports nothing', () => {
  const b = bench([rtu(1)]);
  b.press('3');
  b.pass(1000);
  b.tell(0, { BUSY_MS: 10 });
  for (let second = 0; second < 3; second++) b.pass(1000);
  expect(b.model.watch.shards[0].busy).toBe(1);
  expect(b.model.watch.shards[1].busy).toBeNaN();
});

it('shows the busiest shards where there are many, in their order', () => {
  const shards = [0.1, 0.9, 0.2, Number.NaN, 0.8].map((busy) => ({
    ...bench([rtu(1)]).model.watch.shards[0],
    busy,
  }));
  expect(busiestShards(shards, 3).map(([shard]) => shard)).toEqual([1, 2, 4]);
});

describe('a shard that hangs', () => {
  it('is told above the tabs and in place of its load, and nobody is named the limit', () => {
    const b = bench([rtu(1), rtu(2)]);
    b.press('3');
    b.set(0, { RUNS: 1, RUN_STATE: 1, STALLED_SINCE_MS: 100 });
    b.model.engine.pauses.shard(1).beat(1_000, 50);
    b.hanging = [{ shard: 1, forMs: 3_000 }];
    for (let second = 0; second < 4; second++) b.pass(1_000);
    const rows = b.screen();
    expect(rows[2]).toContain('shard 1 has not answered for 3.0 s: the figures of its RTUs stand still');
    expect(rows.slice(3).join('\n')).toContain('shard 1 has not answered for 3.0 s');
    expect(rows.join('\n')).toContain('The simulator paused 3 s: nobody is named the limit.');
  });
});

it('shows the longest pause of each shard where there is room', () => {
  const b = bench([rtu(1)]);
  b.press('3');
  b.model.engine.pauses.shard(0).enter({ fromMs: 100, toMs: 412 });
  b.tell(0, { BUSY_MS: 1 });
  b.pass(1_000);
  const rows = b.screen(100, 30);
  const y = rows.findIndex((line) => line.includes('Shard  busy'));
  expect(rows[y]).toMatch(/max +pause/);
  expect(rows[y + 1]).toMatch(/312/);
});

describe('on a screen that is too low', () => {
  const rtus = Array.from({ length: 12 }, (_, i) => rtu(i + 1));
  const slow = () => {
    const b = bench(rtus);
    b.press('3');
    for (let second = 0; second < 3; second++) {
      rtus.forEach((_, slot) => {
        b.acknowledge(slot, 100 * (slot + 1), 10);
      });
      b.pass(1000);
    }
    return b;
  };

  it('the rest is scrolled to, by lines, pages and with the wheel', () => {
    const b = slow();
    const first = b.screen(80, 24);
    expect(first[21]).toMatch(/^└─+ lines 1–18 of 25 ─┘$/);
    expect(first[23]).toContain('Up Down scroll');
    expect(first.join('\n')).not.toContain(' 3 System 3 ');
    b.press('end');
    const last = b.screen(80, 24);
    expect(last[20]).toContain(' 3 System 3 ');
    expect(last[21]).toContain(' lines 8–25 of 25 ');
    expect(last.slice(3, 21).every((line) => /^│.*│$/.test(line))).toBe(true);
    b.press('up');
    expect(b.screen(80, 24)[21]).toContain(' lines 7–24 of 25 ');
    b.press('home', 'pagedown');
    expect(b.screen(80, 24)[21]).toContain(' lines 8–25 of 25 ');
    takeWheel(b.context, -1, 'upper');
    expect(b.screen(80, 24)[21]).toContain(' lines 5–22 of 25 ');
  });

  it('nothing is scrolled where there is room for all', () => {
    const b = slow();
    b.press('end');
    const screen = b.screen(80, 50);
    expect(screen.join('\n')).toContain(' 3 System 3 ');
    expect(screen[47]).toMatch(/^└─+┘$/);
    b.press('down');
    expect(b.screen(80, 50)).toEqual(screen);
  });
});
