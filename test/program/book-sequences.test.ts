/** Tests of the book in which points follow each other: passed by a good front-end, failed by a bad one, with what was not met. */
import { describe, expect, it } from 'vitest';
import { bookTest, masterWords, playBook, userFiles } from './book-stage.js';

/** The same command every second, for as long as the book may take to begin and to end. */
function again(command: string): string[] {
  return Array.from({ length: 40 }, (_, second) => `${second + 1},${command}`);
}

describe.concurrent.each([
  // Feeder 3 must keep its load, whenever somebody opens it.
  ['load-shedding', again('23,command,5001:46:1'), 'feeder 3 keeps its load'],
  // The tie is closed before the fault is isolated: the other feeder trips.
  ['flisr', again('34,command,5001:46:2'), 'never trips'],
  // Somebody switches the automation off.
  ['self-healing', again('41,command,5010:45:0'), 'automation stays on'],
])('%s', (name, script, unmet) => {
  const test = bookTest(name);

  it('a good front-end passes', async ({ onTestFinished }) => {
    const workspace = await userFiles(test, onTestFinished);
    const { exitCode, output, lines, json } = await playBook(
      workspace,
      name,
      masterWords(test, workspace),
      onTestFinished,
    );
    expect(lines.join('\n')).toContain(`${name}: ${test.points[0].name} is `);
    expect(output).toContain(`PASS        ${name}`);
    expect([exitCode, json.verdict]).toEqual([0, 'PASS']);
  });

  it(`a bad one does not meet '${unmet}'`, async ({ onTestFinished }) => {
    const workspace = await userFiles(test, onTestFinished);
    const { exitCode, page, json } = await playBook(
      workspace,
      name,
      masterWords(test, workspace, script),
      onTestFinished,
    );
    expect([exitCode, json.verdict]).toEqual([3, 'FAIL']);
    expect(json.tests[0].why).toContain('expected at most 0 not met');
    // Rows that are not met come first.
    expect(page).toMatch(new RegExp(`<td[^>]*>[^<]*${unmet}[^<]*</td>`));
  });
});

it('a front-end that does nothing does not pass FLISR', async () => {
  const test = bookTest('flisr');
  const workspace = await userFiles(test);
  const { json } = await playBook(workspace, 'flisr', ['--gi', '--reconnect']);
  expect(json.verdict).toBe('FAIL');
});
