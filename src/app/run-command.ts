import { existsSync } from 'node:fs';
import { nearestName } from '../text/nearest-name.js';
import { COMMANDS } from './commands.js';
import { outliveReaders } from './outlive-readers.js';
import { plainSink } from './plain-sink.js';

const EXIT_USAGE = 2;

/**
 * Runs the command that the first word names, with the words after it. Without words, or if the first begins with
 * `-`, that is the simulator. An unknown word is a usage error: exit code 2.
 */
export async function runCommand(words: readonly string[]): Promise<void> {
  outliveReaders();
  const isNamed = words.length > 0 && !words[0].startsWith('-');
  const command = isNamed ? COMMANDS.slice(1).find(({ word }) => word === words[0]) : COMMANDS[0];
  if (command !== undefined) {
    const { run } = await command.load();
    return run(isNamed ? words.slice(1) : words);
  }
  plainSink(process.stderr).write(`error: ${describeUnknown(words[0])}\n`);
  process.exitCode = EXIT_USAGE;
}

/** What is wrong with a first word that names no command. A file is most likely meant as ini file. */
function describeUnknown(word: string): string {
  const named = COMMANDS.slice(1).flatMap(({ word, isProgram }) => (isProgram === true ? [] : [word]));
  const isFile = /\.(csv|txt|ini)$/i.test(word) || existsSync(word);
  const near = named.find((one) => one === word.toLowerCase()) ?? nearestName(word, named);
  const meant = near === undefined ? '' : `; did you mean ${near}?`;
  const hint = isFile ? `; an ini file is named by -i: -i ${word}` : meant;
  return `there is no command '${word}'${hint}; the commands are ${named.join(', ')}; options begin with -`;
}
