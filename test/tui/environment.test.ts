/** What the environment's variables say of the terminal, of pager and editor. */
import { describe, expect, it } from 'vitest';
import { attributesFor } from '../../src/tui/screen/attributes.js';
import { bundledTerminal, hasUtf8, wantsColours } from '../../src/tui/screen/environment.js';
import { commandFor } from '../../src/tui/screen/outside-program.js';
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

describe('a file', () => {
  it.each([
    ['pager', { PAGER: 'less -S' }, ['less', '-S', 'a b.csv']],
    ['pager', {}, ['less', 'a b.csv']],
    ['editor', { EDITOR: 'nano' }, ['nano', 'a b.csv']],
    ['editor', { EDITOR: 'nano', VISUAL: 'code --wait' }, ['code', '--wait', 'a b.csv']],
    ['editor', { EDITOR: ' ' }, ['vi', 'a b.csv']],
  ] as const)('in the %s of %j', (how, environment, words) =>
    expect(commandFor({ how, path: 'a b.csv' }, environment, 'linux')).toEqual(words),
  );
});
