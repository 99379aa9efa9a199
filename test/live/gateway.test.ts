/** The gateway on real sockets and threads: links, ports, restarts, deaths (`docs/gateway.md` §3). */
import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { GroupCounterName } from '../../src/gateway/counters.js';
import type { GroupDefinition } from '../../src/gateway/definition.js';
import { MasterLink } from '../../src/master/master-link.js';
import { soon } from '../support/patience.js';
import {
  asduOf,
  expectAlive,
  fromHex,
  type RawPeer,
  STARTDT_ACT,
  STARTDT_CON,
  sFrame,
  startTransfer,
} from '../support/raw-peer.js';
import { TestEngine } from '../support/test-engine.js';
import { freePort, isRefused, openRtu, TestGateway } from '../support/test-gateway.js';
import { pointRows } from '../support/workspace.js';

const portOf = (port: number) => [{ port, bind: '127.0.0.1', name: '', filter: [], admitsNobody: false }];

/** A gateway with one group, which has a log. */
async function startWith(hosts: GroupDefinition['hosts']) {
  const kit = await TestGateway.start([{ hosts, log: 'written' }]);
  return { kit, gateway: kit.gateway };
}

/** A master of a group, started. */
async function startMaster(gateway: TestGateway, slot = 0): Promise<MasterLink> {
  const { name, rtuNumber, k } = gateway.gateway.groups[slot];
  const port = await gateway.port(slot);
  const link = new MasterLink({ name, ca: rtuNumber, port, bind: '127.0.0.1', k });
  onTestFinished(() => link.close());
  await link.connect();
  await link.start();
  return link;
}

describe('an RTU that is down', () => {
  it('has masters refused by the system, until it is up; what they start reaches it then', async () => {
    const [port, rtuPort] = [await freePort(), await freePort()];
    const hosts = [{ host: '127.0.0.1', port: rtuPort }];
    const gateway = await TestGateway.start([{ hosts, ports: portOf(port) }]);
    await soon(() => expect(gateway.links()[0]).toMatch(/^group dial: 127\.0\.0\.1:\d+: connect/));
    expect(await isRefused(port)).toBe(true);
    const { rtu } = await openRtu(rtuPort);
    const station = await rtu.accept();
    expect(await gateway.port()).toBe(port);
    const master = await gateway.master();
    await startTransfer(master);
    await station.expect(STARTDT_ACT);
    station.send(STARTDT_CON);
    await soon(() => expect(gateway.gateway.table.get(0, 'RTU_STARTED')).toBe(1));
    expect(gateway.gateway.rtuPeer(0)).toBe(`127.0.0.1:${rtuPort}`);
  });
});

describe('an RTU that ends its connection', () => {
  it('takes masters and ports with it; it is dialled again, and the port is the same', async () => {
    const { rtu, hosts } = await openRtu();
    const gateway = await TestGateway.start([{ hosts, log: 'written' }]);
    const first = await rtu.accept();
    const port = await gateway.port();
    const master = await gateway.master();
    await soon(() => expect(gateway.gateway.masters(0)).toHaveLength(1));
    first.close();
    await master.expectClosed();
    expect(await isRefused(port)).toBe(true);
    expect(gateway.gateway.masters(0)).toEqual([]);
    expect(gateway.gateway.rtuPeer(0)).toBe('');
    await rtu.accept();
    expect(await gateway.port()).toBe(port);
    await expectAlive(await gateway.master());
    const links = gateway.links().filter((line) => !line.includes(' listen'));
    expect(links).toEqual([
      'rtu connect: ',
      'master connect: ',
      'rtu disconnect: PEER_CLOSED: closed by the peer',
      'master disconnect: RTU_LOST: the RTU was lost (PEER_CLOSED)',
      'rtu connect: ',
      'master connect: ',
    ]);
  });

  it('with a reset does so too', async () => {
    const { rtu, hosts } = await openRtu();
    const gateway = await TestGateway.start([{ hosts }]);
    const station = await rtu.accept();
    const master = await gateway.master();
    await soon(() => expect(gateway.gateway.masters(0)).toHaveLength(1));
    station.reset();
    await master.expectClosed();
    await soon(() =>
      expect(gateway.links()).toContainEqual(expect.stringMatching(/^rtu disconnect: SOCKET_ERROR/)),
    );
  });
});

describe('masters of one RTU', () => {
  /** The IOAs of the next 20 points of type 30, which a master that acknowledges every frame gets. */
  async function nextPoints(master: RawPeer): Promise<number[]> {
    const ioas: number[] = [];
    for (let frames = 1; ioas.length < 20; frames++) {
      const asdu = fromHex(asduOf(await master.next()));
      expect([asdu[0], asdu[1] & 0x80, asdu[2]]).toEqual([30, 0, 3]);
      // An IOA of 3 octets, SIQ, a time tag of 7.
      for (let at = 6; at < asdu.length; at += 11) ioas.push(asdu[at] + 256 * asdu[at + 1]);
      master.send(sFrame(frames));
    }
    return ioas;
  }

  it('get its events, each in the order of the RTU; their interrogations are joined', async () => {
    const simulator = await TestEngine.start({
      rtus: [{ no: 1, ca: 1 }],
      databases: { 'd.csv': [...pointRows(1, 20), ...pointRows(0, 3, 5000, 1)] },
      globals: ['eoi,never'],
    });
    const hosts = [{ host: '127.0.0.1', port: simulator.port(0) }];
    const gateway = await TestGateway.start([{ hosts, eoi: 'never', log: 'written' }], { signalLog: 'all' });
    const raw = [await gateway.master(), await gateway.master()];
    await Promise.all(raw.map(startTransfer));
    await soon(() => expect(gateway.gateway.table.get(0, 'RTU_STARTED')).toBe(1));
    simulator.engine.send(1, 0);
    const points = Array.from({ length: 20 }, (_, i) => 1000 + i);
    expect(await Promise.all(raw.map(nextPoints))).toEqual([points, points]);
    const { table } = gateway.gateway;
    await soon(() => {
      expect(table.get(0, 'AT_RISK')).toBe(0);
      expect(table.get(0, 'ACKNOWLEDGED')).toBe(table.get(0, 'TO_MASTERS'));
    });
    for (const one of raw) one.close();
    const masters = [await startMaster(gateway), await startMaster(gateway)];
    const reports = await Promise.all(masters.map((master) => master.interrogate()));
    expect(reports.map(({ outcome }) => outcome)).toEqual(['done', 'done']);
    expect(table.get(0, 'GI_ASKED')).toBe(2);
    expect(table.get(0, 'GI_SENT')).toBeLessThanOrEqual(2);
    expect(table.get(0, 'UNDELIVERED')).toBe(0);
  });
});

describe('a master', () => {
  it('is closed by hand, and comes again', async () => {
    const { rtu, hosts } = await openRtu();
    const { kit, gateway } = await startWith(hosts);
    await rtu.accept();
    const master = await kit.master();
    await soon(() => expect(gateway.masters(0)).toHaveLength(1));
    const [{ place, connection }] = gateway.masters(0);
    expect(await gateway.closeMaster(0, place, connection + 1)).toBe(false);
    expect(await gateway.closeMaster(0, place, connection)).toBe(true);
    await master.expectClosed();
    await expectAlive(await kit.master());
  });
});

describe('a restart', () => {
  it('with another port ends the links and listens there; the log is a new one', async () => {
    const { rtu, hosts } = await openRtu();
    const { kit, gateway } = await startWith(hosts);
    await rtu.accept();
    const [old, log] = [await kit.port(), gateway.logFile(0)];
    const master = await kit.master();
    const port = await freePort();
    const result = await gateway.restartGroup(0, { port: String(port), name: 'New' });
    expect(result).toMatchObject({ outcome: 'restarted', changed: ['name', 'port'] });
    expect(gateway.masters(0)).toEqual([]);
    await master.expectClosed();
    await rtu.accept();
    await soon(() => expect(gateway.table.get(0, 'LISTENING')).toBe(1));
    await expectAlive(await kit.master());
    expect(gateway.groups[0]).toMatchObject({ name: 'New', ports: [{ port }] });
    expect(await isRefused(old)).toBe(true);
    expect(gateway.logFile(0)).not.toBe(log);
    expect(gateway.logFile(0)).toContain(`New-1-${port}-127.0.0.1-`);
  });

  it('with a port that is in use is refused, and links stay', async () => {
    const { rtu, hosts } = await openRtu();
    const { kit, gateway } = await startWith(hosts);
    await rtu.accept();
    const master = await kit.master();
    const other = createServer();
    onTestFinished(() => void other.close());
    const port = await new Promise<number>((resolve) => {
      other.listen(0, '127.0.0.1', () => resolve((other.address() as { port: number }).port));
    });
    const result = await gateway.restartGroup(0, { port: String(port) });
    expect(result).toMatchObject({
      outcome: 'refused',
      reason: 'port',
      problems: [{ field: 'port', expected: expect.stringContaining('is in use by another program') }],
    });
    await expectAlive(master);
  });
});

describe('a thread that dies', () => {
  it('comes back with its groups; the groups of the others are not disturbed', async () => {
    const rtus = [await openRtu(), await openRtu()];
    const gateway = await TestGateway.start(
      rtus.map(({ hosts }) => ({ hosts })),
      { shards: 2 },
    );
    await Promise.all(rtus.map(({ rtu }) => rtu.accept()));
    const masters = [await gateway.master(0), await gateway.master(1)];
    await soon(() => expect([0, 1].map((slot) => gateway.gateway.masters(slot).length)).toEqual([1, 1]));
    await gateway.killThread(0);
    const died = await gateway.event('shard-died');
    expect(died).toMatchObject({ groups: 1, masters: 1 });
    const [{ slot }] = gateway.gateway.placement[died.shard];
    await masters[slot].expectClosed();
    await rtus[slot].rtu.accept();
    await expectAlive(await gateway.master(slot));
    expect(await gateway.event('shard-restarted')).toMatchObject({ shard: died.shard, groups: 1 });
    expect(gateway.gateway.table.get(slot, 'RTU_LOSSES')).toBe(1);
    await expectAlive(masters[1 - slot]);
    expect(gateway.gateway.table.get(1 - slot, 'RTU_LOSSES')).toBe(0);
  });
});

describe('what only a thread that dies had', () => {
  it('counts as undelivered: the RTU has an acknowledgement for it, and no master has acknowledged it', async () => {
    const { rtu, hosts } = await openRtu();
    const gateway = await TestGateway.start([{ hosts, w: 1, eoi: 'never' }]);
    const station = await rtu.accept();
    const master = await gateway.master();
    await startTransfer(master);
    await station.expect(STARTDT_ACT);
    station.send(STARTDT_CON);
    // A single point of IOA 5, spontaneous.
    station.sendI(0, 0, '01 01 03 00 01 00 05 00 00 01');
    await station.expect(sFrame(1));
    expect(asduOf(await master.next())).toBe('01 01 03 00 01 00 05 00 00 01');
    const { table } = gateway.gateway;
    await soon(() => expect(table.get(0, 'AT_RISK')).toBe(1));
    await gateway.killThread(0);
    await gateway.event('shard-restarted');
    expect(['AT_RISK', 'UNDELIVERED'].map((name) => table.get(0, name as GroupCounterName))).toEqual([0, 1]);
  });
});

describe('the end of the gateway', () => {
  it('closes every link, and writes the log', async () => {
    const { rtu, hosts } = await openRtu();
    const { kit, gateway } = await startWith(hosts);
    const station = await rtu.accept();
    const port = await kit.port();
    const master = await kit.master();
    await startTransfer(master);
    await station.expect(STARTDT_ACT);
    expect(asduOf(await master.next())).toBe('46 01 04 00 01 00 00 00 00 00');
    const log = gateway.logFile(0);
    await gateway.close();
    await Promise.all([master.expectClosed(), station.expectClosed()]);
    expect(await isRefused(port)).toBe(true);
    const lines = kit.workspace
      .read('log', String(log).slice(kit.workspace.path('log').length + 1))
      .split('\n');
    expect(lines[0]).toBe('time,event,link,direction,type id,COT,OA,CA,IOA,value,detail');
    expect(lines.filter((line) => line.includes(',disconnect,'))).toHaveLength(2);
  });
});
