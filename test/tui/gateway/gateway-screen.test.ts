/** The whole screen of the gateway, line by line. */
import { describe, expect, it } from 'vitest';
import { plainText } from '../../../src/text/outside-text.js';
import { GROUP_COLUMNS } from '../../../src/tui/gateway/view/group-table.js';
import { MASTER_COLUMNS } from '../../../src/tui/gateway/view/masters.js';
import { ASCII_GLYPHS } from '../../../src/tui/view/glyphs.js';
import { STYLE } from '../../../src/tui/view/style.js';
import { gatewayBench, group, STARTED_AT, threeGroups } from './gateway-kit.js';

it('has title, figures, tabs, list and foot on 80 columns', () => {
  const lines = threeGroups().screen();
  expect(lines.slice(0, 8)).toEqual([
    '┌ IEC 104 gateway ─ started 2026-11-22 10:03:11 ─ 3 groups ─ 2 shards ─────────┐',
    '│ RTUs 2 connected, 1 started · masters 2, 1 started                           │',
    '│ RTU frames/s 50 in, 3 out · master frames/s 2 in, 100 out · GI saved 3       │',
    '│ undelivered 4 · at risk 2                                                    │',
    '├ 1 Groups │ 2 Compare │ 3 Log ────────────────────────────────────────────────┤',
    '│Group▲ System  Online  Port  RTU Online at    Masters RTU link   Held Undeliv.│',
    '│     1 ABB     YES     2401   32 10:04:02.118     1/2 started                4│',
    '│     2 OSI     NO      2402    2                    0 connected               │',
  ]);
  expect(lines[8]).toBe('│     3         NO      2403    3                    0 dialling                │');
  expect(lines[21]).toMatch(/^└─ Left Right: 17 more columns ─+ 1–3 of 3, by Group ─┘$/);
  expect(lines.slice(22)).toEqual([
    ' Group: the first cell of its row in the ini file.',
    ' Enter actions  m masters  s sort  / find  1-3 tabs  ? keys  q quit',
  ]);
});

it('has everything in one line on a wide screen', () => {
  const b = threeGroups();
  b.time = { text: 'Time updated at: 2026-11-22 10:03:00 from pool.ntp.org', state: 'good' };
  const lines = b.screen(240, 50);
  expect(lines[1]).toContain(
    '│ RTUs 2 connected, 1 started · masters 2, 1 started · RTU frames/s 50 in, 3 out · master frames/s 2 in, 100 out' +
      ' · GI saved 3 · undelivered 4 · at risk 2 ',
  );
  expect(lines[1]).toMatch(/from pool\.ntp\.org │$/);
  expect(lines[4]).toMatch(/ 10\.0\.0\.1:2404 +10\.1\.1\.1:50001, 10\.1\.1\.2:50002 /);
  expect(lines[4]).toMatch(/ 3\/700 +1\.50 ms +1\.50 ms +50 +100 /);
  expect(lines[6]).toMatch(/dialling +10\.0\.0\.3:2404 /);
});

describe('the lines above the tabs', () => {
  it('tell the time below the figures where it does not fit beside them', () => {
    const b = threeGroups();
    b.time = { text: 'NTP time is not updated', state: 'bad' };
    expect(b.screen()[3]).toMatch(/^│ undelivered 4 · at risk 2 +NTP time is not updated │$/);
    b.time = { text: 'NTP time is not updated', state: 'bad', beside: '10.0.0.9 did not answer within 5 s' };
    expect(b.screen().slice(3, 6)).toEqual([
      expect.stringMatching(/^│ undelivered 4 · at risk 2 +NTP time is not updated │$/),
      `│ ${'10.0.0.9 did not answer within 5 s'.padEnd(76)} │`,
      expect.stringMatching(/^├ 1 Groups/),
    ]);
  });

  it('tell of a shard that hangs', () => {
    const b = threeGroups();
    b.hanging = [{ shard: 1, forMs: 3200 }];
    const line = b.screen()[4];
    expect(line).toContain('shard 1 has not answered for 3.2 s: the figures of its groups stand still');
  });

  it('tell of acknowledgements that are held back', () => {
    const b = threeGroups();
    expect(b.screen().join()).not.toContain('held back');
    b.set(1, { HELD_BACK: 1 });
    b.pass(200);
    expect(b.screen()[3]).toContain('undelivered 4 · at risk 2 · held back 1');
  });

  it('count what was true when it was sampled', () => {
    const b = threeGroups();
    b.screen();
    b.set(2, { RTU_CONNECTED: 1 });
    expect(b.screen()[1]).toContain('RTUs 2 connected');
    b.pass(200);
    expect(b.screen()[1]).toContain('RTUs 3 connected');
  });
});

it('says what is online, and what is wrong, in colours as well', () => {
  const b = threeGroups();
  const canvas = b.canvas();
  const styleAt = (y: number, text: string) =>
    canvas.styles[y * canvas.width + (canvas.rows()[y] ?? '').indexOf(text)];
  // The first row is the chosen one.
  expect(styleAt(6, 'YES')).toBe(STYLE.CHOSEN_GOOD);
  expect(styleAt(7, 'NO')).toBe(STYLE.WARNING);
  expect(styleAt(8, 'NO')).toBe(STYLE.BAD);
  expect(styleAt(8, 'dialling')).toBe(STYLE.BAD);
  expect(styleAt(1, 'RTUs')).toBe(STYLE.WARNING);
  expect(styleAt(3, 'undelivered')).toBe(STYLE.WARNING);
});

it('explains every place on 80 columns without cutting', () => {
  const b = threeGroups();
  const check = () => {
    const foot = b.screen().slice(22);
    for (const line of foot) expect(line).not.toContain('…');
    expect(foot[0].trim()).not.toBe('');
  };
  for (let column = 0; column < GROUP_COLUMNS.length; column++) {
    check();
    b.press('right');
  }
  b.press('/');
  check();
  b.press('escape', 'm');
  for (let column = 0; column < MASTER_COLUMNS.length; column++) {
    check();
    b.press('right');
  }
  b.press('2');
  for (let place = 0; place < 16; place++) {
    check();
    b.press('tab');
  }
  b.press('3');
  check();
  b.press('/');
  check();
  b.press('escape', '?');
  check();
});

it.each(['1', '1m', '2', '3', '?', 'q'])('is plain ASCII without UTF-8: %s', (keys) => {
  const b = threeGroups();
  b.model.log.add({ wallMs: STARTED_AT, level: 'info', text: 'started' });
  b.press(keys);
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
  const b = threeGroups();
  for (const keys of ['1', 'm', '2', '3']) {
    b.press(keys);
    const lines = b.screen(width, height);
    expect(lines).toHaveLength(height);
    expect(lines[0]).toMatch(/^┌.*┐$/);
    const edge = lines.findLastIndex((line) => line.startsWith('└'));
    for (const line of lines.slice(0, edge + 1)) expect(line).toHaveLength(width);
  }
});

it('says so where it is too small', () => {
  expect(threeGroups().screen(40, 10)[1]).toBe('The dashboard needs 72x15.');
});

it('shows no control character of a name or an address', () => {
  const b = gatewayBench([group(1, { name: 'A\u001b[31mB\u202e', hosts: [{ host: 'r\u0007', port: 1 }] })]);
  b.connect(0, '10.0.0.1:1\u001b[2J');
  b.pass(200);
  b.model.log.add({ wallMs: STARTED_AT, level: 'info', text: 'x\u001b[2Jy' });
  for (const keys of ['1', 'm', '2', '3']) {
    b.press(keys);
    for (const line of b.screen(200, 24)) expect(line).toBe(plainText(line));
    expect(b.canvas(200, 24).chars.join('')).not.toContain('\u001b');
  }
});

it('formats only the rows on the screen', () => {
  const b = gatewayBench(Array.from({ length: 5000 }, (_, i) => group(i + 1, { name: `System ${i + 1}` })));
  b.pass(200);
  // The widths of the columns are taken from all of them, once.
  b.screen();
  let formatted = 0;
  for (const each of b.groups) {
    const { name } = each;
    Object.defineProperty(each, 'name', {
      get: () => {
        formatted++;
        return name;
      },
    });
  }
  b.press('end');
  expect(b.screen()[20]).toContain('System 5000');
  expect(formatted).toBe(15);
});
