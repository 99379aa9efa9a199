/**
 * A master that records what it received and acknowledged, and when.
 * It reads the octets itself, without code of the project.
 */
import { onTestFinished } from 'vitest';
import { fromHex, RawPeer, sFrame } from '../support/raw-peer.js';

/** One received information object. */
export interface ReceivedObject {
  typeId: number;
  cot: number;
  ioa: number;
  value: number;
  /** Time tag as text, `2026-11-22 10:04:02.118`, with ` SU` in summer time; empty if the type has none. */
  tag: string;
}

/** One received I frame. */
export interface ReceivedFrame {
  atMs: number;
  /** NaN: not acknowledged. */
  acknowledgedMs: number;
  objects: ReceivedObject[];
}

/** By type: octets of the elements, and whether a time tag follows. */
const TYPES: Readonly<Record<number, { element: 'spi' | 'sva' | 'r32'; octets: number; timed: boolean }>> = {
  1: { element: 'spi', octets: 1, timed: false },
  30: { element: 'spi', octets: 1, timed: true },
  11: { element: 'sva', octets: 3, timed: false },
  35: { element: 'sva', octets: 3, timed: true },
  13: { element: 'r32', octets: 5, timed: false },
  36: { element: 'r32', octets: 5, timed: true },
};

/** When to acknowledge: each frame after this many ms (0: at once), or only on `acknowledge`. */
export type Acknowledging = number | 'when told';

/** A master that records every frame that it receives. */
export class NotingPeer {
  readonly frames: ReceivedFrame[] = [];
  /** Resolves when the connection has ended. */
  readonly ended: Promise<void>;
  private acknowledgedFrames = 0;
  private waiters: { count: number; resolve: () => void }[] = [];

  private constructor(
    private readonly peer: RawPeer,
    private readonly acknowledging: Acknowledging,
  ) {
    this.ended = this.read().catch(() => {});
  }

  /** Connects and starts data transfer. */
  static async start(port: number, acknowledging: Acknowledging): Promise<NotingPeer> {
    const peer = await RawPeer.connect(port);
    peer.send('68 04 07 00 00 00');
    await peer.expect('68 04 0B 00 00 00');
    onTestFinished(() => peer.reset());
    return new NotingPeer(peer, acknowledging);
  }

  /** The objects in all frames, in order. */
  get objects(): ReceivedObject[] {
    return this.frames.flatMap(({ objects }) => objects);
  }

  /** The objects in acknowledged frames. */
  get acknowledgedObjects(): ReceivedObject[] {
    return this.frames.slice(0, this.acknowledgedFrames).flatMap(({ objects }) => objects);
  }

  /** Time from receipt to acknowledgement of each acknowledged frame, ms, ascending. */
  get waits(): number[] {
    const waits = this.frames
      .slice(0, this.acknowledgedFrames)
      .map((frame) => frame.acknowledgedMs - frame.atMs);
    return waits.sort((a, b) => a - b);
  }

  /** Resolves when this many frames have been received. */
  received(count: number): Promise<void> {
    return new Promise((resolve) => {
      this.waiters.push({ count, resolve });
      this.wake();
    });
  }

  /** Acknowledges the oldest `count` unacknowledged frames; default: all. */
  acknowledge(count = this.frames.length - this.acknowledgedFrames): void {
    const end = this.acknowledgedFrames + count;
    const nowMs = performance.now();
    for (; this.acknowledgedFrames < end; this.acknowledgedFrames++) {
      this.frames[this.acknowledgedFrames].acknowledgedMs = nowMs;
    }
    this.peer.send(sFrame(end % 32_768));
  }

  /** STOPDT act. */
  stop(): void {
    this.peer.send('68 04 13 00 00 00');
  }

  /** Resets the connection, as a master that dies does. */
  die(): void {
    this.peer.reset();
  }

  private async read(): Promise<void> {
    for (;;) {
      const octets = fromHex(await this.peer.next());
      if ((octets[2] & 1) === 1) continue;
      const number = (octets[2] >> 1) + octets[3] * 128;
      if (number !== this.frames.length % 32_768)
        throw new Error(`N(S) ${number} after ${this.frames.length}`);
      const frame = { atMs: performance.now(), acknowledgedMs: Number.NaN, objects: objectsOf(octets) };
      this.frames.push(frame);
      this.wake();
      if (this.acknowledging === 0) this.acknowledge();
      else if (this.acknowledging !== 'when told') setTimeout(() => this.acknowledge(1), this.acknowledging);
    }
  }

  private wake(): void {
    for (const { count, resolve } of this.waiters) if (count <= this.frames.length) resolve();
    this.waiters = this.waiters.filter(({ count }) => count > this.frames.length);
  }
}

function objectsOf(octets: Uint8Array): ReceivedObject[] {
  const [typeId, count, cot] = octets.subarray(6);
  const type = TYPES[typeId];
  if (type === undefined) return [];
  const view = new DataView(octets.buffer, octets.byteOffset);
  const size = 3 + type.octets + (type.timed ? 7 : 0);
  return Array.from({ length: count }, (_, i) => {
    const at = 12 + i * size;
    const from = at + 3;
    const value =
      type.element === 'spi'
        ? octets[from] & 1
        : type.element === 'sva'
          ? view.getInt16(from, true)
          : view.getFloat32(from, true);
    const tag = type.timed ? tagOf(octets.subarray(from + type.octets)) : '';
    return {
      typeId,
      cot: cot & 0x3f,
      ioa: octets[at] + octets[at + 1] * 256 + octets[at + 2] * 65_536,
      value,
      tag,
    };
  });
}

function tagOf(octets: Uint8Array): string {
  const two = (number: number): string => String(number).padStart(2, '0');
  const ms = octets[0] + octets[1] * 256;
  const date = `20${two(octets[6] & 0x7f)}-${two(octets[5] & 0x0f)}-${two(octets[4] & 0x1f)}`;
  const time = `${two(octets[3] & 0x1f)}:${two(octets[2] & 0x3f)}:${two(Math.floor(ms / 1000))}`;
  return `${date} ${time}.${String(ms % 1000).padStart(3, '0')}${(octets[3] & 0x80) !== 0 ? ' SU' : ''}`;
}
