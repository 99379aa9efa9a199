/**
 * A master that counts the signals that it receives and acknowledges. It reads frames without the project's codec.
 * Only for ASDUs with SQ = 0.
 */
import { connect, type Socket } from 'node:net';

/** When the master acknowledges: every `w` frames, and the rest after 50 ms; everything this long after the first; never. */
export type Acknowledging = { every: number } | { afterMs: number } | 'never';

/** What the master counted. */
export interface Seen {
  frames: number;
  signals: number;
  /** Signals in frames that its N(R) acknowledged. */
  acknowledged: number;
}

const STARTDT_ACT = Uint8Array.of(0x68, 4, 7, 0, 0, 0);
const REST_MS = 50;

/** A master that counts frames and signals, received and acknowledged. */
export class CountingPeer {
  readonly seen: Seen = { frames: 0, signals: 0, acknowledged: 0 };
  /** Resets the connection after this many frames, without acknowledging the last one. */
  dieAfterFrames = Number.POSITIVE_INFINITY;
  /** For each frame: time from its receipt to its acknowledgement, ms, measured by this peer. */
  readonly delaysMs: number[] = [];
  private readonly arrivedMs: number[] = [];
  private held: Uint8Array = new Uint8Array(0);
  private received = 0;
  private sent = 0;
  private interrogates: number | undefined;
  private unacknowledged = 0;
  private unacknowledgedSignals = 0;
  private timer: NodeJS.Timeout | undefined;
  private readonly closed: Promise<void>;

  private constructor(
    private readonly socket: Socket,
    private readonly how: Acknowledging,
  ) {
    socket.setNoDelay(true);
    socket.on('data', (octets) => this.take(octets));
    socket.on('error', () => {});
    this.closed = new Promise((resolve) => {
      socket.once('close', () => {
        clearTimeout(this.timer);
        resolve();
      });
    });
  }

  /** Connects and starts data transfer. */
  static async start(port: number, how: Acknowledging): Promise<CountingPeer> {
    const socket = connect(port, '127.0.0.1');
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    const peer = new CountingPeer(socket, how);
    socket.write(STARTDT_ACT);
    return peer;
  }

  /** Interrogates the station (CA below 256) again and again. */
  interrogateOnAndOn(ca: number): void {
    this.interrogates = ca;
    this.interrogate();
  }

  /** Resolves when the connection has ended. */
  get end(): Promise<void> {
    return this.closed;
  }

  close(): void {
    this.socket.destroy();
  }

  private take(octets: Uint8Array): void {
    let rest = new Uint8Array(this.held.length + octets.length);
    rest.set(this.held);
    rest.set(octets, this.held.length);
    while (rest.length >= 2 && rest.length >= rest[1] + 2) {
      if ((rest[2] & 1) === 0) this.count(rest);
      rest = rest.subarray(rest[1] + 2);
    }
    this.held = rest.slice();
    if (this.unacknowledged > 0) this.answer();
  }

  private interrogate(): void {
    const ns = this.sent++ * 2;
    const nr = this.received * 2;
    const ca = this.interrogates ?? 0;
    const control = [ns & 0xff, (ns >> 8) & 0xff, nr & 0xff, (nr >> 8) & 0xff];
    this.socket.write(Uint8Array.of(0x68, 14, ...control, 100, 1, 6, 0, ca, 0, 0, 0, 0, 20));
    // The N(R) sent above acknowledges as an S frame does.
    this.noteAcknowledged();
  }

  private count(frame: Uint8Array): void {
    if (this.seen.frames >= this.dieAfterFrames) return;
    // The end of initialization (70) and confirmations (100) are not signals.
    const signals = frame[6] >= 70 ? 0 : frame[7] & 0x7f;
    this.received = (this.received + 1) % 32768;
    this.unacknowledged++;
    this.arrivedMs.push(performance.now());
    this.unacknowledgedSignals += signals;
    this.seen.frames++;
    this.seen.signals += signals;
    const isOver = frame[6] === 100 && (frame[8] & 0x3f) === 10;
    if (isOver && this.interrogates !== undefined) this.interrogate();
    if (this.seen.frames >= this.dieAfterFrames) this.socket.resetAndDestroy();
    else if (typeof this.how === 'object' && 'every' in this.how && this.unacknowledged >= this.how.every) {
      this.acknowledge();
    }
  }

  private answer(): void {
    if (this.how === 'never' || this.timer !== undefined || this.socket.destroyed) return;
    const ms = 'every' in this.how ? REST_MS : this.how.afterMs;
    this.timer = setTimeout(() => this.acknowledge(), ms);
  }

  private acknowledge(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.unacknowledged === 0 || this.socket.destroyed) return;
    this.noteAcknowledged();
    const nr = this.received * 2;
    this.socket.write(Uint8Array.of(0x68, 4, 1, 0, nr & 0xff, nr >> 8));
  }

  private noteAcknowledged(): void {
    this.seen.acknowledged += this.unacknowledgedSignals;
    this.unacknowledged = 0;
    this.unacknowledgedSignals = 0;
    const nowMs = performance.now();
    for (const arrivedMs of this.arrivedMs.splice(0)) this.delaysMs.push(nowMs - arrivedMs);
  }
}
