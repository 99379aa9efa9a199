import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { ViolationLog } from '../../src/controlling/violations.js';
import { ActiveFailure } from '../../src/master/active-failure.js';
import { behaviourOf, PLAIN_BEHAVIOUR } from '../../src/master/behaviour.js';
import { judgeEndings, judgeViolations, type VIOLATION_WORDS } from '../../src/master/judgement.js';
import { type MasterOptions, parseMaster } from '../../src/master/master-options.js';

function parse(...words: string[]) {
  let err = '';
  const write = (text: string): void => {
    err += text;
  };
  const sinks = { out: { write: () => {} }, err: { write } };
  return { parsed: parseMaster(words, sinks), err: () => err };
}

function options(...words: string[]): MasterOptions {
  const { parsed, err } = parse(...words);
  if ('exitCode' in parsed) throw new Error(err());
  return parsed.options;
}

describe('--behave well', () => {
  it('is what a good front-end does', () => {
    expect(options('--behave', 'well')).toMatchObject({
      gi: true,
      clock: true,
      clockEveryMs: 60_000,
      reconnect: true,
      second: 'standby',
      behaviour: { conduct: 'standard', ignoresT1: false, clockOffMs: 0, takeoverMs: 0 },
    });
  });

  it('gives way to other words and options', () => {
    expect(
      options('--behave', 'well,no-gi,stays-away', '--clock-every', '5', '--second', 'started'),
    ).toMatchObject({ gi: false, clockEveryMs: 5000, reconnect: false, second: 'started' });
    expect(options('--behave', 'well', '--behave', 'no-clock')).toMatchObject({
      gi: true,
      clock: false,
      clockEveryMs: 0,
    });
  });
});

describe('the words', () => {
  it.each([
    ['no-gi', { interrogates: false }],
    ['no-clock', { setsClocks: false }],
    ['clock-off=-3600.5', { clockOffMs: -3_600_500 }],
    ['no-commands', { commands: 'never' }],
    ['select-only', { commands: 'selected' }],
    ['stays-away', { backMs: Number.POSITIVE_INFINITY }],
    ['back=20', { backMs: 20_000 }],
    ['one-by-one=0.25', { apartMs: 250 }],
    ['takeover=8', { takeoverMs: 8000 }],
    ['no-takeover', { takeoverMs: Number.POSITIVE_INFINITY }],
    ['fail=30', { fail: { afterMs: 30_000, time: 1 } }],
    ['fail=1.5@4', { fail: { afterMs: 1500, time: 4 } }],
    ['tolerant', { conduct: 'tolerant' }],
    ['strict', { conduct: 'strict' }],
    ['touchy', { conduct: 'touchy' }],
    ['ignores-t1', { ignoresT1: true }],
  ])('%s', (word, change) => {
    expect(behaviourOf([word])).toEqual({ ...PLAIN_BEHAVIOUR, words: [word], ...change });
  });

  it('set the options that they need', () => {
    expect(options('--behave', 'back=3').reconnect).toBe(true);
    expect(options('--behave', 'one-by-one=1').reconnect).toBe(true);
    expect(options('--behave', 'tolerant')).toMatchObject({ reconnect: false });
    expect(options('--behave', 'tolerant').second).toBeUndefined();
    for (const word of ['takeover=3', 'no-takeover', 'fail=3'])
      expect(options('--behave', word).second).toBe('standby');
  });

  it.each([
    ['touchi', "There is no behaviour 'touchi'. Did you mean touchy? Expected well, no-gi, "],
    ['', "There is no behaviour ''. Expected well, "],
    ['back', "Found 'back', expected back=SECONDS."],
    ['well=1', "Found 'well=1', expected well."],
    ['back=-1', "Found 'back=-1', expected back=SECONDS, 0…86400."],
    ['takeover=soon', "Found 'takeover=soon', expected takeover=SECONDS, 0…86400."],
    ['fail=3@0', "Found 'fail=3@0', expected fail=SECONDS[@TIME], SECONDS 0…86400, TIME 1…1000."],
    ['fail=3@1@2', "Found 'fail=3@1@2', expected fail=SECONDS[@TIME]"],
    ['clock-off=1e3', "Found 'clock-off=1e3', expected clock-off=SECONDS, -315360000…315360000."],
  ])('refuse %j', (word, message) => {
    const { parsed, err } = parse('--behave', word);
    expect(parsed).toEqual({ exitCode: 2 });
    expect(err()).toContain(`option '--behave <how>' argument '${word}' is invalid. ${message}`);
  });

  it.each([
    [['--behave', 'tolerant,strict'], "--behave: 'tolerant' and 'strict' cannot be combined"],
    [['--behave', 'stays-away,back=3'], "--behave: 'stays-away' and 'back=3' cannot be combined"],
    [['--behave', 'one-by-one=1,stays-away'], "--behave: 'stays-away' and 'one-by-one=1' cannot be combined"],
    [['--behave', 'back=3', '--behave', 'back=4'], "--behave: 'back=3' and 'back=4' cannot be combined"],
    [['--behave', 'no-gi', '--gi-repeat'], "'--behave no-gi' and '--gi-repeat' cannot be combined"],
    [
      ['--behave', 'no-clock', '--clock-every', '3'],
      "'--behave no-clock' and '--clock-every' cannot be combined",
    ],
    [['--behave', 'stays-away', '--reconnect'], "'--behave stays-away' and '--reconnect' cannot be combined"],
    [
      ['--behave', 'fail=3', '--second', 'started'],
      "'--behave fail=3' and '--second started' cannot be combined",
    ],
  ])('%j contradict each other', (words, message) => {
    const { parsed, err } = parse(...words);
    expect(parsed).toEqual({ exitCode: 2 });
    expect(err()).toBe(`error: ${message}\n`);
  });
});

describe('the failure of the active server', () => {
  it('comes once, the given time that RTUs are started after all were away', () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const station = { isConnected: false, isStarted: false, failActive: () => 3 };
    const failed: number[] = [];
    const failure = new ActiveFailure(station, { afterMs: 500, time: 2 }, (count) => failed.push(count));
    const look = (isConnected: boolean, isStarted: boolean) => {
      Object.assign(station, { isConnected, isStarted });
      failure.look();
    };
    look(true, false);
    look(true, true);
    // The switchover within a time: nothing is started, and the standby is connected.
    look(true, false);
    look(true, true);
    vi.advanceTimersByTime(10_000);
    expect(failed).toEqual([]);
    look(false, false);
    look(true, false);
    look(true, true);
    vi.advanceTimersByTime(499);
    expect(failed).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(failed).toEqual([3]);
    expect(failure.closed).toBe(3);
    look(false, false);
    look(true, true);
    vi.advanceTimersByTime(10_000);
    expect(failed).toEqual([3]);
  });
});

describe('the judgement', () => {
  const link = (label: string, closeReason: string, ...codes: (keyof typeof VIOLATION_WORDS)[]) => {
    const violations = new ViolationLog();
    for (const code of codes) violations.add(code, 'detail', 0);
    return { label, closeReason, violations };
  };

  it('counts violations by kind and RTU, the RTU with most first', () => {
    const links = [
      link('A', '', 'T1', 'SEND_NUMBER'),
      link('B', '', 'SEND_NUMBER', 'SEND_NUMBER'),
      // The link of B before it was opened again.
      link('B', 'closed', 'SEND_NUMBER'),
    ];
    expect(judgeViolations(links)).toEqual([
      {
        code: 'SEND_NUMBER',
        what: 'N(S) that was left out, or came again',
        count: 4,
        rtus: [
          { rtu: 'B', count: 3 },
          { rtu: 'A', count: 1 },
        ],
      },
      { code: 'T1', what: 'no answer within t1', count: 1, rtus: [{ rtu: 'A', count: 1 }] },
    ]);
    expect(judgeViolations([link('A', '')])).toEqual([]);
  });

  it('knows the newest violation, though only the first 20 are kept', () => {
    const { violations } = link('A', '', ...Array<'CAUSE'>(20).fill('CAUSE'), 'SEND_NUMBER');
    expect(violations.details).toHaveLength(20);
    expect(violations.last?.code).toBe('SEND_NUMBER');
  });

  it('counts how connections ended, without what the violation was', () => {
    const reason = 'closed by the master: SEND_NUMBER';
    const links = [
      link('A', ''),
      link('B', 'closed by the RTU'),
      link('C', `${reason}, N(S) is 1, expected 0`),
      link('D', `${reason}, N(S) is 7, expected 5`),
    ];
    expect(judgeEndings(links)).toEqual([
      { reason, count: 2 },
      { reason: 'closed by the RTU', count: 1 },
    ]);
  });
});
