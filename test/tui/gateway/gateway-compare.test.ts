/** Tab 2: fields, restart, figures, logs. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  takeGatewayClick,
  takeGatewayPaste,
  takeGatewayWheel,
} from '../../../src/tui/gateway/control/gateway-control.js';
import { formatGroupLine } from '../../../src/tui/gateway/view/group-line.js';
import { STYLE } from '../../../src/tui/view/style.js';
import { type GatewayBench, gatewayBench, group, masterPort, threeGroups } from './gateway-kit.js';

let b: GatewayBench;

beforeEach(() => {
  b = threeGroups();
  b.press('2');
  b.screen();
});

const all = (width = 160) => b.screen(width, 30).join('\n');
/** From the group to its port. */
const TO_PORT = ['tab', 'tab'];

describe('the panes', () => {
  it('stand side by side on 80 columns, whole', () => {
    expect(b.screen().slice(5, 17)).toEqual([
      '│ A  Group 1 ABB  ONLINE  since 10:04:…│ B  Group 2 OSI  OFFLINE               │',
      '│ System [ ABB              ]          │ System [ OSI              ]           │',
      '│ Port [ 2401  ] RTU [ 32    ]         │ Port [ 2402  ] RTU [ 2     ]          │',
      '│ Slave IP:Port [ 10.0.0.1:2404       ]│ Slave IP:Port [ 10.0.0.2:2404       ] │',
      '│ Filter [              ] [ Restart ]  │ Filter [ 10.1.1.0/24;::1 ] [ Restart ]│',
      '│ started 10.0.0.1:2404 · masters 1/2  │ connected 10.0.0.2:2404 · masters 0/0 │',
      '│ queue 3/700                          │ queue 0/0 · RTU 0/s · out 0/s         │',
      '│ lag 1.50 ms, p99 1.50 ms · RTU 50/s  │─ Log  ────────────────────────────────│',
      '│ out 100/s · undelivered 4            │ It has no log: logevents of its row   │',
      '│ at risk 2 · GI saved 3               │ is not Y.                             │',
      '│─ Log  ───────────────────────────────│                                       │',
      '│ It has no log: logevents of its row  │                                       │',
    ]);
  });

  it('show the fields in light yellow, another colour once they are changed', () => {
    const style = () => {
      const canvas = b.canvas(160, 30);
      const y = canvas.rows().findIndex((line) => line.includes('Port ['));
      return canvas.styles[y * canvas.width + (canvas.rows()[y] ?? '').indexOf('2401')];
    };
    expect(style()).toBe(STYLE.EDITABLE);
    b.press(...TO_PORT, 'end', 'backspace', '1', 'tab');
    expect(style()).toBe(STYLE.EDITABLE);
    b.press('S-tab', 'end', '9', 'tab');
    b.screen();
    const canvas = b.canvas(160, 30);
    const y = canvas.rows().findIndex((line) => line.includes('24019'));
    expect(canvas.styles[y * canvas.width + (canvas.rows()[y] ?? '').indexOf('24019')]).toBe(
      STYLE.EDITABLE_CHANGED,
    );
  });

  it('name the keys that leave a field, where digits are text', () => {
    b.press(...TO_PORT);
    expect(all()).toContain('F2-F4 tabs');
    b.press('f4');
    expect(all()).toContain('Level: all');
  });

  it('show another group with the arrows', () => {
    b.press('right', 'right', 'right');
    expect(all()).toContain(' A  Group 3 ');
    b.press('left', 'left');
    expect(all()).toContain(' A  Group 1 ABB ');
  });

  it('say what is wrong with a group', () => {
    b = gatewayBench([group(1, { ports: [{ ...masterPort(2404), admitsNobody: true }] })]);
    b.set(0, { RTU_CONNECTED: 1, HELD_BACK: 1, CONFLICTS: 2, UNANSWERED: 3, LOG_LOST: 4 });
    b.pass(200);
    b.press('2');
    for (const text of [
      '1 port SHUT',
      'the filter admits nobody',
      'acknowledgements HELD BACK',
      'conflicts 2',
      'unanswered 3',
      'log lines lost 4',
    ])
      expect(all()).toContain(text);
  });

  it('have the ports and filters of a group of the older form, as a restart takes them', () => {
    const ports = [masterPort(2404, ['10.0.0.1', '10.0.0.2']), masterPort(2405, [])];
    b = gatewayBench([group(1, { ports })]);
    b.pass(200);
    b.press('2');
    expect(all()).toContain('Port [ 2404;2405 ]');
    expect(all(240)).toContain('Filter [ 10.0.0.1;10.0.0.2| ]');
  });
});

describe('a restart', () => {
  it('says what changes, asks, and sends only that', async () => {
    const changed = group(1, { name: 'ABB', rtuNumber: 32, ports: [masterPort(2500)] });
    b.answer = {
      outcome: 'restarted',
      group: changed,
      changed: ['port', 'filter'],
      problems: [{ severity: 'warning', field: 'rtuNumber', found: '65535', expected: '1…65534' }],
    };
    b.press(...TO_PORT, '2500', 'tab', 'tab', 'tab', '10.0.0.0/8', 'enter');
    for (const text of [
      'Restart group 1?',
      'Group 1 ABB restarts.',
      'Port: 2401 → 2500',
      'Filter: (empty) → 10.0.0.0/8',
      'The connections to its RTU and its 2 masters are closed.',
    ])
      expect(all()).toContain(text);
    expect(b.calls).toEqual([]);
    b.press('y');
    expect(b.calls).toEqual([['restart', 0, { port: '2500', filter: '10.0.0.0/8' }]]);
    b.groups[0] = changed;
    await Promise.resolve();
    expect(all()).toContain(
      ' Group 1 ABB is restarted, changed: Port, Filter. Warning: RTU: found "65535", expected 1…65534.',
    );
    expect(all()).toContain('Port [ 2500  ]');
  });

  it('does nothing when it is not wanted', () => {
    b.press(...TO_PORT, '2500', 'enter', 'escape');
    expect(b.calls).toEqual([]);
    expect(all()).toContain('Port [ 2500  ]');
    b.press('escape');
    expect(all()).toContain('Port [ 2401  ]');
  });

  it('that is refused says why, and keeps what was typed', async () => {
    const expected = 'a port of its own; group 2 OSI listens on 2402 of all addresses';
    b.answer = {
      outcome: 'refused',
      reason: 'port',
      problems: [{ severity: 'error', field: 'port', found: '2402', expected }],
    };
    b.press(...TO_PORT, '2402', 'enter', 'y');
    await Promise.resolve();
    expect(all()).toContain('Not restarted');
    expect(all()).toContain(`Port: found "2402", expected a port of its own; group 2 OSI`);
    expect(all()).toContain('Nothing was changed.');
    b.press('enter');
    expect(all()).toContain('Port [ 2402  ] RTU [ 32');
  });

  it('that fails says so', async () => {
    b.answer = new Error('no shard');
    b.press('S-tab');
    b.press('2', ...TO_PORT, 'enter', 'y');
    await Promise.resolve();
    await Promise.resolve();
    expect(all()).toContain('no shard');
  });

  it('from elsewhere changes the fields, but nothing that is being typed', () => {
    b.press(...TO_PORT, '2500');
    b.screen();
    b.groups[0] = group(1, { name: 'ABB new', rtuNumber: 33 });
    b.pass(200);
    expect(all()).toContain('System [ ABB new ');
    expect(all()).toContain('RTU [ 33    ]');
    expect(all()).toContain('Port [ 2500  ]');
    b.press('1');
    expect(all()).toContain(' ABB new ');
  });
});

describe('the focus', () => {
  it('goes round all parts of both panes', () => {
    const parts = () => `${b.model.ui.compare.pane} ${b.model.ui.compare.part}`;
    const seen = [parts()];
    for (let i = 0; i < 15; i++) {
      b.press('tab');
      seen.push(parts());
    }
    const names = ['group', 'name', 'port', 'rtuNumber', 'hosts', 'filter', 'restart', 'log'];
    expect(seen).toEqual([...names.map((name) => `0 ${name}`), ...names.map((name) => `1 ${name}`)]);
    b.press('tab');
    expect(parts()).toBe('0 group');
    b.press('S-tab');
    expect(parts()).toBe('1 log');
  });

  it('is given by a click, and a button asks', () => {
    takeGatewayClick(b.context, { kind: 'focus', name: 'b.hosts' });
    b.press('10.9.9.9:2404');
    expect(all()).toContain('Slave IP:Port [ 10.9.9.9:2404 ');
    takeGatewayClick(b.context, { kind: 'button', name: 'b.restart' });
    expect(all()).toContain('Slave IP:Port: 10.0.0.2:2404 → 10.9.9.9:2404');
    takeGatewayClick(b.context, { kind: 'button', name: 'item 1' });
    expect(b.model.ui.dialog).toBeUndefined();
    expect(b.calls).toEqual([]);
  });

  it('takes pasted text into its field, and says where it needs one', () => {
    takeGatewayPaste(b.context, 'q\ny');
    expect(b.screen()[22]).toContain('Pasted text needs a field');
    b.press('tab', 'tab', 'tab', 'tab', 'tab');
    takeGatewayPaste(b.context, '10.0.0.1\r\n;10.0.0.2');
    expect(all()).toContain('Filter [ 10.0.0.1;10.0.0.2 ');
    expect(b.calls).toEqual([]);
  });
});

describe('a log', () => {
  let folder = '';

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gateway-'));
  });

  afterEach(() => {
    b.model.close();
    rmSync(folder, { recursive: true });
  });

  const lines = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, i) => `line ${from + i}\n`).join('');

  it('follows its end until it is scrolled away, and again at the end', async () => {
    const path = join(folder, 'ABB.csv');
    writeFileSync(path, lines(1, 100));
    b.logs.set(0, path);
    await b.model.followLogs();
    expect(b.screen()[15]).toMatch(/^│─ Log ABB\.csv ─+ follows ─│/);
    expect(b.screen()[20]).toMatch(/^│ line 100 /);
    writeFileSync(path, lines(101, 103), { flag: 'a' });
    await b.model.followLogs();
    expect(b.screen()[20]).toMatch(/^│ line 103 /);
    takeGatewayWheel(b.context, -1, 'left');
    expect(b.screen()[20]).toMatch(/^│ line 100 /);
    expect(b.screen()[15]).toContain(' scrolled ');
    takeGatewayClick(b.context, { kind: 'focus', name: 'a.log' });
    b.press('home');
    expect(b.screen()[16]).toMatch(/^│ line 1 /);
    b.press('end');
    expect(b.screen()[20]).toMatch(/^│ line 103 /);
  });

  it('that is not written yet says so', async () => {
    b.logs.set(0, join(folder, 'none.csv'));
    await b.model.followLogs();
    expect(all()).toContain('nothing is logged yet');
  });

  it('of a group that is restarted without one is closed', async () => {
    const path = join(folder, 'ABB.csv');
    writeFileSync(path, 'a line\n');
    b.logs.set(0, path);
    await b.model.followLogs();
    b.logs.clear();
    await b.model.followLogs();
    expect(all()).toContain('It has no log: logevents of its row is not Y.');
    expect(b.model.tails[0]).toBeUndefined();
  });

  it('is read in words', () => {
    expect(
      formatGroupLine(
        '2026-11-22 10:04:02.118203,request,master 10.1.1.1:50001,rx,100,6,3,32,0,20,waits for the RTU',
      ),
    ).toBe(
      '10:04:02.118 request master rx type 100 COT 6 OA 3 CA 32 IOA 0 = 20 waits for the RTU 10.1.1.1:50001',
    );
    expect(
      formatGroupLine('2026-11-22 10:04:02.118203,dial,rtu 10.0.0.1:2404,,,,,,,,"refused, again in 2 s"'),
    ).toBe('10:04:02.118 dial    rtu    refused, again in 2 s 10.0.0.1:2404');
    expect(formatGroupLine('anything else')).toBe('anything else');
  });
});
