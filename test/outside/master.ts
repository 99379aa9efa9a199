/** A master of its own: it reads the octets itself, holds the rules of the link against the RTU, and keeps a book of what came. */
import { connect, type Socket } from 'node:net';
import {
  iFrame,
  isSignal,
  readAsdu,
  STARTDT_ACT,
  STARTDT_CON,
  STOPDT_ACT,
  STOPDT_CON,
  sFrame,
  TESTFR_ACT,
  TESTFR_CON,
  uFrame,
  type WireAsdu,
} from '../simulation/wire.js';
import { HANG_MS, withTimeout } from './program.js';

/** When to acknowledge: after this many I frames, and after this many ms at the latest. */
export interface Acknowledging {
  w: number;
  t2Ms: number;
}

export interface MasterOptions {
  ack?: Acknowledging;
  /** The RTU's k. */
  k?: number;
  /** Keeps every event (COT 3 and 11): `ioa elements tag`. */
  keepsEvents?: boolean;
  /** Hears of the octets of every ASDU. */
  onAsdu?: (octets: Buffer) => void;
  localAddress?: string;
}

/** The longest wait for an answer, ms; it judges nothing. */
const EAGER: Acknowledging = { w: 1, t2Ms: 0 };

/** One connection of a master. */
export class Master {
  /** Breaches of the protocol by the RTU, in words. */
  readonly faults: string[] = [];
  /** Events in the order of their coming, if they are kept. */
  readonly events: string[] = [];
  /** Information objects by cause of transmission. */
  readonly byCot = new Map<number, number>();
  /** Signals that came, and those in frames that this master acknowledged. */
  signals = 0;
  acknowledgedSignals = 0;
  /** Events in frames that it acknowledged. */
  acknowledgedEvents = 0;
  testfrCons = 0;
  closed = false;
  /** Its own end is closed: what comes now is not acknowledged. */
  private leaving = false;
  started = false;
  readonly whenClosed: Promise<void>;
  private held: Buffer = Buffer.alloc(0);
  private vs = 0;
  private vr = 0;
  private acknowledged = 0;
  private ackTimer: NodeJS.Timeout | undefined;
  private readonly waits = new Set<{
    fits: (what: WireAsdu | number) => boolean;
    done: () => void;
    gone: () => void;
  }>();

  private constructor(
    readonly port: number,
    readonly socket: Socket,
    private readonly options: MasterOptions,
  ) {
    this.whenClosed = new Promise((resolve) => {
      socket.once('close', () => {
        this.closed = true;
        this.started = false;
        clearTimeout(this.ackTimer);
        for (const { gone } of this.waits) gone();
        resolve();
      });
    });
    socket.on('data', (octets) => this.take(octets));
    socket.on('error', () => {});
  }

  /** The local end, as the program's lists name the connection. */
  name = '';

  static connect(port: number, options: MasterOptions = {}): Promise<Master> {
    const { localAddress } = options;
    const socket = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      ...(localAddress === undefined ? {} : { localAddress }),
    });
    return withTimeout(
      `a connection to port ${port}`,
      new Promise((resolve, reject) => {
        socket.once('error', reject);
        socket.once('connect', () => {
          const master = new Master(port, socket, options);
          master.name = `${socket.localAddress}:${socket.localPort}`;
          resolve(master);
        });
      }),
    );
  }

  /** Connects and starts data transfer. */
  static async started(port: number, options: MasterOptions = {}): Promise<Master> {
    const master = await Master.connect(port, options);
    await master.start();
    return master;
  }

  async start(): Promise<void> {
    const con = this.awaits('STARTDT con', (what) => what === STARTDT_CON);
    this.write(uFrame(STARTDT_ACT));
    await con;
    this.started = true;
  }

  async stop(): Promise<void> {
    const con = this.awaits('STOPDT con', (what) => what === STOPDT_CON);
    // What came so far is acknowledged, or the confirmation would wait for it.
    this.acknowledge();
    this.write(uFrame(STOPDT_ACT));
    await con;
    this.started = false;
  }

  async testLink(): Promise<void> {
    const con = this.awaits('TESTFR con', (what) => what === TESTFR_CON);
    this.write(uFrame(TESTFR_ACT));
    await con;
  }

  /** Sends an ASDU in an I frame; it acknowledges too. */
  request(asdu: readonly number[]): void {
    this.write(iFrame(this.vs, this.vr, asdu));
    this.vs = (this.vs + 1) & 0x7fff;
    this.noteAcknowledged();
  }

  /** Waits for an ASDU that fits, after `send`. */
  async answer(what: string, send: () => void, fits: (asdu: WireAsdu) => boolean): Promise<void> {
    const came = this.awaits(what, (one) => typeof one !== 'number' && fits(one));
    send();
    await came;
  }

  /** Interrogates a station: ms until its termination, and how many objects came with COT 20. */
  async interrogate(ca: number): Promise<{ ms: number; objects: number }> {
    const before = this.byCot.get(20) ?? 0;
    const fromMs = performance.now();
    const request = [100, 1, 6, 0, ca & 0xff, ca >> 8, 0, 0, 0, 20];
    await this.answer(
      'actterm of the interrogation',
      () => this.request(request),
      ({ type, cot }) => type === 100 && cot === 10,
    );
    return { ms: performance.now() - fromMs, objects: (this.byCot.get(20) ?? 0) - before };
  }

  /** Sends a single command and waits for its confirmation. */
  async command(ca: number, ioa: number, scs: 0 | 1): Promise<void> {
    const request = [45, 1, 6, 0, ca & 0xff, ca >> 8, ioa & 0xff, (ioa >> 8) & 0xff, ioa >> 16, scs];
    await this.answer(
      'actterm of the command',
      () => this.request(request),
      ({ type, cot, objects }) => type === 45 && cot === 10 && objects[0]?.ioa === ioa,
    );
  }

  async synchronize(ca: number, tag: readonly number[]): Promise<void> {
    await this.answer(
      'actcon of the clock synchronization',
      () => this.request([103, 1, 6, 0, ca & 0xff, ca >> 8, 0, 0, 0, ...tag]),
      ({ type, cot }) => type === 103 && cot === 7,
    );
  }

  /** V(S) and V(R). */
  get sendState(): number {
    return this.vs;
  }

  get receiveState(): number {
    return this.vr;
  }

  /** Octets as they are; `frames`: the I frames that end in them. */
  write(octets: Uint8Array, frames = 0): void {
    this.vs = (this.vs + frames) & 0x7fff;
    if (!this.closed && !this.leaving) this.socket.write(octets);
  }

  /** Acknowledges everything that came. */
  acknowledge(): void {
    clearTimeout(this.ackTimer);
    this.ackTimer = undefined;
    if (this.acknowledged === this.vr || this.closed || this.leaving) return;
    this.write(sFrame(this.vr));
    this.noteAcknowledged();
  }

  /** Acknowledges, closes in order, and waits for the end. */
  async close(): Promise<void> {
    this.acknowledge();
    this.leaving = true;
    this.socket.end();
    await withTimeout('the end of a connection', this.whenClosed);
  }

  /** Whether `reset` was called. */
  resetByUs = false;

  reset(): void {
    this.resetByUs = true;
    this.socket.resetAndDestroy();
  }

  private noteAcknowledged(): void {
    this.acknowledged = this.vr;
    this.acknowledgedSignals = this.signals;
    this.acknowledgedEvents = this.events.length;
  }

  private awaits(what: string, fits: (one: WireAsdu | number) => boolean): Promise<void> {
    return withTimeout(
      `${what} on port ${this.port}`,
      new Promise<void>((resolve, reject) => {
        if (this.closed) return reject(new LinkClosed(what));
        const wait = {
          fits,
          done: () => {
            this.waits.delete(wait);
            resolve();
          },
          gone: () => reject(new LinkClosed(what)),
        };
        this.waits.add(wait);
      }),
      HANG_MS,
    );
  }

  private tell(one: WireAsdu | number): void {
    for (const wait of this.waits) if (wait.fits(one)) wait.done();
  }

  private take(octets: Buffer): void {
    const all = this.held.length === 0 ? octets : Buffer.concat([this.held, octets]);
    let at = 0;
    while (all.length - at >= 6 && !this.closed) {
      const length = all[at + 1];
      if (all[at] !== 0x68 || length < 4 || length > 253) {
        this.faults.push(`no APDU: ${all.toString('hex', at, at + 6)}`);
        this.socket.destroy();
        return;
      }
      if (all.length - at < length + 2) break;
      this.frame(all.subarray(at, at + length + 2));
      at += length + 2;
    }
    this.held = all.subarray(at);
  }

  private frame(octets: Buffer): void {
    const control = octets[2];
    if ((control & 3) === 3) this.uFrame(control, octets);
    else if ((control & 1) === 1) this.checkReceived(octets);
    else this.iFrame(octets);
  }

  private uFrame(control: number, octets: Buffer): void {
    if (octets.length !== 6) this.faults.push(`a U frame of ${octets.length} octets`);
    if (control === TESTFR_ACT) this.write(uFrame(TESTFR_CON));
    if (control === TESTFR_CON) this.testfrCons++;
    this.tell(control);
  }

  /** The RTU may acknowledge what was sent, no more. */
  private checkReceived(octets: Buffer): void {
    const nr = (octets[4] >> 1) | (octets[5] << 7);
    const ahead = (this.vs - nr + 32768) & 0x7fff;
    if (ahead > 16384) this.faults.push(`N(R) ${nr} acknowledges more than the ${this.vs} that were sent`);
  }

  private iFrame(octets: Buffer): void {
    this.checkReceived(octets);
    const ns = (octets[2] >> 1) | (octets[3] << 7);
    if (ns !== this.vr) this.faults.push(`N(S) ${ns} where ${this.vr} is due`);
    this.vr = (ns + 1) & 0x7fff;
    const { ack = EAGER, k = 12, keepsEvents, onAsdu } = this.options;
    const open = (this.vr - this.acknowledged + 32768) & 0x7fff;
    if (open > k) this.faults.push(`${open} I frames on the way, k is ${k}`);
    onAsdu?.(octets.subarray(6));
    const asdu = readAsdu(octets.subarray(6));
    if (asdu === undefined) this.faults.push(`no ASDU: ${octets.toString('hex', 6)}`);
    else {
      const { cot, objects } = asdu;
      this.byCot.set(cot, (this.byCot.get(cot) ?? 0) + objects.length);
      if (isSignal(asdu.type)) this.signals += objects.length;
      if (keepsEvents && isSignal(asdu.type) && (cot === 3 || cot === 11))
        for (const { ioa, elements, tag } of objects) this.events.push(`${ioa} ${elements} ${tag}`);
      this.tell(asdu);
    }
    if (open >= ack.w) this.acknowledge();
    else this.ackTimer ??= setTimeout(() => this.acknowledge(), ack.t2Ms);
  }
}

/** The RTU, or a fault, ended the connection while an answer was awaited. */
export class LinkClosed extends Error {
  constructor(what: string) {
    super(`the connection ended before ${what}`);
  }
}
