/** The part of the command line that makes a run: sends or a profile, its limits, and what it leaves behind. */
import { type Command, InvalidArgumentError } from 'commander';
import { type Limit, limitHelp, parseLimit } from '../report/limits.js';
import { reportFormat } from '../report/write-report.js';
import type { RunOptions, SendRequest } from '../run/run-options.js';

/** `INDEX` or `INDEX:SECONDS`; seconds may have decimals. */
export function parseSend(text: string, before: SendRequest[] = []): SendRequest[] {
  const match = /^(\d{1,12})(?::(\d+(?:\.\d+)?))?$/.exec(text);
  if (match === null) {
    throw new InvalidArgumentError(
      'Expected INDEX or INDEX:SECONDS, such as 0:60 (index at most 12 digits).',
    );
  }
  return [...before, { index: Number(match[1]), durationMs: Number(match[2] ?? 0) * 1000 }];
}

function readReport(text: string, before: string[] = []): string[] {
  if (reportFormat(text) !== undefined) return [...before, text];
  throw new InvalidArgumentError('Expected a file name that ends in .json, .html or .csv.');
}

function readLimit(text: string, before: Limit[] = []): Limit[] {
  const limit = parseLimit(text);
  if (typeof limit !== 'string') return [...before, limit];
  throw new InvalidArgumentError(limit);
}

/** Adds the options to a command; `wholeNumber` reads numbers in a range. */
export function addRunOptions(
  command: Command,
  wholeNumber: (low: number, high: number) => (text: string) => number,
): Command {
  return command
    .option('--send <index[:seconds]>', 'index send once the masters are there; may be repeated', parseSend)
    .option('--profile <file>', 'load profile: index sends over time, from a CSV file')
    .option(
      '--await-masters <n>',
      'how many RTUs must have a started connection first (default: all)',
      wholeNumber(0, 1_000_000),
    )
    .option('--exit-after-send', 'end when every signal of the sends is accounted for', false)
    .option('--report <file>', 'report of the run, .json, .html or .csv; may be repeated', readReport)
    .option('--limit <name=value>', 'limit of the run, missed: exit code 3; may be repeated', readLimit)
    .option('--sent-list <file>', 'CSV of every signal that was sent unasked, for iec104rs compare')
    .addHelpText('after', `\n${limitHelp()}`);
}

/** Picks the options out of what commander read. */
export function runOptionsOf(given: Record<string, unknown>): RunOptions {
  const { send, profile, awaitMasters, exitAfterSend, report, limit, sentList } = given as {
    send?: SendRequest[];
    profile?: string;
    awaitMasters?: number;
    exitAfterSend: boolean;
    report?: string[];
    limit?: Limit[];
    sentList?: string;
  };
  return {
    sends: send ?? [],
    profile,
    awaitMasters,
    exitAfterSend,
    reports: report ?? [],
    limits: limit ?? [],
    sentList,
  };
}

/** Why these options don't go together, or `undefined`. */
export function findRunFault(options: RunOptions): string | undefined {
  const { sends, profile, exitAfterSend, reports, limits } = options;
  if (sends.length > 0 || profile !== undefined) return undefined;
  const needy = [
    exitAfterSend ? '--exit-after-send' : '',
    reports.length > 0 ? '--report' : '',
    limits.length > 0 ? '--limit' : '',
  ].find((option) => option !== '');
  return needy === undefined ? undefined : `option '${needy}' needs '--send' or '--profile'`;
}
