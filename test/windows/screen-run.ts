/**
 * A run of the built program on a terminal that a stub plays (`test/support/terminal-stub.mjs`), on Windows or on this machine: its octets
 * go into a file, and from there into a real terminal, where they are looked at.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, inject, onTestFinished } from 'vitest';
import { soon } from '../support/patience.js';
import { PROJECT, WineProgram, windowsPath } from '../support/wine.js';
import type { Workspace } from '../support/workspace.js';
import { type Sight, Terminal } from '../tui/terminal/tmux.js';

/** Where a program runs. */
export type System = 'win32' | 'linux';

const MAIN = join(PROJECT, 'dist/main.js');
const STUB = join(PROJECT, 'test/support/terminal-stub.mjs');
/** Size of the terminal, cells. */
export const WIDTH = 100;
export const HEIGHT = 30;

export const ESCAPE = '\u001b';

/** What terminals say in the environment: on Windows nothing; and nothing of the machine that tests. */
const NOTHING = Object.fromEntries(
  'TERM LANG LC_ALL LC_CTYPE COLORTERM NO_COLOR TMUX PAGER EDITOR VISUAL'
    .split(' ')
    .map((name) => [name, null]),
);
const SAID: Readonly<Record<System, Readonly<Record<string, string>>>> = {
  win32: { WT_SESSION: 'd1a3' },
  linux: { TERM: 'xterm-256color', LANG: 'C.UTF-8' },
};

/** How a run ended. */
export interface ScreenEnded {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The running program and its screen. */
export class ScreenRun {
  private pictures = 0;

  private constructor(
    private readonly file: string,
    private readonly keyboard: Promise<Socket>,
    private readonly terminal: Terminal,
    readonly ended: Promise<ScreenEnded>,
  ) {}

  /** Starts the program in the folder of the workspace; its octets are added to `screen.vt` there. */
  static async start(
    system: System,
    words: readonly string[],
    workspace: Workspace,
    variables: Readonly<Record<string, string>> = {},
  ): Promise<ScreenRun> {
    const { folder } = workspace;
    const file = workspace.path('screen.vt');
    workspace.write('screen.vt', '');
    const terminal = new Terminal(folder, WIDTH, HEIGHT);
    // Octets as they come: the terminal adds and shows nothing of its own.
    terminal.type('clear; stty raw -echo; tail -c +1 -f screen.vt');
    terminal.keys('Enter');
    const { port, socket } = await keyboard();
    const stub = (url: string, path: string): string => {
      const all = JSON.stringify({ ...NOTHING, ...SAID[system], ...variables });
      return `${url}?${new URLSearchParams({ port: String(port), file: path, variables: all })}`;
    };
    const url = pathToFileURL(STUB).href;
    if (system === 'win32') {
      const node = ['--import', stub(url.replace('file:///', 'file:///Z:/'), windowsPath(file))];
      const program = WineProgram.command([inject('nodeExe'), ...node, windowsPath(MAIN), ...words], folder);
      return new ScreenRun(file, socket, terminal, program.ended);
    }
    const child = spawn(process.execPath, ['--import', stub(url, file), MAIN, ...words], {
      cwd: folder,
      stdio: 'ignore',
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const ended = new Promise<ScreenEnded>((resolve) =>
      child.on('close', (exitCode, signal) => resolve({ exitCode, signal })),
    );
    return new ScreenRun(file, socket, terminal, ended);
  }

  /** Sends keys, as the octets of a terminal. */
  async keys(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.order(key);
  }

  /** Gives the window another size. */
  async resize(width: number, height: number): Promise<void> {
    this.terminal.resize(width, height);
    await this.order([width, height]);
  }

  /** The terminal is gone. */
  async hangUp(): Promise<void> {
    await this.order(['end']);
  }

  /** Waits until the screen shows it; returns the lines. */
  see(sight: Sight): Promise<string[]> {
    return this.terminal.see(sight);
  }

  /** The octets with which the program draws the whole screen that it shows, as text: from the cleared screen to the cursor's return. */
  async picture(): Promise<string> {
    const number = ++this.pictures;
    const title = `picture ${number} drawn`;
    await this.order(number);
    // The terminal has taken all of it then.
    await soon(() => expect(this.terminal.title).toBe(title));
    const [, behind = ''] = this.octets().split(`${ESCAPE}]2;picture ${number}\u0007`);
    const [drawn = ''] = behind.split(`${ESCAPE}]2;${title}`);
    const [, whole] = drawn.split(`${ESCAPE}[H${ESCAPE}[2J`);
    const [picture] = whole?.split(`${ESCAPE}8`) ?? [];
    if (picture === undefined) throw new Error(`picture ${number} is none`);
    return picture;
  }

  /** The lines on the screen. */
  lines(): string[] {
    return this.terminal.lines();
  }

  /** Everything that it has written, as text. */
  octets(): string {
    return readFileSync(this.file, 'utf8');
  }

  private async order(order: unknown): Promise<void> {
    (await this.keyboard).write(`${JSON.stringify(order)}\n`);
  }
}

/** A port on which the stub gets its keys, and its connection. */
async function keyboard(): Promise<{ port: number; socket: Promise<Socket> }> {
  const server = createServer();
  const socket = new Promise<Socket>((resolve) => server.once('connection', resolve));
  socket.then((each) => each.on('error', () => {}));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.close();
  });
  return { port: (server.address() as { port: number }).port, socket };
}
