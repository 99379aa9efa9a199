/** The engine's RTUs on real sockets: interrogation of all, admitted masters, listening addresses, half frames. */

import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { describe, expect, it } from 'vitest';
import { HANG_MS } from '../support/patience.js';
import { RawPeer } from '../support/raw-peer.js';
import { loadSetting, startBare, TestEngine } from '../support/test-engine.js';
import { pointRows, type RtuRow, Workspace } from '../support/workspace.js';
import { freePorts } from './free-ports.js';

const STARTDT_ACT = '68 04 07 00 00 00';
const STARTDT_CON = '68 04 0B 00 00 00';
const TESTFR_ACT = '68 04 43 00 00 00';
const TESTFR_CON = '68 04 83 00 00 00';

const hasIpv6 = Object.values(networkInterfaces()).some((entries) =>
  entries?.some(({ address }) => address === '::1'),
);

const databases = { 'd.csv': pointRows(1, 100) };

function rtus(count: number, more: (i: number) => RtuRow = () => ({})): RtuRow[] {
  return Array.from({ length: count }, (_, i) => ({ name: `R${i}`, ca: i + 1, ...more(i) }));
}

/** Connects from another address of this machine. */
function connectFrom(localAddress: string, port: number): Promise<RawPeer> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, localAddress });
    socket.once('connect', () => resolve(RawPeer.over(socket)));
    socket.once('error', reject);
  });
}

async function startdt(peer: RawPeer): Promise<void> {
  peer.send(STARTDT_ACT);
  await peer.expect(STARTDT_CON);
}

async function testfr(peer: RawPeer): Promise<void> {
  peer.send(TESTFR_ACT);
  await peer.expect(TESTFR_CON);
}

describe('an engine', () => {
  it('serves interrogations of all its RTUs at the same time', async () => {
    const test = await TestEngine.start({ rtus: rtus(12), databases, shards: 2 });
    const links = await Promise.all(test.engine.rtus.map(({ slot }) => test.started(slot)));
    await test.engine.awaitMasters(12);
    const reports = await Promise.all(links.map((link) => link.interrogate()));
    expect(reports.map(({ outcome, dataObjects }) => [outcome, dataObjects])).toEqual(
      links.map(() => ['done', 100]),
    );
    expect(links.map((link) => link.violations.count)).toEqual(links.map(() => 0));
    expect(test.engine.stats.total('INTERROGATIONS')).toBe(12);
    const slots = test.engine.rtus.map(({ slot }) => test.engine.stats.get(slot, 'INTERROGATIONS'));
    expect(slots).toEqual(links.map(() => 1));
  });

  it('leaves nothing running when a port is in use', async () => {
    const workspace = new Workspace();
    const [free, taken] = await freePorts(2);
    const first = await TestEngine.start({ rtus: [{ port: taken }], databases });
    expect(first.port(0)).toBe(taken);
    const options = loadSetting({ rtus: [{ port: free }, { port: taken }], databases, shards: 2 }, workspace);
    await expect(startBare(options)).rejects.toMatchObject({
      code: 'PORTS',
      lines: [`RTU 2 R2: port ${taken} is in use by another program`],
    });
    await expect(RawPeer.connect(free)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await (await first.raw(0)).expectClosed(1).catch(() => {});
  });

  it('can listen again on the same ports after it was closed', async () => {
    const [port] = await freePorts(1);
    for (let turn = 0; turn < 2; turn++) {
      const test = await TestEngine.start({ rtus: [{ port }], databases });
      const link = await test.started(0);
      await test.engine.close();
      expect(await link.closed(HANG_MS)).toBe('closed by the RTU');
    }
  });
});

describe('a connection', () => {
  it('is refused from an address that `hosts` does not list', async () => {
    const test = await TestEngine.start({
      rtus: rtus(2, (i) => (i === 0 ? { hosts: '10.1.1.0/24;127.0.0.2' } : {})),
      databases,
    });
    const peer = await test.raw(0);
    await peer.expectClosed();
    const { detail } = await test.event('link', ({ what }) => what === 'refuse');
    expect(detail).toMatch(/^127\.0\.0\.1:\d+: address not among the accepted hosts$/);
    await testfr(await connectFrom('127.0.0.2', test.port(0)));
    await testfr(await test.raw(1));
    expect([0, 1].map((slot) => test.engine.stats.get(slot, 'REFUSED'))).toEqual([1, 0]);
  });

  it('is refused at the limit of connections, until one is closed', async () => {
    const options = ['connections=2', 'group=each'];
    const test = await TestEngine.start({ rtus: rtus(1, () => ({ options })), databases });
    const peers = [await test.raw(0), await test.raw(0)];
    for (const peer of peers) await startdt(peer);
    const third = await test.raw(0);
    await third.expectClosed();
    const { detail } = await test.event('link', ({ what }) => what === 'refuse');
    expect(detail).toMatch(/^127\.0\.0\.1:\d+: 2 connections are open already$/);
    expect(test.engine.stats.get(0, 'CONNECTIONS')).toBe(2);
    peers[0].close();
    await test.event('link', ({ what }) => what === 'disconnect');
    const fourth = await test.raw(0);
    await startdt(fourth);
    expect(test.engine.stats.get(0, 'STARTED')).toBe(2);
  });

  it('takes over from the started connection of its group', async () => {
    const test = await TestEngine.start({ rtus: rtus(1, () => ({ options: ['eoi=never'] })), databases });
    const [first, second] = [await test.raw(0), await test.raw(0)];
    await startdt(first);
    await testfr(second);
    await startdt(second);
    await first.expectClosed();
    await testfr(second);
    expect(test.linkEvents().map((line) => line.replace(/:\d+ /, ':P '))).toEqual([
      'R0 connect: ',
      'R0 connect: ',
      'R0 startdt: ',
      'R0 disconnect: REPLACED: 127.0.0.1:P started data transfer',
      'R0 startdt: ',
    ]);
  });

  it('may send its frames octet by octet', async () => {
    const test = await TestEngine.start({ rtus: rtus(1), databases });
    const peer = await test.raw(0);
    for (const octet of STARTDT_ACT.split(' ')) {
      peer.send(octet);
      await new Promise(setImmediate);
    }
    await peer.expect(STARTDT_CON);
  });

  it('that sends half a frame and then nothing is closed as idle, and delays no other', async () => {
    const test = await TestEngine.start({ rtus: rtus(2, () => ({ idle: 0.3 })), databases });
    const silent = await test.raw(0);
    const talking = await test.raw(1);
    silent.send('68 0E 00 00 00');
    let closed = false;
    const end = silent.expectClosed().then(() => {
      closed = true;
    });
    for (let turns = 0; !closed && turns < 100_000; turns++) await testfr(talking);
    await end;
    const { rtu, detail } = await test.event('link', ({ what }) => what === 'disconnect');
    expect([rtu.name, detail]).toEqual(['R0', 'IDLE: nothing sent or received for 0.3 s']);
    await testfr(talking);
  });
});

describe('RTUs with addresses of their own', () => {
  it('can listen on the same port', async () => {
    const [port] = await freePorts(1);
    const rows = rtus(4, (i) => ({ port, options: [`bind=127.0.0.${i + 2}`] }));
    const test = await TestEngine.start({ rtus: rows, databases, shards: 2 });
    for (const slot of [0, 1, 2, 3]) {
      const report = await (await test.started(slot)).interrogate();
      expect([report.outcome, report.dataObjects]).toEqual(['done', 100]);
    }
    await expect(RawPeer.connect(port, '127.0.0.1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it.skipIf(!hasIpv6)('listen on IPv6', async () => {
    const rows = rtus(2, (i) => ({ options: ['bind=::1'], hosts: i === 0 ? '::1' : '2001:db8::/32' }));
    const test = await TestEngine.start({ rtus: rows, databases });
    await testfr(await test.raw(0, '::1'));
    const { peer } = await test.event('link', ({ what }) => what === 'connect');
    expect(peer).toMatch(/^\[::1\]:\d+$/);
    await (await test.raw(1, '::1')).expectClosed();
  });

  it.skipIf(!hasIpv6)('listen on all addresses of both families where none is given', async () => {
    const test = await TestEngine.start({ rtus: rtus(1, () => ({ hosts: '127.0.0.0/8;::1' })), databases });
    await testfr(await test.raw(0, '::1'));
    await testfr(await test.raw(0, '127.0.0.1'));
    const peers = test.events.flatMap((event) => (event.kind === 'link' ? [event.peer] : []));
    // Not as `::ffff:127.0.0.1`, which is what the socket reports.
    expect(peers.map((peer) => peer.replace(/:\d+$/, ''))).toEqual(['[::1]', '127.0.0.1']);
  });
});
