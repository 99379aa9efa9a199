/**
 * The broadcast ring: what every shard must see, in one order, through shared memory (`docs/architecture.md`, threads).
 * One producer (the coordinator), a read cursor per shard, fixed 64-octet slots of eight binary64 cells.
 */

/** A broadcast. Instants are monotonic ms (CLOCK_MONOTONIC, the same in every thread). */
export type Broadcast =
  /** `plan`: number of the plan (`SendPlan`), 0: none. */
  | { kind: 'send'; id: number; index: number; startMs: number; durationMs: number; plan: number }
  /** `id` 0: every send. */
  | { kind: 'stop'; id: number }
  /** Wall time = monotonic ms + `wallOffsetMs` from now on. */
  | { kind: 'clock'; wallOffsetMs: number }
  | { kind: 'shutdown' };

const KINDS = ['send', 'stop', 'clock', 'shutdown'] as const;
/** Slots of a ring; a power of two, so that numbers wrap cleanly. */
export const RING_SLOTS = 256;
const CELLS = 8;
const HEAD = 0;
const FIRST_CURSOR = 1;

/** Both ends' view of the ring's memory. */
interface Layout {
  /** Count of broadcasts written, then the count that each shard has read; all modulo 2³². */
  counts: Int32Array;
  cells: Float64Array;
}

function headerOctets(shards: number): number {
  return Math.ceil(((FIRST_CURSOR + shards) * 4) / 64) * 64;
}

function layout(memory: SharedArrayBuffer, shards: number): Layout {
  return {
    counts: new Int32Array(memory, 0, FIRST_CURSOR + shards),
    cells: new Float64Array(memory, headerOctets(shards), RING_SLOTS * CELLS),
  };
}

/** Memory of a ring for this many shards. */
export function allocateRing(shards: number): SharedArrayBuffer {
  return new SharedArrayBuffer(headerOctets(shards) + RING_SLOTS * CELLS * 8);
}

/** Thrown when a shard is so far behind that a broadcast would overwrite what it hasn't read. */
export class RingFullError extends Error {
  override readonly name = 'RingFullError';
  readonly code = 'RING_FULL';
}

/** The coordinator's end. */
export class RingProducer {
  private readonly at: Layout;

  constructor(
    readonly memory: SharedArrayBuffer,
    private readonly shards: number,
  ) {
    this.at = layout(memory, shards);
  }

  /** Writes a broadcast and wakes every shard. Throws `RING_FULL` when a shard has left 256 unread. */
  publish(broadcast: Broadcast): void {
    const { counts, cells } = this.at;
    const head = Atomics.load(counts, HEAD);
    for (let shard = 0; shard < this.shards; shard++) {
      const behind = (head - Atomics.load(counts, FIRST_CURSOR + shard)) | 0;
      if (behind >= RING_SLOTS) throw new RingFullError(`shard ${shard} has ${behind} broadcasts unread`);
    }
    encode(broadcast, cells, (head & (RING_SLOTS - 1)) * CELLS);
    Atomics.store(counts, HEAD, (head + 1) | 0);
    Atomics.notify(counts, HEAD);
  }

  /** Lets a shard that is started anew begin behind everything that was published before. */
  skipTo(shard: number): void {
    Atomics.store(this.at.counts, FIRST_CURSOR + shard, Atomics.load(this.at.counts, HEAD));
  }
}

/**
 * A shard's end: calls `take` for every broadcast, in order, until `take` returns `end`.
 * Waits without blocking the event loop and without a timer.
 */
export async function followRing(
  memory: SharedArrayBuffer,
  shards: number,
  shard: number,
  take: (broadcast: Broadcast) => 'go-on' | 'end',
): Promise<void> {
  const { counts, cells } = layout(memory, shards);
  let cursor = Atomics.load(counts, FIRST_CURSOR + shard);
  for (;;) {
    const head = Atomics.load(counts, HEAD);
    while (cursor !== head) {
      const broadcast = decode(cells, (cursor & (RING_SLOTS - 1)) * CELLS);
      cursor = (cursor + 1) | 0;
      Atomics.store(counts, FIRST_CURSOR + shard, cursor);
      if (take(broadcast) === 'end') return;
    }
    const change = Atomics.waitAsync(counts, HEAD, head);
    if (change.async) await change.value;
  }
}

function encode(broadcast: Broadcast, cells: Float64Array, at: number): void {
  cells.fill(0, at, at + CELLS);
  cells[at] = KINDS.indexOf(broadcast.kind);
  switch (broadcast.kind) {
    case 'send':
      cells[at + 1] = broadcast.id;
      cells[at + 2] = broadcast.index;
      cells[at + 3] = broadcast.startMs;
      cells[at + 4] = broadcast.durationMs;
      cells[at + 5] = broadcast.plan;
      break;
    case 'stop':
      cells[at + 1] = broadcast.id;
      break;
    case 'clock':
      cells[at + 1] = broadcast.wallOffsetMs;
      break;
    case 'shutdown':
      break;
  }
}

function decode(cells: Float64Array, at: number): Broadcast {
  const kind = KINDS[cells[at]];
  switch (kind) {
    case 'send':
      return {
        kind,
        id: cells[at + 1],
        index: cells[at + 2],
        startMs: cells[at + 3],
        durationMs: cells[at + 4],
        plan: cells[at + 5],
      };
    case 'stop':
      return { kind, id: cells[at + 1] };
    case 'clock':
      return { kind, wallOffsetMs: cells[at + 1] };
    case 'shutdown':
      return { kind };
  }
}
