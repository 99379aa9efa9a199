import { describe, expect, it } from 'vitest';
import { PLAIN_BEHAVIOUR } from '../../src/master/behaviour.js';
import { type MasterOptions, parseMaster } from '../../src/master/master-options.js';

/** Parses a command line; what it prints is collected in `out` and `err`. */
function parse(words: readonly string[]) {
  const text = { out: '', err: '' };
  const sink = (name: 'out' | 'err') => ({
    write: (more: string) => {
      text[name] += more;
    },
  });
  return { parsed: parseMaster(words, { out: sink('out'), err: sink('err') }), text };
}

function options(...words: string[]): MasterOptions {
  const { parsed, text } = parse(words);
  if ('exitCode' in parsed) throw new Error(text.err);
  return parsed.options;
}

describe('the command line', () => {
  it('has the defaults of the standard', () => {
    expect(options()).toEqual({
      ini: 'iec104rs.csv',
      host: '127.0.0.1',
      rtus: Number.POSITIVE_INFINITY,
      gi: false,
      giRepeat: false,
      clockEveryMs: 0,
      switchEveryMs: 0,
      reconnect: false,
      script: [],
      clock: false,
      seconds: 0,
      retryMs: 0,
      commands: [],
      addresses: { order: 'high-first', twoWithDot: 'decimal' },
      json: false,
      judge: false,
      behaviour: PLAIN_BEHAVIOUR,
      parameters: {
        k: 12,
        w: 8,
        t0Ms: 10_000,
        t1Ms: 15_000,
        t2Ms: 10_000,
        t3Ms: 20_000,
        testfrPeriodMs: 0,
        ack: { kind: 'w' },
      },
    });
  });

  it('takes every option', () => {
    const all =
      '-i a.csv --host ::1 -n 3 --gi-repeat --clock --seconds 2.5 -w 4 --k 6 --t1 3 --t2 2 --t3 0 --ack delay:250 ' +
      '--testfr 10 --command 32:5000:45:1:select --command 7:1:C_SE_NA_1:-0.5 --connect-timeout 1 --retry 4 --json';
    expect(options(...all.split(' '))).toMatchObject({
      ini: 'a.csv',
      host: '::1',
      rtus: 3,
      gi: true,
      giRepeat: true,
      clockEveryMs: 0,
      switchEveryMs: 0,
      reconnect: false,
      script: [],
      clock: true,
      seconds: 2.5,
      retryMs: 4000,
      json: true,
      commands: [
        { ca: 32, select: true, command: { typeId: 45, ioa: 5000, value: { scs: 1 } } },
        { ca: 7, select: false, command: { typeId: 48, ioa: 1, value: { nva: -16384 } } },
      ],
      parameters: {
        k: 6,
        w: 4,
        t0Ms: 1000,
        t1Ms: 3000,
        t2Ms: 2000,
        t3Ms: 0,
        testfrPeriodMs: 10_000,
        ack: { kind: 'delay', delayMs: 250 },
      },
    });
  });

  it.each([
    ['--nonsense'],
    ['surplus'],
    ['-i'],
    ['-n', '0'],
    ['-w', '32768'],
    ['--seconds', '-1'],
    ['--t1', 'soon'],
    ['--t1', '5', '--t2', '5'],
    ['--ack', 'delay:'],
    ['--from', 'localhost'],
    ['--script', 'no-such-script.csv'],
    ['--ack', 'sometimes'],
    ['--command', '1:2:45'],
    ['--command', '0:2:45:1'],
    ['--command', '1:2:1:1'],
    ['--command', '1:2:45:2'],
    ['--command', '1:2:45:on'],
    ['--command', '1:2:51:1:select'],
    ['--command', '1:99999999:45:1'],
  ])('refuses %s %s with one line and exit code 2', (...args) => {
    const { parsed, text } = parse(args);
    expect(parsed).toEqual({ exitCode: 2 });
    expect(text.err).toMatch(/^error: [^\n]+\n$/);
  });

  it('reads the addresses of commands by the options of addresses, wherever these stand', () => {
    const words = [
      '--command',
      '101.0:3.2.1:45:1',
      '--address-form',
      'octets',
      '--address-order',
      'low-first',
    ];
    expect(options(...words).commands).toMatchObject([{ ca: 101, command: { ioa: 66051 } }]);
    expect(options('--command', '0-101:1.2.3:46:2', '--from', '127.0.0.2')).toMatchObject({
      from: '127.0.0.2',
      commands: [{ ca: 101, command: { ioa: 66051, value: { dcs: 2 } } }],
    });
  });

  it.each([
    ['1:2:46:4', 'value is 4, expected a whole number 0…3 (1 OFF, 2 ON)'],
    ['1:2:45:2', 'value is 2, expected a whole number 0…1 (0 OFF, 1 ON)'],
    ['1:2:47:x', 'value is x, expected a whole number 0…3 (1 lower, 2 higher)'],
    ['1:2:48:1.5', 'value is 1.5, expected a number −1…1'],
    ['1:2:49:-32769', 'value is -32769, expected a whole number -32768…32767'],
    ['1:2:50:1e39', 'value is 1e39, expected a number that binary32 can hold'],
    ['1:2:51:-1', 'value is -1, expected a whole number 0…4294967295'],
    ['1:99999999:45:1', 'IOA is 99999999, expected 0…16777215, or its octets as in 1.2.3 or 1-2-3'],
    ['1-2-3:1:45:1', 'CA is 1-2-3, expected 1…65535, or its octets as in 0-101'],
  ])('says what is wrong with the command %s', (text, reason) => {
    expect(parse(['--command', text]).text.err).toBe(
      `error: option '--command <command>' argument '${text}' is invalid. command "${text}": ${reason}\n`,
    );
  });

  it('prints its help', () => {
    const { parsed, text } = parse(['--help']);
    expect(parsed).toEqual({ exitCode: 0 });
    expect(text.out).toContain('--gi-repeat');
  });
});
