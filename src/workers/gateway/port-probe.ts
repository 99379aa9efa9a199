/** Whether the ports of a group are free, before its RTU is dialled. */
import type { MasterPort } from '../../gateway/definition.js';
import type { TimerHandle } from '../ports.js';
import { FIRST_RETRY_MS, type PortOwner, RETRY_MS, tryPorts } from './group-ports.js';

/**
 * Another program that has all of them may be a second gateway. Its RTU must be left alone: many have room for one connection, and
 * would end that of the first.
 */
export class PortProbe {
  private failures = 0;
  private retry: TimerHandle | undefined;
  private isOver = false;

  constructor(
    private readonly ports: readonly MasterPort[],
    private readonly owner: Pick<PortOwner, 'timers' | 'listen' | 'trouble'>,
    /** One of them is free. */
    private readonly free: () => void,
  ) {}

  /** Tries again and again until one is free, or until `close`. */
  async begin(): Promise<void> {
    const fault = await this.fault();
    if (this.isOver) return;
    if (fault === undefined) {
      this.isOver = true;
      this.free();
      return;
    }
    this.failures++;
    if (this.failures === 2) this.owner.trouble(fault);
    const pauseMs = this.failures === 1 ? FIRST_RETRY_MS : RETRY_MS;
    this.retry = this.owner.timers.setTimeout(() => void this.begin(), pauseMs);
  }

  close(): void {
    this.isOver = true;
    this.owner.timers.clearTimeout(this.retry);
  }

  /** Why none can be opened; `undefined`: one can. */
  private async fault(): Promise<string | undefined> {
    let first: string | undefined;
    for (const port of this.ports) {
      // The system will choose one.
      if (port.port === 0) return undefined;
      const error = await tryPorts([port], this.owner.listen);
      if (error === undefined) return undefined;
      first ??= error.message;
    }
    return first;
  }
}
