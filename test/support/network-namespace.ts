/** A network namespace with an interface of its own: what is done to addresses there never touches those of the machine. */
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import { HANG_MS } from './patience.js';

/** Ways to make an interface `t0`; a kernel may lack some of them. */
const MAKE =
  '{ ip link add t0 type dummy || ip link add t0 type veth peer name t1 || ip tuntap add dev t0 mode tap; } 2>/dev/null';

/** Why no namespace can be made here, in a few words; `undefined`: it can. */
export function findNamespaceFault(): string | undefined {
  if (process.platform !== 'linux') return 'no Linux';
  if (process.getuid?.() !== 0) return 'not root';
  try {
    execFileSync('unshare', ['-n', 'sh', '-c', `${MAKE} && ip -j address show`], {
      stdio: 'ignore',
      timeout: HANG_MS,
    });
    return undefined;
  } catch {
    return 'unshare and ip make no namespace with an interface';
  }
}

/** How a program ended. */
export interface NamespaceRun {
  readonly code: number;
  readonly out: string[];
  readonly err: string[];
}

const linesOf = (text: string): string[] => text.split('\n').slice(0, -1);

function plainEnvironment(): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env, NO_COLOR: '1' };
  delete env.NODE_OPTIONS;
  return env;
}

/** It goes with the end of the test. */
export class NetworkNamespace {
  private constructor(private readonly holder: ChildProcess) {}

  /** Makes one with the interface `t0`, which is up; `setup` are commands of a shell in it. */
  static async make(setup: readonly string[]): Promise<NetworkNamespace> {
    const script = [`${MAKE}`, 'ip link set lo up', 'ip link set t0 up', ...setup, 'echo ready'].join(' && ');
    const holder = spawn('unshare', ['-n', 'sh', '-c', `${script} && cat >/dev/null`], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    onTestFinished(async () => {
      if (holder.exitCode !== null) return;
      holder.stdin?.end();
      await once(holder, 'exit');
    });
    const [said] = await Promise.race([
      once(holder.stdout as NodeJS.ReadableStream, 'data'),
      once(holder, 'exit'),
    ]);
    if (!String(said).startsWith('ready')) throw new Error(`no namespace: ${said}`);
    return new NetworkNamespace(holder);
  }

  private wordsOf(words: readonly string[]): string[] {
    return ['-t', String(this.holder.pid), '-n', ...words];
  }

  /** Runs a program in it to its end. */
  run(words: readonly string[], folder = '/'): Promise<NamespaceRun> {
    const options = { cwd: folder, env: plainEnvironment(), timeout: HANG_MS, maxBuffer: 1e8 };
    return new Promise((resolve) => {
      execFile('nsenter', this.wordsOf(words), options, (error, out, err) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        resolve({ code, out: linesOf(out), err: linesOf(err) });
      });
    });
  }

  /** Starts a program in it and waits for a line of its standard error. It is ended with the test, or by what is returned. */
  async start(words: readonly string[], folder: string, line: RegExp): Promise<() => Promise<void>> {
    const child = spawn('nsenter', this.wordsOf(words), {
      cwd: folder,
      env: plainEnvironment(),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const ended = once(child, 'exit');
    const end = async (): Promise<void> => {
      if (child.exitCode === null) child.kill('SIGTERM');
      await ended;
    };
    onTestFinished(end);
    let text = '';
    await new Promise<void>((resolve, reject) => {
      child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
        if (line.test(text)) resolve();
      });
      void ended.then(() => reject(new Error(`it ended without ${line}; it said:\n${text}`)));
    });
    return end;
  }

  /** `t0 10.9.0.1/16` of each address, in the order of the system; without loopback and link-local ones. */
  async addresses(): Promise<string[]> {
    const { out } = await this.run(['ip', '-o', 'address', 'show']);
    return out
      .map((row) => /^\d+: (\S+) +inet6? (\S+)/.exec(row))
      .flatMap((found) => (found === null || found[1] === 'lo' ? [] : [`${found[1]} ${found[2]}`]))
      .filter((row) => !row.includes(' fe80:'));
  }

  /** IPv4 addresses on which somebody listens on the port, sorted. */
  listeners(port: number): string[] {
    const hexPort = port.toString(16).toUpperCase().padStart(4, '0');
    const rows = readFileSync(`/proc/${this.holder.pid}/net/tcp`, 'utf8').split('\n').slice(1);
    return rows
      .map((row) => row.trim().split(/\s+/))
      .filter(([, local = '', , state]) => state === '0A' && local.endsWith(`:${hexPort}`))
      .map(([, local]) => Buffer.from(local.slice(0, 8), 'hex').reverse().join('.'))
      .sort();
  }
}
