/** The whole screen, line by line. */
import { describe, expect, it } from 'vitest';
import { ASCII_GLYPHS, UNICODE_GLYPHS } from '../../src/tui/view/glyphs.js';
import { drawScreen } from '../../src/tui/view/screen-view.js';
import { STYLE } from '../../src/tui/view/style.js';
import { type Bench, bench, rtu, STARTED_AT, send } from './tui-kit.js';

function twoRtus(): Bench {
  const b = bench([rtu(1, { name: 'ABB', rtuNumber: 32 }), rtu(2, { name: 'OSI', rtuNumber: 105 })]);
  b.pass(1000);
  const connectedAt = new Date(2026, 10, 22, 10, 4, 2, 118).getTime();
  b.set(0, { CONNECTIONS: 1, STARTED: 1, CONNECTED_AT: connectedAt, INTERROGATING: 1, LAST_INDEX: 0 });
  b.set(0, { RUN_STATE: 1, RUNS: 1, SIGNALS_SENT: 5412, I_SENT: 400, OUTSTANDING: 12, STALL_MS: 610 });
  b.set(0, { ACK_MAX_MS: 12.5 });
  b.acknowledge(0, 3.1, 400);
  b.pass(1000);
  return b;
}

it('has title, inputs, tabs, list and foot on 80 columns', () => {
  const lines = twoRtus().screen();
  expect(lines.slice(0, 6)).toEqual([
    '┌ IEC 104 RTU Simulator ─ started 2026-11-22 10:03:11 ─ 2 RTUs, 1 online ──────┐',
    '│ Index to send [ 0            ]  Duration in sec [ 0       ]  [ Send ]        │',
    '├ 1 RTUs │ 2 Compare │ 3 Throughput │ 4 Log ───────────────────────────────────┤',
    '│No.▲ System  Online  RTU  Port   GI Last index   Sent/s Unacked  Ack p99 Stall│',
    '│   1 ABB     YES      32  2404  RUN Sending 0     5,412   12/12   3.1 ms  61 %│',
    '│   2 OSI     NO      105  2405                                                │',
  ]);
  expect(lines.slice(22)).toEqual([
    " No.: the first cell of the RTU's row in the ini file.",
    ' Enter actions  s sort  / find  1-4 tabs  i send  x stop  ? keys  q quit',
  ]);
  expect(lines[21]).toMatch(/^└─ Left Right: 26 more columns ─+ 1–2 of 2, by No\. ─┘$/);
});

it('has everything in one line on a wide screen', () => {
  const b = twoRtus();
  b.time = { text: 'Time updated at: 2026-11-22 10:03:00 from pool.ntp.org', state: 'good' };
  const lines = b.screen(160, 50);
  expect(lines[0]).toContain('─ 2 RTUs, 1 online ─ 2 shards ─');
  expect(lines[1]).toMatch(/\[ Send ] {3,}Time updated at: 2026-11-22 10:03:00 from pool\.ntp\.org │$/);
  expect(lines[4]).toMatch(/10:04:02\.118 +5,412 +12\/12 +3\.1 ms +61 % +12\.5 ms/);
});

describe('the NTP line', () => {
  it('has beside it what failed, and whether the clock was left, where there is room', () => {
    const b = twoRtus();
    const text = 'Time updated at: 2026-11-22 10:03:00 from 10.0.0.1';
    b.time = { text, state: 'good', beside: "the machine's clock was left as it is" };
    // 80: two lines; 120: one; 160: the text beside the inputs; 220: all of it there.
    expect(b.screen(80, 24).slice(2, 5)).toEqual([
      `│ ${text.padEnd(76)} │`,
      `│ ${"the machine's clock was left as it is".padEnd(76)} │`,
      expect.stringMatching(/^├ 1 RTUs/),
    ]);
    expect(b.screen(120, 24)[2]).toContain(`│ ${text} (the machine's clock was left as it is) `);
    expect(b.screen(160, 24)[1]).toMatch(/from 10\.0\.0\.1 │$/);
    expect(b.screen(160, 24)[2]).toContain("│ the machine's clock was left as it is ");
    expect(b.screen(220, 24)[1]).toMatch(/from 10\.0\.0\.1 \(the machine's clock was left as it is\) │$/);
  });

  it.each([
    ['Time updated at: 2026-11-22 10:03:00 from pool.ntp.org', 'good', STYLE.GOOD],
    ['No root privilege, cannot update time.', 'bad', STYLE.BAD],
    ['Trying NTP servers to update local time ..', 'busy', STYLE.WARNING],
  ] as const)('has a line of its own on 80 columns: %s', (text, state, style) => {
    const b = twoRtus();
    b.time = { text, state };
    expect(b.screen()[2]).toBe(`│ ${text.padEnd(76)} │`);
    expect(b.screen()[3]).toContain('├ 1 RTUs');
    const canvas = drawScreen(b.model, 80, 24, UNICODE_GLYPHS);
    expect(canvas.styles[2 * 80 + 2]).toBe(style);
  });
});

describe('running sends', () => {
  it('one is shown beside the button if there is room', () => {
    const b = twoRtus();
    b.running = [send(1, { startedAt: STARTED_AT - 10_000 })];
    expect(b.screen(160, 50)[1]).toContain('[ Stop ]');
    expect(b.screen(160, 50)[1]).toContain('index 0, 0:12 of 1:00');
    expect(b.screen()[2]).toContain('Send 1: index 0, 0:12 of 1:00');
  });

  it('several have a line each, four at the most', () => {
    const b = twoRtus();
    b.running = [1, 2, 3, 4, 5, 6].map((id) => send(id, { index: id }));
    const lines = b.screen();
    expect(lines[2]).toContain('Send 1: index 1, 0:02 of 1:00');
    expect(lines[5]).toContain('Send 4: index 4');
    expect(lines[6]).toContain('and 2 more');
    expect(lines[7]).toContain('├ 1 RTUs');
  });

  it('that have ended are not listed', () => {
    const b = twoRtus();
    b.running = [send(1, { state: 'finished' }), send(2, { state: 'settled' })];
    expect(b.screen()[1]).toContain('[ Send ]');
  });
});

it('explains every place on 80 columns without cutting', () => {
  const b = twoRtus();
  const foot = () => b.screen().slice(22);
  for (const tab of ['1', '2', '3', '4']) {
    b.press(tab);
    for (let place = 0; place < 32; place++) {
      for (const line of foot()) expect(line).not.toContain('…');
      expect(foot()[0].trim()).not.toBe('');
      b.press('tab');
    }
    b.press('escape');
  }
});

it('has the keys of the dialog that is open at its foot', () => {
  const b = twoRtus();
  const foot = (...keys: string[]) => {
    b.press(...keys);
    const lines = b.screen().slice(22);
    b.press('escape');
    for (const line of lines) expect(line).not.toContain('…');
    return lines[1];
  };
  expect(foot('enter')).toBe(' Up Down choose  Enter do it  Esc close');
  expect(foot('q')).toBe(' Left Right choose  Enter press  y Quit  n Cancel  Esc close');
  expect(foot('x')).toBe(' Enter Esc close');
  expect(foot('?')).toBe(' Up Down PgUp PgDn scroll  Enter Esc close');
  expect(foot()).toContain(' Enter actions ');
  // Not the notice of what was before.
  b.press('i', '999', 'enter', 'escape');
  b.model.ui.notice = { text: 'a notice', tone: 'bad' };
  b.press('?');
  b.model.ui.notice = { text: 'a notice', tone: 'bad' };
  expect(b.screen()[22]).toBe(' It closes with Enter or Esc.');
});

it('says how many columns Left and Right still have, and nothing where all are seen', () => {
  const b = twoRtus();
  expect(b.screen(80, 24)[21]).toContain(' Left Right: 26 more columns ');
  expect(b.screen(320, 24)[21]).not.toContain('more columns');
  b.press('/');
  expect(b.screen(80, 24)[21]).not.toContain('more columns');
});

it.each(['1', '2', '3', '4', '?', 'q'])('is plain ASCII without UTF-8: %s', (key) => {
  const b = twoRtus();
  b.model.log.add({ wallMs: STARTED_AT, level: 'info', text: 'started' });
  b.press(key);
  expect(b.screen(80, 24, ASCII_GLYPHS).join('')).toMatch(/^[ -~]*$/);
});

it.each([
  [72, 15],
  [80, 24],
  [81, 25],
  [132, 43],
  [160, 50],
  [320, 100],
])('fills %i columns and %i lines on every tab', (width, height) => {
  const b = twoRtus();
  for (const tab of ['1', '2', '3', '4']) {
    b.press(tab);
    const lines = b.screen(width, height);
    expect(lines).toHaveLength(height);
    expect(lines[0]).toMatch(/^┌.*┐$/);
    const edge = lines.findLastIndex((line) => line.startsWith('└'));
    for (const line of lines.slice(0, edge + 1)) expect(line).toHaveLength(width);
  }
});

it('says so where it is too small', () => {
  expect(twoRtus().screen(40, 10)[1]).toBe('The dashboard needs 72x15.');
});

it('formats only the rows on the screen', () => {
  const b = bench(Array.from({ length: 10_000 }, (_, i) => rtu(i + 1, { port: 1 + i })));
  b.pass(200);
  // The widths of the columns are taken from all of them, once.
  b.screen(80, 24);
  let formatted = 0;
  for (const each of b.rtus) {
    const name = each.name;
    Object.defineProperty(each, 'name', {
      get: () => {
        formatted++;
        return name;
      },
    });
  }
  b.press('end');
  expect(b.screen(80, 24)[20]).toContain('System 10000');
  expect(formatted).toBe(17);
});
