/** Commands of two words, such as `report build`, by their first word. */
import type { Command } from './command.js';

/** Commands that begin with one word. */
export interface CommandGroup {
  readonly word: string;
  /** Its commands with their second words. */
  readonly members: readonly { readonly second: string; readonly command: Command }[];
}

/** The groups of a table, in its order. */
export function groupsOf(commands: readonly Command[]): CommandGroup[] {
  const groups = new Map<string, CommandGroup['members'][number][]>();
  for (const command of commands) {
    const [first, second] = command.word.split(' ');
    if (second === undefined) continue;
    groups.set(first, [...(groups.get(first) ?? []), { second, command }]);
  }
  return [...groups].map(([word, members]) => ({ word, members }));
}

/** The command that a line begins with, by the most words; `undefined`: none. */
export function findCommand(commands: readonly Command[], words: readonly string[]): Command | undefined {
  const begins = (word: string): boolean =>
    word !== '' && word.split(' ').every((one, i) => one === words[i]);
  return commands
    .filter(({ word }) => begins(word))
    .reduce<Command | undefined>(
      (best, one) => (best === undefined || one.word.length > best.word.length ? one : best),
      undefined,
    );
}

/** The help of a group. */
export function groupHelp({ word, members }: CommandGroup): string {
  const width = Math.max(...members.map(({ second }) => second.length));
  const lines = members.map(
    ({ second, command }) => `  iec104rs ${word} ${second.padEnd(width)}  ${command.summary}`,
  );
  return `Commands; each has its own --help:\n${lines.join('\n')}\n`;
}
