/** `iec104rs report build`: a report completed from its JSON. */
import { readFileSync } from 'node:fs';
import { beforeEach, expect, it } from 'vitest';
import { runReportBuild } from '../../src/app/report/build.js';
import { jsonReport } from '../../src/report/json-report.js';
import type { RunReport } from '../../src/report/run-report.js';
import { readPage } from '../report/page-kit.js';
import { report, STARTED_AT } from '../report/report-kit.js';
import { Workspace } from '../support/workspace.js';

let work: Workspace;
beforeEach(() => {
  work = new Workspace();
});

const RUN: RunReport = {
  ...report({ links: [{ at: STARTED_AT, no: 2, name: 'System 2', peer: '127.0.0.1:1', reason: 'T1' }] }),
  schema: 1,
  cover: { title: 'Old', site: 'Nordheim' },
};

async function build(...words: string[]) {
  const said = { out: '', err: '' };
  const sink = (name: 'out' | 'err') => ({ write: (text: string) => (said[name] += text) });
  const code = await runReportBuild(
    words.map((word) => (/\.(json|html|csv)$/.test(word) ? work.path(word) : word)),
    { out: sink('out'), err: sink('err') },
  );
  return { code, ...said };
}

it('puts title page and remarks into page and JSON; what is not said anew stays', async () => {
  work.write('run.json', jsonReport(RUN));
  work.write('remarks.csv', 'about,text,who\nRTU 2,was updated,A\nRun,all fine,B\n');
  const built = await build(
    'run.json',
    '--remarks',
    'remarks.csv',
    '--title',
    'New',
    '--report',
    'day.html',
    '--report',
    'day.json',
  );
  expect(built).toEqual({
    code: 0,
    out: `report: ${work.path('day.html')}\nreport: ${work.path('day.json')}\n`,
    err: '',
  });
  const again = JSON.parse(readFileSync(work.path('day.json'), 'utf8')) as RunReport;
  expect(Object.keys(again).slice(0, 3)).toEqual(['schema', 'program', 'cover']);
  expect(again.cover).toEqual({ title: 'New', site: 'Nordheim' });
  expect(again.remarks?.map(({ about }) => about)).toEqual(['RTU 2', 'Run']);
  const { root } = readPage(readFileSync(work.path('day.html'), 'utf8'));
  expect(root.querySelector('h1')?.textContent).toBe('New');
  const rows = root
    .querySelectorAll('.deviations tr')
    .map(({ children }) => children.map((cell) => cell.textContent));
  expect(rows[1].slice(1)).toEqual([
    'RTU 2 System 2',
    expect.stringContaining('1 connection ended'),
    'was updated (A)',
  ]);
  expect(rows.slice(3)).toEqual([
    ['RTU 2', 'was updated', 'A'],
    ['Run', 'all fine', 'B'],
  ]);
});

it('a row that is wrong is left out and told; the report is written, the exit code is 1', async () => {
  work.write('run.json', jsonReport(RUN));
  work.write('remarks.csv', 'RTU 9,x,A\n');
  const { code, out, err } = await build('run.json', '--remarks', 'remarks.csv', '--report', 'day.html');
  expect([code, out]).toEqual([1, `report: ${work.path('day.html')}\n`]);
  expect(err).toMatch(/remarks\.csv:1 column 1 \(about\): found "RTU 9"/);
});

it.each([
  [['run.json'], 2, /option '--report' is needed/],
  [['run.json', '--report', 'run.json'], 1, /report .*run\.json: the run reads it/],
  [['none.json', '--report', 'day.html'], 1, /^error: .*none\.json: /],
  [['run.csv', '--report', 'day.html'], 1, /run\.csv: this is no JSON/],
])('%j ends with %i', async (words, expected, fault) => {
  work.write('run.json', jsonReport(RUN));
  work.write('run.csv', 'a,b\n');
  const { code, err } = await build(...words);
  expect([code, err]).toEqual([expected, expect.stringMatching(fault)]);
});
