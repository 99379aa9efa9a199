/** Files and exit codes of the program on Windows. */
import { describe, expect, it } from 'vitest';
import { PROJECT, runWine } from '../support/wine.js';
import { Workspace } from '../support/workspace.js';

describe('--check on Windows', () => {
  it('finds all of the sample, and names its files as Windows does', async () => {
    const { exitCode, lines } = await runWine(['--check'], PROJECT);
    expect(exitCode).toBe(0);
    expect(lines).toContain(
      'note: data\\substation-20kv.csv:934 begins with !: no interrogation reports the 4 rows below it',
    );
    expect(lines.at(-1)).toBe('iec104rs.csv: 153 RTUs, 3 IOA files with 2,247 signals; 0 errors, 0 warnings');
  });

  it('is exit code 1 for files that are not there, and 2 for a word that is no option', async () => {
    const { folder } = new Workspace();
    const missing = await runWine(['--check', '-i', 'missing.csv'], folder);
    expect(missing.exitCode).toBe(1);
    expect(missing.lines[0]).toBe('missing.csv: found "no such file", expected a readable CSV file');
    expect((await runWine(['--nonsense'], folder)).exitCode).toBe(2);
    expect((await runWine(['nonsense'], folder)).exitCode).toBe(2);
  });
});
