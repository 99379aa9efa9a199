/** `iec104rs init`: a folder with sample files, to start from. */
import { join, resolve } from 'node:path';
import { parseWords, type TextSinks, usageError } from '../../command-line/parse-words.js';
import { countOf } from '../../text/format.js';
import { plainText } from '../../text/outside-text.js';
import { systemReason } from '../../text/system-errors.js';
import { typist } from '../typist.js';
import { INIT } from './init-options.js';
import { type NewFile, planInit } from './init-plan.js';
import { nextCommands } from './next-commands.js';
import { readSamples, SAMPLE_PARTS } from './sample-files.js';
import { pathKind, WriteRefused, writeFiles } from './write-files.js';

const EXIT = { OK: 0, CONFIGURATION: 1, USAGE: 2 } as const;

/** Runs `iec104rs init` with the words after it. Returns the exit code. */
export function runInit(words: readonly string[], sinks: TextSinks): number {
  const parsed = parseWords(INIT, words, sinks);
  if ('exitCode' in parsed) return parsed.exitCode;
  const [name] = parsed.arguments;
  if (name.trim() === '') return usageError('the folder has no name', sinks).exitCode;
  const folder = resolve(name);
  const refuse = (reason: string): number => {
    sinks.err.write(`error: ${plainText(reason)}\n`);
    return EXIT.CONFIGURATION;
  };
  const samples = samplesOrReason();
  if (typeof samples === 'string') return refuse(samples);
  try {
    return fill(folder, samples, sinks);
  } catch (error) {
    if (!(error instanceof WriteRefused)) throw error;
    const reason = systemReason(error.cause, error.what);
    return refuse(`${error.path}: ${reason}; nothing was written; name a folder in which you may write`);
  }
}

/** The samples, or a sentence: the installation lacks one. */
function samplesOrReason(): readonly NewFile[] | string {
  try {
    return readSamples();
  } catch (error) {
    const { path = 'sample files' } = error as NodeJS.ErrnoException;
    return `the program's own ${path}: ${systemReason(error, 'read')}; install the program again`;
  }
}

function fill(folder: string, files: readonly NewFile[], { out, err }: TextSinks): number {
  const plan = planInit(files, (path) => pathKind(join(folder, path)));
  const { conflicts } = plan;
  if (conflicts.length > 0) {
    const many = conflicts.length === 1 ? 'a file is' : `${conflicts.length} files are`;
    err.write(`error: ${plainText(folder)}: ${many} in the way, and nothing was written:\n`);
    for (const conflict of conflicts) err.write(`  ${conflict}\n`);
    err.write('Nothing is ever overwritten: name another folder, or move them away.\n');
    return EXIT.CONFIGURATION;
  }
  writeFiles(folder, plan);
  out.write(`${written(folder, files)}\n\n${nextCommands((name) => join(folder, name), typist())}\n`);
  return EXIT.OK;
}

function written(folder: string, files: readonly NewFile[]): string {
  const parts = SAMPLE_PARTS.map(({ to, what }) => {
    const inside = files.filter(({ path }) => path.startsWith(`${to}/`)).length;
    return inside === 0
      ? { name: to, what }
      : { name: `${to}/`, what: `${what} (${countOf(inside, 'file')})` };
  });
  const width = Math.max(...parts.map(({ name }) => name.length));
  const lines = parts.map(({ name, what }) => `  ${name.padEnd(width)}  ${what}`);
  return [`${plainText(folder)}: ${countOf(files.length, 'file')} written`, ...lines].join('\n');
}
