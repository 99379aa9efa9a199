/** Options of every program that runs until it is ended: the simulator and the gateway (`docs/behaviour.md` §6). */
import { availableParallelism } from 'node:os';
import type { OptionSpecification, ReadWord } from '../../command-line/command-specification.js';
import { wholeNumber } from '../../command-line/readers.js';
import { type ApiAddress, isLoopback, parseApiAddress } from '../../http/address.js';
import { csvFormOf, type SpreadsheetForm } from '../../text/spreadsheet-form.js';

/** Where the HTTP API is, and its token. */
export interface ApiAccess {
  /** Where the HTTP API listens; `undefined`: there is no API. */
  api: ApiAddress | undefined;
  /** The bearer token of the API; `undefined`: none, or in a file. */
  apiToken: string | undefined;
  /** File with the token, read at the start. */
  apiTokenFile: string | undefined;
  /** Where `apiToken` comes from. */
  apiTokenSource: 'option' | 'environment' | 'none';
}

/** The shared options, with the defaults filled in. */
export interface ProgramOptions extends ApiAccess {
  ini: string;
  /** s; `undefined`: the value of the ini file. */
  ntpUpdateSec: number | undefined;
  /** Empty: the servers of the ini file. */
  ntpServers: string[];
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

/** Their rows by name. A program puts its own among them, and words the text anew where it does something else. */
export const PROGRAM_OPTIONS = {
  ntpUpdateSec: {
    flags: '-t, --ntp_update_every_sec <sec>',
    text: "NTP update interval in seconds (default: the ini file's, or 900)",
    read: wholeNumber(1, 86_400_000),
  },
  ntpServer: {
    flags: '-s, --ntp_server <host>',
    text: 'NTP server; replaces those of the ini file; may be repeated',
    repeats: true,
  },
  log: { flags: '--log <dir>', text: 'folder of the logs, created if missing', fallback: 'log' },
  logSize: {
    flags: '--log-size <size>',
    text: 'a log of this size is put aside and goes on in a new file, such as 100MB (default: no limit)',
    read: readLogSize,
  },
  logFiles: {
    flags: '--log-files <n>',
    text: 'files put aside that are kept, of each log',
    read: wholeNumber(1, 1_000_000),
    fallback: DEFAULT_LOG_FILES,
  },
  headless: { flags: '--headless', text: 'no dashboard: events go to standard error, one line each' },
  shards: {
    flags: '--shards <n>',
    text: 'worker threads',
    read: wholeNumber(1, 256),
    fallback: availableParallelism(),
    fallbackText: 'one per processor',
  },
  check: { flags: '--check', text: 'load the files, print all findings and the totals, open no port' },
  strict: { flags: '--strict', text: 'do not start if there is any finding' },
  noSetClock: {
    flags: '--no-set-clock',
    text: "never set the machine's clock, even with the rights to do so",
  },
  signalLog: {
    flags: '--signal-log <what>',
    text: 'signals in the RTU logs',
    choices: ['all', 'none'],
    fallback: 'all',
  },
  csv: {
    flags: '--csv <form>',
    text: "form of the logs, the sent list and CSV reports: plain, or excel, for the spreadsheet of this machine's language",
    choices: ['plain', 'excel'],
    fallback: 'plain',
  },
  api: { flags: '--api <host:port>', text: 'HTTP API (off unless given)', read: readApiAddress },
  apiToken: {
    flags: '--api-token <token>',
    text: 'bearer token of the HTTP API, seen by every user of the machine: better --api-token-file or the environment variable IEC104RS_API_TOKEN',
    read: readApiToken,
  },
  apiTokenFile: {
    flags: '--api-token-file <file>',
    text: 'file with the bearer token of the HTTP API; a token is required unless the API listens on loopback',
  },
} as const satisfies Readonly<Record<string, OptionSpecification>>;

/** Values of a command line, as the parser names them. */
interface GivenValues {
  ini: string;
  ntp_update_every_sec?: number;
  ntp_server?: string[];
  log: string;
  logSize?: number;
  logFiles: number;
  headless: boolean;
  shards: number;
  check: boolean;
  strict: boolean;
  setClock: boolean;
  signalLog: 'all' | 'none';
  csv: 'plain' | 'excel';
  api?: ApiAddress;
  apiToken?: string;
  apiTokenFile?: string;
}

/** Picks the shared options from the values of a command line; `env`: the environment. */
export function programOptionsOf(
  values: Readonly<Record<string, unknown>>,
  env: Readonly<Record<string, string | undefined>>,
): ProgramOptions {
  const given = values as Readonly<Record<string, unknown>> & GivenValues;
  const { apiTokenFile } = given;
  const ofEnvironment = env.IEC104RS_API_TOKEN || undefined;
  const { apiToken = apiTokenFile === undefined ? ofEnvironment : undefined } = given;
  return {
    ini: given.ini,
    ntpUpdateSec: given.ntp_update_every_sec,
    ntpServers: given.ntp_server ?? [],
    log: given.log,
    logSize: given.logSize,
    logFiles: given.logFiles,
    headless: given.headless,
    shards: given.shards,
    check: given.check,
    strict: given.strict,
    setClock: given.setClock,
    signalLog: given.signalLog,
    csvForm: csvFormOf(given.csv, env),
    api: given.api,
    apiToken,
    apiTokenFile,
    apiTokenSource: given.apiToken !== undefined ? 'option' : apiToken !== undefined ? 'environment' : 'none',
  };
}

/** Why these options of the API can't be combined, or `undefined`. */
export function findApiFault({ api, apiToken, apiTokenFile, apiTokenSource }: ApiAccess): string | undefined {
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
