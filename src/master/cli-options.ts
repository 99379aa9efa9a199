/** The command line of the controlling station: arguments → options, nothing else. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { type AddressedCommand, parseCommand } from './command-text.js';
import { type AckPolicy, DEFAULT_PARAMETERS, type MasterParameters } from './master-parameters.js';

/** What a run is told. */
export interface RunOptions {
  ini: string;
  host: string;
  /** Open the first N RTUs only; Infinity: all. */
  rtus: number;
  gi: boolean;
  /** Interrogate again as each interrogation ends. */
  giRepeat: boolean;
  clock: boolean;
  /** Count for so many seconds after all are started; 0: until SIGINT. */
  seconds: number;
  /** Repeat refused connections for so long, in ms. */
  retryMs: number;
  commands: AddressedCommand[];
  json: boolean;
  parameters: MasterParameters;
}

/** The arguments were no run: print `message` (on stderr when the code isn't 0) and exit with `exitCode`. */
export interface NoRun {
  message: string;
  exitCode: 0 | 2;
}

/** Tells a refusal from options. */
export function isNoRun(result: RunOptions | NoRun): result is NoRun {
  return 'exitCode' in result;
}

/** Reads the arguments behind the program's name. */
export function parseArguments(args: readonly string[]): RunOptions | NoRun {
  let help = '';
  const program = makeProgram();
  program.configureOutput({
    writeOut: (text) => {
      help += text;
    },
    writeErr: () => {},
    outputError: () => {},
  });
  try {
    program.parse(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { message: help.trimEnd(), exitCode: 0 };
    return { message: error.message, exitCode: 2 };
  }
  return toRunOptions(program.opts<Values>());
}

interface Values {
  ini: string;
  host: string;
  rtus: number;
  gi: boolean;
  giRepeat: boolean;
  clock: boolean;
  seconds: number;
  retry: number;
  w: number;
  k: number;
  t1: number;
  t2: number;
  t3: number;
  ack: AckPolicy;
  testfr: number;
  command: AddressedCommand[];
  connectTimeout: number;
  json: boolean;
}

function makeProgram(): Command {
  const defaults = DEFAULT_PARAMETERS;
  return new Command('iec104rs-master')
    .description('Controlling station: opens every RTU of an ini file and counts what they send.')
    .exitOverride()
    .helpOption('-h, --help', 'this text')
    .allowExcessArguments(false)
    .option('-i, --ini <file>', 'ini file', 'iec104rs.csv')
    .option('--host <address>', 'where RTUs listen that have no bind address', '127.0.0.1')
    .option('-n, --rtus <n>', 'first N RTUs only', whole(1, 1_000_000), Number.POSITIVE_INFINITY)
    .option('--gi', 'station interrogation on every RTU, at one instant', false)
    .option('--gi-repeat', 'the same, and again as each ends', false)
    .option('--clock', 'clock synchronisation of every RTU at the start', false)
    .option('--seconds <s>', 'count so long after all are started; 0: until Ctrl-C', number(0, 1e6), 0)
    .option('--retry <s>', 'repeat refused connections for so long', number(0, 1e6), 0)
    .option('-w <n>', 'acknowledge after so many I frames', whole(1, 32767), defaults.w)
    .option('-k, --k <n>', 'most own I frames without acknowledgement', whole(1, 32767), defaults.k)
    .option('--t1 <s>', 'time-out of frames sent', number(0.001, 255), defaults.t1Ms / 1000)
    .option('--t2 <s>', 'latest acknowledgement', number(0.001, 255), defaults.t2Ms / 1000)
    .option('--t3 <s>', 'idle time before TESTFR act; 0: none', number(0, 172_800), defaults.t3Ms / 1000)
    .addOption(
      new Option('--ack <policy>', 'eager, w, never, or delay:MS')
        .argParser(ackPolicy)
        .default(defaults.ack, defaults.ack.kind),
    )
    .option('--testfr <s>', 'TESTFR act in this period; 0: by t3 only', number(0, 172_800), 0)
    .addOption(
      new Option('--command <command>', 'CA:IOA:TYPE:VALUE[:select], may repeat')
        .argParser(command)
        .default([], 'none'),
    )
    .option('--connect-timeout <s>', 't0', number(0.001, 255), defaults.t0Ms / 1000)
    .option('--json', 'one JSON line at the end instead of the summary', false);
}

function toRunOptions(values: Values): RunOptions | NoRun {
  if (values.t2 >= values.t1 && values.ack.kind === 'w') {
    return { message: `error: t2 = ${values.t2} s must be below t1 = ${values.t1} s`, exitCode: 2 };
  }
  return {
    ini: values.ini,
    host: values.host,
    rtus: values.rtus,
    gi: values.gi || values.giRepeat,
    giRepeat: values.giRepeat,
    clock: values.clock,
    seconds: values.seconds,
    retryMs: values.retry * 1000,
    commands: values.command,
    json: values.json,
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

function number(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && value >= low && value <= high) return value;
    throw new InvalidArgumentError(`Expected ${low}…${high}.`);
  };
}

function whole(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= low && value <= high) return value;
    throw new InvalidArgumentError(`Expected a whole number ${low}…${high}.`);
  };
}

function ackPolicy(text: string): AckPolicy {
  if (text === 'eager' || text === 'w' || text === 'never') return { kind: text };
  const delay = /^delay:(\d+(?:\.\d+)?)$/.exec(text);
  if (delay !== null) return { kind: 'delay', delayMs: Number(delay[1]) };
  throw new InvalidArgumentError('Expected eager, w, never or delay:MS.');
}

function command(text: string, before: AddressedCommand[]): AddressedCommand[] {
  try {
    return [...before, parseCommand(text)];
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
}
