/**
 * The program's time (`docs/behaviour.md` §5): monotonic ms + `wallOffsetMs`, where the offset is the machine's until an NTP
 * server has answered, and the servers' from then on. Setting the machine's clock changes nothing in it.
 */
import { machineWallOffsetMs } from '../../channel/clock.js';
import type { ClockSetter } from './clock-setter.js';
import { NTP_PORT, parseNtpServer } from './ntp-server-name.js';
import { querySntp, type SntpFailure, type SntpQuery, type SntpTime } from './sntp-client.js';
import {
  noPrivilegeText,
  type ServerFailure,
  type TimeState,
  type TimeStatus,
  TRYING_TEXT,
  updatedText,
} from './time-status.js';

/** Options of the service. */
export interface TimeServiceOptions {
  /** `host`, `host:port`, `[v6]:port`; tried in this order. Empty: the time is the machine's. */
  servers: readonly string[];
  /** From the end of a round to the next, whether or not a server answered; seconds > 0. */
  updateEverySec: number;
  /** Sets the machine's clock; `undefined`: the clock is not touched (`--no-set-clock`). */
  setClock: ClockSetter | undefined;
  /** Monotonic ms. */
  now: () => number;
  /** The offset that is already in use. */
  initialWallOffsetMs: number;
  /** Called with every new offset, for the broadcast: at once, before the machine's clock is set. Must not throw. */
  onOffset: (wallOffsetMs: number) => void;
  /** Called with the outcome of every round, but not with the status that `startTimeService` returns. Must not throw. */
  onStatus: (status: TimeStatus) => void;
  /** Port of servers without a port of their own, default 123. */
  port?: number;
  /** How long one address of a server may take, ms; default 3000. */
  timeoutMs?: number;
  /** Wall time − monotonic ms by the machine's clock; default: as it is. */
  machineOffset?: () => number;
  /** Default: SNTP over UDP. */
  query?: SntpQuery;
  /** Default: this machine's. */
  platform?: NodeJS.Platform;
}

/** The running service. */
export interface TimeService {
  readonly status: TimeStatus;
  /** Wall time = monotonic ms + this. */
  readonly wallOffsetMs: number;
  /** Ends the timers and a round in progress; no callback is called afterwards. */
  close(): void;
}

/** How often the machine's clock is read while it is the one in use. */
const LOOK_EVERY_MS = 2000;
/**
 * If the machine's clock moved by more than this against the monotonic clock, it was set. A CP56Time2a shows 1 ms, and a
 * reading is exact to some µs; with a wider band, time tags could differ from the machine's time for ever. On Linux, slow
 * corrections move both clocks alike and are not seen here; on other systems they add up and are followed ms by ms.
 */
const MOVED_MS = 1;
/** Longest that a timer can wait. */
const MAX_TIMER_MS = 0x7fffffff;

/** Starts the first round at once. Neither callback is called before this returns. */
export function startTimeService(options: TimeServiceOptions): TimeService {
  return new RunningTimeService(options);
}

class RunningTimeService implements TimeService {
  status: TimeStatus;
  wallOffsetMs: number;
  private source: 'machine' | 'ntp' = 'machine';
  private readonly ended = new AbortController();
  private roundTimer: NodeJS.Timeout | undefined;
  private readonly lookTimer: NodeJS.Timeout;
  private readonly machineOffset: () => number;
  private readonly query: SntpQuery;
  /** Servers that sent a kiss: until when they are left alone (monotonic ms), and for how long at a time. */
  private readonly paused = new Map<string, { untilMs: number; pauseMs: number }>();

  constructor(private readonly options: TimeServiceOptions) {
    this.wallOffsetMs = options.initialWallOffsetMs;
    this.machineOffset = options.machineOffset ?? machineWallOffsetMs;
    this.query = options.query ?? querySntp;
    // The time service must not keep the program alive, so no timer here holds it up.
    this.lookTimer = setInterval(() => this.lookAtMachine(), LOOK_EVERY_MS).unref();
    if (options.servers.length === 0) {
      this.status = { state: 'off', text: '', detail: '', failures: [] };
    } else {
      this.status = { state: 'trying', text: TRYING_TEXT, detail: '', failures: [] };
      this.armRound(options.now());
    }
  }

  close(): void {
    this.ended.abort();
    clearTimeout(this.roundTimer);
    clearInterval(this.lookTimer);
  }

  /** Node's timers are monotonic, but hold 24.8 days at most: a longer wait is split. */
  private armRound(dueMs: number): void {
    const waitMs = dueMs - this.options.now();
    this.roundTimer = setTimeout(
      () => {
        if (waitMs > MAX_TIMER_MS) this.armRound(dueMs);
        else void this.round();
      },
      Math.min(Math.max(0, Math.ceil(waitMs)), MAX_TIMER_MS),
    ).unref();
  }

  /** Tries the servers in turn until one gives the time. */
  private async round(): Promise<void> {
    const { servers, updateEverySec, now } = this.options;
    const failures: ServerFailure[] = [];
    let status: TimeStatus | undefined;
    for (const server of servers) {
      const result = await this.ask(server);
      if (this.ended.signal.aborted) return;
      if (result.kind === 'measured') {
        status = { ...(await this.accept(server, result)), failures };
        break;
      }
      failures.push({ server, code: result.code, detail: result.detail });
    }
    if (this.ended.signal.aborted) return;
    this.status = status ?? {
      ...this.status,
      state: 'trying',
      text: TRYING_TEXT,
      detail: this.source === 'ntp' ? 'the last offset stays in force' : "the machine's time is in force",
      failures,
    };
    this.armRound(now() + updateEverySec * 1000);
    this.options.onStatus(this.status);
  }

  private async ask(entry: string): Promise<SntpTime | SntpFailure> {
    const { now, port = NTP_PORT, timeoutMs, updateEverySec } = this.options;
    const server = parseNtpServer(entry, port);
    if (server === undefined) {
      return { kind: 'failed', code: 'name', detail: 'expected host, host:port or [IPv6]:port' };
    }
    const pause = this.paused.get(entry);
    if (pause !== undefined && now() < pause.untilMs) {
      return { kind: 'failed', code: 'kiss', detail: "not asked: its kiss-o'-death forbids it" };
    }
    const result = await this.query(server, {
      now,
      wallOffsetMs: this.wallOffsetMs,
      signal: this.ended.signal,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    });
    if (result.kind === 'measured') this.paused.delete(entry);
    else if (result.kiss !== undefined) this.pauseServer(entry, result.kiss, updateEverySec * 1000);
    return result;
  }

  /** RFC 5905 §7.4: after DENY and RSTR a server must not be queried again, after RATE less often. */
  private pauseServer(entry: string, kiss: string, everyMs: number): void {
    if (kiss === 'DENY' || kiss === 'RSTR') {
      this.paused.set(entry, { untilMs: Number.POSITIVE_INFINITY, pauseMs: Number.POSITIVE_INFINITY });
    } else if (kiss === 'RATE') {
      // Its interval doubles each time; half a round less, so that the duration of the rounds doesn't matter.
      const pauseMs = 2 * (this.paused.get(entry)?.pauseMs ?? everyMs);
      this.paused.set(entry, { untilMs: this.options.now() + pauseMs - everyMs / 2, pauseMs });
    }
  }

  /** Starts to use a measured time. */
  private async accept(server: string, measured: SntpTime): Promise<Omit<TimeStatus, 'failures'>> {
    const { wallOffsetMs, offsetMs, roundTripMs } = measured;
    this.source = 'ntp';
    clearInterval(this.lookTimer);
    this.wallOffsetMs = wallOffsetMs;
    const at = this.options.now() + wallOffsetMs;
    this.options.onOffset(wallOffsetMs);
    const { state, detail } = await this.setMachineClock(roundTripMs);
    const text =
      state === 'updated'
        ? updatedText(at, server)
        : noPrivilegeText(this.options.platform ?? process.platform);
    return { state, text, detail, server, offsetMs, roundTripMs, at };
  }

  private async setMachineClock(roundTripMs: number): Promise<{ state: TimeState; detail: string }> {
    const { setClock, now } = this.options;
    const behindMs = this.wallOffsetMs - this.machineOffset();
    const by = `the machine's clock was ${describeError(behindMs)}`;
    if (setClock === undefined) return { state: 'updated', detail: `${by} and is left alone` };
    const corrected = 'time tags and logs are corrected all the same';
    if (!setClock.canSet()) return { state: 'no-privilege', detail: `${by}; ${corrected}` };
    // A step smaller than the error of the measurement would only disturb others.
    if (Math.abs(behindMs) <= Math.max(MOVED_MS, roundTripMs / 2)) {
      return { state: 'updated', detail: `${by}: no need to set it` };
    }
    try {
      await setClock.set(now() + this.wallOffsetMs);
      return { state: 'updated', detail: `${by} and was set` };
    } catch (error) {
      const reason = (error as Error).message.trim().replaceAll(/\s*\n\s*/g, '; ');
      return { state: 'no-privilege', detail: `${by} and could not be set: ${reason}; ${corrected}` };
    }
  }

  /** Another program may set the machine's clock: while that clock is in use, time tags follow it. */
  private lookAtMachine(): void {
    const offsetMs = this.machineOffset();
    if (Math.abs(offsetMs - this.wallOffsetMs) <= MOVED_MS) return;
    // A delayed thread can get one wrong reading, but not two with the same error.
    if (Math.abs(this.machineOffset() - offsetMs) > MOVED_MS) return;
    this.wallOffsetMs = offsetMs;
    this.options.onOffset(offsetMs);
  }
}

/** `12.5 ms slow`. */
function describeError(behindMs: number): string {
  return `${Math.abs(behindMs).toFixed(1)} ms ${behindMs < 0 ? 'fast' : 'slow'}`;
}
