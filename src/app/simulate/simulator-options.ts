/** The simulator's command line (`docs/behaviour.md` §6). */
import { ADDRESS_OPTIONS } from '../../command-line/address-options.js';
import type { CommandSpecification } from '../../command-line/command-specification.js';
import { type EndedEarly, parseWords, type TextSinks, usageError } from '../../command-line/parse-words.js';
import { limitHelp } from '../../report/limits.js';
import type { RunOptions } from '../../run/run-options.js';
import { type AddressForm, addressFormOf } from '../../text/octet-address.js';
import { plainSink } from '../plain-sink.js';
import {
  findApiFault,
  PROGRAM_OPTIONS,
  type ProgramOptions,
  programOptionsOf,
} from '../program/program-options.js';
import { versionLine } from '../program-version.js';
import type { CoverOptions } from './cover-options.js';
import { findRunFault, RUN_OPTIONS, runOptionsOf } from './run-options.js';
import { findWalkFault, WALK_OPTIONS, type WalkOptions, walkOptionsOf } from './walk-options.js';
import { apiWithWeb, findWebFault, WEB_OPTIONS, type WebOptions, webOptionsOf } from './web-options.js';

/** Where the files are if no option names them. */
export const DEFAULT_INI = 'iec104rs.csv';
export const DEFAULT_DATA = 'data';

/** The simulator's options, with the defaults filled in. */
export interface SimulatorOptions extends ProgramOptions, RunOptions, CoverOptions, WebOptions {
  cover: CoverOptions['cover'];
  data: string;
  /** Reaction files; empty: none. */
  reactions: string[];
  /** How addresses are written by their octets. */
  addresses: AddressForm;
  /** `undefined`: no walk from end to end. */
  walk?: WalkOptions | undefined;
}

/** The simulator's options as a table. */
export const SIMULATOR: CommandSpecification = {
  name: 'iec104rs',
  strayHint: (word) => `an ini file is named by -i: -i ${word}`,
  description:
    'IEC 60870-5-104 RTU simulator: plays every RTU of an ini file, each on its own port or address.',
  arguments: [],
  version: versionLine('iec104rs'),
  options: [
    { flags: '-i, --ini <file>', text: 'ini file with the RTUs', fallback: DEFAULT_INI },
    PROGRAM_OPTIONS.ntpUpdateSec,
    PROGRAM_OPTIONS.ntpServer,
    { flags: '--data <dir>', text: 'folder of the IOA files', fallback: DEFAULT_DATA },
    {
      flags: '--reactions <file>',
      text: 'what points do by themselves when a command or a state comes, from a CSV file; may be repeated',
      repeats: true,
    },
    ...ADDRESS_OPTIONS,
    PROGRAM_OPTIONS.log,
    PROGRAM_OPTIONS.logSize,
    PROGRAM_OPTIONS.logFiles,
    PROGRAM_OPTIONS.headless,
    PROGRAM_OPTIONS.shards,
    PROGRAM_OPTIONS.check,
    PROGRAM_OPTIONS.strict,
    PROGRAM_OPTIONS.noSetClock,
    PROGRAM_OPTIONS.signalLog,
    PROGRAM_OPTIONS.csv,
    PROGRAM_OPTIONS.api,
    PROGRAM_OPTIONS.apiToken,
    PROGRAM_OPTIONS.apiTokenFile,
    ...WEB_OPTIONS,
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
  const options = optionsOf(parsed.values);
  const fault =
    findWalkFault(parsed.values) ??
    findRunFault(options, options.walk !== undefined) ??
    findApiFault(options) ??
    findWebFault(options);
  return fault === undefined ? { options } : usageError(fault, sinks);
}

function optionsOf(values: Readonly<Record<string, unknown>>): SimulatorOptions {
  const given = values as {
    data: string;
    reactions?: string[];
    addressForm: AddressForm['twoWithDot'];
    addressOrder: AddressForm['order'];
  };
  const shared = programOptionsOf(values, process.env);
  const walk = walkOptionsOf(values);
  const web = webOptionsOf(values, process.env);
  return {
    ...shared,
    ...web,
    api: apiWithWeb(shared.api, web),
    data: given.data,
    reactions: given.reactions ?? [],
    addresses: addressFormOf(given),
    // A walk asks its questions where the dashboard would be.
    headless: shared.headless || walk !== undefined,
    ...runOptionsOf(values),
    walk,
  };
}
