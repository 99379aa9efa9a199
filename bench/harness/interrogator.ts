/** A master that interrogates one RTU at a steady pace and measures how long each interrogation takes. It reads frames by hand. */
import { connect, type Socket } from 'node:net';

const STARTDT_ACT = Uint8Array.of(0x68, 4, 7, 0, 0, 0);
const STARTDT_CON = 0x0b;
const INTERROGATION = 100;
const ACTIVATION_TERMINATION = 10;

export class Interrogator {
  private held: Buffer = Buffer.alloc(0);
  private sent = 0;
  private received = 0;
  private ended: (() => void) | undefined;
  private started: (() => void) | undefined;
  private failed: ((error: Error) => void) | undefined;

  private constructor(
    private readonly socket: Socket,
    private readonly ca: number,
  ) {
    socket.on('data', (octets) => this.take(octets));
    socket.on('error', (error) => this.failed?.(error));
    socket.on('close', () => this.failed?.(new Error(`the link of CA ${ca} was closed`)));
  }

  /** Connects and starts data transfer. */
  static async start(port: number, ca: number): Promise<Interrogator> {
    const one = new Interrogator(connect({ port, host: '127.0.0.1', noDelay: true }), ca);
    await new Promise<void>((resolve, reject) => {
      one.started = resolve;
      one.failed = reject;
      one.socket.once('connect', () => one.socket.write(STARTDT_ACT));
    });
    return one;
  }

  /** Interrogates every `everyMs` for `forMs`, ms; returns how long each took, ms. One that takes longer delays the next. */
  async measure(forMs: number, everyMs: number): Promise<number[]> {
    const took: number[] = [];
    const fromMs = performance.now();
    for (
      let nextMs = fromMs;
      nextMs < fromMs + forMs;
      nextMs = Math.max(nextMs + everyMs, performance.now())
    ) {
      await new Promise((resolve) => setTimeout(resolve, nextMs - performance.now()));
      took.push(await this.interrogate());
    }
    return took;
  }

  close(): void {
    this.failed = undefined;
    this.socket.destroy();
  }

  private async interrogate(): Promise<number> {
    const fromMs = performance.now();
    await new Promise<void>((resolve, reject) => {
      this.ended = resolve;
      this.failed = reject;
      const { ca } = this;
      this.write([INTERROGATION, 1, 6, 0, ca & 0xff, ca >> 8, 0, 0, 0, 20]);
    });
    return performance.now() - fromMs;
  }

  private write(asdu: readonly number[]): void {
    const [ns, nr] = [this.sent << 1, this.received << 1];
    this.sent = (this.sent + 1) & 0x7fff;
    this.socket.write(
      Uint8Array.from([0x68, asdu.length + 4, ns & 0xff, ns >> 8, nr & 0xff, nr >> 8, ...asdu]),
    );
  }

  private take(octets: Buffer): void {
    const all = this.held.length === 0 ? octets : Buffer.concat([this.held, octets]);
    const before = this.received;
    let at = 0;
    for (; all.length - at >= 2 && all.length - at >= all[at + 1] + 2; at += all[at + 1] + 2) {
      if (all[at + 2] === STARTDT_CON) this.started?.();
      if ((all[at + 2] & 1) !== 0) continue;
      this.received = (this.received + 1) & 0x7fff;
      if (all[at + 6] === INTERROGATION && (all[at + 8] & 0x3f) === ACTIVATION_TERMINATION) this.ended?.();
    }
    this.held = all.subarray(at);
    if (this.received === before) return;
    const nr = this.received << 1;
    this.socket.write(Uint8Array.of(0x68, 4, 1, 0, nr & 0xff, nr >> 8));
  }
}
