/**
 * One connection of the controlling station: socket, session, counters, requests.
 * Every wait has a deadline; an RTU's refusal is a value, a link that fails is a `MasterError`.
 */
import { connect, type Socket } from 'node:net';
import { COT } from '../codec/causes.js';
import { type Cp56, cp56FromWallMs } from '../codec/cp56.js';
import { Deframer } from '../codec/deframer.js';
import { systemReason } from '../text/system-errors.js';
import { explainAsdu, isSignalType, isSoundAsdu } from './asdu-check.js';
import { type ExchangeEnd, type ExchangeReport, Exchanges, openExchange } from './exchange.js';
import { LazyTimer } from './lazy-timer.js';
import type { LinkOptions, LinkState } from './link-options.js';
import { MasterError } from './master-error.js';
import { DEFAULT_PARAMETERS, type MasterParameters } from './master-parameters.js';
import { MasterSession } from './master-session.js';
import { Outbox } from './outbox.js';
import {
  type CommandRequest,
  clockAsdu,
  commandAsdu,
  counterInterrogationAsdu,
  interrogationAsdu,
  readAsdu,
  testAsdu,
} from './requests.js';
import type { RtuAddress } from './rtu-list.js';
import { type QueuedAsdu, SendQueue } from './send-queue.js';
import { Traffic } from './traffic.js';
import { ViolationLog } from './violations.js';
import { Waiters } from './waiters.js';

/** Octets of the read buffer that all links share: reading is synchronous, and no octet is kept in it. */
const READ_OCTETS = 65_536;
const sharedReadBuffer = new Uint8Array(READ_OCTETS);

const INTERROGATION_DEADLINE_MS = 60_000;
const REQUEST_DEADLINE_MS = 10_000;
/** TSC of test commands: any number does, the station only mirrors it. */
const TEST_COUNTER = 0x55aa;

/** One connection to one RTU. Used once: after it is closed, make a new one. */
export class MasterLink {
  readonly traffic = new Traffic();
  readonly violations = new ViolationLog();
  /** Why the link is closed; empty while it is open. */
  closeReason = '';
  /** Address that it connects to. */
  readonly host: string;
  private readonly parameters: Readonly<MasterParameters>;
  private readonly deframer = new Deframer();
  private readonly outbox = new Outbox();
  private readonly exchanges = new Exchanges();
  private readonly waiters = new Waiters();
  private session: MasterSession | undefined;
  private socket: Socket | undefined;
  private life: 'idle' | 'connecting' | 'open' | 'closed' = 'idle';
  private readonly timer = new LazyTimer(() => this.expire());
  private readonly queue = new SendQueue();
  /** Time of the read in progress. */
  private nowMs = 0;

  constructor(
    readonly rtu: Pick<RtuAddress, 'name' | 'ca' | 'port' | 'bind' | 'k'>,
    private readonly options: LinkOptions = {},
  ) {
    this.parameters = { ...DEFAULT_PARAMETERS, ...options.parameters };
    const everywhere = rtu.bind === '' || rtu.bind === '0.0.0.0' || rtu.bind === '::';
    this.host = everywhere ? (options.host ?? '127.0.0.1') : rtu.bind;
  }

  /** `NAME-CA-PORT`. */
  get label(): string {
    return `${this.rtu.name}-${this.rtu.ca}-${this.rtu.port}`;
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
  async request(
    asdu: Uint8Array,
    until: ExchangeEnd,
    options: { dataCot?: number; deadlineMs?: number } = {},
  ): Promise<ExchangeReport> {
    this.requireStarted();
    return new Promise((resolve) => {
      const exchange = openExchange(asdu, until, options.dataCot ?? 0, (report) => {
        clearTimeout(deadline);
        resolve(report);
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

  /** Station (20) or group (21–36) interrogation: act, actcon, data, actterm. Deadline 60 s. */
  interrogate(qoi = 20, deadlineMs = INTERROGATION_DEADLINE_MS): Promise<ExchangeReport> {
    return this.request(interrogationAsdu(this.rtu.ca, qoi), 'termination', { dataCot: qoi, deadlineMs });
  }

  /** Deactivates an interrogation; the interrogation itself then ends as `cancelled`. */
  cancelInterrogation(qoi = 20, deadlineMs = REQUEST_DEADLINE_MS): Promise<ExchangeReport> {
    return this.request(interrogationAsdu(this.rtu.ca, qoi, COT.DEACTIVATION), 'confirmation', {
      deadlineMs,
    });
  }

  /** Counter interrogation, general (5) or group 1–4; `frz` 0 reads. */
  interrogateCounters(rqt = 5, frz = 0, deadlineMs = INTERROGATION_DEADLINE_MS): Promise<ExchangeReport> {
    const dataCot = rqt === 5 ? COT.COUNTER_GENERAL : COT.COUNTER_GENERAL + rqt;
    return this.request(counterInterrogationAsdu(this.rtu.ca, rqt, frz), 'termination', {
      dataCot,
      deadlineMs,
    });
  }

  /** Read command: resolves with the object's ASDU or a refusal. */
  readObject(ioa: number, deadlineMs = REQUEST_DEADLINE_MS): Promise<ExchangeReport> {
    return this.request(readAsdu(this.rtu.ca, ioa), 'data', { dataCot: COT.REQUEST, deadlineMs });
  }

  /** Test command (107): resolves with its confirmation. */
  testCommand(deadlineMs = REQUEST_DEADLINE_MS): Promise<ExchangeReport> {
    const asdu = testAsdu(this.rtu.ca, TEST_COUNTER, cp56FromWallMs(Date.now(), 'local'));
    return this.request(asdu, 'confirmation', { deadlineMs });
  }

  /** Clock synchronisation, by default with this machine's local time. */
  clockSync(time?: Cp56, deadlineMs = REQUEST_DEADLINE_MS): Promise<ExchangeReport> {
    const sent = time ?? cp56FromWallMs(Date.now(), 'local');
    return this.request(clockAsdu(this.rtu.ca, sent), 'confirmation', { deadlineMs });
  }

  /** A command: `execute` resolves with actterm, `select` and `cancel` with their confirmation. */
  command(command: CommandRequest): Promise<ExchangeReport> {
    const until = (command.mode ?? 'execute') === 'execute' ? 'termination' : 'confirmation';
    const deadlineMs = command.deadlineMs ?? REQUEST_DEADLINE_MS;
    return this.request(commandAsdu(this.rtu.ca, command), until, {
      dataCot: COT.RETURN_INFO_REMOTE,
      deadlineMs,
    });
  }

  /** Select, and execute if the selection was confirmed; resolves with the report of the last step. */
  async selectAndExecute(command: Omit<CommandRequest, 'mode'>): Promise<ExchangeReport> {
    const selection = await this.command({ ...command, mode: 'select' });
    return selection.outcome === 'done' ? this.command({ ...command, mode: 'execute' }) : selection;
  }

  private connected(): void {
    if (this.life !== 'connecting') return;
    this.life = 'open';
    const nowMs = performance.now();
    this.session = new MasterSession(this.parameters, this.violations, nowMs, this.rtu.k);
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
    const fault = this.deframer.push(sharedReadBuffer, length, this.onApdu);
    if (fault !== undefined) {
      const what = fault.code === 'BAD_START' ? 'start octet' : 'length octet';
      this.violations.add('FRAMING', `${what} 0x${fault.octet.toString(16).padStart(2, '0')}`, this.nowMs);
      this.endByViolation();
    }
    if (this.traffic.apdus !== before) this.traffic.arrived(this.nowMs);
    if (this.life === 'open') {
      session.endRead(this.nowMs, this.outbox);
      this.queue.advance(session, this.nowMs, this.outbox);
      this.flush();
      this.timer.arm(session.nextDeadlineMs());
    }
    this.options.onChange?.();
  }

  private readonly onApdu = (octets: Uint8Array, at: number, end: number): boolean => {
    const session = this.session as MasterSession;
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
    if (!isSoundAsdu(octets, at, end, this.rtu.ca)) {
      const fault = explainAsdu(octets, at, end, this.rtu.ca);
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

  private openSession(): MasterSession {
    if (this.session !== undefined && this.life === 'open') return this.session;
    throw new MasterError('NOT_CONNECTED', `${this.label} is ${this.state}`);
  }

  private requireStarted(): void {
    if (this.state === 'started') return;
    throw new MasterError('NOT_STARTED', `${this.label} is ${this.state}`);
  }

  private endByViolation(): void {
    const last = this.violations.details.at(-1);
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
