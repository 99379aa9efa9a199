/** The words behind `iec104rs compare` → options, or how the command ends at once. */
import { resolve } from 'node:path';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { Role } from './input/columns.js';
import { readWhole } from './input/points.js';
import type { Reduction, SentFilter } from './input/sent-list.js';
import { type DateOrder, readOffset } from './input/times.js';
import { addValueWords, type ValueWords } from './input/values.js';
import type { TimeLimits } from './matching/match-lists.js';

/** What a comparison is told. */
export interface CompareOptions {
  sentFile: string;
  listFile: string;
  columns: Partial<Record<Role, string>>;
  filter: SentFilter;
  reduction: Reduction;
  limits: TimeLimits;
  timeOffsetMs: number;
  dateOrder?: DateOrder;
  words: ValueWords;
  json: boolean;
  details: number;
  /** File for all differences. */
  out?: string;
}

/** Takes text: a stream, or what a test gathers. */
export interface TextSink {
  write(text: string): unknown;
}

const ROLES: readonly (readonly [Role, string])[] = [
  ['ca', 'CA; where the list has none, all its events are of the one CA sent'],
  ['ioa', 'IOA'],
  ['value', 'value'],
  ['time', 'time tag; NAME+NAME joins a date and a time'],
  ['received', 'time of reception: how long it took is told'],
  ['quality', 'quality'],
  ['type', 'type: a number or M_SP_TB_1'],
];

const AFTER = `
Columns are found by the usual names (CA, RTU, station; IOA, address; value, state; time tag, event time, timestamp; …).
Separator (comma, semicolon, tab), decimal comma, and the order newest first are recognised. OFF and ON are understood for
single and double points. Times with Z or an offset are compared with local time tags in this machine's zone (TZ sets another).

Exit codes: 0 everything matches; 3 differences; 1 a file can't be read or a column isn't there; 2 usage.`;

/** Parses; help goes to `out`, usage errors to `err`. */
export function parseCompare(
  words: readonly string[],
  out: TextSink,
  err: TextSink,
): { options: CompareOptions } | { exitCode: 0 | 2 } {
  const command = makeCommand(out, err);
  try {
    command.parse([...words], { from: 'user' });
    return { options: optionsOf(command) };
  } catch (error) {
    if (error instanceof CommanderError) return { exitCode: error.exitCode === 0 ? 0 : 2 };
    throw error;
  }
}

function makeCommand(out: TextSink, err: TextSink): Command {
  const command = new Command('iec104rs compare')
    .description(
      "Compares the simulator's list of sent events with the event list that a front-end exported.",
    )
    .argument('<sent>', 'CSV file with what was sent')
    .argument('<events>', 'CSV file with what the front-end has')
    .helpOption('-h, --help', 'this text')
    .addHelpText('after', AFTER)
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ writeOut: (text) => void out.write(text), writeErr: (text) => void err.write(text) });
  for (const [role, meaning] of ROLES) {
    command.option(`--${role} <name>`, `column of the event list with the ${meaning}`);
  }
  return command
    .option('--port <n,…>', 'only what was sent on these ports', wholes(0, 65535))
    .option('--ca-only <n,…>', 'only these CAs, in both lists', wholes(0, 65535))
    .option('--connection <text>', 'only what was sent on connections whose address has this text')
    .option(
      '--tolerance <ms>',
      'times off by so much are equal; a time tag has whole ms, so a list that keeps them needs none',
      amount,
      0,
    )
    .option(
      '--reach <s>',
      'further off than this, it is another event (unless all are off alike)',
      amount,
      60,
    )
    .option('--time-offset <ms|±HH:MM>', "added to the list's times", offset, 0)
    .addOption(new Option('--time-format <order>', 'dates with slashes or dashes').choices(['mdy', 'dmy']))
    .addOption(
      new Option(
        '--value-map <map>',
        'words for values, such as "OFF=1,ON=2", or "3+31:OPEN=1,CLOSED=2" for types 3 and 31; may repeat',
      )
        .argParser(addWords)
        .default({ all: new Map(), ofType: new Map() } satisfies ValueWords, 'none'),
    )
    .option('--decimals <n>', 'compare values rounded to so many decimals', whole(0, 12))
    .option('--ignore-value', 'compare points and times only', false)
    .option('--ignore-time', 'compare points, values and order only', false)
    .option('--json', 'one JSON object instead of the summary', false)
    .option('--details <n>', 'examples of each kind', whole(0, 1_000_000), 5)
    .option('--out <file>', 'CSV file for all differences');
}

function optionsOf(command: Command): CompareOptions {
  const given = command.opts();
  const [sentFile, listFile] = command.args;
  const columns: Partial<Record<Role, string>> = {};
  for (const [role] of ROLES) if (given[role] !== undefined) columns[role] = given[role];
  if (given.out !== undefined && [sentFile, listFile].some((file) => resolve(file) === resolve(given.out))) {
    command.error("error: option '--out' names a file that is to be compared");
  }
  return {
    sentFile,
    listFile,
    columns,
    filter: {
      ...(given.port === undefined ? {} : { ports: given.port }),
      ...(given.caOnly === undefined ? {} : { cas: given.caOnly }),
      ...(given.connection === undefined ? {} : { connection: given.connection }),
    },
    reduction: {
      ignoreValue: given.ignoreValue,
      ignoreTime: given.ignoreTime,
      ...(given.decimals === undefined ? {} : { decimals: given.decimals }),
    },
    limits: { toleranceMs: given.tolerance, reachMs: given.reach * 1000 },
    timeOffsetMs: given.timeOffset,
    ...(given.timeFormat === undefined ? {} : { dateOrder: given.timeFormat }),
    words: given.valueMap,
    json: given.json,
    details: given.details,
    ...(given.out === undefined ? {} : { out: given.out }),
  };
}

function wholes(low: number, high: number): (text: string, before?: Set<number>) => Set<number> {
  return (text, before = new Set()) =>
    new Set([...before, ...text.split(',').map((each) => whole(low, high)(each.trim()))]);
}

function whole(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = readWhole(text, low, high);
    if (value !== undefined) return value;
    throw new InvalidArgumentError(`Expected a whole number ${low}…${high}.`);
  };
}

function amount(text: string): number {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected a number from 0 on.');
}

function offset(text: string): number {
  const ms = readOffset(text);
  if (!Number.isNaN(ms)) return ms;
  throw new InvalidArgumentError(
    'Expected milliseconds such as -3600000, or hours and minutes such as -01:00.',
  );
}

function addWords(text: string, words: ValueWords): ValueWords {
  const added: ValueWords = { all: new Map(words.all), ofType: new Map(words.ofType) };
  const wrong = addValueWords(added, text);
  if (wrong === undefined) return added;
  throw new InvalidArgumentError(`Found ${JSON.stringify(wrong)}, expected WORD=NUMBER.`);
}
