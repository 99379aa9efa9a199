/** The options of a walk from end to end. */
import type { OptionSpecification, ReadWord } from '../../command-line/command-specification.js';
import { number } from '../../command-line/readers.js';
import type { PlanOptions } from '../../end-to-end/plan.js';
import { RTU_NUMBERS_EXPECTED, readRtuNumbers } from '../../text/rtu-numbers.js';

/** A walk, as the command line asks for it. */
export interface WalkOptions extends PlanOptions {
  /** Time of a step, ms, or a key press. */
  readonly pace: number | 'key';
  readonly commandTimeoutMs: number;
  /** Path of the sheet as CSV, and as a page to print. */
  readonly sheet: string | undefined;
  readonly page: string | undefined;
  /** Goes on with the sheet of an earlier walk. */
  readonly resume: boolean;
}

const readSeconds = number(0, 86_400);
const readPace: ReadWord = (text) => {
  if (text === 'key') return { value: text };
  const seconds = readSeconds(text);
  return 'value' in seconds ? seconds : { expected: 'Expected seconds 0…86400, or key.' };
};

const readRtus: ReadWord = (text) => {
  const numbers = readRtuNumbers(text.replaceAll(',', ';'));
  if (numbers !== undefined && numbers.length > 0) return { value: numbers };
  return { expected: `Expected ${RTU_NUMBERS_EXPECTED}.` };
};

const readSheet: ReadWord = (text) =>
  /\.(csv|html)$/i.test(text)
    ? { value: text }
    : { expected: 'Expected a file name that ends in .csv or .html.' };
const isPage = (path: string): boolean => /\.html$/i.test(path);

/** The options, in the order of the help. */
export const WALK_OPTIONS: readonly OptionSpecification[] = [
  {
    flags: '--e2e <pace>',
    text: 'walk from end to end: every point through its states and every command, a step in so many seconds, or by key; without a dashboard',
    read: readPace,
    words: ['key'],
  },
  { flags: '--e2e-rtus <numbers>', text: 'walk only these RTU numbers, such as 101-110;120', read: readRtus },
  {
    flags: '--e2e-only <what>',
    text: 'walk all, only the points, or only the commands',
    choices: ['all', 'points', 'commands'],
    fallback: 'all',
  },
  { flags: '--e2e-faulty', text: 'walk double points through intermediate (0) and faulty (3) too' },
  { flags: '--e2e-quality', text: 'walk each point through the qualities IV, NT, SB and BL too' },
  {
    flags: '--e2e-timeout <seconds>',
    text: 'how long a walk at a pace waits for a command',
    read: number(0, 86_400),
    fallback: 60,
  },
  {
    flags: '--e2e-sheet <file>',
    text: 'write the sheet of the walk: expected and found results, as .csv, and as .html to print; with --check the sheet to be filled in; may be given twice',
    read: readSheet,
    repeats: true,
  },
  {
    flags: '--e2e-resume',
    text: 'go on with the sheet of --e2e-sheet: steps that have a result, at a pace also points that were sent, are skipped',
  },
];

/** Picks the walk from the values of a command line; `undefined`: none. */
export function walkOptionsOf(values: Readonly<Record<string, unknown>>): WalkOptions | undefined {
  const { e2e, e2eRtus, e2eOnly, e2eFaulty, e2eQuality, e2eTimeout, e2eSheet, e2eResume } = values as {
    e2e?: number | 'key';
    e2eRtus?: number[];
    e2eOnly: PlanOptions['only'];
    e2eFaulty: boolean;
    e2eQuality: boolean;
    e2eTimeout: number;
    e2eSheet?: string[];
    e2eResume: boolean;
  };
  if (e2e === undefined) return undefined;
  return {
    pace: e2e === 'key' ? e2e : e2e * 1000,
    rtuNumbers: e2eRtus === undefined ? undefined : new Set(e2eRtus),
    only: e2eOnly,
    faulty: e2eFaulty,
    quality: e2eQuality,
    commandTimeoutMs: e2eTimeout * 1000,
    sheet: e2eSheet?.find((path) => !isPage(path)),
    page: e2eSheet?.find(isPage),
    resume: e2eResume,
  };
}

/** Why the options of a walk can't be: one of them stands without `--e2e`, or there are two sheets of one form; or `undefined`. */
export function findWalkFault(values: Readonly<Record<string, unknown>>): string | undefined {
  const { e2eRtus, e2eFaulty, e2eQuality, e2eSheet, e2eOnly, e2eResume } = values;
  if (values.e2e !== undefined) {
    return findSheetFault((e2eSheet as string[] | undefined) ?? [], e2eResume === true);
  }
  const given = [
    e2eRtus === undefined ? '' : '--e2e-rtus',
    e2eOnly === 'all' || e2eOnly === undefined ? '' : '--e2e-only',
    e2eFaulty === true ? '--e2e-faulty' : '',
    e2eQuality === true ? '--e2e-quality' : '',
    e2eSheet === undefined ? '' : '--e2e-sheet',
    e2eResume === true ? '--e2e-resume' : '',
  ].find((option) => option !== '');
  return given === undefined ? undefined : `option '${given}' needs '--e2e'`;
}

function findSheetFault(paths: readonly string[], resumes: boolean): string | undefined {
  const pages = paths.filter(isPage).length;
  const sheets = paths.length - pages;
  if (pages > 1 || sheets > 1) return "option '--e2e-sheet' takes one .csv and one .html";
  if (resumes && sheets === 0) return "option '--e2e-resume' needs '--e2e-sheet' with a .csv to go on with";
  return undefined;
}
