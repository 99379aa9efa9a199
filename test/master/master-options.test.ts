import { describe, expect, it } from 'vitest';
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
      reconnect: false,
      script: [],
      clock: false,
      seconds: 0,
      retryMs: 0,
      commands: [],
      addresses: { order: 'high-first', twoWithDot: 'decimal' },
      json: false,
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

  it('prints its help', () => {
    const { parsed, text } = parse(['--help']);
    expect(parsed).toEqual({ exitCode: 0 });
    expect(text.out).toContain('--gi-repeat');
  });
});
