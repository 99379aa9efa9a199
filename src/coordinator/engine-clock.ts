/**
 * The engine's wall time: monotonic ms + an offset. The offset is the machine's until an NTP server has answered, then the
 * server's (`docs/behaviour.md` §5).
 */
import { machineWallOffsetMs, monotonicMs } from '../channel/clock.js';
import type { TimeStatusLine } from './api.js';
import type { ClockSetter } from './time/clock-setter.js';
import { startTimeService, type TimeService } from './time/time-service.js';
import { besideText, type TimeStatus } from './time/time-status.js';

const DEFAULT_UPDATE_SEC = 900;

/** The sources of the time. */
export interface TimeOptions {
  /** NTP servers. */
  servers: readonly string[];
  updateEverySec: number;
  /** Sets the machine's clock; absent: never. */
  setClock?: ClockSetter;
}

/** Follows the machine's clock, and the NTP servers once it is started. */
export class EngineClock {
  /** Wall time = monotonic ms + this. */
  wallOffsetMs = machineWallOffsetMs();
  private service: TimeService | undefined;

  constructor(private readonly options: TimeOptions = { servers: [], updateEverySec: DEFAULT_UPDATE_SEC }) {}

  /** Wall time, ms since 1970. */
  now(): number {
    return monotonicMs() + this.wallOffsetMs;
  }

  /** Starts to follow the sources; `onOffset` is called with every new offset, `onStatus` after every round of the servers. */
  start(onOffset: (wallOffsetMs: number) => void, onStatus: (status: TimeStatus) => void): void {
    const { servers, updateEverySec, setClock } = this.options;
    this.service = startTimeService({
      servers,
      updateEverySec,
      setClock,
      now: monotonicMs,
      initialWallOffsetMs: this.wallOffsetMs,
      onOffset: (wallOffsetMs) => {
        this.wallOffsetMs = wallOffsetMs;
        onOffset(wallOffsetMs);
      },
      onStatus,
    });
    const { status } = this.service;
    if (status.state !== 'off') onStatus(status);
  }

  /** The NTP line. */
  line(): TimeStatusLine {
    const status = this.service?.status;
    if (status === undefined) return { text: '', state: 'busy', beside: '' };
    const { state, text } = status;
    const beside = besideText(status, this.options.setClock === undefined ? 'left' : 'set');
    return { text, state: state === 'updated' ? 'good' : state === 'trying' ? 'busy' : 'bad', beside };
  }

  close(): void {
    this.service?.close();
  }
}
