/** The command line of the test book: its own options, and those of the simulator that make sense with a test. */
import { bookTests } from '../../book/book-tests.js';
import type { CommandSpecification, OptionSpecification } from '../../command-line/command-specification.js';
import { type EndedEarly, parseWords, type TextSinks, usageError } from '../../command-line/parse-words.js';
import { type AddressForm, addressFormOf } from '../../text/octet-address.js';
import { csvFormOf, type SpreadsheetForm } from '../../text/spreadsheet-form.js';
import { SIMULATOR } from '../simulate/simulator-options.js';

/** What was asked for. */
export interface BookOptions {
  /** `undefined`: all. */
  readonly name: string | undefined;
  /** Tests that `--all` leaves out. */
  readonly skip: readonly string[];
  readonly all: boolean;
  readonly list: boolean;
  readonly check: boolean;
  readonly short: boolean;
  readonly again: boolean;
  /** `undefined`: the example. */
  readonly ini: string | undefined;
  readonly data: string;
  readonly roles: string | undefined;
  readonly addresses: AddressForm;
  readonly reports: readonly string[];
  readonly limits: readonly string[];
  /** Of CSV reports; `undefined`: no spreadsheet's form. */
  readonly csvForm: SpreadsheetForm | undefined;
  /** Options that each run of the simulator gets as they are. */
  readonly passed: readonly string[];
}

/** Options of the simulator that a test sets itself, each with why it is refused. */
const REFUSED: Readonly<Record<string, string>> = {
  '--send': 'a test has a profile of its own; iec104rs --send sends an index',
  '--profile': 'a test has a profile of its own; iec104rs --profile plays another',
  '--exit-after-send': 'a test always ends when its signals are accounted for',
  '--reactions': 'a test has reactions of its own where it needs them; iec104rs --reactions plays others',
  '--expect': 'a test says itself what must happen; iec104rs --expect judges something else',
  '--sent-list': 'several tests would write one list; iec104rs --profile … --sent-list writes it',
};

/** Why an option is refused; `undefined`: it is not. */
function whyRefused(flag: string): string | undefined {
  if (flag.startsWith('--e2e')) return 'the walk from end to end is a run of its own: iec104rs --e2e';
  return REFUSED[flag];
}

/** Read here, and not passed on as they are. */
const OWN = new Set(['ini', 'data', 'check', 'report', 'limit']);

const nameOf = ({ flags }: OptionSpecification): string => /--(?:no-)?([\w-]+)/.exec(flags)?.[1] ?? '';
const keyOf = (option: OptionSpecification): string =>
  nameOf(option).replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/** Of the simulator, without those that are refused: each keeps the text that was given. */
const SIMULATOR_OPTIONS: readonly OptionSpecification[] = SIMULATOR.options
  .filter((option) => whyRefused(`--${nameOf(option)}`) === undefined)
  .map(asText);

function asText(option: OptionSpecification): OptionSpecification {
  const { read } = option;
  const changed = nameOf(option) === 'ini' ? withoutFallback(option) : option;
  if (read === undefined) return changed;
  return {
    ...changed,
    read: (text) => {
      const result = read(text);
      return 'expected' in result ? result : { value: text };
    },
  };
}

function withoutFallback({ fallback: _, ...option }: OptionSpecification): OptionSpecification {
  return { ...option, text: 'ini file with your RTUs (default: a small example with three RTUs)' };
}

function testNames(): string[] {
  return bookTests().map(({ name }) => name);
}

/** The options as a table. */
export const BOOK: CommandSpecification = {
  name: 'iec104rs test',
  description:
    'Test book: plays a ready-made test of a front-end and judges it. `iec104rs test` alone lists the tests, `iec104rs test NAME` plays one, `--all` plays all.',
  arguments: [],
  firstWords: testNames,
  strayHint: (word) => `the name of a test is the first word: iec104rs test ${word}`,
  options: [
    { flags: '--all', text: 'every test, one after another, with one report; goes on after an interruption' },
    {
      flags: '--skip <test>',
      text: 'with --all: leave this test out; the report says so; may be repeated',
      words: testNames,
      repeats: true,
    },
    { flags: '--list', text: 'the tests, a line each with how long they take' },
    { flags: '--short', text: 'short form: the times of the profile scaled down; the report says so' },
    { flags: '--again', text: 'with --all: begin anew, also if an earlier book was interrupted' },
    {
      flags: '--roles <file>',
      text: 'which index of your files is which role, from a CSV file (default: roles.csv beside the ini file, if it is there)',
    },
    ...SIMULATOR_OPTIONS,
  ],
  notes:
    'Exit codes: 0 PASS; 3 FAIL or NOT JUDGED; 1 the files do not allow a start; 2 usage. FAIL if one test failed, else NOT JUDGED if one was not judged.',
};

/** Reads the words after `iec104rs test`. Prints help and usage errors itself. */
export function parseBook(words: readonly string[], sinks: TextSinks): { options: BookOptions } | EndedEarly {
  const isNamed = words.length > 0 && !words[0].startsWith('-');
  const rest = isNamed ? words.slice(1) : words;
  const refused = rest.map((word) => word.split('=')[0]).find((word) => whyRefused(word) !== undefined);
  if (refused !== undefined)
    return usageError(`option '${refused}' can't be used with a test: ${whyRefused(refused)}`, sinks);
  const parsed = parseWords(BOOK, rest, sinks);
  if ('exitCode' in parsed) return parsed;
  const values = parsed.values as Record<string, unknown> & {
    ini?: string;
    data: string;
    roles?: string;
    skip?: string[];
    report?: string[];
    limit?: string[];
    csv: 'plain' | 'excel';
    addressForm: AddressForm['twoWithDot'];
    addressOrder: AddressForm['order'];
  };
  const given = (key: string): boolean => values[key] === true;
  if (given('all') && isNamed) return usageError(`'${words[0]}' and '--all' cannot be combined`, sinks);
  if (given('again') && !given('all')) return usageError("option '--again' needs '--all'", sinks);
  if (values.skip !== undefined && !given('all')) return usageError("option '--skip' needs '--all'", sinks);
  return {
    options: {
      skip: values.skip ?? [],
      name: isNamed ? words[0] : undefined,
      all: given('all'),
      list: given('list'),
      check: given('check'),
      short: given('short'),
      again: given('again'),
      ini: values.ini,
      data: values.data,
      roles: values.roles,
      addresses: addressFormOf(values),
      reports: values.report ?? [],
      limits: values.limit ?? [],
      csvForm: csvFormOf(values.csv, process.env),
      passed: SIMULATOR_OPTIONS.filter((option) => !OWN.has(keyOf(option))).flatMap((option) =>
        wordsOf(option, values),
      ),
    },
  };
}

/** The words that give an option again; none if it was not given. */
function wordsOf(option: OptionSpecification, values: Readonly<Record<string, unknown>>): string[] {
  const value = values[keyOf(option)];
  const long = /--[\w-]+/.exec(option.flags)?.[0] ?? '';
  if (long.startsWith('--no-')) return value === false ? [long] : [];
  if (value === undefined || value === false || value === option.fallback) return [];
  if (value === true) return [long];
  return (Array.isArray(value) ? value : [value]).flatMap((one) => [long, String(one)]);
}
