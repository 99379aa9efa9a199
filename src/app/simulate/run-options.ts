/** The options that make a run: its sends or its profile, its limits, and the files it writes. */
import type { OptionSpecification, ReadWord } from '../../command-line/command-specification.js';
import { number, wholeNumber } from '../../command-line/readers.js';
import { PAPERS, type Paper } from '../../report/document/page-margins.js';
import { EXPECTED_LIMIT } from '../../report/expectations.js';
import { LIMIT_NAMES } from '../../report/limit-names.js';
import { type Limit, parseLimit } from '../../report/limits.js';
import { reportFormat } from '../../report/report-path.js';
import type { RunOptions, SendRequest } from '../../run/run-options.js';
import { COVER_OPTIONS, type CoverOptions, coverOptionsOf, firstCoverOption } from './cover-options.js';

/** `INDEX` or `INDEX:SECONDS`; seconds may have decimals. */
const readSend: ReadWord = (text) => {
  const match = /^(\d{1,12})(?::(\d+(?:\.\d+)?))?$/.exec(text);
  if (match === null) {
    return { expected: 'Expected INDEX or INDEX:SECONDS, such as 0:60 (index at most 12 digits).' };
  }
  return {
    value: { index: Number(match[1]), durationMs: Number(match[2] ?? 0) * 1000 } satisfies SendRequest,
  };
};

const readReport: ReadWord = (text) =>
  reportFormat(text) === undefined
    ? { expected: 'Expected a file name that ends in .json, .html, .pdf or .csv.' }
    : { value: text };

const readLimit: ReadWord = (text) => {
  const limit = parseLimit(text);
  return typeof limit === 'string' ? { expected: limit } : { value: limit };
};

/** The options, in the order of the help. */
export const RUN_OPTIONS: readonly OptionSpecification[] = [
  {
    flags: '--send <index[:seconds]>',
    text: 'send all signals with this index once the masters are connected, again and again for SECONDS; may be repeated',
    read: readSend,
    repeats: true,
  },
  { flags: '--profile <file>', text: 'load profile: index sends over time, from a CSV file' },
  {
    flags: '--expect <file>',
    text: 'what must happen in the run, from a CSV file; judged as the limit expected=all unless another is given; may be repeated',
    repeats: true,
  },
  {
    flags: '--await-masters <n>',
    text: 'how many RTUs need a started connection before the first send (default: all)',
    read: wholeNumber(0, 1_000_000),
  },
  {
    flags: '--await-timeout <seconds>',
    text: 'how long to wait for them; then the run is NOT JUDGED, exit code 3 (default: 0, without end)',
    read: number(0, 86_400),
  },
  { flags: '--exit-after-send', text: 'end when every signal of the sends is accounted for' },
  {
    flags: '--report <file>',
    text: 'write a report of the run: .json, .html, .pdf or .csv; may be repeated',
    read: readReport,
    repeats: true,
  },
  {
    flags: '--paper <size>',
    text: 'paper of .pdf reports (default: a4)',
    choices: PAPERS,
  },
  {
    flags: '--limit <name=value>',
    text: 'a limit for the run; exit code 3 if it is missed; may be repeated',
    read: readLimit,
    words: LIMIT_NAMES.map(({ name }) => `${name}=`),
    repeats: true,
  },
  {
    flags: '--sent-list <file>',
    text: 'write a CSV file with every signal sent as an event, for iec104rs compare',
  },
  ...COVER_OPTIONS,
];

/** Picks the options of the run from the values of a command line. */
export function runOptionsOf(values: Readonly<Record<string, unknown>>): RunOptions & CoverOptions {
  const { send, profile, expect, awaitMasters, awaitTimeout, exitAfterSend, report, paper, limit, sentList } =
    values as {
      send?: SendRequest[];
      profile?: string;
      expect?: string[];
      awaitMasters?: number;
      awaitTimeout?: number;
      exitAfterSend: boolean;
      report?: string[];
      paper?: Paper;
      limit?: Limit[];
      sentList?: string;
    };
  return {
    sends: send ?? [],
    profile,
    expectations: expect ?? [],
    awaitMasters,
    awaitTimeoutMs: (awaitTimeout ?? 0) * 1000,
    exitAfterSend,
    reports: report ?? [],
    paper,
    limits: withExpected(limit ?? [], expect),
    sentList,
    ...coverOptionsOf(values),
  };
}

/** The limits; where something is expected, that is one. */
function withExpected(limits: readonly Limit[], expect: readonly string[] | undefined): readonly Limit[] {
  if (expect === undefined || limits.some(({ name }) => name === EXPECTED_LIMIT)) return limits;
  return [...limits, { text: `${EXPECTED_LIMIT}=all`, name: EXPECTED_LIMIT, value: 0 }];
}

/** Why these options can't be combined, or `undefined`. `walks`: the program walks from end to end. */
export function findRunFault(options: RunOptions & CoverOptions, walks = false): string | undefined {
  const { sends, profile, expectations, awaitTimeoutMs, exitAfterSend, reports, limits } = options;
  if (sends.length > 0 && profile !== undefined) return bothFault(sends[0]);
  const plays = sends.length > 0 || profile !== undefined;
  if (walks && plays) return "option '--e2e' cannot be combined with '--send' or '--profile'";
  if (plays) return undefined;
  const first = [
    awaitTimeoutMs > 0 && !walks ? '--await-timeout' : '',
    exitAfterSend ? '--exit-after-send' : '',
    expectations.length > 0 ? '--expect' : '',
    reports.length > 0 ? '--report' : '',
    limits.length > 0 ? '--limit' : '',
    firstCoverOption(options) ?? '',
  ].find((option) => option !== '');
  return first === undefined ? undefined : `option '${first}' needs '--send' or '--profile'`;
}

function bothFault({ index, durationMs }: SendRequest): string {
  const row = ['0', String(index), ...(durationMs > 0 ? [String(durationMs / 1000)] : [])].join(',');
  return `options '--send' and '--profile' cannot be combined: write the send into the profile, as the row ${row} (second, index, duration)`;
}
