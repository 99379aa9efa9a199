/** Escaping for `man`: what each text must become, by man(7) and groff_char(7). */
import { describe, expect, it } from 'vitest';
import { bold, entry, italic, literal, prose, shown, textLine } from '../../../src/app/man/roff.js';

describe('prose', () => {
  it.each([
    ["a front-end's list (front-end)", "a front-end's list (front-end)"],
    ['use --no-set-clock, or (--check)', 'use \\fB\\-\\-no\\-set\\-clock\\fR, or (\\fB\\-\\-check\\fR)'],
    ['expected=all of ack-p99=5', 'expected=all of ack\\-p99=5'],
    ['from 101-110;120', 'from 101\\-110;120'],
    ['the folder C:\\x', 'the folder C:\\ex'],
    ['say "OFF=1"', 'say \\(dqOFF=1\\(dq'],
    ['play `iec104rs test` alone', 'play \\fBiec104rs test\\fR alone'],
    ['~/x ^ …', '\\(ti/x \\(ha ...'],
    ['±1 and “x”', '\\(+-1 and \\[u201C]x\\[u201D]'],
  ])('%j: %j', (text, roff) => {
    expect(prose(text)).toBe(roff);
  });
});

describe('what is typed', () => {
  it.each([
    ["--value-map 'A=1'", '\\-\\-value\\-map \\(aqA=1\\(aq'],
    ['a \\', 'a \\e'],
  ])('%j: %j', (text, roff) => {
    expect(literal(text)).toBe(roff);
  });

  it('bold and italic end behind it', () => {
    expect([bold('-i'), italic('my-file')]).toEqual(['\\fB\\-i\\fR', '\\fImy\\-file\\fR']);
  });
});

it('a line that begins like a request is none', () => {
  expect(['.csv files', "'x'", 'x'].map(textLine)).toEqual(['\\&.csv files', "\\&'x'", 'x']);
  expect(entry('.csv', '.x')).toEqual(['.TP', '\\&.csv', '\\&.x']);
  expect(shown(['.hidden'])).toEqual(['.RS 4', '.nf', '\\&.hidden', '.fi', '.RE']);
});
