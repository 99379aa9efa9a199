/** The system's refusals in words. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type SystemAction, systemReason } from '../../src/text/system-errors.js';

const fault = (code: string): Error => Object.assign(new Error(`${code}: as the system says it`), { code });

it.each<[string, SystemAction, string]>([
  ['ENOENT', 'read', 'no such file'],
  ['ENOENT', 'write', 'the folder is not there'],
  ['EEXIST', 'write', 'a folder has its name'],
  ['EEXIST', 'folder', 'a file has its name'],
  ['EACCES', 'read', 'no permission to read it'],
  ['EACCES', 'folder', 'no permission'],
  ['EACCES', 'listen', 'may not be opened without privileges (use a port from 1024 on, or run as root)'],
  ['EADDRINUSE', 'listen', 'is in use by another program'],
  ['EADDRNOTAVAIL', 'listen', 'is not an address of this machine'],
  ['EINVAL', 'listen', 'is not complete: a link-local address needs its interface, as in fe80::1%eth0'],
  ['EAFNOSUPPORT', 'listen', 'cannot be opened: this machine has no IPv6'],
  ['EMFILE', 'listen', 'cannot be opened: too many open files (raise the limit; Linux: ulimit -n)'],
  ['EMFILE', 'read', 'too many open files (raise the limit; Linux: ulimit -n)'],
  ['ENOSPC', 'write', 'the disk is full'],
  ['ECONNREFUSED', 'connect', 'connection refused'],
  ['ECONNRESET', 'connect', 'reset by the RTU'],
  ['EAI_AGAIN', 'connect', 'no name server answers'],
  ['EHOSTUNREACH', 'connect', 'no way leads to it'],
  ['ENETUNREACH', 'connect', 'no way leads to its network'],
  ['ETIMEDOUT', 'connect', 'no answer'],
])('%s of an attempt to %s: %s', (code, action, words) => {
  expect(systemReason(fault(code), action)).toBe(words);
});

const HELD = 'another program has it open (close it there, such as in Excel)';

/** With the number that libuv gives a code on Windows, from its `uv/errno.h`. */
const windowsFault = (code: string, errno: number): Error => Object.assign(fault(code), { errno });

it.each<[string, number, SystemAction, string]>([
  [
    'EACCES',
    -4092,
    'listen',
    'may not be opened: Windows keeps it for something else (take another port; netsh int ipv4 show excludedportrange protocol=tcp lists what it keeps)',
  ],
  ['EACCES', -4092, 'read', 'no permission to read it'],
  ['EBUSY', -4082, 'read', HELD],
  ['EBUSY', -4082, 'write', HELD],
  ['EPERM', -4048, 'write', `no permission, or ${HELD}`],
  ['EPERM', -4048, 'read', 'no permission to read it'],
  ['EMFILE', -4066, 'listen', 'cannot be opened: too many open files'],
  ['EMFILE', -4066, 'read', 'too many open files'],
  ['ENOENT', -4058, 'read', 'no such file'],
  ['EADDRINUSE', -4091, 'listen', 'is in use by another program (netstat -ano names its process)'],
])('on Windows %s (%d) of an attempt to %s: %s', (code, errno, action, words) => {
  expect(systemReason(windowsFault(code, errno), action)).toBe(words);
});

it('a code that is not in the table keeps the words of the system', () => {
  expect(systemReason(fault('EIO'), 'read')).toBe('EIO: as the system says it');
  expect(systemReason(fault('ECONNRESET'), 'read')).toBe('ECONNRESET: as the system says it');
  expect(systemReason(new Error('no code'), 'write')).toBe('no code');
  expect(systemReason('thrown', 'write')).toBe('thrown');
});

it('takes the faults of the system itself', () => {
  const why = (attempt: () => void, action: SystemAction): string => {
    try {
      attempt();
    } catch (error) {
      return systemReason(error, action);
    }
    throw new Error('expected a fault');
  };
  const file = new URL(import.meta.url);
  expect(existsSync(file)).toBe(true);
  expect(why(() => readFileSync(new URL('none.csv', file)), 'read')).toBe('no such file');
  expect(why(() => readFileSync(new URL('.', file)), 'read')).toBe('a folder, not a file');
  expect(why(() => mkdirSync(file), 'folder')).toBe('a file has its name');
});
