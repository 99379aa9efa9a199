/** Reports read back from JSON: whole, older, newer, and what is none. */
import { expect, it } from 'vitest';
import { htmlReport } from '../../src/report/html-report.js';
import { jsonReport } from '../../src/report/json-report.js';
import { parseReport, readRunReport } from '../../src/report/read-report.js';
import { report, rtu } from './report-kit.js';

it('comes back as it was written, and gives the same page', () => {
  const run = { ...report(), schema: 1, cover: { title: 'A <b>' } };
  const read = parseReport(jsonReport(run));
  expect(read).toEqual({ report: run });
  expect(htmlReport((read as { report: typeof run }).report)).toBe(htmlReport(run));
});

it('of schema 0 is read', () => {
  expect(parseReport(jsonReport(report()))).toEqual({ report: report() });
});

it.each([
  ['[]', /^expected the JSON report of a run$/],
  ['{"schema": 1', /^this is no JSON/],
  ['{"schema": 2}', /^its schema is 2, and this program reads up to 1: a newer version/],
  ['{"schema": "x"}', /^its schema is "x"/],
  ['{}', /expected "program" to be an object$/],
  [jsonReport({ ...report(), rtus: {} as never }), /expected "rtus" to be a list$/],
  // A page would take such a name for finished HTML.
  [
    jsonReport(report({ rtus: [rtu(1, { name: { html: '<script>' } as never })] })),
    /"html" is no key of one$/,
  ],
])('what is none is named: %.20s', (text, fault) => {
  expect(parseReport(text)).toEqual({ fault: expect.stringMatching(fault) });
});

it('a file that is not there is named', () => {
  expect(readRunReport('no-such-run.json')).toEqual({ fault: expect.stringMatching(/^no-such-run\.json: /) });
});
