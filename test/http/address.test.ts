/** `--api HOST:PORT` and `--api-token` on the command line. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { parseSimulator } from '../../src/app/simulate/simulator-options.js';
import { formatApiAddress, isLoopback, parseApiAddress } from '../../src/http/address.js';

describe('an address', () => {
  it.each([
    ['127.0.0.1:8080', '127.0.0.1', 8080],
    ['[::1]:80', '::1', 80],
    ['[2001:db8::1]:65535', '2001:db8::1', 65535],
    ['localhost:0', 'localhost', 0],
    ['rtu-sim.example.:8080', 'rtu-sim.example.', 8080],
    ['0.0.0.0:1', '0.0.0.0', 1],
  ])('%s', (text, host, port) => {
    expect(parseApiAddress(text)).toEqual({ host, port });
    expect(formatApiAddress({ host, port })).toBe(text);
  });

  it.each([
    '',
    '8080',
    ':8080',
    '127.0.0.1',
    '127.0.0.1:',
    '127.0.0.1:x',
    '127.0.0.1:65536',
    '127.0.0.1:-1',
    '127.0.0.1:1e3',
    '::1:8080',
    '[::1]',
    '[127.0.0.1]:80',
    '1.2.3:80',
    '256.0.0.1:80',
    'a b:80',
    'http://127.0.0.1:80',
  ])('%s is none', (text) => {
    expect(parseApiAddress(text)).toBeUndefined();
  });

  it.each([
    ['127.0.0.1', true],
    ['127.8.9.10', true],
    ['::1', true],
    ['0:0:0:0:0:0:0:1', true],
    ['localhost', true],
    ['LOCALHOST.', true],
    ['0.0.0.0', false],
    ['::', false],
    ['10.0.0.1', false],
    ['128.0.0.1', false],
    ['localhost.example', false],
    ['rtu-sim', false],
  ])('%s is on loopback: %s', (host, loopback) => {
    expect(isLoopback(host)).toBe(loopback);
  });
});

describe('the command line', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  });

  function parse(...words: string[]) {
    const lines: string[] = [];
    vi.spyOn(console, 'error').mockImplementation((line) => lines.push(String(line)));
    vi.spyOn(process.stderr, 'write').mockImplementation((line) => lines.push(String(line).trimEnd()) > 0);
    return { result: parseSimulator(words), lines };
  }

  it('opens no API by default', () => {
    vi.stubEnv('IEC104RS_API_TOKEN', 'abc');
    expect(parse().result).toMatchObject({ options: { api: undefined } });
  });

  it('needs no token on loopback, but takes one', () => {
    vi.stubEnv('IEC104RS_API_TOKEN', '');
    const api = { host: '::1', port: 8080 };
    expect(parse('--api', '[::1]:8080').result).toMatchObject({ options: { api, apiToken: undefined } });
    expect(parse('--api', '[::1]:8080', '--api-token', 'abc').result).toMatchObject({
      options: { apiToken: 'abc' },
    });
  });

  it('needs a token on other addresses, from an option or the environment', () => {
    vi.stubEnv('IEC104RS_API_TOKEN', '');
    expect(parse('--api', '0.0.0.0:8080')).toEqual({
      result: { exitCode: 2 },
      lines: [
        "error: option '--api' on 0.0.0.0, which others can reach, needs '--api-token-file' (or IEC104RS_API_TOKEN)",
      ],
    });
    vi.stubEnv('IEC104RS_API_TOKEN', 'from-env');
    expect(parse('--api', '0.0.0.0:8080').result).toMatchObject({ options: { apiToken: 'from-env' } });
    const both = parse('--api', '0.0.0.0:8080', '--api-token', 'given');
    expect(both.result).toMatchObject({ options: { apiToken: 'given' } });
  });

  it.each([
    [['--api', '8080']],
    [['--api-token', 'abc']],
    [['--api', '127.0.0.1:1', '--api-token', '']],
    [['--api', '127.0.0.1:1', '--api-token', 'a b']],
  ])('%j is a usage error of one line', (words) => {
    vi.stubEnv('IEC104RS_API_TOKEN', '');
    const { result, lines } = parse(...words);
    expect(result).toEqual({ exitCode: 2 });
    expect(lines).toHaveLength(1);
  });

  it('refuses an odd token from the environment', () => {
    vi.stubEnv('IEC104RS_API_TOKEN', 'ä');
    expect(parse('--api', '127.0.0.1:1').result).toEqual({ exitCode: 2 });
  });
});
