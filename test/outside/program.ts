/** The built program as a process of its own, with what can be done to it from outside. Uses no code of the program. */
import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The suites run in the project's folder. */
const MAIN = resolve('dist/main.js');
const FAULTS = pathToFileURL(resolve('test/outside/faults.mjs')).href;
/** A wait is given up after this time, ms. It ends what hangs and judges nothing. */
export const HANG_MS = 120_000;

/** One RTU of a fleet; `options` are cells such as `t1=2`. */
export interface FleetRow {
  ca: number;
  /** Default `d.csv`. */
  file?: string;
  /** Default 12. */
  k?: number;
  /** Seconds; default 60. */
  idle?: number;
  hosts?: string;
  options?: readonly string[];
}

/** How the program is started. */
export interface Setup {
  rtus: readonly FleetRow[];
  /** IOA files by name, a row of cells a line. */
  files: Readonly<Record<string, readonly string[]>>;
  /** Default 2. */
  shards?: number;
  /** More words of the command line. */
  words?: readonly string[];
  /** Where logs go; default: `log` in the folder. */
  logs?: string;
  /** A command before `node`, such as `script` for a terminal. It must end when the program does. */
  wrap?: (command: readonly string[]) => readonly string[];
  /** Default: both outputs are read. `unread`: pipes that nobody reads. */
  outputs?: 'read' | 'unread';
  /** Default `--headless`. */
  screen?: 'headless' | 'dashboard';
}

/** What a thread holds, octets; `delayMs`: the longest delay of its event loop since the last sample. */
export interface ThreadSample {
  threadId: number;
  heapUsed: number;
  external: number;
  arrayBuffers: number;
  delayMs: number;
  handles: number;
}

/** How it ended. */
export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** An answer of the API. */
export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what the API answers is judged by who asked
  body: any;
}

const running = new Set<ChildProcess>();
// Also a stopped program is ended when this process ends.
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** A running program in a temporary folder. */
export class Program {
  readonly folder = mkdtempSync(join(tmpdir(), 'iec104rs-outside-'));
  readonly ports: number[] = [];
  apiPort = 0;
  said = '';
  output = '';
  ended: Promise<Ended> = Promise.resolve({ code: null, signal: null });
  isOver = false;
  private child: ChildProcess | undefined;
  private orders = 0;
  private readonly answers = new Map<number, (value: unknown) => void>();

  private constructor(private readonly setup: Setup) {}

  /** Starts it and waits until its API answers; `close` must be called whatever happens then. */
  static async start(setup: Setup): Promise<Program> {
    const program = new Program(setup);
    try {
      await program.launch();
      await program.ready();
    } catch (error) {
      await program.close();
      throw error;
    }
    return program;
  }

  private async launch(): Promise<void> {
    const { rtus, files, shards = 2, words = [], logs = 'log', wrap, screen = 'headless' } = this.setup;
    const [api, ...ports] = await freePorts(rtus.length + 1);
    this.ports.push(...ports);
    this.apiPort = api;
    const rows = rtus.map(({ ca, file = 'd.csv', k = 12, idle = 60, hosts = '', options = [] }, i) =>
      [i + 1, `R${i + 1}`, ca, ports[i], hosts, k, idle, file, 'bind=127.0.0.1', ...options].join(','),
    );
    this.write('iec104rs.csv', rows);
    mkdirSync(join(this.folder, 'data'));
    for (const [name, lines] of Object.entries(files)) this.write(join('data', name), lines);
    const command = [
      process.execPath,
      '--import',
      FAULTS,
      MAIN,
      ...(screen === 'headless' ? ['--headless'] : []),
      '--no-set-clock',
      '--shards',
      String(shards),
      '--log',
      logs,
      '--api',
      `127.0.0.1:${api}`,
      ...words,
    ];
    const [program, ...rest] = wrap === undefined ? command : wrap(command);
    const env: NodeJS.ProcessEnv = { ...process.env, NO_COLOR: '1' };
    // Words of the test runner are not for the program.
    delete env.NODE_OPTIONS;
    const stdio: StdioOptions = ['ignore', 'pipe', 'pipe', 'ipc'];
    const child = spawn(program, rest, { cwd: this.folder, env, stdio });
    this.child = child;
    running.add(child);
    if (this.setup.outputs !== 'unread') {
      child.stdout?.setEncoding('utf8').on('data', (text) => {
        this.output += text;
      });
      child.stderr?.setEncoding('utf8').on('data', (text) => this.hear(text));
    }
    child.on('message', (message) => {
      const { id, value } = message as { id: number; value: unknown };
      this.answers.get(id)?.(value);
      this.answers.delete(id);
    });
    this.ended = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) => {
        this.isOver = true;
        running.delete(child);
        resolve({ code, signal });
      });
    });
    this.ended.catch(() => {});
  }

  private async ready(): Promise<void> {
    await until('the API answers', async () => {
      if (this.isOver) throw new Error(`the program ended at its start:\n${this.said}${this.output}`);
      const { body } = await this.get('/api/status').catch(() => ({ body: undefined }));
      return body !== undefined && body.listening === body.rtus;
    });
  }

  /** The process that was started: the program, or what `wrap` put before it. */
  get pid(): number {
    return this.child?.pid ?? 0;
  }

  write(name: string, lines: readonly string[]): void {
    writeFileSync(join(this.folder, name), `${lines.join('\n')}\n`);
  }

  read(name: string): string {
    return readFileSync(join(this.folder, name), 'utf8');
  }

  signal(signal: NodeJS.Signals): void {
    if (!this.isOver) this.child?.kill(signal);
  }

  /** Waits for a text on standard error, past or future. */
  async says(pattern: RegExp): Promise<void> {
    await until(`the program says ${pattern}`, () => pattern.test(this.said));
  }

  get(path: string): Promise<Answer> {
    return this.ask('GET', path);
  }

  post(path: string, body: unknown): Promise<Answer> {
    return this.ask('POST', path, body);
  }

  async ask(method: string, path: string, body?: unknown, withinMs = HANG_MS): Promise<Answer> {
    const response = await fetch(`http://127.0.0.1:${this.apiPort}${path}`, {
      method,
      signal: AbortSignal.timeout(withinMs),
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await response.text();
    return {
      status: response.status,
      body: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text,
    };
  }

  /** The program's process, also where a wrapper was started. */
  processId(): Promise<number> {
    return this.order('pid') as Promise<number>;
  }

  /** Number of worker threads. */
  threads(): Promise<number> {
    return this.order('threads') as Promise<number>;
  }

  /** Ends a worker thread as a crash would; 0 is the oldest. */
  async endThread(thread: number): Promise<void> {
    await this.order('end', { thread });
  }

  /** Lets a thread stand still for so long; `main` is the coordinator's. */
  async hang(thread: number | 'main', ms: number): Promise<void> {
    await this.order('hang', { thread, ms });
  }

  /** What each thread holds. */
  sample(): Promise<ThreadSample[]> {
    return this.order('sample') as Promise<ThreadSample[]>;
  }

  private order(order: string, more: object = {}): Promise<unknown> {
    const id = ++this.orders;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no answer to ${order}`)), HANG_MS);
      this.answers.set(id, (value) => {
        clearTimeout(timer);
        resolve(value);
      });
      this.child?.send({ id, order, ...more });
    });
  }

  /** Ends it in order; its exit code. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Ended> {
    this.signal(signal);
    return withTimeout(`the end after ${signal}`, this.ended);
  }

  /** Ends it at once if it still runs, and removes its folder. */
  async close(): Promise<void> {
    this.signal('SIGCONT');
    this.signal('SIGKILL');
    if (this.child?.pid !== undefined) await this.ended.catch(() => {});
    this.child?.stdout?.destroy();
    this.child?.stderr?.destroy();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private hear(text: string): void {
    this.said += text;
  }
}

/** Open descriptors of a process; `undefined` where the system has no /proc. */
export function descriptors(pid: number): number | undefined {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return undefined;
  }
}

/** What the descriptors of a process are, for messages. */
export function descriptorNames(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/${pid}/fd/${fd}`)];
    } catch {
      return [];
    }
  });
}

/** Resident memory of a process, octets; `undefined` where the system has no /proc. */
export function residentOctets(pid: number): number | undefined {
  try {
    const found = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return found === null ? undefined : Number(found[1]) * 1024;
  } catch {
    return undefined;
  }
}

/** Octets of all files in a folder. */
export function folderOctets(folder: string): number {
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}

/** Ports that are free now: the ini file accepts no port 0. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  await Promise.all(
    servers.map((server) => new Promise<void>((done) => server.listen(0, '127.0.0.1', () => done()))),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Asks every 10 ms until the answer is true. */
export async function until(
  what: string,
  check: () => boolean | Promise<boolean>,
  withinMs = HANG_MS,
): Promise<void> {
  const fromMs = performance.now();
  while (!(await check())) {
    if (performance.now() - fromMs > withinMs) throw new Error(`not within ${withinMs} ms: ${what}`);
    await pause(10);
  }
}

/** Fails when a promise takes longer. */
export function withTimeout<T>(what: string, promise: Promise<T>, ms = HANG_MS): Promise<T> {
  let timer: NodeJS.Timeout;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not within ${ms} ms: ${what}`)), ms);
  });
  return Promise.race([promise, over]).finally(() => clearTimeout(timer));
}
