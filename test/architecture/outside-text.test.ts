/** Text from outside has one way to a terminal and one into a CSV cell; both make it safe (`docs/behaviour.md` §8). */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { lineAt, readSource } from './source-text.js';

const SRC = fileURLToPath(new URL('../../src/', import.meta.url));

/** Files that may name an output of the process: each passes text through `plainLines`, or writes none. */
const OUTPUTS = [
  'app/commands.ts',
  'app/gateway/gateway-options.ts',
  'app/outlive-readers.ts',
  'app/run-command.ts',
  'app/program/event-screen.ts',
  'app/program/has-screen.ts',
  'app/program/standard-output.ts',
  'app/simulate/simulator-options.ts',
  'main.ts',
  'master/command.ts',
  'tui/screen/',
];
/** What else may stand there: a sink that makes text safe, or a property of the stream. */
const SAFE =
  /plainSink\(process\.std(?:out|err)\)|commandProgress\(process\.stderr\)|UnblockedOutput\(process\.std(?:out|err)\)|process\.std(?:out|err)\.(?:on|once|isTTY)\b/g;

const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts'))
  .map((path) => ({ path, code: readSource(readFileSync(`${SRC}${path}`, 'utf8')).code }));

function findAll(pattern: RegExp, allowed: readonly string[], without = /(?!)/g): string[] {
  return sources
    .filter(({ path }) => !allowed.some((name) => path.startsWith(name)))
    .flatMap(({ path, code }) =>
      [...code.replace(without, '').matchAll(pattern)].map(
        (match) => `${path}:${lineAt(code, match.index)} ${match[0]}`,
      ),
    );
}

it('nothing else writes to a terminal', () => {
  expect(findAll(/\bconsole\s*\.|\bprocess\s*\.\s*std(?:out|err)\b/g, OUTPUTS)).toEqual([]);
  // `main.ts` may import nothing; it writes a version.
  expect(findAll(/\bprocess\s*\.\s*std(?:out|err)\b/g, ['tui/screen/', 'main.ts'], SAFE)).toEqual([]);
});

it('no other room quotes cells itself, or guards formulas', () => {
  expect(findAll(/replaceAll\('"', '""'\)|\[=\+/g, ['text/csv-cell.ts'])).toEqual([]);
});

it('a name, a comment and a file name go into a cell only as the text of others', () => {
  expect(findAll(/quoteCell\([^)]*(?:name|comment|file|detail)/gi, [])).toEqual([]);
});
