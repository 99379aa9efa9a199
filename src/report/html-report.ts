/** The report as one HTML file. */
import { createHash } from 'node:crypto';
import { formatInstant } from '../text/format.js';
import { clockSection, commandTagSection } from './clock-syncs.js';
import { expectationsSection } from './expectations.js';
import { faultsSection } from './faults-section.js';
import { chartsSection } from './html-charts.js';
import { latencySection, linksSection, sendsSection, shardsSection, totalsSection } from './html-figures.js';
import { bottleneckSection, testedSection, verdictSection } from './html-head.js';
import { rtusSection } from './html-rtus.js';
import { PAGE_SCRIPT } from './html-script.js';
import { PAGE_STYLE } from './html-style.js';
import { escapeHtml } from './html-text.js';
import type { RunReport } from './run-report.js';
import { CHART_STYLE } from './svg/chart-style.js';
import { switchoverSection } from './switchovers.js';

/**
 * The report as HTML that needs no network and no second file: the verdict, the facts about the test, the bottleneck; then
 * the figures, down to each RTU. Times are local, with their distance from UTC.
 */
export function htmlReport(report: RunReport): string {
  return [...htmlPieces(report)].join('');
}

/** The same in pieces: a section, or a row of the table of RTUs. */
export function* htmlPieces(report: RunReport): Generator<string> {
  const title = `${report.verdict === 'NONE' ? 'Run' : report.verdict} ${formatInstant(report.startedAt)}`;
  yield* pagePieces({ title, program: report.program }, [
    lines(`<h1>${escapeHtml(`Run of ${formatInstant(report.startedAt)}`)}</h1>`),
    runPieces(report),
  ]);
}

/** What the head and the foot of a page say. */
export interface PageFrame {
  readonly title: string;
  readonly program: RunReport['program'];
  /** Endings of the ids of each run of the page; absent: one run, without an ending. */
  readonly runs?: readonly string[];
}

/** A whole page around its parts, with style and script. */
export function* pagePieces(
  { title, program: { name, version }, runs = [] }: PageFrame,
  parts: Iterable<string | Iterable<string>>,
): Generator<string> {
  const script = inScript(PAGE_SCRIPT);
  const style = `${PAGE_STYLE}${CHART_STYLE}`.replaceAll('</', '<\\/');
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
    runs.length === 0 ? '<body>' : `<body data-runs="${escapeHtml(runs.join(' '))}">`,
  );
  for (const part of parts) {
    if (typeof part === 'string') yield part;
    else yield* part;
  }
  yield lines(
    `<footer><p>${escapeHtml(`${name} ${version}. Times are local, with their distance from UTC.`)}</p></footer>`,
    `<script>${script}</script>`,
    '</body>',
    '</html>',
  );
}

/** The sections of one run, from its verdict to the shards. `suffix`: of its ids on the page. */
export function* runPieces(report: RunReport, suffix = ''): Generator<string> {
  yield lines(
    verdictSection(report),
    testedSection(report),
    bottleneckSection(report),
    totalsSection(report),
  );
  yield lines(sendsSection(report));
  yield lines(latencySection(report));
  yield lines(chartsSection(report, suffix));
  yield* rtusSection(report, suffix);
  yield '\n';
  yield lines(
    expectationsSection(report),
    faultsSection(report),
    switchoverSection(report),
    clockSection(report),
    commandTagSection(report),
    linksSection(report),
    shardsSection(report),
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
