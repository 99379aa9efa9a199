/** A real terminal: tmux on a socket of its own, with a shell in it. */
import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { HANG_MS } from '../../support/patience.js';

const MAIN = fileURLToPath(new URL('../../../dist/main.js', import.meta.url));
const LOOK_AGAIN_MS = 50;

let count = 0;

/** What a screen is looked at for: a text, a pattern, or a test of its lines. */
export type Sight = string | RegExp | ((lines: readonly string[]) => boolean);

/** A terminal of a given size with a shell in it. Ended with the test. */
export class Terminal {
  private open = true;
  private readonly socket = `iec104rs-${process.pid}-${++count}`;

  constructor(folder: string, width = 80, height = 24, variables: Readonly<Record<string, string>> = {}) {
    const environment = { LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8', PAGER: 'less', ...variables };
    const words = Object.entries(environment).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
    // The shell says where it is with a prompt that nothing else shows.
    const shell = "PS1='ready$ ' exec bash --norc --noprofile";
    const size = ['-x', String(width), '-y', String(height)];
    this.tmux('-f', '/dev/null', 'new-session', '-d', ...size, '-c', folder, ...words, shell);
    onTestFinished(() => this.end());
  }

  /** Starts the program in the shell; `node` are options for Node.js. `exitFile` gets the exit code too. */
  start(words: readonly string[] = [], node: readonly string[] = [], exitFile = '/dev/null'): void {
    this.run(['node', ...node, MAIN, '--no-set-clock', ...words], exitFile);
  }

  /** Starts one of its commands, such as `test avalanche`. */
  startCommand(words: readonly string[]): void {
    this.run(['node', MAIN, ...words], '/dev/null');
  }

  private run(line: readonly string[], exitFile: string): void {
    const quoted = line.map((word) => `'${word}'`).join(' ');
    this.type(`clear; ${quoted}; code=$?; echo $code > ${exitFile}; echo "exit code $code"`);
    this.keys('Enter');
  }

  /** Presses keys by their tmux names. */
  keys(...names: readonly string[]): void {
    for (const name of names) this.tmux('send-keys', name);
  }

  /** Types a text. */
  type(text: string): void {
    this.tmux('send-keys', '-l', text);
  }

  /** Pastes a text, as the terminal's own paste does: marked, if the program has asked for that. */
  paste(text: string): void {
    this.tmux('set-buffer', '--', text);
    this.tmux('paste-buffer', '-p');
  }

  resize(width: number, height: number): void {
    this.tmux('resize-window', '-x', String(width), '-y', String(height));
  }

  /** Reads nothing of the program any more, until the returned function is called; until then no other method works. */
  stopReading(): { resize: (width: number, height: number) => void; readOn: () => void } {
    const [server, path] = this.tmux('display-message', '-p', '#{pid} #{pane_tty}').trim().split(' ');
    process.kill(Number(server), 'SIGSTOP');
    return {
      resize: (width, height) => {
        execFileSync('stty', ['-F', path, 'cols', String(width), 'rows', String(height)]);
      },
      readOn: () => process.kill(Number(server), 'SIGCONT'),
    };
  }

  /** Process number of the program that the shell runs, the dashboard's. */
  get pid(): number {
    const pid = this.findPid();
    if (pid === undefined) throw new Error('the shell runs no program');
    return pid;
  }

  /** The title that the program has given the terminal. */
  get title(): string {
    return this.tmux('display-message', '-p', '#{pane_title}').trim();
  }

  /** The lines on the screen. */
  lines(): string[] {
    return this.tmux('capture-pane', '-p').replace(/\n$/, '').split('\n');
  }

  /** The screen with its colours as escape sequences. */
  coloured(): string {
    return this.tmux('capture-pane', '-p', '-e');
  }

  /** Waits until the screen shows it; returns the lines. */
  async see(sight: Sight): Promise<string[]> {
    const untilMs = performance.now() + HANG_MS;
    for (;;) {
      const lines = this.lines();
      if (shows(lines, sight)) return lines;
      if (performance.now() > untilMs) throw new Error(`not seen: ${sight}\n${lines.join('\n')}`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
  }

  private findPid(): number | undefined {
    const shell = this.tmux('display-message', '-p', '#{pane_pid}').trim();
    const { stdout } = spawnSync('pgrep', ['-P', shell], { encoding: 'utf8' });
    return stdout === '' ? undefined : Number(stdout.split('\n')[0]);
  }

  /** Closes the terminal under the program, as a lost connection does. */
  closeWindow(): void {
    this.open = false;
    this.tmux('kill-server');
  }

  /** Waits until a process has ended. */
  async gone(pid: number): Promise<void> {
    const untilMs = performance.now() + HANG_MS;
    while (runs(pid)) {
      if (performance.now() > untilMs) throw new Error(`process ${pid} still runs`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
  }

  /** Ends the program at once, and waits until nothing of it writes any more. */
  private async end(): Promise<void> {
    if (!this.open) return;
    const pid = this.findPid();
    if (pid !== undefined) kill(pid);
    this.closeWindow();
    if (pid !== undefined) await this.gone(pid);
  }

  private tmux(...words: readonly string[]): string {
    return execFileSync('tmux', ['-L', this.socket, ...words], { encoding: 'utf8' });
  }
}

/** Ends a process, unless it has ended meanwhile. */
function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function shows(lines: readonly string[], sight: Sight): boolean {
  if (typeof sight === 'function') return sight(lines);
  const text = lines.join('\n');
  return typeof sight === 'string' ? text.includes(sight) : sight.test(text);
}
