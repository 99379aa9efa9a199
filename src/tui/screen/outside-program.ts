/** Shows files with the user's own pager or editor: in the dashboard's terminal, or in a window of its own. */
import { spawn } from 'node:child_process';
import { access } from 'node:fs/promises';
import type { FileRequest } from '../control/context.js';
import type { Environment } from './environment.js';

/** A program that shows a file. */
export interface OutsideProgram {
  /** The program and its arguments, the file last. */
  readonly words: readonly string[];
  /** Where it shows: in the dashboard's terminal, or in a window of its own, beside the dashboard. */
  readonly place: 'terminal' | 'window';
}

/** A word of a variable: in double quotes it may hold blanks, as in `"C:\Program Files\Vim\vim.exe" -R`. */
const WORD = /"([^"]*)"|[^\s"]+/g;

/** The program that shows a file: `$PAGER` or `$EDITOR` may hold arguments. On Windows it is Notepad where they are not set. */
export function programFor(
  { how, path }: FileRequest,
  environment: Environment,
  platform: NodeJS.Platform,
): OutsideProgram {
  const wanted = how === 'pager' ? environment.PAGER : (environment.VISUAL ?? environment.EDITOR);
  const words = [...(wanted ?? '').matchAll(WORD)].map(([word, quoted]) => quoted ?? word);
  if (words.length > 0) return { words: [...words, path], place: 'terminal' };
  if (platform === 'win32') return { words: ['notepad', path], place: 'window' };
  return { words: [how === 'pager' ? 'less' : 'vi', path], place: 'terminal' };
}

/** Why a file cannot be shown, if it is not there; else `undefined`. */
export async function missingFile({ path }: FileRequest): Promise<string | undefined> {
  try {
    await access(path);
    return undefined;
  } catch {
    return `${path} is not there yet: nothing was written to it.`;
  }
}

/** Starts a program with a window of its own; resolves to the reason if it cannot be started, else `undefined`. Never rejects. */
export async function openWindow(
  { words }: OutsideProgram,
  { how }: FileRequest,
): Promise<string | undefined> {
  const [program = '', ...args] = words;
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: 'ignore', detached: true });
    child.on('error', (error) => resolve(startTrouble(program, how, error)));
    child.on('spawn', () => resolve(undefined));
    child.unref();
  });
}

/** Runs a program in the terminal until it ends; resolves to the reason if it cannot be run, else `undefined`. Never rejects. */
export async function runInTerminal(
  { words }: OutsideProgram,
  { how }: FileRequest,
): Promise<string | undefined> {
  const [program = '', ...args] = words;
  // The terminal sends Ctrl-C to this process too, but it is meant for the pager.
  const interrupted = process.rawListeners('SIGINT') as NodeJS.SignalsListener[];
  const ignore = (): void => {};
  process.on('SIGINT', ignore);
  for (const listener of interrupted) process.removeListener('SIGINT', listener);
  try {
    return await new Promise((resolve) => {
      const child = spawn(program, args, { stdio: 'inherit' });
      const endChild = (): void => void child.kill();
      process.on('SIGTERM', endChild);
      const done = (trouble: string | undefined): void => {
        process.removeListener('SIGTERM', endChild);
        resolve(trouble);
      };
      child.on('error', (error) => done(startTrouble(program, how, error)));
      child.on('exit', () => done(undefined));
    });
  } catch (error) {
    // Windows refuses .cmd and .bat files at once.
    return startTrouble(program, how, error as Error);
  } finally {
    for (const listener of interrupted) process.on('SIGINT', listener);
    process.removeListener('SIGINT', ignore);
  }
}

function startTrouble(program: string, how: FileRequest['how'], error: NodeJS.ErrnoException): string {
  const variable = how === 'pager' ? 'PAGER' : 'EDITOR';
  if (/\.(cmd|bat)$/i.test(program))
    return `${program} is no program but a script; set ${variable} to an .exe file.`;
  const reason = error.code === 'ENOENT' ? 'is not installed' : error.message;
  return `${program} ${reason}; set ${variable} to another program.`;
}
