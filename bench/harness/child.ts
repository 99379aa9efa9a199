/** Child processes of a benchmark: their output, their exit, their CPU and memory. None outlives the benchmark. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Ticks of a second in `/proc`, the same on every Linux. */
const TICKS_PER_SECOND = 100;
/** From SIGTERM to SIGKILL. */
const GRACE_MS = 4000;

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));

/** How a child ended. */
export interface ChildEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
}

interface LineWaiter {
  pattern: RegExp;
  take: (match: RegExpExecArray) => void;
}

/** A child process; it is killed when the benchmark ends. */
export class Child {
  /** What it wrote to standard output. */
  output = '';
  /** Lines of standard error. */
  readonly lines: string[] = [];
  /** Resolves when it has ended and its output was read. */
  readonly ended: Promise<ChildEnd>;
  readonly pid: number;
  /** Whether it has ended. */
  hasEnded = false;
  private readonly child: ChildProcess;
  private readonly waiters = new Set<LineWaiter>();
  private rest = '';

  constructor(
    readonly command: string,
    words: readonly string[],
  ) {
    this.child = spawn(command, words, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.pid = this.child.pid ?? -1;
    running.add(this.child);
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.output += text;
    });
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => this.takeLines(text));
    this.ended = new Promise((resolve, reject) => {
      this.child.once('error', reject);
      this.child.once('close', (code, signal) => resolve({ code, signal }));
    });
    // Only a caller that awaits `ended` sees the rejection; otherwise it is not an unhandled one.
    this.ended
      .catch(() => {})
      .then(() => {
        this.hasEnded = true;
        running.delete(this.child);
      });
  }

  /** The first line of standard error that matches, earlier ones included. Rejects if the child ends or the time is over first. */
  async line(pattern: RegExp, deadlineMs: number): Promise<RegExpExecArray> {
    for (const line of this.lines) {
      const match = pattern.exec(line);
      if (match !== null) return match;
    }
    let timer: NodeJS.Timeout | undefined;
    const fail = (why: string): Error =>
      new Error([`${this.command}: ${why} without a line ${pattern}`, ...this.lines.slice(-5)].join('\n  '));
    const found = new Promise<RegExpExecArray>((resolve) => {
      this.waiters.add({ pattern, take: resolve });
    });
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(fail(`${deadlineMs} ms passed`)), deadlineMs);
    });
    const over = this.ended.then(() => Promise.reject(fail('ended')));
    try {
      return await Promise.race([found, late, over]);
    } finally {
      clearTimeout(timer);
      over.catch(() => {});
    }
  }

  /** Ends it with SIGTERM, after 4 s with SIGKILL. */
  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), GRACE_MS);
    await this.ended.catch(() => {});
    clearTimeout(timer);
  }

  private takeLines(text: string): void {
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) {
      this.lines.push(line);
      for (const waiter of [...this.waiters]) {
        const match = waiter.pattern.exec(line);
        if (match === null) continue;
        this.waiters.delete(waiter);
        waiter.take(match);
      }
    }
  }
}

/** Fields of `/proc/PID/stat` from field 3 on (after the name); empty if the system doesn't have them. */
function statFields(pid: number | 'self'): number[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name in parentheses may hold blanks.
    return text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
  } catch {
    return [];
  }
}

/** CPU time of a process and its threads since its start, s; NaN if unknown. */
export function cpuSeconds(pid: number): number {
  const fields = statFields(pid);
  return (fields[11] + fields[12]) / TICKS_PER_SECOND;
}

/** CPU time of this process and of its children that have ended, s. */
export function ownCpuSeconds(): number {
  const [user, system, endedUser, endedSystem] = statFields('self').slice(11, 15);
  return (user + system + endedUser + endedSystem) / TICKS_PER_SECOND;
}

/** CPU time of all programs on this machine since it started, s. */
export function machineCpuSeconds(): number {
  try {
    const [first] = readFileSync('/proc/stat', 'latin1').split('\n');
    const [user, nice, system, , , irq, softirq, steal] = first.trim().split(/\s+/).slice(1).map(Number);
    return (user + nice + system + irq + softirq + steal) / TICKS_PER_SECOND;
  } catch {
    return Number.NaN;
  }
}

/** Peak resident memory of a process, MB; NaN if unknown. */
export function peakMegabytes(pid: number): number {
  return statusMegabytes(pid, /VmHWM:\s+(\d+) kB/);
}

/** Resident memory of a process now, MB; NaN if unknown. */
export function residentMegabytes(pid: number): number {
  return statusMegabytes(pid, /VmRSS:\s+(\d+) kB/);
}

function statusMegabytes(pid: number, line: RegExp): number {
  try {
    const match = line.exec(readFileSync(`/proc/${pid}/status`, 'latin1'));
    return match === null ? Number.NaN : (Number(match[1]) * 1024) / 1e6;
  } catch {
    return Number.NaN;
  }
}

/** The machine's load over the last minute, for the record of a run. */
export function machineLoad(): string {
  try {
    return readFileSync('/proc/loadavg', 'latin1').split(' ')[0];
  } catch {
    return '';
  }
}
