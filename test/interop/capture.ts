/** Captures the traffic of the loopback interface with dumpcap. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { HANG_MS } from '../support/patience.js';

/** A running capture. */
export class Capture {
  private constructor(
    private readonly child: ChildProcess,
    readonly file: string,
  ) {}

  /** Starts to capture these TCP ports; resolves once no packet can be missed. */
  static async start(ports: readonly number[], file: string): Promise<Capture> {
    const filter = ports.map((port) => `tcp port ${port}`).join(' or ');
    const words = ['-i', loopback(), '-f', filter, '-w', file, '-q'];
    const child = spawn('dumpcap', words, { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    await new Promise<void>((resolve, reject) => {
      const fail = (why: string) => reject(new Error(`dumpcap ${words.join(' ')}: ${why}\n${said}`));
      const timer = setTimeout(() => fail(`not ready within ${HANG_MS} ms`), HANG_MS);
      child.once('error', (error) => fail(error.message));
      child.once('exit', (code) => fail(`ended with ${code}`));
      child.stderr?.setEncoding('utf8').on('data', (text) => {
        said += text;
        // The last line that dumpcap prints before it reads packets.
        if (!/^File: /m.test(said)) return;
        clearTimeout(timer);
        resolve();
      });
    });
    return new Capture(child, file);
  }

  /** Ends it. */
  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGINT');
    await ended;
  }
}

function loopback(): string {
  return process.platform === 'linux' ? 'lo' : 'lo0';
}
