/** The way of one connection's octets while faults on purpose are on (`docs/behaviour.md` §13). */
import type { Due } from '../deadlines.js';
import type { PeerSocket } from '../ports.js';
import { InboundQueue } from './inbound-queue.js';
import { OutboundQueue } from './outbound-queue.js';

/** What connection faults do to the octets now. */
export interface PathMode {
  /** The RTU takes nothing that comes; it stays before the RTU. */
  readonly isDeaf: boolean;
  /** What the RTU writes goes nowhere yet. */
  readonly isMute: boolean;
  /** The RTU has ended its direction: what it writes is gone. */
  readonly isHalfClosed: boolean;
  /** Octets come and go so much later, ms. */
  readonly delayMs: number;
  /** Octets that go out a second; Infinity: as many as there are. */
  readonly octetsPerSecond: number;
  /** Octets of a segment at most; Infinity: all in one. */
  readonly segmentOctets: number;
}

/** No connection fault. */
export const PLAIN_PATH: PathMode = {
  isDeaf: false,
  isMute: false,
  isHalfClosed: false,
  delayMs: 0,
  octetsPerSecond: Number.POSITIVE_INFINITY,
  segmentOctets: Number.POSITIVE_INFINITY,
};

/** Edits what goes out, behind the session (`src/station/faults`). */
export interface OctetEditor {
  /** Whole APDUs that the session has just written; returns what goes out instead. */
  edit(octets: Uint8Array, length: number, nowMs: number): Uint8Array;
  /** When `tick` has something to send, monotonic ms; Infinity: never. */
  nextDeadline(): number;
  /** What goes out at `nowMs` without the session. */
  tick(nowMs: number): Uint8Array;
  /** It holds back everything that the session writes: the session's timers stand still meanwhile. */
  readonly isHolding: boolean;
}

/** The connection of the path. */
export interface PathOwner {
  /** The link takes octets; returns how many, see `SocketEvents.received`. */
  deliver(octets: Uint8Array, length: number): number;
  /** The session's timers go on after they stood still for so long, ms. */
  resume(stoodMs: number): void;
  /** The socket has octets that it was left with: they are to be taken in turn. */
  takeOn(): void;
}

/** Holds back, delays and cuts the octets of a connection in both directions; nothing is lost but by `isHalfClosed`. */
export class FaultPath implements Due {
  heapPlace = -1;
  scheduledMs = Number.POSITIVE_INFINITY;
  editor: OctetEditor | undefined;
  private mode = PLAIN_PATH;
  private readonly out: OutboundQueue;
  private readonly incoming: InboundQueue;
  /** The socket keeps octets, and is not read, because there was no room for them. */
  private isStopped = false;
  /** Since when the session's timers stand still, monotonic ms; NaN: they run. */
  private frozenMs = Number.NaN;

  constructor(
    private readonly socket: PeerSocket,
    private readonly owner: PathOwner,
  ) {
    this.out = new OutboundQueue(socket);
    this.incoming = new InboundQueue((octets) => owner.deliver(octets, octets.length));
  }

  /** The session's timers stand still: an RTU that hangs has none, and a peer that it does not hear is not silent. */
  get isFrozen(): boolean {
    return !Number.isNaN(this.frozenMs);
  }

  /** Octets that wait to go out. */
  get pendingOctets(): number {
    return this.out.octets;
  }

  /** Whether the path does nothing any more. */
  get isSpent(): boolean {
    return (
      this.mode === PLAIN_PATH &&
      this.editor === undefined &&
      this.out.octets === 0 &&
      this.incoming.octets === 0
    );
  }

  /** Connection faults have begun or ended. */
  change(mode: PathMode, nowMs: number): void {
    const before = this.mode;
    this.mode = mode;
    if (mode.isHalfClosed && !before.isHalfClosed) {
      this.out.clear();
      this.socket.end();
    }
    this.look(nowMs);
    this.move(nowMs);
    this.hear(nowMs);
  }

  /** Takes what the session has written. */
  write(octets: Uint8Array, length: number, nowMs: number): void {
    const { editor } = this;
    this.push(editor === undefined ? octets.slice(0, length) : editor.edit(octets, length, nowMs), nowMs);
    if (editor !== undefined) this.look(nowMs);
  }

  /** Sends octets that the session has not written. */
  push(octets: Uint8Array, nowMs: number): void {
    if (octets.length === 0 || this.mode.isHalfClosed) return;
    this.out.push(octets, nowMs + this.mode.delayMs);
    this.move(nowMs);
  }

  /** Takes what the socket has received; returns how many octets, see `SocketEvents.received`. */
  receive(octets: Uint8Array, length: number, nowMs: number): number {
    const { isDeaf, delayMs } = this.mode;
    if (!isDeaf && delayMs === 0 && this.incoming.octets === 0) return this.owner.deliver(octets, length);
    const taken = this.incoming.push(octets, length, nowMs + delayMs);
    if (taken < length) this.isStopped = true;
    return taken;
  }

  /** The peer has ended the connection: what it sent before is taken first, if the RTU hears at all. */
  ended(): void {
    if (!this.mode.isDeaf) this.incoming.move(Number.POSITIVE_INFINITY);
  }

  /** Takes octets that wait, and that the socket has kept; returns whether none are left that could be taken now. */
  takeRest(nowMs: number): boolean {
    if (this.mode.isDeaf) return true;
    if (!this.incoming.move(nowMs)) return false;
    return this.incoming.octets > 0 || this.socket.takeRest();
  }

  nextDeadline(): number {
    const { isDeaf, isMute, octetsPerSecond } = this.mode;
    const out = isMute ? Number.POSITIVE_INFINITY : this.out.nextDeadline(octetsPerSecond);
    const incoming = isDeaf ? Number.POSITIVE_INFINITY : this.incoming.nextDeadline();
    return Math.min(out, incoming, this.editor?.nextDeadline() ?? Number.POSITIVE_INFINITY);
  }

  tick(nowMs: number): void {
    const { editor } = this;
    if (editor !== undefined && editor.nextDeadline() <= nowMs) {
      this.push(editor.tick(nowMs), nowMs);
      this.look(nowMs);
    }
    this.move(nowMs);
    this.hear(nowMs);
  }

  /** Lets the session's timers stand still, or go on. */
  look(nowMs: number): void {
    const { isDeaf, isMute, isHalfClosed } = this.mode;
    const stands = isDeaf || isMute || isHalfClosed || this.editor?.isHolding === true;
    if (stands === this.isFrozen) return;
    const sinceMs = this.frozenMs;
    this.frozenMs = stands ? nowMs : Number.NaN;
    if (!stands) this.owner.resume(nowMs - sinceMs);
  }

  /** Passes on what is due; what the link leaves is taken in turn (`takeRest`). */
  private hear(nowMs: number): void {
    if (this.mode.isDeaf || !this.incoming.move(nowMs)) return;
    if (!this.isStopped || this.incoming.octets > 0) return;
    this.isStopped = false;
    this.owner.takeOn();
  }

  private move(nowMs: number): void {
    if (!this.mode.isMute) this.out.move(nowMs, this.mode);
  }
}
