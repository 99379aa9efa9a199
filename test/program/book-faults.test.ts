/** Tests of the book with faults on purpose: passed by a front-end that comes back, failed by one that stays away. */
import { describe, expect, it } from 'vitest';
import { bookTest, masterWords, playBook, userFiles } from './book-stage.js';

describe.concurrent.each([
  ['robustness', 'fault-recovery'],
  ['boot-storm', 'fault-recovery'],
])('%s', (name, limit) => {
  const test = bookTest(name);

  it('a good front-end passes', async ({ onTestFinished }) => {
    const workspace = await userFiles(test, onTestFinished);
    const { exitCode, output, json } = await playBook(
      workspace,
      name,
      masterWords(test, workspace),
      onTestFinished,
    );
    expect(output).toContain(`PASS        ${name}`);
    expect([exitCode, json.verdict]).toEqual([0, 'PASS']);
    expect(json.tests[0].caveats.join()).toContain('short form');
  });

  it(`one that stays away misses ${limit}`, async ({ onTestFinished }) => {
    const workspace = await userFiles(test, onTestFinished);
    const { exitCode, json } = await playBook(workspace, name, ['--gi'], onTestFinished);
    expect([exitCode, json.verdict]).toEqual([3, 'FAIL']);
    expect(json.tests[0].why).toContain(limit);
  });
});
