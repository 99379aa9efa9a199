/** A path as one word of a command that people type. */
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { shellWord } from '../../src/text/shell-word.js';

describe('for a POSIX shell', () => {
  it.each([
    ['/home/me/my-rtus/iec104rs.csv', '/home/me/my-rtus/iec104rs.csv'],
    ['/home/müller/rtü', '/home/müller/rtü'],
    ['/home/me/my rtus', '"/home/me/my rtus"'],
    ["it's (mine)", '"it\'s (mine)"'],
    ['a $HOME', "'a $HOME'"],
    ["a $HOME's", "'a $HOME'\\''s'"],
    ['~', '"~"'],
    ['a&b', '"a&b"'],
  ])('%s is %s', (text, expected) => {
    expect(shellWord(text, 'posix')).toBe(expected);
  });

  it
    .skipIf(process.platform === 'win32')
    .each(['a b', "it's", 'a "b" c', '$HOME `id` !1 \\ x', 'ü*?[a]', '#a', 'a;b|c&d<e>f(g){h}'])(
    'the shell reads %s as it is',
    (text) => {
      expect(
        execFileSync('/bin/sh', ['-c', `printf %s ${shellWord(text, 'posix')}`], { encoding: 'utf8' }),
      ).toBe(text);
    },
  );
});

it.each([
  ['C:\\my-rtus\\iec104rs.csv', 'C:\\my-rtus\\iec104rs.csv'],
  ['C:\\Users\\Jörg Müller\\rtus', '"C:\\Users\\Jörg Müller\\rtus"'],
  ['C:\\a&b', '"C:\\a&b"'],
])('for Windows %s is %s', (text, expected) => {
  expect(shellWord(text, 'windows')).toBe(expected);
});
