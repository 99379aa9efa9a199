/** The scripts of completion and the man pages that packages carry. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { writeCompletions, writeManPages } from '../../scripts/package/command-files.mjs';
import { Workspace } from '../support/workspace.js';

beforeEach(() => {
  // 2026-11-28 23:59:59 UTC: the day does not depend on the zone of who builds.
  vi.stubEnv('SOURCE_DATE_EPOCH', '1795910399');
  vi.stubEnv('TZ', 'Pacific/Auckland');
});
afterEach(() => vi.unstubAllEnvs());

it('each shell gets its script, bash one for each program', async () => {
  const workspace = new Workspace();
  const names = ['iec104mm2ss.bash', 'iec104rs.bash', 'iec104rs.ps1', 'iec104rs.zsh'];
  expect((await writeCompletions(workspace.path('deep/completions'))).sort()).toEqual(names);
  expect(workspace.list('deep/completions')).toEqual(names);
  expect(workspace.read('deep/completions/iec104rs.zsh')).toMatch(/^#compdef iec104rs /);
  expect(workspace.read('deep/completions/iec104mm2ss.bash')).toBe(
    workspace.read('deep/completions/iec104rs.bash'),
  );
});

it('the man pages bear the one date of the package', async () => {
  const workspace = new Workspace();
  const names = await writeManPages(workspace.path('man'));
  expect(workspace.list('man')).toEqual([...names].sort());
  expect(names).toEqual(expect.arrayContaining(['iec104rs.1', 'iec104mm2ss.1', 'iec104rs-test.1']));
  expect(workspace.read('man/iec104rs.1')).toMatch(/^\.TH IEC104RS 1 2026-11-28 "iec104rs \d+\./);
});
