/** Starts a program of the system without a shell. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { Words } from './address-commands.js';

/** `rights`: the system wants an administrator; `program`: it can't be started. */
export type Refusal = 'rights' | 'program' | 'other';

/** How a program of the system has ended. */
export type RunResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly kind: Refusal; readonly reason: string };

/** Starts a program with its words and waits for its end. Never rejects. */
export type RunWords = (words: Words) => Promise<RunResult>;

/** Longest time that one address may take, ms. */
const MOST_MS = 30_000;

/** The folders of programs, with those that only an administrator's path has. */
export function searchPath(path = ''): string {
  return process.platform === 'win32' ? path : `${path}:/usr/sbin:/sbin`;
}

export const runWords: RunWords = ([program, ...words]) => {
  const env = { ...process.env, LC_ALL: 'C', PATH: searchPath(process.env.PATH) };
  const file = process.platform === 'win32' ? systemProgram(program) : program;
  return new Promise((resolve) => {
    execFile(file, words, { env, timeout: MOST_MS, windowsHide: true }, (error, output, errors) => {
      resolve(
        error === null
          ? { ok: true }
          : refusalOf(program, error as NodeJS.ErrnoException, `${output}\n${errors}`),
      );
    });
  });
};

/** Only the system's own program, not one of the current folder. */
function systemProgram(program: string): string {
  return join(process.env.SystemRoot ?? 'C:\\Windows', 'System32', `${program}.exe`);
}

/** What a failed program said, as a reason; `text`: all that it wrote. */
export function refusalOf(
  program: string,
  error: { code?: unknown; message: string },
  text: string,
): RunResult {
  if (error.code === 'ENOENT')
    return { ok: false, kind: 'program', reason: `the program ${program} is not there` };
  if (error.code === 'EACCES')
    return { ok: false, kind: 'program', reason: `the program ${program} may not be started` };
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const last = lines.filter((line) => line !== '').at(-1) ?? error.message;
  const reason = last.replace(/^(?:RTNETLINK answers|Error): (?:ipv[46]: )?/, '');
  return { ok: false, kind: /operation not permitted/i.test(last) ? 'rights' : 'other', reason };
}

/** Groups of a Windows process with an administrator's rights: high or system integrity, in every language. */
const ADMINISTRATOR = /\bS-1-16-(?:12288|16384)\b/;

/** Windows: whether this program runs as administrator; `undefined`: not known. */
export function isAdministrator(): Promise<boolean | undefined> {
  return new Promise((resolve) => {
    execFile(systemProgram('whoami'), ['/groups'], { timeout: MOST_MS, windowsHide: true }, (error, output) =>
      resolve(error === null ? ADMINISTRATOR.test(output) : undefined),
    );
  });
}
