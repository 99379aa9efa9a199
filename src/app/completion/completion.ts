/** `iec104rs completion`: prints the script of a shell. */
import { parseWords, type TextSinks } from '../../command-line/parse-words.js';
import type { Command } from '../command.js';
import { bashCompletion } from './bash.js';
import { type CompletedCommand, completedCommands } from './completed-commands.js';
import { COMPLETION, type Shell } from './completion-options.js';
import { powershellCompletion } from './powershell.js';
import { zshCompletion } from './zsh.js';

const SCRIPTS: Readonly<Record<Shell, (commands: readonly CompletedCommand[]) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  powershell: powershellCompletion,
};

/** The script of a shell for these commands. */
export async function completionScript(shell: Shell, commands: readonly Command[]): Promise<string> {
  return SCRIPTS[shell](await completedCommands(commands));
}

/** Runs `iec104rs completion` with the words after it. Returns the exit code. */
export async function runCompletion(
  words: readonly string[],
  commands: readonly Command[],
  sinks: TextSinks,
): Promise<number> {
  const parsed = parseWords(COMPLETION, words, sinks);
  if ('exitCode' in parsed) return parsed.exitCode;
  sinks.out.write(await completionScript(parsed.arguments[0] as Shell, commands));
  return 0;
}
