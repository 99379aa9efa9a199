/** What a shard tells the coordinator (`docs/architecture.md`, threads). */
import { expect, it } from 'vitest';
import type { JournalEvent } from '../../src/station/journal.js';
import type { Peer, RtuPort } from '../../src/station/ports.js';
import { openShard } from './sim-shard.js';

const rtu = { wallMs: (nowMs: number) => nowMs } as RtuPort;
const peer: Peer = { rtu, peer: '10.0.0.1:50000' };

/** Every event of the log: those that the coordinator follows, and those that are the log's alone. */
const EVENTS: Readonly<Record<JournalEvent, boolean>> = {
  connect: true,
  refuse: true,
  startdt: true,
  stopdt: true,
  flood: true,
  disconnect: true,
  warning: true,
  listen: false,
  takeover: false,
  reset: false,
  testfr: false,
  unexpected: false,
  initialized: false,
  interrogation: false,
  clock: false,
  read: false,
  test: false,
  command: false,
  select: false,
  status: false,
  negative: false,
  received: false,
  send: false,
  filter: false,
  held: false,
  switchover: false,
  fault: false,
};

it.each(Object.entries(EVENTS))('%s: %s', (event, isTold) => {
  const { shard, posted } = openShard();
  shard.journal.event(rtu, peer, { event: event as JournalEvent, detail: 'why' });
  expect(posted.map((one) => ('what' in one ? one.what : one.kind))).toEqual(isTold ? [event] : []);
});

it('an event of a link has the wall time, the peer and the reason', () => {
  const { shard, world, posted } = openShard({ wallOffsetMs: 1_800_000_000_000 });
  world.nowMs = 10_000.5;
  shard.journal.event(rtu, peer, { event: 'disconnect', detail: 'why' });
  shard.wallOffsetMs += 1000;
  shard.journal.event(rtu, undefined, { event: 'refuse' });
  // No RTU of this shard.
  const slot = -1;
  expect(posted).toEqual([
    { kind: 'link', wallMs: 1_800_000_010_000.5, slot, what: 'disconnect', peer: peer.peer, detail: 'why' },
    { kind: 'link', wallMs: 1_800_000_011_000.5, slot, what: 'refuse', peer: '', detail: '' },
  ]);
});
