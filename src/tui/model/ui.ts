/** The state of the user interface. */
import type { Style } from '../view/style.js';
import type { LogLevel } from './engine-port.js';
import type { PointsUi } from './point-list.js';
import { newInput, type TextInput } from './text-input.js';

/** Number of the open tab: RTUs, Compare, Throughput, Log. */
export type TabNumber = 1 | 2 | 3 | 4;

/** The part with the focus. `body` is the open tab; all others are parts of the top line. */
export type Focus = 'body' | 'index' | 'duration' | 'rtus' | 'waits' | 'send';

/** Tab 1. */
export interface ListUi {
  /** Name of the column that the arrows have chosen. */
  column: string;
  sortColumn: string;
  direction: 'up' | 'down';
  /** The chosen RTU, and the first row on the screen. */
  slot: number;
  top: number;
  /** Rows that fitted on the screen when it was last drawn. */
  room: number;
  find: TextInput;
  finding: boolean;
}

/** One of the two RTUs of tab 2. */
export interface PaneUi {
  slot: number;
  /** Inputs by field name; cleared when another RTU is shown. */
  inputs: Map<string, TextInput>;
  /** Number of the log line at the bottom, counted from the file's beginning; `undefined`: the end is followed. */
  bottom: number | undefined;
  /** Columns of the log that are hidden at the left. */
  shift: number;
  /** Lines of the log that fitted on the screen. */
  room: number;
}

/** Tab 2. `part` names the part of the pane with the focus: `rtu`, a field, `restart` or `log`. */
export interface CompareUi {
  panes: [PaneUi, PaneUi];
  pane: 0 | 1;
  part: string;
}

/** Tab 3, if it has more lines than the screen. */
export interface ThroughputUi {
  /** First line on the screen. */
  top: number;
  /** Lines that fitted on the screen, and all lines. */
  room: number;
  lines: number;
}

/** Tab 4. */
export interface LogUi {
  level: LogLevel;
  rtu: TextInput;
  filtering: boolean;
  /** Entry at the bottom, counted among those that are shown; `undefined`: the newest. */
  bottom: number | undefined;
  /** Columns that are hidden at the left. */
  shift: number;
  room: number;
}

/** A choice in a dialog. Its key runs it while the dialog is open. */
export interface DialogItem {
  readonly label: string;
  readonly key: string;
  readonly run: () => void;
}

/** A window above everything else. It closes before a choice runs. */
export interface Dialog {
  readonly title: string;
  readonly lines: readonly { readonly text: string; readonly style?: Style }[];
  readonly items: readonly DialogItem[];
  /** Below each other as a menu, or side by side as buttons. */
  readonly layout: 'menu' | 'buttons';
  chosen: number;
  /** First line on the screen. */
  top: number;
  /** Whether not all lines fitted on the screen when it was last drawn. */
  scrolls: boolean;
}

/** The state of the dashboard itself: everything that the user has chosen, typed and opened. */
export interface Ui {
  tab: TabNumber;
  focus: Focus;
  index: TextInput;
  duration: TextInput;
  /** RTU numbers to send to; empty: all. */
  rtus: TextInput;
  /** Whether a send of everything heeds the waits and filters of the files. */
  waits: 'kept' | 'skipped';
  list: ListUi;
  /** The points of an RTU, in the place of the list; `undefined`: the list. */
  points: PointsUi | undefined;
  compare: CompareUi;
  throughput: ThroughputUi;
  log: LogUi;
  dialog: Dialog | undefined;
  /** Shown at the bottom in place of the explanation, until the next key. */
  notice: { text: string; tone: 'good' | 'bad' } | undefined;
}

/** Most digits of an index and of a duration. */
export const INDEX_DIGITS = 12;
export const DURATION_DIGITS = 7;
/** Most characters that can be typed for RTU numbers. */
const MOST_NUMBERS_TEXT = 1000;

/** A list that is sorted by this column, upwards. */
export function newListUi(column: string): ListUi {
  return {
    column,
    sortColumn: column,
    direction: 'up',
    slot: 0,
    top: 0,
    room: 1,
    find: newInput('', 40, 'any'),
    finding: false,
  };
}

function newPane(slot: number): PaneUi {
  return { slot, inputs: new Map(), bottom: undefined, shift: 0, room: 0 };
}

/** Compare with the first two of so many rows; `part` has the focus. */
export function newCompareUi(rows: number, part: string): CompareUi {
  return { panes: [newPane(0), newPane(Math.max(0, Math.min(1, rows - 1)))], pane: 0, part };
}

/** The log at its end, without filters. */
export function newLogUi(): LogUi {
  return {
    level: 'info',
    rtu: newInput('', 40, 'any'),
    filtering: false,
    bottom: undefined,
    shift: 0,
    room: 1,
  };
}

/** The state when the dashboard opens. */
export function newUi(rtuCount: number): Ui {
  return {
    tab: 1,
    focus: 'body',
    index: newInput('0', INDEX_DIGITS, 'digits'),
    duration: newInput('0', DURATION_DIGITS, 'digits'),
    rtus: newInput('', MOST_NUMBERS_TEXT, 'numbers'),
    waits: 'kept',
    list: newListUi('no'),
    points: undefined,
    compare: newCompareUi(rtuCount, 'rtu'),
    throughput: { top: 0, room: 1, lines: 1 },
    log: newLogUi(),
    dialog: undefined,
    notice: undefined,
  };
}
