/** The command line (`docs/behaviour.md` §6): text → options, or one clear line and exit code 2. */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { type ApiAddress, isLoopback, parseApiAddress } from '../http/address.js';
import type { RunOptions } from '../run/run-options.js';
import { addRunOptions, findRunFault, runOptionsOf } from './cli-run-options.js';

/** What the command line said, defaults filled in. */
export interface CliOptions extends RunOptions {
  ini: string;
  ntpUpdateSec: number | undefined;
  ntpServers: string[];
  data: string;
  log: string;
  headless: boolean;
  shards: number;
  check: boolean;
  strict: boolean;
  /** Whether NTP may set the machine's clock. */
  setClock: boolean;
  signalLog: 'all' | 'none';
  /** Where the HTTP API listens; `undefined`: it doesn't. */
  api: ApiAddress | undefined;
  /** What clients of the API must show; `undefined`: nothing. */
  apiToken: string | undefined;
}

/** Options, or how the program ends at once (help, version, usage error). */
export type CliResult = { options: CliOptions } | { exitCode: number };

/** The program's version, from its package. */
export function programVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

function wholeNumber(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= low && value <= high) return value;
    throw new InvalidArgumentError(`Expected a whole number ${low}…${high}.`);
  };
}

function readApiAddress(text: string): ApiAddress {
  const address = parseApiAddress(text);
  if (address !== undefined) return address;
  throw new InvalidArgumentError('Expected HOST:PORT, such as 127.0.0.1:8080 or [::1]:8080.');
}

function readApiToken(text: string): string {
  if (/^[\x21-\x7e]+$/.test(text)) return text;
  throw new InvalidArgumentError('Expected visible ASCII characters without blanks.');
}

function collect(text: string, before: string[] = []): string[] {
  return [...before, text];
}

/** Parses the words behind the program's name; prints help, version and usage errors itself. */
export function parseCli(words: readonly string[]): CliResult {
  const command = new Command('iec104rs')
    .description(
      'IEC 60870-5-104 RTU simulator: plays every RTU of an ini file, each on its own port or address.',
    )
    .helpOption('-h, --help', 'show this help')
    .version(programVersion(), '-V, --version', 'show the version')
    .option('-i, --ini <file>', 'ini file with the RTUs', 'iec104rs.csv')
    .option(
      '-t, --ntp_update_every_sec <sec>',
      'NTP update interval in seconds (900 where nothing says otherwise)',
      wholeNumber(1, 86_400_000),
    )
    .option('-s, --ntp_server <host>', 'NTP server, may be repeated; replaces those of the ini file', collect)
    .option('--data <dir>', 'folder of the IOA databases', 'data')
    .option('--log <dir>', 'folder of the logs, made if missing', 'log')
    .option('--headless', 'no dashboard: events to standard error, one line each', false)
    .option('--shards <n>', 'worker threads', wholeNumber(1, 256), availableParallelism())
    .option('--check', 'load, print every report and the totals, open no port', false)
    .option('--strict', 'any report stops the start', false)
    .option('--no-set-clock', "leave the machine's clock alone, also with the rights to set it")
    .addOption(
      new Option('--signal-log <what>', 'signals in the RTU logs').choices(['all', 'none']).default('all'),
    )
    .option('--api <host:port>', 'control over HTTP (off unless given)', readApiAddress)
    .option(
      '--api-token <token>',
      'bearer token of the HTTP API, needed unless it listens on loopback (env: IEC104RS_API_TOKEN)',
      readApiToken,
    )
    .allowExcessArguments(false)
    .exitOverride();
  addRunOptions(command, wholeNumber);
  try {
    command.parse([...words], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return { exitCode: error.exitCode === 0 ? 0 : 2 };
    throw error;
  }
  const given = command.opts();
  const runOptions = runOptionsOf(given);
  const runFault = findRunFault(runOptions);
  if (runFault !== undefined) {
    console.error(`error: ${runFault}`);
    return { exitCode: 2 };
  }
  const { IEC104RS_API_TOKEN: tokenOfEnvironment } = process.env;
  const api: ApiAddress | undefined = given.api;
  const apiToken: string | undefined = given.apiToken ?? (tokenOfEnvironment || undefined);
  const apiFault = findApiFault(api, given.apiToken, apiToken);
  if (apiFault !== undefined) {
    console.error(`error: ${apiFault}`);
    return { exitCode: 2 };
  }
  return {
    options: {
      ini: given.ini,
      ntpUpdateSec: given.ntp_update_every_sec,
      ntpServers: given.ntp_server ?? [],
      data: given.data,
      log: given.log,
      headless: given.headless,
      shards: given.shards,
      check: given.check,
      strict: given.strict,
      setClock: given.setClock,
      signalLog: given.signalLog,
      ...runOptions,
      api,
      apiToken,
    },
  };
}

function findApiFault(
  api: ApiAddress | undefined,
  tokenOption: string | undefined,
  token: string | undefined,
): string | undefined {
  if (tokenOption !== undefined && api === undefined) return "option '--api-token' needs '--api'";
  if (api === undefined) return undefined;
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token)) {
    return 'IEC104RS_API_TOKEN must hold visible ASCII characters without blanks';
  }
  if (token === undefined && !isLoopback(api.host)) {
    return `option '--api' on ${api.host}, which others can reach, needs '--api-token' (or IEC104RS_API_TOKEN)`;
  }
  return undefined;
}
