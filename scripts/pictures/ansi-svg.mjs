/**
 * Draws a terminal's screen, with its escape sequences for colours, as SVG.
 *
 * @typedef {{ fg: string | undefined, bg: string | undefined, bold: boolean, underline: boolean, reverse: boolean }} Style
 * @typedef {{ char: string, fg: string, bg: string | undefined, bold: boolean, underline: boolean }} Cell a character and its ink
 * @typedef {{ key: string, from: number, to: number }} Run neighbouring cells, the last not included
 */

/** Size of a character cell, in units of the picture. */
const CELL = { width: 8.4, height: 17 };
const MARGIN = 8;
const FONT_SIZE = 14;

/** That of the dashboard. */
const BACKGROUND = '#000000';
const FOREGROUND = '#d5d8dc';
/** The sixteen colours of a terminal: 0–7, then their bright ones. */
const PALETTE = [
  ...['#000000', '#e0554f', '#5fb562', '#d0a23c', '#5a93d8', '#b07cc6', '#4fb3b8', '#d5d8dc'],
  ...['#6b7480', '#ff7b72', '#7ee787', '#f2cc60', '#79b8ff', '#d2a8ff', '#76e3ea', '#ffffff'],
];
const STEPS = [0, 95, 135, 175, 215, 255];

/** A change of style (its codes), another escape sequence, or a character. */
const ESC = String.fromCharCode(27);
const PIECE = new RegExp(`${ESC}\\[([\\d;]*)m|${ESC}\\[([^A-Za-z]*[A-Za-z])|([^${ESC}])`, 'gu');

/**
 * Which of its four arms a box character has: up, right, down, left.
 *
 * @type {Readonly<Record<string, string>>}
 */
const BOX = {
  '─': '.R.L',
  '│': 'U.D.',
  '┌': '.RD.',
  '┐': '..DL',
  '└': 'UR..',
  '┘': 'U..L',
  '├': 'URD.',
  '┤': 'U.DL',
  '┬': '.RDL',
  '┴': 'UR.L',
  '┼': 'URDL',
};
/** Eighths of the cell that are filled from below. */
const BLOCKS = ' ▁▂▃▄▅▆▇█';

/**
 * Draws a screen: `lines` as `tmux capture-pane -e -p` prints them, `title` for readers who cannot see it.
 * Columns keep their places with any font of the viewer; boxes and bars are drawn as shapes.
 *
 * @param {readonly string[]} lines
 * @param {string} title
 * @returns {string}
 */
export function drawScreen(lines, title) {
  const rows = readLines(lines);
  const columns = Math.max(...rows.map((row) => row.length));
  const width = round(columns * CELL.width + 2 * MARGIN);
  const height = rows.length * CELL.height + 2 * MARGIN;
  const parts = rows.flatMap((row, at) => drawRow(row, MARGIN + at * CELL.height));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escapeXml(title)}</title>`,
    `<rect width="100%" height="100%" rx="6" fill="${BACKGROUND}"/>`,
    `<g font-family="ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace" font-size="${FONT_SIZE}" xml:space="preserve">`,
    ...parts,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

/**
 * The characters of the lines with their ink. tmux goes on with the style of one line in the next.
 *
 * @param {readonly string[]} lines
 * @returns {Cell[][]}
 */
function readLines(lines) {
  let style = plainStyle();
  return lines.map((line) => {
    const cells = [];
    for (const [, codes, other, char] of line.matchAll(PIECE)) {
      if (char !== undefined) cells.push({ char, ...inkOf(style) });
      else if (other === undefined) style = styled(style, codes);
    }
    return cells;
  });
}

/** @returns {Style} */
function plainStyle() {
  return { fg: undefined, bg: undefined, bold: false, underline: false, reverse: false };
}

/**
 * The style after the codes of an escape sequence; unknown codes change nothing.
 *
 * @param {Style} before
 * @param {string} codes
 * @returns {Style}
 */
function styled(before, codes) {
  const style = { ...before };
  const numbers = codes.split(';').map(Number);
  for (let i = 0; i < numbers.length; i++) {
    const code = numbers[i];
    if (code === 0) Object.assign(style, plainStyle());
    else if (code === 1) style.bold = true;
    else if (code === 4) style.underline = true;
    else if (code === 7) style.reverse = true;
    else if (code === 22) style.bold = false;
    else if (code === 24) style.underline = false;
    else if (code === 27) style.reverse = false;
    else if (code === 39) style.fg = undefined;
    else if (code === 49) style.bg = undefined;
    else if (code >= 30 && code <= 37) style.fg = PALETTE[code - 30];
    else if (code >= 40 && code <= 47) style.bg = PALETTE[code - 40];
    else if (code >= 90 && code <= 97) style.fg = PALETTE[code - 82];
    else if (code >= 100 && code <= 107) style.bg = PALETTE[code - 92];
    else if ((code === 38 || code === 48) && numbers[i + 1] === 5) {
      style[code === 38 ? 'fg' : 'bg'] = indexed(numbers[i + 2]);
      i += 2;
    } else if ((code === 38 || code === 48) && numbers[i + 1] === 2) {
      style[code === 38 ? 'fg' : 'bg'] = hex(numbers.slice(i + 2, i + 5));
      i += 4;
    }
  }
  return style;
}

/**
 * @param {Style} style
 * @returns {Omit<Cell, 'char'>}
 */
function inkOf({ fg, bg, bold, underline, reverse }) {
  const ink = fg ?? FOREGROUND;
  if (!reverse) return { fg: ink, bg, bold, underline };
  return { fg: bg ?? BACKGROUND, bg: ink, bold, underline };
}

/**
 * One of the 256 colours.
 *
 * @param {number} n
 */
function indexed(n) {
  if (n < 16) return PALETTE[n];
  if (n >= 232) return hex(Array(3).fill(8 + (n - 232) * 10));
  const cube = n - 16;
  return hex([STEPS[Math.floor(cube / 36)], STEPS[Math.floor(cube / 6) % 6], STEPS[cube % 6]]);
}

/** @param {readonly number[]} numbers */
function hex(numbers) {
  return `#${numbers.map((n) => n.toString(16).padStart(2, '0')).join('')}`;
}

/**
 * Backgrounds first, then lines and bars, then letters.
 *
 * @param {readonly Cell[]} cells
 * @param {number} top
 * @returns {string[]}
 */
function drawRow(cells, top) {
  const behind = runsOf(cells, ({ bg }) => (bg === BACKGROUND ? '' : (bg ?? '')))
    .filter(({ key }) => key !== '')
    .map(({ key, from, to }) => {
      return `<rect x="${left(from)}" y="${top}" width="${round((to - from) * CELL.width)}" height="${CELL.height}" fill="${key}"/>`;
    });
  const drawn = runsOf(cells, ({ char, fg }) =>
    BLOCKS.indexOf(char) > 0 || char in BOX ? `${fg} ${char}` : '',
  )
    .filter(({ key }) => key !== '')
    .map((run) => drawShape(run, cells[run.from], top));
  const written = runsOf(cells, ({ char, fg, bold, underline }) =>
    char.trim() === '' || char in BOX || BLOCKS.includes(char) ? '' : `${fg} ${bold} ${underline}`,
  )
    .filter(({ key }) => key !== '')
    .map(({ from, to }) => writeText(cells.slice(from, to), from, top));
  return [...behind, ...drawn, ...written];
}

/**
 * Draws equal box characters or bars beside each other.
 *
 * @param {Run} run
 * @param {Cell} first
 * @param {number} top
 */
function drawShape({ from, to }, { char, fg }, top) {
  const x = left(from);
  const width = round((to - from) * CELL.width);
  const eighths = BLOCKS.indexOf(char);
  if (eighths > 0) {
    const height = round((eighths * CELL.height) / 8);
    return `<rect x="${x}" y="${round(top + CELL.height - height)}" width="${width}" height="${height}" fill="${fg}"/>`;
  }
  const middleY = round(top + CELL.height / 2);
  if (char === '─') return `<path d="M${x} ${middleY}h${width}" stroke="${fg}"/>`;
  const arms = BOX[char];
  const paths = [];
  for (let column = from; column < to; column++) {
    const middleX = round(left(column) + CELL.width / 2);
    if (arms.includes('U')) paths.push(`M${middleX} ${top}V${middleY}`);
    if (arms.includes('D')) paths.push(`M${middleX} ${middleY}V${top + CELL.height}`);
    if (arms.includes('L')) paths.push(`M${left(column)} ${middleY}H${middleX}`);
    if (arms.includes('R')) paths.push(`M${middleX} ${middleY}H${left(column + 1)}`);
  }
  return `<path d="${paths.join('')}" stroke="${fg}"/>`;
}

/**
 * @param {readonly Cell[]} cells
 * @param {number} from
 * @param {number} top
 */
function writeText(cells, from, top) {
  const text = cells.map(({ char }) => char).join('');
  const { fg, bold, underline } = cells[0];
  const marks = `${bold ? ' font-weight="bold"' : ''}${underline ? ' text-decoration="underline"' : ''}`;
  const length = round(cells.length * CELL.width);
  return `<text x="${left(from)}" y="${round(top + CELL.height * 0.76)}" textLength="${length}" lengthAdjust="spacingAndGlyphs" fill="${fg}"${marks}>${escapeXml(text)}</text>`;
}

/**
 * Neighbours that share a key.
 *
 * @param {readonly Cell[]} cells
 * @param {(cell: Cell) => string} keyOf
 * @returns {Run[]}
 */
function runsOf(cells, keyOf) {
  /** @type {Run[]} */
  const runs = [];
  cells.forEach((cell, at) => {
    const key = keyOf(cell);
    const last = runs.at(-1);
    if (last?.key === key) last.to = at + 1;
    else runs.push({ key, from: at, to: at + 1 });
  });
  return runs;
}

/** @param {number} column */
function left(column) {
  return round(MARGIN + column * CELL.width);
}

/** @param {number} value */
function round(value) {
  return Math.round(value * 10) / 10;
}

/** @param {string} text */
function escapeXml(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
