/**
 * CSV lines as the spreadsheet of a locale reads them when it opens the file: byte order mark, the locale's separator and decimal
 * sign, times to the millisecond. The columns stay.
 */

/** How a spreadsheet wants its files. */
export interface SpreadsheetForm {
  readonly separator: ',' | ';';
  readonly decimal: '.' | ',';
}

/** Excel takes a file for UTF-8 only with it. */
export const BYTE_ORDER_MARK = '\ufeff';

/** A time, and the flags behind a time tag: SU goes, GEN and IV stay, because such a time is not to be calculated with. */
const TIME = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)\.(\d{3})\d*(?: SU)?((?: GEN)?(?: IV)?)$/;
const DECIMAL = /^-?\d+\.\d+(?:e[+-]?\d+)?$/i;
/** A cell of a line of ours: in quotation marks, or without any. */
const CELL = /"((?:[^"]|"")*)"|[^,"]*/y;

/** The form of a locale such as `de-DE` or `de_DE.UTF-8`; an unknown one: that of the machine. */
export function spreadsheetForm(locale: string | undefined): SpreadsheetForm {
  const decimal = decimalSign(locale?.replace(/[.@].*$/, '').replaceAll('_', '-'));
  return decimal === ',' ? { separator: ';', decimal: ',' } : { separator: ',', decimal: '.' };
}

/** What the option `--csv` names. `environment`: of the process, which on Unix names the locale. `undefined`: no spreadsheet's form. */
export function csvFormOf(
  option: 'plain' | 'excel',
  { LC_ALL, LC_NUMERIC, LANG }: Readonly<Record<string, string | undefined>>,
): SpreadsheetForm | undefined {
  return option === 'excel' ? spreadsheetForm(LC_ALL || LC_NUMERIC || LANG || undefined) : undefined;
}

/** The first line of a file in this form. */
export function headerInForm(form: SpreadsheetForm | undefined, header: string): string {
  return form === undefined ? header : BYTE_ORDER_MARK + inSpreadsheetForm(form, header);
}

/** Lines of ours (comma, decimal point) in this form; `text` ends with a line end, LF or CR LF. */
export function inSpreadsheetForm(form: SpreadsheetForm, text: string): string {
  return text.replace(/[^\r\n]+/g, (line) =>
    cellsOf(line)
      .map((cell) => quoted(shown(cell, form), form))
      .join(form.separator),
  );
}

function shown(cell: string, { decimal }: SpreadsheetForm): string {
  const time = TIME.exec(cell);
  if (time !== null) return `${time[1]}${decimal}${time[2]}${time[3]}`;
  return DECIMAL.test(cell) ? cell.replace('.', decimal) : cell;
}

/** In quotation marks where readers need them; a decimal comma does not, where the semicolon separates. */
function quoted(cell: string, { separator }: SpreadsheetForm): string {
  const isPlain = !cell.includes(separator) && !/["\r\n]|^\s|\s$/.test(cell);
  return isPlain ? cell : `"${cell.replaceAll('"', '""')}"`;
}

function cellsOf(line: string): string[] {
  if (!line.includes('"')) return line.split(',');
  const cells: string[] = [];
  CELL.lastIndex = 0;
  for (;;) {
    const [whole, inner] = CELL.exec(line) ?? [''];
    const end = CELL.lastIndex;
    cells.push(inner === undefined ? whole : inner.replaceAll('""', '"'));
    if (line[end] !== ',') return cells;
    CELL.lastIndex = end + 1;
  }
}

function decimalSign(locale: string | undefined): string {
  const parts = (tag?: string) => new Intl.NumberFormat(tag).formatToParts(1.5);
  const signOf = (list: Intl.NumberFormatPart[]): string =>
    list.find(({ type }) => type === 'decimal')?.value ?? '.';
  try {
    return signOf(parts(locale));
  } catch {
    // `C`, `POSIX` and their like are no locales.
    return signOf(parts());
  }
}
