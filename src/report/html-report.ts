/** The report as one HTML file. */
import { createHash } from 'node:crypto';
import { formatInstant } from '../text/format.js';
import type { ChartLibrary } from './chart-library.js';
import { clockSection } from './clock-syncs.js';
import { faultsSection } from './faults-section.js';
import { chartsSection } from './html-charts.js';
import { latencySection, linksSection, sendsSection, shardsSection, totalsSection } from './html-figures.js';
import { bottleneckSection, testedSection, verdictSection } from './html-head.js';
import { rtusSection } from './html-rtus.js';
import { PAGE_SCRIPT } from './html-script.js';
import { PAGE_STYLE } from './html-style.js';
import { escapeHtml } from './html-text.js';
import type { RunReport } from './run-report.js';
import { switchoverSection } from './switchovers.js';

/**
 * The report as HTML that needs no network and no second file: the verdict, the facts about the test, the bottleneck; then
 * the figures, down to each RTU. Times are local, with their distance from UTC. Without `charts` there are only tables.
 */
export function htmlReport(report: RunReport, charts?: ChartLibrary): string {
  return [...htmlPieces(report, charts)].join('');
}

/** The same in pieces: a section, or a row of the table of RTUs. */
export function* htmlPieces(report: RunReport, charts?: ChartLibrary): Generator<string> {
  const script = inScript(`${charts?.script ?? ''}\n${PAGE_SCRIPT}`);
  const style = `${charts?.style ?? ''}\n${PAGE_STYLE}`.replaceAll('</', '<\\/');
  const title = `${report.verdict === 'NONE' ? 'Run' : report.verdict} ${formatInstant(report.startedAt)}`;
  const { name, version } = report.program;
  yield lines(
    '<!DOCTYPE html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policyFor(script)}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeHtml(`${title}, ${name}`)}</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    `<h1>${escapeHtml(`Run of ${formatInstant(report.startedAt)}`)}</h1>`,
    verdictSection(report),
    testedSection(report),
    bottleneckSection(report),
    totalsSection(report),
  );
  yield lines(sendsSection(report));
  yield lines(latencySection(report));
  yield lines(chartsSection(report, charts === undefined ? 'tables' : 'drawn'));
  yield* rtusSection(report);
  yield '\n';
  yield lines(
    faultsSection(report),
    switchoverSection(report),
    clockSection(report),
    linksSection(report),
    shardsSection(report),
    `<footer><p>${escapeHtml(`${name} ${version}. Times are local, with their distance from UTC.`)}` +
      `${charts === undefined ? '' : ' Charts: uPlot, MIT License; its text is in the source of this page.'}</p></footer>`,
    `<script>${script}</script>`,
    '</body>',
    '</html>',
  );
}

function lines(...parts: readonly string[]): string {
  return `${parts.join('\n')}\n`;
}

/** A policy that loads nothing and runs only this script, so that even a text that was not escaped does no harm. */
function policyFor(script: string): string {
  const hash = createHash('sha256').update(script).digest('base64');
  return `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
}

/** The script as a browser hashes it: with LF line ends, and without text that could end the element. */
function inScript(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(/<(?=\/script|!--|script)/gi, '\\x3c');
}
