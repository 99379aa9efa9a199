/** The matrix of types and causes as a table. */
import { escapeHtml } from '../report/html-text.js';
import type { InteroperabilityList } from './list.js';
import { TYPE_GROUPS, type TypeLine } from './type-lines.js';

/** A column: a cause, or the causes from one to another. */
const COLUMNS: readonly (readonly [first: number, last: number])[] = [
  ...Array.from({ length: 13 }, (_, i) => [i + 1, i + 1] as const),
  [20, 36],
  [37, 41],
  ...[44, 45, 46, 47].map((cot) => [cot, cot] as const),
];

/** The matrix, with a row for each type that IEC 60870-5-104 has. */
export function causeTable({ types }: InteroperabilityList): string {
  const heads = COLUMNS.map(([first, last]) => {
    const words = first === last ? String(first) : `${first}–<wbr>${last}`;
    return `<th scope="col">${words}</th>`;
  });
  const groups = TYPE_GROUPS.map(({ title, lines }) => {
    const rows = lines.filter(({ black }) => !black).map((line) => rowOf(line, types[line.id]?.causes ?? []));
    const head = `<tr class="group"><th scope="colgroup" class="group" colspan="${COLUMNS.length + 1}">${escapeHtml(title)}</th></tr>`;
    return `${head}\n${rows.join('\n')}`;
  });
  return `<div class="scroll" tabindex="0" role="region" aria-label="Types and causes"><table class="matrix"><thead><tr><th scope="col">Type \\ COT</th>${heads.join('')}</tr></thead><tbody>${groups.join('\n')}</tbody></table></div>`;
}

/** Ends of cells are left out, as HTML allows: they are a third of the page. */
function rowOf({ id, mnemonic, permitted }: TypeLine, causes: readonly number[]): string {
  const cells = COLUMNS.map(([first, last]) => {
    const within = (cot: number): boolean => cot >= first && cot <= last;
    const used = causes.filter(within);
    if (used.length > 0) {
      const title = first === last ? '' : ` title="${used.join(', ')}"`;
      return `<td class="on"${title}>X`;
    }
    return permitted.some(within) ? '<td>' : '<td class="n">·';
  });
  return `<tr${causes.length > 0 ? ' class="on"' : ''}><th scope="row">${escapeHtml(`<${id}> ${mnemonic}`)}</th>${cells.join('')}</tr>`;
}
