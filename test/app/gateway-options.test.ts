/** The two command lines of the gateway (`docs/gateway.md` §1). `test/program/gateway-start.test.ts` runs the program itself. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { parseGateway, parseMm2ss } from '../../src/app/gateway/gateway-options.js';

afterEach(() => vi.unstubAllEnvs());

function parse(read: typeof parseGateway, words: readonly string[]) {
  const text = { out: '', err: '' };
  const sink = (name: 'out' | 'err') => ({
    write: (more: string) => {
      text[name] += more;
    },
  });
  return { result: read(words, { out: sink('out'), err: sink('err') }), ...text };
}

function optionsOf(read: typeof parseGateway, words: readonly string[]) {
  const { result, err } = parse(read, words);
  if ('exitCode' in result) throw new Error(err);
  return result.options;
}

describe('iec104rs gateway', () => {
  it('has the defaults of the contract', () => {
    const { shards, ...options } = optionsOf(parseGateway, []);
    expect(shards).toBeGreaterThan(0);
    expect(options).toEqual({
      ini: 'iec104mm2ss.csv',
      ntpUpdateSec: undefined,
      ntpServers: [],
      ntp: 'replace',
      addresses: { twoWithDot: 'decimal', order: 'high-first' },
      log: 'log',
      logSize: undefined,
      logFiles: 10,
      headless: false,
      check: false,
      strict: false,
      setClock: true,
      signalLog: 'none',
      csvForm: undefined,
      api: undefined,
      apiToken: undefined,
      apiTokenFile: undefined,
      apiTokenSource: 'none',
    });
  });

  it('servers of its command line replace those of the file', () => {
    const options = optionsOf(parseGateway, ['-s', 'a', '-s', 'b', '-t', '60', '-i', 'x.csv']);
    expect(options).toMatchObject({ ntpServers: ['a', 'b'], ntpUpdateSec: 60, ini: 'x.csv', ntp: 'replace' });
  });

  it.each([
    [['-n'], "error: unknown option '-n'"],
    [['-t', '0'], "argument '0' is invalid. Expected a whole number 1…86400000."],
    [['x.csv'], 'an ini file is named by -i: -i x.csv'],
    [['-s', 'a', 'b'], 'an ini file is named by -i: -i b'],
    [['--signal-log', 'some'], 'Allowed choices are all, none.'],
    [['--data', 'data'], "error: unknown option '--data'"],
    [['--web'], "error: the gateway has no live page: '--web' is an option of the simulator"],
    [['--view-token=x'], "error: the gateway has no live page: '--view-token' is an option of the simulator"],
    [['--api-token', 'x'], "error: option '--api-token' needs '--api'"],
    [['--api', '0.0.0.0:1'], 'which others can reach'],
  ])('refuses %j in one line', (words, error) => {
    const { result, out, err } = parse(parseGateway, words);
    expect(result).toEqual({ exitCode: 2 });
    expect(out).toBe('');
    expect(err).toContain(error);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });
});

describe('iec104mm2ss', () => {
  it.each([
    [
      ['-s', 'a', 'b', 'c'],
      ['a', 'b', 'c'],
    ],
    [
      ['-s', 'a', 'b', '-s', 'c', '-i', 'x.csv'],
      ['a', 'b', 'c'],
    ],
    [
      ['--ntp_server', 'a', 'b'],
      ['a', 'b'],
    ],
    [[], []],
  ])('takes servers as %j', (words, ntpServers) => {
    expect(optionsOf(parseMm2ss, words)).toMatchObject({ ntpServers, ntp: 'join' });
  });

  it.each(['-n', '--nogui', '-c', '--service', '--headless'])('%s: no dashboard', (word) => {
    expect(optionsOf(parseMm2ss, [word]).headless).toBe(true);
    expect(optionsOf(parseMm2ss, []).headless).toBe(false);
  });

  it('as a service, paths are those of the folder of the ini file', () => {
    vi.stubEnv('IEC104RS_API_TOKEN', '');
    const words = ['-i', '/etc/gw/north.csv', '--api', '127.0.0.1:8080', '--api-token-file', 'token'];
    expect(optionsOf(parseMm2ss, ['-c', ...words])).toMatchObject({
      ini: '/etc/gw/north.csv',
      log: '/etc/gw/log',
      apiTokenFile: '/etc/gw/token',
    });
    expect(optionsOf(parseMm2ss, words)).toMatchObject({ log: 'log', apiTokenFile: 'token' });
    expect(optionsOf(parseMm2ss, ['-c', ...words, '--log', '/var/log/gw'])).toMatchObject({
      log: '/var/log/gw',
    });
  });

  it('has the six options of the original in its help, and the others too', () => {
    const { result, out } = parse(parseMm2ss, ['-h']);
    expect(result).toEqual({ exitCode: 0 });
    for (const flags of ['-h,', '-i,', '-t,', '-s,', '-n, --nogui', '-c, --service', '--api <', '--check']) {
      expect(out).toContain(flags);
    }
  });

  it.each([
    [['-s', '-n'], "argument '-n' is invalid. Expected the name or address of a server."],
    [['-n', '-s'], "option '-s, --ntp_server <host...>' argument missing"],
  ])('refuses %j', (words, error) => {
    const { result, err } = parse(parseMm2ss, words);
    expect(result).toEqual({ exitCode: 2 });
    expect(err).toContain(error);
  });
});
