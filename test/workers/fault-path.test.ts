/** The way of octets under connection faults: what goes out when, and what is taken when. No clock but the test's. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { FaultOrder } from '../../src/faults/fault-order.js';
import { FaultPath, type PathMode, PLAIN_PATH } from '../../src/workers/faults/fault-path.js';
import { pathModeOf } from '../../src/workers/faults/path-mode.js';
import type { PeerSocket } from '../../src/workers/ports.js';

/** `written: …`, `delivered: …` and the like, in order. */
let seen: string[];
/** How many octets the link takes of what is delivered. */
let takes: number;
let path: FaultPath;

const socket: PeerSocket = {
  destroyed: false,
  writableEnded: false,
  writableLength: 0,
  write: (octets) => seen.push(`written ${[...octets].join(' ')}`),
  takeRest: () => {
    seen.push('rest taken');
    return true;
  },
  end: () => seen.push('FIN'),
  destroySoon: () => seen.push('destroySoon'),
  destroy: () => seen.push('destroy'),
  resetAndDestroy: () => seen.push('RST'),
};

beforeEach(() => {
  seen = [];
  takes = Number.POSITIVE_INFINITY;
  path = new FaultPath(socket, {
    deliver: (octets, length) => {
      const taken = Math.min(length, takes);
      seen.push(`delivered ${[...octets.subarray(0, taken)].join(' ')}`);
      return taken;
    },
    resume: (stoodMs) => seen.push(`stood ${stoodMs}`),
    takeOn: () => seen.push('take on'),
  });
});

const mode = (more: Partial<PathMode>): PathMode => ({ ...PLAIN_PATH, ...more });
const octets = (...of: number[]): Uint8Array => Uint8Array.from(of);
const write = (nowMs: number, ...of: number[]): void => path.write(octets(...of), of.length, nowMs);
const receive = (nowMs: number, ...of: number[]): number => path.receive(octets(...of), of.length, nowMs);

describe('a delay', () => {
  it('holds both directions back by its time, in their order', () => {
    path.change(mode({ delayMs: 30 }), 0);
    write(0, 1, 2);
    write(10, 3);
    expect(receive(20, 7)).toBe(1);
    expect([seen, path.nextDeadline(), path.pendingOctets]).toEqual([[], 30, 3]);
    path.tick(30);
    path.tick(49);
    path.tick(50);
    expect(seen).toEqual(['written 1 2', 'written 3', 'delivered 7']);
    expect(path.nextDeadline()).toBe(Number.POSITIVE_INFINITY);
  });

  it('that ends lets nothing overtake what still waits', () => {
    path.change(mode({ delayMs: 30 }), 0);
    write(0, 1);
    receive(0, 7);
    path.change(PLAIN_PATH, 10);
    write(10, 2);
    expect(receive(10, 8)).toBe(1);
    expect(seen).toEqual([]);
    expect(path.isSpent).toBe(false);
    path.tick(30);
    expect(seen).toEqual(['written 1', 'written 2', 'delivered 7', 'delivered 8']);
    expect(path.isSpent).toBe(true);
  });

  it('is over for what came before the peer ended the connection', () => {
    path.change(mode({ delayMs: 30 }), 0);
    receive(0, 7);
    path.ended();
    expect(seen).toEqual(['delivered 7']);
  });
});

describe('a slow line', () => {
  it('sends as many octets as its rate lets, at least 20 ms together', () => {
    path.change(mode({ octetsPerSecond: 100 }), 0);
    write(0, 1, 2, 3, 4, 5);
    const at: [number, string][] = [];
    for (let ms = 0; ms <= 60; ms = path.nextDeadline()) {
      seen = [];
      path.tick(ms);
      at.push([ms, seen.join('; ')]);
    }
    // 100 octets/s are 2 in 20 ms.
    expect(at).toEqual([
      [0, ''],
      [20, 'written 1 2'],
      [40, 'written 3 4'],
      [60, 'written 5'],
    ]);
  });

  it('of one octet a second sends one a second', () => {
    path.change(mode({ octetsPerSecond: 1 }), 0);
    write(0, 1, 2);
    expect(path.nextDeadline()).toBe(1000);
    path.tick(1000);
    path.tick(1999);
    expect(seen).toEqual(['written 1']);
  });
});

it('small segments are writes of their own', () => {
  path.change(mode({ segmentOctets: 2 }), 0);
  write(0, 1, 2, 3);
  expect(seen).toEqual(['written 1 2', 'written 3']);
});

it('small segments go out at 2000 a second at most, whatever their size, and no faster than a slow line', () => {
  const order = (word: 'split' | 'trickle', value: number) => ({ word, value }) as FaultOrder;
  expect(pathModeOf([order('split', 1)])).toMatchObject({ segmentOctets: 1, octetsPerSecond: 2000 });
  expect(pathModeOf([order('split', 5)])).toMatchObject({ segmentOctets: 5, octetsPerSecond: 10_000 });
  expect(pathModeOf([order('split', 5), order('trickle', 300)]).octetsPerSecond).toBe(300);
  path.change(pathModeOf([order('split', 1)]), 0);
  write(0, ...Array.from({ length: 60 }, () => 7));
  path.tick(path.nextDeadline());
  // 20 ms later: forty segments.
  expect(seen).toHaveLength(40);
});

describe('an RTU that hangs', () => {
  it('keeps what it writes, takes nothing, and its timers go on where they stood', () => {
    path.change(mode({ isDeaf: true, isMute: true }), 100);
    write(150, 1);
    expect(receive(160, 7)).toBe(1);
    expect([seen, path.isFrozen, path.nextDeadline()]).toEqual([[], true, Number.POSITIVE_INFINITY]);
    path.change(PLAIN_PATH, 400);
    expect(seen).toEqual(['stood 300', 'written 1', 'delivered 7']);
    expect(path.isFrozen).toBe(false);
  });

  it('leaves in the socket what is more than 64 KiB, and takes it in turn later', () => {
    path.change(mode({ isDeaf: true }), 0);
    expect(path.receive(new Uint8Array(65_000), 65_000, 0)).toBe(65_000);
    expect(path.receive(new Uint8Array(1000), 1000, 0)).toBe(536);
    expect(path.takeRest(0)).toBe(true);
    expect(seen).toEqual([]);
    path.change(PLAIN_PATH, 0);
    expect(seen.at(-1)).toBe('take on');
    expect(path.takeRest(0)).toBe(true);
    expect(seen.at(-1)).toBe('rest taken');
  });

  it('takes no more than its link does, and the rest in turn', () => {
    path.change(mode({ isDeaf: true }), 0);
    receive(0, 7, 8, 9);
    takes = 2;
    path.change(PLAIN_PATH, 0);
    expect(path.takeRest(0)).toBe(true);
    expect(seen).toEqual(['stood 0', 'delivered 7 8', 'delivered 9', 'rest taken']);
  });
});

it('half-close: FIN goes out, and what is written later is gone', () => {
  path.change(mode({ isMute: true }), 0);
  write(0, 1);
  path.change(mode({ isHalfClosed: true }), 0);
  write(0, 2);
  expect(receive(0, 7)).toBe(1);
  expect(seen).toEqual(['FIN', 'delivered 7']);
  expect(path.pendingOctets).toBe(0);
});
