/** The chapter of the manual that is made from the table of commands. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { COMMANDS } from '../../src/app/commands.js';
import { faultReference } from '../../src/app/fault-reference.js';
import { commandLineReference } from '../../src/app/reference.js';

it('is up to date (npm run docs:reference writes it)', async () => {
  const chapter = readFileSync(new URL('../../docs/manual/command-line.md', import.meta.url), 'utf8');
  expect(await commandLineReference()).toBe(chapter);
});

it('has every command and option once', async () => {
  const chapter = await commandLineReference();
  for (const { load } of COMMANDS) {
    const { specification } = await load();
    expect(chapter.split(`\n## ${specification.name}\n`)).toHaveLength(2);
  }
  const [master] = chapter.split('\n## iec104rs master\n')[1].split('\n## ');
  const { options } = (await COMMANDS.find(({ word }) => word === 'master')?.load())?.specification ?? {
    options: [],
  };
  const rows = master.split('\n').filter((line) => line.startsWith('| `-'));
  expect(rows.map((row) => row.split('`')[1])).toEqual([...options.map(({ flags }) => flags), '-h, --help']);
});

it('names each command once, the simulator first', () => {
  const words = COMMANDS.map(({ word }) => word);
  expect(words[0]).toBe('');
  expect(new Set(words).size).toBe(words.length);
});

it('of faults is up to date as well', () => {
  expect(readFileSync(new URL('../../docs/manual/fault-words.md', import.meta.url), 'utf8')).toBe(
    faultReference(),
  );
});
