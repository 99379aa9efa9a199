/**
 * Every command of the program. Help, usage errors and the reference of the manual come from this table.
 * To add a command, write its module and add a row.
 */
import type { CommandSpecification } from '../command-line/command-specification.js';
import { COMPARE } from '../compare/compare-options.js';
import { MASTER } from '../master/master-options.js';
import { DEMO } from './demo-options.js';
import { SIMULATOR } from './simulate/simulator-options.js';

/** A command and what runs it. */
export interface Command {
  /** The first word of the command line; `''`: the simulator, which also takes lines that begin with an option. */
  readonly word: string;
  /** One line for the list of commands. */
  readonly summary: string;
  readonly specification: CommandSpecification;
  /** Runs it with the words after its own; sets the exit code or ends the process. Its code is loaded only then. */
  readonly run: (words: readonly string[], specification: CommandSpecification) => Promise<void>;
}

const NAMED: readonly Command[] = [
  {
    word: 'compare',
    summary: "compare a list of sent events with a front-end's event list",
    specification: COMPARE,
    run: async (words) => {
      const { runCompare } = await import('../compare/compare.js');
      process.exitCode = await runCompare(words, process.stdout, process.stderr);
    },
  },
  {
    word: 'demo',
    summary: 'play the RTUs with a master connected to each',
    specification: DEMO,
    run: async (words, specification) => (await import('./demo.js')).demo(words, specification),
  },
  {
    word: 'master',
    summary: 'be the master: connect to every RTU of an ini file and count what they send',
    specification: MASTER,
    run: async (words) => {
      const { runMaster } = await import('../master/command.js');
      process.exitCode = await runMaster(words, { out: process.stdout, err: process.stderr });
    },
  },
];

/** Every command: the simulator first, then the others by name. */
export const COMMANDS: readonly Command[] = [
  {
    word: '',
    summary: 'play the RTUs of an ini file',
    specification: { ...SIMULATOR, notes: `${listOf(NAMED)}\n\n${SIMULATOR.notes}` },
    run: async (words, specification) =>
      (await import('./simulate/simulate.js')).simulate(words, specification),
  },
  ...NAMED,
];

/** One line for each command. */
function listOf(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ word }) => word.length));
  const lines = commands.map(({ word, summary }) => `  iec104rs ${word.padEnd(width)}  ${summary}`);
  return ['Commands; each has its own --help:', ...lines].join('\n');
}
