/** Names of log files and their cells (`docs/behaviour.md` §8). */
import { describe, expect, it } from 'vitest';
import { logFileName } from '../../src/channel/log-names.js';
import { quoteCell } from '../../src/text/csv-cell.js';

describe('a log file', () => {
  it.each([
    ['main', 'ABB-32-2404-20261122T100311.csv'],
    ['interrogation', 'ABB-32-2404-20261122T100311-gi.csv'],
  ] as const)('of kind %s is called %s', (kind, name) => {
    expect(logFileName('ABB', 32, 2404, '', '20261122T100311', kind)).toBe(name);
  });

  it.each([
    ['../../etc', '__.._etc-1-2-S.csv'],
    ['..', '_-1-2-S.csv'],
    ['a/b\\c:d', 'a_b_c_d-1-2-S.csv'],
    ['what? "x" <y>|*', 'what_ _x_ _y___-1-2-S.csv'],
    ['tab\there\0', 'tab_here_-1-2-S.csv'],
    ['Köln 110 kV', 'Köln 110 kV-1-2-S.csv'],
    ['.hidden', '_hidden-1-2-S.csv'],
    // Windows would take each of these for a device.
    ['com1.Feeder', '_com1.Feeder-1-2-S.csv'],
    ['NUL .x', '_NUL .x-1-2-S.csv'],
    ['CON', 'CON-1-2-S.csv'],
  ])('keeps to its folder for the name %j', (name, file) => {
    expect(logFileName(name, 1, 2, '', 'S', 'main')).toBe(file);
  });
});

describe('a log file of an RTU with an address of its own', () => {
  it.each([
    ['127.0.0.2', 'ABB-32-2404-127.0.0.2-S.csv'],
    ['::1', 'ABB-32-2404-__1-S.csv'],
  ])('names it: %s', (bind, file) => {
    expect(logFileName('ABB', 32, 2404, bind, 'S', 'main')).toBe(file);
  });
});

describe('a cell', () => {
  it.each([
    ['plain', 'plain'],
    ['', ''],
    ['with blank', 'with blank'],
    ['a,b', '"a,b"'],
    ['say "x"', '"say ""x"""'],
    ['two\nlines', '"two\nlines"'],
    ['two\r\nlines', '"two\r\nlines"'],
  ])('%j is written as %j', (text, written) => {
    expect(quoteCell(text)).toBe(written);
  });
});
