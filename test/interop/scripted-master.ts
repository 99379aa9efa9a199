/** A master by hand for one link: counts I frames, acknowledges, and separates exchanges by a test frame. */
import { iFrame, RawPeer, sFrame } from '../support/raw-peer.js';

const TESTFR_ACT = '68 04 43 00 00 00';
const TESTFR_CON = '68 04 83 00 00 00';

/** One link of a master that follows a script. */
export class ScriptedMaster {
  /** While set, nothing is acknowledged. */
  holds = false;
  private sent = 0;
  private received = 0;
  private acknowledged = 0;

  private constructor(private readonly peer: RawPeer) {}

  static async connect(port: number): Promise<ScriptedMaster> {
    return new ScriptedMaster(await RawPeer.connect(port));
  }

  /** Sends octets as they are. */
  sendOctets(hex: string): void {
    this.peer.send(hex);
  }

  /** Sends an ASDU. */
  sendAsdu(hex: string): void {
    if (!this.holds) this.acknowledged = this.received;
    this.peer.send(iFrame(this.sent++, this.acknowledged, hex));
  }

  /** Waits for this many frames; rejects if none comes for 3 s. Each is acknowledged at once, so any k works. */
  async receive(frames: number): Promise<void> {
    for (let i = 0; i < frames; i++) this.take(await this.peer.next());
  }

  /** Acknowledges all received frames, unless none is new or the master holds back. */
  acknowledge(): void {
    if (this.holds || this.acknowledged === this.received) return;
    this.acknowledged = this.received;
    this.peer.send(sFrame(this.received));
  }

  /** Sends a test frame and waits for its confirmation: the separator between two exchanges. */
  async separate(): Promise<void> {
    this.peer.send(TESTFR_ACT);
    for (let i = 0; i < 1000; i++) {
      const frame = await this.peer.next();
      if (frame === TESTFR_CON) return;
      this.take(frame);
    }
    throw new Error('no TESTFR con');
  }

  /** Resolves when the connection has ended and everything received was read. */
  async isOver(): Promise<void> {
    await this.peer.expectClosed();
  }

  close(): void {
    this.peer.close();
  }

  private take(frame: string): void {
    const isI = (Number.parseInt(frame.split(' ')[2], 16) & 1) === 0;
    if (!isI) return;
    this.received = (this.received + 1) % 32768;
    this.acknowledge();
  }
}
