/**
 * The broadcast ring: brings orders to every shard, in the same sequence, through shared memory (`docs/architecture.md`, threads).
 * One producer (the engine) and a read cursor per shard. A broadcast is a slot of 64 octets; the RTU numbers of a send are
 * a bitmap of 8 KiB beside it, and so are the slots of a fault. So an order is complete in itself, and no part of it is kept anywhere else.
 */
import type { CyclicCause } from '../codec/causes.js';
import { FAULT_WORDS } from '../faults/fault-catalog.js';
import type { FaultOrder } from '../faults/fault-order.js';
import type { PointOrder } from '../reactions/point-order.js';
import type { SendOrder } from '../station/sends/send-order.js';

/** A broadcast. Instants are monotonic ms (CLOCK_MONOTONIC, the same in every thread). */
export type Broadcast =
  | { kind: 'send'; order: SendOrder }
  /** `id` 0: every send. */
  | { kind: 'stop'; id: number }
  /** Wall time = monotonic ms + `wallOffsetMs` from now on. */
  | { kind: 'clock'; wallOffsetMs: number }
  | { kind: 'fault'; order: FaultOrder }
  /** Ends a fault early; `id` 0: every fault. */
  | { kind: 'fault-end'; id: number }
  | { kind: 'point'; order: PointOrder }
  | { kind: 'shutdown' };

const KINDS = ['send', 'stop', 'clock', 'shutdown', 'fault', 'fault-end', 'point'] as const;
/** Slots of a ring; a power of two, so that numbers wrap cleanly. */
export const RING_SLOTS = 256;
const HEAD = 0;
const FIRST_CURSOR = 1;

/** Cells of a slot, binary64. */
const CELLS = 8;
/** Cell 0 is two 32-bit words: the kind, and the marks of a send. */
const WORDS = 2 * CELLS;
const KIND_WORD = 0;
const MARKS_WORD = 1;
/** Marks: bit 0, RTU numbers are in the bitmap (else all RTUs are meant); bit 1, without waits and filters; from bit 8 on the cause, 0: none. */
const NUMBERED = 1;
const WITHOUT_WAITS = 2;
const COT_SHIFT = 8;
/** The cells 1…7 of a send, in this order; an absent rate is Infinity, a walk with 0 percent is none. */
const ID = 1;
const INDEX = 2;
const START_MS = 3;
const DURATION_MS = 4;
const RATE_PER_RTU = 5;
const WALK_SEED = 6;
const WALK_PERCENT = 7;
/** The cells of a fault, after its number: its word's place in the table, its instant, and so on. Its slots are in the bitmap. */
const WORD = 2;
const FAULT_DURATION_MS = 4;
const VALUE = 5;
const FAULT_SEED = 6;
const SHARE = 7;
/** The cells of a point, after its number; `VALUE` as of a fault. Its marks: the untimed type, and from bit 8 on 1 + its quality, 0: as it is. Its RTU numbers are in the bitmap. */
const ROW = 2;
const IOA = 6;
const QUALITY_SHIFT = 8;
/** The one cell of a stop (its send), the end of a fault (its number) and of a clock (the offset). */
const OPERAND = 1;

/** One bit for each RTU number 0…65535, or for each slot. */
const BITMAP_WORDS = 65536 / 32;
const MOST_SLOT = 65_535;

/** The ring's memory, as the engine and the shards see it. */
interface Layout {
  /** Count of broadcasts written, then the count that each shard has read; all modulo 2³². */
  counts: Int32Array;
  cells: Float64Array;
  /** The same octets as `cells`. */
  words: Uint32Array;
  bitmaps: Uint32Array;
}

function headerOctets(shards: number): number {
  return Math.ceil(((FIRST_CURSOR + shards) * 4) / 64) * 64;
}

function layout(memory: SharedArrayBuffer, shards: number): Layout {
  const cellsAt = headerOctets(shards);
  return {
    counts: new Int32Array(memory, 0, FIRST_CURSOR + shards),
    cells: new Float64Array(memory, cellsAt, RING_SLOTS * CELLS),
    words: new Uint32Array(memory, cellsAt, RING_SLOTS * WORDS),
    bitmaps: new Uint32Array(memory, cellsAt + RING_SLOTS * CELLS * 8, RING_SLOTS * BITMAP_WORDS),
  };
}

/** Memory of a ring for this many shards. */
export function allocateRing(shards: number): SharedArrayBuffer {
  return new SharedArrayBuffer(headerOctets(shards) + RING_SLOTS * (CELLS * 8 + BITMAP_WORDS * 4));
}

/** Thrown when a shard is so far behind that a broadcast would overwrite one that the shard hasn't read. */
export class RingFullError extends Error {
  override readonly name = 'RingFullError';
  readonly code = 'RING_FULL';
}

/** The engine's end. */
export class RingProducer {
  private readonly at: Layout;
  /** Shards that do not run: nobody waits for them. */
  private readonly away = new Set<number>();

  constructor(
    readonly memory: SharedArrayBuffer,
    private readonly shards: number,
  ) {
    this.at = layout(memory, shards);
  }

  /** A shard because of which there is no room for a broadcast; `undefined`: there is room. */
  get slowest(): number | undefined {
    const { counts } = this.at;
    const head = Atomics.load(counts, HEAD);
    for (let shard = 0; shard < this.shards; shard++) {
      const behind = (head - Atomics.load(counts, FIRST_CURSOR + shard)) | 0;
      if (behind >= RING_SLOTS && !this.away.has(shard)) return shard;
    }
    return undefined;
  }

  /**
   * Writes a broadcast and wakes every shard. Throws `RING_FULL` if a shard has 256 unread broadcasts,
   * `RangeError` if a send names an RTU number outside 1…65535, or a fault a slot above 65535; then no shard sees the broadcast.
   */
  publish(broadcast: Broadcast): void {
    const { slowest } = this;
    if (slowest !== undefined)
      throw new RingFullError(`shard ${slowest} has ${RING_SLOTS} broadcasts unread`);
    checkBroadcast(broadcast);
    const { counts } = this.at;
    const head = Atomics.load(counts, HEAD);
    encode(broadcast, this.at, head & (RING_SLOTS - 1));
    Atomics.store(counts, HEAD, (head + 1) | 0);
    Atomics.notify(counts, HEAD);
  }

  /** A shard does not run any more: from now on it holds up no broadcast. */
  leave(shard: number): void {
    this.away.add(shard);
  }

  /**
   * A shard starts: it skips the broadcasts that were published before, and the next `waiting` ones, which were ordered
   * before as well and had no room yet.
   */
  skip(shard: number, waiting = 0): void {
    const head = Atomics.load(this.at.counts, HEAD);
    Atomics.store(this.at.counts, FIRST_CURSOR + shard, (head + waiting) | 0);
    this.away.delete(shard);
  }
}

/** A shard's end. */
export class RingConsumer {
  private readonly at: Layout;
  /** May be ahead of the head: see `skip`. */
  private cursor: number;
  /** The head when it was last looked at. */
  private head: number;

  constructor(
    memory: SharedArrayBuffer,
    shards: number,
    private readonly shard: number,
  ) {
    this.at = layout(memory, shards);
    this.cursor = Atomics.load(this.at.counts, FIRST_CURSOR + shard);
    this.head = this.cursor;
  }

  /** Calls `take` for every unread broadcast in order; stops and returns `end` as soon as `take` does. */
  read(take: (broadcast: Broadcast) => 'go-on' | 'end'): 'go-on' | 'end' {
    const { counts } = this.at;
    this.head = Atomics.load(counts, HEAD);
    while (((this.head - this.cursor) | 0) > 0) {
      const broadcast = decode(this.at, this.cursor & (RING_SLOTS - 1));
      this.cursor = (this.cursor + 1) | 0;
      Atomics.store(counts, FIRST_CURSOR + this.shard, this.cursor);
      if (take(broadcast) === 'end') return 'end';
    }
    return 'go-on';
  }

  /** Resolves when there is something to read. Neither blocks the event loop nor takes a timer. */
  async wait(): Promise<void> {
    const change = Atomics.waitAsync(this.at.counts, HEAD, this.head);
    if (change.async) await change.value;
  }
}

/** Calls `take` for every broadcast, in order, until `take` returns `end`. */
export async function followRing(
  memory: SharedArrayBuffer,
  shards: number,
  shard: number,
  take: (broadcast: Broadcast) => 'go-on' | 'end',
): Promise<void> {
  const consumer = new RingConsumer(memory, shards, shard);
  while (consumer.read(take) === 'go-on') await consumer.wait();
}

/** Throws `RangeError` if a send names an RTU number outside 1…65535, or a fault a slot above 65535. */
export function checkBroadcast(broadcast: Broadcast): void {
  if (broadcast.kind === 'fault') {
    for (const slot of broadcast.order.slots)
      if (!Number.isInteger(slot) || slot < 0 || slot > MOST_SLOT)
        throw new RangeError(`${slot} is no slot 0…${MOST_SLOT}`);
  }
  if (broadcast.kind !== 'send') return;
  for (const number of broadcast.order.rtuNumbers ?? []) {
    if (!Number.isInteger(number) || number < 1 || number > 65535)
      throw new RangeError(`${number} is no RTU number 1…65535`);
  }
}

function encode(broadcast: Broadcast, at: Layout, slot: number): void {
  const cells = at.cells.subarray(slot * CELLS, (slot + 1) * CELLS);
  cells.fill(0);
  at.words[slot * WORDS + KIND_WORD] = KINDS.indexOf(broadcast.kind);
  switch (broadcast.kind) {
    case 'send':
      encodeOrder(broadcast.order, cells);
      at.words[slot * WORDS + MARKS_WORD] = marksOf(broadcast.order);
      if (broadcast.order.rtuNumbers !== undefined)
        encodeNumbers(broadcast.order.rtuNumbers, bitmapOf(at, slot));
      break;
    case 'fault':
      encodeFault(broadcast.order, cells);
      encodeNumbers(broadcast.order.slots, bitmapOf(at, slot));
      break;
    case 'point':
      encodePoint(broadcast.order, cells);
      at.words[slot * WORDS + MARKS_WORD] = pointMarks(broadcast.order);
      encodeNumbers(broadcast.order.rtuNumbers, bitmapOf(at, slot));
      break;
    case 'stop':
    case 'fault-end':
      cells[OPERAND] = broadcast.id;
      break;
    case 'clock':
      cells[OPERAND] = broadcast.wallOffsetMs;
      break;
    case 'shutdown':
      break;
  }
}

function decode(at: Layout, slot: number): Broadcast {
  const cells = at.cells.subarray(slot * CELLS, (slot + 1) * CELLS);
  const kind = KINDS[at.words[slot * WORDS + KIND_WORD]];
  switch (kind) {
    case 'send': {
      const order = decodeOrder(cells);
      const marks = at.words[slot * WORDS + MARKS_WORD];
      if ((marks & NUMBERED) !== 0) order.rtuNumbers = decodeNumbers(bitmapOf(at, slot));
      if ((marks & WITHOUT_WAITS) !== 0) order.withoutWaits = true;
      if (marks >>> COT_SHIFT !== 0) order.cot = (marks >>> COT_SHIFT) as CyclicCause;
      return { kind, order };
    }
    case 'fault':
      return { kind, order: { ...decodeFault(cells), slots: decodeNumbers(bitmapOf(at, slot)) } };
    case 'point':
      return {
        kind,
        order: {
          ...decodePoint(cells, at.words[slot * WORDS + MARKS_WORD]),
          rtuNumbers: decodeNumbers(bitmapOf(at, slot)),
        },
      };
    case 'stop':
    case 'fault-end':
      return { kind, id: cells[OPERAND] };
    case 'clock':
      return { kind, wallOffsetMs: cells[OPERAND] };
    case 'shutdown':
      return { kind };
  }
}

function marksOf({ rtuNumbers, withoutWaits, cot }: SendOrder): number {
  return (
    (rtuNumbers === undefined ? 0 : NUMBERED) | (withoutWaits ? WITHOUT_WAITS : 0) | ((cot ?? 0) << COT_SHIFT)
  );
}

function encodeOrder(order: SendOrder, cells: Float64Array): void {
  cells[ID] = order.id;
  cells[INDEX] = order.index;
  cells[START_MS] = order.startMs;
  cells[DURATION_MS] = order.durationMs;
  cells[RATE_PER_RTU] = order.ratePerRtu ?? Number.POSITIVE_INFINITY;
  cells[WALK_SEED] = order.walk?.seed ?? 0;
  cells[WALK_PERCENT] = order.walk?.percent ?? 0;
}

function decodeOrder(cells: Float64Array): SendOrder {
  const order: SendOrder = {
    id: cells[ID],
    index: cells[INDEX],
    startMs: cells[START_MS],
    durationMs: cells[DURATION_MS],
  };
  if (cells[RATE_PER_RTU] !== Number.POSITIVE_INFINITY) order.ratePerRtu = cells[RATE_PER_RTU];
  if (cells[WALK_PERCENT] > 0) order.walk = { seed: cells[WALK_SEED], percent: cells[WALK_PERCENT] };
  return order;
}

function encodeFault(order: FaultOrder, cells: Float64Array): void {
  cells[ID] = order.id;
  cells[WORD] = FAULT_WORDS.indexOf(order.word);
  cells[START_MS] = order.startMs;
  cells[FAULT_DURATION_MS] = order.durationMs;
  cells[VALUE] = order.value;
  cells[FAULT_SEED] = order.seed;
  cells[SHARE] = order.share;
}

function decodeFault(cells: Float64Array): Omit<FaultOrder, 'slots'> {
  return {
    id: cells[ID],
    word: FAULT_WORDS[cells[WORD]],
    startMs: cells[START_MS],
    durationMs: cells[FAULT_DURATION_MS],
    value: cells[VALUE],
    seed: cells[FAULT_SEED],
    share: cells[SHARE],
  };
}

function pointMarks({ pointType, quality }: PointOrder): number {
  return pointType | (quality === undefined ? 0 : (quality + 1) << QUALITY_SHIFT);
}

function encodePoint(order: PointOrder, cells: Float64Array): void {
  cells[ID] = order.id;
  cells[ROW] = order.row;
  cells[START_MS] = order.startMs;
  cells[VALUE] = order.value;
  cells[IOA] = order.ioa;
}

function decodePoint(cells: Float64Array, marks: number): Omit<PointOrder, 'rtuNumbers'> {
  return {
    id: cells[ID],
    row: cells[ROW],
    startMs: cells[START_MS],
    value: cells[VALUE],
    ioa: cells[IOA],
    pointType: marks & 0xff,
    quality: marks >>> QUALITY_SHIFT === 0 ? undefined : (marks >>> QUALITY_SHIFT) - 1,
  };
}

function bitmapOf({ bitmaps }: Layout, slot: number): Uint32Array {
  return bitmaps.subarray(slot * BITMAP_WORDS, (slot + 1) * BITMAP_WORDS);
}

function encodeNumbers(numbers: readonly number[], bitmap: Uint32Array): void {
  bitmap.fill(0);
  for (const number of numbers) {
    bitmap[number >>> 5] |= 1 << (number & 31);
  }
}

/** Ascending. */
function decodeNumbers(bitmap: Uint32Array): number[] {
  const numbers: number[] = [];
  for (let word = 0; word < BITMAP_WORDS; word++) {
    for (let bits = bitmap[word]; bits !== 0; bits &= bits - 1) {
      numbers.push(word * 32 + 31 - Math.clz32(bits & -bits));
    }
  }
  return numbers;
}
