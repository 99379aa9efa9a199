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
  ['EMFILE', 'listen', 'cannot be opened: too many open files (raise the limit, ulimit -n)'],
  ['EMFILE', 'read', 'too many open files (raise the limit, ulimit -n)'],
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
