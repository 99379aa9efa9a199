/** A run whose masters do not come ends, if it was given an end for its wait (`docs/behaviour.md` §10). */
import { expect, it } from 'vitest';
import type { RunReport } from '../../src/report/run-report.js';
import { pointRows, rtuRow, Workspace } from '../support/workspace.js';
import { freePorts } from './free-ports.js';
import { runProgram } from './program.js';

/** Starts the program on three ports that no master comes to, and lets its wait pass. */
async function waitInVain(words: readonly string[]) {
  const ports = await freePorts(3);
  const workspace = new Workspace();
  workspace.write(
    'iec104rs.csv',
    ports.map((port, i) => rtuRow({ no: i + 1, name: `N${i + 1}`, port })),
  );
  workspace.write('data/d.csv', pointRows(1, 3));
  const all = ['--headless', '--send', '1', '--await-timeout', '0.5', ...words];
  const missing = ports.map((port, i) => `RTU ${i + 1} N${i + 1} (port ${port})`).join(', ');
  return { ...(await runProgram(all, workspace.folder)), workspace, missing };
}

it('with exit code 3 and NOT JUDGED, the RTUs by name, and in every report', async () => {
  const reports = ['--report', 'r.json', '--report', 'r.html', '--report', 'r.csv'];
  const { exitCode, output, workspace, missing } = await waitInVain(['--limit', 'lost=0', ...reports]);
  expect(exitCode).toBe(3);
  const why = `3 of 3 RTUs have no master after 0.5 s (--await-timeout), and nothing was sent: ${missing}`;
  expect(output.trimEnd().split('\n')).toEqual([
    'Run       not begun',
    'NOT JUDGED lost at most 0 signals: nothing was sent',
    `Verdict   NOT JUDGED: ${why}`,
  ]);
  const report = JSON.parse(workspace.read('r.json')) as RunReport;
  expect(report).toMatchObject({
    verdict: 'NOT JUDGED',
    notBegun: why,
    sends: [],
    limits: [{ limit: 'lost=0', verdict: 'NOT JUDGED' }],
  });
  expect(report.rtus).toHaveLength(3);
  expect(workspace.read('r.html')).toContain(why);
  expect(workspace.read('r.csv').trimEnd().split('\n')).toHaveLength(4);
});

it('without a limit too, and with fewer masters than are needed', async () => {
  const { exitCode, output, missing } = await waitInVain(['--await-masters', '2']);
  expect(exitCode).toBe(3);
  expect(output).toContain(
    `Verdict   NOT JUDGED: 3 of 3 RTUs have no master after 0.5 s (--await-timeout), 2 with one are needed, and nothing was sent: ${missing}\n`,
  );
});
