/** Tab 4: the program's log. */
import { beforeEach, expect, it } from 'vitest';
import { type Bench, bench, rtu, STARTED_AT } from './tui-kit.js';

let b: Bench;

beforeEach(() => {
  b = bench([rtu(1, { name: 'ABB' }), rtu(2, { name: 'OSI' })]);
  const add = (level: 'info' | 'warning' | 'error', text: string, slot?: number) =>
    b.model.log.add({ wallMs: STARTED_AT, level, text, ...(slot === undefined ? {} : { slot }) });
  add('info', 'two RTUs listen');
  add('info', 'ABB connect', 0);
  add('warning', 'OSI refuse', 1);
  add('error', 'shard 1 died');
  b.press('4');
  b.screen();
});

const lines = () =>
  b
    .screen()
    .slice(4, 21)
    .map((line) => line.slice(2, -1).trim())
    .filter((line) => line !== '');

it('shows everything, newest last', () => {
  expect(lines()).toEqual([
    '10:03:11.000 two RTUs listen',
    '10:03:11.000 ABB connect',
    '10:03:11.000 OSI refuse',
    '10:03:11.000 shard 1 died',
  ]);
  expect(b.screen()[3]).toContain('Level: all   RTU: all');
  expect(b.screen()[3]).toContain('4 of 4 lines');
});

it('is filtered by level', () => {
  b.press('l');
  expect(lines()).toHaveLength(2);
  expect(b.screen()[3]).toContain('Level: warnings and errors');
  b.press('l');
  expect(lines()).toEqual(['10:03:11.000 shard 1 died']);
  b.press('l');
  expect(lines()).toHaveLength(4);
});

it('is filtered by RTU, while one types', () => {
  b.press('/', 'osi');
  expect(lines()).toEqual(['10:03:11.000 OSI refuse']);
  b.press('enter');
  expect(b.screen()[3]).toContain('RTU: osi');
  b.press('escape');
  expect(lines()).toHaveLength(4);
});

it('follows its end until it is scrolled away', () => {
  for (let i = 1; i <= 50; i++) b.model.log.add({ wallMs: STARTED_AT, level: 'info', text: `event ${i}` });
  expect(lines().at(-1)).toContain('event 50');
  b.press('up', 'up');
  b.model.log.add({ wallMs: STARTED_AT, level: 'info', text: 'event 51' });
  expect(lines().at(-1)).toContain('event 48');
  b.press('home');
  expect(lines()[0]).toContain('two RTUs listen');
  b.press('end');
  expect(lines().at(-1)).toContain('event 51');
});

it('has one line for each of an entry, and moves sideways', () => {
  b.model.log.add({ wallMs: STARTED_AT, level: 'info', text: `first\n${'x'.repeat(100)}END` });
  expect(lines().slice(-2)[0]).toBe('10:03:11.000 first');
  b.press('right', 'right', 'right');
  expect(lines().at(-1)).toBe(`10:03:11.000 ${'x'.repeat(40)}END`);
});
