/** All links of a list of RTUs together: opened, interrogated, counted and closed. */
import { readCa } from '../codec/asdu.js';
import type { ExchangeReport } from './exchange.js';
import type { LinkOptions } from './link-options.js';
import { MasterError } from './master-error.js';
import { MasterLink } from './master-link.js';
import { DEFAULT_PARAMETERS } from './master-parameters.js';
import type { RtuAddress } from './rtu-list.js';
import type { RtuRequests } from './rtu-requests.js';
import {
  isConnected,
  type LinkFailure,
  type LinkReport,
  type LinkViolation,
  type StationTotals,
  totalsOf,
} from './station-totals.js';

/** TCP connections that are being opened at the same time. */
const MOST_CONNECTING = 256;
const RETRY_PAUSE_MS = 200;
/** From the end of a link until it is opened again. */
const REOPEN_PAUSE_MS = 1000;

/** Settings of a controlling station. */
export interface StationOptions extends Omit<LinkOptions, 'onChange' | 'onAsdu'> {
  /** Receives every ASDU of every RTU, as `AsduHook`. */
  onAsdu?: (rtu: RtuAddress, octets: Uint8Array, at: number, end: number) => void;
  /**
   * A second connection to every RTU: started like the first, or a standby that is started when the first has ended; then the first, once
   * it is open again, is the standby.
   */
  second?: SecondConnection;
  /** From the end of the active connection to STARTDT on the standby; Infinity: never. Default 0 ms. */
  takeoverMs?: number;
}

/** How links are opened again. */
export interface Reopening {
  /** From the end of a link; default 1000 ms. */
  pauseMs?: number;
  /** Between two links; default 0 ms: all that are due at once. */
  apartMs?: number;
}

export type SecondConnection = 'standby' | 'started';

interface ConditionWaiter {
  condition: () => boolean;
  met: () => void;
}

/** The controlling station. Links keep the order of the list. */
export class ControllingStation {
  private current: MasterLink[];
  private readonly waiters = new Set<ConditionWaiter>();
  private checkScheduled = false;
  private closing = false;
  /** Links that were replaced: their counts stay in the totals. */
  private readonly replaced: MasterLink[] = [];
  private reconnects = 0;
  private switches = 0;
  /** The RTU of each link; every RTU twice where each has a second connection: then the second ones are behind the first ones. */
  private readonly places: readonly RtuAddress[];
  /** Called with a link that is started after the others: a standby connection in the place of the other one, or one whose STARTDT con came after t1. */
  onStartedLater: ((link: MasterLink) => void) | undefined;
  private onReopened: ((link: MasterLink) => void) | undefined;
  private reopenHow: Required<Reopening> = { pauseMs: REOPEN_PAUSE_MS, apartMs: 0 };
  private readonly reopening = new Set<number>();
  /** When the latest of the links to be opened again is due. */
  private lastReopenMs = 0;
  /** Takeovers that are to come, by the place of the RTU. */
  private readonly takeovers = new Map<number, NodeJS.Timeout>();
  /** Called after changes of the links, at most once per turn of the event loop. */
  onTurn: (() => void) | undefined;

  constructor(
    private readonly rtus: readonly RtuAddress[],
    private readonly options: StationOptions = {},
  ) {
    this.places = options.second === undefined ? rtus : [...rtus, ...rtus];
    this.current = this.places.map((rtu, index) => this.makeLink(rtu, index));
  }

  get links(): readonly MasterLink[] {
    return this.current;
  }

  /**
   * Opens the TCP connection of every link; resolves when each is open or has failed, with the failures.
   * An attempt takes t0 at most. A refused one is repeated until `retryMs` (default 0) are over, so that
   * RTUs and master may be started at the same time.
   */
  async connectAll(retryMs = 0): Promise<LinkFailure[]> {
    const untilMs = performance.now() + retryMs;
    const failures: LinkFailure[] = [];
    let next = 0;
    const connectSome = async (): Promise<void> => {
      while (next < this.current.length) {
        const index = next++;
        const reason = await this.connectOne(index, untilMs);
        if (reason !== undefined) failures.push({ link: this.current[index], reason });
      }
    };
    await Promise.all(Array.from({ length: Math.min(MOST_CONNECTING, this.current.length) }, connectSome));
    return failures;
  }

  /**
   * STARTDT on every open link but the standby ones, all in one pass; resolves when each is started or has failed (t1).
   * Where t1 is ignored, links whose con has not come by then are neither: they start later, or never.
   */
  async startAll(): Promise<LinkFailure[]> {
    const isFirst = (index: number) => index < this.rtus.length || this.other(index)?.state !== 'stopped';
    const open = this.current.filter(
      ({ state }, index) => state === 'stopped' && (this.options.second !== 'standby' || isFirst(index)),
    );
    const { conduct, parameters } = this.options;
    const all = this.onLinks(open, (link) => link.start());
    if (conduct?.ignoresT1 !== true) return all;
    const { t1Ms } = { ...DEFAULT_PARAMETERS, ...parameters };
    const failures = await beforeDeadline(all, t1Ms);
    if (failures !== undefined) return failures;
    const late = open.filter(({ state }) => state === 'starting');
    void this.onLinks(late, async (link) => {
      await link.start();
      this.onStartedLater?.(link);
    });
    return open.filter(({ state }) => state === 'closed').map((link) => ({ link, reason: link.closeReason }));
  }

  /** STARTDT on the standby connection of every RTU whose other one is started: the RTU closes that one, or stops sending on it. */
  switchAll(): void {
    const standby = this.current.filter(
      ({ state }, index) => state === 'stopped' && this.other(index)?.state === 'started',
    );
    for (const link of standby) void this.switchTo(link);
  }

  /** Closes every active connection at once, as a server that fails; returns how many. */
  failActive(): number {
    const active = this.current.filter(({ state }) => state === 'started');
    for (const link of active) link.close();
    return active.length;
  }

  /** Whether any link is connected; whether any is started. */
  get isConnected(): boolean {
    return this.current.some(isConnected);
  }
  get isStarted(): boolean {
    return this.current.some(({ state }) => state === 'started');
  }

  /** Whether the other connection of the link's RTU is started in its place. */
  isServed(link: MasterLink): boolean {
    const { second } = this.options;
    return second === 'standby' && this.other(this.current.indexOf(link))?.state === 'started';
  }

  /** STOPDT on every started link; resolves when each is stopped or has failed, at the latest after `deadlineMs`. */
  async stopAll(deadlineMs: number): Promise<LinkFailure[]> {
    const started = this.current.filter((link) => link.state === 'started');
    const stopped = this.onLinks(started, (link) => link.stop());
    const failures = await beforeDeadline(stopped, deadlineMs);
    if (failures !== undefined) return failures;
    return started
      .filter((link) => link.state !== 'stopped')
      .map((link) => ({ link, reason: link.closeReason || `no STOPDT con within ${deadlineMs} ms` }));
  }

  /** Closes every link; none is connected again. */
  closeAll(): void {
    this.closing = true;
    for (const timer of this.takeovers.values()) clearTimeout(timer);
    for (const link of this.current) link.close();
  }

  /**
   * From now on opens and starts links again that end by themselves, some time after their end and for as long as it takes, until
   * `closeAll` or until the returned function is called. `reopened` is called with each link that is started again.
   */
  keepOpen(reopened: (link: MasterLink) => void, how: Reopening = {}): () => void {
    this.onReopened = reopened;
    this.reopenHow = { pauseMs: REOPEN_PAUSE_MS, apartMs: 0, ...how };
    for (const index of this.current.keys()) this.noteEnd(index);
    return () => {
      this.onReopened = undefined;
    };
  }

  /** The same request to every RTU of the started links, all written in one pass. */
  requestAll(request: (rtu: RtuRequests) => Promise<ExchangeReport>): Promise<LinkReport[]> {
    const started = this.current.filter((link) => link.state === 'started');
    return Promise.all(
      started.flatMap(({ rtus }) => rtus).map(async (rtu) => ({ rtu, report: await request(rtu) })),
    );
  }

  /**
   * Resolves as soon as `condition` holds. It is checked after changes of the links, at most once per turn
   * of the event loop. Throws `TIMEOUT` with the name `what`.
   */
  until(what: string, condition: () => boolean, deadlineMs: number): Promise<void> {
    if (condition()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const waiter: ConditionWaiter = { condition, met: () => finish(resolve) };
      const timer = setTimeout(() => {
        finish(() => reject(new MasterError('TIMEOUT', `${what}: still not true after ${deadlineMs} ms`)));
      }, deadlineMs);
      const finish = (end: () => void) => {
        clearTimeout(timer);
        this.waiters.delete(waiter);
        end();
      };
      this.waiters.add(waiter);
    });
  }

  totals(): StationTotals {
    const { reconnects, switches } = this;
    return { ...totalsOf(this.current, this.rtus.length, this.replaced), reconnects, switches };
  }

  /** Every link that there was. */
  get everyLink(): readonly MasterLink[] {
    return [...this.replaced, ...this.current];
  }

  /** The first `most` violations of all links, oldest first. */
  violations(most: number): LinkViolation[] {
    return this.everyLink
      .flatMap((link) => link.violations.details.map((violation) => ({ ...violation, link })))
      .sort((a, b) => a.atMs - b.atMs)
      .slice(0, most);
  }

  private async connectOne(index: number, untilMs: number): Promise<string | undefined> {
    for (;;) {
      const link = this.current[index];
      try {
        await link.connect();
        return undefined;
      } catch (error) {
        const refused = error instanceof MasterError && error.code === 'CONNECT_FAILED';
        if (!refused || this.closing || performance.now() + RETRY_PAUSE_MS > untilMs) {
          return link.closeReason || String(error);
        }
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_PAUSE_MS));
      if (this.closing) return link.closeReason;
      this.current[index] = this.makeLink(this.places[index], index);
    }
  }

  /** The other connection of an RTU. */
  private other(index: number): MasterLink | undefined {
    if (this.options.second === undefined) return undefined;
    return this.current[(index + this.rtus.length) % this.places.length];
  }

  private async switchTo(link: MasterLink): Promise<void> {
    try {
      await link.start();
    } catch (error) {
      if (!(error instanceof MasterError)) throw error;
      return;
    }
    this.switches++;
    this.onStartedLater?.(link);
  }

  private async onLinks(
    links: readonly MasterLink[],
    action: (link: MasterLink) => Promise<void>,
  ): Promise<LinkFailure[]> {
    const failures: LinkFailure[] = [];
    const fail = (link: MasterLink, error: unknown) =>
      failures.push({ link, reason: link.closeReason || String(error) });
    await Promise.all(links.map((link) => action(link).catch((error) => fail(link, error))));
    return failures;
  }

  private makeLink(rtu: RtuAddress, index: number): MasterLink {
    const { onAsdu, second: _, takeoverMs: __, ...options } = this.options;
    return new MasterLink(rtu, {
      ...options,
      onChange: () => this.noteChange(index),
      ...(onAsdu === undefined
        ? {}
        : { onAsdu: (octets, at, end) => onAsdu(senderOf(rtu, octets, at), octets, at, end) }),
    });
  }

  private noteEnd(index: number): void {
    const { second } = this.options;
    if (second === undefined && this.onReopened === undefined) return;
    if (this.closing || this.current[index]?.state !== 'closed') return;
    const other = this.other(index);
    if (second === 'standby' && other?.state === 'stopped') this.takeOver(index, other);
    if (this.onReopened !== undefined && !this.reopening.has(index)) void this.reopen(index);
  }

  /** The connection at `index` has ended: starts the other one, now or later; later whichever of the two is open then. */
  private takeOver(index: number, standby: MasterLink): void {
    const { takeoverMs = 0 } = this.options;
    const place = index % this.rtus.length;
    if (takeoverMs === 0) void this.switchTo(standby);
    if (takeoverMs === 0 || takeoverMs === Number.POSITIVE_INFINITY || this.takeovers.has(place)) return;
    const due = (): void => {
      this.takeovers.delete(place);
      const both = [this.other(index), this.current[index]];
      if (both.some((link) => link?.state === 'started')) return;
      const open = both.find((link) => link?.state === 'stopped');
      if (open !== undefined) void this.switchTo(open);
    };
    this.takeovers.set(place, setTimeout(due, takeoverMs));
  }

  /** How long a link that has just ended waits until it is opened again. */
  private reopenDelayMs(): number {
    const nowMs = performance.now();
    const { pauseMs, apartMs } = this.reopenHow;
    this.lastReopenMs = Math.max(nowMs + pauseMs, this.lastReopenMs + apartMs);
    return this.lastReopenMs - nowMs;
  }

  /** Whether a connection that is open again stands by: the other one is started, or about to be, or a takeover is to come. */
  private isStandby(index: number): boolean {
    if (this.options.second !== 'standby') return false;
    const state = this.other(index)?.state;
    return state === 'started' || state === 'starting' || this.takeovers.has(index % this.rtus.length);
  }

  /** Opens and starts a link again and again until it works. */
  private async reopen(index: number): Promise<void> {
    this.reopening.add(index);
    for (;;) {
      const delayMs = this.reopenDelayMs();
      // A process that is done does not wait for it.
      await new Promise((resolve) => setTimeout(resolve, delayMs).unref());
      if (this.closing || this.onReopened === undefined) break;
      const before = this.current[index];
      // A link that never received anything has nothing to count.
      if (before.traffic.octets > 0) this.replaced.push(before);
      const link = this.makeLink(this.places[index], index);
      this.current[index] = link;
      try {
        await link.connect();
        if (!this.isStandby(index)) await link.start();
      } catch (error) {
        if (!(error instanceof MasterError)) throw error;
        continue;
      }
      this.reconnects++;
      if (link.state === 'started') this.onReopened?.(link);
      break;
    }
    this.reopening.delete(index);
  }

  private noteChange(index: number): void {
    this.noteEnd(index);
    if ((this.waiters.size === 0 && this.onTurn === undefined) || this.checkScheduled) return;
    this.checkScheduled = true;
    setImmediate(() => {
      this.checkScheduled = false;
      this.onTurn?.();
      for (const waiter of [...this.waiters]) if (waiter.condition()) waiter.met();
    });
  }
}

/** What `done` resolves with; `undefined` if that takes longer than `deadlineMs`. */
async function beforeDeadline<T>(done: Promise<T>, deadlineMs: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, deadlineMs, undefined);
  });
  const value = await Promise.race([done, late]);
  clearTimeout(timer);
  return value;
}

/** Which of the RTUs that share a connection sent an ASDU; the first if none has its CA. */
function senderOf(rtu: RtuAddress, octets: Uint8Array, at: number): RtuAddress {
  if (rtu.sharers.length === 0) return rtu;
  const ca = readCa(octets, at);
  return rtu.sharers.find((one) => one.ca === ca) ?? rtu;
}
