/** What must happen in a run: how it is written, and what is made of what happens (`docs/behaviour.md` §14). */
import { describe, expect, it } from 'vitest';
import { parseExpectations } from '../../src/config/reactions/load-expectations.js';
import { Expectations } from '../../src/reactions/expectations.js';
import { reportExpectations } from '../../src/run/expectation-reports.js';
import { tableOf } from '../profile/profile-kit.js';
import { rtuDefinition } from '../support/rtus.js';
import { FILE } from './reactions-kit.js';

const HEAD = 'expectation,what,how often,before,within,comment';

function readingOf(...rows: string[]) {
  const rtus = [1, 2].map((number) => rtuDefinition(number, { rtuNumber: number }));
  const text = [HEAD, ...rows].join('\n');
  return parseExpectations([{ file: 'e.csv', text }], rtus, new Map([['io.csv', tableOf(FILE)]]));
}

function findingsOf(...rows: string[]): string[] {
  const { plan, findings } = readingOf(...rows);
  if (findings.some(({ severity }) => severity === 'error')) expect(plan).toBeUndefined();
  return findings.map(({ row, column, found, expected }) => `${row} ${column}: ${found} | ${expected}`);
}

/** Expectations whose run begins at 1000 ms; what happens is told with ms from then. */
function playing(...rows: string[]) {
  const { plan, findings } = readingOf(...rows);
  expect(findings).toEqual([]);
  if (plan === undefined) throw new Error('no plan');
  const expectations = new Expectations(plan);
  expectations.begin(1000);
  const types: Readonly<Record<number, number>> = { 1001: 3, 1002: 1, 3001: 13 };
  return {
    expectations,
    changed: (ms: number, rtuNumber: number, ioa: number, value: number) =>
      expectations.take({
        kind: 'changed',
        rtuNumber,
        ioa,
        pointType: types[ioa],
        state: { value, quality: 0 },
        cause: 0,
        atMs: 1000 + ms,
      }),
    command: (ms: number, rtuNumber: number, ioa: number, typeId: number, value: number) =>
      expectations.take({ kind: 'command', rtuNumber, ioa, typeId, value, atMs: 1000 + ms }),
    /** `yes` or `NO`, and what was found. */
    found: () =>
      reportExpectations(expectations.results()).map(
        ({ isMet, found }) => `${isMet ? 'yes' : 'NO'}: ${found}`,
      ),
  };
}

describe('a file of expectations', () => {
  it('is told in words', () => {
    const { notes } = readingOf(
      'isolated,1001 of RTU 1 becomes open,once,command 5001 of RTU 2,10,before anything is closed',
      'restored,1002 of RTU 2 is on and 3001 of RTU 1 is above 7,at the end',
      'quiet,command 5001 of RTU 2 is on or 1002 of RTU 1 changes,never',
      'some,1002 of RTU 1 changes',
    );
    expect(notes).toEqual([
      'e.csv row 2, isolated: 1001 of RTU 1 becomes open: once, before command 5001 of RTU 2, within 10 s',
      'e.csv row 3, restored: at the end 1002 of RTU 2 is on and 3001 of RTU 1 is above 7',
      'e.csv row 4, quiet: command 5001 of RTU 2 is on or 1002 of RTU 1 changes: never',
      'e.csv row 5, some: 1002 of RTU 1 changes: at least once',
    ]);
  });

  it.each([
    [',1001 of RTU 1 becomes on', /^2 1 \(expectation\): {2}\| a name/],
    ['a,1001 of RTU 1 is on', /^2 2 \(what\): 1001 of RTU 1 is on \| command 5001, /],
    ['a,1001 of RTU 1 becomes on,at the end', /^2 2 \(what\): .* \| 1001 is on, .*; so at the end$/],
    ['a,1001 of RTU 1 becomes on,sometimes', /^2 3 \(how often\): sometimes \| never, once, 3 times/],
    ['a,1001 of RTU 1 becomes on,0 times', /^2 3 \(how often\): 0 times/],
    ['a,1001 of RTU 1 becomes on,never,,5', /^2 5 \(within\): 5 \| nothing: the row says what never happens/],
    ['a,1001 of RTU 1 is on,at the end,command 5001 of RTU 1', /^2 4 \(before\): .* \| nothing: /],
    ['a,1001 of RTU 1 becomes on,,,0', /^2 5 \(within\): 0 \| seconds 0.001/],
    ['a,1001 becomes on', /^2 2 \(what\): 1001 becomes on \| of RTU 7 behind the IOA/],
    ['a,1001 of RTU 1 becomes on,,1002 becomes on', /^2 4 \(before\): 1002 becomes on \| of RTU 7/],
    ['a,1009 of RTU 1 becomes on', /^2 2 \(what\): 1009 of RTU 1 becomes on \| the IOA of a signal/],
    ['a,1001 of RTU 7 becomes on', /^2 2 .* \| the number of a loaded RTU/],
  ])('is refused where it is wrong: %s', (row, words) => {
    const [first, ...more] = findingsOf(row);
    expect(more).toEqual([]);
    expect(first).toMatch(words);
  });

  it('must have a row, and tells of rows below its end', () => {
    expect(findingsOf()).toEqual([
      '0 : no expectation | rows with the cells expectation, what, how often, before, within',
    ]);
    expect(findingsOf('a,1001 of RTU 1 becomes on', '!', 'b,1001 of RTU 1 becomes on')).toEqual([
      '3 : ! | no ! before the last expectation; reading ends here, and 1 expectation row below is left out',
    ]);
  });
});

describe('an expectation', () => {
  it('counts what happens from the begin of the run on', () => {
    const { changed, found } = playing(
      'once,1001 of RTU 1 becomes off,once',
      'some,1001 of RTU 1 becomes off',
      'two,1001 of RTU 1 becomes off,2 times',
      'more,1001 of RTU 1 becomes off,at least 2 times',
      'never,1001 of RTU 1 becomes off,never',
      'another,1001 of RTU 2 becomes off,never',
    );
    changed(-1, 1, 1001, 1);
    expect(found()).toEqual(['NO: never', 'NO: never', 'NO: never', 'NO: never', 'yes: never', 'yes: never']);
    changed(10, 1, 1001, 2);
    changed(20, 1, 1001, 1);
    const once = 'once after 0.020 s';
    expect(found()).toEqual([
      `yes: ${once}`,
      `yes: ${once}`,
      `NO: ${once}`,
      `NO: ${once}`,
      `NO: ${once}`,
      'yes: never',
    ]);
    // The same value again is no change.
    changed(30, 1, 1001, 1);
    changed(40, 1, 1001, 2);
    changed(50, 1, 1001, 1);
    const twice = '2 times, first after 0.020 s';
    expect(found().slice(0, 5)).toEqual([
      `NO: ${twice}`,
      `yes: ${twice}`,
      `yes: ${twice}`,
      `yes: ${twice}`,
      `NO: ${twice}`,
    ]);
  });

  it('has a time within which it happens first', () => {
    const { changed, found } = playing(
      'soon,1002 of RTU 1 becomes on,,,0.5',
      'sooner,1002 of RTU 1 becomes on,,,0.499',
    );
    changed(500, 1, 1002, 1);
    expect(found()).toEqual(['yes: once after 0.500 s', 'NO: once after 0.500 s']);
  });

  it('comes before another, whatever the order of the news', () => {
    const row = 'first,1002 of RTU 1 becomes on,,command 5001 of RTU 2 is off';
    const early = playing(row);
    early.command(300, 2, 5001, 46, 1);
    early.changed(200, 1, 1002, 1);
    expect(early.found()).toEqual(['yes: once after 0.200 s; what it must come before came after 0.300 s']);
    const late = playing(row);
    late.command(300, 2, 5001, 46, 1);
    expect(late.found()).toEqual(['NO: never; what it must come before came after 0.300 s']);
    late.changed(301, 1, 1002, 1);
    expect(late.found()).toEqual(['NO: once after 0.301 s; what it must come before came after 0.300 s']);
    const alone = playing(row);
    // ON is not what it waits for.
    alone.command(100, 2, 5001, 46, 2);
    alone.changed(200, 1, 1002, 1);
    expect(alone.found()).toEqual(['yes: once after 0.200 s']);
  });

  it('may be a state at the end', () => {
    const { changed, found } = playing(
      'end,1001 of RTU 1 is off and 3001 of RTU 2 is below 7,at the end',
      'not,1001 of RTU 1 is not off,at the end',
    );
    // 1001 is on (2) and 3001 is 10 in the file.
    expect(found()).toEqual(['NO: not so at the end', 'yes: so at the end']);
    changed(10, 1, 1001, 1);
    expect(found()[0]).toBe('NO: not so at the end');
    changed(20, 2, 3001, 6.5);
    expect(found()).toEqual(['yes: so at the end', 'NO: not so at the end']);
  });

  it('has its points and commands watched', () => {
    const { expectations } = playing('a,1001 of RTU 1 becomes off,,command 5001 of RTU 2');
    expect(expectations.watched).toEqual([
      { rtuNumber: 1, ioa: 1001, pointType: 3 },
      { rtuNumber: 2, ioa: 5001, pointType: 0 },
    ]);
  });
});

it('those that are open and have a time say until when', () => {
  const { expectations, changed } = playing(
    'soon,1001 of RTU 1 becomes off,once,,10',
    'later,1001 of RTU 2 becomes off,once,,20',
    'any time,1002 of RTU 1 becomes on,once',
    'end,1001 of RTU 1 is off,at the end',
  );
  expect(expectations.dueMs()).toBe(21_000);
  changed(1, 2, 1001, 2);
  changed(2, 2, 1001, 1);
  expect(expectations.dueMs()).toBe(11_000);
  changed(11, 1, 1001, 2);
  changed(12, 1, 1001, 1);
  expect(expectations.dueMs()).toBe(Number.NEGATIVE_INFINITY);
});
