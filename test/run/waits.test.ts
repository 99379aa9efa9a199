import { describe, expect, it } from 'vitest';
import { RingFullError } from '../../src/channel/broadcast-ring.js';
import { untilAborted, whenRoom } from '../../src/run/waits.js';

const NEVER = new AbortController().signal;

/** An order that the shards have no room for the first `refusals` times. */
function orderAfter(refusals: number): { order: () => string; given: () => number } {
  let given = 0;
  return {
    order: () => {
      if (++given <= refusals) throw new RingFullError('shard 0 has 256 broadcasts unread');
      return `order ${given}`;
    },
    given: () => given,
  };
}

describe('whenRoom', () => {
  it('gives an order once where there is room', async () => {
    const { order, given } = orderAfter(0);
    expect(await whenRoom(order, NEVER)).toBe('order 1');
    expect(given()).toBe(1);
  });

  it('repeats it until there is room', async () => {
    const { order, given } = orderAfter(3);
    expect(await whenRoom(order, NEVER)).toBe('order 4');
    expect(given()).toBe(4);
  });

  it('passes every other error on', async () => {
    const order = (): never => {
      throw new RangeError('0 is no RTU number');
    };
    await expect(whenRoom(order, NEVER)).rejects.toThrow(RangeError);
  });

  it('gives up when it is ended', async () => {
    const ended = new AbortController();
    const order = (): never => {
      ended.abort();
      throw new RingFullError('shard 0 has 256 broadcasts unread');
    };
    expect(await whenRoom(order, ended.signal)).toBeUndefined();
  });

  it('gives no order after its end', async () => {
    const { order, given } = orderAfter(0);
    expect(await whenRoom(order, AbortSignal.abort())).toBeUndefined();
    expect(given()).toBe(0);
  });
});

describe('untilAborted', () => {
  it('resolves when the signal aborts, and at once if it has', async () => {
    const ended = new AbortController();
    const waited = untilAborted(ended.signal);
    ended.abort();
    await waited;
    await untilAborted(ended.signal);
  });
});
