/** The report as one HTML file. */
import { createHash } from 'node:crypto';
import { formatInstant } from '../text/format.js';
import { clockSection, commandTagSection } from './clock-syncs.js';
import { chapters, type SectionMaker } from './document/chapters.js';
import { deviationsSection } from './document/deviations.js';
import { methodSection } from './document/method.js';
import { marginStyle, type PageMargins, type Paper } from './document/page-margins.js';
import { parametersSection } from './document/parameters.js';
import { signaturesSection } from './document/signatures.js';
import { titlePage } from './document/title-page.js';
import { VERDICT_WORDS } from './document/verdict-word.js';
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

/** The same in pieces: a section, or a row of the table of RTUs. `paper`: what it is printed on; absent: what the printer has. */
export function* htmlPieces(report: RunReport, paper?: Paper): Generator<string> {
  const { cover = {}, verdict, startedAt, program } = report;
  const name = cover.title === undefined ? '' : ` ${cover.title}`;
  const title = `${verdict === 'NONE' ? 'Run' : verdict} ${formatInstant(startedAt)}${name}`;
  const { main, appendix } = sectionsOf(report);
  yield* pagePieces({ title, program, margins: { ...marginsOf(report), paper } }, [
    '<main>\n',
    lines(titlePage(report)),
    chapters([...main, () => signaturesSection(report)], appendix),
    '</main>\n',
  ]);
}

/** What is printed in the margins of every page but the first. */
function marginsOf({ cover = {}, startedAt, verdict, configuration }: RunReport): PageMargins {
  const named = [cover.number, cover.title ?? cover.test].filter((text) => text !== undefined).join(' · ');
  return {
    top: named === '' ? `Run of ${formatInstant(startedAt)}` : named,
    topRight: VERDICT_WORDS[verdict],
    bottom: `Configuration ${configuration.hash.slice(0, 16)}`,
  };
}

/** What the head and the foot of a page say. */
export interface PageFrame {
  readonly title: string;
  readonly program: RunReport['program'];
  /** Endings of the ids of each run of the page; absent: one run, without an ending. */
  readonly runs?: readonly string[];
  /** Texts in the margins of printed pages; absent: page numbers alone. */
  readonly margins?: PageMargins;
}

/** A whole page around its parts, with style and script. */
export function* pagePieces(
  { title, program: { name, version }, runs = [], margins = {} }: PageFrame,
  parts: Iterable<string | Iterable<string>>,
): Generator<string> {
  const script = inScript(PAGE_SCRIPT);
  const style = `${PAGE_STYLE}${CHART_STYLE}${marginStyle(margins)}`.replaceAll('</', '<\\/');
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

/** The sections of one run, from its verdict to the shards, as a part of another page. `suffix`: of its ids on the page. */
export function* runPieces(report: RunReport, suffix = ''): Generator<string> {
  const { main, appendix } = sectionsOf(report, suffix);
  for (const make of [...main, ...appendix]) {
    const html = make();
    if (html === '') continue;
    if (typeof html === 'string') yield html;
    else yield* html;
    yield '\n';
  }
}

/** The sections of a run in their order: what a witness reads, and the appendix. */
function sectionsOf(
  report: RunReport,
  suffix = '',
): { readonly main: SectionMaker[]; readonly appendix: SectionMaker[] } {
  return {
    main: [
      () => verdictSection(report),
      () => testedSection(report),
      () => parametersSection(report),
      () => methodSection(report),
      () => bottleneckSection(report),
      () => totalsSection(report),
      () => sendsSection(report),
      () => latencySection(report),
      () => chartsSection(report, suffix),
      () => expectationsSection(report),
      () => faultsSection(report),
      () => switchoverSection(report),
      () => clockSection(report),
      () => commandTagSection(report),
      () => linksSection(report),
      () => deviationsSection(report),
    ],
    appendix: [() => rtusSection(report, suffix), () => shardsSection(report)],
  };
}

function lines(...parts: readonly string[]): string {
  return `${parts.join('\n')}\n`;
}

/** A policy that loads nothing, shows the pictures that are in the page and runs only this script, so that even a text that was not escaped does no harm. */
function policyFor(script: string): string {
  const hash = createHash('sha256').update(script).digest('base64');
  return `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'`;
}

/** The script as a browser hashes it: with LF line ends, and without text that could end the element. */
function inScript(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(/<(?=\/script|!--|script)/gi, '\\x3c');
}
