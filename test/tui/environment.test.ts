/** What the environment's variables say of the terminal, of pager and editor. */
import { describe, expect, it } from 'vitest';
import { attributesFor } from '../../src/tui/screen/attributes.js';
import { bundledTerminal, givesMouse, hasUtf8, wantsColours } from '../../src/tui/screen/environment.js';
import { programFor } from '../../src/tui/screen/outside-program.js';
import { STYLE } from '../../src/tui/view/style.js';

it.each([
  [{ LANG: 'en_US.UTF-8' }, true],
  [{ LANG: 'de_DE.utf8' }, true],
  [{ LANG: 'en_US.UTF-8', LC_ALL: 'C' }, false],
  [{ LANG: 'C', LC_CTYPE: 'C.UTF-8' }, true],
  [{ LANG: 'en_US.UTF-8', LC_ALL: '' }, true],
  [{ LANG: 'C' }, false],
  [{}, false],
])('UTF-8 by %j: %s', (environment, expected) => expect(hasUtf8(environment, 'linux')).toBe(expected));

it.each([
  [{}, true],
  [{ NO_COLOR: '' }, true],
  [{ NO_COLOR: '1' }, false],
  [{ TERM: 'vt100' }, false],
])('colours by %j: %s', (environment, expected) => expect(wantsColours(environment)).toBe(expected));

it('gives no style a colour where none is wanted', () => {
  for (const attribute of attributesFor('none')) expect(attribute & 0x3ffff).toBe(0x3ffff);
  expect((attributesFor('many')[STYLE.EDITABLE] ?? 0) & 0x1ff).toBe(229);
});

it.each([
  [{ TERM: 'xterm-256color' }, 'bundled/xterm-256color'],
  [{ TERM: 'tmux-256color' }, 'bundled/xterm-256color'],
  [{ TERM: 'screen' }, 'bundled/xterm'],
  [{ TERM: 'linux' }, 'bundled/linux'],
  [{}, 'bundled/xterm'],
])('describes the terminal of %j as %s', (environment, name) =>
  expect(bundledTerminal(environment, 'linux')).toBe(name),
);

it.each([
  // Windows sets no TERM; Windows Terminal says who it is.
  [{}, 'bundled\\xterm-256color'],
  [{ WT_SESSION: '5f7c' }, 'bundled\\xterm-256color'],
  [{ TERM: 'xterm-256color' }, 'bundled\\xterm-256color'],
  [{ TERM: 'cygwin' }, 'bundled\\xterm'],
  [{ TERM: 'windows-ansi' }, 'bundled\\windows-ansi'],
])('describes the terminal of %j on Windows as %s', (environment, name) =>
  expect(bundledTerminal(environment, 'win32')).toBe(name),
);

it.each([
  ['linux', '1.46.0', true],
  ['win32', '1.50.9', false],
  ['win32', '1.51.0', true],
  ['win32', '2.0.0', true],
] as const)('the mouse on %s with libuv %s: %s', (platform, version, expected) =>
  expect(givesMouse(platform, version)).toBe(expected),
);

describe('a file', () => {
  it.each([
    ['pager', { PAGER: 'less -S' }, ['less', '-S', 'a b.csv']],
    ['pager', {}, ['less', 'a b.csv']],
    ['editor', { EDITOR: 'nano' }, ['nano', 'a b.csv']],
    ['editor', { EDITOR: 'nano', VISUAL: 'code --wait' }, ['code', '--wait', 'a b.csv']],
    ['editor', { EDITOR: ' ' }, ['vi', 'a b.csv']],
    ['editor', { EDITOR: '"/opt/my editor/ed" -x' }, ['/opt/my editor/ed', '-x', 'a b.csv']],
  ] as const)('in the %s of %j', (how, environment, words) =>
    expect(programFor({ how, path: 'a b.csv' }, environment, 'linux')).toEqual({ words, place: 'terminal' }),
  );

  it.each([
    ['pager', {}, ['notepad', 'a b.csv'], 'window'],
    ['editor', { EDITOR: '' }, ['notepad', 'a b.csv'], 'window'],
    [
      'editor',
      { EDITOR: '"C:\\Program Files\\Vim\\vim.exe" -R' },
      ['C:\\Program Files\\Vim\\vim.exe', '-R', 'a b.csv'],
      'terminal',
    ],
  ] as const)('in the %s of %j on Windows', (how, environment, words, place) =>
    expect(programFor({ how, path: 'a b.csv' }, environment, 'win32')).toEqual({ words, place }),
  );
});
