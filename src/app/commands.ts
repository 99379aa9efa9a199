/**
 * Every command of the program. Help, usage errors, completions, man pages and the manual's reference come from this table.
 * To add a command, write its module and add a row.
 */
import type { Command } from './command.js';
import { commandProgress } from './command-progress.js';
import { plainSink } from './plain-sink.js';

const NAMED: readonly Command[] = [
  {
    word: 'addresses',
    summary: 'give this machine the addresses that RTUs listen on, and take them away again',
    load: async () => {
      const { ADDRESSES } = await import('./addresses/addresses-options.js');
      const { runAddresses } = await import('./addresses/addresses.js');
      return {
        specification: ADDRESSES,
        run: async (words) => {
          const progress = await commandProgress(process.stderr);
          const [out, err] = [plainSink(process.stdout), plainSink(process.stderr)];
          process.exitCode = await runAddresses(words, { out, err, progress });
        },
      };
    },
  },
  {
    word: 'compare',
    summary: "compare a list of sent events with a front-end's event list",
    load: async () => {
      const { COMPARE } = await import('../compare/compare-options.js');
      const { runCompare } = await import('../compare/compare.js');
      return {
        specification: COMPARE,
        run: async (words) => {
          const progress = await commandProgress(process.stderr);
          const [out, err] = [plainSink(process.stdout), plainSink(process.stderr)];
          process.exitCode = await runCompare(words, out, err, progress);
        },
      };
    },
  },
  {
    word: 'completion',
    summary: 'print a script that completes commands and options in a shell',
    load: async () => {
      const { COMPLETION } = await import('./completion/completion-options.js');
      const { runCompletion } = await import('./completion/completion.js');
      return {
        specification: COMPLETION,
        run: async (words) => {
          process.exitCode = await runCompletion(words, COMMANDS, {
            out: plainSink(process.stdout),
            err: plainSink(process.stderr),
          });
        },
      };
    },
  },
  {
    word: 'demo',
    summary: 'play the RTUs with a master connected to each',
    load: async () => {
      const { DEMO, GATEWAY_WORD } = await import('./demo-options.js');
      const { demo } = await import('./demo.js');
      return {
        specification: DEMO,
        run: async (words) => {
          if (!words.includes(GATEWAY_WORD)) return demo(words, DEMO);
          const { demoGateway } = await import('./gateway/gateway-demo.js');
          return demoGateway(words.filter((word) => word !== GATEWAY_WORD));
        },
      };
    },
  },
  {
    word: 'gateway',
    summary: 'connect to each RTU of an ini file, and serve many masters of it',
    load: async () => {
      const { GATEWAY, parseGateway } = await import('./gateway/gateway-options.js');
      const { runGateway } = await import('./gateway/gateway.js');
      return { specification: GATEWAY, run: (words) => runGateway(parseGateway(words)) };
    },
  },
  {
    word: 'iec104mm2ss',
    summary: 'the gateway with the command line of the original',
    isProgram: true,
    load: async () => {
      const { MM2SS, parseMm2ss } = await import('./gateway/gateway-options.js');
      const { runGateway } = await import('./gateway/gateway.js');
      return { specification: MM2SS, run: (words) => runGateway(parseMm2ss(words)) };
    },
  },
  {
    word: 'init',
    summary: 'start a folder of your own with sample files',
    load: async () => {
      const { INIT } = await import('./init/init-options.js');
      const { runInit } = await import('./init/init.js');
      return {
        specification: INIT,
        run: async (words) => {
          process.exitCode = runInit(words, {
            out: plainSink(process.stdout),
            err: plainSink(process.stderr),
          });
        },
      };
    },
  },
  {
    word: 'interoperability',
    summary: 'write the interoperability list of RTUs, compare it with another, turn one into options',
    load: async () => {
      const { INTEROPERABILITY } = await import('./interoperability/interoperability-options.js');
      const { runInteroperability } = await import('./interoperability/interoperability.js');
      return {
        specification: INTEROPERABILITY,
        run: async (words) => {
          const progress = await commandProgress(process.stderr);
          const [out, err] = [plainSink(process.stdout), plainSink(process.stderr)];
          process.exitCode = await runInteroperability(words, { out, err, progress });
        },
      };
    },
  },
  {
    word: 'master',
    summary: 'be the master: connect to every RTU of an ini file and count what they send',
    load: async () => {
      const { MASTER } = await import('../master/master-options.js');
      const { runMaster } = await import('../master/command.js');
      return {
        specification: MASTER,
        run: async (words) => {
          process.exitCode = await runMaster(words, {
            out: plainSink(process.stdout),
            err: plainSink(process.stderr),
          });
        },
      };
    },
  },
  {
    word: 'report build',
    summary: 'complete the report of a run later, from its JSON',
    load: async () => {
      const { REPORT_BUILD } = await import('./report/build-options.js');
      const { runReportBuild } = await import('./report/build.js');
      return {
        specification: REPORT_BUILD,
        run: async (words) => {
          process.exitCode = await runReportBuild(words, {
            out: plainSink(process.stdout),
            err: plainSink(process.stderr),
          });
        },
      };
    },
  },
  {
    word: 'test',
    summary: 'play a ready-made test of a front-end and judge it',
    load: async () => {
      const { BOOK } = await import('./book/book-options.js');
      const { runBook } = await import('./book/book.js');
      return {
        specification: BOOK,
        run: async (words) => {
          process.exitCode = await runBook(words, {
            out: plainSink(process.stdout),
            err: plainSink(process.stderr),
          });
        },
      };
    },
  },
];

/** Every command: the simulator first, then the others by name. */
export const COMMANDS: readonly Command[] = [
  {
    word: '',
    summary: 'play the RTUs of an ini file',
    load: async () => {
      const { SIMULATOR } = await import('./simulate/simulator-options.js');
      const { simulate } = await import('./simulate/simulate.js');
      const named = NAMED.filter(({ isProgram }) => isProgram !== true);
      const specification = { ...SIMULATOR, notes: `${listOf(named)}\n\n${SIMULATOR.notes}` };
      return { specification, run: (words) => simulate(words, specification) };
    },
  },
  ...NAMED,
];

/** One line for each command. */
function listOf(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ word }) => word.length));
  const lines = commands.map(({ word, summary }) => `  iec104rs ${word.padEnd(width)}  ${summary}`);
  return ['Commands; each has its own --help:', ...lines].join('\n');
}
