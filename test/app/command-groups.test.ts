/** Commands of one word and of two. */
import { expect, it } from 'vitest';
import type { Command } from '../../src/app/command.js';
import { findCommand, groupHelp, groupsOf } from '../../src/app/command-groups.js';

const COMMANDS: readonly Command[] = ['', 'report', 'report build', 'report diff', 'compare'].map((word) => ({
  word,
  summary: `what ${word} does`,
  load: () => Promise.reject(new Error('not loaded')),
}));

it.each([
  ['report build run.json', 'report build'],
  ['report run.json', 'report'],
  ['report', 'report'],
  ['report diff', 'report diff'],
  ['compare build', 'compare'],
  ['build', undefined],
  ['reports build', undefined],
])('%s is %s: most words win', (line, word) => {
  expect(findCommand(COMMANDS, line.split(' '))?.word).toBe(word);
});

it('those of two words have a list by their first', () => {
  const [group, ...more] = groupsOf(COMMANDS);
  expect(more).toEqual([]);
  expect([group.word, group.members.map(({ second }) => second)]).toEqual(['report', ['build', 'diff']]);
  expect(groupHelp(group).split('\n')).toEqual([
    'Commands; each has its own --help:',
    '  iec104rs report build  what report build does',
    '  iec104rs report diff   what report diff does',
    '',
  ]);
});
