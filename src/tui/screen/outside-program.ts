/** Shows files with the user's own pager or editor, in the dashboard's terminal. */
import { spawn } from 'node:child_process';
import { access } from 'node:fs/promises';
import type { FileRequest } from '../control/context.js';
import type { Environment } from './environment.js';

/** The command line that shows a file: `$PAGER` or `$EDITOR` may hold arguments. */
export function commandFor(
  { how, path }: FileRequest,
  environment: Environment,
  platform: NodeJS.Platform,
): string[] {
  const wanted = how === 'pager' ? environment.PAGER : (environment.VISUAL ?? environment.EDITOR);
  const words = (wanted ?? '')
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length > 0) return [...words, path];
  if (platform === 'win32') return ['notepad', path];
  return [how === 'pager' ? 'less' : 'vi', path];
}

/** Runs the program until it ends; resolves to the reason if it cannot be run, else `undefined`. Never rejects. */
export async function showFile(request: FileRequest, environment: Environment): Promise<string | undefined> {
  try {
    await access(request.path);
  } catch {
    return `${request.path} is not there yet: nothing was written to it.`;
  }
  const [program = '', ...args] = commandFor(request, environment, process.platform);
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
      child.on('error', (error: NodeJS.ErrnoException) => {
        const reason = error.code === 'ENOENT' ? 'is not installed' : error.message;
        done(
          `${program} ${reason}; set $${request.how === 'pager' ? 'PAGER' : 'EDITOR'} to another program.`,
        );
      });
      child.on('exit', () => done(undefined));
    });
  } finally {
    for (const listener of interrupted) process.on('SIGINT', listener);
    process.removeListener('SIGINT', ignore);
  }
}
