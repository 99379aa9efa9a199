/** Floods on one shard, turn by turn: each link gets its share, in order, and no deadline is judged before what lay there was taken. */
import { beforeEach, describe, expect, it } from 'vitest';
import { PauseTable } from '../../src/channel/pause-table.js';
import { PauseWatch } from '../../src/channel/pause-watch.js';
import type { JournalEntry } from '../../src/station/journal.js';
import type { Link } from '../../src/station/link.js';
import { COUNTER } from '../../src/station/measures/counters.js';
import { Rtu } from '../../src/station/rtu.js';
import { Station as PortGroup } from '../../src/station/station.js';
import { newRtuMemory } from '../../src/station/station-host.js';
import { Connection } from '../../src/workers/connection.js';
import type { Machine, PeerSocket } from '../../src/workers/ports.js';
import { ShardServing } from '../../src/workers/shard-serving.js';
import { concat, hex } from '../codec/support.js';
import { openStation, PARAMETERS, tableOf } from '../station/station-kit.js';

const TESTFR_ACT = hex('68 04 43 00 00 00');
const STARTDT_ACT = hex('68 04 07 00 00 00');
/** Interrogation of CA 1, N(S) 0; it is answered by five frames, which N(R) 5 acknowledges. */
const GI = hex('68 0E 00 00 00 00 64 01 06 00 01 00 00 00 00 14');
const ACK_5 = hex('68 04 01 00 0A 00');
/** Single command IOA 200, ON: select with N(S) 0, execute with N(S) 1. */
const SELECT = hex('68 0E 00 00 00 00 2D 01 06 00 01 00 C8 00 00 81');
const EXECUTE = hex('68 0E 02 00 00 00 2D 01 06 00 01 00 C8 00 00 01');
const ROWS = '1,Y,1,100,1\n1,Y,1,101,1\n1,Y,1,102,1\n1,,45,200,100\n';
const testFrames = (count: number): Uint8Array => concat(...Array.from({ length: count }, () => TESTFR_ACT));

/** Each frame that is taken takes so long, ms. */
const clock = { nowMs: 0, frameMs: 0 };
let immediates: (() => void)[];
let timers: { atMs: number; run: () => void }[];
let serving: ShardServing;
let log: JournalEntry[];
let rtu: Rtu;
/** TESTFR con that the RTU wrote, in order, as `name count`. */
let answers: string[];

const machine = {
  clock: { monotonicMs: () => clock.nowMs, wallMs: () => clock.nowMs },
  timers: {
    setTimeout: (run: () => void, ms: number) => {
      const timer = { atMs: clock.nowMs + ms, run };
      timers.push(timer);
      return timer;
    },
    clearTimeout: (timer: object | undefined) => {
      timers = timers.filter((one) => one !== timer);
    },
    setImmediate: (run: () => void) => {
      immediates.push(run);
      return run;
    },
    clearImmediate: (run: object | undefined) => {
      immediates = immediates.filter((one) => one !== run);
    },
    queueMicrotask: (run: () => void) => run(),
  },
} as unknown as Machine;

/** A turn of the event loop `ms` later: timers, then the sockets, then the immediates. */
function turn(ms: number, poll: () => void = () => {}): void {
  clock.nowMs += ms;
  const due = timers.filter(({ atMs }) => atMs <= clock.nowMs);
  timers = timers.filter(({ atMs }) => atMs > clock.nowMs);
  for (const { run } of due) run();
  poll();
  for (const run of immediates.splice(0)) run();
}

/** A master's socket. What the RTU leaves is kept, and what comes meanwhile stays in the system. */
class Peer implements PeerSocket {
  destroyed = false;
  writableEnded = false;
  writableLength = 0;
  readonly link: Link;
  readonly connection: Connection;
  private left: Uint8Array | undefined;
  private inSystem: Uint8Array = new Uint8Array(0);

  constructor(readonly name: string) {
    const link = rtu.connect(`10.0.0.1:${name}`, clock.nowMs);
    if (typeof link === 'string') throw new Error(link);
    this.link = link;
    this.connection = new Connection(link, this, clock.nowMs);
    serving.opened(this.connection);
  }

  /** Octets that the RTU has not taken. */
  get unread(): number {
    return (this.left?.length ?? 0) + this.inSystem.length;
  }

  send(...octets: Uint8Array[]): void {
    this.inSystem = concat(this.inSystem, ...octets);
  }

  /** The event loop finds the socket readable. */
  poll(): void {
    if (this.left !== undefined || this.inSystem.length === 0 || this.destroyed) return;
    const octets = this.inSystem.slice(0, 16_384);
    this.inSystem = this.inSystem.slice(octets.length);
    this.offer(octets);
  }

  takeRest(): boolean {
    const { left } = this;
    if (left !== undefined) this.offer(left);
    return this.left === undefined;
  }

  write(octets: Uint8Array): void {
    for (let at = 0; at < octets.length; at += octets[at + 1] + 2) if (octets[at + 2] === 0x83) this.count();
  }

  end(): void {}

  destroySoon(): void {
    this.destroy();
  }

  destroy(): void {
    this.destroyed = true;
  }

  resetAndDestroy(): void {
    this.destroy();
  }

  private offer(octets: Uint8Array): void {
    const taken = serving.received(this.connection, octets, octets.length);
    this.left = taken < octets.length ? octets.slice(taken) : undefined;
  }

  /** Counts a TESTFR con. */
  private count(): void {
    clock.nowMs += clock.frameMs;
    const [name, count] = (answers.at(-1) ?? ' 0').split(' ');
    if (name === this.name) answers[answers.length - 1] = `${name} ${Number(count) + 1}`;
    else answers.push(`${this.name} 1`);
  }
}

const takeAnswers = (): string[] => answers.splice(0);

beforeEach(() => {
  clock.nowMs = 1000;
  clock.frameMs = 0;
  immediates = [];
  timers = [];
  log = [];
  answers = [];
  serving = new ShardServing(machine, new PauseWatch(PauseTable.allocate(1).shard(0)));
  const { host } = openStation(ROWS);
  const ownHost = {
    ...host,
    outbox: serving.outbox,
    journal: {
      ...host.journal,
      event: (_rtu: unknown, _peer: unknown, entry: JournalEntry) => log.push(entry),
    },
    wake: (link: Link) => serving.wake(link),
    arrivedMs: (nowMs: number) => serving.arrivedMs(nowMs),
  };
  const parameters = {
    ...PARAMETERS,
    group: 'each',
    connections: 50,
    objects: 1,
    select: 'required',
  } as const;
  rtu = new Rtu(parameters, new PortGroup(1), tableOf(ROWS), newRtuMemory(), ownHost);
});

describe('a link that floods', () => {
  it('gets a share of 16 frames when it is read, and 16 shares after the others', () => {
    const flooder = new Peer('F');
    flooder.send(testFrames(1000));
    turn(0, () => flooder.poll());
    expect(takeAnswers()).toEqual(['F 272']);
    // The thread is free for the others.
    turn(0.9, () => flooder.poll());
    expect(takeAnswers()).toEqual([]);
    turn(0.1, () => flooder.poll());
    expect(takeAnswers()).toEqual(['F 256']);
    for (let i = 0; i < 4; i++) turn(1, () => flooder.poll());
    expect(rtu.counters[COUNTER.TEST_FRAMES]).toBe(1000);
    expect(flooder.unread).toBe(0);
  });

  it('gets half a millisecond where frames take long, and no more of its socket is read meanwhile', () => {
    const flooder = new Peer('F');
    clock.frameMs = 0.01;
    flooder.send(testFrames(200));
    turn(0, () => flooder.poll());
    // A share takes 0.16 ms: one when it is read, then four, the last of which passes 0.5 ms.
    expect(takeAnswers()).toEqual(['F 80']);
    flooder.send(TESTFR_ACT);
    turn(0.5, () => flooder.poll());
    expect(flooder.unread).toBe(121 * 6);
  });

  it('keeps no neighbour waiting', () => {
    const flooders = Array.from({ length: 10 }, (_, i) => new Peer(`F${i}`));
    const neighbour = new Peer('N');
    const poll = (): void => {
      for (const peer of [...flooders, neighbour]) peer.poll();
    };
    for (const flooder of flooders) flooder.send(testFrames(300));
    turn(0, poll);
    takeAnswers();
    for (let i = 0; i < 6; i++) {
      neighbour.send(TESTFR_ACT);
      turn(1, poll);
      const [first, ...others] = takeAnswers();
      expect(first).toBe('N 1');
      expect(others.length).toBeLessThanOrEqual(16);
    }
    for (let i = 0; i < 20; i++) turn(1, poll);
    expect(rtu.counters[COUNTER.TEST_FRAMES]).toBe(3006);
  });

  it('is served in turn with the others of its kind', () => {
    const flooders = Array.from({ length: 20 }, (_, i) => new Peer(`F${i}`));
    for (const flooder of flooders) flooder.send(testFrames(200));
    const order: string[] = [];
    turn(0, () => {
      for (const flooder of flooders) flooder.poll();
    });
    takeAnswers().slice(0, 20);
    for (let i = 0; i < 5; i++) {
      turn(1);
      order.push(...takeAnswers());
    }
    // Of the first turn 16 were served again: it goes on with the others, four and then the first sixteen.
    const names = Array.from({ length: 80 }, (_, i) => `F${(16 + i) % 20} 16`);
    expect(order).toEqual(names);
  });

  it('that is closed leaves nothing to be read', () => {
    const flooder = new Peer('F');
    flooder.send(testFrames(800));
    turn(0, () => flooder.poll());
    flooder.link.close('SHUTDOWN', 'test', clock.nowMs);
    for (let i = 0; i < 5; i++) turn(1);
    expect(flooder.unread).toBe(0);
    expect(immediates).toEqual([]);
  });
});

describe('a flood is told', () => {
  const floods = (): string[] =>
    log.filter(({ event }) => event === 'flood').map(({ detail }) => detail ?? '');

  /** Sends 40 frames every ms, of which the first share leaves 24: two full turns. */
  function flood(flooder: Peer, ms: number): void {
    for (let i = 0; i < ms; i++) {
      flooder.send(testFrames(40));
      turn(1, () => flooder.poll());
      serving.lookForFloods(clock.nowMs);
    }
  }

  it('after its first second, and when it is over, with the exact number of frames', () => {
    const flooder = new Peer('F');
    flood(flooder, 1500);
    expect(floods()).toHaveLength(1);
    // 16 of the first ms were taken before the count began, and 16 of the 1001st come into it.
    expect(floods()[0]).toMatch(/^40,000 TESTFR act in 1\.0 s: read in turns with the others$/);
    for (let i = 0; i < 3; i++) {
      turn(1000);
      serving.lookForFloods(clock.nowMs);
    }
    expect(floods()).toHaveLength(2);
    // All but the first 16.
    expect(floods()[1]).toMatch(/^59,984 TESTFR act in 1\.5 s: over$/);
    expect(rtu.counters[COUNTER.FLOODS]).toBe(1);
    flood(flooder, 1001);
    expect(rtu.counters[COUNTER.FLOODS]).toBe(2);
  });

  it('also where many flood, and each has few turns', () => {
    const flooders = Array.from({ length: 40 }, (_, i) => new Peer(`F${i}`));
    // A share takes 1.6 ms: one in each turn of the thread.
    clock.frameMs = 0.1;
    for (let i = 0; i < 500; i++) {
      for (const flooder of flooders) if (flooder.unread < 6000) flooder.send(testFrames(1000));
      turn(1, () => {
        for (const flooder of flooders) flooder.poll();
      });
      serving.lookForFloods(clock.nowMs);
    }
    expect(rtu.counters[COUNTER.FLOODS]).toBe(40);
  });

  it('at its end, if the link ends first', () => {
    const flooder = new Peer('F');
    flood(flooder, 300);
    expect(floods()).toEqual([]);
    serving.gone(flooder.connection);
    expect(floods()).toEqual(['11,984 TESTFR act in 0.3 s: the link has ended']);
    expect(rtu.counters[COUNTER.FLOODS]).toBe(1);
  });

  it('not for a link that keeps to its share, however often it sends', () => {
    const peer = new Peer('N');
    for (let i = 0; i < 1500; i++) {
      peer.send(TESTFR_ACT);
      turn(1, () => peer.poll());
      serving.lookForFloods(clock.nowMs);
    }
    expect([floods(), rtu.counters[COUNTER.FLOODS]]).toEqual([[], 0]);
  });

  it('not for a burst', () => {
    const flooder = new Peer('F');
    flooder.send(testFrames(1500));
    for (let i = 0; i < 10; i++) turn(1, () => flooder.poll());
    clock.nowMs += 1000;
    serving.lookForFloods(clock.nowMs);
    serving.gone(flooder.connection);
    expect(floods()).toEqual([]);
  });
});

describe('a deadline of a link with octets left', () => {
  /** A started link whose interrogation is answered by five frames, not acknowledged. */
  function interrogated(): Peer {
    const peer = new Peer('F');
    peer.send(STARTDT_ACT, GI);
    turn(0, () => peer.poll());
    turn(0);
    expect(peer.link.session.outstanding).toBe(5);
    return peer;
  }

  it('is not judged before what lay there was taken: the acknowledgement behind a flood is in time', () => {
    const peer = interrogated();
    clock.nowMs = 15_997;
    peer.send(testFrames(2000), ACK_5);
    turn(0, () => peer.poll());
    // t1 is over at 16,000; the acknowledgement lies behind 2000 frames.
    for (let i = 0; i < 10; i++) {
      turn(1, () => peer.poll());
      expect(peer.link.closeReason).toBeUndefined();
    }
    expect(peer.unread).toBe(0);
    expect(peer.link.session.outstanding).toBe(0);
  });

  it('of a selection is not judged before: the execute behind a flood is in time', () => {
    const peer = new Peer('F');
    peer.send(STARTDT_ACT, SELECT);
    turn(0, () => peer.poll());
    // The selection lasts until 11,000.
    clock.nowMs = 10_997;
    peer.send(testFrames(2000), EXECUTE);
    turn(0, () => peer.poll());
    for (let i = 0; i < 10; i++) turn(1, () => peer.poll());
    expect(peer.unread).toBe(0);
    const commands = log.filter(({ event }) => ['select', 'command', 'negative'].includes(event));
    expect(commands.map(({ event, detail }) => `${event} ${detail?.split(',')[0]}`)).toEqual([
      'command act select',
      'command act execute',
    ]);
  });

  it('is judged when the socket was found empty', () => {
    const peer = interrogated();
    clock.nowMs = 15_997;
    peer.send(testFrames(2000), ACK_5.subarray(0, 4));
    turn(0, () => peer.poll());
    for (let i = 0; i < 20 && peer.link.closeReason === undefined; i++) turn(1, () => peer.poll());
    expect(peer.unread).toBe(0);
    expect(peer.link.closeReason?.code).toBe('T1_I_FRAME');
  });
});

it('a link that its peer’s octets end is closed at once, with nothing to write', () => {
  const peer = new Peer('F');
  // Not a start octet.
  peer.send(hex('69 04 43 00 00 00'));
  peer.poll();
  expect(peer.link.closeReason?.code).toBe('BAD_START');
  expect(peer.destroyed).toBe(true);
  // The end of the poll; nothing is left to do then.
  expect(immediates).toHaveLength(1);
});

it('a peer that does not read is told so when its link is closed', () => {
  const peer = new Peer('F');
  // More than 1 MiB and the window, of which k is 12.
  peer.writableLength = 1024 * 1024 + 12 * 255 + 1;
  peer.send(TESTFR_ACT);
  turn(0, () => peer.poll());
  expect(peer.link.closeReason).toEqual({ code: 'UNREAD', detail: 'the peer does not read' });
  expect(peer.destroyed).toBe(true);
});
