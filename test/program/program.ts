/** The built program as a child process. */

import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { HANG_MS } from '../support/patience.js';
import type { AtEnd } from '../support/workspace.js';

/** Path of the built program. */
export const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
/** Path of the gateway under its former name. */
const MM2SS = fileURLToPath(new URL('../../dist/mm2ss.js', import.meta.url));

const HANG_ON_ORDER = new URL('../support/hang-on-order.mjs', import.meta.url).href;

/** How a run of the program ended. */
export interface Ended {
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  /** Lines of standard error, and the whole standard output. */
  lines: string[];
  output: string;
}

/** One run of the program. It is killed at the end of the test if it still runs. */
export class Program {
  readonly lines: string[] = [];
  readonly ended: Promise<Ended>;
  private readonly child: ChildProcess;
  private output = '';
  private rest = '';
  private isOver = false;
  private wake: () => void = () => {};

  private constructor(
    words: readonly string[],
    folder: string,
    threads: 'run' | 'hang on order',
    descriptors?: number,
  ) {
    const env: NodeJS.ProcessEnv = { ...process.env, NO_COLOR: '1' };
    delete env.NODE_OPTIONS;
    const hangs = threads === 'hang on order';
    const program = [...(hangs ? ['--import', HANG_ON_ORDER] : []), ...lineOf(words)];
    const line = [process.execPath, ...program];
    const limited =
      descriptors === undefined ? line : ['prlimit', `--nofile=${descriptors}:${descriptors}`, ...line];
    this.child = spawn(limited[0], limited.slice(1), {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'pipe', ...(hangs ? (['ipc'] as const) : [])],
    });
    this.child.stdout?.setEncoding('utf8').on('data', (text) => {
      this.output += text;
      this.wake();
    });
    this.child.stderr?.setEncoding('utf8').on('data', (text) => this.take(text));
    this.ended = new Promise((resolve) => {
      this.child.on('close', (exitCode, signal) => {
        this.isOver = true;
        if (this.rest !== '') this.take('\n');
        this.wake();
        resolve({ exitCode, signal, lines: this.lines, output: this.output });
      });
    });
  }

  /** Starts the program in `folder`; its paths are relative to it. `descriptors`: the most that it may have. */
  static start(
    words: readonly string[],
    folder: string,
    atEnd: AtEnd = onTestFinished,
    threads: 'run' | 'hang on order' = 'run',
    descriptors?: number,
  ): Program {
    const program = new Program(words, folder, threads, descriptors);
    atEnd(async () => {
      if (!program.isOver) program.child.kill('SIGKILL');
      await program.ended;
    });
    return program;
  }

  /** Starts the program and waits until every port is open. */
  static async listening(
    words: readonly string[],
    folder: string,
    atEnd?: AtEnd,
    descriptors?: number,
  ): Promise<Program> {
    const program = Program.start(words, folder, atEnd, 'run', descriptors);
    await program.line(/ RTUs? listens? on /);
    return program;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Makes a thread of a program that was started with `hang on order` block until there is this file: the main thread, or a shard, counted from 0. */
  hang(thread: 'main' | number, until: string): void {
    this.child.send({ thread, until });
  }

  /** Sends a signal to the process. */
  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** The first line of standard error that matches, past or future. */
  line(pattern: RegExp): Promise<string> {
    return this.found(pattern, () => this.lines);
  }

  /** The first whole line of standard output that matches, past or future. */
  printed(pattern: RegExp): Promise<string> {
    return this.found(pattern, () => this.output.split('\n').slice(0, -1));
  }

  private async found(pattern: RegExp, lines: () => readonly string[]): Promise<string> {
    const find = () => lines().find((line) => pattern.test(line));
    if (find() === undefined) {
      await new Promise<void>((resolve, reject) => {
        const fail = (why: string) =>
          reject(new Error(`${why} without ${pattern}; it said:\n${this.lines.join('\n')}`));
        const timer = setTimeout(() => fail(`${HANG_MS} ms passed`), HANG_MS);
        this.wake = () => {
          if (find() === undefined && !this.isOver) return;
          clearTimeout(timer);
          if (find() === undefined) fail('it ended');
          else resolve();
        };
        this.wake();
      });
    }
    return find() as string;
  }

  private take(text: string): void {
    const parts = (this.rest + text).split('\n');
    this.rest = parts.pop() ?? '';
    this.lines.push(...parts);
    this.wake();
  }
}

/** The file of the program and its words: the first may be `iec104mm2ss`. No test may set the machine's clock. */
function lineOf(words: readonly string[]): string[] {
  const keep = '--no-set-clock';
  const [first = '', ...others] = words;
  if (first === 'iec104mm2ss') return [MM2SS, keep, ...others];
  if (first === 'gateway') return [MAIN, first, keep, ...others];
  return [MAIN, ...(first === '' || first.startsWith('-') ? [keep] : []), ...words];
}

/** Runs the program to its end. */
export function runProgram(words: readonly string[], folder: string): Promise<Ended> {
  return Program.start(words, folder).ended;
}

/** A line without its leading time of day. */
export function withoutClock(line: string): string {
  return line.replace(/^\d\d:\d\d:\d\d\.\d{3} /, '');
}
