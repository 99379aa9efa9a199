/**
 * The built program as it runs on Windows: Node.js for Windows under Wine. The prefix, which is what Wine calls a machine, is made
 * once for a run of the suite by `test/windows/global-setup.ts`.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inject, onTestFinished } from 'vitest';
import { soon } from './patience.js';
import type { AtEnd } from './workspace.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder of the prefix. */
    winePrefix: string;
    /** Path of `node.exe`. */
    nodeExe: string;
  }
}

/** Folder of the project. */
export const PROJECT = fileURLToPath(new URL('../../', import.meta.url));
const MAIN = onZ(join(PROJECT, 'dist/main.js'));
const MM2SS = onZ(join(PROJECT, 'dist/mm2ss.js'));
const HOLD_FILE = onZ(join(PROJECT, 'test/support/hold-file.mjs'));

/** How long a prefix may take to be made, ms; it takes some seconds. */
const BOOT_MS = 300_000;
/** Times that Wine is told which Windows it is. */
const MOST_TRIES = 4;

/** Folder of the drive `C:`. A program that runs there sees nothing of this machine's `/proc`. */
export function driveC(): string {
  return join(inject('winePrefix'), 'drive_c');
}

/** How Windows names a path of this machine. */
export function windowsPath(path: string): string {
  const drive = driveC();
  return path.startsWith(`${drive}/`) ? `C:${path.slice(drive.length).replaceAll('/', '\\')}` : onZ(path);
}

/** `Z:` is the drive that Wine has for `/`. */
function onZ(path: string): string {
  return `Z:${path.replaceAll('/', '\\')}`;
}

/** The environment of a program under Wine: no window, no lines of Wine itself, names of files in UTF-8. */
function wineEnvironment(prefix: string): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    WINEPREFIX: prefix,
    WINEDEBUG: '-all',
    LC_ALL: 'C.UTF-8',
    NO_COLOR: '1',
  };
  for (const name of ['DISPLAY', 'NODE_OPTIONS', 'CI', 'VITEST']) delete env[name];
  return env;
}

/**
 * Makes a prefix in a temporary folder, as Windows 10: Node.js refuses what Wine says by itself. Returns its folder. Throws if Node.js does
 * not start there.
 */
export function makePrefix(nodeExe: string): string {
  const prefix = mkdtempSync(join(tmpdir(), 'iec104rs-wine-'));
  const options = { env: wineEnvironment(prefix), stdio: 'ignore', timeout: BOOT_MS } as const;
  const run = (command: string, ...words: string[]) => void execFileSync(command, words, options);
  try {
    run('wineboot', '-i');
    for (let tries = 1; ; tries++) {
      // What the boot has left running may write over it.
      run('wineserver', '-w');
      run('wine', 'reg', 'add', 'HKCU\\Software\\Wine', '/v', 'Version', '/d', 'win10', '/f');
      run('wineserver', '-w');
      try {
        run('wine', nodeExe, '--version');
        return prefix;
      } catch (error) {
        if (tries === MOST_TRIES) throw error;
      }
    }
  } catch (error) {
    removePrefix(prefix);
    throw error;
  }
}

/** Ends every program of a prefix and takes it away. */
export function removePrefix(prefix: string): void {
  try {
    execFileSync('wineserver', ['-k'], { env: wineEnvironment(prefix), stdio: 'ignore', timeout: 30_000 });
  } catch {
    // None was running.
  }
  rmSync(prefix, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

/** How a run under Wine ended. */
export interface WineEnded {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Lines of standard error, and the whole standard output, both with LF. */
  readonly lines: readonly string[];
  readonly output: string;
}

/** One run of a Windows program. It is killed at the end of the test if it still runs. */
export class WineProgram {
  readonly ended: Promise<WineEnded>;
  private readonly child: ChildProcess;
  private isOver = false;

  /** `notes`: folder of the files that take what the program says. Under Wine Node.js can't write to a pipe of this machine. */
  private constructor(
    command: readonly string[],
    cwd: string,
    private readonly notes: string,
  ) {
    const [out, err] = [openSync(this.file('out'), 'w'), openSync(this.file('err'), 'w')];
    const env = wineEnvironment(inject('winePrefix'));
    this.child = spawn('wine', command, { cwd, env, stdio: ['ignore', out, err] });
    closeSync(out);
    closeSync(err);
    this.ended = new Promise((resolve, reject) => {
      this.child.on('error', reject);
      this.child.on('close', (exitCode, signal) => {
        this.isOver = true;
        resolve({ exitCode, signal, lines: this.lines(), output: this.read('out') });
      });
    });
  }

  /** Starts a Windows program, such as `['cmd', '/c', 'a.cmd']`, in a folder of this machine. */
  static command(command: readonly string[], folder: string, atEnd: AtEnd = onTestFinished): WineProgram {
    const notes = mkdtempSync(join(tmpdir(), 'iec104rs-wine-notes-'));
    const program = new WineProgram(command, folder, notes);
    atEnd(async () => {
      await program.kill();
      rmSync(notes, { recursive: true, force: true });
    });
    return program;
  }

  /** Starts the built program by `node.exe`; the first word may be `iec104mm2ss`. It never sets the machine's clock. */
  static start(words: readonly string[], folder: string, atEnd?: AtEnd): WineProgram {
    return WineProgram.command([inject('nodeExe'), ...lineOf(words)], folder, atEnd);
  }

  /** Starts the built program and waits until every port is open. */
  static async listening(words: readonly string[], folder: string, atEnd?: AtEnd): Promise<WineProgram> {
    const program = WineProgram.start(words, folder, atEnd);
    await program.line(/ (RTUs?|groups?) listens? on /);
    return program;
  }

  /** What Ctrl-C does. */
  interrupt(): void {
    this.child.kill('SIGINT');
  }

  /** Ends it at once. */
  async kill(): Promise<void> {
    if (!this.isOver) this.child.kill('SIGKILL');
    await this.ended;
  }

  /** Whole lines of standard error until now. */
  lines(): readonly string[] {
    const lines = this.read('err').split('\n');
    const rest = lines.pop() ?? '';
    return this.isOver && rest !== '' ? [...lines, rest] : lines;
  }

  /** The first line of standard error that matches, past or future. */
  line(pattern: RegExp): Promise<string> {
    return this.find(pattern, () => this.lines());
  }

  /** The first whole line of standard output that matches, past or future. */
  printed(pattern: RegExp): Promise<string> {
    return this.find(pattern, () => this.read('out').split('\n').slice(0, -1));
  }

  private async find(pattern: RegExp, lines: () => readonly string[]): Promise<string> {
    const found = await soon(() => {
      const wasOver = this.isOver;
      const line = lines().find((each) => pattern.test(each));
      if (line === undefined && !wasOver)
        throw new Error(`no ${pattern}; it said:\n${this.lines().join('\n')}`);
      return line;
    });
    if (found === undefined)
      throw new Error(`it ended without ${pattern}; it said:\n${this.lines().join('\n')}`);
    return found;
  }

  private read(stream: 'out' | 'err'): string {
    return readFileSync(this.file(stream), 'utf8').replaceAll('\r\n', '\n');
  }

  private file(stream: 'out' | 'err'): string {
    return join(this.notes, stream);
  }
}

/** A Windows program holds a file and shares it with nobody, as a spreadsheet does. Returns a function that ends it. */
export async function holdFile(path: string): Promise<() => Promise<void>> {
  const holder = WineProgram.command([inject('nodeExe'), HOLD_FILE, windowsPath(path)], dirname(path));
  await holder.printed(/^held$/);
  return () => holder.kill();
}

/** Runs the built program to its end. */
export function runWine(words: readonly string[], folder: string): Promise<WineEnded> {
  return WineProgram.start(words, folder).ended;
}

function lineOf(words: readonly string[]): string[] {
  const keep = '--no-set-clock';
  const [first = '', ...others] = words;
  if (first === 'iec104mm2ss') return [MM2SS, keep, ...others];
  if (first === 'gateway') return [MAIN, first, keep, ...others];
  return [MAIN, ...(first === '' || first.startsWith('-') ? [keep] : []), ...words];
}

/** Ports that no socket of this machine uses in any state: Windows takes none for itself while one of them is in TIME_WAIT. */
const FIRST_PORT = 24_400;
const PORTS_OF_A_FILE = 400;
let nextPort = Math.floor(Math.random() * PORTS_OF_A_FILE);

/** `count` different ports below those of outgoing connections. */
export function winePorts(count: number): number[] {
  const used = new Set(['/proc/net/tcp', '/proc/net/tcp6'].flatMap(portsIn));
  const first = FIRST_PORT + (Number(process.env.VITEST_POOL_ID ?? 0) % 16) * PORTS_OF_A_FILE;
  const ports: number[] = [];
  for (let tried = 0; ports.length < count; tried++) {
    if (tried === PORTS_OF_A_FILE)
      throw new Error(`no ${count} ports of ${first}…${first + PORTS_OF_A_FILE - 1} are free`);
    const port = first + (nextPort++ % PORTS_OF_A_FILE);
    if (!used.has(port)) ports.push(port);
  }
  return ports;
}

/** Local ports in a table of the system's sockets. */
function portsIn(table: string): number[] {
  const text = readFileSync(table, 'latin1');
  return [...text.matchAll(/^ *\d+: [0-9A-F]+:([0-9A-F]{4}) /gm)].map(([, port]) =>
    Number.parseInt(port, 16),
  );
}
