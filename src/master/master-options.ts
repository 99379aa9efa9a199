/** The command line of the master. */

import { isIP } from 'node:net';
import { ADDRESS_OPTIONS } from '../command-line/address-options.js';
import type { CommandSpecification, ReadWord } from '../command-line/command-specification.js';
import { type EndedEarly, parseWords, type TextSinks, usageError } from '../command-line/parse-words.js';
import { number, wholeNumber } from '../command-line/readers.js';
import type { AckPolicy } from '../controlling/controlling-parameters.js';
import { type AddressForm, addressFormOf } from '../text/octet-address.js';
import { csvFormOf, type SpreadsheetForm } from '../text/spreadsheet-form.js';
import {
  BEHAVIOUR_FORMS,
  type Behaviour,
  behaviourOf,
  needsStandby,
  readBehaviourWords,
  reopens,
} from './behaviour.js';
import { type AddressedCommand, parseCommand } from './command-text.js';
import type { SecondConnection } from './controlling-station.js';
import { MasterError } from './master-error.js';
import { DEFAULT_PARAMETERS, type MasterParameters } from './master-parameters.js';
import { loadScript, type ScriptStep } from './script.js';

/** The options of one run. */
export interface MasterOptions {
  ini: string;
  host: string;
  /** Address of this machine that connections come from; absent: the system's choice. */
  from?: string;
  /** Only the first N RTUs; Infinity: all. */
  rtus: number;
  gi: boolean;
  /** Interrogate an RTU again whenever its interrogation ends. */
  giRepeat: boolean;
  clock: boolean;
  /** How long to count after all are started, in s; 0: until SIGINT. */
  seconds: number;
  /** How long to repeat refused connections, in ms. */
  retryMs: number;
  commands: AddressedCommand[];
  /** Requests at given seconds. */
  script: ScriptStep[];
  /** Clock synchronisation of every RTU in this period, ms; 0: none. */
  clockEveryMs: number;
  /** Open links again that end. */
  reconnect: boolean;
  /** A second connection to every RTU. */
  second?: SecondConnection;
  /** Switches to the standby connection in this period, ms; 0: only when the other one ends. */
  switchEveryMs: number;
  /** Which received objects are printed. */
  show?: Shown;
  /** File for what the RTUs send unasked. */
  eventList?: string;
  /** Its form for a spreadsheet; `undefined`: plain. */
  csvForm?: SpreadsheetForm | undefined;
  /** How RTU numbers of the ini file are written by their octets; absent: as usual. */
  addresses?: AddressForm;
  json: boolean;
  /** Say what was seen of the RTUs' faults, by kind. */
  judge: boolean;
  behaviour: Behaviour;
  parameters: MasterParameters;
}

/** `events`: what RTUs send unasked; `all`: answers too. */
export type Shown = 'events' | 'all';

const readAckPolicy: ReadWord = (text) => {
  if (text === 'eager' || text === 'w' || text === 'never') return { value: { kind: text } };
  const delay = /^delay:(\d+(?:\.\d+)?)$/.exec(text);
  if (delay !== null) return { value: { kind: 'delay', delayMs: Number(delay[1]) } };
  return { expected: 'Expected eager, w, never or delay:MS.' };
};

const readFrom: ReadWord = (text) =>
  isIP(text) !== 0 ? { value: text } : { expected: 'Expected an IPv4 or IPv6 address of this machine.' };

const SECONDS = number(0.001, 255);
const PERIOD = number(0, 172_800);
const DEFAULTS = DEFAULT_PARAMETERS;
/** How often a good front-end sets clocks. */
const WELL_CLOCK_SEC = 60;

/** The master's options as a table. */
export const MASTER: CommandSpecification = {
  name: 'iec104rs master',
  strayHint: (word) => `an ini file is named by -i: -i ${word}`,
  description: 'Master (controlling station): opens every RTU of an ini file and counts what they send.',
  arguments: [],
  options: [
    { flags: '-i, --ini <file>', text: 'ini file with the RTUs', fallback: 'iec104rs.csv' },
    {
      flags: '--host <address>',
      text: 'where RTUs without a bind address listen',
      fallback: '127.0.0.1',
    },
    {
      flags: '--from <address>',
      text: 'address of this machine that the connections come from, such as 127.0.0.2 to be another peer of a redundancy group',
      read: readFrom,
    },
    {
      flags: '-n, --rtus <n>',
      text: 'only the first N RTUs',
      read: wholeNumber(1, 1_000_000),
      fallback: Number.POSITIVE_INFINITY,
      fallbackText: 'all',
    },
    { flags: '--gi', text: 'station interrogation of every RTU, all at the same time' },
    { flags: '--gi-repeat', text: 'the same, and again whenever one ends' },
    { flags: '--clock', text: 'clock synchronisation of every RTU at the start' },
    {
      flags: '--seconds <s>',
      text: 'how long to count once all are started; 0: until Ctrl-C',
      read: number(0, 1e6),
      fallback: 0,
    },
    {
      flags: '--retry <s>',
      text: 'how long to repeat refused connections',
      read: number(0, 1e6),
      fallback: 0,
    },
    {
      flags: '-w <n>',
      text: 'acknowledge after this many I frames',
      read: wholeNumber(1, 32767),
      fallback: DEFAULTS.w,
    },
    {
      flags: '-k, --k <n>',
      text: 'most own I frames without acknowledgement',
      read: wholeNumber(1, 32767),
      fallback: DEFAULTS.k,
    },
    { flags: '--t1 <s>', text: 'time-out of frames sent', read: SECONDS, fallback: DEFAULTS.t1Ms / 1000 },
    { flags: '--t2 <s>', text: 'latest acknowledgement', read: SECONDS, fallback: DEFAULTS.t2Ms / 1000 },
    {
      flags: '--t3 <s>',
      text: 'idle time before TESTFR act; 0: none',
      read: PERIOD,
      fallback: DEFAULTS.t3Ms / 1000,
    },
    {
      flags: '--ack <policy>',
      text: 'when to acknowledge: eager (at once), w, never, or delay:MS',
      read: readAckPolicy,
      words: ['eager', 'w', 'never', 'delay:'],
      fallback: DEFAULTS.ack,
      fallbackText: DEFAULTS.ack.kind,
    },
    {
      flags: '--testfr <s>',
      text: 'send TESTFR act in this period; 0: only after t3',
      read: PERIOD,
      fallback: 0,
    },
    {
      flags: '--command <command>',
      text: 'CA:IOA:TYPE:VALUE[:select]; may be repeated',
      repeats: true,
    },
    {
      flags: '--script <file>',
      text: 'requests at given seconds, from a CSV file: second, CA, request',
    },
    {
      flags: '--clock-every <s>',
      text: 'clock synchronisation of every RTU in this period; 0: none',
      read: PERIOD,
      fallback: 0,
    },
    { flags: '--reconnect', text: 'open links again that end, a second later, for as long as it takes' },
    {
      flags: '--second <how>',
      text: 'a second connection to every RTU: started like the first, or a standby that is started when the first ends',
      choices: ['standby', 'started'],
    },
    {
      flags: '--switch-every <s>',
      text: 'with --second standby: start the standby connection in this period, with --gi and --clock as at the start',
      read: PERIOD,
      fallback: 0,
      fallbackText: 'only when the other one ends',
    },
    {
      flags: '--behave <how>',
      text: `how it behaves, well or badly: ${BEHAVIOUR_FORMS.join(', ')}; several with commas; may be repeated`,
      read: readBehaviourWords,
      words: BEHAVIOUR_FORMS.map((form) => form.replace(/=.*/, '=')),
      repeats: true,
    },
    { flags: '--judge', text: 'say at the end what each kind of violation was and how connections ended' },
    {
      flags: '--show <what>',
      text: 'print what is received, a line for each object',
      choices: ['events', 'all'],
    },
    {
      flags: '--event-list <file>',
      text: 'CSV file for what the RTUs send unasked, which iec104rs compare reads',
    },
    {
      flags: '--csv <form>',
      text: "form of the event list: plain, or excel, for the spreadsheet of this machine's language",
      choices: ['plain', 'excel'],
      fallback: 'plain',
    },
    {
      flags: '--connect-timeout <s>',
      text: 't0, time-out of a connection attempt',
      read: SECONDS,
      fallback: DEFAULTS.t0Ms / 1000,
    },
    ...ADDRESS_OPTIONS,
    { flags: '--json', text: 'print one JSON line at the end instead of the summary' },
  ],
  notes:
    'Exit codes: 0 everything was answered and no RTU violated the protocol; 1 something failed or was violated; 2 usage.',
};

/** Reads the words after `iec104rs master`. Prints help and usage errors itself. */
export function parseMaster(
  words: readonly string[],
  sinks: TextSinks,
): { options: MasterOptions } | EndedEarly {
  const parsed = parseWords(MASTER, words, sinks);
  if ('exitCode' in parsed) return parsed;
  const values = parsed.values as unknown as Values;
  if (values.t2 >= values.t1 && values.ack.kind === 'w') {
    return usageError(`t2 = ${values.t2} s must be below t1 = ${values.t1} s`, sinks);
  }
  // Read when all words are known: the options of addresses may follow.
  const addresses = addressFormOf(values);
  const commands: AddressedCommand[] = [];
  for (const text of values.command ?? []) {
    const command = attempt('--command <command>', text, () => parseCommand(text, addresses));
    if (typeof command === 'string') return usageError(command, sinks);
    commands.push(command);
  }
  const path = values.script;
  const script =
    path === undefined ? [] : attempt('--script <file>', path, () => loadScript(path, addresses));
  if (typeof script === 'string') return usageError(script, sinks);
  const behaviour = behaviourOf((values.behave ?? []).flat());
  const fault = typeof behaviour === 'string' ? behaviour : contradiction(behaviour, values);
  if (typeof behaviour === 'string' || fault !== undefined) return usageError(String(fault), sinks);
  return { options: optionsOf(values, { addresses, commands, script, behaviour }) };
}

/** What `read` makes of the argument of an option; a sentence if it throws. */
function attempt<T extends object>(flags: string, text: string, read: () => T): T | string {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof MasterError)) throw error;
    return `option '${flags}' argument '${text}' is invalid. ${error.message}`;
  }
}

/** Why the words of `--behave` contradict other options; `undefined`: they do not. */
function contradiction(behaviour: Behaviour, values: Values): string | undefined {
  const { words, interrogates, setsClocks } = behaviour;
  const cannot = (word: string, option: string): string =>
    `'--behave ${word}' and '${option}' cannot be combined`;
  if (!interrogates && (values.gi || values.giRepeat))
    return cannot('no-gi', values.gi ? '--gi' : '--gi-repeat');
  if (!setsClocks && (values.clock || values.clockEvery > 0))
    return cannot('no-clock', values.clock ? '--clock' : '--clock-every');
  if (reopens(behaviour) === false && values.reconnect) return cannot('stays-away', '--reconnect');
  const needing = words.find((word) => /^(takeover|no-takeover|fail)/.test(word));
  if (values.second === 'started' && needing !== undefined) return cannot(needing, '--second started');
  return undefined;
}

/** The values by the names of the options: what `MasterOptions` has as it is, and the rest before it is converted. */
interface Values
  extends Omit<
    MasterOptions,
    | 'csvForm'
    | 'addresses'
    | 'retryMs'
    | 'commands'
    | 'script'
    | 'clockEveryMs'
    | 'switchEveryMs'
    | 'parameters'
    | 'behaviour'
  > {
  behave?: string[][];
  script?: string;
  clockEvery: number;
  switchEvery: number;
  retry: number;
  w: number;
  k: number;
  t1: number;
  t2: number;
  t3: number;
  ack: AckPolicy;
  testfr: number;
  command?: string[];
  connectTimeout: number;
  csv: 'plain' | 'excel';
  addressForm: AddressForm['twoWithDot'];
  addressOrder: AddressForm['order'];
}

function optionsOf(
  values: Values,
  read: Pick<MasterOptions, 'addresses' | 'commands' | 'script' | 'behaviour'>,
): MasterOptions {
  const { behaviour } = read;
  const { isWell, interrogates, setsClocks } = behaviour;
  const clockEverySec = values.clockEvery === 0 && isWell && setsClocks ? WELL_CLOCK_SEC : values.clockEvery;
  const second = values.second ?? (needsStandby(behaviour) ? 'standby' : undefined);
  return {
    ini: values.ini,
    host: values.host,
    ...(values.from === undefined ? {} : { from: values.from }),
    rtus: values.rtus,
    gi: values.gi || values.giRepeat || (isWell && interrogates),
    giRepeat: values.giRepeat,
    clock: values.clock || (isWell && setsClocks),
    seconds: values.seconds,
    retryMs: values.retry * 1000,
    ...read,
    clockEveryMs: clockEverySec * 1000,
    reconnect: reopens(behaviour) ?? values.reconnect,
    ...(second === undefined ? {} : { second }),
    switchEveryMs: values.switchEvery * 1000,
    ...(values.show === undefined ? {} : { show: values.show }),
    ...(values.eventList === undefined ? {} : { eventList: values.eventList }),
    csvForm: csvFormOf(values.csv, process.env),
    json: values.json,
    judge: values.judge,
    parameters: {
      k: values.k,
      w: values.w,
      t0Ms: values.connectTimeout * 1000,
      t1Ms: values.t1 * 1000,
      t2Ms: values.t2 * 1000,
      t3Ms: values.t3 * 1000,
      testfrPeriodMs: values.testfr * 1000,
      ack: values.ack,
    },
  };
}
