/** Tab 1: the order of groups, the search, the actions, the masters. */
import { beforeEach, describe, expect, it } from 'vitest';
import { takeGatewayClick, takeGatewayWheel } from '../../../src/tui/gateway/control/gateway-control.js';
import {
  type GatewayBench,
  gatewayBench,
  group,
  masterPort,
  STARTED_AT,
  threeGroups,
} from './gateway-kit.js';

let b: GatewayBench;

beforeEach(() => {
  b = threeGroups();
  b.screen();
});

const all = (width = 80, height = 24) => b.screen(width, height).join('\n');
const ids = () =>
  b
    .screen(240, 24)
    .slice(4, 7)
    .map((line) => Number(line.slice(1, 7)));
const chosen = () => b.groups[b.model.ui.list.slot].id;
const foot = () => b.screen()[22];

/** Sorts by a column as a click on its heading does. */
const sortBy = (name: string) => takeGatewayClick(b.context, { kind: 'column', name });

describe('the order', () => {
  it('is that of the column the arrows chose, and back with the same key', () => {
    b.press('right', 's');
    // Names: none, ABB, OSI.
    expect(ids()).toEqual([3, 1, 2]);
    expect(chosen()).toBe(3);
    b.press('s');
    expect(ids()).toEqual([2, 1, 3]);
    expect(b.screen()[21]).toContain(' 1–3 of 3, by System, reversed ');
  });

  it.each([
    // Started, connected, dialling.
    ['online', [1, 2, 3]],
    ['link', [1, 2, 3]],
    ['masters', [1, 2, 3]],
    ['rtu', [2, 3, 1]],
    ['queue', [1, 2, 3]],
    ['undelivered', [1, 2, 3]],
    ['host', [1, 2, 3]],
  ])('by %s', (column, order) => {
    sortBy(column);
    expect(ids()).toEqual(order);
  });

  it('by lag has the slowest first, and groups without one last', () => {
    b.write(1, 0, 80);
    sortBy('lag99');
    expect(ids()).toEqual([2, 1, 3]);
    // A live column is sorted again after a second.
    b.write(2, 0, 900);
    b.pass(1000);
    expect(ids()).toEqual([3, 2, 1]);
  });
});

describe('a cell', () => {
  const cellsOf = (row: number) => b.screen(320, 24)[3 + row].replace(/\s+/g, ' ');

  it('tells of ports that could not be opened', () => {
    b.set(1, { LISTENING: 0 });
    expect(cellsOf(2)).toContain(' 0 SHUT 10.0.0.2:2404');
  });

  it('names the host that is tried, by its number in the row', () => {
    b = gatewayBench([
      group(1, {
        hosts: [
          { host: 'fe80::1', port: 2404 },
          { host: 'rtu.example', port: 2405 },
        ],
      }),
    ]);
    b.pass(200);
    expect(b.screen(320, 24)[4]).toContain(' dialling  [fe80::1]:2404 ');
    b.set(0, { RTU_HOST: 1 });
    expect(b.screen(320, 24)[4]).toContain(' dialling  rtu.example:2405 ');
  });

  it('has all ports of a group of the older form', () => {
    b = gatewayBench([group(1, { ports: [masterPort(2404), masterPort(2405)] })]);
    b.pass(200);
    expect(b.screen().join()).toContain(' 2404;2405 ');
  });

  it('adds up stalls of the masters that are connected, and shows the longest that lasts', () => {
    b.connect(0, '10.1.1.3:1', { STALLS: 2 });
    const { connection } = b.connect(0, '10.1.1.4:1', { STALLS: 3, STALLED_SINCE_MS: b.model.nowMs - 700 });
    b.pass(300);
    // 1.5 ms twice, 50 and 100 a second as before; then stalls, and the wait.
    expect(cellsOf(1)).toMatch(/ 5 1000 ms /);
    b.end(0, connection);
    b.pass(200);
    expect(cellsOf(1)).toMatch(/ 2 (?!\d+ ms)/);
  });

  it('counts what was refused, by masters and by requests', () => {
    b.set(2, { REFUSED_FILTER: 1, REFUSED_RTU_IP: 2, REFUSED_CONNECTIONS: 3, REFUSED_SAME_IP: 4 });
    b.set(2, { REFUSED_RIGHTS: 10, REFUSED_REQUESTS: 20, EXPIRED: 30, CONFLICTS: 7, LAGGING: 5 });
    // Lagging, refused, conflicts, requests refused.
    expect(cellsOf(3)).toMatch(/ 5 10 (7 60|60 7) /);
  });

  it('says NOW while acknowledgements are held back, else how often they were', () => {
    b.set(1, { HOLDS: 9 });
    expect(cellsOf(2)).toMatch(/ 9 /);
    b.set(1, { HELD_BACK: 1 });
    expect(cellsOf(2)).toMatch(/ NOW /);
  });
});

describe('the search', () => {
  it.each([
    ['2', 2],
    ['2403', 3],
    ['32', 1],
    ['os', 2],
    ['10.0.0.3', 3],
    ['10.1.1.2:500', 1],
  ])('finds %s', (text, id) => {
    b.press('end', '/', text);
    expect(chosen()).toBe(id);
  });

  it('says where nothing is found, and goes on with n', () => {
    b.press('/', 'nowhere');
    expect(foot()).toContain('No group has "nowhere" in its name or an address');
    b.press('enter', '/', '10.0.0', 'enter');
    expect(chosen()).toBe(1);
    b.press('n');
    expect(chosen()).toBe(2);
    b.press('N', 'N');
    expect(chosen()).toBe(3);
  });
});

describe('the actions', () => {
  it('open the log in the pager', () => {
    b.logs.set(0, 'log/ABB.csv');
    b.press('enter', 'l');
    expect(b.calls).toEqual([['open', 'pager', 'log/ABB.csv']]);
  });

  it('have no log where the group has none, and say so', () => {
    b.press('enter');
    expect(all()).toContain('It has no log file: logevents of its row is not Y.');
    expect(all()).not.toContain('Open log file');
  });

  it('tell what happened to the group last', () => {
    b.press('end', 'enter');
    expect(all()).not.toContain('Last: ');
    b.press('escape');
    const text = 'group 3: RTU 10.0.0.3:2404: dial: connection refused';
    b.model.log.add({ wallMs: STARTED_AT, level: 'info', text: 'an older line', slot: 2 });
    b.model.log.add({ wallMs: STARTED_AT + 2000, level: 'info', text, slot: 2 });
    b.model.log.add({ wallMs: STARTED_AT + 3000, level: 'info', text: 'of another group', slot: 0 });
    b.press('enter');
    expect(all()).toContain(`Last: 10:03:13 ${text}`);
  });

  it('restart the group as it is, after a question', async () => {
    b.answer = { outcome: 'restarted', group: b.groups[0], changed: [], problems: [] };
    b.press('enter', 'r');
    expect(all()).toContain('Restart group 1?');
    expect(all()).toContain('Nothing is changed.');
    expect(all()).toContain('The connections to its RTU and its 2 masters are closed.');
    b.press('y');
    expect(b.calls).toEqual([['restart', 0, {}]]);
    await Promise.resolve();
    expect(foot()).toContain('Group 1 ABB is restarted, nothing was changed.');
  });

  it('show a group in Compare', () => {
    b.press('down', 'enter', 'b');
    expect(all()).toContain(' B  Group 2 OSI ');
    b.press('1', 'end', 'a');
    expect(all()).toContain(' A  Group 3 ');
  });
});

describe('the masters of a group', () => {
  beforeEach(() => b.press('m'));

  it('are listed in the order of their coming', () => {
    const lines = b.screen();
    expect(lines.slice(5, 9)).toEqual([
      '│Group 1 ABB: 2 masters, at most 5                                             │',
      '│Master: IP:port           Started Since         OA Queue/max  Lag p99     Open│',
      '│10.1.1.1:50001            YES     10:03:11.000   1     3/700  1.50 ms        4│',
      '│10.1.1.2:50002            NO      10:03:11.000                                │',
    ]);
    expect(lines[21]).toMatch(/─ 1–2 of 2 ─┘$/);
  });

  it('tell clock, stalls and port on a wide screen', () => {
    b.connect(0, '10.1.1.3:3', {
      CLOCK_SYNCS: 1,
      CLOCK_ERROR_MS: -1500,
      STALLS: 6,
      STALLED_SINCE_MS: b.model.nowMs - 1000,
      BEHIND: 12,
      RECEIVED: 77,
      REFUSED: 8,
      CONFLICTS: 9,
      TESTFR_PERIOD_MS: 20_000,
    });
    const line = b.screen(200, 24).find((each) => each.includes('10.1.1.3:3')) ?? '';
    expect(line.replace(/\s+/g, ' ')).toContain(' 2401 12 6 1000 ms 77 8 9 -1500 ms 20.0 s');
  });

  it('close a connection only after a question', async () => {
    b.closes = true;
    b.press('down', 'up', 'c');
    expect(all()).toContain('Group 1 ABB: the connection of master 10.1.1.1:50001 is closed.');
    expect(all()).toContain('ASDUs that it has not got or not acknowledged now: 4.');
    b.press('escape');
    expect(b.calls).toEqual([]);
    b.press('c', 'y');
    expect(b.calls).toEqual([['close', 0, 0, 1]]);
    await Promise.resolve();
    expect(foot()).toContain('The connection of master 10.1.1.1:50001 is closed.');
  });

  it('say that a connection had ended already, and what failed', async () => {
    b.closes = false;
    b.press('c', 'y');
    await Promise.resolve();
    expect(foot()).toContain('The connection of master 10.1.1.1:50001 had ended already.');
    b.closes = new Error('no shard');
    b.press('c', 'y');
    await Promise.resolve();
    await Promise.resolve();
    expect(all()).toContain('no shard');
  });

  it('keep the choice on its master while others come and go, else on the row', () => {
    b.press('down');
    b.end(0, 1);
    b.connect(0, '10.1.1.9:9');
    b.closes = true;
    b.press('c');
    expect(all()).toContain('master 10.1.1.2:50002 is closed');
    b.press('escape');
    b.end(0, 2);
    b.press('c');
    expect(all()).toContain('master 10.1.1.9:9 is closed');
    b.press('escape');
    b.end(0, 3);
    b.press('c');
    expect(all()).toContain('No master is connected.');
    expect(b.calls).toEqual([]);
  });

  it('are none of a group whose RTU is not there', () => {
    b.press('escape', 'end', 'm');
    expect(all()).toContain('Group 3: 0 masters, at most 5');
    expect(all()).toContain('its port is open only while the RTU is connected.');
  });

  it('scroll where they are many', () => {
    for (let i = 3; i <= 40; i++) b.connect(0, `10.1.1.${i}:1`);
    b.screen();
    b.press('end');
    expect(b.screen()[20]).toContain('10.1.1.40:1');
    expect(b.screen()[21]).toMatch(/ 27–40 of 40 ─┘$/);
    b.press('home', 'pagedown');
    expect(b.screen()[20]).toContain('10.1.1.14:1');
  });

  it('go back with Esc, and open for the next group', () => {
    b.press('escape', 'down', 'm');
    expect(all()).toContain('Group 2 OSI: 0 masters');
    b.press('m');
    expect(all()).toContain('Group▲');
  });

  it('are chosen with the mouse; again: the question', () => {
    takeGatewayClick(b.context, { kind: 'row', list: 'masters', row: 2 });
    expect(b.model.ui.dialog).toBeUndefined();
    takeGatewayClick(b.context, { kind: 'row', list: 'masters', row: 2 });
    expect(all()).toContain('master 10.1.1.2:50002 is closed');
  });
});

describe('the mouse', () => {
  it('chooses a row; again: its actions', () => {
    takeGatewayClick(b.context, { kind: 'row', list: 'groups', row: 1 });
    expect(chosen()).toBe(2);
    takeGatewayClick(b.context, { kind: 'row', list: 'groups', row: 1 });
    expect(all()).toContain('Masters: see them, close one');
  });

  it('scrolls thousands of groups', () => {
    b = gatewayBench(Array.from({ length: 3000 }, (_, i) => group(i + 1)));
    b.pass(200);
    b.screen();
    for (let i = 0; i < 5; i++) takeGatewayWheel(b.context, 1, 'left');
    expect(b.screen()[21]).toMatch(/ 16–30 of 3,000, by Group ─┘$/);
    takeGatewayWheel(b.context, -1, 'left');
    expect(b.screen()[21]).toMatch(/ 13–27 of 3,000, by Group ─┘$/);
  });
});
