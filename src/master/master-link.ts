/**
 * One connection of the controlling station: socket, session, counters, requests.
 * Every wait has a deadline; an RTU's refusal is a value, a link that fails is a `MasterError`.
 */
import { connect, type Socket } from 'node:net';
import { readCa } from '../codec/asdu.js';
import { ControllingSession } from '../controlling/controlling-session.js';
import { ViolationLog } from '../controlling/violations.js';
import { systemReason } from '../text/system-errors.js';
import { explainAsdu, isSignalType, isSoundAsdu } from './asdu-check.js';
import { type Conduct, privateTypeFault, STANDARD_CONDUCT } from './conduct.js';
import {
  type ExchangeEnd,
  type ExchangeOutcome,
  type ExchangeReport,
  Exchanges,
  openExchange,
} from './exchange.js';
import { Framing } from './framing.js';
import { LazyTimer } from './lazy-timer.js';
import type { LinkOptions, LinkState } from './link-options.js';
import { MasterError } from './master-error.js';
import { DEFAULT_PARAMETERS, type MasterParameters } from './master-parameters.js';
import { Outbox } from './outbox.js';
import type { RtuAddress } from './rtu-list.js';
import { REQUEST_DEADLINE_MS, type RequestOptions, RtuRequests } from './rtu-requests.js';
import { type QueuedAsdu, SendQueue } from './send-queue.js';
import { Traffic } from './traffic.js';
import { Waiters } from './waiters.js';

/** Octets of the read buffer that all links share: reading is synchronous, and no octet is kept in it. */
const READ_OCTETS = 65_536;
const sharedReadBuffer = new Uint8Array(READ_OCTETS);

/** Outcomes of a request that a touchy master does not put up with. */
const ANNOYING: ReadonlySet<ExchangeOutcome> = new Set(['refused', 'unknown', 'timeout']);

/** One connection to one RTU. Used once: after it is closed, make a new one. */
export class MasterLink extends RtuRequests {
  /** The RTUs that it speaks to: itself, or each of those that share the connection. */
  readonly rtus: readonly RtuRequests[];
  readonly traffic = new Traffic();
  readonly violations: ViolationLog;
  /** Why the link is closed; empty while it is open. */
  closeReason = '';
  /** Address that it connects to. */
  readonly host: string;
  private readonly parameters: Readonly<MasterParameters>;
  private readonly conduct: Conduct;
  private readonly framing: Framing;
  private readonly outbox = new Outbox();
  private readonly exchanges = new Exchanges();
  private readonly waiters = new Waiters();
  private session: ControllingSession | undefined;
  private socket: Socket | undefined;
  private life: 'idle' | 'connecting' | 'open' | 'closed' = 'idle';
  private readonly timer = new LazyTimer(() => this.expire());
  private readonly queue = new SendQueue();
  /** Time of the read in progress. */
  private nowMs = 0;

  private readonly cas: ReadonlySet<number>;

  constructor(
    readonly rtu: Pick<RtuAddress, 'name' | 'ca' | 'port' | 'bind' | 'k'> &
      Partial<Pick<RtuAddress, 'sharers'>>,
    private readonly options: LinkOptions = {},
  ) {
    super();
    this.conduct = options.conduct ?? STANDARD_CONDUCT;
    this.violations = new ViolationLog(this.conduct.closesOn);
    this.framing = new Framing(this.violations, this.conduct);
    const { sharers = [] } = rtu;
    this.rtus = sharers.length === 0 ? [this] : [rtu, ...sharers].map((one) => new SharingRtu(this, one));
    this.cas = new Set(this.rtus.map(({ ca }) => ca));
    this.parameters = { ...DEFAULT_PARAMETERS, ...options.parameters };
    const everywhere = rtu.bind === '' || rtu.bind === '0.0.0.0' || rtu.bind === '::';
    this.host = everywhere ? (options.host ?? '127.0.0.1') : rtu.bind;
  }

  get ca(): number {
    return this.rtu.ca;
  }

  get label(): string {
    return labelOf(this.rtu, this.rtu.port);
  }

  get clockOffMs(): number {
    return this.options.clockOffMs ?? 0;
  }

  get state(): LinkState {
    if (this.life !== 'open') return this.life;
    return this.session?.state ?? 'closed';
  }

  /** Confirmations, terminations and refusals that answer no request under way. */
  get unmatchedReplies(): number {
    return this.exchanges.unmatched;
  }

  /** Opens the TCP connection within t0; throws `CONNECT_FAILED`, `CONNECT_TIMEOUT`. */
  async connect(): Promise<void> {
    if (this.life !== 'idle') throw new MasterError('CONNECT_FAILED', `${this.label} was opened before`);
    this.life = 'connecting';
    const { t0Ms } = this.parameters;
    const opened = this.waiters.wait('connect', t0Ms, () => {
      this.end(`no TCP connection within t0 = ${t0Ms} ms`);
      return new MasterError('CONNECT_TIMEOUT', `${this.label}: ${this.closeReason}`);
    });
    const socket = connect({
      host: this.host,
      port: this.rtu.port,
      ...(this.options.from === undefined ? {} : { localAddress: this.options.from }),
      noDelay: true,
      autoSelectFamily: false,
      onread: {
        buffer: sharedReadBuffer,
        callback: (length) => {
          this.read(length);
          return true;
        },
      },
    });
    this.socket = socket;
    socket.on('connect', () => this.connected());
    socket.on('error', (error) => this.end(systemReason(error, 'connect')));
    socket.on('end', () => this.end('closed by the RTU'));
    socket.on('close', () => this.end('closed'));
    await opened;
  }

  /** STARTDT; resolves with its con. Throws `NOT_CONNECTED`, and `LINK_CLOSED` when t1 passes or the link ends. */
  async start(): Promise<void> {
    const session = this.openSession();
    if (session.state === 'stopping') await this.stop();
    if (session.state === 'started') return;
    const started = this.waiters.wait('start');
    if (session.state === 'stopped') this.act((nowMs) => session.start(nowMs, this.outbox));
    await started;
  }

  /** STOPDT; resolves with its con. Throws like `start`. ASDUs that wait for the window are dropped. */
  async stop(): Promise<void> {
    const session = this.openSession();
    if (session.state === 'starting') await this.start();
    if (session.state === 'stopped') return;
    const stopped = this.waiters.wait('stop');
    this.queue.dropParked();
    if (session.state !== 'stopping') this.act((nowMs) => session.stop(nowMs, this.outbox));
    await stopped;
  }

  /** TESTFR act; resolves with its con. Throws like `start`. */
  async test(): Promise<void> {
    const session = this.openSession();
    const tested = this.waiters.wait('test');
    this.act((nowMs) => session.test(nowMs, this.outbox));
    await tested;
  }

  /** Closes the TCP connection at once; no effect if it is closed. */
  close(): void {
    this.end('closed by the master');
  }

  /** Resolves with the reason once the link is closed. Throws `TIMEOUT`. */
  async closed(deadlineMs: number): Promise<string> {
    if (this.life !== 'closed') {
      await this.waiters.wait('closed', deadlineMs, () => {
        return new MasterError('TIMEOUT', `${this.label} is still open after ${deadlineMs} ms`);
      });
    }
    return this.closeReason;
  }

  /** Sends an ASDU as soon as the window allows; resolves when the RTU has acknowledged it. Throws `NOT_STARTED`, `LINK_CLOSED`. */
  async sendAsdu(asdu: Uint8Array): Promise<void> {
    this.requireStarted();
    await new Promise<void>((acknowledged, reject) => {
      const lost = () =>
        reject(
          new MasterError('LINK_CLOSED', `${this.label}: ${this.closeReason || 'data transfer stopped'}`),
        );
      this.send({ asdu, acknowledged, lost });
    });
  }

  /**
   * Sends a request and resolves when it is answered or its deadline has passed; the report says which.
   * Throws `NOT_STARTED`.
   * @param dataCot COT of the data that belong to it, 0: none
   */
  async request(asdu: Uint8Array, until: ExchangeEnd, options: RequestOptions = {}): Promise<ExchangeReport> {
    this.requireStarted();
    return new Promise((resolve) => {
      const exchange = openExchange(asdu, until, options.dataCot ?? 0, (report) => {
        clearTimeout(deadline);
        resolve(report);
        const { outcome } = report;
        if (this.conduct.closesOnRefusal && ANNOYING.has(outcome)) {
          this.end(`closed by the master: it takes a request that is ${outcome} for a fault`);
        }
      });
      const deadline = setTimeout(
        () => this.exchanges.end(exchange, 'timeout', performance.now()),
        options.deadlineMs ?? REQUEST_DEADLINE_MS,
      );
      this.exchanges.add(exchange);
      const sent = (nowMs: number) => {
        exchange.report.sentAtMs = nowMs;
      };
      this.send({ asdu, sent });
    });
  }

  private connected(): void {
    if (this.life !== 'connecting') return;
    this.life = 'open';
    const nowMs = performance.now();
    this.session = new ControllingSession(this.parameters, this.violations, nowMs, {
      peerK: this.rtu.k,
      conduct: this.conduct,
    });
    this.timer.arm(this.session.nextDeadlineMs());
    this.waiters.resolve('connect');
    this.options.onChange?.();
  }

  private read(length: number): void {
    const { session } = this;
    if (session === undefined || this.life !== 'open') return;
    this.nowMs = performance.now();
    const before = this.traffic.apdus;
    this.traffic.octets += length;
    const framing = this.framing.push(sharedReadBuffer, length, this.onApdu, this.nowMs);
    if (framing === 'fault') this.endByViolation();
    if (this.traffic.apdus !== before) this.traffic.arrived(this.nowMs);
    if (this.life === 'open') {
      session.endRead(this.nowMs, this.outbox);
      if (this.violations.grave !== undefined) this.endByViolation(this.violations.grave);
    }
    if (this.life === 'open') {
      this.queue.advance(session, this.nowMs, this.outbox);
      this.flush();
      this.timer.arm(session.nextDeadlineMs());
    }
    this.options.onChange?.();
  }

  private readonly onApdu = (octets: Uint8Array, at: number, end: number): boolean => {
    const session = this.session as ControllingSession;
    switch (session.receive(octets, at, end, this.nowMs, this.outbox)) {
      case 'asdu':
        this.receiveAsdu(octets, at + 6, end);
        return this.life === 'open';
      case 'acknowledgement':
        this.traffic.sFrames++;
        return true;
      case 'started':
        this.waiters.resolve('start');
        break;
      case 'stopped':
        this.waiters.resolve('stop');
        break;
      case 'test-confirmation':
        this.waiters.resolve('test');
        break;
      case 'fault':
        this.endByViolation();
        return false;
    }
    this.traffic.uFrames++;
    return true;
  };

  private receiveAsdu(octets: Uint8Array, at: number, end: number): void {
    const { traffic, exchanges } = this;
    traffic.apdus++;
    let readable = true;
    const ca = this.expectedCa(octets, at, end);
    if (!isSoundAsdu(octets, at, end, ca)) {
      const fault = explainAsdu(octets, at, end, ca) ?? privateTypeFault(this.conduct, octets[at]);
      if (fault !== undefined) this.violations.add(fault.code, fault.detail, this.nowMs);
      readable = fault?.code !== 'MALFORMED_ASDU';
    }
    if (readable) {
      const objects = octets[at + 1] & 0x7f;
      const cot = octets[at + 2] & 0x3f;
      if (isSignalType(octets[at])) traffic.signals += objects;
      traffic.count(octets[at], cot, objects);
      exchanges.receive(octets, at, end, objects, this.nowMs);
    }
    this.options.onAsdu?.(octets, at, end);
  }

  /** The CA that an ASDU should have: its own, if one of the RTUs has it. */
  private expectedCa(octets: Uint8Array, at: number, end: number): number {
    if (this.rtus.length === 1 || end - at < 6) return this.rtu.ca;
    const found = readCa(octets, at);
    return this.cas.has(found) ? found : this.rtu.ca;
  }

  private send(queued: QueuedAsdu): void {
    const session = this.openSession();
    this.queue.put(queued);
    this.act((nowMs) => this.queue.advance(session, nowMs, this.outbox));
  }

  /** Runs an action that may send, then writes its frames and sets the timer. */
  private act(action: (nowMs: number) => void): void {
    action(performance.now());
    this.flush();
    this.timer.arm(this.openSession().nextDeadlineMs());
  }

  private flush(): void {
    const { outbox, socket } = this;
    if (outbox.length === 0 || socket === undefined || socket.destroyed) return;
    socket.write(outbox.take());
    if (socket.writableLength > 0) outbox.keepTaken();
  }

  private expire(): void {
    if (this.life !== 'open' || this.session === undefined) return;
    const alive = this.session.expire(performance.now(), this.outbox);
    if (alive === 'fault') this.endByViolation();
    else {
      this.flush();
      this.timer.arm(this.session.nextDeadlineMs());
    }
  }

  private openSession(): ControllingSession {
    if (this.session !== undefined && this.life === 'open') return this.session;
    throw new MasterError('NOT_CONNECTED', `${this.label} is ${this.state}`);
  }

  private requireStarted(): void {
    if (this.state === 'started') return;
    throw new MasterError('NOT_STARTED', `${this.label} is ${this.state}`);
  }

  private endByViolation(last = this.violations.last): void {
    this.end(last === undefined ? 'violation' : `closed by the master: ${last.code}, ${last.detail}`);
  }

  private end(reason: string): void {
    if (this.life === 'closed') return;
    const wasConnecting = this.life === 'connecting';
    this.life = 'closed';
    this.closeReason = reason;
    this.timer.cancel();
    this.socket?.destroy();
    this.queue.dropAll();
    this.exchanges.endAll('closed', performance.now());
    this.waiters.resolve('closed');
    const code = wasConnecting ? 'CONNECT_FAILED' : 'LINK_CLOSED';
    this.waiters.rejectAll(new MasterError(code, `${this.label}: ${reason}`));
    this.options.onChange?.();
  }
}

/** `NAME-CA-PORT`. */
function labelOf({ name, ca }: Pick<RtuAddress, 'name' | 'ca'>, port: number): string {
  return `${name}-${ca}-${port}`;
}

/** One of the RTUs that share a connection. */
class SharingRtu extends RtuRequests {
  readonly ca: number;
  readonly label: string;

  constructor(
    private readonly link: MasterLink,
    rtu: Pick<RtuAddress, 'name' | 'ca'>,
  ) {
    super();
    this.ca = rtu.ca;
    this.label = labelOf(rtu, link.rtu.port);
  }

  get state(): LinkState {
    return this.link.state;
  }

  get clockOffMs(): number {
    return this.link.clockOffMs;
  }

  request(asdu: Uint8Array, until: ExchangeEnd, options?: RequestOptions): Promise<ExchangeReport> {
    return this.link.request(asdu, until, options);
  }
}
