/** The simulator's command line (`docs/behaviour.md` §6). */

import { availableParallelism } from 'node:os';
import { ADDRESS_OPTIONS } from '../../command-line/address-options.js';
import type { CommandSpecification, ReadWord } from '../../command-line/command-specification.js';
import { type EndedEarly, parseWords, type TextSinks, usageError } from '../../command-line/parse-words.js';
import { wholeNumber } from '../../command-line/readers.js';
import { type ApiAddress, isLoopback, parseApiAddress } from '../../http/address.js';
import { limitHelp } from '../../report/limits.js';
import type { RunOptions } from '../../run/run-options.js';
import { type AddressForm, addressFormOf } from '../../text/octet-address.js';
import { csvFormOf, type SpreadsheetForm } from '../../text/spreadsheet-form.js';
import { plainSink } from '../plain-sink.js';
import { programVersion } from '../program-version.js';
import { findRunFault, RUN_OPTIONS, runOptionsOf } from './run-options.js';
import { findWalkFault, WALK_OPTIONS, type WalkOptions, walkOptionsOf } from './walk-options.js';

/** The simulator's options, with the defaults filled in. */
export interface SimulatorOptions extends RunOptions {
  ini: string;
  /** s; `undefined`: the value of the ini file. */
  ntpUpdateSec: number | undefined;
  /** Empty: the servers of the ini file. */
  ntpServers: string[];
  data: string;
  /** Reaction files; empty: none. */
  reactions: string[];
  /** How addresses are written by their octets. */
  addresses: AddressForm;
  log: string;
  /** Size at which a log is put aside, octets; `undefined`: logs grow without limit. */
  logSize: number | undefined;
  /** Files that were put aside and are kept, of each log. */
  logFiles: number;
  headless: boolean;
  shards: number;
  check: boolean;
  strict: boolean;
  /** Whether NTP may set the machine's clock. */
  setClock: boolean;
  signalLog: 'all' | 'none';
  /** The form of CSV files for a spreadsheet; `undefined`: plain. */
  csvForm: SpreadsheetForm | undefined;
  /** Where the HTTP API listens; `undefined`: there is no API. */
  api: ApiAddress | undefined;
  /** The bearer token of the API; `undefined`: none, or in a file. */
  apiToken: string | undefined;
  /** File with the token, read at the start. */
  apiTokenFile: string | undefined;
  /** Where `apiToken` comes from. */
  apiTokenSource: 'option' | 'environment' | 'none';
  /** `undefined`: no walk from end to end. */
  walk?: WalkOptions | undefined;
}

const TOKEN = /^[\x21-\x7e]+$/;

const readApiAddress: ReadWord = (text) => {
  const address = parseApiAddress(text);
  if (address !== undefined) return { value: address };
  return { expected: 'Expected HOST:PORT, such as 127.0.0.1:8080 or [::1]:8080.' };
};

/** Whether the text can be a token. */
export function isApiToken(text: string): boolean {
  return TOKEN.test(text);
}

const readApiToken: ReadWord = (text) =>
  isApiToken(text) ? { value: text } : { expected: 'Expected visible ASCII characters without blanks.' };

const OCTETS_BY_UNIT = { KB: 1e3, MB: 1e6, GB: 1e9 } as const;
/** A chunk of lines must fit beside the header. */
const SMALLEST_LOG_OCTETS = 100_000;
const DEFAULT_LOG_FILES = 10;

const readLogSize: ReadWord = (text) => {
  const [, number, unit] = /^(\d{1,9})(KB|MB|GB)$/i.exec(text) ?? [];
  const octets = Number(number) * (OCTETS_BY_UNIT[unit?.toUpperCase() as keyof typeof OCTETS_BY_UNIT] ?? NaN);
  if (octets >= SMALLEST_LOG_OCTETS) return { value: octets };
  return { expected: 'Expected a size of 100KB or more with its unit, such as 100MB or 2GB.' };
};

/** The simulator's options as a table. */
export const SIMULATOR: CommandSpecification = {
  name: 'iec104rs',
  strayHint: (word) => `an ini file is named by -i: -i ${word}`,
  description:
    'IEC 60870-5-104 RTU simulator: plays every RTU of an ini file, each on its own port or address.',
  arguments: [],
  version: programVersion(),
  options: [
    { flags: '-i, --ini <file>', text: 'ini file with the RTUs', fallback: 'iec104rs.csv' },
    {
      flags: '-t, --ntp_update_every_sec <sec>',
      text: "NTP update interval in seconds (default: the ini file's, or 900)",
      read: wholeNumber(1, 86_400_000),
    },
    {
      flags: '-s, --ntp_server <host>',
      text: 'NTP server; replaces those of the ini file; may be repeated',
      repeats: true,
    },
    { flags: '--data <dir>', text: 'folder of the IOA files', fallback: 'data' },
    {
      flags: '--reactions <file>',
      text: 'what points do by themselves when a command or a state comes, from a CSV file; may be repeated',
      repeats: true,
    },
    ...ADDRESS_OPTIONS,
    { flags: '--log <dir>', text: 'folder of the logs, created if missing', fallback: 'log' },
    {
      flags: '--log-size <size>',
      text: 'a log of this size is put aside and goes on in a new file, such as 100MB (default: no limit)',
      read: readLogSize,
    },
    {
      flags: '--log-files <n>',
      text: 'files put aside that are kept, of each log',
      read: wholeNumber(1, 1_000_000),
      fallback: DEFAULT_LOG_FILES,
    },
    { flags: '--headless', text: 'no dashboard: events go to standard error, one line each' },
    {
      flags: '--shards <n>',
      text: 'worker threads',
      read: wholeNumber(1, 256),
      fallback: availableParallelism(),
      fallbackText: 'one per processor',
    },
    { flags: '--check', text: 'load the files, print all findings and the totals, open no port' },
    { flags: '--strict', text: 'do not start if there is any finding' },
    { flags: '--no-set-clock', text: "never set the machine's clock, even with the rights to do so" },
    {
      flags: '--signal-log <what>',
      text: 'signals in the RTU logs',
      choices: ['all', 'none'],
      fallback: 'all',
    },
    {
      flags: '--csv <form>',
      text: "form of the logs, the sent list and CSV reports: plain, or excel, for the spreadsheet of this machine's language",
      choices: ['plain', 'excel'],
      fallback: 'plain',
    },
    { flags: '--api <host:port>', text: 'HTTP API (off unless given)', read: readApiAddress },
    {
      flags: '--api-token <token>',
      text: 'bearer token of the HTTP API, seen by every user of the machine: better --api-token-file or the environment variable IEC104RS_API_TOKEN',
      read: readApiToken,
    },
    {
      flags: '--api-token-file <file>',
      text: 'file with the bearer token of the HTTP API; a token is required unless the API listens on loopback',
    },
    ...RUN_OPTIONS,
    ...WALK_OPTIONS,
  ],
  notes: limitHelp(),
};

/** Reads the simulator's options. A command that takes the same options passes its own `specification`. */
export function parseSimulator(
  words: readonly string[],
  specification: CommandSpecification = SIMULATOR,
  sinks: TextSinks = { out: plainSink(process.stdout), err: plainSink(process.stderr) },
): { options: SimulatorOptions } | EndedEarly {
  const parsed = parseWords(specification, words, sinks);
  if ('exitCode' in parsed) return parsed;
  const options = optionsOf(parsed.values, process.env.IEC104RS_API_TOKEN || undefined);
  const fault =
    findWalkFault(parsed.values) ??
    findRunFault(options, options.walk !== undefined) ??
    findApiFault(options);
  return fault === undefined ? { options } : usageError(fault, sinks);
}

function optionsOf(
  values: Readonly<Record<string, unknown>>,
  tokenOfEnvironment: string | undefined,
): SimulatorOptions {
  const given = values as Omit<
    SimulatorOptions,
    | keyof RunOptions
    | 'addresses'
    | 'reactions'
    | 'csvForm'
    | 'ntpUpdateSec'
    | 'ntpServers'
    | 'api'
    | 'apiToken'
    | 'apiTokenFile'
    | 'apiTokenSource'
    | 'walk'
  > & {
    ntp_update_every_sec?: number;
    ntp_server?: string[];
    addressForm: AddressForm['twoWithDot'];
    addressOrder: AddressForm['order'];
    csv: 'plain' | 'excel';
    reactions?: string[];
    api?: ApiAddress;
    apiToken?: string;
    apiTokenFile?: string;
  };
  const { apiTokenFile, apiToken = apiTokenFile === undefined ? tokenOfEnvironment : undefined } = given;
  const walk = walkOptionsOf(values);
  return {
    ini: given.ini,
    ntpUpdateSec: given.ntp_update_every_sec,
    ntpServers: given.ntp_server ?? [],
    data: given.data,
    reactions: given.reactions ?? [],
    addresses: addressFormOf(given),
    log: given.log,
    logSize: given.logSize,
    logFiles: given.logFiles,
    // A walk asks its questions where the dashboard would be.
    headless: given.headless || walk !== undefined,
    shards: given.shards,
    check: given.check,
    strict: given.strict,
    setClock: given.setClock,
    signalLog: given.signalLog,
    csvForm: csvFormOf(given.csv, process.env),
    ...runOptionsOf(values),
    api: given.api,
    apiToken,
    apiTokenFile,
    walk,
    apiTokenSource: given.apiToken !== undefined ? 'option' : apiToken !== undefined ? 'environment' : 'none',
  };
}

function findApiFault({ api, apiToken, apiTokenFile, apiTokenSource }: SimulatorOptions): string | undefined {
  const given = apiTokenSource === 'option' ? '--api-token' : '--api-token-file';
  if (apiTokenSource === 'option' && apiTokenFile !== undefined) {
    return "options '--api-token' and '--api-token-file' cannot be combined";
  }
  if (api === undefined && (apiTokenSource === 'option' || apiTokenFile !== undefined)) {
    return `option '${given}' needs '--api'`;
  }
  if (api === undefined) return undefined;
  if (apiToken !== undefined && !isApiToken(apiToken)) {
    return 'IEC104RS_API_TOKEN must hold visible ASCII characters without blanks';
  }
  if (apiToken === undefined && apiTokenFile === undefined && !isLoopback(api.host)) {
    return `option '--api' on ${api.host}, which others can reach, needs '--api-token-file' (or IEC104RS_API_TOKEN)`;
  }
  return undefined;
}
