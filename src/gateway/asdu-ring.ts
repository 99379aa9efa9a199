/** The ASDUs of an RTU on their way to the masters of its group: kept once, in the RTU's order. */
import { MAX_ASDU_OCTETS } from '../codec/apci.js';

/** For whom an ASDU is besides its octets: somebody with an OA of his own. */
export interface Recipient<M> {
  readonly master: M;
  /** OA that it bears for this master, 0…255. */
  readonly oa: number;
}

/** `all`: every started master, with the octets unchanged. An empty list: nobody. */
export type Recipients<M> = 'all' | readonly Recipient<M>[];

/** Octets of a place; more than an ASDU has, and a power of two. */
const PLACE_BITS = 8;
/** Places at the start, and when a ring that had grown is empty again. */
const FEW_PLACES = 16;
/** An empty ring with more places than this gives its memory back, once it has not needed them for so long. */
const MANY_PLACES = 256;
const NEEDED_MS = 10_000;

/**
 * A queue with many readers. Each ASDU has a number, counted from 0 and never used again; readers keep their own. The owner says with
 * `release` below which number nobody reads any more. It grows as needed: its owner holds it down.
 */
export class AsduRing<M> {
  /** Number of the oldest ASDU that is kept; of the next one that comes. */
  private oldest = 0;
  private next = 0;
  private mask = FEW_PLACES - 1;
  private octets = new Uint8Array(FEW_PLACES << PLACE_BITS);
  private lengths = new Uint8Array(FEW_PLACES);
  private readAtMs = new Float64Array(FEW_PLACES);
  private recipients: Recipients<M>[] = new Array(FEW_PLACES).fill('all');
  /** 1: for somebody, and nobody has acknowledged it. */
  private waits = new Uint8Array(FEW_PLACES);
  private waiting = 0;
  /** When the newest ASDU came; when a quarter of the places was last in use: to grow again and again costs more than the rest. */
  private newestMs = 0;
  private neededMs = 0;

  /** ASDUs that it has memory for. */
  get places(): number {
    return this.mask + 1;
  }

  /** Number of the oldest ASDU that is kept; `head` if there is none. */
  get tail(): number {
    return this.oldest;
  }

  /** Number that the next ASDU gets. */
  get head(): number {
    return this.next;
  }

  /** Keeps a copy of the ASDU `source[at…end)`, which was read at `nowMs`; returns its number. */
  append(source: Uint8Array, at: number, end: number, recipients: Recipients<M>, nowMs: number): number {
    const length = end - at;
    if (length > MAX_ASDU_OCTETS) throw new RangeError(`an ASDU of ${length} octets`);
    if (this.next - this.oldest > this.mask) this.resize((this.mask + 1) * 2);
    const number = this.next++;
    this.newestMs = nowMs;
    if (this.next - this.oldest > this.mask >> 2) this.neededMs = nowMs;
    const place = number & this.mask;
    const { octets } = this;
    const to = place << PLACE_BITS;
    for (let i = 0; i < length; i++) octets[to + i] = source[at + i];
    this.lengths[place] = length;
    this.readAtMs[place] = nowMs;
    this.recipients[place] = recipients;
    this.waits[place] = recipients.length > 0 ? 1 : 0;
    this.waiting += this.waits[place];
    return number;
  }

  /** Some reader has acknowledged ASDU `number`, which may not be kept any more. */
  acknowledge(number: number): void {
    if (number < this.oldest) return;
    const place = number & this.mask;
    this.waiting -= this.waits[place];
    this.waits[place] = 0;
  }

  /** How many of the ASDUs below `number` are for somebody, and nobody has acknowledged them. */
  waitingBelow(number: number): number {
    let { waiting } = this;
    for (let n = Math.max(number, this.oldest); n < this.next; n++) waiting -= this.waits[n & this.mask];
    return waiting;
  }

  /** Octets of ASDU `number`, 6…249. */
  lengthOf(number: number): number {
    return this.lengths[number & this.mask];
  }

  /** When it was read from the RTU, monotonic ms. */
  readMs(number: number): number {
    return this.readAtMs[number & this.mask];
  }

  recipientsOf(number: number): Recipients<M> {
    return this.recipients[number & this.mask];
  }

  /** Copies ASDU `number` to `target` from `to` on. */
  copy(number: number, target: Uint8Array, to: number): void {
    const { octets } = this;
    const place = number & this.mask;
    const from = place << PLACE_BITS;
    const length = this.lengths[place];
    for (let i = 0; i < length; i++) target[to + i] = octets[from + i];
  }

  /** Nobody reads an ASDU below `number` any more. */
  release(number: number): void {
    const until = Math.min(number, this.next);
    // References to masters must not outlive the ASDU.
    for (let n = this.oldest; n < until; n++) {
      this.recipients[n & this.mask] = 'all';
      this.waiting -= this.waits[n & this.mask];
    }
    if (until > this.oldest) this.oldest = until;
    if (this.mask < MANY_PLACES || this.oldest !== this.next) return;
    if (this.newestMs - this.neededMs >= NEEDED_MS) this.resize(FEW_PLACES);
  }

  private resize(places: number): void {
    const { octets, lengths, readAtMs, recipients, waits, mask } = this;
    this.octets = new Uint8Array(places << PLACE_BITS);
    this.lengths = new Uint8Array(places);
    this.readAtMs = new Float64Array(places);
    this.recipients = new Array(places).fill('all');
    this.waits = new Uint8Array(places);
    this.mask = places - 1;
    for (let n = this.oldest; n < this.next; n++) {
      const from = n & mask;
      const to = n & this.mask;
      this.octets.set(octets.subarray(from << PLACE_BITS, (from + 1) << PLACE_BITS), to << PLACE_BITS);
      this.lengths[to] = lengths[from];
      this.readAtMs[to] = readAtMs[from];
      this.recipients[to] = recipients[from];
      this.waits[to] = waits[from];
    }
  }
}
