/** A master by hand for one link: counts I frames, acknowledges, and parts exchanges by a test frame. */
import { iFrame, RawPeer, sFrame } from '../support/raw-peer.js';

const DEADLINE_MS = 3_000;
/** Well below the RTU's k. */
const ACKNOWLEDGE_AFTER = 4;

/** See the file's head. */
export class ScriptedMaster {
  private sent = 0;
  private received = 0;
  private unacknowledged = 0;

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
    this.peer.send(iFrame(this.sent++, this.received, hex));
    this.unacknowledged = 0;
  }

  /** Waits for so many I and U frames; rejects when nothing comes for 3 s. */
  async receive(frames: number): Promise<void> {
    for (let i = 0; i < frames; i++) this.take(await this.peer.next(DEADLINE_MS));
    this.acknowledge();
  }

  /** Sends a test frame and waits for its confirmation: the line between two exchanges. */
  async separate(): Promise<void> {
    this.acknowledge();
    this.peer.send('68 04 43 00 00 00');
    for (let i = 0; i < 1000; i++) {
      const frame = await this.peer.next(DEADLINE_MS);
      if (frame === '68 04 83 00 00 00') return;
      this.take(frame);
    }
    throw new Error('no TESTFR con');
  }

  close(): void {
    this.peer.close();
  }

  private take(frame: string): void {
    const isI = (Number.parseInt(frame.split(' ')[2], 16) & 1) === 0;
    if (!isI) return;
    this.received = (this.received + 1) % 32768;
    if (++this.unacknowledged >= ACKNOWLEDGE_AFTER) this.acknowledge();
  }

  private acknowledge(): void {
    if (this.unacknowledged === 0) return;
    this.peer.send(sFrame(this.received));
    this.unacknowledged = 0;
  }
}
