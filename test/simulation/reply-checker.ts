/** Checks answers and status changes on one connection: they come in the order of their causes (`docs/protocol.md` §5). */
import type { WireAsdu } from './wire.js';

/** An answer or status change that the RTU must send. */
export interface ExpectedReply {
  kind: 'answer' | 'status';
  type: number;
  ioa: number;
  /** Of an answer: 5, 7, 9, 10 or 44…47; of a status change: 11 if this connection commanded, else 3. */
  cot: number;
  isNegative: boolean;
  /** For a confirmation of an interrogation: called when it is written; returns whether it must be negative. */
  settle?: () => boolean;
  /** `elements`: first octets of its elements. `tag`: first octets of its time tag, if it has one. Hex. */
  elements: string;
  tag: string;
  /** Time of its cause, ms. */
  atMs: number;
}

export class ReplyChecker {
  private expected: ExpectedReply[] = [];

  /** The next expected one. */
  get next(): ExpectedReply | undefined {
    return this.expected[0];
  }

  /** The status changes that wait, for another connection. */
  get statuses(): ExpectedReply[] {
    return this.expected.filter(({ kind }) => kind === 'status').map((one) => ({ ...one, cot: 3 }));
  }

  /** Expects a reply before all others. */
  expectFirst(reply: ExpectedReply): void {
    this.expected.unshift(reply);
  }

  /** Expects a reply after all others. */
  expect(reply: ExpectedReply): void {
    this.expected.push(reply);
  }

  /** The RTU has written an answer or status change. Returns the fault, or ''. */
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

  /** Takes over the status changes of another connection; its answers are not sent again. */
  takeOver(other: ReplyChecker): void {
    const moved = other.expected.filter(({ kind }) => kind === 'status');
    other.expected = other.expected.filter(({ kind }) => kind !== 'status');
    this.expected.unshift(...moved.map((one) => ({ ...one, cot: 3 })));
  }

  /** Data transfer stopped: nothing more is expected. Returns the number of expected signals, and every pending `settle`. */
  clear(): { signals: number; settles: (() => boolean)[] } {
    const { expected } = this;
    this.expected = [];
    return {
      signals: expected.filter(({ kind, cot }) => kind === 'status' || cot === 5).length,
      settles: expected.flatMap(({ settle }) => settle ?? []),
    };
  }
}
