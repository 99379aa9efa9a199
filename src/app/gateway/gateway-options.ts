/** The gateway's command lines: `iec104rs gateway`, and the original's `iec104mm2ss` (`docs/gateway.md` §1). */
import { dirname, isAbsolute, join } from 'node:path';
import { ADDRESS_OPTIONS } from '../../command-line/address-options.js';
import type {
  CommandSpecification,
  OptionSpecification,
  ReadWord,
} from '../../command-line/command-specification.js';
import { type EndedEarly, parseWords, type TextSinks, usageError } from '../../command-line/parse-words.js';
import { GATEWAY_FILE, type GatewayOverrides } from '../../config/gateway/load-gateway.js';
import { type AddressForm, addressFormOf } from '../../text/octet-address.js';
import { plainSink } from '../plain-sink.js';
import {
  findApiFault,
  PROGRAM_OPTIONS,
  type ProgramOptions,
  programOptionsOf,
} from '../program/program-options.js';
import { versionLine } from '../program-version.js';

/** The gateway's options, with the defaults filled in. */
export interface GatewayCommandOptions extends ProgramOptions {
  /** How addresses are written by their octets. */
  addresses: AddressForm;
  /** How servers and interval of the command line and of the file go together. */
  ntp: NonNullable<GatewayOverrides['ntp']>;
}

const INI: OptionSpecification = {
  flags: '-i, --ini <file>',
  text: 'ini file with the groups; if it is not there, the one with the same name in upper or lower case',
  fallback: GATEWAY_FILE,
};

/** A word that is missing after `-s` would be taken from the next option. */
const readServer: ReadWord = (text) =>
  text.startsWith('-') ? { expected: 'Expected the name or address of a server.' } : { value: text };

/** What both programs have behind their first options. */
const SHARED: readonly OptionSpecification[] = [
  ...ADDRESS_OPTIONS,
  PROGRAM_OPTIONS.log,
  PROGRAM_OPTIONS.logSize,
  PROGRAM_OPTIONS.logFiles,
  PROGRAM_OPTIONS.headless,
  PROGRAM_OPTIONS.shards,
  { ...PROGRAM_OPTIONS.check, text: 'load the file, print all findings and the totals, open no port' },
  PROGRAM_OPTIONS.strict,
  PROGRAM_OPTIONS.noSetClock,
  {
    ...PROGRAM_OPTIONS.signalLog,
    text: 'what the RTU sends unasked, in the logs of the groups',
    fallback: 'none',
  },
  {
    ...PROGRAM_OPTIONS.csv,
    text: "form of the logs: plain, or excel, for the spreadsheet of this machine's language",
  },
  PROGRAM_OPTIONS.api,
  PROGRAM_OPTIONS.apiToken,
  PROGRAM_OPTIONS.apiTokenFile,
];

/** The live page is the simulator's. */
const LACKS = Object.fromEntries(
  ['--web', '--web-open', '--view-token', '--view-token-file'].map((option) => [
    option,
    `the gateway has no live page: '${option}' is an option of the simulator; its dashboard, --api and /metrics show its groups`,
  ]),
);

const NOTES =
  'A group is an RTU with its masters: a row of the ini file. The gateway connects to each RTU; while it is connected, its masters may\n' +
  'connect to the port of the group. All get what the RTU sends, and what one of them asks for comes back to it alone.';

/** `iec104rs gateway`. */
export const GATEWAY: CommandSpecification = {
  name: 'iec104rs gateway',
  strayHint: (word) => `an ini file is named by -i: -i ${word}`,
  description: 'IEC 60870-5-104 gateway: connects to each RTU of an ini file, and serves many masters of it.',
  arguments: [],
  version: versionLine('iec104rs'),
  options: [INI, PROGRAM_OPTIONS.ntpUpdateSec, PROGRAM_OPTIONS.ntpServer, ...SHARED],
  lacks: LACKS,
  notes: NOTES,
};

/** `iec104mm2ss`: the six options of the original mean what they did; the gateway's others are taken too. */
export const MM2SS: CommandSpecification = {
  name: 'iec104mm2ss',
  strayHint: (word) => `an ini file is named by -i: -i ${word}`,
  description: 'The gateway with the command line of the original: iec104rs gateway under its former name.',
  arguments: [],
  version: versionLine('iec104mm2ss'),
  options: [
    INI,
    {
      ...PROGRAM_OPTIONS.ntpUpdateSec,
      text: 'NTP update interval in seconds, unless the ini file has one (default: 900)',
    },
    {
      ...PROGRAM_OPTIONS.ntpServer,
      flags: '-s, --ntp_server <host...>',
      text: 'NTP servers, one or several words; those of the ini file come after them',
      read: readServer,
    },
    { flags: '-n, --nogui', text: 'no dashboard, as --headless' },
    {
      flags: '-c, --service',
      text: 'for a service: no dashboard, and paths are taken from the folder of the ini file',
    },
    ...SHARED,
  ],
  lacks: LACKS,
  notes: NOTES,
};

/** Reads the options of `iec104rs gateway`. A command that takes the same options passes its own `specification`. */
export function parseGateway(
  words: readonly string[],
  sinks: TextSinks = standardSinks(),
  specification: CommandSpecification = GATEWAY,
): { options: GatewayCommandOptions } | EndedEarly {
  const parsed = parseWords(specification, words, sinks);
  if ('exitCode' in parsed) return parsed;
  return checked(optionsOf(parsed.values, 'replace'), sinks);
}

/** Reads the options of `iec104mm2ss`. */
export function parseMm2ss(
  words: readonly string[],
  sinks: TextSinks = standardSinks(),
): { options: GatewayCommandOptions } | EndedEarly {
  const parsed = parseWords(MM2SS, words, sinks);
  if ('exitCode' in parsed) return parsed;
  const { nogui, service } = parsed.values as { nogui: boolean; service: boolean };
  const options = optionsOf(parsed.values, 'join');
  if (nogui || service) options.headless = true;
  return checked(service ? fromFolderOfIni(options) : options, sinks);
}

function standardSinks(): TextSinks {
  return { out: plainSink(process.stdout), err: plainSink(process.stderr) };
}

function checked(
  options: GatewayCommandOptions,
  sinks: TextSinks,
): { options: GatewayCommandOptions } | EndedEarly {
  const fault = findApiFault(options);
  return fault === undefined ? { options } : usageError(fault, sinks);
}

function optionsOf(
  values: Readonly<Record<string, unknown>>,
  ntp: GatewayCommandOptions['ntp'],
): GatewayCommandOptions {
  const form = values as {
    addressForm: AddressForm['twoWithDot'];
    addressOrder: AddressForm['order'];
  };
  return { ...programOptionsOf(values, process.env), addresses: addressFormOf(form), ntp };
}

/** A service starts in a folder of the system: its paths are those of its ini file. */
function fromFolderOfIni(options: GatewayCommandOptions): GatewayCommandOptions {
  const folder = dirname(options.ini);
  const place = (path: string): string => (isAbsolute(path) ? path : join(folder, path));
  const { log, apiTokenFile } = options;
  return {
    ...options,
    log: place(log),
    apiTokenFile: apiTokenFile === undefined ? undefined : place(apiTokenFile),
  };
}
