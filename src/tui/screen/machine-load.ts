/** How much of this machine's processors is used, by all and by this program. */
import { cpus } from 'node:os';

/** Shares 0…1 of all processors; NaN: not known. */
export interface MachineLoad {
  machine: number;
  program: number;
}

/** Measures from one call to the next. */
export class LoadMeter {
  private before: { idle: number; all: number; ownUs: number; atMs: number } | undefined;

  measure(): MachineLoad {
    const list = cpus();
    let idle = 0;
    let all = 0;
    for (const { times } of list) {
      idle += times.idle;
      all += times.idle + times.user + times.nice + times.sys + times.irq;
    }
    const { user, system } = process.cpuUsage();
    const now = { idle, all, ownUs: user + system, atMs: performance.now() };
    const { before } = this;
    this.before = now;
    if (before === undefined || now.all <= before.all) return { machine: Number.NaN, program: Number.NaN };
    const ownMs = (now.ownUs - before.ownUs) / 1000;
    return {
      machine: 1 - (now.idle - before.idle) / (now.all - before.all),
      program: Math.min(1, ownMs / ((now.atMs - before.atMs) * list.length)),
    };
  }
}
