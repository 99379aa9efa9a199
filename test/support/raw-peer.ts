/**
 * The other end of a link: sends octets given in hex, and reads whole APDUs with its own reader.
 * Shares no code with the project, so that it can be the other end of either side under test.
 */
import { connect, createServer, type Server, type Socket } from 'node:net';
import { HANG_MS } from './patience.js';

/** What `expect` compares with: the frame's hex (blanks ignored), or a predicate. */
export type Expected = string | ((frame: Uint8Array) => boolean);

/** One TCP connection. Every wait has a deadline and none is a sleep. */
export class RawPeer {
  private held: Uint8Array = new Uint8Array(0);
  private readonly frames: Uint8Array[] = [];
  private ended = false;
  private garbage = '';
  private wake: (() => void) | undefined;

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on('data', (octets) => this.take(octets));
    socket.on('error', () => this.end());
    socket.on('end', () => this.end());
    socket.on('close', () => this.end());
  }

  /** Port of this end, by which the other one names it. */
  get localPort(): number {
    return this.socket.localPort ?? 0;
  }

  /** The address that the other side connected from. */
  get remoteAddress(): string {
    return this.socket.remoteAddress ?? '';
  }

  /** Connects to a port of this machine; `from`: the own address. */
  static connect(port: number, host = '127.0.0.1', timeoutMs = HANG_MS, from?: string): Promise<RawPeer> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host, ...(from === undefined ? {} : { localAddress: from }) });
      const timer = setTimeout(() => {
        socket.destroy();
        reject(new Error(`no connection to ${host}:${port} within ${timeoutMs} ms`));
      }, timeoutMs);
      socket.once('connect', () => {
        clearTimeout(timer);
        resolve(new RawPeer(socket));
      });
      socket.once('error', (error) => {
        clearTimeout(timer);
        reject(error);
      });
    });
  }

  /** Wraps an accepted connection. */
  static over(socket: Socket): RawPeer {
    return new RawPeer(socket);
  }

  /** Whether the other side has ended the connection. */
  get isEnded(): boolean {
    return this.ended;
  }

  /** Frames that were received but not yet taken by `next`, as hex. */
  get waiting(): string[] {
    return this.frames.map(toHex);
  }

  /** Writes octets unchanged, in one write. */
  send(hex: string): void {
    this.socket.write(fromHex(hex));
  }

  /** Writes an I frame around an ASDU. */
  sendI(ns: number, nr: number, asduHex: string): void {
    this.send(iFrame(ns, nr, asduHex));
  }

  /** The next whole APDU, as hex. */
  async next(timeoutMs = HANG_MS): Promise<string> {
    return toHex(await this.nextFrame('a frame', timeoutMs));
  }

  /** The next whole APDU must be this one; returns its hex. */
  async expect(expected: Expected, timeoutMs = HANG_MS): Promise<string> {
    const wanted = typeof expected === 'string' ? toHex(fromHex(expected)) : 'a frame that passes the test';
    const frame = await this.nextFrame(wanted, timeoutMs);
    const passes = typeof expected === 'string' ? toHex(frame) === wanted : expected(frame);
    if (!passes) throw new Error(`received ${toHex(frame)}, expected ${wanted}`);
    return toHex(frame);
  }

  /** Waits for the other end to close; fails if it sends anything before. */
  async expectClosed(timeoutMs = HANG_MS): Promise<void> {
    await this.arrival(() => this.ended || this.frames.length > 0, 'the end of the connection', timeoutMs);
    if (this.frames.length > 0) throw new Error(`received ${this.waiting[0]}, expected the connection's end`);
  }

  /** Ends the connection; octets written before are still sent. */
  close(): void {
    this.socket.end();
  }

  /** Ends the connection with a reset. */
  reset(): void {
    this.socket.resetAndDestroy();
  }

  private async nextFrame(wanted: string, timeoutMs: number): Promise<Uint8Array> {
    await this.arrival(() => this.frames.length > 0 || this.ended, wanted, timeoutMs);
    const frame = this.frames.shift();
    if (this.garbage !== '' && frame === undefined) throw new Error(`${this.garbage}, expected ${wanted}`);
    if (frame === undefined) throw new Error(`the connection was closed, expected ${wanted}`);
    return frame;
  }

  /** One wait at a time: a script is sequential. */
  private async arrival(condition: () => boolean, wanted: string, timeoutMs: number): Promise<void> {
    if (this.wake !== undefined) throw new Error('a peer can wait for one thing at a time');
    if (condition()) return;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.wake = undefined;
        reject(new Error(`nothing within ${timeoutMs} ms, expected ${wanted}`));
      }, timeoutMs);
      this.wake = () => {
        if (!condition()) return;
        clearTimeout(timer);
        this.wake = undefined;
        resolve();
      };
    });
  }

  private take(octets: Uint8Array): void {
    let rest = new Uint8Array(this.held.length + octets.length);
    rest.set(this.held);
    rest.set(octets, this.held.length);
    while (rest.length >= 2 && rest.length >= rest[1] + 2) {
      if (rest[0] !== 0x68) {
        this.garbage = `received a frame that starts with ${toHex(rest.slice(0, 1))}`;
        this.socket.destroy();
        break;
      }
      this.frames.push(rest.slice(0, rest[1] + 2));
      rest = rest.slice(rest[1] + 2);
    }
    this.held = rest;
    this.wake?.();
  }

  private end(): void {
    this.ended = true;
    this.wake?.();
  }
}

/** A listener on a free port of this machine that hands out what connects, in order. */
export class RawListener {
  private readonly accepted: RawPeer[] = [];
  private wake: (() => void) | undefined;

  private constructor(private readonly server: Server) {
    server.on('connection', (socket) => {
      this.accepted.push(RawPeer.over(socket));
      this.wake?.();
    });
  }

  /** Port 0 (default): a free one. */
  static listen(port = 0, host = '127.0.0.1'): Promise<RawListener> {
    return new Promise((resolve, reject) => {
      const server = createServer();
      server.once('error', reject);
      server.listen(port, host, () => resolve(new RawListener(server)));
    });
  }

  get port(): number {
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('not listening');
    return address.port;
  }

  /** The next connection. */
  async accept(timeoutMs = HANG_MS): Promise<RawPeer> {
    if (this.accepted.length === 0) {
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`no connection within ${timeoutMs} ms`)), timeoutMs);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.wake = undefined;
    }
    return this.accepted.shift() as RawPeer;
  }

  /** Stops listening; open connections are not touched. */
  close(): void {
    this.server.close();
  }
}

/** An I frame around an ASDU given in hex. */
export function iFrame(ns: number, nr: number, asduHex: string): string {
  const asdu = fromHex(asduHex);
  const control = [(ns * 2) % 256, Math.floor(ns / 128), (nr * 2) % 256, Math.floor(nr / 128)];
  return toHex(Uint8Array.from([0x68, 4 + asdu.length, ...control, ...asdu]));
}

/** An S frame. */
export function sFrame(nr: number): string {
  return toHex(Uint8Array.from([0x68, 4, 1, 0, (nr * 2) % 256, Math.floor(nr / 128)]));
}

/** Octets of a hex text; blanks are ignored. */
export function fromHex(hex: string): Uint8Array {
  const digits = hex.replaceAll(/\s/g, '');
  if (digits.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(digits)) throw new Error(`"${hex}" is not hex`);
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) =>
    Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16),
  );
}

/** Upper case, octets separated by blanks. */
export function toHex(octets: Uint8Array): string {
  return [...octets].map((octet) => octet.toString(16).toUpperCase().padStart(2, '0')).join(' ');
}

export const STARTDT_ACT = '68 04 07 00 00 00';
export const STARTDT_CON = '68 04 0B 00 00 00';
export const TESTFR_ACT = '68 04 43 00 00 00';
export const TESTFR_CON = '68 04 83 00 00 00';

/** Starts data transfer. */
export async function startTransfer(peer: RawPeer): Promise<void> {
  peer.send(STARTDT_ACT);
  await peer.expect(STARTDT_CON);
}

/** Checks that the link still answers. */
export async function expectAlive(peer: RawPeer): Promise<void> {
  peer.send(TESTFR_ACT);
  await peer.expect(TESTFR_CON);
}

/** Hex of the ASDU in an I frame. */
export function asduOf(frame: string): string {
  return frame.slice(3 * 6);
}

/** The ASDUs of `count` I frames. */
export async function nextAsdus(peer: RawPeer, count: number): Promise<string[]> {
  const asdus: string[] = [];
  while (asdus.length < count) asdus.push(asduOf(await peer.next()));
  return asdus;
}
