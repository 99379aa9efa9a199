/** Answers and status changes on one connection: in the order in which they were caused (`docs/protocol.md` §5). */
import type { WireAsdu } from './wire.js';

/** One that is to come. */
export interface ExpectedReply {
  kind: 'answer' | 'status';
  type: number;
  ioa: number;
  /** Of an answer: 5, 7, 9, 10 or 44…47; of a status change: 11 where this connection commanded, else 3. */
  cot: number;
  isNegative: boolean;
  /** Of an interrogation: called when it is written, and tells whether it is negative. */
  settle?: () => boolean;
  /** The first octets of its elements, and of its time tag if it has one, hex. */
  elements: string;
  tag: string;
  /** When it was caused, ms. */
  atMs: number;
}

export class ReplyChecker {
  private expected: ExpectedReply[] = [];

  /** The one that is to come next. */
  get next(): ExpectedReply | undefined {
    return this.expected[0];
  }

  /** One is to come before all others. */
  expectFirst(reply: ExpectedReply): void {
    this.expected.unshift(reply);
  }

  /** One is to come, after all others. */
  expect(reply: ExpectedReply): void {
    this.expected.push(reply);
  }

  /** The RTU has written one. Returns what is wrong. */
  written({ type, cot, negative, objects }: WireAsdu): string {
    const [{ ioa, elements, tag }] = objects;
    const next = this.expected.shift();
    const what = `type ${type}, COT ${cot}${negative ? ' negative' : ''}, IOA ${ioa}, ${elements} ${tag}`;
    if (next === undefined) return `${what}, and nothing is to be answered`;
    if (next.settle !== undefined) next.isNegative = next.settle();
    const same =
      next.type === type &&
      next.ioa === ioa &&
      next.cot === cot &&
      next.isNegative === negative &&
      elements.startsWith(next.elements) &&
      (tag === '' || tag.startsWith(next.tag));
    return same ? '' : `${what}, expected ${JSON.stringify(next)}`;
  }

  /** Takes over the status changes of another connection; its answers are for nobody else. */
  takeOver(other: ReplyChecker): void {
    const moved = other.expected.filter(({ kind }) => kind === 'status');
    other.expected = other.expected.filter(({ kind }) => kind !== 'status');
    this.expected.unshift(...moved.map((one) => ({ ...one, cot: 3 })));
  }

  /** Data transfer stopped: what did not come yet never will. Returns how many signals that were, and what interrogations wait for. */
  clear(): { signals: number; settles: (() => boolean)[] } {
    const { expected } = this;
    this.expected = [];
    return {
      signals: expected.filter(({ kind, cot }) => kind === 'status' || cot === 5).length,
      settles: expected.flatMap(({ settle }) => settle ?? []),
    };
  }
}
