/** The characters for lines, charts and marks: box drawing, or ASCII on a terminal without UTF-8. */

/** One set of characters, each one column wide. */
export interface Glyphs {
  readonly horizontal: string;
  readonly vertical: string;
  readonly topLeft: string;
  readonly topRight: string;
  readonly bottomLeft: string;
  readonly bottomRight: string;
  readonly teeLeft: string;
  readonly teeRight: string;
  /** Eighths of a cell from 1 to 8, or fewer steps. */
  readonly bars: readonly string[];
  /** Mark for text that was cut off. */
  readonly ellipsis: string;
  readonly up: string;
  readonly down: string;
  readonly arrow: string;
  readonly dash: string;
  /** Between two items of one line. */
  readonly dot: string;
}

/** For terminals with UTF-8. */
export const UNICODE_GLYPHS: Glyphs = {
  horizontal: '─',
  vertical: '│',
  topLeft: '┌',
  topRight: '┐',
  bottomLeft: '└',
  bottomRight: '┘',
  teeLeft: '├',
  teeRight: '┤',
  bars: ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
  ellipsis: '…',
  up: '▲',
  down: '▼',
  arrow: '→',
  dash: '–',
  dot: '·',
};

/** For all others. */
export const ASCII_GLYPHS: Glyphs = {
  horizontal: '-',
  vertical: '|',
  topLeft: '+',
  topRight: '+',
  bottomLeft: '+',
  bottomRight: '+',
  teeLeft: '+',
  teeRight: '+',
  bars: ['.', ':', '#'],
  ellipsis: '~',
  up: '^',
  down: 'v',
  arrow: '->',
  dash: '-',
  dot: '|',
};
