import { existsSync } from 'node:fs';
import { nearestName } from '../text/nearest-name.js';
import { type CommandGroup, findCommand, groupHelp, groupsOf } from './command-groups.js';
import { COMMANDS } from './commands.js';
import { outliveReaders } from './outlive-readers.js';
import { plainSink } from './plain-sink.js';

const EXIT_USAGE = 2;

/**
 * Runs the command that the first words name, with the words after it; of several the one with the most words. Without words, or
 * if the first begins with `-`, that is the simulator. An unknown word is a usage error: exit code 2.
 */
export async function runCommand(words: readonly string[]): Promise<void> {
  outliveReaders();
  const isNamed = words.length > 0 && !words[0].startsWith('-');
  const command = isNamed ? findCommand(COMMANDS, words) : COMMANDS[0];
  if (command !== undefined) {
    const { run } = await command.load();
    return run(isNamed ? words.slice(command.word.split(' ').length) : words);
  }
  const group = groupsOf(COMMANDS).find(({ word }) => word === words[0]);
  if (group !== undefined && (words[1] === '--help' || words[1] === '-h')) {
    plainSink(process.stdout).write(groupHelp(group));
    return;
  }
  const fault = group === undefined ? describeUnknown(words[0]) : describeSecond(group, words[1]);
  plainSink(process.stderr).write(`error: ${fault}\n`);
  process.exitCode = EXIT_USAGE;
}

/** What is wrong with the word after the first of a group. */
function describeSecond({ word, members }: CommandGroup, second: string | undefined): string {
  const known = members.map((member) => member.second);
  const listed = `the commands of ${word} are ${known.join(', ')}`;
  if (second === undefined || second.startsWith('-')) return `${word} needs a second word; ${listed}`;
  const near = nearestName(second, known);
  const meant = near === undefined ? '' : `; did you mean ${word} ${near}?`;
  return `there is no command '${word} ${second}'${meant}; ${listed}`;
}

/** What is wrong with a first word that names no command. A file is most likely meant as ini file. */
function describeUnknown(word: string): string {
  const named = COMMANDS.slice(1).flatMap(({ word, isProgram }) => (isProgram === true ? [] : [word]));
  const firsts = [...new Set(named.map((one) => one.split(' ')[0]))];
  const isFile = /\.(csv|txt|ini)$/i.test(word) || existsSync(word);
  const near = firsts.find((one) => one === word.toLowerCase()) ?? nearestName(word, firsts);
  const meant = near === undefined ? '' : `; did you mean ${near}?`;
  const hint = isFile ? `; an ini file is named by -i: -i ${word}` : meant;
  return `there is no command '${word}'${hint}; the commands are ${named.join(', ')}; options begin with -`;
}
