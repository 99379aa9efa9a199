/** The lists as one page: for the screen and for A4 paper, without scripts. */
import { escapeHtml, paragraph } from '../report/html-text.js';
import { countOf } from '../text/format.js';
import { remarksOf } from './build-list.js';
import { FORM, NOT_USED } from './form.js';
import type { FormPart, FormSection, SettingEntry } from './form-entries.js';
import { type InteroperabilityList, MARK_WORDS, type Mark, type Subject } from './list.js';
import type { DocumentHead } from './list-file.js';
import { causeTable } from './page-causes.js';
import { LIST_STYLE } from './page-style.js';
import { TYPE_GROUPS } from './type-lines.js';

const TITLE = 'Interoperability list';
/** Nothing is loaded and nothing runs. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** The page in pieces. */
export function* listPieces(head: DocumentHead, lists: readonly InteroperabilityList[]): Generator<string> {
  const [first] = lists;
  const title = lists.length === 1 ? `${TITLE}, ${titleOf(first)}` : TITLE;
  yield `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${LIST_STYLE}</style>
</head>
<body>
<header>
<h1>${TITLE}</h1>
<p class="under">IEC 60870-5-104, controlled station</p>
${paragraph(NOTICE, 'notice')}
${factsTable(head)}
${legend()}
</header>
<main>
`;
  if (lists.length > 1) yield contents(lists);
  for (const [at, list] of lists.entries()) yield* articlePieces(list, at, lists.length);
  const { name, version } = head.program;
  yield `</main>\n<footer>${paragraph(`${name} ${version}. ${NOTICE}`)}</footer>\n</body>\n</html>\n`;
}

const NOTICE =
  'Made by the program from its own configuration: it says what the simulated RTU does. It is no certificate, and no test stands behind it.';

function factsTable({ program, made, source }: DocumentHead): string {
  const rows = [
    ['Configuration', source],
    ['Made', made],
    ['Program', `${program.name} ${program.version}`],
  ];
  const lines = rows.map(
    ([name, value]) => `<tr><th scope="row">${escapeHtml(name)}</th><td>${escapeHtml(value)}</td></tr>`,
  );
  return `<table class="facts"><tbody>${lines.join('')}</tbody></table>`;
}

function legend(): string {
  const marks: readonly Mark[] = ['X', 'R', 'B', '', 'black'];
  const words = { ...MARK_WORDS, X: 'used in the standard direction' };
  const items = marks.map((mark) => `<li>${boxOf(mark)}<span>${escapeHtml(words[mark])}</span></li>`);
  return `<h2 class="small">What the boxes say</h2>\n<ul class="boxes legend">${items.join('')}</ul>
${paragraph('What stands where follows the lists that vendors publish. Which causes a type may have is our reading of public implementations; the text of the standard was not at hand.', 'note')}`;
}

/** A box as text, with words for whoever does not see it. */
function boxOf(mark: Mark): string {
  const sign = { X: '☒', R: 'R', B: 'B', '': '☐', black: '■' }[mark];
  const letter = mark === 'R' || mark === 'B' ? ' class="letter"' : '';
  return `<b role="img" aria-label="${escapeHtml(MARK_WORDS[mark])}"${letter}>${sign}</b>`;
}

function titleOf({ subjects }: InteroperabilityList): string {
  const [first] = subjects;
  const more = subjects.length - 1;
  const name = first === undefined ? 'an RTU' : `RTU ${first.no} ${first.name}`;
  return more > 0 ? `${name} and ${countOf(more, 'other')}` : name;
}

function contents(lists: readonly InteroperabilityList[]): string {
  const items = lists.map((list, at) => {
    const count = countOf(list.subjects.length, 'RTU');
    return `<li><a href="#list-${at + 1}">${escapeHtml(titleOf(list))}</a> <span class="dim">${count}</span></li>`;
  });
  const total = lists.reduce((sum, { subjects }) => sum + subjects.length, 0);
  return `<nav>\n<h2>Lists</h2>
${paragraph(`${countOf(total, 'RTU')} with ${countOf(lists.length, 'different list')}. RTUs that differ in name, address, port and masters alone share one.`)}
<ol>${items.join('\n')}</ol>\n</nav>\n`;
}

function* articlePieces(list: InteroperabilityList, at: number, of: number): Generator<string> {
  yield `<article id="list-${at + 1}">\n<h2>${of > 1 ? `List ${at + 1}: ` : ''}${escapeHtml(titleOf(list))}</h2>\n`;
  yield rtuTable(list.subjects);
  let number = 0;
  for (const section of FORM.before) yield sectionOf(section, ++number, list);
  yield typeSection(++number, list);
  yield causeSection(++number, list);
  for (const section of FORM.behind) yield sectionOf(section, ++number, list);
  yield `<section>\n<h3>${++number} Remarks</h3>\n<ul>${remarksOf(list)
    .map((text) => `<li>${escapeHtml(text)}</li>`)
    .join('\n')}</ul>\n</section>\n</article>\n`;
}

function rtuTable(subjects: readonly Subject[]): string {
  const rows = subjects.map(({ no, name, rtuNumber, bind, port, hosts, ioFile }) => {
    const cells = [
      String(no),
      name,
      String(rtuNumber),
      bind === '' ? 'all' : bind,
      String(port),
      hosts.length === 0 ? 'any' : hosts.join(', '),
      ioFile,
    ];
    return `<tr>${cells.map(rtuCell).join('')}</tr>`;
  });
  const heads = ['RTU', 'Name', 'CA', 'Address', 'Port', 'Masters', 'IOA file'];
  return `<div class="scroll" tabindex="0" role="region" aria-label="RTUs"><table class="rtus"><thead><tr>${heads
    .map((head) => `<th scope="col">${head}</th>`)
    .join('')}</tr></thead><tbody>${rows.join('\n')}</tbody></table></div>
${paragraph('The usual port number is 2404.', 'note')}\n`;
}

/** Short texts stay on one line, so that the list of masters takes the room that is left. */
function rtuCell(text: string, column: number): string {
  const isShort = column !== MASTERS_COLUMN && text.length <= 32;
  return `<td${isShort ? ' class="s"' : ''}>${escapeHtml(text)}</td>`;
}

/** Counted from 0. */
const MASTERS_COLUMN = 5;

function sectionOf({ title, note, parts }: FormSection, number: number, list: InteroperabilityList): string {
  const head = `<section>\n<h3>${number} ${escapeHtml(title)}</h3>\n`;
  const about = note === undefined ? '' : `${paragraph(note, 'note')}\n`;
  return `${head}${about}${parts.map((part) => partOf(part, list)).join('')}</section>\n`;
}

function partOf({ title, note, boxes = [], settings = [] }: FormPart, list: InteroperabilityList): string {
  const pieces = [title === '' ? '' : `<h4>${escapeHtml(title)}</h4>`];
  if (note !== undefined) pieces.push(paragraph(note, 'note'));
  if (boxes.length > 0) {
    const short = boxes.length > 8 && boxes.every(({ text }) => text.length < 12);
    pieces.push(
      boxList(
        boxes.map(({ box, text }) => [list.boxes[box] ?? '', text] as const),
        short,
      ),
    );
  }
  if (settings.length > 0) pieces.push(settingTable(settings, list));
  return `<div class="part">${pieces.join('\n')}</div>\n`;
}

function boxList(entries: readonly (readonly [mark: Mark, text: string])[], short = false): string {
  const items = entries.map(
    ([mark, text]) =>
      `<li${isUsed(mark) ? ' class="on"' : ''}>${boxOf(mark)}<span>${escapeHtml(text)}</span></li>`,
  );
  return `<ul class="boxes${short ? ' short' : ''}">${items.join('\n')}</ul>`;
}

function isUsed(mark: Mark): boolean {
  return mark !== '' && mark !== 'black';
}

function settingTable(settings: readonly SettingEntry[], list: InteroperabilityList): string {
  const rows = settings.map(({ setting, text, usual, unit, remark = '' }) => {
    const value = list.settings[setting] ?? '';
    const words = [text, withUnit(usual, unit), withUnit(value, unit), remark];
    return `<tr>${words.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`;
  });
  return `<div class="scroll"><table class="settings"><thead><tr><th scope="col">Parameter</th><th scope="col">Usual</th><th scope="col">Selected</th><th scope="col">Remark</th></tr></thead><tbody>${rows.join('\n')}</tbody></table></div>`;
}

function withUnit(value: number | string, unit: string | undefined): string {
  return unit === undefined || value === NOT_USED ? String(value) : `${value} ${unit}`;
}

function typeSection(number: number, list: InteroperabilityList): string {
  const groups = TYPE_GROUPS.map(({ title, lines }) => {
    const entries = lines.map(({ id, mnemonic, text }) => {
      return [list.types[id]?.mark ?? '', `<${id}> ${text}, ${mnemonic}`] as const;
    });
    return `<h4>${escapeHtml(title)}</h4>\n${boxList(entries)}`;
  });
  return `<section>\n<h3>${number} Types of ASDUs</h3>\n${groups.join('\n')}\n</section>\n`;
}

function causeSection(number: number, list: InteroperabilityList): string {
  return `<section>\n<h3>${number} Types and causes of transmission</h3>
${paragraph('X: the RTU sends the type with this cause, or, in the control direction, takes it and answers with it. Grey: the type never has this cause. 20–36: interrogation of the station and of groups 1–16; 37–41: of counters.', 'note')}
${causeTable(list)}\n</section>\n`;
}
