/** How an option is typed, from its flags. */
import { expect, it } from 'vitest';
import { argumentForm, optionForm, withChoices } from '../../src/command-line/option-form.js';

it.each([
  [{ flags: '--headless' }, { names: ['--headless'] }],
  [{ flags: '-V, --version' }, { names: ['-V', '--version'] }],
  [
    { flags: '-i, --ini <file>' },
    { names: ['-i', '--ini'], value: { name: 'file', kind: 'file', words: [] } },
  ],
  [{ flags: '--data <dir>' }, { names: ['--data'], value: { name: 'dir', kind: 'folder', words: [] } }],
  [
    { flags: '--send <index[:seconds]>' },
    { names: ['--send'], value: { name: 'index[:seconds]', kind: 'text', words: [] } },
  ],
  [{ flags: '--port <n, n>' }, { names: ['--port'], value: { name: 'n, n', kind: 'text', words: [] } }],
  [
    { flags: '--csv <form>', choices: ['plain', 'excel'] },
    { names: ['--csv'], value: { name: 'form', kind: 'words', words: ['plain', 'excel'] } },
  ],
  [
    { flags: '--limit <name=value>', words: ['lost='] },
    { names: ['--limit'], value: { name: 'name=value', kind: 'words', words: ['lost='] } },
  ],
  [
    { flags: '--skip <test>', words: () => ['flisr'] },
    { names: ['--skip'], value: { name: 'test', kind: 'words', words: ['flisr'] } },
  ],
])('%j', (option, form) => {
  expect(optionForm(option)).toEqual(form);
});

it.each([
  [{ name: 'dir', text: '' }, 'folder'],
  [{ name: 'file', text: '' }, 'file'],
  [{ name: 'sent', text: '', path: 'file' as const }, 'file'],
  [{ name: 'shell', text: '', choices: ['bash'] }, 'words'],
  [{ name: 'name', text: '' }, 'text'],
])('the argument %j is a %s', (argument, kind) => {
  expect(argumentForm(argument).kind).toBe(kind);
});

it('a text has its choices and its default behind it', () => {
  expect(withChoices({ text: 'a form', choices: ['a', 'b'], fallback: 'a' })).toBe(
    'a form (one of a, b; default: a)',
  );
  expect(withChoices({ text: 'threads', fallback: 8, fallbackText: 'one per processor' })).toBe(
    'threads (default: one per processor)',
  );
  expect(withChoices({ text: 'plain' })).toBe('plain');
});
