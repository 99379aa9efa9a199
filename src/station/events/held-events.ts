/** Events that wait for a connection: a queue in blocks, with a limit (`docs/behaviour.md` §3, events that outlive a connection). */
import { Fifo } from '../fifo.js';
import type { IndexRun } from '../sends/index-run.js';
import { signalsOf, type UnansweredFrame } from '../sends/unanswered.js';
import type { EventSource } from '../sends/waiting-frames.js';
import type { TagClock } from '../time-tag.js';

/** Frames of a block. */
const BLOCK_FRAMES = 512;

/** Most blocks of a shard: about 64 MiB. */
export const MOST_BLOCKS = 3400;

/** The memory for the events of all RTUs of a shard, in blocks. */
export class HeldMemory {
  /** `free`: blocks that can still be taken. */
  constructor(public free: number = MOST_BLOCKS) {}

  /** Takes a block, if there is one. */
  take(): boolean {
    if (this.free === 0) return false;
    this.free--;
    return true;
  }

  give(): void {
    this.free++;
  }
}

/** Frames, as columns. */
class Block {
  readonly runs: (IndexRun | undefined)[] = new Array(BLOCK_FRAMES);
  readonly asdus: (Uint8Array | undefined)[] = new Array(BLOCK_FRAMES);
  readonly clocks: (TagClock | undefined)[] = new Array(BLOCK_FRAMES);
  readonly wallMs = new Float64Array(BLOCK_FRAMES);
  readonly rows = new Uint32Array(BLOCK_FRAMES);
  readonly counts = new Uint8Array(BLOCK_FRAMES);
  readonly sentBefore = new Uint8Array(BLOCK_FRAMES);

  write(at: number, frame: UnansweredFrame): void {
    this.asdus[at] = frame.asdu;
    this.sentBefore[at] = frame.kind === 'again' ? 1 : 0;
    if (frame.kind !== 'rows') return;
    this.runs[at] = frame.run;
    this.clocks[at] = frame.clock;
    this.wallMs[at] = frame.wallMs;
    this.rows[at] = frame.row;
    this.counts[at] = frame.count;
    this.sentBefore[at] = frame.sentBefore ? 1 : 0;
  }

  /** The frame at a place, which is free afterwards. */
  take(at: number): UnansweredFrame {
    const run = this.runs[at];
    const asdu = this.asdus[at];
    const clock = this.clocks[at];
    const sentBefore = this.sentBefore[at] === 1;
    this.runs[at] = undefined;
    this.asdus[at] = undefined;
    this.clocks[at] = undefined;
    if (run !== undefined && clock !== undefined) {
      const row = this.rows[at];
      const count = this.counts[at];
      const wallMs = this.wallMs[at];
      return {
        kind: 'rows',
        run,
        row,
        count,
        wallMs,
        clock,
        sentBefore,
        ...(asdu === undefined ? {} : { asdu }),
      };
    }
    if (asdu === undefined) throw new Error(`no frame at place ${at}`);
    return { kind: sentBefore ? 'again' : 'event', asdu };
  }
}

/** The queue has as many signals as it may have; all memory for events is in use. */
export type DropReason = 'limit' | 'memory';

/** What is told of the queue. */
export interface HeldListener {
  /** `signals` more are held; fewer if negative. */
  changed(signals: number): void;
  /** The oldest frame had to go: it is no longer held. */
  dropped(frame: UnansweredFrame, why: DropReason): void;
}

/** The events of one redundancy group, the oldest first; at most `most` signals. */
export class HeldEvents implements EventSource {
  /** Frames that were sent on a connection that was lost; older than the others. */
  private readonly older = new Fifo<UnansweredFrame>();
  private readonly blocks: Block[] = [];
  /** Place of the first frame in the first block, and behind the last frame in the last. */
  private first = 0;
  private end = BLOCK_FRAMES;
  private count = 0;
  /** Of all frames. */
  private held = 0;

  constructor(
    /** 1 or more. */
    private readonly most: number,
    private readonly memory: HeldMemory,
    private readonly listener: HeldListener,
  ) {}

  get frames(): number {
    return this.older.length + this.count;
  }

  get signals(): number {
    return this.held;
  }

  /** Signals for which there is room before the oldest must go. */
  get room(): number {
    const isFull = this.end === BLOCK_FRAMES && this.memory.free === 0;
    return isFull ? 0 : Math.max(0, this.most - this.held);
  }

  /** Adds the newest frame; the oldest ones go if there is no room. A frame for which there is no memory at all goes itself. */
  push(frame: UnansweredFrame): void {
    const signals = signalsOf(frame);
    this.note(frame, signals);
    while (this.held > this.most && this.dropOldest('limit'));
    while (this.end === BLOCK_FRAMES && !this.memory.take()) {
      if (this.dropOldest('memory')) continue;
      this.note(frame, -signals);
      this.listener.dropped(frame, 'memory');
      return;
    }
    if (this.end === BLOCK_FRAMES) {
      this.blocks.push(new Block());
      this.end = 0;
    }
    this.blocks[this.blocks.length - 1].write(this.end++, frame);
    this.count++;
  }

  /** Adds frames that are older than all others, in their order; the oldest ones go if there is no room. */
  pushOlder(frames: readonly UnansweredFrame[]): void {
    this.older.pushFirst(...frames);
    for (const frame of frames) this.note(frame, signalsOf(frame));
    while (this.held > this.most && this.dropOldest('limit'));
  }

  /** Takes out the oldest frame. */
  shift(): UnansweredFrame | undefined {
    const frame = this.older.shift() ?? this.shiftBlocks();
    if (frame !== undefined) this.note(frame, -signalsOf(frame));
    return frame;
  }

  private shiftBlocks(): UnansweredFrame | undefined {
    if (this.count === 0) return undefined;
    const frame = this.blocks[0].take(this.first++);
    this.count--;
    const end = this.blocks.length === 1 ? this.end : BLOCK_FRAMES;
    if (this.first === end) {
      this.blocks.shift();
      this.memory.give();
      this.first = 0;
      if (this.blocks.length === 0) this.end = BLOCK_FRAMES;
    }
    return frame;
  }

  private dropOldest(why: DropReason): boolean {
    const oldest = this.shift();
    if (oldest === undefined) return false;
    this.listener.dropped(oldest, why);
    return true;
  }

  private note(frame: UnansweredFrame, signals: number): void {
    this.held += signals;
    if (frame.kind === 'rows') frame.run.noteHeld(signals);
    this.listener.changed(signals);
  }
}
