/** The report of a test book: the tests with their verdicts, then a chapter for each. */
import { countOf, formatDuration, formatInstant } from '../text/format.js';
import { pagePieces, runPieces } from './html-report.js';
import { type Column, escapeHtml, facts, type Html, paragraph, section, table } from './html-text.js';
import type { RunReport } from './run-report.js';
import { verdictWords } from './summary-lines.js';

/** What a test or a whole book came to. */
export type BookVerdict = 'PASS' | 'FAIL' | 'NOT JUDGED';

/** One test that was played. */
export interface BookChapter {
  /** Of its folder, such as `avalanche`. */
  readonly name: string;
  readonly title: string;
  /** What is tested, how the front-end must be set, what passes: a paragraph each, with its heading. */
  readonly words: readonly (readonly [string, string])[];
  readonly verdict: BookVerdict;
  /** Why, in one sentence without a full stop. */
  readonly why: string;
  /** What must be said beside the verdict, such as a short form; empty: nothing. */
  readonly caveats: readonly string[];
  /** `undefined`: it could not be played, or has a sheet. */
  readonly run: RunReport | undefined;
  /** Of a walk from end to end. */
  readonly sheet?: ChapterSheet;
}

/** The sheet of a walk. */
export interface ChapterSheet {
  readonly path: string;
  readonly steps: readonly SheetStep[];
}

/** A row of the sheet, as texts. */
export interface SheetStep {
  readonly step: string;
  readonly rtu: string;
  readonly ioa: string;
  readonly comment: string;
  readonly expected: string;
  /** `OK`, `wrong`, `not seen` or `not tested`. */
  readonly result: string;
  readonly remark: string;
}

/** A book that was played. */
export interface BookReport {
  readonly program: RunReport['program'];
  /** ms of the wall clock. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly configuration: readonly (readonly [string, string])[];
  readonly chapters: readonly BookChapter[];
  /** Names of tests that were not played, because the book was interrupted; and of those that were left out. */
  readonly missing: readonly string[];
  readonly skipped?: readonly string[];
}

/** FAIL if a test failed; else NOT JUDGED if one was not judged, or not played; else PASS. */
export function bookVerdict({ chapters, missing }: Pick<BookReport, 'chapters' | 'missing'>): BookVerdict {
  const verdicts = chapters.map(({ verdict }) => verdict);
  if (verdicts.includes('FAIL')) return 'FAIL';
  return verdicts.includes('NOT JUDGED') || missing.length > 0 || chapters.length === 0
    ? 'NOT JUDGED'
    : 'PASS';
}

/** Verdict and reason of a run; the limits that were missed by their names. */
export function chapterVerdict(run: RunReport): Pick<BookChapter, 'verdict' | 'why'> {
  const missed = run.limits.filter(({ verdict }) => verdict === 'FAIL').map(({ text }) => text);
  if (run.verdict === 'FAIL') return { verdict: 'FAIL', why: missed.join('; ') };
  const verdict = run.verdict === 'PASS' ? 'PASS' : 'NOT JUDGED';
  if (verdict === 'NOT JUDGED') {
    const open = run.limits.filter((limit) => limit.verdict === 'NOT JUDGED').map(({ text }) => text);
    return { verdict, why: run.notBegun ?? (open.length > 0 ? open.join('; ') : verdictWords(run)) };
  }
  return { verdict, why: `all ${countOf(run.limits.length, 'limit')} were kept` };
}

/** Verdict and reason of a walk. */
export function sheetVerdict({ steps }: ChapterSheet): Pick<BookChapter, 'verdict' | 'why'> {
  const count = (result: string): number => steps.filter((step) => step.result === result).length;
  const [wrong, unseen, untested] = [count('wrong'), count('not seen'), count('not tested')];
  const many = countOf(steps.length, 'step');
  if (wrong + unseen > 0)
    return { verdict: 'FAIL', why: `of ${many} ${wrong} wrong, ${unseen} not seen, ${untested} not tested` };
  if (untested > 0 || steps.length === 0)
    return {
      verdict: 'NOT JUDGED',
      why: `of ${many} ${untested} that nobody has judged: tick them off in the sheet`,
    };
  return { verdict: 'PASS', why: `all ${many} are OK` };
}

/** `5 tests: 4 PASS, 1 FAIL, 0 NOT JUDGED`. */
export function bookWords({ chapters, missing }: Pick<BookReport, 'chapters' | 'missing'>): string {
  const counted = (word: BookVerdict) =>
    `${chapters.filter(({ verdict }) => verdict === word).length} ${word}`;
  const parts = [counted('PASS'), counted('FAIL'), counted('NOT JUDGED')];
  if (missing.length > 0) parts.push(`${missing.length} not played`);
  return `${countOf(chapters.length + missing.length, 'test')}: ${parts.join(', ')}`;
}

/** The page in pieces. Needs no network and no second file. */
export function* bookPages(book: BookReport): Generator<string> {
  const verdict = bookVerdict(book);
  const played = book.chapters.filter(({ run }) => run !== undefined);
  const frame = {
    title: `${verdict} ${formatInstant(book.startedAt)}`,
    program: book.program,
    runs: played.map(({ name }) => `-${name}`),
  };
  yield* pagePieces(frame, parts(book, verdict));
}

function* parts(book: BookReport, verdict: BookVerdict): Generator<string | Iterable<string>> {
  yield `<h1>${escapeHtml(`Test book of ${formatInstant(book.startedAt)}`)}</h1>\n`;
  yield `<section class="verdict ${classOf(verdict)}">\n<p class="word">${verdict}</p>\n${paragraph(`${bookWords(book)}.`)}\n`;
  if (book.missing.length > 0) {
    yield paragraph(`Not played, because the book was interrupted: ${book.missing.join(', ')}.`, 'warning');
  }
  const skipped = book.skipped ?? [];
  if (skipped.length > 0) yield paragraph(`Left out on purpose: ${skipped.join(', ')}.`, 'warning');
  yield '</section>\n';
  yield section('The tests', [table(COLUMNS, [...book.chapters.entries()])], 'links');
  yield `\n${section('With what', [
    facts([
      ['Started', formatInstant(book.startedAt)],
      ['Ended', formatInstant(book.endedAt)],
      ...book.configuration,
    ]),
  ])}\n`;
  for (const [at, chapter] of book.chapters.entries()) {
    yield `<article id="${escapeHtml(chapter.name)}">\n<h1>${escapeHtml(`${at + 1}. ${chapter.title}`)}</h1>\n`;
    for (const [heading, text] of chapter.words) {
      yield `<p class="what"><strong>${escapeHtml(heading)}.</strong> ${escapeHtml(text)}</p>\n`;
    }
    // That of the run stands beside its verdict.
    const caveats = chapter.caveats.filter((caveat) => caveat !== chapter.run?.caveat);
    for (const caveat of caveats) yield `${paragraph(`With a caveat: ${caveat}.`, 'caveat')}\n`;
    if (chapter.run !== undefined) yield runPieces(chapter.run, `-${chapter.name}`);
    else {
      yield `<section class="verdict ${classOf(chapter.verdict)}">\n<p class="word">${chapter.verdict}</p>\n`;
      yield `${paragraph(`${chapter.why}.`)}\n</section>\n`;
      if (chapter.sheet !== undefined) yield sheetSection(chapter.sheet);
    }
    yield '</article>\n';
  }
}

/** Steps that are not OK come first; the others are folded. */
function sheetSection({ path, steps }: ChapterSheet): string {
  const open = steps.filter(({ result }) => result !== 'OK');
  const done = steps.filter(({ result }) => result === 'OK');
  const folded =
    done.length === 0
      ? ''
      : `<details><summary>${escapeHtml(`${countOf(done.length, 'step')} OK`)}</summary>${table(SHEET_COLUMNS, done)}</details>`;
  const first = open.length === 0 ? '' : table(SHEET_COLUMNS, open);
  return section('The steps', [paragraph(`All steps are in ${path}.`), first, folded], 'wide');
}

const SHEET_COLUMNS: readonly Column<SheetStep>[] = [
  { head: 'Step', cell: ({ step }) => step },
  { head: 'RTU', text: true, cell: ({ rtu }) => rtu },
  { head: 'IOA', cell: ({ ioa }) => ioa },
  { head: 'Comment', text: true, cell: ({ comment }) => comment },
  { head: 'Expected at the SCADA', text: true, cell: ({ expected }) => expected },
  { head: 'Result', text: true, cell: ({ result }) => result },
  { head: 'Remark', text: true, cell: ({ remark }) => remark },
];

type Row = readonly [number, BookChapter];

const COLUMNS: readonly Column<Row>[] = [
  { head: 'No.', cell: ([at]) => String(at + 1) },
  {
    head: 'Test',
    text: 'short',
    cell: ([, { name, title }]) => ({ html: `<a href="#${escapeHtml(name)}">${escapeHtml(title)}</a>` }),
  },
  { head: 'Verdict', text: 'short', cell: ([, { verdict }]) => mark(verdict) },
  {
    head: 'Why',
    text: true,
    cell: ([, { why, caveats }]) => [why, ...caveats.map((one) => `caveat: ${one}`)].join('; '),
  },
  {
    head: 'Started',
    text: 'short',
    cell: ([, { run }]) =>
      run === undefined || run.notBegun !== undefined ? '–' : formatInstant(run.startedAt),
  },
  {
    head: 'Took',
    text: 'short',
    cell: ([, { run }]) =>
      run === undefined || run.notBegun !== undefined ? '–' : formatDuration(run.endedAt - run.startedAt),
  },
];

function mark(verdict: BookVerdict): Html {
  return { html: `<strong class="${classOf(verdict)}">${verdict}</strong>` };
}

function classOf(verdict: BookVerdict): string {
  return verdict.toLowerCase().replace(' ', '-');
}
