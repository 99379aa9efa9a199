import { expect, it } from 'vitest';
import { parseNtpServer } from '../../src/coordinator/time/ntp-server-name.js';

it.each([
  ['pool.ntp.org', 'pool.ntp.org', 123],
  ['pool.ntp.org:1123', 'pool.ntp.org', 1123],
  ['10.1.1.15', '10.1.1.15', 123],
  ['127.0.0.1:65535', '127.0.0.1', 65535],
  ['::1', '::1', 123],
  ['2001:db8::7:123', '2001:db8::7:123', 123],
  ['[::1]', '::1', 123],
  ['[fe80::1%eth0]:4123', 'fe80::1%eth0', 4123],
])('%s is %s, port %i', (text, host, port) => {
  expect(parseNtpServer(` ${text} `)).toEqual({ text, host, port });
});

it('takes the default port where the entry names none', () => {
  expect(parseNtpServer('a', 99)?.port).toBe(99);
  expect(parseNtpServer('::1', 99)?.port).toBe(99);
  expect(parseNtpServer('a:5', 99)?.port).toBe(5);
});

it.each(['', ' ', 'a b', 'a:', 'a:0', 'a:65536', 'a:b', ':123', '[::1', '[a]:123', '1::2::3', 'http://a/'])(
  '%j names no server',
  (text) => {
    expect(parseNtpServer(text)).toBeUndefined();
  },
);
