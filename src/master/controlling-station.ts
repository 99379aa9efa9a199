/** All links of a list of RTUs together: opened, interrogated, counted and closed. */
import { readCa } from '../codec/asdu.js';
import type { ExchangeReport } from './exchange.js';
import type { LinkOptions, LinkState } from './link-options.js';
import { MasterError } from './master-error.js';
import { MasterLink } from './master-link.js';
import type { RtuAddress } from './rtu-list.js';
import type { RtuRequests } from './rtu-requests.js';
import { Traffic } from './traffic.js';
import type { Violation } from './violations.js';

/** TCP connections that are being opened at the same time. */
const MOST_CONNECTING = 256;
const RETRY_PAUSE_MS = 200;
/** From the end of a link until it is opened again. */
const REOPEN_PAUSE_MS = 1000;

/** States of a link without a TCP connection. */
const UNCONNECTED: ReadonlySet<LinkState> = new Set(['idle', 'connecting', 'closed']);

/** A link whose action failed, or that ended by itself. */
export interface LinkFailure {
  link: MasterLink;
  reason: string;
}

/** An interrogation or another request, and the RTU that it went to. */
export interface LinkReport {
  rtu: RtuRequests;
  report: ExchangeReport;
}

/** A violation and the RTU that committed it. */
export interface LinkViolation extends Violation {
  link: MasterLink;
}

/** All links at one moment. */
export interface StationTotals {
  links: number;
  /** RTUs of all links; more than links where RTUs share one. */
  rtus: number;
  /** RTUs whose TCP connection is open. */
  connected: number;
  /** RTUs whose link has data transfer started. */
  started: number;
  traffic: Traffic;
  violations: number;
  unmatchedReplies: number;
  /** Links that ended by themselves and were started again. */
  reconnects: number;
  /** Standby connections that were started in the place of the other one. */
  switches: number;
}

/** Settings of a controlling station. */
export interface StationOptions extends Omit<LinkOptions, 'onChange' | 'onAsdu'> {
  /** Receives every ASDU of every RTU, as `AsduHook`. */
  onAsdu?: (rtu: RtuAddress, octets: Uint8Array, at: number, end: number) => void;
  /**
   * A second connection to every RTU: started like the first, or a standby that is started when the first has ended; then the first, once
   * it is open again, is the standby.
   */
  second?: SecondConnection;
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
  /** Called with a standby connection that was started. */
  onSwitched: ((link: MasterLink) => void) | undefined;
  private onReopened: ((link: MasterLink) => void) | undefined;
  private reopenPauseMs = REOPEN_PAUSE_MS;
  private readonly reopening = new Set<number>();

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

  /** STARTDT on every open link but the standby ones, all in one pass; resolves when each is started or has failed (t1). */
  startAll(): Promise<LinkFailure[]> {
    const isFirst = (index: number) => index < this.rtus.length || this.other(index)?.state !== 'stopped';
    const open = this.current.filter(
      ({ state }, index) => state === 'stopped' && (this.options.second !== 'standby' || isFirst(index)),
    );
    return this.onLinks(open, (link) => link.start());
  }

  /** STARTDT on the standby connection of every RTU whose other one is started: the RTU closes that one, or stops sending on it. */
  switchAll(): void {
    const standby = this.current.filter(
      ({ state }, index) => state === 'stopped' && this.other(index)?.state === 'started',
    );
    for (const link of standby) void this.switchTo(link);
  }

  /** Whether the other connection of the link's RTU is started in its place. */
  isServed(link: MasterLink): boolean {
    const { second } = this.options;
    return second === 'standby' && this.other(this.current.indexOf(link))?.state === 'started';
  }

  /** STOPDT on every started link; resolves when each is stopped or has failed, at the latest after `deadlineMs`. */
  async stopAll(deadlineMs: number): Promise<LinkFailure[]> {
    const started = this.current.filter((link) => link.state === 'started');
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(resolve, deadlineMs, 'late');
    });
    const stopped = this.onLinks(started, (link) => link.stop());
    const failures = await Promise.race([stopped, late]);
    clearTimeout(timer);
    if (failures !== 'late') return failures;
    return started
      .filter((link) => link.state !== 'stopped')
      .map((link) => ({ link, reason: link.closeReason || `no STOPDT con within ${deadlineMs} ms` }));
  }

  /** Closes every link; none is connected again. */
  closeAll(): void {
    this.closing = true;
    for (const link of this.current) link.close();
  }

  /**
   * From now on opens and starts links again that end by themselves, `pauseMs` after their end and for as long as it takes, until
   * `closeAll` or until the returned function is called. `reopened` is called with each link that is started again.
   */
  keepOpen(reopened: (link: MasterLink) => void, pauseMs = REOPEN_PAUSE_MS): () => void {
    this.onReopened = reopened;
    this.reopenPauseMs = pauseMs;
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
    const totals: StationTotals = {
      links: this.current.length,
      rtus: 0,
      connected: 0,
      started: 0,
      traffic: new Traffic(),
      violations: 0,
      unmatchedReplies: 0,
      reconnects: this.reconnects,
      switches: this.switches,
    };
    for (const index of this.rtus.keys()) {
      const { state, rtus } = this.current[index];
      const states = [state, this.other(index)?.state];
      totals.rtus += rtus.length;
      if (states.includes('started')) totals.started += rtus.length;
      if (states.some((one) => one !== undefined && !UNCONNECTED.has(one))) totals.connected += rtus.length;
    }
    for (const link of [...this.replaced, ...this.current]) {
      totals.traffic.add(link.traffic);
      totals.violations += link.violations.count;
      totals.unmatchedReplies += link.unmatchedReplies;
    }
    return totals;
  }

  /** The first `most` violations of all links, oldest first. */
  violations(most: number): LinkViolation[] {
    return [...this.replaced, ...this.current]
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
    this.onSwitched?.(link);
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
    const { onAsdu, second: _, ...options } = this.options;
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
    if (second === 'standby' && other?.state === 'stopped') void this.switchTo(other);
    if (this.onReopened !== undefined && !this.reopening.has(index)) void this.reopen(index);
  }

  /** Opens and starts a link again and again until it works. */
  private async reopen(index: number): Promise<void> {
    this.reopening.add(index);
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, this.reopenPauseMs));
      if (this.closing || this.onReopened === undefined) break;
      const before = this.current[index];
      // A link that never received anything has nothing to count.
      if (before.traffic.octets > 0) this.replaced.push(before);
      const link = this.makeLink(this.places[index], index);
      this.current[index] = link;
      try {
        await link.connect();
        if (!this.isServed(link)) await link.start();
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
    if (this.waiters.size === 0 || this.checkScheduled) return;
    this.checkScheduled = true;
    setImmediate(() => {
      this.checkScheduled = false;
      for (const waiter of [...this.waiters]) if (waiter.condition()) waiter.met();
    });
  }
}

/** Which of the RTUs that share a connection sent an ASDU; the first if none has its CA. */
function senderOf(rtu: RtuAddress, octets: Uint8Array, at: number): RtuAddress {
  if (rtu.sharers.length === 0) return rtu;
  const ca = readCa(octets, at);
  return rtu.sharers.find((one) => one.ca === ca) ?? rtu;
}
