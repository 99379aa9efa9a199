/**
 * Long answers, one made at a time and shared by all requests that wait for it, so that a flood of requests delays no send
 * (`docs/behaviour.md` §7). The making begins after the last of these requests came: nobody gets a state older than the request.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Pace } from './pace.js';

/** Most requests that wait at a time. */
const MOST_WAITING = 64;
/** Most octets of answers that clients have not taken yet. */
const MOST_HELD_OCTETS = 128 * 1024 * 1024;
/** So much is written at once on a connection, and so many such parts in a turn on all of them. */
const PART_OCTETS = 64 * 1024;
const PARTS_IN_TURN = 16;

/** An answer that is made. It is shared: `release` has to be called once for each request. */
export interface SharedAnswer {
  readonly octets: number;
  /** Its octets, part by part; before each part other work of the event loop runs. */
  parts(): AsyncGenerator<Buffer>;
  release(): void;
}

/** Makes the text of an answer, in slices. */
export type Making = () => AsyncIterable<string>;

interface Batch {
  readonly make: Making;
  readonly requests: { resolve(answer: SharedAnswer): void; reject(error: unknown): void }[];
}

export class AnswerDesk {
  /** Requests refused because too many waited. */
  refused = 0;
  /** Octets that are held for clients. */
  held = 0;
  /** By name, in the order of their first request. */
  private readonly batches = new Map<string, Batch>();
  private waiting = 0;
  private isMaking = false;
  private readonly pace = new Pace(PARTS_IN_TURN);

  /** Asks for the answer of this name; `undefined`: too many wait. */
  ask(name: string, make: Making): Promise<SharedAnswer> | undefined {
    if (this.waiting >= MOST_WAITING || this.held >= MOST_HELD_OCTETS) {
      this.refused++;
      return undefined;
    }
    this.waiting++;
    const asked = new Promise<SharedAnswer>((resolve, reject) => {
      const batch = this.batches.get(name) ?? { make, requests: [] };
      this.batches.set(name, batch);
      batch.requests.push({ resolve, reject });
    });
    if (!this.isMaking) void this.makeAll();
    return asked;
  }

  private async makeAll(): Promise<void> {
    this.isMaking = true;
    for (let next = this.takeNext(); next !== undefined; next = this.takeNext()) {
      const { make, requests } = next;
      try {
        const buffers: Buffer[] = [];
        for await (const slice of make()) buffers.push(Buffer.from(slice));
        this.give(buffers, requests);
      } catch (error) {
        for (const { reject } of requests) reject(error);
      }
      this.waiting -= requests.length;
      // What the answers cause comes first, and the requests that are already there.
      await nextTurn();
    }
    this.isMaking = false;
  }

  private takeNext(): Batch | undefined {
    const [first] = this.batches;
    if (first === undefined) return undefined;
    this.batches.delete(first[0]);
    return first[1];
  }

  private give(buffers: readonly Buffer[], requests: Batch['requests']): void {
    const octets = buffers.reduce((sum, { length }) => sum + length, 0);
    this.held += octets;
    let users = requests.length;
    for (const { resolve } of requests) {
      let isReleased = false;
      resolve({
        octets,
        parts: () => inParts(buffers, this.pace),
        release: () => {
          if (isReleased) return;
          isReleased = true;
          users--;
          if (users === 0) this.held -= octets;
        },
      });
    }
  }
}

async function* inParts(buffers: readonly Buffer[], pace: Pace): AsyncGenerator<Buffer> {
  for (const buffer of buffers) {
    for (let at = 0; at < buffer.length; at += PART_OCTETS) {
      await pace.turn();
      yield buffer.subarray(at, at + PART_OCTETS);
    }
  }
}
