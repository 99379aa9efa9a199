/** What keys and clicks do, seen on the screen and in what is asked of the simulator. */
import { beforeEach, describe, expect, it } from 'vitest';
import { RingFullError } from '../../src/channel/broadcast-ring.js';
import { takeClick, takeWheel } from '../../src/tui/control/dashboard-control.js';
import { type Bench, bench, rtu, send } from './tui-kit.js';

let b: Bench;

beforeEach(() => {
  b = bench(Array.from({ length: 30 }, (_, i) => rtu(i + 1)));
  b.pass(200);
  b.screen();
});

const chosen = () => b.model.engine.rtus[b.model.ui.list.slot].no;

describe('the top line', () => {
  it('sends index and duration, and goes back to the list', () => {
    b.press('i', '301', 'tab', '5', 'enter');
    expect(b.calls).toEqual([['send', 301, 5000]]);
    expect(b.screen()[22]).toBe(' Send 1 starts: index 301, for 5 s.');
    expect(b.model.ui.focus).toBe('body');
  });

  it('takes 12 digits of index and 7 of duration, and nothing but digits', () => {
    b.press('i', '1234567890123abc', 'tab', '12345678');
    expect(b.screen()[1]).toContain('[ 123456789012 ]  Duration in sec [ 1234567 ]');
  });

  it('sends one pass unless somebody types a duration', () => {
    expect(b.screen()[1]).toContain('Duration in sec [ 0       ]');
    b.press('i', 'enter');
    b.press('i', '7', 'tab', 'backspace', 'enter');
    expect(b.calls).toEqual([
      ['send', 0, 0],
      ['send', 7, 0],
    ]);
    expect(b.screen()[22]).toContain('Send 1 starts: index 7, one pass.');
  });

  it('asks for an index where there is none', () => {
    b.press('i', 'backspace', 'enter');
    expect(b.calls).toEqual([]);
    expect(b.screen()[22]).toContain('Type the index to send first');
  });

  it('has Stop in the place of Send while a send runs', () => {
    b.running = [send(4)];
    expect(b.screen()[1]).toContain('[ Stop ]');
    b.press('S-tab', 'enter');
    expect(b.calls).toEqual([['stop', 4]]);
  });

  it('lists several sends, and asks which to stop', () => {
    b.running = [send(4), send(5, { index: 301, durationMs: 0 })];
    b.press('x');
    expect(b.screen().join('\n')).toContain('Send 5: index 301, once');
    b.press('down', 'down', 'enter');
    expect(b.calls).toEqual([['stop', 5]]);
    b.press('x', 'enter');
    expect(b.calls.slice(1)).toEqual([['stop all']]);
  });

  it('says when a shard has too many orders unread, and goes on', () => {
    const refuse = () => {
      throw new RingFullError('shard 0 has 256 broadcasts unread');
    };
    Object.assign(b.model.engine, { send: refuse, stopSend: refuse });
    b.press('i', '7', 'enter');
    const said = ' Not done: shard 0 has 256 broadcasts unread. Try again in a moment.';
    expect(b.screen()[22]).toBe(said);
    b.running = [send(4)];
    b.press('escape', 'x');
    expect(b.screen()[22]).toBe(said);
  });

  it('refuses an index that nobody has, and goes back to it', () => {
    b.press('i', '999', 'tab', 'enter');
    expect(b.calls).toEqual([]);
    expect(b.screen().at(-2)).toBe(' No RTU has index 999 in its IOA file: nothing is sent.');
    expect(b.model.ui.focus).toBe('index');
    b.press('7', 'enter');
    expect(b.calls).toEqual([['send', 7, 0]]);
  });

  it('goes round with Tab and back with Shift-Tab', () => {
    const places = ['tab', 'tab', 'tab', 'tab', 'tab', 'tab', 'S-tab', 'S-tab'].map((key) => {
      b.press(key);
      return b.model.ui.focus;
    });
    expect(places).toEqual(['index', 'duration', 'rtus', 'waits', 'send', 'body', 'send', 'waits']);
    b.press('escape');
    expect(b.model.ui.focus).toBe('body');
  });
});

describe('the list', () => {
  it('moves by rows, pages and to the ends, with the chosen row on the screen', () => {
    const room = b.model.ui.list.room;
    b.press('down', 'down', 'up');
    expect(chosen()).toBe(2);
    b.press('pagedown');
    expect(chosen()).toBe(2 + room - 1);
    expect(b.screen().join('\n')).toContain(`System ${chosen()} `);
    b.press('end');
    expect(chosen()).toBe(30);
    expect(b.screen()[20]).toContain('System 30');
    b.press('pageup', 'home', 'up');
    expect(chosen()).toBe(1);
  });

  it('finds while one types, and the next with n', () => {
    b.press('/', '28');
    expect(chosen()).toBe(28);
    expect(b.screen()[21]).toContain('Find: [ 28 ');
    b.press('escape', '/', 'system 2', 'enter');
    expect(chosen()).toBe(2);
    b.press('n');
    expect(chosen()).toBe(20);
    b.press('N', 'N');
    expect(chosen()).toBe(29);
  });

  it('says when nothing is found, and stays', () => {
    b.press('/', 'zz');
    expect(b.screen()[22]).toContain('No RTU has "zz"');
    expect(chosen()).toBe(1);
  });

  it('sorts by the column that the arrows have chosen, and reverses', () => {
    b.set(6, { STARTED: 1 });
    b.press('right', 'right', 's');
    expect(b.screen()[4]).toContain('System 7 ');
    expect(b.screen()[21]).toContain('by Online');
    b.press('left', 's', 's');
    expect(b.screen()[4]).toContain('System 30');
    expect(b.screen()[21]).toContain('by System, reversed');
  });

  it('opens the files of the chosen RTU', () => {
    b.press('down', 'enter', 'l', 'enter', 'd', 'enter', 'down', 'down', 'enter');
    expect(b.calls).toEqual([
      ['open', 'pager', 'log/1.csv'],
      ['open', 'editor', 'data/io.csv'],
      ['open', 'pager', 'log/1-gi.csv'],
    ]);
  });

  it('shows RTUs in Compare', () => {
    b.press('down', 'down', 'enter', 'b');
    expect(b.model.ui.tab).toBe(2);
    expect(b.screen().join('\n')).toContain(' B  RTU 3 System 3 ');
  });

  it('follows the mouse', () => {
    takeClick(b.context, { kind: 'row', list: 'rtus', row: 4 });
    expect(chosen()).toBe(5);
    takeClick(b.context, { kind: 'row', list: 'rtus', row: 4 });
    expect(b.model.ui.dialog?.title).toBe('RTU 5 System 5');
    b.press('escape');
    takeWheel(b.context, 1, 'upper');
    expect(b.model.ui.list.top).toBe(3);
    takeClick(b.context, { kind: 'column', name: 'system' });
    expect(b.model.ui.list.sortColumn).toBe('system');
    takeClick(b.context, { kind: 'tab', tab: 4 });
    expect(b.model.ui.tab).toBe(4);
  });
});

describe('the whole', () => {
  it.each([
    ['2', 2],
    ['3', 3],
    ['4', 4],
    ['f3', 2],
    ['f5', 4],
  ])('%s opens a tab', (key, tab) => {
    b.press(key);
    expect(b.model.ui.tab).toBe(tab);
  });

  it('shows all keys and scrolls them', () => {
    b.press('?');
    expect(b.screen().join('\n')).toContain('Everywhere');
    b.press('pagedown', 'pagedown', 'pagedown', 'pagedown');
    expect(b.screen().join('\n')).toContain('click a heading');
    b.press('escape');
    expect(b.model.ui.dialog).toBeUndefined();
  });

  it('asks before it quits', () => {
    b.press('q', 'n');
    expect(b.calls).toEqual([]);
    b.press('q', 'right', 'enter');
    expect(b.calls).toEqual([]);
    b.press('q', 'enter');
    expect(b.calls).toEqual([['interrupt']]);
  });

  it('ends with Ctrl-C, in a dialog too', () => {
    b.press('?', 'C-c');
    expect(b.calls).toEqual([['interrupt']]);
  });
});
