/** The sheet of a walk as a page to print: A4, a row for each step with boxes to tick by hand. */
import { countOf, formatNumber } from '../text/format.js';
import { PAGE_STYLE } from './html-style.js';
import { escapeHtml, facts, paragraph, table } from './html-text.js';

/** What stands in the boxes; the others stay empty. */
export const BOXES = ['OK', 'wrong', 'not seen'] as const;

/** The attribute of the page that says how many steps are judged or were sent: a page with 0 can be replaced. */
export const SHEET_PAGE_MARK = 'data-sheet-results';

/** A step, as texts. */
export interface PageStep {
  readonly step: number;
  readonly ioa: number;
  /** Type id. */
  readonly type: number;
  readonly comment: string;
  readonly expected: string;
  /** Time of day when it was sent or asked for; empty: not yet. */
  readonly time: string;
  /** One of `BOXES`, or anything else: nobody has judged it. */
  readonly result: string;
  readonly remark: string;
}

/** The steps of one RTU that follow one another. */
export interface PageGroup {
  readonly rtu: string;
  readonly steps: readonly PageStep[];
}

/** All that the page says. */
export interface SheetPage {
  readonly program: { readonly name: string; readonly version: string };
  /** When the page was written, in local time. */
  readonly written: string;
  /** Path of the ini file. */
  readonly configuration: string;
  /** From when to when, in local time; `undefined`: not yet. */
  readonly walked: string | undefined;
  /** `PASS`, `FAIL` or `NOT JUDGED`; `undefined`: it is to be filled in. */
  readonly verdict: string | undefined;
  readonly groups: readonly PageGroup[];
}

/** Columns before the boxes, and their widths in percent. */
const COLUMNS: readonly {
  readonly head: string;
  readonly width: number;
  readonly cell: (step: PageStep) => string;
}[] = [
  { head: 'Step', width: 5.5, cell: ({ step }) => String(step) },
  { head: 'IOA', width: 9.5, cell: ({ ioa }) => String(ioa) },
  { head: 'Type', width: 5.5, cell: ({ type }) => String(type) },
  { head: 'Comment', width: 18, cell: ({ comment }) => comment },
  { head: 'Expected at the SCADA', width: 18.5, cell: ({ expected }) => expected },
  { head: 'Time', width: 8, cell: ({ time }) => time },
];
const BOX_WIDTH = 4.8;
const SIDES = ['Simulator', 'SCADA'] as const;

/** The page in pieces. It needs no network, no second file, and runs nothing. */
export function* sheetPagePieces(page: SheetPage): Generator<string> {
  const { program, written, groups } = page;
  const title = `Sheet of a walk from end to end, ${written}`;
  yield [
    '<!DOCTYPE html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeHtml(title)}</title>`,
    `<style>${PAGE_STYLE}${SHEET_STYLE}</style>`,
    '</head>',
    `<body ${SHEET_PAGE_MARK}="${countFindings(page)}">`,
    '<h1>Walk from end to end</h1>',
    head(page),
    '',
  ].join('\n');
  for (const group of groups) yield* groupPieces(group);
  yield `${signatures()}\n<footer><p>${escapeHtml(`${program.name} ${program.version}. Times are local.`)}</p></footer>\n</body>\n</html>\n`;
}

function countFindings({ groups }: SheetPage): number {
  const steps = groups.flatMap((group) => group.steps);
  return steps.filter(({ time, result }) => time !== '' || result !== 'not tested').length;
}

function head({ configuration, written, walked, verdict, groups }: SheetPage): string {
  const steps = groups.flatMap((group) => group.steps);
  const rtus = new Set(groups.map(({ rtu }) => rtu)).size;
  const counts = [...BOXES, 'not tested'].map(
    (word) => `${formatNumber(steps.filter(({ result }) => result === word).length)} ${word}`,
  );
  return [
    facts([
      ['Configuration', configuration],
      ['Steps', `${formatNumber(steps.length)}, of ${countOf(rtus, 'RTU')}`],
      ['Written', written],
      ...(walked === undefined ? [] : [['Walked', walked] as const]),
      ['Result', verdict === undefined ? 'to be filled in' : `${verdict}: ${counts.join(', ')}`],
    ]),
    paragraph(
      'One box for each step: OK, the SCADA shows what is expected, or the command came; wrong, something else: say what under Remark; not seen, nothing came.',
      'small',
    ),
  ].join('\n');
}

/** A table for each RTU; its name and the heads stand on every page that it goes over. The remark has the width that is left. */
function* groupPieces({ rtu, steps }: PageGroup): Generator<string> {
  const widths = [...COLUMNS.map(({ width }) => width), ...BOXES.map(() => BOX_WIDTH)];
  const heads = COLUMNS.map(({ head: name }) => `<th scope="col" class="t">${name}</th>`);
  const boxes = BOXES.map((name) => `<th scope="col" class="b">${name}</th>`);
  yield `<table class="steps"><colgroup>${widths.map((width) => `<col style="width: ${width}%">`).join('')}<col></colgroup>`;
  yield `<thead><tr><th class="t rtu" colspan="${widths.length + 1}">${escapeHtml(rtu)}</th></tr>`;
  yield `<tr>${heads.join('')}${boxes.join('')}<th scope="col" class="t">Remark</th></tr></thead><tbody>`;
  for (const step of steps) {
    const cells = COLUMNS.map(({ cell }) => `<td class="t">${escapeHtml(cell(step))}</td>`);
    const ticks = BOXES.map(
      (box) => `<td class="b"><span class="box">${box === step.result ? 'X' : ''}</span></td>`,
    );
    yield `\n<tr>${cells.join('')}${ticks.join('')}<td class="t">${escapeHtml(step.remark)}</td></tr>`;
  }
  yield '\n</tbody></table>\n';
}

function signatures(): string {
  const line = (): string => '';
  const columns = [
    { head: 'Side', text: true as const, cell: (side: string) => side },
    ...['Name', 'Date', 'Signature'].map((name) => ({ head: name, text: true as const, cell: line })),
  ];
  return `<section class="signatures">\n<h2>Tested by</h2>\n${table(columns, SIDES)}\n</section>`;
}

const SHEET_STYLE = `
table.steps { width: 100%; margin: 14px 0; table-layout: fixed; font-size: 0.94em; }
table.steps th.rtu { font-size: 1.1em; padding-top: 10px; border-bottom: 1px solid #888; }
table.steps td { border-bottom: 1px solid #bbb; vertical-align: middle; padding-left: 4px; padding-right: 4px; }
table.steps td.t, table.steps th.t { min-width: 0; padding-left: 4px; padding-right: 4px; }
table.steps td:nth-child(4) { font-size: 0.92em; }
table.steps td:nth-child(6) { font-size: 0.85em; }
table.steps th.b { font-size: 0.78em; }
table.steps .b { text-align: center; padding-left: 0; padding-right: 0; }
.box { display: inline-block; width: 1.05em; height: 1.05em; line-height: 1.05em; border: 1.3px solid #1a1a1a; text-align: center; font-weight: 800; vertical-align: middle; }
.signatures .scroll { overflow: visible; }
.signatures table { width: calc(100% + 24px); border-collapse: separate; border-spacing: 12px 0; margin-left: -12px; }
.signatures th.t { border-bottom: 0; padding-left: 0; }
.signatures td.t { height: 3em; vertical-align: bottom; border-bottom: 1px solid #1a1a1a; padding-left: 0; }
.signatures td.t:first-child { width: 14%; border-bottom: 0; }
@page { size: A4; margin: 14mm 12mm; @bottom-right { content: "Page " counter(page) " of " counter(pages); font: 8pt "Liberation Sans", Arial, sans-serif; color: #555; } }
@media print {
  table.steps { margin: 10pt 0; }
  table.steps td { height: 15pt; }
  .signatures { break-inside: avoid; }
  .signatures td.t { height: 26pt; }
}
`;
