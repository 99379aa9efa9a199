/** Connection faults on purpose, on real sockets and threads (`docs/behaviour.md` §13). */
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import type { FaultRequest, FaultStatus } from '../../src/coordinator/api.js';
import { soon } from '../support/patience.js';
import {
  expectAlive,
  nextAsdus,
  type RawPeer,
  sFrame,
  startTransfer,
  TESTFR_ACT,
  TESTFR_CON,
} from '../support/raw-peer.js';
import { TestEngine } from '../support/test-engine.js';
import { pointRows } from '../support/workspace.js';

const LONG_MS = 3_600_000;

interface Site {
  test: TestEngine;
  /** Masters of both RTUs, started. */
  peers: readonly [RawPeer, RawPeer];
  fault(request: Partial<FaultRequest>): FaultStatus;
}

/** Two RTUs on one shard. */
async function open(globals: readonly string[] = ['eoi,never']): Promise<Site> {
  const databases = { 'd.csv': pointRows(1, 3) };
  const rtus = [{ ca: 1 }, { ca: 2 }];
  const test = await TestEngine.start({ rtus, databases, globals: ['objects,1', ...globals], shards: 1 });
  const peers = [await test.master(0), await test.master(1)] as const;
  const fault = (request: Partial<FaultRequest>): FaultStatus =>
    test.engine.faults.start({
      word: 'reset',
      durationMs: 0,
      value: 0,
      share: 100,
      seed: 1,
      slots: [0],
      who: 'a test',
      ...request,
    });
  return { test, peers, fault };
}

/** Several turns of the shard, by the other RTU. */
async function turns(peer: RawPeer): Promise<void> {
  for (let i = 0; i < 20; i++) await expectAlive(peer);
}

it('reset and close end the connections of the RTUs that are named, and nothing else', async () => {
  const { test, peers, fault } = await open();
  const reset = fault({ word: 'reset' });
  await peers[0].expectClosed();
  await expectAlive(peers[1]);
  await soon(() => expect(reset.state).toBe('over'));
  const again = await test.master(0);
  again.send('68 0E 00 00 00 00 64 01 06 00 01 00 00 00 00 14');
  const [hit] = reset.hits;
  await soon(() => {
    expect(hit.ending).toContain('FAULT');
    expect(hit.at.applied).not.toBeNaN();
    expect(hit.at.started).toBeGreaterThanOrEqual(hit.at.connected);
  });
  const close = fault({ word: 'close', slots: [1] });
  await peers[1].expectClosed();
  await soon(() => expect(close.state).toBe('over'));
  expect(test.linkEvents().filter((event) => event.includes('FAULT'))).toHaveLength(2);
});

it('silent: nothing is read and nothing written until its end, and then everything', async () => {
  const { test, peers, fault } = await open();
  const silent = fault({ word: 'silent', durationMs: LONG_MS });
  await soon(() => expect(silent.hits[0].at.applied).not.toBeNaN());
  peers[0].send(TESTFR_ACT);
  await turns(peers[1]);
  expect(peers[0].waiting).toEqual([]);
  const received = test.engine.stats.get(0, 'OCTETS_RECEIVED');
  expect(test.engine.faults.end(silent.id)).toBe(true);
  await peers[0].expect(TESTFR_CON);
  expect(test.engine.stats.get(0, 'OCTETS_RECEIVED')).toBe(received + 6);
  await soon(() => expect(silent.state).toBe('over'));
  await expectAlive(peers[0]);
  expect(test.engine.stats.get(0, 'FAULTS')).toBe(0);
});

it('mute: it reads, and writes at its end what it wanted to write', async () => {
  const { test, peers, fault } = await open();
  const mute = fault({ word: 'mute', durationMs: LONG_MS });
  await soon(() => expect(mute.hits[0].at.applied).not.toBeNaN());
  const { id } = test.engine.send(1, 0);
  await soon(() => expect(test.engine.stats.get(0, 'SIGNALS_SENT')).toBe(3));
  peers[0].send(TESTFR_ACT);
  await soon(() => expect(test.engine.stats.get(0, 'OCTETS_RECEIVED')).toBe(12));
  expect(await nextAsdus(peers[1], 3)).toHaveLength(3);
  await turns(peers[1]);
  expect(peers[0].waiting).toEqual([]);
  test.engine.faults.end(mute.id);
  expect((await nextAsdus(peers[0], 3)).every((asdu) => asdu.startsWith('1E'))).toBe(true);
  await peers[0].expect(TESTFR_CON);
  peers[0].send(sFrame(3));
  peers[1].send(sFrame(3));
  const { totals } = await test.engine.settled(id);
  expect(totals).toMatchObject({ offered: 6, acknowledged: 6 });
  await soon(() => expect(mute.hits[0].at.data).not.toBeNaN());
});

it('deaf: it goes on writing, and hears at its end what came meanwhile', async () => {
  const { test, peers, fault } = await open();
  const deaf = fault({ word: 'deaf', durationMs: LONG_MS });
  await soon(() => expect(deaf.hits[0].at.applied).not.toBeNaN());
  const { id } = test.engine.send(1, 0);
  await nextAsdus(peers[0], 3);
  await nextAsdus(peers[1], 3);
  peers[0].send(sFrame(3));
  peers[1].send(sFrame(3));
  await turns(peers[1]);
  expect(test.engine.stats.get(0, 'SIGNALS_ACKNOWLEDGED')).toBe(0);
  test.engine.faults.end(deaf.id);
  expect((await test.engine.settled(id)).totals).toMatchObject({ acknowledged: 6 });
});

it('a peer that leaves a silent RTU is seen at once', async () => {
  const { peers, fault } = await open();
  const silent = fault({ word: 'silent', durationMs: LONG_MS });
  await soon(() => expect(silent.hits[0].at.applied).not.toBeNaN());
  peers[0].close();
  await soon(() => expect(silent.hits[0].ending).toContain('PEER_CLOSED'));
  expect(silent.state).toBe('running');
});

it('half-close: the master hears the end, and what it still sends is read', async () => {
  const { test, peers, fault } = await open();
  const half = fault({ word: 'half-close', durationMs: LONG_MS });
  await peers[0].expectClosed();
  await soon(() => expect(half.hits[0].at.applied).not.toBeNaN());
  test.engine.faults.end(half.id);
  await soon(() => expect(half.state).toBe('over'));
});

it('refuse shuts the port and leaves the connection; boot takes both, and ends with end of initialization', async () => {
  const { test, peers, fault } = await open(['eoi,start']);
  // The first started connection got its end of initialization.
  await nextAsdus(peers[0], 1);
  const port = test.port(0);
  const isRefused = (): Promise<boolean> =>
    new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy();
        resolve(false);
      });
      socket.on('error', () => resolve(true));
    });
  const refuse = fault({ word: 'refuse', durationMs: LONG_MS });
  await soon(async () => expect(await isRefused()).toBe(true));
  await expectAlive(peers[0]);
  expect(test.engine.stats.get(0, 'LISTENING')).toBe(0);
  const boot = fault({ word: 'boot', durationMs: LONG_MS });
  await peers[0].expectClosed();
  test.engine.faults.end(refuse.id);
  await soon(() => expect(refuse.state).toBe('over'));
  // The other fault keeps it shut.
  expect(await isRefused()).toBe(true);
  test.engine.faults.end(boot.id);
  await soon(() => expect(boot.state).toBe('over'));
  await soon(() => expect(test.engine.stats.get(0, 'LISTENING')).toBe(1));
  const again = await test.raw(0);
  await startTransfer(again);
  // M_EI_NA_1, cause 4, COI 0: power on.
  expect(await nextAsdus(again, 1)).toEqual(['46 01 04 00 01 00 00 00 00 00']);
  expect(boot.hits[0]).toMatchObject({ slot: 0 });
});

it('delay, trickle and split let everything through, in order', async () => {
  const { peers, fault } = await open();
  fault({ word: 'delay', value: 30, durationMs: LONG_MS });
  fault({ word: 'trickle', value: 1000, durationMs: LONG_MS });
  const split = fault({ word: 'split', value: 1, durationMs: LONG_MS });
  await soon(() => expect(split.hits[0].at.applied).not.toBeNaN());
  for (let i = 0; i < 3; i++) await expectAlive(peers[0]);
  // General interrogation: actcon, three points, actterm.
  peers[0].sendI(0, 0, '64 01 06 00 01 00 00 00 00 14');
  const shown = (await nextAsdus(peers[0], 5)).map((asdu) => asdu.slice(0, 8));
  expect(shown).toEqual(['64 01 07', '01 01 14', '01 01 14', '01 01 14', '64 01 0A']);
});

it('a fault acts on connections that begin while it is on', async () => {
  const { test, peers, fault } = await open();
  const mute = fault({ word: 'mute', durationMs: LONG_MS });
  await soon(() => expect(mute.hits[0].at.applied).not.toBeNaN());
  peers[0].close();
  const second = await test.raw(0);
  second.send('68 04 07 00 00 00');
  await soon(() => expect(test.engine.stats.get(0, 'STARTED')).toBe(1));
  await turns(peers[1]);
  expect(second.waiting).toEqual([]);
  test.engine.faults.end(0);
  await second.expect('68 04 0B 00 00 00');
});

it('a fault ends with its RTU: a restarted one has none', async () => {
  const { test, fault } = await open();
  const refuse = fault({ word: 'refuse', durationMs: LONG_MS });
  await soon(() => expect(refuse.hits[0].at.applied).not.toBeNaN());
  await test.engine.restartRtu(0, {});
  await soon(() => expect(refuse.state).toBe('over'));
  expect(test.engine.stats.get(0, 'FAULTS')).toBe(0);
  await test.master(0);
});

it('a fault of a frame happens once, and what it spoils is in the books of the send', async () => {
  const { test, peers, fault } = await open();
  const gap = fault({ word: 'unknown-type', value: 200 });
  const { id } = test.engine.send(1, 0);
  // Type C8h, then M_SP_TB_1 as it is.
  expect((await nextAsdus(peers[0], 3)).map((asdu) => asdu.slice(0, 5))).toEqual(['C8 01', '1E 01', '1E 01']);
  expect((await nextAsdus(peers[1], 3)).every((asdu) => asdu.startsWith('1E 01'))).toBe(true);
  peers[0].send(sFrame(3));
  peers[1].send(sFrame(3));
  const { totals } = await test.engine.settled(id);
  expect(totals).toMatchObject({ offered: 6, acknowledged: 5, spoiled: 1, unsentLink: 0 });
  await soon(() => expect(gap.state).toBe('over'));
  expect(gap.hits[0].at.applied).not.toBeNaN();
});

it('quality goes out for every point at once, and good quality at the end', async () => {
  const { test, peers, fault } = await open();
  const quality = fault({ word: 'quality', value: 0xc0, durationMs: LONG_MS });
  const flags = async (): Promise<string[]> =>
    (await nextAsdus(peers[0], 3)).map((asdu) => `${asdu.slice(0, 8)} ${asdu.slice(27, 29)}`);
  // M_SP_TB_1, cause 3; IV and NT beside 0, 1, 0.
  expect(await flags()).toEqual(['1E 01 03 C0', '1E 01 03 C1', '1E 01 03 C0']);
  test.engine.faults.end(quality.id);
  expect(await flags()).toEqual(['1E 01 03 00', '1E 01 03 01', '1E 01 03 00']);
  peers[0].send(sFrame(6));
  await soon(() => expect(test.engine.stats.get(0, 'SIGNALS_ACKNOWLEDGED')).toBe(6));
});

it('chatter changes points again and again, and puts them back', async () => {
  const { test, peers, fault } = await open(['eoi,never', 'w,1']);
  const chatter = fault({ word: 'chatter', value: 100, durationMs: LONG_MS, share: 0.0001 });
  const states: string[] = [];
  for (let n = 1; n <= 4; n++) {
    const [asdu] = await nextAsdus(peers[0], 1);
    states.push(asdu.slice(27, 29));
    peers[0].send(sFrame(n));
  }
  // The first point is OFF.
  expect(states).toEqual(['01', '00', '01', '00']);
  test.engine.faults.end(chatter.id);
  await soon(() => expect(chatter.state).toBe('over'));
});

/** One more connection to RTU 0, on which a master holds STARTDT back. */
async function standby({ test }: Site): Promise<RawPeer> {
  const peer = await test.raw(0);
  peer.send(TESTFR_ACT);
  await peer.expect(TESTFR_CON);
  return peer;
}

it('a standby that is started when the active connection ended brings data again', async () => {
  const site = await open();
  const other = await standby(site);
  const gap = site.fault({ word: 'ns-gap' });
  site.test.engine.send(1, 0);
  await nextAsdus(site.peers[0], 3);
  site.peers[0].close();
  await soon(() => expect(gap.hits[0].at.closed).not.toBeNaN());
  await startTransfer(other);
  site.test.engine.send(1, 0);
  await nextAsdus(other, 3);
  other.send(sFrame(3));
  await soon(() => expect(gap.hits[0].at.data).not.toBeNaN());
  const { closed, started, data, connected } = gap.hits[0].at;
  expect(started).toBeGreaterThanOrEqual(closed);
  expect(data).toBeGreaterThanOrEqual(started);
  // It was open before.
  expect(connected).toBeNaN();
});

it('a standby that takes over, so that the RTU ends the other connection, brings data again', async () => {
  const site = await open();
  const other = await standby(site);
  const gap = site.fault({ word: 'ns-gap' });
  site.test.engine.send(1, 0);
  await nextAsdus(site.peers[0], 3);
  await soon(() => expect(gap.hits[0].at.applied).not.toBeNaN());
  await startTransfer(other);
  await site.peers[0].expectClosed();
  site.test.engine.send(1, 0);
  await nextAsdus(other, 3);
  other.send(sFrame(3));
  await soon(() => expect(gap.hits[0].at.data).not.toBeNaN());
  const { closed, started, data } = gap.hits[0].at;
  expect(started).toBeGreaterThanOrEqual(closed);
  expect(data).toBeGreaterThanOrEqual(started);
});
